// SPDX-License-Identifier: MIT
#include "linereader.h"

#include <QSocketNotifier>

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace furrow::ui {

namespace {
constexpr int bytesATurn = 64 * 1024; // then the event loop has its turn
}

LineReader::LineReader(int input, QObject *parent)
    : QObject(parent), m_input(input), m_notifier(new QSocketNotifier(input, QSocketNotifier::Read, this))
{
    m_notifier->setEnabled(false);
    connect(m_notifier, &QSocketNotifier::activated, this, &LineReader::readSome);
}

void LineReader::next()
{
    m_notifier->setEnabled(true);
}

void LineReader::pause()
{
    m_notifier->setEnabled(false);
}

void LineReader::readSome()
{
    for (int i = 0; i < bytesATurn; ++i) {
        pollfd input{m_input, POLLIN, 0};
        if (poll(&input, 1, 0) <= 0)
            return;
        char byte = 0;
        const ssize_t count = read(m_input, &byte, 1);
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        if (count <= 0) { // the end, or an input that broke: the same for us
            m_notifier->setEnabled(false);
            if (m_length > 0)
                finishLine(); // the last line without its newline; the end comes at the next
            else
                Q_EMIT endOfInput();
            return;
        }
        if (byte == '\n') {
            m_notifier->setEnabled(false);
            finishLine();
            return;
        }
        ++m_length;
        if (m_length <= longestLine)
            m_line += byte;
    }
}

void LineReader::finishLine()
{
    QByteArray line = std::exchange(m_line, {});
    const qsizetype length = std::exchange(m_length, 0);
    if (length > longestLine) {
        Q_EMIT lineTooLong(length);
        return;
    }
    if (line.endsWith('\r'))
        line.chop(1);
    QString text = QString::fromUtf8(line);
    text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter)); // would end the command early further down
    Q_EMIT lineRead(text);
}

} // namespace furrow::ui
