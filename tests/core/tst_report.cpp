// SPDX-License-Identifier: MIT
#include "client.h"
#include "fakeengine.h"

#include "core/actortree.h"
#include "core/buildid.h"
#include "core/climbkeeper.h"
#include "core/console.h"
#include "core/promptframes.h"
#include "core/reportbuilder.h"
#include "core/transcript.h"

#include <QCborStreamWriter>
#include <QCryptographicHash>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype magicSize = 11, headSize = magicSize + 4 + 8 + 32;

Report sample()
{
    Report report;
    report.written = QDateTime::fromMSecsSinceEpoch(1'790'000'000'000);
    const ActorId leaf = Client::actor(u"leaf"_s), root = Client::actor(u"root"_s);
    Climb climb;
    climb.errorId = u"E1"_s;
    climb.type = u"NameError"_s;
    climb.message = u"no dog \U0001F436"_s;
    climb.trace = u"#0 leaf at program.cpp:9"_s;
    climb.source = leaf;
    ClimbHop hop;
    hop.actor = leaf;
    hop.pid = 4711;
    hop.type = climb.type;
    hop.message = climb.message;
    hop.function = u"leaf"_s;
    hop.file = u"/src/program.cpp"_s;
    hop.line = 9;
    hop.time = report.written;
    hop.repl = ClimbHop::Repl::WasOpen;
    hop.copy = 4712;
    climb.hops.append(hop);
    hop.actor = root;
    hop.relayed = true;
    hop.repl = ClimbHop::Repl::None;
    hop.why = ClimbHop::Why::Filter;
    climb.hops.append(hop);
    climb.branches = {u"E2"_s};
    Climb branch;
    branch.errorId = u"E2"_s;
    branch.group = u"E1"_s;
    branch.hops.append(hop);
    report.climbs = {climb, branch};
    ReportFrame frame;
    frame.frame = {.kind = Frame::Kind::Native, .level = 2, .function = u"leaf"_s, .file = u"/src/program.cpp"_s, .line = 9};
    frame.firstLine = 8;
    frame.source = {u"{"_s, u"    throw NameError(missing);"_s, u""_s, u"}"_s};
    frame.locals = {{u"missing"_s, u"QByteArray"_s, u"\"doggypants\""_s, {{u"d"_s, u"int"_s, u"3"_s, {}}}}};
    report.hops = {{u"E1"_s, leaf.uuid, {frame}, {}, u"(gdb+) c\n"_s}, {u"E1"_s, root.uuid, {}, u"The copy is gone."_s, {}}};
    report.environment = {{u"Furrow"_s, u"0.1.0"_s}, {u"Build id"_s, u"abcdef"_s}};
    return report;
}

/// The head that belongs to this body: what a forger can make.
QByteArray sealed(const QByteArray &body, quint32 version = 1)
{
    QByteArray file = reportFile::write(sample()).first(magicSize);
    char number[8];
    qToBigEndian(version, number);
    file.append(number, 4);
    qToBigEndian(quint64(body.size()), number);
    file.append(number, 8);
    return file + QCryptographicHash::hash(body, QCryptographicHash::Sha256) + body;
}

QString refusal(const QByteArray &file)
{
    const auto report = reportFile::read(file);
    return report ? QString() : report.error();
}

qint64 peakMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong() * 1024;
    }
    return 0;
}

/// `[{"climbs": [[[[...` and the like: one container in the other.
QByteArray nested(const char *key, char container, int depth)
{
    QByteArray body("\xa1", 1);
    body += char(0x60 + qstrlen(key));
    body += key;
    body += QByteArray(depth, container);
    return body;
}

/// A tree whose processes are played.
struct Tree
{
    FakeEngine *engine = nullptr;
    std::unique_ptr<Console> console;
    QProcess process;
    ActorId root = Client::actor(u"root"_s), leaf = Client::actor(u"leaf"_s);
    std::unique_ptr<Client> control, copy;
    QTemporaryDir folder;
    QString source = folder.filePath(u"program.cpp"_s);

