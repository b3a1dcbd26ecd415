// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/log.h>

#include <QSet>
#include <QUuid>

namespace furrow::ui {

/// Which lines of the transcript are shown. Plain value.
struct TranscriptFilter
{
    enum Part {
        Repl = 1,            ///< headers, traces, source, commands and what they print
        StandardOutput = 2,  ///< of programs
        StandardError = 4,   ///< of programs
        Notices = 8,         ///< what the console itself says
        ConsoleLog = 16,     ///< each request, grant and release of the console
    };
    Q_DECLARE_FLAGS(Parts, Part)
    static constexpr Parts usualParts = Parts(Repl | StandardOutput | StandardError | Notices);

    QSet<QUuid> actors;  ///< empty: all
    Parts parts = usualParts;
    LogLevel level = LogLevel::Trace; ///< of the programs' own log lines, the least important that is shown; other lines have none

    friend bool operator==(const TranscriptFilter &, const TranscriptFilter &) = default;
    /// Whether it hides something that is usually shown.
    bool hidesLines() const { return !actors.isEmpty() || (parts & usualParts) != usualParts || level != LogLevel::Trace; }
};

Q_DECLARE_OPERATORS_FOR_FLAGS(TranscriptFilter::Parts)

} // namespace furrow::ui
