// SPDX-License-Identifier: MIT
#include "client.h"
#include "fakeengine.h"

#include "core/actortree.h"
#include "core/breakpoints.h"
#include "core/console.h"
#include "core/transcript.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

namespace {

const QString source = u"/src/program.cpp"_s;
const QString executable = u"/bin/program"_s;

/// A console with a scripted debugger, and actors that say hello.
struct Setting
{
    FakeEngine *engine;
    std::unique_ptr<Console> console;
    std::map<QString, ActorId> actors;
    std::vector<std::unique_ptr<QProcess>> processes;
    qint64 lastPid = 0;

    Setting()
    {
        auto fake = std::make_unique<FakeEngine>();
        engine = fake.get();
        engine->programs = {executable};
        console = std::make_unique<Console>(std::move(fake));
        QString error;
        if (!console->listen(&error))
            qFatal("%s", qPrintable(error));
    }
    ~Setting()
    {
        console.reset();
        for (const auto &process : processes) {
            process->kill();
            process->waitForFinished();
        }
    }
    std::unique_ptr<Client> hello(const QString &name, bool waits = false, const QString &program = executable)
    {
        const ActorId id = actors[name] = Client::actor(name);
        QProcess &process = *processes.emplace_back(std::make_unique<QProcess>());
        process.start(u"sleep"_s, {u"1000"_s});
        if (!process.waitForStarted())
            qFatal("no sleep");
        lastPid = process.processId();
        auto client = std::make_unique<Client>(console->socketPath());
        client->send({{u"type"_s, u"hello"_s},
                      {u"actor"_s, Client::json(id)},
                      {u"parent"_s, name == u"root"_s ? QJsonValue() : QJsonValue(Client::json(actors.at(u"root"_s)))},
                      {u"pid"_s, lastPid},
                      {u"executable"_s, program},
                      {u"root"_s, name == u"root"_s},
                      {u"waits"_s, waits}});
        if (!QTest::qWaitFor([&] { return console->tree()->find(id.uuid) != nullptr; }))
            qFatal("no hello");
        return client;
    }
    Breakpoints *breakpoints() const { return console->breakpoints(); }
    qsizetype follows(qint64 pid) const { return engine->calls.count(u"follow %1"_s.arg(pid)); }
};

bool says(Client &client, const char *what)
{
    for (;;) {
        const QByteArray packet = client.read(2000);
        if (packet.contains(what))
            return true;
        if (packet.isEmpty() || packet == "CLOSED")
            return false;
    }
}

} // namespace

