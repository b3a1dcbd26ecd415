// SPDX-License-Identifier: MIT
#include "loglinelevel.h"

#include <array>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

// As runtime/log writes them, from the least to the most; this side uses headers of the runtime alone.
constexpr std::array names{"error"_L1, "warning"_L1, "cancel"_L1, "info"_L1, "console"_L1, "runtime"_L1, "debug"_L1, "trace"_L1};

} // namespace

QString levelName(LogLevel level)
{
    return names.at(std::size_t(level));
}

std::optional<LogLevel> levelOfLogLine(QStringView text)
{
    constexpr QLatin1StringView form("00:00:00.000 ");
    constexpr qsizetype nameWidth = 7;
    if (text.size() < form.size() + nameWidth)
        return {};
    for (qsizetype i = 0; i < form.size(); ++i) {
        const char16_t c = text[i].unicode();
        if (form[i] == u'0' ? c < u'0' || c > u'9' : c != form[i].unicode())
            return {};
    }
    const QStringView name = text.sliced(form.size(), nameWidth).trimmed();
    if (text.size() > form.size() + nameWidth && text[form.size() + nameWidth] != u' ')
        return {};
    if (name == "fatal"_L1)
        return LogLevel::Error;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (name == names[i])
            return LogLevel(int(i));
    }
    return {};
}

} // namespace furrow::ui
