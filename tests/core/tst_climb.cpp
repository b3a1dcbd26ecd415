// SPDX-License-Identifier: MIT
#include "client.h"
#include "fakeengine.h"

#include "core/actortree.h"
#include "core/climbkeeper.h"
#include "core/console.h"
#include "core/transcript.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;
using Repl = ClimbHop::Repl;
using Why = ClimbHop::Why;

namespace {

RaisedError arrival(const ActorId &actor, const QString &id, const QList<ActorId> &path, bool passed = false)
{
    RaisedError raised;
    raised.actor = actor;
    raised.error.id = id;
    raised.error.type = u"NameError"_s;
    raised.error.message = u"name 'doggypants' is not defined"_s;
    raised.error.trace = u"#0 nameError at program.cpp:9"_s;
    raised.error.source = path.isEmpty() ? actor : path.first();
    raised.error.relayPath = path;
    raised.passed = passed;
    raised.function = u"work"_s;
    raised.file = u"/src/program.cpp"_s;
    raised.line = 9;
    return raised;
}

Entry crash(quint64 id, const RaisedError &of)
{
    Entry entry;
    entry.id = id;
    entry.kind = Entry::Kind::Crash;
    entry.actor = of.actor;
    entry.pid = 100 + qint64(id);
    entry.hasError = true;
    entry.error = of.error;
    entry.file = u"/src/program.cpp"_s;
    entry.line = 20 + int(id);
    entry.function = u"function"_s;
    return entry;
}

QStringList names(const Climb *climb)
{
    QStringList result;
    for (const ClimbHop &hop : climb->hops)
        result.append(hop.actor.name);
    return result;
}

/// A console over a real socket, whose actors and copies are played by the test.
struct Tree
{
    FakeEngine *engine = nullptr;
    std::unique_ptr<Console> console;
    QProcess process;
    std::map<QString, ActorId> ids;
    std::map<QString, std::unique_ptr<Client>> controls;
    std::map<QString, std::unique_ptr<Client>> copies;
    std::map<QString, qint64> pids;

