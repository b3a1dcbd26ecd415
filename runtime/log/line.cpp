// SPDX-License-Identifier: MIT
#include "log/line.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include <time.h>
#include <unistd.h>

namespace furrow::log {

Line::~Line()
{
    if (m_data != m_inside)
        std::free(m_data);
}

void Line::grow(size_t more)
{
    const size_t capacity = std::max(2 * m_capacity, m_size + more);
    void *data = m_data == m_inside ? std::malloc(capacity) : std::realloc(m_data, capacity);
    if (!data)
        throw std::bad_alloc();
    if (m_data == m_inside)
        memcpy(data, m_inside, m_size);
    m_data = static_cast<char *>(data);
    m_capacity = capacity;
}

void Line::append(std::string_view text)
{
    if (m_size + text.size() > m_capacity)
        grow(text.size());
    memcpy(m_data + m_size, text.data(), text.size());
    m_size += text.size();
}

/// Length of the colour sequence (ESC [ digits ; m) that the text starts with; 0: none.
static qsizetype colorSequence(QStringView text)
{
    if (!text.startsWith(u"\033["))
        return 0;
    qsizetype i = 2;
    while (i < text.size() && ((text[i] >= u'0' && text[i] <= u'9') || text[i] == u';' || text[i] == u':'))
        ++i;
    return i < text.size() && text[i] == u'm' ? i + 1 : 0;
}

void Line::appendText(QStringView text, int indent, LogColor color)
{
    while (text.endsWith(u'\n'))
        text.chop(1);
    bool colored = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (QChar::isHighSurrogate(c) && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(char16_t(c), text[++i].unicode());
        else if (QChar::isSurrogate(c))
            c = QChar::ReplacementCharacter;

        if (const qsizetype sequence = c == 0x1b ? colorSequence(text.sliced(i)) : 0) {
            if (color != LogColor::Never) {
                for (const QChar part : text.sliced(i, sequence))
                    append(char(part.unicode()));
                colored = true;
            }
            i += sequence - 1;
        } else if (c == '\n') {
            append('\n');
            for (int n = 0; n < indent; ++n)
                append(' ');
        } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == u'\n') {
            continue;
        } else if ((c < 0x20 && c != '\t') || c == 0x7f || (c >= 0x80 && c < 0xa0)) {
            static constexpr char digits[] = "0123456789abcdef";
            const char shown[] = {'\\', 'x', digits[c >> 4], digits[c & 15]};
            append({shown, sizeof shown});
        } else if (c < 0x80) {
            append(char(c));
        } else if (c < 0x800) {
            const char bytes[] = {char(0xc0 | c >> 6), char(0x80 | (c & 0x3f))};
            append({bytes, sizeof bytes});
        } else if (c < 0x10000) {
            const char bytes[] = {char(0xe0 | c >> 12), char(0x80 | (c >> 6 & 0x3f)), char(0x80 | (c & 0x3f))};
            append({bytes, sizeof bytes});
        } else {
            const char bytes[] = {char(0xf0 | c >> 18), char(0x80 | (c >> 12 & 0x3f)), char(0x80 | (c >> 6 & 0x3f)),
                                  char(0x80 | (c & 0x3f))};
            append({bytes, sizeof bytes});
        }
    }
    if (colored)
        append("\033[0m");
}