    Tree()
    {
        QFile file(source);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no source");
        for (int line = 1; line <= 40; ++line)
            file.write("line " + QByteArray::number(line) + "\n");
        file.close();
        auto fake = std::make_unique<FakeEngine>();
        engine = fake.get();
        console = std::make_unique<Console>(std::move(fake));
        QString error;
        if (!console->listen(&error))
            qFatal("%s", qPrintable(error));
        process.start(u"sleep"_s, {u"1000"_s});
        process.waitForStarted();
        control = std::make_unique<Client>(console->socketPath());
        control->send({{u"type"_s, u"hello"_s}, {u"actor"_s, Client::json(root)}, {u"pid"_s, process.processId()}, {u"parent"_s, QJsonValue()},
                       {u"executable"_s, QCoreApplication::applicationFilePath()}, {u"root"_s, true}});
        control->send({{u"type"_s, u"spawned"_s}, {u"actor"_s, Client::json(leaf)}, {u"parent"_s, Client::json(root)}, {u"pid"_s, 4001},
                       {u"executable"_s, QCoreApplication::applicationFilePath()}, {u"debug"_s, true}});
        if (!QTest::qWaitFor([&] { return console->tree()->find(leaf.uuid) != nullptr; }))
            qFatal("no actor");
        copy = std::make_unique<Client>(console->socketPath());
        copy->send({{u"type"_s, u"copy"_s}, {u"pid"_s, 6001}, {u"owner"_s, 4001}, {u"actor"_s, Client::json(leaf)}, {u"reference"_s, false}});
    }
    ~Tree()
    {
        console.reset();
        process.kill();
        process.waitForFinished();
    }
    std::unique_ptr<Client> crash(const ActorId &actor, qint64 pid, qint64 copy, int line)
    {
        QJsonArray path;
        if (actor != leaf)
            path.append(Client::json(leaf));
        auto client = std::make_unique<Client>(console->socketPath());
        const qsizetype before = console->entriesOf(actor).size();
        client->send({{u"type"_s, u"entry"_s}, {u"kind"_s, u"crash"_s}, {u"actor"_s, Client::json(actor)}, {u"pid"_s, pid}, {u"tid"_s, pid},
                      {u"thread"_s, u"main"_s}, {u"task"_s, u"main"_s}, {u"file"_s, source}, {u"line"_s, line}, {u"function"_s, actor.name},
                      {u"quit"_s, u"none"_s}, {u"copy"_s, copy ? QJsonValue(copy) : QJsonValue()},
                      {u"error"_s, QJsonObject{{u"id"_s, u"E1"_s}, {u"type"_s, u"NameError"_s}, {u"message"_s, u"no dog"_s}, {u"trace"_s, u"#0 leaf at program.cpp:9"_s},
                                               {u"source"_s, Client::json(leaf)}, {u"relayPath"_s, path}}}});
        if (!QTest::qWaitFor([&] { return console->entriesOf(actor).size() > before; }) || client->read() != "granted")
            qFatal("no entry");
        client->send({{u"type"_s, u"standing"_s}, {u"tid"_s, pid}});
        if (!ready())
            qFatal("no prompt");
        return client;
    }
    bool ready() { return QTest::qWaitFor([&] { return console->prompt() == Console::Prompt::Ready; }); }
    /// At the root's prompt, with the leaf's copy below.
    std::unique_ptr<Client> climbed()
    {
        const auto first = crash(leaf, 4001, 6001, 9);
        console->submit(u"c"_s);
        if (first->read() != "continue")
            qFatal("not released");
        auto last = crash(root, process.processId(), 0, 30);
        engine->stacks[6001] = {{.level = 3, .function = u"leaf"_s, .file = source, .line = 9}, {.level = 4, .function = u"resume"_s, .file = {}, .hidden = true},
                                {.kind = Frame::Kind::Await, .function = u"caller"_s, .file = source, .line = 20}};
        engine->stacks[process.processId()] = {{.level = 1, .function = u"asyncMain"_s, .file = source, .line = 30}};
        engine->answers[u"frame apply level 3 -q info locals"_s] = u"missing = \"doggypants\"\nlist = {1,\n  2}\n"_s;
        engine->answers[u"frame apply level 3 -q a"_s] = u"count = 4\n"_s;
        engine->answers[u"frame apply level 1 -q info locals"_s] = u"No locals.\n"_s;
        engine->answers[u"frame apply level 1 -q a"_s] = u"No arguments.\n"_s;
        return last;
    }
    std::optional<Report> build()
    {
        ReportBuilder builder(console.get(), u"E1"_s, console->frameSource());
        std::optional<Report> result;
        QObject::connect(&builder, &ReportBuilder::finished, &builder, [&](const Report &report) { result = report; });
        builder.start();
        (void)QTest::qWaitFor([&] { return result.has_value(); });
        return result;
    }
};

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const Report before = sample();
        const auto after = reportFile::read(reportFile::write(before));
        QVERIFY2(after.has_value(), qPrintable(after ? QString() : after.error()));
        QCOMPARE(after->written, before.written);
        QCOMPARE(after->climbs.size(), 2);
        const Climb &climb = after->climbs.first();
        QCOMPARE(climb.message, before.climbs.first().message);
        QCOMPARE(climb.trace, before.climbs.first().trace);
        QCOMPARE(climb.source, before.climbs.first().source);
        QCOMPARE(climb.branches, QStringList{u"E2"_s});
        QCOMPARE(climb.hops.size(), 2);
        QCOMPARE(climb.hops.at(0).time, before.written);
        QCOMPARE(climb.hops.at(0).copy, 4712);
        QCOMPARE(climb.hops.at(1).why, ClimbHop::Why::Filter);
        QVERIFY(climb.hops.at(1).relayed);
        QCOMPARE(after->climbs.at(1).group, u"E1"_s);
        const ReportHop *hop = after->hopOf(u"E1"_s, climb.source.uuid);
        QVERIFY(hop);
        QCOMPARE(hop->frames.first().source, before.hops.first().frames.first().source);
        QCOMPARE(hop->frames.first().frame.level, 2);
        QCOMPARE(hop->frames.first().locals.first().children.first().value, u"3"_s);
        QCOMPARE(hop->transcript, u"(gdb+) c\n"_s);
        QCOMPARE(after->environment, before.environment);
        QVERIFY(after->hopOf(u"E1"_s, QUuid()) == nullptr);
        QCOMPARE(reportFile::write(*after), reportFile::write(before));
    }

    void theTextHasEveryHopAndNothingForATerminalToObey()
    {
        Report report = sample();
        report.climbs.first().message = u"\x1b]0;title\x07 and \u009b2J"_s;
        const QString text = reportText(report);
        for (const QString &part : {u"raised in ('leaf', '"_s, u"relayed by ('root', '"_s, u"passed by its filter"_s, u"missing = \"doggypants\""_s,
                                    u"    9 ->     throw NameError(missing);"_s, u"no stack: The copy is gone."_s, u"Build id: abcdef"_s})
            QVERIFY2(text.contains(part), qPrintable(text));
        for (const QChar c : text)
            QVERIFY(c >= u' ' || c == u'\n');
        QVERIFY(!text.contains(u'\u009b'));
    }

    void cutShortAtEveryByte()
    {
        const QByteArray file = reportFile::write(sample());
        for (qsizetype size = 0; size < file.size(); ++size) {
            const QString sentence = refusal(file.first(size));
            QVERIFY2(!sentence.isEmpty() && !sentence.contains(u'\n'), qPrintable(QString::number(size)));
            // Also where somebody has made the head fit.
            if (size > headSize)
                QVERIFY(!refusal(sealed(file.sliced(headSize, size - headSize))).isEmpty());
        }
        QCOMPARE(refusal(file.first(30)), u"it is cut short"_s);
        QCOMPARE(refusal(file.chopped(1)), u"it is cut short"_s);
        QCOMPARE(refusal(file + 'x'), u"it is damaged"_s);
    }

    void everyFlippedByteIsFound()
    {
        const QByteArray file = reportFile::write(sample());
        for (qsizetype at = 0; at < file.size(); ++at) {
            QByteArray flipped = file;
            flipped[at] = char(flipped[at] ^ (1 << (at % 8)));
            QVERIFY2(!refusal(flipped).isEmpty(), qPrintable(QString::number(at)));
        }
    }

    void forgedBodiesNeverHurt()
    {
        const QByteArray body = reportFile::write(sample()).sliced(headSize);
        QRandomGenerator random(20261127);
        int readable = 0;
        for (int round = 0; round < 30'000; ++round) {
            QByteArray forged = body;
            for (int change = random.bounded(1, 6); change > 0; --change) {
                const qsizetype at = random.bounded(qint64(forged.size()));
                switch (random.bounded(4)) {
                case 0:
                    forged[at] = char(random.bounded(256));
                    break;
                case 1:
                    forged.remove(at, random.bounded(1, 9));
                    break;
                case 2:
                    forged.insert(at, body.sliced(0, random.bounded(qint64(body.size()))));
                    break;
                default: // lengths that are not there
                    forged[at] = "\x1b\x3b\x5b\x7b\x9b\xbb\x5f\x7f\x9f\xbf"[random.bounded(10)];
                }
                if (forged.isEmpty())
                    forged = body;
            }
            if (const auto report = reportFile::read(sealed(forged))) {
                ++readable; // a changed letter in a text is no fault
                QVERIFY(!report->climbs.isEmpty());
                QVERIFY(!reportText(*report).isEmpty());
                QVERIFY(reportFile::read(reportFile::write(*report)).has_value());
            }
        }
        QVERIFY(readable > 100);
        QVERIFY(readable < 29'000);
    }

    void whatIsNoReportIsOneSentence_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        const QString none = u"it is no report of Furrow's"_s, wrong = u"what is in it is no report"_s;
        const QByteArray good = reportFile::write(sample());
        QTest::newRow("empty") << QByteArray() << none;
        QTest::newRow("text") << QByteArray("int main() {}\n") << none;
        QTest::newRow("text mode") << QByteArray(good).replace("\r\n", "\n") << none;
        QTest::newRow("later version") << sealed(good.sliced(headSize), 2) << u"it is of version 2, and this Furrow reads version 1"_s;
        QByteArray huge = good;
        qToBigEndian(quint64(-1), huge.data() + magicSize + 4);
        QTest::newRow("size that is not there") << huge << u"it is cut short"_s;
        QTest::newRow("nothing") << sealed({}) << wrong;
        QTest::newRow("empty map") << sealed(QByteArray("\xa0", 1)) << wrong;
        QTest::newRow("list of 2^60") << sealed(QByteArray("\xa1\x66" "climbs" "\x9b\x10\0\0\0\0\0\0\0", 17)) << wrong;
        QTest::newRow("text of 2^60") << sealed(QByteArray("\xa1\x7b\x10\0\0\0\0\0\0\0", 10)) << wrong;
        QTest::newRow("map without end") << sealed(QByteArray("\xbf", 1)) << wrong;
        QTest::newRow("lists in lists, unknown") << sealed(nested("x", char(0x81), 1'000'000)) << wrong;
        QTest::newRow("maps in maps, unknown") << sealed(nested("x", char(0xbf), 1'000'000)) << wrong;
        QTest::newRow("lists in lists, climbs") << sealed(nested("climbs", char(0x81), 1'000'000)) << wrong;
        QTest::newRow("tags in tags") << sealed(nested("x", char(0xc1), 1'000'000)) << wrong;
        QTest::newRow("a long list of nothing") << sealed(QByteArray("\xa1\x66" "climbs" "\x9a\0\x98\x96\x80", 13) + QByteArray(10'000'000, char(0xa0))) << wrong;
        // Each list is short enough; all of them together are not.
        QByteArray lists("\xa1\x64" "hops" "\x99\x03\xe8", 9);
        for (int i = 0; i < 1000; ++i)
            lists += QByteArray("\xa1\x66" "frames" "\x99\x03\xe8", 11) + QByteArray(1000, char(0xa0));
        QTest::newRow("a million items") << sealed(lists) << wrong;
        QTest::newRow("larger than any") << good + QByteArray(reportFile::limit, 'x') << u"it is larger than any report (64 MB at most)"_s;
    }
    void whatIsNoReportIsOneSentence()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, says);
        const qint64 before = peakMemory();
        QCOMPARE(refusal(file), says);
        QVERIFY(peakMemory() - before < 100 * 1024 * 1024);
    }

    void variablesInVariablesEndSomewhere()
    {
        Report report = sample();
        ReportVariable deep{u"deep"_s, {}, {}, {}};
        for (int i = 0; i < 200; ++i)
            deep = {u"level"_s, {}, {}, {deep}};
        report.hops.first().frames.first().locals = {deep};
        report.hops.first().transcript = QString(u'x') + QChar(0xd800); // half of a pair
        const auto after = reportFile::read(reportFile::write(report));
        QVERIFY(after.has_value());
        int depth = 0;
        for (const QList<ReportVariable> *list = &after->hops.first().frames.first().locals; !list->isEmpty(); list = &list->first().children)
            ++depth;
        QVERIFY(depth > 8 && depth < 20);
        // More than a file holds is left out.
        report.hops.first().frames = QList<ReportFrame>(300'000);
        QVERIFY(reportFile::read(reportFile::write(report)).has_value());
    }

    void filesByName()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"climb.furrow-report"_s);
        QCOMPARE(reportFile::save(sample(), path), QString());
        QVERIFY(reportFile::open(path).has_value());
        QVERIFY(reportFile::save(sample(), folder.filePath(u"no/such/folder"_s)).contains(u"cannot be written"_s));
        const auto none = reportFile::open(folder.filePath(u"none"_s));
        QVERIFY(!none && none.error().startsWith(u"The report "_s + folder.path()) && !none.error().contains(u'\n'));
        QVERIFY(!reportFile::open(folder.path()));
        QVERIFY(!reportFile::open(u"/dev/null"_s));
        const auto endless = reportFile::open(u"/dev/zero"_s);
        QVERIFY(!endless);
    }

    void gdbsLinesAreVariables()
    {
        const QList<ReportVariable> all = PromptFrames::variables(u"a = 1\nmap = {\n  x = 2,\n}\nNo locals.\nlast = <error: no>\n"_s);
        QCOMPARE(all.size(), 3);
        QCOMPARE(all.at(1).value, u"{\n  x = 2,\n}\nNo locals."_s);
        QCOMPARE(all.at(2).name, u"last"_s);
        QVERIFY(PromptFrames::variables(u"No locals.\n"_s).isEmpty());
    }

    void anExecutablesBuildId()
    {
        QProcess notes;
        notes.start(u"readelf"_s, {u"-n"_s, QCoreApplication::applicationFilePath()});
        QVERIFY(notes.waitForFinished());
        const QString told = QString::fromLatin1(notes.readAllStandardOutput()).section(u"Build ID: "_s, 1).section(u'\n', 0, 0);
        QVERIFY(!told.isEmpty());
        QCOMPARE(buildId(QCoreApplication::applicationFilePath()), told);
        QCOMPARE(buildId(u"/etc/passwd"_s), QString());
        QCOMPARE(buildId(u"/no/such/file"_s), QString());
    }

    void aReportIsTakenFromThePromptAndTheCopiesBelow()
    {
        Tree tree;
        const auto client = tree.climbed();
        const qsizetype shown = tree.console->transcript()->size();
        const std::optional<Report> report = tree.build();
        QVERIFY(report);
        QCOMPARE(report->hops.size(), 2);
        const ReportHop *leaf = report->hopOf(u"E1"_s, tree.leaf.uuid);
        QCOMPARE(leaf->whyNoStack, QString());
        QCOMPARE(leaf->frames.size(), 3);
        QCOMPARE(leaf->frames.first().locals.size(), 3);
        QCOMPARE(leaf->frames.first().locals.first().name, u"count"_s);
        QCOMPARE(leaf->frames.first().locals.last().value, u"{1,\n  2}"_s);
        QCOMPARE(leaf->frames.first().firstLine, 1);
        QCOMPARE(leaf->frames.first().source.at(8), u"line 9"_s);
        QCOMPARE(leaf->frames.at(2).source.value(20 - leaf->frames.at(2).firstLine), u"line 20"_s);
        QVERIFY(leaf->frames.at(1).source.isEmpty());
        QVERIFY(leaf->transcript.contains(u"Opening a gdb REPL in crashed actor: ('leaf'"_s));
        QVERIFY(leaf->transcript.contains(u"(gdb+) c\n"_s));
        const ReportHop *root = report->hopOf(u"E1"_s, tree.root.uuid);
        QCOMPARE(root->frames.first().frame.function, u"asyncMain"_s);
        QVERIFY(root->frames.first().locals.isEmpty());
        QVERIFY(!root->transcript.contains(u"('leaf'"_s) || root->transcript.contains(u"remote trace"_s));
        QVERIFY(std::ranges::any_of(report->environment, [](const auto &row) { return row.first == u"Build id"_s && !row.second.isEmpty(); }));

        // The prompt is where it was, and the user has seen nothing.
        QVERIFY(tree.ready());
        QCOMPARE(tree.engine->current, tree.process.processId());
        QCOMPARE(tree.console->transcript()->size(), shown);
        tree.console->submit(u"p 1"_s);
        QVERIFY(tree.ready());
        QVERIFY(tree.console->transcript()->size() > shown);
        QVERIFY(reportFile::read(reportFile::write(*report)).has_value());
    }

    void withNoPromptThereIsTheTrace()
    {
        Tree tree;
        const auto client = tree.climbed();
        tree.console->submit(u"c"_s);
        QCOMPARE(client->read(), "continue");
        QVERIFY(QTest::qWaitFor([&] { return !tree.console->current(); }));
        const std::optional<Report> report = tree.build();
        QVERIFY(report);
        const ReportHop *leaf = report->hopOf(u"E1"_s, tree.leaf.uuid);
        QVERIFY(leaf->whyNoStack.endsWith(u'.'));
        QCOMPARE(leaf->frames.size(), 1); // where it stood, with its source
        QCOMPARE(leaf->frames.first().source.at(8), u"line 9"_s);
        QCOMPARE(report->climbs.first().trace, u"#0 leaf at program.cpp:9"_s);
    }

    void whoGoesAwayMeanwhileIsSaid_data()
    {
        QTest::addColumn<QByteArray>("what");
        for (const char *what : {"copy", "owner", "gdb", "ctrl-c", "refused"})
            QTest::newRow(what) << QByteArray(what);
    }
    void whoGoesAwayMeanwhileIsSaid()
    {
        QFETCH(QByteArray, what);
        Tree tree;
        const auto client = tree.climbed();
        if (what == "refused")
            tree.engine->refusedAttaches[6001] = u"it is a zombie"_s;
        ReportBuilder builder(tree.console.get(), u"E1"_s, tree.console->frameSource());
        std::optional<Report> report;
        connect(&builder, &ReportBuilder::finished, &builder, [&](const Report &done) { report = done; });
        builder.start();
        if (what != "refused") {
            const auto standsBelow = [&] { return tree.engine->current == 6001 && tree.engine->calls.last().startsWith(u"execute"_s); };
            QVERIFY(QTest::qWaitFor([&] { return standsBelow() && (tree.engine->answerCommands = false, true); }));
        }
        if (what == "copy")
            tree.engine->endProcess(6001, u"killed"_s);
        else if (what == "owner")
            client->close(), tree.engine->endProcess(tree.process.processId(), u"killed"_s);
        else if (what == "gdb")
            tree.engine->die(u"killed"_s);
        else if (what == "ctrl-c")
            tree.console->interrupt();
        tree.engine->answerCommands = true;
        QTRY_VERIFY(report);
        const ReportHop *leaf = report->hopOf(u"E1"_s, tree.leaf.uuid);
        QVERIFY(!leaf->whyNoStack.isEmpty());
        QVERIFY(!leaf->frames.isEmpty());
        // The console is as good as before.
        if (what == "owner") {
            QTRY_VERIFY(!tree.console->current());
        } else {
            QVERIFY(tree.ready());
            tree.console->submit(u"p 1"_s);
            QVERIFY(tree.ready());
            QCOMPARE(tree.engine->calls.last(), u"execute p 1"_s);
            QCOMPARE(tree.engine->current, tree.process.processId());
        }
    }

    void aBuilderThatIsDroppedLeavesThePromptAsItWas()
    {
        Tree tree;
        const auto client = tree.climbed();
        {
            ReportBuilder builder(tree.console.get(), u"E1"_s, tree.console->frameSource());
            builder.start();
            QVERIFY(QTest::qWaitFor([&] { return tree.engine->current == 6001; }));
        }
        QVERIFY(tree.ready());
        QCOMPARE(tree.engine->current, tree.process.processId());
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
