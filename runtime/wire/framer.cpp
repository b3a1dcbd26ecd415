// SPDX-License-Identifier: MIT
#include "wire/framer.h"

#include "wire/limits.h"

#include <QIODevice>
#include <QVarLengthArray>
#include <QtEndian>

namespace furrow::wire {

// Below this, copying costs less than a second write.
static constexpr qsizetype joinedSize = 128 * 1024;
// What a frame's announced length may allocate before its bytes arrive.
static constexpr qsizetype firstRoom = 1024 * 1024;

bool FrameReader::headerDone()
{
    const auto size = qFromLittleEndian<quint32>(m_header);
    if (qsizetype(size) > m_limit)
        throw DecodeError("A frame of " + std::to_string(size) + " bytes is larger than " +
                          detail::describeLimit(m_limit) + '.');
    m_size = size;
    m_done = 0;
    m_frame = QByteArray(std::min(m_size, firstRoom), Qt::Uninitialized);
    return true;
}

char *FrameReader::room(qsizetype wanted, qsizetype &size)
{
    if (m_done == m_frame.size() && m_done < m_size)
        m_frame.resizeForOverwrite(std::min(m_size, 2 * m_done));
    size = std::min(wanted, m_frame.size() - m_done);
    return m_frame.data() + m_done;
}

QByteArray FrameReader::take()
{
    m_headerSize = 0;
    return std::exchange(m_frame, {});
}

// A local socket whose other end is gone still has what it had read, and warns when it is asked for more than that.
static qint64 readWhatIsThere(QIODevice &device, char *to, qint64 size)
{
    size = std::min(size, device.bytesAvailable());
    return size > 0 ? device.read(to, size) : 0;
}

std::optional<QByteArray> FrameReader::readFrame(QIODevice &device)
{
    if (auto ready = next())
        return ready;
    if (m_headerSize < 4) {
        const qint64 n = readWhatIsThere(device, reinterpret_cast<char *>(m_header) + m_headerSize, 4 - m_headerSize);
        m_headerSize += int(std::max<qint64>(n, 0));
        if (m_headerSize < 4)
            return {};
        headerDone();
    }
    while (m_done < m_size) {
        qsizetype size = 0;
        char *to = room(m_size, size);
        const qint64 n = readWhatIsThere(device, to, size);
        if (n <= 0)
            return {};
        m_done += n;
    }
    return take();
}

void FrameReader::feed(QByteArrayView bytes)
{
    for (;;) {
        if (m_headerSize < 4) {
            const auto n = std::min<qsizetype>(4 - m_headerSize, bytes.size());
            memcpy(m_header + m_headerSize, bytes.data(), size_t(n));
            m_headerSize += int(n);
            bytes = bytes.sliced(n);
            if (m_headerSize < 4)
                return;
            headerDone();
        }
        while (m_done < m_size && !bytes.isEmpty()) {
            qsizetype size = 0;
            char *to = room(bytes.size(), size);
            memcpy(to, bytes.data(), size_t(size));
            m_done += size;
            bytes = bytes.sliced(size);
        }
        if (m_done < m_size)
            return;
        m_frames.push_back(take());
    }
}

std::optional<QByteArray> FrameReader::next()
{
    if (m_frames.empty())
        return {};
    QByteArray frame = std::move(m_frames.front());
    m_frames.pop_front();
    return frame;
}

static void writeAll(QIODevice &device, const char *data, qsizetype size)
{
    if (device.write(data, size) != size)
        throw EncodeError("Cannot write a frame of " + std::to_string(size) +
                          " bytes: " + device.errorString().toStdString() + '.');
}

void writeFrame(QIODevice &device, QByteArrayView header, QByteArrayView payload)
{
    const qsizetype size = header.size() + payload.size();
    if (size > maxMessage())
        throw EncodeError("Cannot write a frame of " + std::to_string(size) + " bytes: it is larger than " +
                          detail::describeLimit(maxMessage()) + '.');
    const bool joined = size <= joinedSize;
    QVarLengthArray<char, 1024> start(4 + header.size() + (joined ? payload.size() : 0));
    qToLittleEndian(quint32(size), start.data());
    if (!header.isEmpty())
        memcpy(start.data() + 4, header.data(), size_t(header.size()));
    if (joined && !payload.isEmpty())
        memcpy(start.data() + 4 + header.size(), payload.data(), size_t(payload.size()));
    writeAll(device, start.constData(), start.size());
    if (!joined)
        writeAll(device, payload.data(), payload.size());
}

} // namespace furrow::wire