namespace {

enum Style { Dim, Plain, Error, Warning, Cancel, Info, Console, Runtime, Debug, Trace, Actor };

struct Look
{
    const char *palette16;
    const char *palette256;
    const char *trueColor;
};

// Readable on light and on dark ground alike.
constexpr Look looks[] = {
    {"\033[2m", "\033[38;5;245m", "\033[38;2;138;138;138m"},        // Dim
    {"", "", ""},                                                   // Plain
    {"\033[1;31m", "\033[1;38;5;160m", "\033[1;38;2;218;68;83m"},   // Error
    {"\033[33m", "\033[38;5;172m", "\033[38;2;215;135;0m"},         // Warning
    {"\033[35m", "\033[38;5;134m", "\033[38;2;155;89;182m"},        // Cancel
    {"\033[32m", "\033[38;5;34m", "\033[38;2;39;154;80m"},          // Info
    {"\033[1;36m", "\033[1;38;5;37m", "\033[1;38;2;26;152;152m"},   // Console
    {"\033[34m", "\033[38;5;68m", "\033[38;2;61;125;202m"},         // Runtime
    {"\033[2m", "\033[38;5;245m", "\033[38;2;138;138;138m"},        // Debug
    {"\033[2m", "\033[38;5;245m", "\033[38;2;138;138;138m"},        // Trace
    {"\033[36m", "\033[38;5;31m", "\033[38;2;41;128;185m"},         // Actor
};

void styled(Line &line, Style style, LogColor color, std::string_view text)
{
    const char *start = color == LogColor::TrueColor    ? looks[style].trueColor
                        : color == LogColor::Palette256 ? looks[style].palette256
                        : color == LogColor::Palette16  ? looks[style].palette16
                                                        : "";
    line.append(start);
    line.append(text);
    if (*start)
        line.append("\033[0m");
}

struct LevelLook
{
    std::string_view name; ///< seven columns
    Style style;
};

LevelLook levelOf(QtMsgType type, std::string_view category)
{
    switch (type) {
    case QtFatalMsg:
        return {"fatal  ", Error};
    case QtCriticalMsg:
        return {"error  ", Error};
    case QtWarningMsg:
        return {"warning", Warning};
    case QtInfoMsg:
        if (category == "furrow.cancel")
            return {"cancel ", Cancel};
        if (category == "furrow.console")
            return {"console", Console};
        if (category == "furrow.runtime")
            return {"runtime", Runtime};
        if (category == "furrow.trace")
            return {"trace  ", Trace};
        return {"info   ", Info};
    case QtDebugMsg:
        break;
    }
    if (category == "furrow.trace")
        return {"trace  ", Trace};
    return {"debug  ", Debug};
}

void putDigits(char *to, int count, int value)
{
    while (count--) {
        to[count] = char('0' + value % 10);
        value /= 10;
    }
}

/// Local time. The zone is asked for once in a quarter of an hour, and never again in a forked child, since localtime_r()
/// takes a lock that another thread may have held at the fork.
std::string_view localTime(char (&text)[13])
{
    static constinit std::atomic<long> offset = 0;
    static constinit std::atomic<long> asked = -1;
    static constinit std::atomic<pid_t> owner = 0; // no function-local initialisation, whose guard is a lock as well

    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const long quarter = long(now.tv_sec / 900);
    pid_t first = 0;
    if (asked.load(std::memory_order_relaxed) != quarter &&
        (owner.compare_exchange_strong(first, getpid()) || first == getpid())) {
        tm local{};
        localtime_r(&now.tv_sec, &local);
        offset.store(local.tm_gmtoff, std::memory_order_relaxed);
        asked.store(quarter, std::memory_order_relaxed);
    }
    const int second = int((now.tv_sec + offset.load(std::memory_order_relaxed)) % 86400);
    putDigits(text, 2, second / 3600);
    text[2] = ':';
    putDigits(text + 3, 2, second / 60 % 60);
    text[5] = ':';
    putDigits(text + 6, 2, second % 60);
    text[8] = '.';
    putDigits(text + 9, 3, int(now.tv_nsec / 1'000'000));
    return {text, 12};
}

} // namespace

void formatMessage(Line &line, QtMsgType type, const QMessageLogContext &context, QStringView text,
                   std::string_view actor, LogLevel level, LogColor color)
{
    char time[13];
    const std::string_view category = context.category ? context.category : "";
    const auto look = levelOf(type, category);
    styled(line, Dim, color, localTime(time));
    line.append(' ');
    styled(line, look.style, color, look.name);
    line.append(' ');
    if (!actor.empty()) {
        styled(line, Actor, color, actor);
        line.append(' ');
    }
    if (!category.empty() && category != "default" && category != "furrow" && !category.starts_with("furrow.")) {
        styled(line, Dim, color, category);
        line.append(": ");
    }
    line.appendText(text, 4, color);
    if (level >= LogLevel::Debug && context.file) {
        std::string_view file = context.file;
        file.remove_prefix(file.rfind('/') + 1); // npos + 1 is 0
        char place[24];
        const int size = std::snprintf(place, sizeof place, ":%d)", context.line);
        Line where;
        where.append('(');
        where.append(file);
        where.append({place, size_t(size)});
        line.append(' ');
        styled(line, Dim, color, where.view());
    }
    line.append('\n');
}

} // namespace furrow::log