    Tree()
    {
        auto fake = std::make_unique<FakeEngine>();
        engine = fake.get();
        console = std::make_unique<Console>(std::move(fake));
        QString error;
        if (!console->listen(&error))
            qFatal("%s", qPrintable(error));
        process.start(u"sleep"_s, {u"1000"_s});
        process.waitForStarted();
        add(u"root"_s, {});
        add(u"middle"_s, u"root"_s);
        add(u"leaf"_s, u"middle"_s);
    }
    ~Tree()
    {
        console.reset();
        process.kill();
        process.waitForFinished();
    }
    void add(const QString &name, const QString &parent)
    {
        ids[name] = Client::actor(name);
        pids[name] = parent.isEmpty() ? process.processId() : 4000 + qint64(ids.size());
        controls[name] = std::make_unique<Client>(console->socketPath());
        controls[name]->send({{u"type"_s, u"hello"_s}, {u"actor"_s, Client::json(ids[name])}, {u"pid"_s, pids[name]},
                              {u"parent"_s, parent.isEmpty() ? QJsonValue() : QJsonValue(Client::json(ids[parent]))},
                              {u"executable"_s, u"/bin/program"_s}, {u"root"_s, parent.isEmpty()}});
        if (!QTest::qWaitFor([&] { return console->tree()->find(ids[name].uuid) != nullptr; }))
            qFatal("no actor");
    }
    QJsonObject error(const QStringList &path, const QString &id = u"E1"_s) const
    {
        QJsonArray hops;
        for (const QString &name : path)
            hops.append(Client::json(ids.at(name)));
        return {{u"id"_s, id}, {u"type"_s, u"NameError"_s}, {u"message"_s, u"no dog"_s}, {u"trace"_s, u"#0 leaf at program.cpp:9"_s},
                {u"relayPath"_s, hops}, {u"source"_s, Client::json(ids.at(path.value(0, u"leaf"_s)))}};
    }
    void raise(const QString &name, const QStringList &path, const QJsonObject &more = {})
    {
        QJsonObject packet{{u"type"_s, u"raised"_s}, {u"actor"_s, Client::json(ids[name])}, {u"error"_s, error(path)}, {u"passed"_s, false}};
        for (auto it = more.begin(); it != more.end(); ++it)
            packet[it.key()] = it.value();
        controls[name]->send(packet);
    }
    void copy(const QString &name, qint64 pid)
    {
        copies[name] = std::make_unique<Client>(console->socketPath());
        copies[name]->send({{u"type"_s, u"copy"_s}, {u"pid"_s, pid}, {u"owner"_s, pids[name]}, {u"actor"_s, Client::json(ids[name])}, {u"reference"_s, false}});
    }
    std::unique_ptr<Client> ask(const QString &name, const QJsonObject &error, qint64 copy = 0)
    {
        const qsizetype before = console->entriesOf(ids[name]).size();
        auto client = std::make_unique<Client>(console->socketPath());
        QJsonObject packet{{u"type"_s, u"entry"_s}, {u"kind"_s, u"crash"_s}, {u"actor"_s, Client::json(ids[name])}, {u"pid"_s, pids[name]}, {u"tid"_s, pids[name]},
                           {u"thread"_s, u"main"_s}, {u"task"_s, name}, {u"file"_s, u"/src/program.cpp"_s}, {u"line"_s, 12}, {u"function"_s, name},
                           {u"quit"_s, u"none"_s}, {u"error"_s, error}};
        if (copy)
            packet[u"copy"_s] = copy;
        client->send(packet);
        if (!QTest::qWaitFor([&] { return console->entriesOf(ids[name]).size() > before; }))
            qFatal("no entry");
        return client;
    }
    bool stand(Client &client, const QString &name)
    {
        if (client.read() != "granted")
            return false;
        client.send({{u"type"_s, u"standing"_s}, {u"tid"_s, pids[name]}});
        return ready();
    }
    bool ready() { return QTest::qWaitFor([&] { return console->prompt() == Console::Prompt::Ready; }); }
    bool leave(Client &client)
    {
        console->submit(u"c"_s);
        return client.read() == "continue" && QTest::qWaitFor([&] { return !console->current(); });
    }
    const Climb *climb(const QString &id = u"E1"_s) const { return console->climbs()->find(id); }
    ClimbHop hop(const QString &name) const
    {
        const Climb *found = climb();
        const ClimbHop *of = found ? found->hopOf(ids.at(name).uuid) : nullptr;
        return of ? *of : ClimbHop();
    }
};

} // namespace

class TestClimb : public QObject
{
    Q_OBJECT

private:
    const ActorId root = Client::actor(u"root"_s), middle = Client::actor(u"middle"_s), leaf = Client::actor(u"leaf"_s), other = Client::actor(u"other"_s);

private Q_SLOTS:
    void anErrorClimbsHopByHop()
    {
        Tree tree;
        QSignalSpy added(tree.console->climbs(), &ClimbKeeper::added);
        tree.copy(u"leaf"_s, 6001);
        tree.raise(u"leaf"_s, {});
        auto first = tree.ask(u"leaf"_s, tree.error({}), 6001);
        QTRY_VERIFY(tree.hop(u"leaf"_s).copyAlive);
        QCOMPARE(tree.hop(u"leaf"_s).repl, Repl::Waiting);
        QVERIFY(!tree.hop(u"leaf"_s).relayed);
        QVERIFY(tree.stand(*first, u"leaf"_s));
        QCOMPARE(tree.hop(u"leaf"_s).repl, Repl::Open);
        QCOMPARE(tree.hop(u"leaf"_s).line, 12);
        QCOMPARE(tree.hop(u"leaf"_s).pid, tree.pids[u"leaf"_s]);
        QVERIFY(tree.climb()->isLive());
        QVERIFY(tree.leave(*first));
        QCOMPARE(tree.hop(u"leaf"_s).repl, Repl::WasOpen);

        // The middle lets it pass, and says why and where.
        tree.raise(u"middle"_s, {u"leaf"_s}, {{u"passed"_s, true}, {u"why"_s, u"filter"_s}, {u"function"_s, u"middle"_s}, {u"file"_s, u"/src/program.cpp"_s}, {u"line"_s, 22}});
        QTRY_COMPARE(tree.climb()->hops.size(), 2);
        QCOMPARE(tree.hop(u"middle"_s).repl, Repl::None);
        QCOMPARE(tree.hop(u"middle"_s).why, Why::Filter);
        QCOMPARE(tree.hop(u"middle"_s).line, 22);
        QVERIFY(tree.hop(u"middle"_s).relayed);
        QVERIFY(!tree.climb()->isLive());

        auto last = tree.ask(u"root"_s, tree.error({u"leaf"_s, u"middle"_s}));
        QVERIFY(tree.stand(*last, u"root"_s));
        QCOMPARE(names(tree.climb()), QStringList({u"leaf"_s, u"middle"_s, u"root"_s}));
        QVERIFY(tree.hop(u"leaf"_s).copyAlive);
        QVERIFY(tree.leave(*last));
        QTRY_VERIFY(!tree.hop(u"leaf"_s).copyAlive);
        QCOMPARE(tree.hop(u"leaf"_s).copy, 6001);
        QCOMPARE(added.size(), 1);
        QCOMPARE(tree.console->climbs()->tops(), QStringList{u"E1"_s});
        QCOMPARE(tree.climb()->trace, u"#0 leaf at program.cpp:9"_s);
    }

