// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/log.h>

#include <string_view>

#include <sys/types.h>

namespace furrow::log {

/// Builds one message as bytes, in its own memory as long as it fits and on the heap only for a long one.
class Line
{
public:
    Line() = default;
    ~Line();
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;

    void append(std::string_view text);
    void append(char c) { append(std::string_view(&c, 1)); }
    /// UTF-8; unpaired surrogates become U+FFFD. Lines after the first are indented, and control characters other than
    /// tab are shown as \xNN, so that no message can forge another or steer the terminal. A message's own colours are kept
    /// where colours are, and left out elsewhere.
    void appendText(QStringView text, int indent, LogColor color);
    std::string_view view() const { return {m_data, m_size}; }
    void clear() { m_size = 0; }

private:
    void grow(size_t more);

    char m_inside[2048];
    char *m_data = m_inside;
    size_t m_size = 0;
    size_t m_capacity = sizeof m_inside;
};

/// The whole line for a message, with its line feed.
void formatMessage(Line &line, QtMsgType type, const QMessageLogContext &context, QStringView text,
                   std::string_view actor, LogLevel level, LogColor color);

/// Writes all of it to the descriptor: one write(2) if the kernel takes it at once, else as many as it needs, with no line
/// of another thread of this process in between. Waits for a slow reader. Never raises SIGPIPE.
void writeWhole(int fd, std::string_view bytes);

} // namespace furrow::log
