// SPDX-License-Identifier: MIT
#include "inspector.h"

#include "session.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

/// Answers tell in different ways why there is nothing in them, and that they were put off.
template<typename Answer>
Answer refusal(const QString &sentence)
{
    Answer answer;
    answer.failure = sentence;
    answer.interrupted = true;
    return answer;
}
template<>
QString refusal<QString>(const QString &sentence)
{
    return sentence;
}
template<>
QList<Frame> refusal<QList<Frame>>(const QString &)
{
    return {};
}

template<typename Answer>
bool wasPutOff(const Answer &answer)
{
    if constexpr (requires { answer.interrupted; })
        return answer.interrupted;
    else
        return false;
}

} // namespace

Inspector::Inspector(DebugEngine *engine, const Session *session, QObject *parent)
    : QObject(parent), m_engine(engine), m_session(session)
{
    connect(session, &Session::promptChanged, this, [this](Console::Prompt prompt) {
        if (prompt == Console::Prompt::None)
            return leave();
        if (prompt != Console::Prompt::Ready)
            return;
        m_standing = true;
        sendHeld();
        Q_EMIT changed();
    });
    connect(session, &Session::changed, this, [this] {
        if (!m_session->stop()) // a step that has lent the console
            leave();
    });
    const auto goneOn = [this] {
        ++m_stopNumber;
        refuseAll(u"The process has gone on since."_s);
    };
    connect(engine, &DebugEngine::stepping, this, goneOn);
    connect(engine, &DebugEngine::attached, this, goneOn);
    connect(engine, &DebugEngine::frameSelected, this, [this] {
        if (m_standing)
            Q_EMIT changed();
    });
}

StopInfo Inspector::stop() const
{
    const StopInfo *stop = m_standing ? m_session->stop() : nullptr;
    return stop ? *stop : StopInfo();
}

template<typename Answer>
void Inspector::ask(std::function<void(std::function<void(Answer)>)> send, std::function<void(const Answer &)> done)
{
    const quint64 id = ++m_last;
    Request request;
    request.refuse = [done](const QString &sentence) {
        if (done)
            done(refusal<Answer>(sentence));
    };
    request.send = [this, id, send, done] {
        send([self = QPointer(this), id, done](const Answer &answer) {
            if (!self)
                return;
            auto sent = self->m_sent.extract(id);
            if (sent.empty())
                return; // refused meanwhile
            if (wasPutOff(answer)) {
                self->m_held.insert(std::move(sent));
                return self->sendHeld();
            }
            if (done)
                done(answer);
        });
    };
    if (!m_standing) {
        QMetaObject::invokeMethod(this, [refuse = request.refuse] { refuse(u"No actor stands at its prompt."_s); }, Qt::QueuedConnection);
        return;
    }
    m_held.emplace(id, std::move(request));
    sendHeld();
}

void Inspector::sendHeld()
{
    while (m_session->prompt() == Console::Prompt::Ready && !m_held.empty()) {
        const auto next = m_sent.insert(m_held.extract(m_held.begin())).position;
        const auto send = next->second.send;
        send();
    }
}

void Inspector::refuseAll(const QString &sentence)
{
    std::map<quint64, Request> all = std::exchange(m_sent, {});
    all.merge(std::exchange(m_held, {}));
    const QPointer<Inspector> self(this);
    for (const auto &[id, request] : all) {
        if (self)
            request.refuse(sentence);
    }
}

void Inspector::leave()
{
    if (!std::exchange(m_standing, false))
        return;
    ++m_stopNumber;
    const QPointer<Inspector> self(this);
    refuseAll(u"No actor stands at its prompt any more."_s);
    if (self)
        Q_EMIT gone();
}

void Inspector::variables(std::function<void(const Variables &)> done)
{
    ask<Variables>([this](auto answer) { m_engine->variables(answer); }, std::move(done));
}

void Inspector::children(quint64 reference, int from, int count, std::function<void(const Variables &)> done)
{
    ask<Variables>([=, this](auto answer) { m_engine->children(reference, from, count, answer); }, std::move(done));
}

void Inspector::assign(quint64 reference, const QString &expression, std::function<void(const Variables &)> done)
{
    ask<Variables>([=, this](auto answer) { m_engine->assign(reference, expression, answer); },
                   [self = QPointer(this), done = std::move(done)](const Variables &answer) {
                       if (done)
                           done(answer);
                       if (self && answer.failure.isEmpty() && self->m_standing)
                           Q_EMIT self->changed();
                   });
}

void Inspector::threads(std::function<void(const Threads &)> done)
{
    ask<Threads>([this](auto answer) { m_engine->threads(answer); }, std::move(done));
}

void Inspector::backtrace(std::function<void(const QList<Frame> &)> done)
{
    ask<QList<Frame>>([this](auto answer) { m_engine->backtrace(answer); }, std::move(done));
}

void Inspector::select(const Frame &frame, std::function<void(const QString &)> done)
{
    ask<QString>([=, this](auto answer) { m_engine->select(frame, answer); }, std::move(done));
}

void Inspector::selectThread(qint64 tid, std::function<void(const QString &)> done)
{
    ask<QString>([=, this](auto answer) { m_engine->selectThread(tid, answer); }, std::move(done));
}

} // namespace furrow::ui
