// SPDX-License-Identifier: MIT
#pragma once

#include "client.h"
#include "core/actortree.h"
#include "core/console.h"
#include "core/transcript.h"
#include "fakeengine.h"

#include <QProcess>
#include <QSignalSpy>

#include <map>
#include <memory>

/// A tree of actors played by the test over the console's real socket: each is a sleeping process with a control connection.
class Tree
{
public:
    struct Actor
    {
        furrow::ActorId id;
        qint64 pid = 0;
        std::unique_ptr<QProcess> process;
        std::unique_ptr<Client> control;
    };

    Tree()
    {
        auto fake = std::make_unique<furrow::ui::FakeEngine>();
        engine = fake.get();
        console = std::make_unique<furrow::ui::Console>(std::move(fake));
        QString error;
        if (!console->listen(&error))
            qFatal("%s", qPrintable(error));
    }
    ~Tree()
    {
        console.reset();
        for (auto &[name, actor] : actors) {
            actor.process->kill();
            actor.process->waitForFinished();
        }
    }

    Actor &add(const QString &name, const QString &parent = {}, const QString &executable = QStringLiteral("/usr/bin/multi_daemon_subactors"))
    {
        Actor &actor = actors[name];
        actor.id = Client::actor(name);
        actor.process = std::make_unique<QProcess>();
        actor.process->start(QStringLiteral("sleep"), {QStringLiteral("1000")});
        if (!actor.process->waitForStarted())
            qFatal("no sleep");
        actor.pid = actor.process->processId();
        actor.control = std::make_unique<Client>(console->socketPath());
        actor.control->send({{QStringLiteral("type"), QStringLiteral("hello")},
                             {QStringLiteral("actor"), Client::json(actor.id)},
                             {QStringLiteral("parent"), parent.isEmpty() ? QJsonValue() : Client::json(actors.at(parent).id)},
                             {QStringLiteral("pid"), actor.pid},
                             {QStringLiteral("executable"), executable},
                             {QStringLiteral("root"), parent.isEmpty()}});
        if (!QTest::qWaitFor([&] { return console->tree()->find(actor.id.uuid) != nullptr; }))
            qFatal("the console does not know %s", qPrintable(name));
        return actor;
    }
    furrow::ui::ActorInfo info(const QString &name) const { return *console->tree()->find(actors.at(name).id.uuid); }

    QJsonObject error() const
    {
        const auto raiser = actors.find(QStringLiteral("name_error"));
        QJsonObject result{{QStringLiteral("id"), QStringLiteral("E1")},
                           {QStringLiteral("type"), QStringLiteral("NameError")},
                           {QStringLiteral("message"), QStringLiteral("name 'doggypants' is not defined")},
                           {QStringLiteral("trace"), QStringLiteral("#0 nameError() at sample.cpp:23\n#1 runExposed() awaits at actor.cpp:211")}};
        if (raiser != actors.end()) {
            result[QStringLiteral("source")] = Client::json(raiser->second.id);
            result[QStringLiteral("relayPath")] = QJsonArray{Client::json(raiser->second.id)};
        }
        return result;
    }
    /// Asks for the console as that actor; the answer `granted` and the end come over the connection.
    std::unique_ptr<Client> ask(const QString &name, const QString &kind, int line, const QString &function)
    {
        const Actor &actor = actors.at(name);
        const qsizetype before = console->entriesOf(actor.id).size();
        auto client = std::make_unique<Client>(console->socketPath());
        QJsonObject entry{{QStringLiteral("type"), QStringLiteral("entry")}, {QStringLiteral("kind"), kind},
                          {QStringLiteral("actor"), Client::json(actor.id)}, {QStringLiteral("pid"), actor.pid},
                          {QStringLiteral("tid"), actor.pid},                {QStringLiteral("thread"), QStringLiteral("main")},
                          {QStringLiteral("task"), function},                {QStringLiteral("file"), QStringLiteral(FURROW_SAMPLE)},
                          {QStringLiteral("line"), line},                    {QStringLiteral("function"), function},
                          {QStringLiteral("quit"), QStringLiteral("throw")}};
        if (kind == QStringLiteral("crash")) {
            entry[QStringLiteral("error")] = error();
            entry[QStringLiteral("quit")] = QStringLiteral("none");
        }
        client->send(entry);
        if (!QTest::qWaitFor([&] { return console->entriesOf(actor.id).size() > before; }))
            qFatal("the entry is not queued");
        return client;
    }
    /// Asks, stands, and waits for the prompt.
    std::unique_ptr<Client> open(const QString &name, const QString &kind, int line, const QString &function)
    {
        auto client = ask(name, kind, line, function);
        stand(*client, actors.at(name).pid);
        return client;
    }
    void stand(Client &client, qint64 pid)
    {
        if (client.read() != "granted")
            qFatal("not granted");
        client.send({{QStringLiteral("type"), QStringLiteral("standing")}, {QStringLiteral("tid"), pid}});
        if (!QTest::qWaitFor([&] { return console->prompt() == furrow::ui::Console::Prompt::Ready; }))
            qFatal("no prompt");
    }
    void raise(const QString &name)
    {
        const Actor &actor = actors.at(name);
        actor.control->send({{QStringLiteral("type"), QStringLiteral("raised")}, {QStringLiteral("actor"), Client::json(actor.id)},
                             {QStringLiteral("error"), error()}, {QStringLiteral("passed"), false}});
    }
    void end(const QString &name, const QString &spawner, int status)
    {
        actors.at(spawner).control->send({{QStringLiteral("type"), QStringLiteral("ended")},
                                          {QStringLiteral("actor"), Client::json(actors.at(name).id)},
                                          {QStringLiteral("pid"), actors.at(name).pid},
                                          {QStringLiteral("status"), status}});
    }
    void print(const QString &name, const QString &text, bool standardError = false)
    {
        furrow::ui::TranscriptBlock block;
        block.kind = furrow::ui::TranscriptBlock::Kind::Program;
        block.actor = actors.at(name).id;
        block.standardError = standardError;
        block.text = text;
        console->transcript()->append(block);
    }

    furrow::ui::FakeEngine *engine;
    std::unique_ptr<furrow::ui::Console> console;
    std::map<QString, Actor> actors;
};
