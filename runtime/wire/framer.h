// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/wire.h>

#include <deque>
#include <optional>

class QIODevice;

namespace furrow::wire {

/// Cuts a byte stream into frames: four bytes of length, little endian, and as many bytes of content.
///
/// One thread. Throws DecodeError for a frame over the limit; nothing can be read after it, so the connection should
/// be closed then. Memory grows with what arrives, not with what is announced.
///
/// \code
/// connect(&socket, &QLocalSocket::readyRead, this, [this] {
///     while (auto frame = reader.readFrame(socket))
///         handle(*frame);
/// });
/// \endcode
class FrameReader
{
public:
    explicit FrameReader(qsizetype limit = maxMessage()) : m_limit(limit) {}

    /// The next frame, if the device has the rest of it; reads no further, straight into the frame's own memory.
    std::optional<QByteArray> readFrame(QIODevice &device);

    /// For bytes that come otherwise: takes them, and gives the frames they complete.
    void feed(QByteArrayView bytes);
    std::optional<QByteArray> next();

    /// True if the stream may end here; false in the middle of a frame.
    bool atBoundary() const { return m_headerSize == 0 && m_frames.empty(); }

private:
    bool headerDone();
    char *room(qsizetype wanted, qsizetype &size);
    QByteArray take();

    qsizetype m_limit;
    unsigned char m_header[4] = {};
    int m_headerSize = 0;
    qsizetype m_size = 0; ///< of the frame in progress, once its header is complete
    qsizetype m_done = 0;
    QByteArray m_frame;
    std::deque<QByteArray> m_frames;
};

/// Writes header and payload as one frame, in one call to the device if they are small. Throws EncodeError if they are
/// larger than maxMessage() together, or the device refuses.
void writeFrame(QIODevice &device, QByteArrayView header, QByteArrayView payload = {});

} // namespace furrow::wire
