// SPDX-License-Identifier: MIT
#include "actor/subactor.h"

#include <furrow/context.h>
#include <furrow/event.h>
#include <furrow/exceptiongroup.h>
#include <furrow/expose.h>
#include <furrow/log.h>

#include "actor/buildid.h"
#include "actor/childactor.h"
#include "actor/exposedkeys.h"
#include "actor/runtime.h"

#include <QTimer>

#include <unistd.h>

namespace furrow::detail {

Subactor::Subactor(Birth birth) : m_birth(std::move(birth))
{
    Runtime *runtime = Runtime::instance();
    m_parent = std::make_unique<Peer>(m_birth.socket, *this, m_birth.parent);
    runtime->setParentPeer(m_parent.get());
    m_parent->send(FrameKind::Hello, 0, wire::encode(HelloInfo{protocolVersion, FURROW_VERSION, buildId()}));
}

Subactor::~Subactor() = default;

Task<int> Subactor::run()
{
    if (!m_parent->isOpen())
        co_return 1;
    std::exception_ptr error;
    try {
        co_await openNursery([this](Nursery &calls) -> Task<> {
            m_calls = &calls;
            calls.cancelScope().setKind("runtime's nursery of calls");
            co_await m_end.wait();
            if (m_cancel)
                calls.cancel(m_reason);
        });
    } catch (...) {
        error = std::current_exception(); // of no call: each keeps its own
    }
    m_calls = nullptr;
    if (error && !isCancelled(error))
        std::rethrow_exception(error);
    co_return 0;
}

void Subactor::farewell()
{
    m_parent->flushAll(1000);
    Runtime::instance()->setParentPeer(nullptr);
    m_parent.reset();
}

void Subactor::endNow(const QString &reason, bool cancel, const ActorId &who)
{
    if (cancel) {
        if (std::exchange(m_cancel, true))
            return;
        qCInfo(lcCancel).noquote() << "cancelled by" << who.toString() << "because" << reason;
        m_canceller = who;
        m_reason = reason;
        if (auto *session = Runtime::instance()->session())
            session->setState(debug::DebugSession::State::Cancelling);
    }
    if (m_end.isSet()) {
        if (m_calls && cancel)
            m_calls->cancel(reason);
        return;
    }
    m_end.set();
}

void Subactor::received(FrameKind kind, const QByteArray &payload)
{
    if (kind != FrameKind::End)
        throw DecodeError("A parent sent what only a child sends.");
    const auto request = wire::decode<EndRequest>(payload);
    endNow(request.reason, request.cancel, m_birth.parent);
}

void Subactor::disconnected(const QString &why)
{
    if (!why.isEmpty())
        qCWarning(lcFurrow).noquote() << "the connection to" << m_birth.parent.toString() << "is broken:" << why;
    endNow(QStringLiteral("its parent is gone"), true, m_birth.parent);
    // An orphan does not outlive its parent, whatever its tasks think of it.
    QTimer::singleShot(m_birth.grace, [] { ::_exit(1); });
    for (const auto &dialogue : m_parent->dialogues()) {
        dialogue->peer = nullptr;
        dialogue->itemsEnded = true;
        dialogue->changed();
    }
}

void Subactor::refuse(const std::shared_ptr<Dialogue> &dialogue, const std::exception_ptr &error)
{
    if (!dialogue->peer)
        return;
    dialogue->peer->send(FrameKind::Error, dialogue->id, wire::encode(box(error, currentActor())));
    dialogue->finish({});
}

void Subactor::called(const std::shared_ptr<Dialogue> &dialogue, const QByteArray &arguments)
{
    const QByteArray &key = dialogue->info.key;
    const Function *function = FunctionTable::find(key);
    QString why;
    if (!function || !(m_birth.exposes.contains(key) || keysExposedByProgram().contains(key))) {
        why = QStringLiteral("actor %1 does not expose \"%2\"").arg(currentActor().toString(), QString::fromUtf8(key));
    } else if (function->signature != dialogue->info.signature) {
        why = QStringLiteral("actor %1 knows \"%2\" as %3, but it was called as %4: the two programs were built from different sources "
                             "(this one is build %5, furrow %6)")
                  .arg(currentActor().toString(), QString::fromUtf8(key), QString::fromUtf8(function->signature),
                       QString::fromUtf8(dialogue->info.signature), QString::fromLatin1(buildId()), QStringLiteral(FURROW_VERSION));
    }
    if (!why.isEmpty()) {
        refuse(dialogue, std::make_exception_ptr(NotExposed(why.toStdString())));
        return;
    }
    if (!m_calls || m_end.isSet()) {
        dialogue->peer->send(FrameKind::Cancelled, dialogue->id, wire::encode(m_canceller.isNull() ? currentActor() : m_canceller));
        dialogue->finish({});
        return;
    }
    m_calls->start(serve(dialogue, arguments), function->name);
}

void Subactor::answer(const std::shared_ptr<Dialogue> &dialogue, FrameKind kind, QByteArrayView bytes)
{
    if (dialogue->peer)
        dialogue->peer->send(kind, dialogue->id, {}, bytes);
    dialogue->finish({});
}

Task<> Subactor::serve(std::shared_ptr<Dialogue> dialogue, QByteArray arguments)
{
    Runtime *runtime = Runtime::instance();
    const Function *function = FunctionTable::find(dialogue->info.key);
    TaskState *task = currentTask();
    task->callerText = dialogue->other.toString().toUtf8();
    task->callerFileText = dialogue->info.file;
    task->caller = task->callerText.constData();
    task->callerFile = task->callerFileText.constData();
    task->callerLine = dialogue->info.line;
    if (dialogue->info.isMain && runtime->session())
        runtime->session()->setRootTask(task);

    QByteArray result;
    std::exception_ptr error;
    bool own = false; // not the function's, but of what travels
    CancelScope scope(CancelScope::Options{});
    scope.setKind("runtime's scope of the call");
    scope.enter(task);
    dialogue->scope = &scope;
    if (dialogue->cancelAsked)
        scope.cancel(QStringLiteral("the caller asked for it"));
    try {
        own = true;
        Task<QByteArray> call = function->invoke(*dialogue, arguments);
        arguments = {};
        own = false;
        result = co_await call;
    } catch (...) {
        error = std::current_exception();
    }
    own = own || dialogue->encodingResult;
    if (error && !own && !isCancelled(error) && runtime->session())
        co_await debug::crashEntry(error);
    dialogue->scope = nullptr;
    error = scope.leave(task, std::move(error));
    if (error && isCancelled(error) && runtime->failure())
        error = runtime->failure();
    if (dialogue->info.isMain && runtime->session())
        runtime->session()->setRootTask(nullptr);

    if (error && !isCancelled(error)) {
        qCInfo(lcRuntime).noquote() << function->qualified << "failed for" << dialogue->other.toString();
        answer(dialogue, FrameKind::Error, wire::encode(box(error, currentActor())));
    } else if (error || scope.cancelledCaught()) {
        ActorId who = !dialogue->canceller.isNull() ? dialogue->canceller : m_canceller;
        answer(dialogue, FrameKind::Cancelled, wire::encode(who.isNull() ? currentActor() : who));
    } else {
        try {
            answer(dialogue, FrameKind::Result, result);
        } catch (const EncodeError &) {
            error = std::current_exception();
        }
        if (error)
            answer(dialogue, FrameKind::Error, wire::encode(box(error, currentActor())));
    }
}

Task<QByteArray> invokeContext(Dialogue &dialogue, std::function<Task<QByteArray>(Context &)> body)
{
    Context context(dialogue.shared_from_this());
    co_return co_await body(context);
}

} // namespace furrow::detail
