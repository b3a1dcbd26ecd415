// SPDX-License-Identifier: MIT
#include <furrow/detail/dialogue.h>

#include <furrow/cancelscope.h>
#include <furrow/context.h>

#include "actor/childactor.h"
#include "actor/peer.h"

#include <QtEndian>

#include <stdexcept>

namespace furrow {
namespace detail {

void Dialogue::begin(ChildActor &actor, const QByteArray &arguments, const AwaitFrame &place)
{
    other = actor.id();
    Peer *connection = actor.peer();
    if (!connection) {
        finish(actor.whyGone());
        return;
    }
    info.file = place.file ? QByteArray(place.file) : QByteArray();
    info.line = place.line;
    connection->add(shared_from_this());
    try {
        connection->send(FrameKind::Call, id, wire::encode(info), arguments);
    } catch (const EncodeError &) {
        connection->remove(*this);
        peer = nullptr;
        finish(Failure::passed(std::current_exception()));
    }
}

void Dialogue::cancel()
{
    if (over)
        return;
    if (std::exchange(cancelAsked, true))
        return;
    if (side == Side::Caller) {
        if (peer)
            peer->send(FrameKind::Cancel, id, {});
    } else {
        canceller = currentActor();
        if (scope)
            scope->cancel(QStringLiteral("the context was cancelled by its own task"));
    }
}

void Dialogue::abandon()
{
    delivered = true;
    cancel();
}

void Dialogue::sendStarted(const QByteArray &value)
{
    if (peer)
        peer->send(FrameKind::Started, id, {}, value);
}

void Dialogue::sendItem(const QByteArray &bytes)
{
    room -= bytes.size() + itemOverhead;
    peer->send(FrameKind::Item, id, {}, bytes, Peer::When::Batched);
}

QByteArray Dialogue::takeItem()
{
    QByteArray item = std::move(items.front());
    items.pop_front();
    consumed += item.size() + itemOverhead;
    if (consumed >= streamWindow / 2 && peer && !over) {
        peer->send(FrameKind::Room, id, wire::encode(std::exchange(consumed, 0)), {}, Peer::When::Batched);
    }
    return item;
}

void Dialogue::endSending()
{
    if (std::exchange(sendingEnded, true) || over || !peer)
        return;
    peer->send(FrameKind::ItemsEnd, id, {}, {}, Peer::When::Batched);
}

void Dialogue::finish(std::optional<Failure> why, QByteArray bytes)
{
    if (over)
        return;
    over = true;
    itemsEnded = true;
    failure = std::move(why);
    result = std::move(bytes);
    const std::shared_ptr<Dialogue> self = shared_from_this();
    if (peer)
        std::exchange(peer, nullptr)->remove(*this);
    if (ended)
        std::exchange(ended, nullptr)(*this);
    changed();
}

void Dialogue::changed()
{
    // A wait that is ready may send; it never waits anew.
    const std::vector<DialogueWait *> asked = waits;
    for (DialogueWait *wait : asked) {
        if (wait->ready()) {
            std::erase(waits, wait);
            wait->wake();
        }
    }
}

bool ItemSend::ready()
{
    if (!m_dialogue->canSend())
        return true;
    if (!m_dialogue->hasRoom())
        return false;
    try {
        m_dialogue->sendItem(m_bytes);
        m_sent = true;
    } catch (const EncodeError &) {
        m_error = std::current_exception(); // over the limit together with its header
    }
    return true;
}

void ItemSend::refuse()
{
    if (m_error)
        std::rethrow_exception(m_error);
    if (m_dialogue->failure && !(m_dialogue->cancelAsked && m_dialogue->failure->isCancelled())) {
        m_dialogue->delivered = true;
        m_dialogue->failure->raise();
    }
    throw StreamClosed("the other end of the stream has ended, and takes no more");
}

QByteArray decodeBytes(QByteArray message)
{
    // A byte string of CBOR: major type 2, then its length, of which only the usual long forms matter here.
    const auto *head = reinterpret_cast<const uchar *>(message.constData());
    quint64 length = 0;
    int offset = 0;
    if (message.size() > 3 && head[0] == 0x59) {
        offset = 3;
        length = qFromBigEndian<quint16>(head + 1);
    } else if (message.size() > 5 && head[0] == 0x5a) {
        offset = 5;
        length = qFromBigEndian<quint32>(head + 1);
    }
    if (offset && quint64(message.size() - offset) == length)
        return std::move(message).sliced(offset);
    return wire::decode<QByteArray>(message);
}

void openStream(Dialogue &dialogue)
{
    if (std::exchange(dialogue.streamOpen, true))
        throw std::logic_error("the stream of this context is open already");
}

} // namespace detail

void Context::sendStarted(const QByteArray &value)
{
    if (m_dialogue->side != detail::Dialogue::Side::Callee)
        throw std::logic_error("started() is for the function that was called; the caller's body has begun");
    if (std::exchange(m_dialogue->hasStarted, true))
        throw std::logic_error("started() was called twice in one context");
    m_dialogue->sendStarted(value);
}

void Context::requireCaller() const
{
    if (m_dialogue->side != detail::Dialogue::Side::Caller)
        throw std::logic_error("waitForResult() is for the caller of a context");
}

} // namespace furrow