class TestBreakpoints : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneIsInEveryActorOfItsProgram()
    {
        Setting s;
        const auto root = s.hello(u"root"_s);
        const qint64 rootPid = s.lastPid;
        const auto other = s.hello(u"other"_s, false, u"/bin/another"_s);
        const qint64 otherPid = s.lastPid;
        s.breakpoints()->toggle(source, 12);
        QTRY_VERIFY(s.breakpoints()->at(source, 12));
        QCOMPARE(s.follows(rootPid), 1);
        QCOMPARE(s.follows(otherPid), 0); // has no such code
        QVERIFY(says(*root, R"("set":true)"));
        const auto late = s.hello(u"late"_s);
        QTRY_COMPARE(s.follows(s.lastPid), 1);
        s.breakpoints()->toggle(source, 12);
        QTRY_VERIFY(s.breakpoints()->list().isEmpty());
        QVERIFY(s.engine->calls.contains(u"unfollow"_s));
        QVERIFY(says(*root, R"("set":false)"));
        const auto last = s.hello(u"last"_s);
        QTest::qWait(0);
        QCOMPARE(s.follows(s.lastPid), 0);
    }

    void aNewbornThatWaitsGoesOnceGdbHasIt()
    {
        Setting s;
        const auto root = s.hello(u"root"_s);
        s.breakpoints()->toggle(source, 12);
        QTRY_VERIFY(s.breakpoints()->at(source, 12));
        const auto born = s.hello(u"born"_s, true);
        QVERIFY(says(*born, R"("type":"go")"));
        QCOMPARE(s.follows(s.lastPid), 1);
        const auto stranger = s.hello(u"stranger"_s, true, u"/bin/another"_s);
        QVERIFY(says(*stranger, R"("type":"go")"));
        QCOMPARE(s.follows(s.lastPid), 0);
    }

    void aNewbornNeverWaitsInVain()
    {
        Setting s;
        const auto root = s.hello(u"root"_s);
        // It was told to wait, and meanwhile the last one was removed.
        const auto born = s.hello(u"born"_s, true);
        QVERIFY(says(*born, R"("type":"go")"));
        // gdb is gone, and does not come again.
        s.breakpoints()->toggle(source, 12);
        QTRY_VERIFY(s.breakpoints()->at(source, 12));
        s.engine->startWorks = false;
        s.engine->die(u"killed"_s);
        const auto next = s.hello(u"next"_s, true);
        QVERIFY(says(*next, R"("type":"go")"));
    }

    void theNextGdbHasThemAgain()
    {
        Setting s;
        const auto root = s.hello(u"root"_s);
        Breakpoint wanted;
        wanted.file = source;
        wanted.line = 12;
        wanted.condition = u"i > 3"_s;
        s.breakpoints()->set(wanted);
        QTRY_VERIFY(s.breakpoints()->at(source, 12));
        s.engine->breakpoints.clear();
        s.engine->die(u"killed"_s);
        QTRY_VERIFY(s.breakpoints()->at(source, 12));
        QCOMPARE(s.breakpoints()->at(source, 12)->condition, u"i > 3"_s);
        QTRY_COMPARE(s.follows(s.lastPid), 2);
    }

    void conditionTraceAndEnabledAreOfTheOneOnTheLine()
    {
        Setting s;
        const auto root = s.hello(u"root"_s);
        s.breakpoints()->toggle(source, 12);
        QTRY_VERIFY(s.breakpoints()->at(source, 12));
        const int number = s.breakpoints()->at(source, 12)->number;
        s.breakpoints()->setEnabled(number, false);
        QTRY_VERIFY(!s.breakpoints()->at(source, 12)->enabled);
        QVERIFY(!s.breakpoints()->holdsNewborn());
        Breakpoint changed = *s.breakpoints()->at(source, 12);
        changed.enabled = true;
        changed.trace = u"i is {i}"_s;
        s.breakpoints()->set(changed);
        QTRY_COMPARE(s.breakpoints()->at(source, 12)->trace, u"i is {i}"_s);
        QVERIFY(s.engine->calls.contains(u"change %1"_s.arg(number)));
        QCOMPARE(s.breakpoints()->list().size(), 1);
    }

    void aRefusalIsOneSentence()
    {
        Setting s;
        const auto root = s.hello(u"root"_s);
        s.engine->refusedBreakpoint = u"No code was made of line 12 of /src/program.cpp."_s;
        QSignalSpy refused(s.breakpoints(), &Breakpoints::refused);
        s.breakpoints()->toggle(source, 12);
        QTRY_COMPARE(refused.size(), 1);
        const Transcript *transcript = s.console->transcript();
        QVERIFY(transcript->at(transcript->size() - 1).text.contains(u"No code was made of line 12"_s));
    }

    void aRunHasThoseOfTheLastOne()
    {
        FakeEngine *engine;
        auto fake = std::make_unique<FakeEngine>();
        engine = fake.get();
        Console console(std::move(fake));
        Breakpoint kept;
        kept.file = source;
        kept.line = 7;
        console.breakpoints()->restore({kept});
        QVERIFY(console.breakpoints()->holdsNewborn());
        QString error;
        QVERIFY2(console.listen(&error), qPrintable(error));
        QTRY_VERIFY(console.breakpoints()->at(source, 7));
        QCOMPARE(engine->calls.count(u"break %1:7"_s.arg(source)), 1);
    }
};

QTEST_GUILESS_MAIN(TestBreakpoints)
#include "tst_breakpoints.moc"
