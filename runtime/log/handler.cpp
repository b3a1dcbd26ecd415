// SPDX-License-Identifier: MIT
#include "log/lastfatal.h"
#include "log/line.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <string>

#include <unistd.h>

namespace furrow {

// Read without a lock by every message, also in a forked child; names are few, and kept.
static constinit std::atomic<const std::string *> actorName = nullptr;
static constinit std::mutex handlerMutex;
static constinit int handlerCount = 0;
static constinit QtMessageHandler formerHandler = nullptr;
static constinit char16_t fatal[512] = {}; // no memory of its own: read while the process dies

QString log::lastFatal()
{
    return QString::fromUtf16(fatal);
}

static void handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type == QtFatalMsg)
        *std::copy_n(reinterpret_cast<const char16_t *>(text.utf16()), std::min<qsizetype>(text.size(), std::size(fatal) - 1), fatal) = 0;
    const std::string *actor = actorName.load(std::memory_order_acquire);
    log::Line line;
    log::formatMessage(line, type, context, text, actor ? std::string_view(*actor) : std::string_view(), logLevel(),
                       logColor());
    log::writeWhole(STDERR_FILENO, line.view());
}

void setLogActor(const QString &name)
{
    static auto &names = *new std::deque<std::string>; // messages come until the very end of the process
    const std::scoped_lock lock(handlerMutex);
    log::Line plain;
    plain.appendText(name, 0, LogColor::Never);
    for (const std::string &known : names) {
        if (known == plain.view()) {
            actorName.store(&known, std::memory_order_release);
            return;
        }
    }
    actorName.store(&names.emplace_back(plain.view()), std::memory_order_release);
}

void installLogHandler()
{
    logColor(); // decided now, not in the middle of a message
    const std::scoped_lock lock(handlerMutex);
    if (handlerCount++ == 0)
        formerHandler = qInstallMessageHandler(handleMessage);
}

void restoreLogHandler()
{
    const std::scoped_lock lock(handlerMutex);
    if (handlerCount == 0 || --handlerCount > 0)
        return;
    // A handler that the program has installed since then stays.
    if (const auto present = qInstallMessageHandler(formerHandler); present != handleMessage)
        qInstallMessageHandler(present);
    formerHandler = nullptr;
}

} // namespace furrow
