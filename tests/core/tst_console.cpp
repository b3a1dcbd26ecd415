// SPDX-License-Identifier: MIT
#include "client.h"
#include "fakeengine.h"

#include "core/actortree.h"
#include "core/console.h"
#include "core/transcript.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <fcntl.h>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;
using Kind = TranscriptBlock::Kind;

namespace {

/// A console with a scripted debugger, a root actor whose process is a sleeping child, and a source file to show.
struct Tree
{
    QTemporaryDir folder;
    FakeEngine *engine = nullptr;
    std::unique_ptr<Console> console;
    QProcess process;
    ActorId root = Client::actor(u"root"_s);
    std::unique_ptr<Client> control;
    QString source;

    explicit Tree(bool startEngine = true)
    {
        source = folder.filePath(u"program.cpp"_s);
        QFile file(source);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no source");
        for (int line = 1; line <= 40; ++line)
            file.write(QByteArray("int line") + QByteArray::number(line) + " = 0; // comment\n");
        file.close();
        auto fake = std::make_unique<FakeEngine>();
        engine = fake.get();
        engine->startWorks = startEngine;
        console = std::make_unique<Console>(std::move(fake));
        QString error;
        if (!console->listen(&error))
            qFatal("%s", qPrintable(error));
        process.start(u"sleep"_s, {u"1000"_s});
        process.waitForStarted();
        control = hello(root, {}, process.processId(), true);
        (void)QTest::qWaitFor([&] { return console->tree()->find(root.uuid) != nullptr; });
    }
    ~Tree()
    {
        process.kill();
        process.waitForFinished();
    }
    std::unique_ptr<Client> hello(const ActorId &id, const ActorId &parent, qint64 pid, bool isRoot = false)
    {
        auto client = std::make_unique<Client>(console->socketPath());
        client->send({{u"type"_s, u"hello"_s},
                      {u"actor"_s, Client::json(id)},
                      {u"parent"_s, parent.isNull() ? QJsonValue() : QJsonValue(Client::json(parent))},
                      {u"pid"_s, pid},
                      {u"executable"_s, u"/bin/program"_s},
                      {u"root"_s, isRoot}});
        return client;
    }
    void spawned(const ActorId &id, const ActorId &parent, qint64 pid)
    {
        control->send({{u"type"_s, u"spawned"_s},
                       {u"actor"_s, Client::json(id)},
                       {u"parent"_s, Client::json(parent)},
                       {u"pid"_s, pid},
                       {u"executable"_s, u"/bin/program"_s},
                       {u"debug"_s, true}});
        (void)QTest::qWaitFor([&] { return console->tree()->find(id.uuid) != nullptr; });
    }
    QJsonObject entry(const ActorId &id, qint64 pid, const QString &kind = u"pause"_s, const QJsonObject &more = {}) const
    {
        QJsonObject packet{{u"type"_s, u"entry"_s}, {u"kind"_s, kind},           {u"actor"_s, Client::json(id)}, {u"pid"_s, pid},
                           {u"tid"_s, pid},         {u"thread"_s, u"main"_s},    {u"task"_s, u"work"_s},         {u"file"_s, source},
                           {u"line"_s, 12},         {u"function"_s, u"work"_s},  {u"quit"_s, u"throw"_s}};
        for (auto it = more.begin(); it != more.end(); ++it)
            packet[it.key()] = it.value();
        return packet;
    }
    std::unique_ptr<Client> ask(const QJsonObject &packet)
    {
        QSignalSpy queued(console.get(), &Console::entryQueued);
        auto client = std::make_unique<Client>(console->socketPath());
        client->send(packet);
        (void)QTest::qWaitFor([&] { return !queued.isEmpty(); });
        return client;
    }
    /// From the grant to the prompt.
    bool stand(Client &client)
    {
        if (client.read() != "granted")
            return false;
        client.send({{u"type"_s, u"standing"_s}, {u"tid"_s, 77}});
        return ready();
    }
    bool ready() { return QTest::qWaitFor([&] { return console->prompt() == Console::Prompt::Ready; }); }
    bool free() { return QTest::qWaitFor([&] { return !console->current(); }); }
    QList<TranscriptBlock> blocks(Kind kind) const
    {
        QList<TranscriptBlock> result;
        for (qsizetype i = 0; i < console->transcript()->size(); ++i) {
            if (console->transcript()->at(i).kind == kind)
                result.append(console->transcript()->at(i));
        }
        return result;
    }
    QString all(Kind kind) const
    {
        QStringList result;
        for (const TranscriptBlock &block : blocks(kind))
            result.append(block.text);
        return result.join(u'\n');
    }
    qsizetype find(const QString &text) const
    {
        for (qsizetype i = 0; i < console->transcript()->size(); ++i) {
            if (console->transcript()->at(i).text.contains(text))
                return i;
        }
        return -1;
    }
    bool waitFor(const QString &text) { return QTest::qWaitFor([&] { return find(text) >= 0; }); }
};

QJsonObject nameError(const ActorId &source, const QList<ActorId> &relay = {})
{
    QJsonArray path;
    for (const ActorId &hop : relay)
        path.append(Client::json(hop));
    return {{u"id"_s, u"error-1"_s},
            {u"type"_s, u"NameError"_s},
            {u"message"_s, u"name 'doggypants' is not defined"_s},
            {u"trace"_s, u"name_error at subactor_error.cpp:9\nmain at subactor_error.cpp:20"_s},
            {u"relayPath"_s, path},
            {u"source"_s, Client::json(source)}};
}

} // namespace

