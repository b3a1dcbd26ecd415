// SPDX-License-Identifier: MIT
#include "enginetest.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace furrow::ui;

/// Variables, their parts, threads and frames, asked for beside the commands.
class GdbEngineInspectionTest : public QObject
{
    Q_OBJECT

    static constexpr auto printers = "python\n"
                                     "class Throws:\n"
                                     "  def to_string(self): raise ValueError('no luck')\n"
                                     "  def children(self): raise ValueError('no parts')\n"
                                     "class Hangs:\n"
                                     "  def to_string(self):\n"
                                     "    while True: pass\n"
                                     "  def children(self):\n"
                                     "    yield 'one', 1\n"
                                     "    while True: pass\n"
                                     "by_name = {'Throwing': Throws, 'Hanging': Hangs}\n"
                                     "gdb.pretty_printers.insert(0, lambda v: by_name.get(str(v.type).split('::')[-1], lambda: None)())\n"
                                     "end";

    template<typename T>
    static T waitFor(const std::function<void(std::function<void(T)>)> &ask)
    {
        auto result = std::make_shared<std::optional<T>>();
        ask([result](const T &answer) { *result = answer; });
        if (!QTest::qWaitFor([&] { return result->has_value(); }, 20000))
            qFatal("no answer");
        return **result;
    }
    static Variables variables(TestEngine &engine)
    {
        return waitFor<Variables>([&](auto done) { engine.variables(done); });
    }
    static Variables children(TestEngine &engine, const Variable &of, int from = 0, int count = 100)
    {
        return waitFor<Variables>([&](auto done) { engine.children(of.reference, from, count, done); });
    }
    static Variables assign(TestEngine &engine, const Variable &to, const QString &expression)
    {
        return waitFor<Variables>([&](auto done) { engine.assign(to.reference, expression, done); });
    }
    static Threads threads(TestEngine &engine)
    {
        return waitFor<Threads>([&](auto done) { engine.threads(done); });
    }
    static QString select(TestEngine &engine, const Frame &frame)
    {
        return waitFor<QString>([&](auto done) { engine.select(frame, done); });
    }
    static Variable named(const Variables &all, const QString &name)
    {
        for (const Variable &one : all.list) {
            if (one.name == name)
                return one;
        }
        return {};
    }
    static QStringList names(const Variables &all)
    {
        QStringList found;
        for (const Variable &one : all.list)
            found.append(one.name);
        return found;
    }
    static QStringList rows(const Variables &all)
    {
        QStringList found;
        for (const Variable &one : all.list)
            found.append(one.name + u" = "_s + one.value);
        return found;
    }

private Q_SLOTS:
    void variablesOfAFrame()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QElapsedTimer timer;
        timer.start();
        const Variables all = variables(engine);
        qInfo("variables: %lld ms", timer.elapsed());
        QCOMPARE(all.failure, QString());
        QVERIFY2(all.function.endsWith(u"inspected"_s), qPrintable(all.function));
        // Arguments first, then the innermost block; what has not been declared yet is not there.
        QCOMPARE(names(all).first(4), QStringList({u"argument"_s, u"reference"_s, u"shadowed"_s, u"number"_s}));
        QVERIFY(!names(all).contains(u"later"_s));
        QCOMPARE(named(all, u"shadowed"_s).value, u"2"_s);
        QCOMPARE(named(all, u"shadowed (line %1)"_s.arg(lineOf("outer shadowed"))).value, u"1"_s);
        QCOMPARE(named(all, u"number"_s).value, u"7"_s);
        QCOMPARE(named(all, u"number"_s).type, u"int"_s);
        QVERIFY(named(all, u"number"_s).assignable && !named(all, u"number"_s).hasChildren && !named(all, u"number"_s).failed);
        QVERIFY(!named(all, u"fixed"_s).assignable);
        QCOMPARE(named(all, u"reference"_s).value, u"\"referred to\""_s);
        QVERIFY(!named(all, u"reference"_s).assignable); // a reference to const
        QCOMPARE(named(all, u"text"_s).value, u"\"text\""_s);
        QVERIFY(named(all, u"text"_s).assignable);
        QVERIFY(named(all, u"lines"_s).value.size() <= 200 && !named(all, u"lines"_s).value.contains(u'\n'));
        const QString large = named(all, u"large"_s).value;
        QVERIFY2(large.startsWith(u"std::vector of length 10000000"_s) && large.size() <= 200, qPrintable(large));
        QVERIFY(named(all, u"large"_s).hasChildren && !named(all, u"large"_s).assignable);
        QVERIFY(!named(all, u"empty"_s).hasChildren);
        QVERIFY2(named(all, u"map"_s).value.endsWith(u"{[5] = \"five\", [6] = \"six\"}"_s), qPrintable(named(all, u"map"_s).value));
        QCOMPARE(named(all, u"array"_s).value, u"{1, 2, 3, 4}"_s);
        QCOMPARE(named(all, u"point"_s).value, u"{x = 1, fixed = 2, flag = 3}"_s);
        QVERIFY(named(all, u"shape"_s).hasChildren && !named(all, u"nowhere"_s).hasChildren && !named(all, u"letters"_s).hasChildren);
        QVERIFY2(named(all, u"letters"_s).value.endsWith(u"\"letters\""_s), qPrintable(named(all, u"letters"_s).value));
        QCOMPARE(engine.run(u"p 6 * 7"_s), u"$1 = 42\n"_s); // and nothing of it was printed
    }

    void partsAreFetchedAsTheyAreAskedFor()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const Variables all = variables(engine);
        QElapsedTimer timer;
        timer.start();
        const Variable large = named(all, u"large"_s);
        Variables parts = children(engine, large);
        QCOMPARE(parts.failure, QString());
        QCOMPARE(parts.list.size(), 100);
        QVERIFY(parts.more);
        QCOMPARE(rows(parts).first(3), QStringList({u"[0] = 0"_s, u"[1] = 11"_s, u"[2] = 0"_s}));
        parts = children(engine, large, 100);
        QCOMPARE(rows(parts).first(2), QStringList({u"[100] = 12"_s, u"[101] = 0"_s}));
        QCOMPARE(rows(children(engine, large, 1, 1)), QStringList{u"[1] = 11"_s}); // back
        qInfo("201 of ten million elements: %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 3000); // all of them take a minute
        QVERIFY(parts.list.first().assignable && !parts.list.first().hasChildren);

        const Variables map = children(engine, named(all, u"map"_s));
        QCOMPARE(rows(map), QStringList({u"[5] = \"five\""_s, u"[6] = \"six\""_s}));
        QVERIFY(!map.more && map.list.first().assignable);
        QCOMPARE(rows(children(engine, named(all, u"sorted"_s))), QStringList{u"[\"key\"] = 43"_s});
        QCOMPARE(rows(children(engine, named(all, u"words"_s))), QStringList({u"[0] = \"alpha\""_s, u"[1] = \"beta\""_s}));
        QCOMPARE(rows(children(engine, named(all, u"array"_s), 1, 2)), QStringList({u"[1] = 2"_s, u"[2] = 3"_s}));
        QVERIFY(children(engine, named(all, u"array"_s), 1, 2).more && !children(engine, named(all, u"array"_s), 2, 2).more);
        const Variables point = children(engine, named(all, u"point"_s));
        QCOMPARE(rows(point), QStringList({u"x = 1"_s, u"fixed = 2"_s, u"flag = 3"_s}));
        QVERIFY(point.list.at(0).assignable && !point.list.at(1).assignable && point.list.at(2).assignable);
        QCOMPARE(point.list.at(0).expression, u"point.x"_s);
        // As the class that the object has; the class above it is a part.
        QCOMPARE(names(children(engine, named(all, u"shape"_s))), QStringList({u"<(anonymous namespace)::Shape>"_s, u"edge"_s}));
        QVERIFY(rows(children(engine, children(engine, named(all, u"owned"_s)).list.value(0))).contains(u"x = 1"_s));
        for (const Variable &part : point.list)
            QVERIFY2(engine.run(u"p "_s + part.expression).endsWith(u"= %1\n"_s.arg(part.value)), qPrintable(engine.text));
        QVERIFY2(engine.run(u"p "_s + map.list.first().expression).endsWith(u"= \"five\"\n"_s), qPrintable(engine.text));
    }

    void cyclesEndWhereNobodyLooksFurther()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        Variable link = named(variables(engine), u"first"_s);
        for (int turn = 0; turn < 6; ++turn) {
            const Variables parts = children(engine, link);
            QCOMPARE(names(parts), QStringList({u"value"_s, u"next"_s}));
            QCOMPARE(parts.list.at(0).value, QString::number(1 + turn % 2));
            link = parts.list.at(1);
            QVERIFY(link.hasChildren);
        }
        QVERIFY2(engine.run(u"p "_s + link.expression).contains(u"(anonymous namespace)::Link *) 0x"_s), qPrintable(engine.text));
    }

    void printersThatFail()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QCOMPARE(engine.run(QString::fromLatin1(printers)), QString());
        QElapsedTimer timer;
        timer.start();
        const Variables all = variables(engine);
        QVERIFY(timer.elapsed() < 5000);
        QCOMPARE(named(all, u"throwing"_s).value, u"<its printer failed: ValueError: no luck>"_s);
        QVERIFY(named(all, u"throwing"_s).failed);
        QCOMPARE(named(all, u"hanging"_s).value, u"<takes longer than 1 s to read>"_s);
        QVERIFY(named(all, u"hanging"_s).failed);
        QCOMPARE(named(all, u"number"_s).value, u"7"_s); // the others are all there
        QCOMPARE(named(all, u"shadowed (line %1)"_s.arg(lineOf("outer shadowed"))).value, u"1"_s);
        QCOMPARE(children(engine, named(all, u"throwing"_s)).failure, u"The printer of throwing failed: ValueError: no luck"_s);
        QCOMPARE(engine.run(u"p 6 * 7"_s), u"$1 = 42\n"_s);
    }

    void aCommandPutsOffWhatTakesLong()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        engine.run(QString::fromLatin1(printers));
        for (int turn = 0; turn < 10; ++turn) {
            std::optional<Variables> first, second;
            engine.variables([&](const Variables &answer) { first = answer; });
            engine.variables([&](const Variables &answer) { second = answer; });
            if (turn % 2)
                QTest::qWait(60 * turn); // until a hanging printer has begun
            QVERIFY(!first || turn > 8);
            QElapsedTimer timer;
            timer.start();
            QVERIFY2(engine.run(u"p 6 * 7"_s).endsWith(u"= 42\n"_s), qPrintable(engine.text));
            QVERIFY2(timer.elapsed() < 900, qPrintable(QString::number(timer.elapsed())));
            QVERIFY(QTest::qWaitFor([&] { return first && second; }, 20000));
            QVERIFY(second->interrupted && second->list.isEmpty());
        }
        QCOMPARE(named(variables(engine), u"number"_s).value, u"7"_s);
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        QCOMPARE(inferior.process.state(), QProcess::Running);
    }

    void valuesAreSet()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const Variables all = variables(engine);
        const auto set = [&](const Variable &what, const QString &expression) {
            const Variables answer = assign(engine, what, expression);
            return answer.failure.isEmpty() ? answer.list.value(0).value : answer.failure;
        };
        const auto member = [&](const char *of, int number) { return children(engine, named(all, QString::fromLatin1(of))).list.value(number); };
        QCOMPARE(set(named(all, u"number"_s), u"argument + 3"_s), u"8"_s);
        QVERIFY(engine.run(u"p number"_s).endsWith(u"= 8\n"_s));
        QCOMPARE(set(named(all, u"real"_s), u"2.5"_s), u"2.5"_s);
        QCOMPARE(set(named(all, u"truth"_s), u"false"_s), u"false"_s);
        QCOMPARE(set(member("point", 0), u"70"_s), u"70"_s);
        QCOMPARE(set(member("point", 2), u"5"_s), u"5"_s);
        QCOMPARE(set(member("large", 1), u"111"_s), u"111"_s);
        QVERIFY(engine.run(u"p point"_s).contains(u"x = 70, fixed = 2, flag = 5"_s));
        QVERIFY(engine.run(u"p large[1]"_s).endsWith(u"= 111\n"_s));
        // Texts, by the program's own functions.
        QCOMPARE(set(member("named", 0), u"\"a \u00e4\u20ac, and longer than it was\""_s), u"\"a \u00e4\u20ac, and longer than it was\""_s);
        QCOMPARE(set(member("named", 1), u"\"set\""_s), u"\"set\""_s);
        QCOMPARE(set(member("named", 2), u"\"raw\\0b\""_s), u"\"raw\\000b\""_s);
        QCOMPARE(set(named(all, u"text"_s), u"named.name"_s), u"\"a \u00e4\u20ac, and longer than it was\""_s);
        QCOMPARE(set(named(all, u"text"_s), u"\"\""_s), u"\"\""_s);
        QCOMPARE(set(member("map", 0), u"\"fifth\""_s), u"\"fifth\""_s);

        const QStringList refusals{
            set(named(all, u"fixed"_s), u"3"_s), set(named(all, u"reference"_s), u"\"x\""_s), set(member("point", 1), u"3"_s),
            set(named(all, u"large"_s), u"3"_s), set(named(all, u"number"_s), u"\"text\""_s), set(named(all, u"number"_s), u"nonsense"_s),
            set(named(all, u"number"_s), u"1 +"_s), set(named(all, u"text"_s), u"3"_s), set(named(all, u"number"_s), u" "_s),
            set(named(all, u"number"_s), u"named"_s)};
        QCOMPARE(refusals.mid(0, 4), QStringList({u"fixed is const."_s, u"reference is const."_s, u"fixed is const."_s,
                                                  u"large is a std::vector<int, std::allocator<int> >, which cannot be set as a whole; set its parts."_s}));
        QCOMPARE(refusals.at(4), u"number is a int and cannot be set to a text."_s);
        QCOMPARE(refusals.at(5), u"No symbol \"nonsense\" in current context."_s);
        QVERIFY2(refusals.at(6).startsWith(u"A syntax error in expression"_s), qPrintable(refusals.at(6)));
        QCOMPARE(refusals.at(7), u"text is a text: set it to one in quotes, as \"new\"."_s);
        QCOMPARE(refusals.at(8), u"A value is needed, as an expression of the program's language."_s);
        QVERIFY2(refusals.at(9).contains(u"cannot be set to a"_s), qPrintable(refusals.at(9)));
        QVERIFY(engine.run(u"p number"_s).endsWith(u"= 8\n"_s));
        // The program goes on with what was set.
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        inferior.go();
        QVERIFY(inferior.stands());
    }

    void whatWasOptimizedOutIsSaid()
    {
        Inferior inferior(u"optimized"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up());
        AttachRequest request = inferior.request();
        request.file.replace(u"inspected.cpp"_s, u"optimized.cpp"_s);
        QVERIFY(engine.attachTo(request));
        const Variable gone = named(variables(engine), u"gone"_s);
        QCOMPARE(gone.value, u"<optimized out>"_s);
        QVERIFY(gone.failed && !gone.assignable && !gone.hasChildren);
        QCOMPARE(assign(engine, gone, u"3"_s).failure, u"gone was optimized out: there is no place to write to."_s);
    }

    void valuesAreOfTheirStop()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const Variables all = variables(engine);
        // A command changes what they are, but not that they are.
        engine.run(u"set variable array[1] = 22"_s);
        QCOMPARE(rows(children(engine, named(all, u"array"_s), 1, 1)), QStringList{u"[1] = 22"_s});
        const auto stop = engine.stepAndWait(StepKind::Next, &inferior);
        QVERIFY(stop && stop->frame.line == lineOf("inspected after"));
        const QString stale = u"This value is of an earlier stop: the process has gone on since."_s;
        QCOMPARE(children(engine, named(all, u"array"_s)).failure, stale);
        QCOMPARE(assign(engine, named(all, u"number"_s), u"1"_s).failure, stale);
        const Variables now = variables(engine);
        QCOMPARE(named(now, u"number"_s).value, u"7"_s);
        QVERIFY(named(now, u"number"_s).reference != named(all, u"number"_s).reference);
        QVERIFY(engine.releaseAndWait(inferior.pid()));
        QCOMPARE(variables(engine).failure, u"No process stands at the prompt."_s);
    }

    void framesAreSelected()
    {
        Inferior inferior(u"coroutine"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QList<Frame> selected;
        connect(&engine, &DebugEngine::frameSelected, this, [&](qint64 tid, const Frame &frame) {
            QCOMPARE(tid, inferior.tid);
            selected.append(frame);
        });
        QCOMPARE(rows(variables(engine)), QStringList({u"given = 20"_s, u"local = 21"_s}));
        QList<Frame> stack = engine.stack();
        const auto at = [&](Frame::Kind kind, const char *function) {
            const auto found = std::ranges::find_if(stack, [&](const Frame &f) { return f.kind == kind && f.function.endsWith(QLatin1StringView(function)); });
            if (found == stack.end())
                qFatal("no %s", function);
            return *found;
        };
        QVERIFY(at(Frame::Kind::Native, "inner").current && !at(Frame::Kind::Native, "main").current);
        QCOMPARE(select(engine, at(Frame::Kind::Native, "main")), QString());
        QCOMPARE(selected.size(), 1);
        QVERIFY(selected.last().function == u"main"_s && selected.last().kind == Frame::Kind::Native);
        QVERIFY(names(variables(engine)).contains(u"argc"_s));
        QVERIFY(engine.run(u"p argc"_s).endsWith(u"= 2\n"_s)); // the prompt stands there too

        // A coroutine that waits has no frame of gdb's, and its variables are there all the same.
        QCOMPARE(select(engine, at(Frame::Kind::Await, "outer")), QString());
        QCOMPARE(selected.size(), 2);
        QVERIFY(selected.last().kind == Frame::Kind::Await && selected.last().line == lineOf("outer await"));
        const Variables waiting = variables(engine);
        QCOMPARE(waiting.failure, QString());
        const QString vector = u"std::vector of length 3, capacity 3 = {1, 2, 3}"_s;
        QCOMPARE(rows(waiting), QStringList({u"title = \"title\""_s, u"shadowed = 20"_s, u"turn = 0"_s, u"numbers = "_s + vector,
                                             u"shadowed (line %1) = 10"_s.arg(lineOf("await shadowed"))}));
        QCOMPARE(engine.run(u"locals"_s), u"shadowed = 20\nturn = 0\nnumbers = %1\n"_s.arg(vector));
        QCOMPARE(engine.run(u"a"_s), u"title = \"title\"\n"_s);
        QCOMPARE(assign(engine, named(waiting, u"turn"_s), u"5"_s).list.value(0).value, u"5"_s);
        stack = engine.stack();
        QVERIFY(at(Frame::Kind::Await, "outer").current && !at(Frame::Kind::Native, "inner").current);

        QCOMPARE(select(engine, at(Frame::Kind::Native, "inner")), QString());
        QCOMPARE(names(variables(engine)), QStringList({u"given"_s, u"local"_s}));
        QCOMPARE(select(engine, at(Frame::Kind::Await, "outer")), QString());
        engine.run(u"frame"_s); // leads from there to the native frames
        QCOMPARE(engine.changed.last().kind, Frame::Kind::Native);
        QCOMPARE(names(variables(engine)), QStringList({u"given"_s, u"local"_s}));

        Frame wrong;
        wrong.level = 4711;
        QCOMPARE(select(engine, wrong), u"There is no frame 4711."_s);
        wrong.await = 12;
        QCOMPARE(select(engine, wrong), u"That coroutine does not wait any more."_s);
        QCOMPARE(names(variables(engine)), QStringList({u"given"_s, u"local"_s}));
    }

    void threadsAreListedAndSelected()
    {
        Inferior inferior(u"threads"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        QList<Frame> selected;
        connect(&engine, &DebugEngine::frameSelected, this, [&](qint64 tid, const Frame &frame) {
            QCOMPARE(tid, inferior.pid());
            selected.append(frame);
        });
        Threads found = threads(engine);
        QCOMPARE(found.failure, QString());
        QCOMPARE(found.list.size(), 3);
        const auto of = [&](qint64 tid) {
            const auto one = std::ranges::find(found.list, tid, &ThreadInfo::tid);
            return one == found.list.end() ? ThreadInfo() : *one;
        };
        QVERIFY(of(inferior.tid).name == u"other"_s && of(inferior.tid).line == lineOf("thread pause"));
        QVERIFY2(of(inferior.pid()).function == u"main"_s && of(inferior.pid()).file.endsWith(u"inspected.cpp"_s), qPrintable(of(inferior.pid()).function));
        QVERIFY(of(inferior.tid).current && !of(inferior.pid()).current);
        QCOMPARE(waitFor<QString>([&](auto done) { engine.selectThread(inferior.pid(), done); }), QString());
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected.first().function, u"main"_s);
        QVERIFY(names(variables(engine)).contains(u"argv"_s));
        QVERIFY(engine.run(u"p argc"_s).endsWith(u"= 2\n"_s));
        found = threads(engine);
        QVERIFY(of(inferior.pid()).current && !of(inferior.tid).current);
        QCOMPARE(waitFor<QString>([&](auto done) { engine.selectThread(1, done); }), u"Process %1 has no thread 1 any more."_s.arg(inferior.pid()));
        QVERIFY(engine.run(u"p argc"_s).endsWith(u"= 2\n"_s));
    }

    void gdbKilledWhilePartsAreFetched()
    {
        Inferior inferior(u"plain"_s);
        TestEngine engine;
        QVERIFY(inferior.stands() && engine.up() && engine.attachTo(inferior.request()));
        const Variables all = variables(engine);
        engine.run(QString::fromLatin1(printers));
        QStringList failures;
        engine.children(named(all, u"hanging"_s).reference, 0, 100, [&](const Variables &answer) { failures.append(answer.failure); });
        QTest::qWait(100); // it hangs now
        engine.variables([&](const Variables &answer) { failures.append(answer.failure); });
        engine.threads([&](const Threads &answer) { failures.append(answer.failure); });
        engine.assign(named(all, u"number"_s).reference, u"1"_s, [&](const Variables &answer) { failures.append(answer.failure); });
        engine.select({}, [&](const QString &failure) { failures.append(failure); });
        QCOMPARE(failures, QStringList());
        ::kill(pid_t(engine.debuggerPid()), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return engine.deathReason.has_value(); }, 20000));
        QCOMPARE(failures, QStringList(5, u"gdb was killed."_s));
        QVERIFY(engine.up() && engine.attachTo(inferior.request()));
        QCOMPARE(children(engine, named(all, u"array"_s)).failure, u"This value is of an earlier stop: the process has gone on since."_s);
        QCOMPARE(named(variables(engine), u"number"_s).value, u"7"_s);
    }
};

QTEST_GUILESS_MAIN(GdbEngineInspectionTest)
#include "tst_gdbengineinspection.moc"