    void aWaiterThatGoesAndOneThatCannotOpenSayWhy()
    {
        Tree tree;
        auto first = tree.ask(u"leaf"_s, tree.error({}));
        auto second = tree.ask(u"middle"_s, tree.error({u"leaf"_s}));
        QCOMPARE(tree.hop(u"middle"_s).repl, Repl::Waiting);
        second->close();
        QTRY_COMPARE(tree.hop(u"middle"_s).repl, Repl::None);
        QCOMPARE(tree.hop(u"middle"_s).why, Why::Withdrawn);
        tree.engine->refusedAttaches[tree.pids[u"leaf"_s]] = u"another debugger has it"_s;
        QCOMPARE(first->read(), "granted");
        first->send({{u"type"_s, u"standing"_s}, {u"tid"_s, 1}});
        QTRY_COMPARE(tree.hop(u"leaf"_s).repl, Repl::None);
        QCOMPARE(tree.hop(u"leaf"_s).why, Why::Skipped);
        QCOMPARE(tree.hop(u"leaf"_s).detail, u"another debugger has it"_s);
    }

    void theRelayPathTellsTheOrder()
    {
        ClimbKeeper keeper;
        keeper.raised(arrival(root, u"E1"_s, {leaf, middle}));
        QCOMPARE(names(keeper.find(u"E1"_s)), QStringList({u"leaf"_s, u"middle"_s, u"root"_s}));
        QCOMPARE(keeper.find(u"E1"_s)->hops.at(1).why, Why::Silent);
        keeper.raised(arrival(leaf, u"E1"_s, {}));
        keeper.raised(arrival(middle, u"E1"_s, {leaf}, true));
        QCOMPARE(names(keeper.find(u"E1"_s)), QStringList({u"leaf"_s, u"middle"_s, u"root"_s}));
        QCOMPARE(keeper.find(u"E1"_s)->hops.first().repl, Repl::Expected);
        QCOMPARE(keeper.find(u"E1"_s)->hops.first().relayed, false);
        QCOMPARE(keeper.find(u"E1"_s)->hops.at(1).relayed, true);
        // An actor in its own path is no second hop.
        keeper.raised(arrival(other, u"E2"_s, {leaf, other}));
        QCOMPARE(names(keeper.find(u"E2"_s)), QStringList({u"leaf"_s, u"other"_s}));
    }