class TestConsole : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folderIsPrivateAndGoesWithTheConsole()
    {
        QString path;
        {
            Console console(std::make_unique<FakeEngine>());
            QString error;
            QVERIFY2(console.listen(&error), qPrintable(error));
            path = console.socketPath();
            const QFileInfo folder(QFileInfo(path).path());
            QCOMPARE(int(folder.permissions() & 0x0077), 0);
        }
        QVERIFY(!QFileInfo::exists(path));
        QVERIFY(!QFileInfo::exists(QFileInfo(path).path()));
    }

    void aSocketThatCannotBeMadeIsOneSentence()
    {
        Console console(std::make_unique<FakeEngine>());
        QString error;
        QVERIFY(!console.listen(&error, u"/nowhere/at/all"_s));
        QVERIFY(error.contains(u"/nowhere/at/all"_s));
        QVERIFY(!error.contains(u'\n'));
    }

    void aPauseShowsItsFixedLinesAndContinues()
    {
        Tree tree;
        const ActorId child = Client::actor(u"breakpoint_forever"_s);
        tree.spawned(child, tree.root, 4001);
        auto client = tree.ask(tree.entry(child, 4001));
        QVERIFY(tree.stand(*client));

        QCOMPARE(tree.all(Kind::Header), u"Opening a gdb REPL in paused actor: %1\ntask 'work' at program.cpp:12"_s.arg(child.toString()));
        const QString source = tree.all(Kind::Source);
        QCOMPARE(source.count(u'\n'), 10);
        QVERIFY(source.contains(u"  12  ->  int line12 = 0;"_s));
        QVERIFY(source.startsWith(u"   7      int line7"_s));
        QVERIFY(tree.blocks(Kind::Trace).isEmpty());
        QCOMPARE(tree.engine->lastRequest.pid, 4001);
        QCOMPARE(tree.engine->lastRequest.tid, 77);
        QCOMPARE(tree.console->tree()->find(child.uuid)->state, ActorInfo::State::AtPrompt);
        QVERIFY(tree.console->tree()->find(child.uuid)->where.contains(u"work at program.cpp:12"_s));

        tree.console->submit(u"c"_s);
        QCOMPARE(client->read(), "continue");
        QVERIFY(tree.free());
        QVERIFY(tree.engine->calls.contains(u"release 4001"_s));
        QCOMPARE(tree.console->tree()->find(child.uuid)->state, ActorInfo::State::Starting);
        const QString log = tree.all(Kind::Log);
        QVERIFY(log.contains(u"[console] 'breakpoint_forever' asks for the console (pause at program.cpp:12)"_s));
        QVERIFY(log.contains(u"[console] 'breakpoint_forever' granted"_s));
        QVERIFY(log.contains(u"[console] 'breakpoint_forever' released (continue)"_s));
    }

    void quitIsAWordInAPauseAndLeavesACrash_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("quit");
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QString>("said");
        QTest::newRow("pause") << u"pause"_s << u"throw"_s << QByteArray("quit") << QString();
        QTest::newRow("later") << u"breakpoint"_s << u"later"_s << QByteArray("quit") << u"at its next checkpoint"_s;
        QTest::newRow("none") << u"pause"_s << u"none"_s << QByteArray("continue") << u"nothing can be thrown"_s;
        QTest::newRow("crash") << u"crash"_s << u"throw"_s << QByteArray("continue") << QString();
    }
    void quitIsAWordInAPauseAndLeavesACrash()
    {
        QFETCH(QString, kind);
        QFETCH(QString, quit);
        QFETCH(QByteArray, word);
        QFETCH(QString, said);
        Tree tree;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId(), kind, {{u"quit"_s, quit}}));
        QVERIFY(tree.stand(*client));
        tree.console->endOfInput();
        QCOMPARE(client->read(), word);
        QVERIFY(tree.free());
        QVERIFY(said.isEmpty() ? tree.blocks(Kind::Notice).isEmpty() : tree.all(Kind::Notice).contains(said));
    }

    void firstInFirstOut()
    {
        Tree tree;
        std::vector<std::unique_ptr<Client>> clients;
        QStringList asked;
        for (int i = 0; i < 50; ++i) {
            const ActorId actor = Client::actor(u"actor%1"_s.arg(i));
            asked.append(actor.name);
            clients.push_back(tree.ask(tree.entry(actor, 5000 + i)));
        }
        QCOMPARE(tree.console->queue().size(), 49);
        QStringList came;
        for (auto &client : clients) {
            QVERIFY(tree.stand(*client));
            came.append(tree.console->current()->actor.name);
            tree.console->submit(u"c"_s);
            QCOMPARE(client->read(), "continue");
            QVERIFY(QTest::qWaitFor([&] { return tree.console->prompt() == Console::Prompt::None; }));
        }
        QCOMPARE(came, asked);
        QVERIFY(tree.free());
    }

    void aWaiterThatClosesIsWithdrawn()
    {
        Tree tree;
        const ActorId a = Client::actor(u"a"_s), b = Client::actor(u"b"_s), c = Client::actor(u"c"_s);
        auto first = tree.ask(tree.entry(a, 1001));
        auto second = tree.ask(tree.entry(b, 1002));
        auto third = tree.ask(tree.entry(c, 1003));
        QVERIFY(tree.stand(*first));
        second->close();
        QVERIFY(QTest::qWaitFor([&] { return tree.console->queue().size() == 1; }));
        QVERIFY(!tree.all(Kind::Log).contains(u"'b' withdrawn"_s)); // not into an open prompt
        tree.console->submit(u"c"_s);
        QVERIFY(tree.stand(*third));
        QCOMPARE(tree.console->current()->actor.name, u"c"_s);
        QVERIFY(tree.all(Kind::Log).contains(u"'b' withdrawn from the queue"_s));
    }

    void anActorStandsWhereTheFirstOfItsTasksDoes()
    {
        Tree tree;
        const ActorId a = Client::actor(u"a"_s);
        tree.spawned(a, tree.root, 1001);
        const auto info = [&] { return *tree.console->tree()->find(a.uuid); };
        auto first = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"line"_s, 12}}));
        auto second = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"line"_s, 14}}));
        QVERIFY(tree.stand(*first));
        auto third = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"line"_s, 15}}));
        QCOMPARE(tree.console->queue().size(), 2);
        QVERIFY2(info().where.endsWith(u":12"_s), qPrintable(info().where));
        QCOMPARE(info().state, ActorInfo::State::AtPrompt); // though others of it wait
        tree.console->submit(u"c"_s);
        QVERIFY(tree.stand(*second));
        QVERIFY2(info().where.endsWith(u":14"_s), qPrintable(info().where));
        QCOMPARE(info().state, ActorInfo::State::AtPrompt);
    }

    void aGrantedOneThatClosesLetsTheNextCome()
    {
        Tree tree;
        auto first = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto second = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QCOMPARE(first->read(), "granted");
        first->close();
        QVERIFY(tree.stand(*second));
    }

    void aStaleOwnerFreesTheConsoleWithItsReason()
    {
        Tree tree;
        const ActorId a = Client::actor(u"a"_s);
        auto first = tree.ask(tree.entry(a, 999999));
        auto second = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QVERIFY(tree.stand(*first));
        first->close();
        QVERIFY(tree.stand(*second));
        const QString said = tree.all(Kind::Notice);
        QVERIFY(said.contains(a.toString()));
        QVERIFY(said.contains(u"its process 999999 is gone"_s));
        QVERIFY(tree.engine->calls.contains(u"release 999999"_s));
    }

    void gdbTellsThatTheProcessEnded()
    {
        Tree tree;
        auto first = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        QVERIFY(tree.stand(*first));
        tree.engine->endProcess(1001, u"killed by SIGKILL"_s);
        QVERIFY(tree.free());
        QVERIFY(tree.all(Kind::Notice).contains(u"killed by SIGKILL"_s));
    }

    void stepsStayInTheirEntry()
    {
        Tree tree;
        auto client = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto other = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QVERIFY(tree.stand(*client));
        for (int i = 1; i <= 10; ++i) {
            tree.console->submit(i == 4 ? QString() : u"n"_s);
            QVERIFY(tree.ready());
            QVERIFY(tree.all(Kind::Source).contains(u"  %1  ->  int line%1 "_s.arg(12 + i)));
            if (i == 1)
                QCOMPARE(client->read(), "step");
        }
        client->close(); // the actor has left recv() long ago
        QVERIFY(!QTest::qWaitFor([&] { return tree.console->prompt() != Console::Prompt::Ready; }, 50));
        QCOMPARE(tree.engine->calls.filter(u"step next"_s).size(), 10);
        QCOMPARE(tree.blocks(Kind::Header).size(), 1);
        QCOMPARE(tree.console->current()->actor.name, u"a"_s);
        tree.console->submit(u"q"_s);
        QVERIFY(tree.stand(*other));
        QVERIFY(tree.engine->calls.contains(u"release 1001 quit"_s));
    }

    void aCountOfStepsShowsTheLast()
    {
        Tree tree;
        auto client = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        QVERIFY(tree.stand(*client));
        tree.console->submit(u"next 3"_s);
        QVERIFY(tree.ready());
        QCOMPARE(tree.blocks(Kind::Source).size(), 2);
        QVERIFY(tree.blocks(Kind::Source).last().text.contains(u"  15  ->"_s));
    }

    void aLongStepLendsTheConsoleAndComesBackFirst()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        const ActorId a = Client::actor(u"caller"_s), b = Client::actor(u"callee"_s), c = Client::actor(u"late"_s);
        auto caller = tree.ask(tree.entry(a, 1001));
        QVERIFY(tree.stand(*caller));
        tree.console->submit(u"n"_s);
        QCOMPARE(caller->read(), "step");
        auto callee = tree.ask(tree.entry(b, 1002, u"crash"_s));
        QVERIFY(tree.stand(*callee));
        QCOMPARE(tree.console->current()->actor.name, u"callee"_s);
        auto late = tree.ask(tree.entry(c, 1003));
        tree.engine->finishStep(1001, tree.source, 13);
        QCOMPARE(tree.console->queue().first().actor.name, u"caller"_s);
        QCOMPARE(tree.console->queue().last().actor.name, u"late"_s);
        tree.console->submit(u"c"_s);
        QVERIFY(QTest::qWaitFor([&] { return tree.console->current() && tree.console->current()->actor.name == u"caller"_s; }));
        QVERIFY(tree.ready());
        QCOMPARE(tree.blocks(Kind::Header).size(), 3); // the way back is said
        QVERIFY(tree.blocks(Kind::Source).last().text.contains(u"  13  ->"_s));
        tree.console->submit(u"c"_s);
        QVERIFY(tree.stand(*late));
    }

    void aStepIsOverAtAPauseThatComesBeforeGdbsAnswer()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        const ActorId a = Client::actor(u"a"_s);
        auto first = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"tid"_s, 77}}));
        QVERIFY(tree.stand(*first));
        tree.console->submit(u"n"_s);
        QCOMPARE(first->read(), "step");
        tree.engine->finishStep(1001, tree.source, 12);
        QVERIFY(tree.ready());
        // Its process waits for nobody now, and may be at its next pause before gdb has told that it runs.
        tree.engine->tellSteps = false;
        tree.console->submit(u"n"_s);
        auto second = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"tid"_s, 77}, {u"line"_s, 12}}));
        tree.engine->tellStep(1001);
        QVERIFY(tree.stand(*second));
        QVERIFY(tree.engine->lastRequest.endsStep);
        tree.console->submit(u"c"_s);
        QCOMPARE(second->read(), "continue");
        QVERIFY(tree.console->queue().isEmpty()); // nothing of the first is left
    }

    void aStepOverTheLineThatPausesEndsAtThatPause()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        const ActorId a = Client::actor(u"a"_s);
        auto first = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"tid"_s, 77}}));
        auto waiter = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QVERIFY(tree.stand(*first));
        tree.console->submit(u"n"_s);
        QCOMPARE(first->read(), "step");
        auto second = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"tid"_s, 77}}));
        QVERIFY(tree.stand(*second)); // before the one that waits: the step cannot go on without it
        QVERIFY(tree.engine->lastRequest.endsStep);
        QCOMPARE(tree.blocks(Kind::Header).size(), 2);
        tree.console->submit(u"c"_s);
        QCOMPARE(second->read(), "continue");
        QVERIFY(tree.stand(*waiter));
        QVERIFY(tree.console->queue().isEmpty()); // nothing of the first is left
    }

    void anEntryMayShowTheRuntime()
    {
        Tree tree;
        auto usual = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        QVERIFY(tree.stand(*usual));
        QVERIFY(!tree.engine->lastRequest.showsRuntime && !tree.engine->lastRequest.file.isEmpty());
        auto whole = tree.ask(tree.entry(Client::actor(u"b"_s), 1002, u"pause"_s, {{u"hideRuntime"_s, false}}));
        tree.console->submit(u"c"_s);
        QVERIFY(tree.stand(*whole));
        QVERIFY(tree.engine->lastRequest.showsRuntime && tree.engine->lastRequest.file.isEmpty());
    }

    void aPauseWithinAStepComesFirstThenTheStep()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        const ActorId a = Client::actor(u"a"_s);
        auto caller = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"tid"_s, 77}}));
        QVERIFY(tree.stand(*caller));
        tree.console->submit(u"n"_s);
        QCOMPARE(caller->read(), "step");
        auto callee = tree.ask(tree.entry(a, 1001, u"pause"_s, {{u"tid"_s, 77}, {u"line"_s, 30}}));
        QVERIFY(tree.stand(*callee));
        QVERIFY(!tree.engine->lastRequest.endsStep);
        tree.console->submit(u"c"_s);
        QCOMPARE(callee->read(), "continue");
        QVERIFY(tree.free());
        tree.engine->finishStep(1001, tree.source, 13);
        QVERIFY(tree.ready());
        QVERIFY(tree.blocks(Kind::Source).last().text.contains(u"  13  ->"_s));
    }

    void aStepThatRunsOnKeepsNobodyFromCancelling()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        QVERIFY(tree.stand(*client));
        tree.console->submit(u"n"_s);
        Client question(tree.console->socketPath());
        question.send({{u"type"_s, u"awaitQuiet"_s}, {u"actor"_s, Client::json(tree.root)}});
        QCOMPARE(question.read(), "quiet");
    }

    void aCrashShowsItsTraceAndMarksTheClimb()
    {
        Tree tree;
        const ActorId child = Client::actor(u"name_error"_s);
        tree.spawned(child, tree.root, 4001);
        tree.control->send({{u"type"_s, u"raised"_s}, {u"actor"_s, Client::json(child)}, {u"error"_s, nameError(child)}, {u"passed"_s, false}});
        auto client = tree.ask(tree.entry(child, 4001, u"crash"_s, {{u"error"_s, nameError(child)}}));
        QVERIFY(tree.stand(*client));
        QVERIFY(tree.all(Kind::Header).startsWith(u"Opening a gdb REPL in crashed actor: "_s));
        QVERIFY(tree.all(Kind::Trace).startsWith(u"NameError: name 'doggypants' is not defined\n    name_error at subactor_error.cpp:9"_s));
        tree.console->submit(u"q"_s);
        QCOMPARE(client->read(), "continue");
        QVERIFY(tree.free());
        QCOMPARE(tree.console->tree()->find(child.uuid)->state, ActorInfo::State::Crashed);

        auto above = tree.ask(tree.entry(tree.root, tree.process.processId(), u"crash"_s, {{u"error"_s, nameError(child, {child, tree.root})}}));
        QVERIFY(tree.stand(*above));
        const QString trace = tree.blocks(Kind::Trace).last().text;
        QVERIFY(trace.startsWith(u"RemoteActorError: "_s + child.toString()));
        QVERIFY(trace.contains(u"boxed type: NameError"_s));
        QVERIFY(trace.contains(u"name 'doggypants' is not defined"_s));
        QVERIFY(trace.contains(u"name_error at subactor_error.cpp:9"_s));
        QVERIFY(trace.contains(u"relay path: %1 -> %2"_s.arg(child.toString(), tree.root.toString())));
        for (const ActorId &hop : {child, tree.root}) {
            QCOMPARE(tree.console->tree()->find(hop.uuid)->errorId, u"error-1"_s);
            QCOMPARE(tree.console->tree()->find(hop.uuid)->error, u"NameError: name 'doggypants' is not defined"_s);
        }
    }

    void outputBeforeAPauseComesBeforeItsHeaderAndLaterWaits()
    {
        Tree tree;
        const ActorId child = Client::actor(u"talker"_s);
        int out[2], err[2];
        QVERIFY(::pipe2(out, O_CLOEXEC) == 0 && ::pipe2(err, O_CLOEXEC) == 0);
        tree.control->sendWithFds({{u"type"_s, u"output"_s}, {u"actor"_s, Client::json(child)}}, {out[0], err[0]});
        ::close(out[0]);
        ::close(err[0]);
        tree.spawned(child, tree.root, 4001);
        auto client = tree.ask(tree.entry(child, 4001));
        QVERIFY(::write(out[1], "before\n", 7) == 7);
        QVERIFY(tree.stand(*client));
        QVERIFY(tree.find(u"before"_s) >= 0);
        QVERIFY(tree.find(u"before"_s) < tree.find(u"Opening a gdb REPL"_s));

        QVERIFY(::write(err[1], "meanwhile\nunfinished", 20) == 20);
        tree.console->submit(u"p 1"_s);
        QVERIFY(tree.ready());
        tree.console->submit(u"n"_s);
        QVERIFY(tree.ready());
        QVERIFY(!QTest::qWaitFor([&] { return tree.find(u"meanwhile"_s) >= 0; }, 150));
        tree.console->submit(u"c"_s);
        QVERIFY(tree.waitFor(u"unfinished"_s));
        const TranscriptBlock late = tree.blocks(Kind::Program).last();
        QCOMPARE(late.actor, child);
        QVERIFY(late.standardError);
        QVERIFY(!late.endsLine);
        ::close(out[1]);
        ::close(err[1]);
    }

    void aLongStepLetsOutputThrough()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        int out[2];
        QVERIFY(::pipe2(out, O_CLOEXEC) == 0);
        tree.control->sendWithFds({{u"type"_s, u"output"_s}, {u"actor"_s, Client::json(tree.root)}}, {out[0]});
        ::close(out[0]);
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        QVERIFY(tree.stand(*client));
        tree.console->submit(u"n"_s);
        QVERIFY(::write(out[1], "printed\n", 8) == 8);
        QVERIFY(tree.waitFor(u"printed"_s));
        QCOMPARE(tree.console->prompt(), Console::Prompt::Busy);
        tree.engine->finishStep(tree.process.processId(), tree.source, 13);
        QVERIFY(tree.ready());
        QVERIFY(::write(out[1], "later\n", 6) == 6);
        QVERIFY(!QTest::qWaitFor([&] { return tree.find(u"later"_s) >= 0; }, 100));
        ::close(out[1]);
    }

    void fiftyThousandLinesStayWhole()
    {
        Tree tree;
        int out[2];
        QVERIFY(::pipe2(out, O_CLOEXEC) == 0);
        tree.control->sendWithFds({{u"type"_s, u"output"_s}, {u"actor"_s, Client::json(tree.root)}}, {out[0]});
        ::close(out[0]);
        QByteArray text;
        for (int i = 0; i < 50000; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        ::fcntl(out[1], F_SETFL, O_NONBLOCK);
        qsizetype written = 0;
        QVERIFY(QTest::qWaitFor([&] {
            ssize_t n;
            while (written < text.size() && (n = ::write(out[1], text.constData() + written, std::size_t(text.size() - written))) > 0)
                written += n;
            return written == text.size();
        }, 20000));
        ::close(out[1]);
        QVERIFY(tree.waitFor(u"line 49999"_s));
        QString shown;
        for (const TranscriptBlock &block : tree.blocks(Kind::Program))
            shown += block.text + (block.endsLine ? u"\n"_s : QString());
        QCOMPARE(shown.toUtf8(), text);
    }

    void aThousandActorsStayLinear()
    {
        Tree tree;
        QList<ActorId> actors;
        for (int i = 0; i < 1000; ++i) {
            actors.append(Client::actor(u"a%1"_s.arg(i)));
            tree.control->send({{u"type"_s, u"spawned"_s}, {u"actor"_s, Client::json(actors.last())}, {u"parent"_s, Client::json(tree.root)}, {u"pid"_s, 2000 + i}});
            if (i % 50 == 0)
                (void)QTest::qWaitFor([&] { return tree.console->tree()->find(actors.last().uuid) != nullptr; });
        }
        QVERIFY(QTest::qWaitFor([&] { return tree.console->tree()->all().size() == 1001; }));
    }

    void ctrlCAtAPromptChangesNothingAndNamesTheOwner()
    {
        Tree tree;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        QVERIFY(tree.stand(*client));
        QSignalSpy redraws(tree.console.get(), &Console::redrawPrompt);
        for (int i = 0; i < 3; ++i)
            tree.console->interrupt();
        QCOMPARE(redraws.size(), 3);
        QCOMPARE(tree.blocks(Kind::Notice).size(), 1);
        QVERIFY(tree.all(Kind::Notice).contains(tree.root.toString()));
        QCOMPARE(tree.console->prompt(), Console::Prompt::Ready);
        QCOMPARE(client->tryRead(), "");
        QCOMPARE(tree.process.state(), QProcess::Running);
    }

    void ctrlCStopsARunningCommand()
    {
        Tree tree;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        QVERIFY(tree.stand(*client));
        tree.engine->answerCommands = false;
        tree.console->submit(u"p endless()"_s);
        QCOMPARE(tree.console->prompt(), Console::Prompt::Busy);
        tree.console->interrupt();
        QVERIFY(tree.ready());
        QVERIFY(tree.engine->calls.contains(u"interrupt"_s));
        QVERIFY(tree.all(Kind::Output).contains(u"Quit"_s));
    }

    void ctrlCWithoutAReplClimbsTheLadder()
    {
        Tree tree;
        QSignalSpy finished(tree.console.get(), &Console::finished);
        tree.console->interrupt();
        const QByteArray packet = tree.control->read();
        QCOMPARE(QJsonDocument::fromJson(packet).object()[u"type"_s].toString(), u"cancel"_s);
        QCOMPARE(QJsonDocument::fromJson(packet).object()[u"reason"_s].toString(), u"ctrl-c"_s);
        QCOMPARE(tree.process.state(), QProcess::Running);
        tree.console->interrupt();
        QVERIFY(tree.all(Kind::Notice).contains(u"SIGTERM"_s));
        QVERIFY(tree.process.waitForFinished());
        QVERIFY(QTest::qWaitFor([&] { return finished.size() == 1; }));
        QCOMPARE(tree.console->tree()->find(tree.root.uuid)->state, ActorInfo::State::Ended);
    }

    void closingTheWindowLeavesThePromptAndTurnsTheOthersAway()
    {
        Tree tree;
        auto first = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto second = tree.ask(tree.entry(Client::actor(u"b"_s), 1002, u"crash"_s));
        QVERIFY(tree.stand(*first));
        tree.console->cancelTree(u"the window was closed"_s);
        QCOMPARE(first->read(), "continue");
        QVERIFY(QJsonDocument::fromJson(tree.control->read()).object()[u"type"_s].toString() == u"cancel"_s);
        QCOMPARE(second->read(), "granted");
        second->send({{u"type"_s, u"standing"_s}, {u"tid"_s, 3}});
        QVERIFY(second->read().startsWith("skip "));
        QVERIFY(tree.free());
    }

    void quietIsToldWhenNothingIsOpenBelow()
    {
        Tree tree;
        const ActorId child = Client::actor(u"child"_s), other = Client::actor(u"other"_s);
        tree.spawned(child, tree.root, 4001);
        tree.spawned(other, tree.root, 4002);
        const auto question = [&](const ActorId &actor) {
            auto client = std::make_unique<Client>(tree.console->socketPath());
            client->send({{u"type"_s, u"awaitQuiet"_s}, {u"actor"_s, Client::json(actor)}});
            return client;
        };
        auto owner = tree.ask(tree.entry(child, 4001));
        QVERIFY(tree.stand(*owner));
        auto queued = tree.ask(tree.entry(other, 4002));          // a queued pause is no reason to wait
        QCOMPARE(question(other)->read(), "quiet");
        auto aboutChild = question(child), aboutRoot = question(tree.root);
        QVERIFY(!QTest::qWaitFor([&] { return aboutChild->tryRead().size() > 0; }, 50));
        auto crash = tree.ask(tree.entry(other, 4002, u"crash"_s)); // a queued crash is
        queued->close();
        QVERIFY(QTest::qWaitFor([&] { return tree.console->queue().size() == 1; }));
        tree.console->submit(u"c"_s);
        QCOMPARE(aboutChild->read(), "quiet");
        QCOMPARE(aboutRoot->tryRead(), "");
        QVERIFY(tree.stand(*crash));
        tree.console->submit(u"c"_s);
        QCOMPARE(aboutRoot->read(), "quiet");
    }

    void aCopyLivesUntilTheHopAboveIsDone()
    {
        Tree tree;
        const ActorId child = Client::actor(u"child"_s);
        tree.spawned(child, tree.root, 4001);
        Client copy(tree.console->socketPath());
        copy.send({{u"type"_s, u"copy"_s}, {u"pid"_s, 6001}, {u"owner"_s, 4001}, {u"actor"_s, Client::json(child)}, {u"reference"_s, false}});
        QTest::qWait(20);
        auto crash = tree.ask(tree.entry(child, 4001, u"crash"_s, {{u"error"_s, nameError(child)}, {u"copy"_s, 6001}}));
        QVERIFY(tree.stand(*crash));
        QCOMPARE(tree.engine->lastRequest.pid, 6001);
        QVERIFY(tree.engine->lastRequest.frozenCopy);
        tree.console->submit(u"n"_s);
        QVERIFY(tree.ready());
        QVERIFY(tree.all(Kind::Notice).contains(u"frozen copy"_s));
        tree.console->submit(u"c"_s);
        QCOMPARE(crash->read(), "continue");
        tree.control->send({{u"type"_s, u"ended"_s}, {u"actor"_s, Client::json(child)}, {u"pid"_s, 4001}, {u"status"_s, 1}});
        QVERIFY(QTest::qWaitFor([&] { return tree.console->tree()->find(child.uuid)->state == ActorInfo::State::Ended; }));
        QCOMPARE(copy.tryRead(), "");
        auto above = tree.ask(tree.entry(tree.root, tree.process.processId(), u"crash"_s, {{u"error"_s, nameError(child, {child})}}));
        QVERIFY(tree.stand(*above));
        QCOMPARE(copy.tryRead(), "");
        tree.console->submit(u"c"_s);
        QCOMPARE(copy.read(), "CLOSED");
        const QJsonObject reap = QJsonDocument::fromJson(tree.control->read()).object();
        QCOMPARE(reap[u"type"_s].toString(), u"reap"_s);
        QCOMPARE(reap[u"pid"_s].toInt(), 6001);
    }

    void downLeadsIntoTheCopiesOfTheActorsBelow()
    {
        Tree tree;
        const ActorId middle = Client::actor(u"middle"_s), leaf = Client::actor(u"leaf"_s);
        tree.spawned(middle, tree.root, 4001);
        tree.spawned(leaf, middle, 4002);
        std::vector<std::unique_ptr<Client>> copies;
        int pid = 6001;
        for (const ActorId &actor : {leaf, middle, tree.root}) {
            copies.push_back(std::make_unique<Client>(tree.console->socketPath()));
            copies.back()->send({{u"type"_s, u"copy"_s}, {u"pid"_s, pid}, {u"owner"_s, 1}, {u"actor"_s, Client::json(actor)}, {u"reference"_s, false}});
            QTest::qWait(20);
            auto crash = tree.ask(tree.entry(actor, actor == leaf ? 4002 : 4001, u"crash"_s, {{u"error"_s, nameError(leaf, {leaf, middle})}, {u"copy"_s, pid}}));
            QVERIFY(tree.stand(*crash));
            ++pid;
            if (actor == tree.root) {
                const auto command = [&](const QString &line) {
                    tree.console->submit(line);
                    return tree.ready();
                };
                QVERIFY(command(u"down"_s));
                QCOMPARE(tree.engine->current, 6002);
                QVERIFY(tree.all(Kind::Source).contains(u"frozen copy of ('middle', '"_s));
                QVERIFY(command(u"down"_s));
                QCOMPARE(tree.engine->current, 6001);
                QCOMPARE(tree.engine->borders, std::pair(true, true));
                QVERIFY(command(u"n"_s));
                QVERIFY(tree.all(Kind::Notice).contains(u"frozen copy of 'leaf'"_s));
                QVERIFY(command(u"up"_s));
                QCOMPARE(tree.engine->current, 6002);
                QVERIFY(command(u"down"_s));
                // It dies under the prompt: back at the entry's own place, and the next way down ends in the middle.
                copies[0]->close();
                QTest::qWait(20);
                tree.engine->endProcess(6001, u"killed by SIGKILL"_s);
                QVERIFY(QTest::qWaitFor([&] { return tree.engine->current == 6003; }) && tree.ready());
                QVERIFY(tree.all(Kind::Notice).contains(u"the frozen copy of 'leaf' is gone"_s));
                QVERIFY(command(u"down"_s) && command(u"down"_s));
                QCOMPARE(tree.engine->current, 6002);
                QVERIFY(tree.all(Kind::Notice).contains(u"has no frozen copy to look into"_s));
                tree.console->submit(u"c"_s);
                QCOMPARE(crash->read(), "continue");
                QVERIFY(tree.free());
                QVERIFY(tree.engine->calls.contains(u"release 6002"_s));
                QVERIFY(tree.engine->attachedPids.isEmpty());
            } else {
                tree.console->submit(u"c"_s);
                QCOMPARE(crash->read(), "continue");
                QVERIFY(tree.free());
            }
        }
        QCOMPARE(copies[1]->read(), "CLOSED");
        QCOMPARE(copies[2]->read(), "CLOSED");
    }

    void furtherLinesUntilTheirEnd()
    {
        Tree tree;
        auto pause = tree.ask(tree.entry(tree.root, tree.process.processId(), u"pause"_s));
        QVERIFY(tree.stand(*pause));
        for (const QString &line : {u"python"_s, u"if True:"_s, u"  print(1)"_s}) {
            tree.console->submit(line);
            QVERIFY(tree.ready());
            QCOMPARE(tree.console->promptString(), u"> "_s);
        }
        tree.console->submit(u"end"_s);
        QVERIFY(tree.ready());
        QCOMPARE(tree.console->promptString(), u"(gdb+) "_s);
        QVERIFY(tree.engine->calls.contains(u"execute python\nif True:\n  print(1)\nend"_s));
        // ctrl-c forgets what was begun.
        tree.console->submit(u"while 1"_s);
        QVERIFY(tree.ready());
        tree.console->interrupt();
        QCOMPARE(tree.console->promptString(), u"(gdb+) "_s);
        tree.console->submit(u"python print(2)"_s);
        QVERIFY(tree.ready());
        QVERIFY(tree.engine->calls.contains(u"execute python print(2)"_s));
        tree.console->submit(u"while 1"_s);
        QVERIFY(tree.ready());
        tree.console->endOfInput();
        QCOMPARE(pause->read(), "quit");
    }

    void copiesAreBounded()
    {
        Tree tree;
        std::vector<std::unique_ptr<Client>> copies;
        for (int i = 0; i < 18; ++i) {
            const ActorId child = Client::actor(u"c%1"_s.arg(i));
            tree.spawned(child, tree.root, 4000 + i);
            copies.push_back(std::make_unique<Client>(tree.console->socketPath()));
            copies.back()->send({{u"type"_s, u"copy"_s}, {u"pid"_s, 6000 + i}, {u"owner"_s, 4000 + i}, {u"actor"_s, Client::json(child)}, {u"reference"_s, false}});
            auto crash = tree.ask(tree.entry(child, 4000 + i, u"crash"_s, {{u"error"_s, nameError(child)}, {u"copy"_s, 6000 + i}}));
            QVERIFY(tree.stand(*crash));
            tree.console->submit(u"c"_s);
            QCOMPARE(crash->read(), "continue");
            QVERIFY(tree.free());
        }
        QCOMPARE(copies[0]->read(), "CLOSED");
        QCOMPARE(copies[1]->read(), "CLOSED");
        QCOMPARE(copies[2]->tryRead(), "");
    }

    void aCopyThatIsGoneFallsBackToTheProcess()
    {
        Tree tree;
        tree.engine->refusedAttaches[6001] = u"no such process"_s;
        Client copy(tree.console->socketPath());
        copy.send({{u"type"_s, u"copy"_s}, {u"pid"_s, 6001}, {u"owner"_s, 1}, {u"actor"_s, Client::json(tree.root)}, {u"reference"_s, false}});
        QTest::qWait(20);
        auto crash = tree.ask(tree.entry(tree.root, tree.process.processId(), u"crash"_s, {{u"error"_s, nameError(tree.root)}, {u"copy"_s, 6001}}));
        QVERIFY(tree.stand(*crash));
        QCOMPARE(tree.engine->lastRequest.pid, tree.process.processId());
        QVERIFY(tree.all(Kind::Notice).contains(u"the trace was recorded at the throw"_s));
        QVERIFY(!tree.all(Kind::Trace).isEmpty());
    }

    void referencesGoToTheEngineAndTheFarewellNamesThem()
    {
        Tree tree;
        Client copy(tree.console->socketPath());
        copy.send({{u"type"_s, u"copy"_s}, {u"pid"_s, 6001}, {u"owner"_s, 1}, {u"actor"_s, Client::json(tree.root)}, {u"reference"_s, true}});
        QVERIFY(QTest::qWaitFor([&] { return tree.engine->calls.contains(u"reference 6001"_s); }));
        QSignalSpy finished(tree.console.get(), &Console::finished);
        tree.control->send({{u"type"_s, u"ending"_s}});
        const QJsonObject farewell = QJsonDocument::fromJson(tree.control->read()).object();
        QCOMPARE(farewell[u"type"_s].toString(), u"farewell"_s);
        QCOMPARE(farewell[u"copies"_s].toArray(), QJsonArray{6001});
        QCOMPARE(copy.read(), "CLOSED");
        tree.control->close();
        QVERIFY(QTest::qWaitFor([&] { return finished.size() == 1; }));
        QCOMPARE(finished.first().first().toInt(), 0);
    }

    void malformedPacketsCloseTheirConnection_data()
    {
        QTest::addColumn<QByteArray>("packet");
        QTest::newRow("no JSON") << QByteArray("hello there");
        QTest::newRow("an array") << QByteArray("[1,2]");
        QTest::newRow("unknown type") << QByteArray("{\"type\":\"dance\"}");
        QTest::newRow("no type") << QByteArray("{}");
        QTest::newRow("hello without actor") << QByteArray("{\"type\":\"hello\",\"pid\":1}");
        QTest::newRow("entry without kind") << QByteArray("{\"type\":\"entry\",\"pid\":1,\"actor\":{\"name\":\"a\",\"uuid\":\"8c0dd6a3-7a4d-4c39-8f6f-7d4f3c5a1b2e\"}}");
        QTest::newRow("bad uuid") << QByteArray("{\"type\":\"awaitQuiet\",\"actor\":{\"name\":\"a\",\"uuid\":\"x\"}}");
        QTest::newRow("copy without pid") << QByteArray("{\"type\":\"copy\",\"pid\":-4}");
        QTest::newRow("too long") << QByteArray(130 * 1024, 'x');
    }
    void malformedPacketsCloseTheirConnection()
    {
        QFETCH(QByteArray, packet);
        Tree tree;
        Client client(tree.console->socketPath());
        client.sendRaw(packet);
        QCOMPARE(client.read(), "CLOSED");
        QCOMPARE(tree.blocks(Kind::Notice).size(), 1);
        auto entry = tree.ask(tree.entry(tree.root, tree.process.processId())); // the console lives
        QVERIFY(tree.stand(*entry));
    }

    void anEntryThatAnswersOutOfTurnIsSentAway()
    {
        Tree tree;
        auto first = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto second = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        second->send({{u"type"_s, u"standing"_s}});
        QCOMPARE(second->read(), "CLOSED");
        QVERIFY(tree.console->queue().isEmpty());
        QVERIFY(tree.stand(*first));
    }

    void attachThatFailsIsSkipped()
    {
        Tree tree;
        tree.engine->refusedAttaches[1001] = u"ptrace: Operation not permitted."_s;
        auto first = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto second = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QCOMPARE(first->read(), "granted");
        first->send({{u"type"_s, u"standing"_s}, {u"tid"_s, 1001}});
        QCOMPARE(first->read(), "skip ptrace: Operation not permitted.");
        QVERIFY(tree.stand(*second));
        QVERIFY(tree.all(Kind::Notice).contains(u"Operation not permitted"_s));
    }

    void gdbDiesAtAPromptAndTheEntryComesBack()
    {
        Tree tree;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        QVERIFY(tree.stand(*client));
        tree.engine->die(u"killed by SIGKILL"_s);
        QCOMPARE(tree.engine->starts, 2);
        QVERIFY(tree.ready());
        QCOMPARE(tree.blocks(Kind::Header).size(), 1);
        QVERIFY(tree.all(Kind::Notice).contains(u"another is started"_s));
        tree.console->submit(u"c"_s);
        QCOMPARE(client->read(), "continue");
        QVERIFY(tree.free());
    }

    void gdbDiesInAStepAndTheActorGoesOn()
    {
        Tree tree;
        tree.engine->finishSteps = false;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        auto next = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QVERIFY(tree.stand(*client));
        tree.console->submit(u"n"_s);
        QCOMPARE(client->read(), "step");
        tree.engine->die(u"killed by SIGKILL"_s);
        QVERIFY(tree.stand(*next));
        QVERIFY(tree.all(Kind::Notice).contains(u"goes on from where it stood"_s));
    }

    void noGdbAtAllSkipsEveryEntryWithTheReason()
    {
        Tree tree(false);
        for (int i = 0; i < 2; ++i) {
            auto client = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
            QCOMPARE(client->read(), "granted");
            client->send({{u"type"_s, u"standing"_s}, {u"tid"_s, 1001}});
            QCOMPARE(client->read(), "skip no gdb here");
            QVERIFY(tree.free());
        }
        QCOMPARE(tree.all(Kind::Notice).count(u"gdb cannot be used"_s), 1);
        QCOMPARE(tree.all(Kind::Notice).count(u"no REPL for ('a'"_s), 2);
    }

    void aBreakpointOfTheUsersOpensAnEntryWithoutARequest()
    {
        Tree tree;
        const ActorId child = Client::actor(u"child"_s);
        tree.spawned(child, tree.root, 4001);
        tree.engine->hitBreakpoint(4001, tree.source, 20);
        QVERIFY(tree.ready());
        QVERIFY(tree.all(Kind::Header).contains(u"paused actor: "_s + child.toString()));
        QVERIFY(tree.all(Kind::Header).contains(u"task 'main' at "_s));
        QVERIFY(tree.all(Kind::Trace).contains(u"Breakpoint 1"_s));
        QVERIFY(tree.all(Kind::Source).contains(u"  20  ->"_s));
        tree.console->submit(u"q"_s);
        QVERIFY(tree.free());
        QVERIFY(tree.engine->calls.contains(u"release 4001 quit"_s));
    }

    void commandsOfOursAndOfGdb()
    {
        Tree tree;
        const ActorId child = Client::actor(u"child"_s);
        tree.spawned(child, tree.root, 4001);
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        auto waiter = tree.ask(tree.entry(child, 4001));
        QVERIFY(tree.stand(*client));
        const auto run = [&](const QString &line) {
            const qsizetype before = tree.console->transcript()->size();
            tree.console->submit(line);
            (void)tree.ready();
            QStringList shown;
            for (qsizetype i = before + 1; i < tree.console->transcript()->size(); ++i)
                shown.append(tree.console->transcript()->at(i).text);
            return shown.join(u'\n');
        };
        QVERIFY(run(u"actors"_s).contains(u"* "_s + tree.root.toString()));
        QVERIFY(run(u"actors"_s).contains(u"waits for the console"_s));
        QVERIFY(run(u"queue"_s).contains(u"1. %1 pause at program.cpp:12"_s.arg(child.toString())));
        QVERIFY(run(u"help"_s).contains(u"who waits for the console"_s));
        QVERIFY(run(u"kill"_s).contains(u"kill is refused: "_s));
        QVERIFY(run(u"att 12"_s).contains(u"att is refused: "_s));
        QCOMPARE(run(u"p 1"_s), u"did p 1"_s);
        QCOMPARE(run(QString()), u"did p 1"_s);
        QCOMPARE(run(u"list 1,5"_s), u"did list 1,5"_s);
        QCOMPARE(run(QString()), u"did list"_s);
        QCOMPARE(run(u"info locals"_s), u"did info locals"_s);
        QCOMPARE(run(QString()), QString());
        QVERIFY(!tree.engine->calls.contains(u"execute kill"_s));
        QList<Completion> found;
        tree.console->complete(u"in"_s, 2, [&](const QList<Completion> &all) { found = all; });
        QVERIFY(QTest::qWaitFor([&] { return !found.isEmpty(); }));
        QCOMPARE(found.first().text, u"info"_s);
    }

    void linesFromAPipeDoNotGrowTheStack()
    {
        Tree tree;
        auto client = tree.ask(tree.entry(tree.root, tree.process.processId()));
        int left = 5000;
        QEventLoop loop;
        QTimer::singleShot(20000, &loop, &QEventLoop::quit);
        QObject::connect(tree.console.get(), &Console::promptChanged, tree.console.get(), [&](Console::Prompt prompt) {
            if (prompt != Console::Prompt::Ready)
                return;
            if (--left > 0)
                tree.console->submit(u"queue"_s);
            else
                loop.quit();
        });
        QCOMPARE(client->read(), "granted");
        client->send({{u"type"_s, u"standing"_s}, {u"tid"_s, 77}});
        loop.exec();
        QCOMPARE(left, 0);
    }

    void aProgramIsStartedAndItsStatusPassedOn()
    {
        Console console(std::make_unique<FakeEngine>());
        QVERIFY(console.listen(nullptr));
        QSignalSpy finished(&console, &Console::finished);
        console.startProgram(u"/bin/sh"_s, {u"-c"_s, u"echo out; echo err >&2; echo $FURROW_CONSOLE; cat; exit 7"_s});
        QVERIFY(QTest::qWaitFor([&] { return finished.size() == 1; }));
        QCOMPARE(finished.first().first().toInt(), 7);
        QString all;
        for (qsizetype i = 0; i < console.transcript()->size(); ++i)
            all += console.transcript()->at(i).text + u'\n';
        QVERIFY(all.contains(u"out\n"_s));
        QVERIFY(all.contains(u"err\n"_s));
        QVERIFY(all.contains(console.socketPath()));
        QVERIFY(all.contains(u"may not link Furrow's runtime"_s));
    }

    void aProgramGetsItsFolderAndItsEnvironment()
    {
        qputenv("FURROW_TEST_KEPT", "kept");
        qputenv("FURROW_TEST_TAKEN", "taken");
        QTemporaryDir folder;
        Console console(std::make_unique<FakeEngine>());
        QVERIFY(console.listen(nullptr));
        console.setColor(u"256"_s);
        QSignalSpy finished(&console, &Console::finished);
        const QString script = u"echo \"$FURROW_TEST_KEPT|${FURROW_TEST_TAKEN-none}|$FURROW_TEST_SET|$FURROW_COLOR|$FURROW_CONSOLE|$PWD\""_s;
        console.startProgram(u"/bin/sh"_s, {u"-c"_s, script}, folder.path(),
                             {{u"FURROW_TEST_TAKEN"_s, std::nullopt}, {u"FURROW_TEST_SET"_s, u"a b=ä"_s}, {u"FURROW_CONSOLE"_s, u"/elsewhere"_s}});
        QVERIFY(QTest::qWaitFor([&] { return finished.size() == 1; }));
        QString all;
        for (qsizetype i = 0; i < console.transcript()->size(); ++i)
            all += console.transcript()->at(i).text + u'\n';
        const QString expected = u"kept|none|a b=ä|256|%1|%2\n"_s.arg(console.socketPath(), QFileInfo(folder.path()).canonicalFilePath());
        QVERIFY2(all.contains(expected), qPrintable(all + expected));
    }

    void aProgramIsLookedUpInThePathThatItGets()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::link(u"/bin/sh"_s, folder.filePath(u"only-there"_s)));
        for (const bool changed : {true, false}) {
            Console console(std::make_unique<FakeEngine>());
            QVERIFY(console.listen(nullptr));
            QSignalSpy finished(&console, &Console::finished), failed(&console, &Console::programFailed);
            console.startProgram(u"only-there"_s, {u"-c"_s, u"exit 3"_s}, {},
                                 changed ? EnvironmentChanges{{u"PATH"_s, folder.path()}} : EnvironmentChanges());
            QVERIFY(QTest::qWaitFor([&] { return finished.size() + failed.size() == 1; }));
            QCOMPARE(finished.size(), changed ? 1 : 0);
        }
    }

    void aSignalledProgramIs128AndItsNumber()
    {
        Console console(std::make_unique<FakeEngine>());
        QVERIFY(console.listen(nullptr));
        QSignalSpy finished(&console, &Console::finished);
        console.startProgram(u"sh"_s, {u"-c"_s, u"kill -9 $$"_s});
        QVERIFY(QTest::qWaitFor([&] { return finished.size() == 1; }));
        QCOMPARE(finished.first().first().toInt(), 137);
    }

    void aProgramThatCannotBeStartedIsOneSentence()
    {
        Console console(std::make_unique<FakeEngine>());
        QVERIFY(console.listen(nullptr));
        for (const QString &program : {u"/no/such/program"_s, u"no-such-program-at-all"_s, u"/tmp"_s, u"/etc/passwd"_s}) {
            QSignalSpy failed(&console, &Console::programFailed);
            console.startProgram(program, {});
            QVERIFY(QTest::qWaitFor([&] { return failed.size() == 1; }));
            QVERIFY(failed.first().first().toString().contains(program));
            QVERIFY(!failed.first().first().toString().contains(u'\n'));
        }
    }

    void theRootsDeathEndsEveryEntry()
    {
        Tree tree;
        QSignalSpy finished(tree.console.get(), &Console::finished);
        auto owner = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto waiter = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QVERIFY(tree.stand(*owner));
        tree.process.kill();
        QVERIFY(tree.process.waitForFinished());
        QCOMPARE(owner->read(), "continue");
        QVERIFY(waiter->read().startsWith("skip "));
        QVERIFY(QTest::qWaitFor([&] { return finished.size() == 1; }));
        QVERIFY(tree.console->isFinished());
        QVERIFY(tree.console->queue().isEmpty());
    }

    void theConsolesEndClosesEveryConnection()
    {
        Tree tree;
        auto owner = tree.ask(tree.entry(Client::actor(u"a"_s), 1001));
        auto waiter = tree.ask(tree.entry(Client::actor(u"b"_s), 1002));
        QVERIFY(tree.stand(*owner));
        tree.console.reset();
        QCOMPARE(owner->tryRead(), "CLOSED");
        QCOMPARE(waiter->tryRead(), "CLOSED");
        QCOMPARE(tree.control->tryRead(), "CLOSED");
    }
};

QTEST_GUILESS_MAIN(TestConsole)
#include "tst_console.moc"
