// SPDX-License-Identifier: MIT
#include <furrow/log.h>

#include <array>
#include <atomic>
#include <mutex>

namespace furrow {

// Warnings show from the start; what is below them waits for setLogLevel().
Q_LOGGING_CATEGORY(lcFurrow, "furrow", QtWarningMsg)
Q_LOGGING_CATEGORY(lcCancel, "furrow.cancel", QtWarningMsg)
Q_LOGGING_CATEGORY(lcConsole, "furrow.console", QtWarningMsg)
Q_LOGGING_CATEGORY(lcRuntime, "furrow.runtime", QtWarningMsg)
Q_LOGGING_CATEGORY(lcTrace, "furrow.trace", QtWarningMsg)

static constexpr std::array levelNames{"error", "warning", "cancel", "info", "console", "runtime", "debug", "trace"};

static constinit std::atomic<LogLevel> currentLevel = LogLevel::Warning;
static constinit QLoggingCategory::CategoryFilter formerFilter = nullptr;

std::optional<LogLevel> logLevelFromName(QStringView name)
{
    for (size_t i = 0; i < levelNames.size(); ++i) {
        if (name.compare(QLatin1StringView(levelNames[i]), Qt::CaseInsensitive) == 0)
            return LogLevel(i);
    }
    return {};
}

QString logLevelName(LogLevel level)
{
    return QString::fromLatin1(levelNames.at(size_t(level)));
}

LogLevel logLevel()
{
    return currentLevel.load(std::memory_order_relaxed);
}

static void enableByLevel(QLoggingCategory *category)
{
    const QByteArrayView name(category->categoryName());
    if (name != "furrow" && !name.startsWith("furrow."))
        return;
    const LogLevel level = logLevel();
    LogLevel info = LogLevel::Info;
    LogLevel debug = LogLevel::Debug;
    if (name == "furrow.cancel")
        info = LogLevel::Cancel;
    else if (name == "furrow.console")
        info = LogLevel::Console;
    else if (name == "furrow.runtime")
        info = LogLevel::Runtime;
    else if (name == "furrow.trace")
        info = debug = LogLevel::Trace;
    category->setEnabled(QtCriticalMsg, true);
    category->setEnabled(QtWarningMsg, level >= LogLevel::Warning);
    category->setEnabled(QtInfoMsg, level >= info);
    category->setEnabled(QtDebugMsg, level >= debug);
}

// Qt asks for each category whenever its own rules change; ours keep the level then.
static void filter(QLoggingCategory *category)
{
    if (formerFilter)
        formerFilter(category);
    enableByLevel(category);
}

/// What the environment says, read once; the report of a bad name waits until the level and handler are in place.
static std::optional<LogLevel> levelOfEnvironment(QString &bad)
{
    static const QString name = qEnvironmentVariable("FURROW_LOG_LEVEL");
    const auto level = logLevelFromName(name);
    if (!level && !name.isEmpty())
        bad = name;
    return level;
}

void setLogLevel(LogLevel level)
{
    QString bad;
    const auto wanted = levelOfEnvironment(bad);
    currentLevel.store(wanted.value_or(level), std::memory_order_relaxed);

    static std::once_flag installed;
    std::call_once(installed, [] {
        // installFilter() runs the new filter over all categories before it returns the former one.
        formerFilter = QLoggingCategory::installFilter(nullptr);
        QLoggingCategory::installFilter(filter);
    });
    for (const auto category : {lcFurrow, lcCancel, lcConsole, lcRuntime, lcTrace})
        enableByLevel(const_cast<QLoggingCategory *>(&category()));

    if (!bad.isEmpty()) {
        static std::once_flag reported;
        std::call_once(reported, [&] {
            QStringList names;
            for (const char *name : levelNames)
                names.append(QString::fromLatin1(name));
            qCCritical(lcFurrow).noquote().nospace() << "FURROW_LOG_LEVEL is '" << bad << "', which is no level (they are "
                                                    << names.join(QStringLiteral(", ")) << "); using "
                                                    << logLevelName(level) << ".";
        });
    }
}

} // namespace furrow