    void whoIsNotInDebugModeIsNamedAsSuch()
    {
        ActorTree actors;
        ActorInfo info;
        info.id = middle;
        info.debug = false;
        actors.insert(info);
        ClimbKeeper keeper(&actors);
        keeper.raised(arrival(leaf, u"E1"_s, {}));
        keeper.raised(arrival(root, u"E1"_s, {leaf, middle}));
        QCOMPARE(keeper.find(u"E1"_s)->hopOf(middle.uuid)->why, Why::NotDebugging);
        keeper.actorEnded(leaf); // before its entry came
        QCOMPARE(keeper.find(u"E1"_s)->hopOf(leaf.uuid)->why, Why::Ended);
    }

    void aGroupHasItsErrorsAsBranches()
    {
        ClimbKeeper keeper;
        keeper.raised(arrival(leaf, u"E1"_s, {}));
        Entry entry = crash(1, arrival(leaf, u"E1"_s, {}));
        keeper.entryChanged(entry);
        entry.state = Entry::State::Done;
        entry.opened = true;
        keeper.entryChanged(entry);
        RaisedError group = arrival(middle, u"G"_s, {});
        group.error.type = u"ExceptionGroup"_s;
        keeper.raised(group);
        QCOMPARE(keeper.tops(), QStringList({u"E1"_s, u"G"_s}));
        Entry ofGroup = crash(2, group);
        ofGroup.leaves = {{u"E1"_s, 0, {}, 0, {}, u"NameError"_s, {}}, {u"E2"_s, 7002, u"/src/b.cpp"_s, 44, u"second"_s, u"ValueError"_s, u"no"_s}};
        keeper.entryChanged(ofGroup);
        keeper.entryChanged(ofGroup); // no second time
        QCOMPARE(keeper.tops(), QStringList{u"G"_s});
        QCOMPARE(keeper.find(u"G"_s)->branches, QStringList({u"E1"_s, u"E2"_s}));
        QCOMPARE(keeper.topOf(u"E1"_s), u"G"_s);
        const Climb *own = keeper.find(u"E2"_s);
        QCOMPARE(names(own), QStringList{u"middle"_s});
        QCOMPARE(own->hops.first().why, Why::InGroup);
        QCOMPARE(own->hops.first().copy, 7002);
        QCOMPARE(own->hops.first().line, 44);
        QCOMPARE(own->type, u"ValueError"_s);
        keeper.raised(arrival(root, u"G"_s, {middle}));
        QCOMPARE(keeper.actorsOf(u"G"_s).size(), 3);
        QCOMPARE(keeper.withBranches(u"G"_s).size(), 3);

        ClimbKeeper later;
        QSignalSpy added(&later, &ClimbKeeper::added);
        later.restore(keeper.withBranches(u"G"_s));
        QCOMPARE(added.size(), 3);
        QCOMPARE(later.tops(), QStringList{u"G"_s});
    }

    void aGroupOfItselfIsNoCircle()
    {
        ClimbKeeper keeper;
        Entry entry = crash(1, arrival(leaf, u"A"_s, {}));
        entry.leaves = {{u"B"_s, 0, {}, 0, {}, {}, {}}, {u"A"_s, 0, {}, 0, {}, {}, {}}};
        keeper.entryChanged(entry);
        Entry back = crash(2, arrival(leaf, u"B"_s, {}));
        back.leaves = {{u"A"_s, 0, {}, 0, {}, {}, {}}};
        keeper.entryChanged(back);
        QCOMPARE(keeper.tops(), QStringList{u"A"_s});
        QCOMPARE(keeper.withBranches(u"B"_s).size(), 1);
        QCOMPARE(keeper.topOf(u"B"_s), u"A"_s);
    }

    void oldOnesGoButNoneThatLives()
    {
        ClimbKeeper keeper;
        QSignalSpy removed(&keeper, &ClimbKeeper::removed);
        keeper.raised(arrival(leaf, u"live"_s, {}));
        for (int i = 0; i < int(ClimbKeeper::limit) + 50; ++i)
            keeper.raised(arrival(other, u"E%1"_s.arg(i), {}, true));
        QCOMPARE(keeper.tops().size(), ClimbKeeper::limit);
        QCOMPARE(removed.size(), 51);
        QVERIFY(keeper.find(u"live"_s) && !keeper.find(u"E0"_s));
        // The end of an entry whose climb was dropped begins none.
        Entry late = crash(9, arrival(other, u"E0"_s, {}));
        late.state = Entry::State::Done;
        keeper.entryChanged(late);
        QVERIFY(!keeper.find(u"E0"_s));
        QList<ActorId> many;
        for (int i = 0; i < 2000; ++i)
            many.append(Client::actor(u"a"_s));
        keeper.raised(arrival(root, u"long"_s, many));
        QCOMPARE(keeper.find(u"long"_s)->hops.size(), ClimbKeeper::hopLimit);
    }

