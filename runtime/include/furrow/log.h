// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>
#include <QString>

#include <optional>

namespace furrow {

/// How much the runtime tells, from the least to the most; each level shows those before it too.
enum class LogLevel {
    Error,   ///< something failed
    Warning, ///< something may be wrong; the default
    Cancel,  ///< who cancels whom, and why
    Info,    ///< what a user of the program may want to know
    Console, ///< each request, grant and release of the console lock
    Runtime, ///< actors started, connected, ended; calls and contexts
    Debug,   ///< details of the above, with file and line
    Trace    ///< every message between actors
};

/// The runtime's lines are ordinary messages of Qt's logging categories, shown up to logLevel(). The program's own
/// qDebug() and qWarning() keep Qt's rules (QT_LOGGING_RULES), and get the same form once installLogHandler() was called:
/// one line with time, level and the actor's name, written by a single write(2) to standard error, so that the lines of
/// many actors do not mix.
///
/// \code
/// qCInfo(furrow::lcCancel) << "cancelling" << name;
/// qCWarning(furrow::lcFurrow, "no answer within %d ms", grace);
/// \endcode
///
/// | level | written by |
/// |---|---|
/// | Error, Warning, Info, Debug | qCCritical, qCWarning, qCInfo, qCDebug of `lcFurrow` ("furrow") |
/// | Cancel | qCInfo of `lcCancel` ("furrow.cancel") |
/// | Console | qCInfo of `lcConsole` ("furrow.console") |
/// | Runtime | qCInfo of `lcRuntime` ("furrow.runtime") |
/// | Trace | qCDebug of `lcTrace` ("furrow.trace") |
///
/// Warnings and errors of any of these count as Warning and Error. Any thread; nothing throws.
Q_DECLARE_LOGGING_CATEGORY(lcFurrow)
Q_DECLARE_LOGGING_CATEGORY(lcCancel)
Q_DECLARE_LOGGING_CATEGORY(lcConsole)
Q_DECLARE_LOGGING_CATEGORY(lcRuntime)
Q_DECLARE_LOGGING_CATEGORY(lcTrace)

/// Sets the level, unless the environment's FURROW_LOG_LEVEL names one, which wins. A name that is none is reported once.
void setLogLevel(LogLevel level);
LogLevel logLevel();
/// `error`, `warning`, `cancel`, `info`, `console`, `runtime`, `debug`, `trace`; any case.
std::optional<LogLevel> logLevelFromName(QStringView name);
QString logLevelName(LogLevel level);

/// The name that this process's lines carry from now on; empty: none.
void setLogActor(const QString &name);

/// Makes the form above that of all of the program's messages, and restoreLogHandler() gives them back to the handler
/// that was there before. Calls nest: the last restore counts.
void installLogHandler();
void restoreLogHandler();

/// What standard error shows: FURROW_COLOR (`never`, `256`, `truecolor`) if set, else what NO_COLOR, TERM, COLORTERM and
/// isatty say. Decided at the first call.
enum class LogColor { Never, Palette16, Palette256, TrueColor };
LogColor logColor();

} // namespace furrow
