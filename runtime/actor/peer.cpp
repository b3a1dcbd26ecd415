// SPDX-License-Identifier: MIT
#include "actor/peer.h"

#include <furrow/cancelscope.h>
#include <furrow/log.h>

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>
#include <QVarLengthArray>

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
#include <unistd.h>

namespace furrow::detail {
namespace {

using Header = QVarLengthArray<char, 12>;

// CBOR, by hand since every message has one: an array of two unsigned integers.
void appendUnsigned(Header &header, quint64 value)
{
    if (value < 24) {
        header.append(char(value));
        return;
    }
    const int bytes = value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffff ? 4 : 8;
    header.append(char(bytes == 1 ? 24 : bytes == 2 ? 25 : bytes == 4 ? 26 : 27));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        header.append(char(value >> shift));
}

bool takeUnsigned(QByteArrayView &bytes, quint64 &value)
{
    if (bytes.isEmpty())
        return false;
    const auto first = uchar(bytes.front());
    bytes = bytes.sliced(1);
    if (first < 24) {
        value = first;
        return true;
    }
    if (first > 27)
        return false;
    const int count = 1 << (first - 24);
    if (bytes.size() < count)
        return false;
    value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | uchar(bytes[i]);
    bytes = bytes.sliced(count);
    return true;
}

constexpr char arrayOfTwo = char(0x82);

// glibc gives the top of the heap back to the kernel as soon as 128 KiB of it are free, and asks for it again with the next message:
// a stream of large ones then spends more time on new pages than on bytes. A process that has seen a large message keeps some.
void keepFreedMemory()
{
#ifdef __GLIBC__
    [[maybe_unused]] static const bool done = ::mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024) && ::mallopt(M_TRIM_THRESHOLD, 8 * 1024 * 1024);
#endif
}
constexpr qsizetype largeMessage = 32 * 1024;

} // namespace

Peer::Peer(int socket, Owner &owner, ActorId other) : m_owner(owner), m_other(std::move(other))
{
    connect(&m_socket, &QLocalSocket::readyRead, this, &Peer::readFrames);
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] {
        drain();
        lost({});
    });
    if (!m_socket.setSocketDescriptor(socket)) {
        ::close(socket);
        m_open = false;
    }
}

Peer::~Peer()
{
    m_socket.disconnect(this);
    m_open = false;
    for (const auto &dialogue : std::as_const(m_dialogues))
        dialogue->peer = nullptr;
}

void Peer::add(const std::shared_ptr<Dialogue> &dialogue)
{
    if (!dialogue->id)
        dialogue->id = ++m_last;
    dialogue->peer = this;
    dialogue->other = m_other;
    dialogue->room = streamWindow;
    m_dialogues.insert(dialogue->id, dialogue);
}

void Peer::remove(const Dialogue &dialogue)
{
    m_dialogues.remove(dialogue.id);
}

void Peer::send(FrameKind kind, quint64 id, QByteArrayView head, QByteArrayView payload, When when)
{
    if (!m_open)
        return;
    Header header;
    header.append(arrayOfTwo);
    appendUnsigned(header, quint64(kind));
    appendUnsigned(header, id);
    header.append(head.data(), head.size());
    if (payload.size() > largeMessage)
        keepFreedMemory();
    wire::writeFrame(m_socket, QByteArrayView(header.constData(), header.size()), payload);
    if (m_reading)
        return; // leaves with the rest
    if (when == When::Now || m_socket.bytesToWrite() > 64 * 1024) {
        m_socket.flush();
    } else if (!m_flushPosted) {
        m_flushPosted = true;
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }
}

bool Peer::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    m_flushPosted = false;
    if (m_open)
        m_socket.flush();
    return true;
}

void Peer::drain()
{
    readFrames();
}

void Peer::flushAll(int timeoutMs)
{
    while (m_open && m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(timeoutMs)) { }
}

void Peer::readFrames()
{
    if (m_reading || !m_open)
        return;
    const QPointer<Peer> self(this);
    m_reading = true;
    try {
        while (m_socket.bytesAvailable() > 0) {
            auto frame = m_reader.readFrame(m_socket);
            if (!frame)
                break;
            handle(*std::move(frame));
            if (!self)
                return;
        }
    } catch (const DecodeError &error) {
        m_reading = false;
        lost(QString::fromUtf8(error.what()));
        return;
    }
    runScheduled();
    if (!self)
        return;
    m_reading = false;
    if (m_open && m_socket.bytesToWrite() > 0)
        m_socket.flush();
}

void Peer::lost(const QString &why)
{
    if (!std::exchange(m_open, false))
        return;
    m_socket.close();
    m_owner.disconnected(why);
    runScheduled();
}

void Peer::handle(QByteArray frame)
{
    QByteArrayView rest(frame);
    quint64 kindNumber = 0;
    quint64 id = 0;
    if (rest.isEmpty() || rest.front() != arrayOfTwo)
        throw DecodeError("A frame does not begin as one of an actor's.");
    rest = rest.sliced(1);
    if (!takeUnsigned(rest, kindNumber) || !takeUnsigned(rest, id))
        throw DecodeError("A frame does not begin as one of an actor's.");
    const auto kind = FrameKind(kindNumber);
    const qsizetype offset = frame.size() - rest.size();

    if (kind == FrameKind::Call) {
        auto dialogue = std::make_shared<Dialogue>(Dialogue::Side::Callee, wire::decodeFirst<CallInfo>(rest));
        dialogue->id = id;
        add(dialogue);
        m_owner.called(dialogue, rest.toByteArray());
        return;
    }
    if (frame.size() > largeMessage)
        keepFreedMemory();
    QByteArray payload = std::move(frame).sliced(offset);
    if (id == 0) {
        m_owner.received(kind, payload);
        return;
    }
    const std::shared_ptr<Dialogue> dialogue = m_dialogues.value(id);
    if (!dialogue)
        return; // has ended here, while this was under way
    switch (kind) {
    case FrameKind::Result:
        dialogue->finish({}, std::move(payload));
        break;
    case FrameKind::Error:
        dialogue->finish(Failure::remote(wire::decode<BoxedError>(payload)));
        break;
    case FrameKind::Cancelled: {
        const auto canceller = wire::decode<ActorId>(payload);
        BoxedError boxed;
        boxed.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        boxed.type = QStringLiteral("ContextCancelled");
        boxed.message = QStringLiteral("%1 in %2 was cancelled by %3")
                            .arg(QString::fromUtf8(dialogue->info.key.left(dialogue->info.key.indexOf(' '))), m_other.toString(),
                                 canceller.toString());
        boxed.source = m_other;
        boxed.relayPath = {m_other};
        boxed.canceller = canceller;
        dialogue->finish(Failure::cancelled(std::move(boxed)));
        break;
    }
    case FrameKind::Started:
        dialogue->hasStarted = true;
        dialogue->startedValue = std::move(payload);
        dialogue->changed();
        break;
    case FrameKind::Item:
        dialogue->items.push_back(std::move(payload));
        dialogue->changed();
        break;
    case FrameKind::Room:
        dialogue->room += wire::decode<qint64>(payload);
        dialogue->changed();
        break;
    case FrameKind::ItemsEnd:
        dialogue->itemsEnded = true;
        dialogue->changed();
        break;
    case FrameKind::Cancel:
        dialogue->canceller = m_other;
        dialogue->cancelAsked = true;
        if (dialogue->scope)
            dialogue->scope->cancel(QStringLiteral("the caller asked for it"));
        break;
    default:
        throw DecodeError("A frame is of a kind that this version does not know.");
    }
}

} // namespace furrow::detail