    void aSignalClimbsUnderTheIdOfThoseAbove()
    {
        ClimbKeeper keeper;
        Entry entry;
        entry.id = 3;
        entry.kind = Entry::Kind::Signal;
        entry.actor = leaf;
        entry.signalName = u"SIGSEGV"_s;
        keeper.entryChanged(entry);
        RaisedError above = arrival(root, leaf.uuid.toString(QUuid::WithoutBraces) + u"-signal"_s, {leaf});
        above.error.type = u"SIGSEGV"_s;
        keeper.raised(above);
        QCOMPARE(keeper.tops().size(), 1);
        QCOMPARE(names(keeper.find(above.error.id)), QStringList({u"leaf"_s, u"root"_s}));
        QCOMPARE(keeper.find(above.error.id)->hops.first().entry, 3u);
    }

    void oneCanStandInEveryHopThatIsLeft()
    {
        Tree tree;
        int pid = 6001;
        for (const QString &name : {u"leaf"_s, u"middle"_s}) {
            tree.copy(name, pid);
            auto client = tree.ask(name, tree.error(name == u"leaf"_s ? QStringList() : QStringList{u"leaf"_s}), pid++);
            QVERIFY(tree.stand(*client, name));
            QVERIFY(tree.leave(*client));
        }
        QVERIFY(tree.console->standIn(tree.hop(u"leaf"_s)).contains(u"No REPL is open"_s));
        auto client = tree.ask(u"root"_s, tree.error({u"leaf"_s, u"middle"_s}));
        auto waiter = tree.ask(u"leaf"_s, tree.error({}, u"E2"_s));
        QVERIFY(tree.stand(*client, u"root"_s));
        const qint64 own = tree.engine->current;

        QCOMPARE(tree.console->standIn(tree.hop(u"leaf"_s)), QString()); // over the middle
        QCOMPARE(tree.console->prompt(), Console::Prompt::Busy);
        QVERIFY(tree.console->standIn(tree.hop(u"middle"_s)).contains(u"busy"_s));
        QVERIFY(tree.ready());
        QCOMPARE(tree.engine->current, 6001);
        tree.console->submit(u"up"_s);
        QVERIFY(tree.ready());
        QCOMPARE(tree.engine->current, 6002);
        QCOMPARE(tree.console->standIn(tree.hop(u"middle"_s)), QString()); // there already
        QCOMPARE(tree.console->prompt(), Console::Prompt::Ready);
        QCOMPARE(tree.console->standIn(tree.hop(u"root"_s)), QString());
        QVERIFY(tree.ready());
        QCOMPARE(tree.engine->current, own);

        const ClimbHop waiting = tree.climb(u"E2"_s)->hops.first();
        QVERIFY(tree.console->standIn(waiting).contains(u"waits for the console"_s));
        tree.copies[u"leaf"_s]->close();
        QTRY_VERIFY(!tree.hop(u"leaf"_s).copyAlive);
        QVERIFY(tree.console->standIn(tree.hop(u"leaf"_s)).contains(u"is gone"_s));
        QCOMPARE(tree.engine->current, own);

        // From the prompt of another error nothing leads there.
        tree.console->submit(u"c"_s);
        QCOMPARE(client->read(), "continue");
        const ClimbHop left = tree.hop(u"middle"_s);
        QVERIFY(tree.stand(*waiter, u"leaf"_s));
        QVERIFY(!tree.console->standIn(left).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestClimb)
#include "tst_climb.moc"
