// SPDX-License-Identifier: MIT
#include "report.h"

#include "log/line.h"

#include <furrow/detail/taskstate.h>

#include <stacktrace>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {

void report(const QString &text)
{
    const QByteArray line = "furrow: " + text.toUtf8() + '\n';
    log::writeWhole(STDERR_FILENO, std::string_view(line.constData(), std::size_t(line.size())));
}

void reportWithTrace(const QString &text)
{
    std::vector<std::uintptr_t> addresses;
    for (const std::stacktrace_entry &entry : std::stacktrace::current())
        addresses.push_back(entry.native_handle());
    QList<TraceFrame> frames = symbolize(addresses);
    if (const detail::TaskState *task = ::gettid() == ::getpid() ? detail::currentTask() : nullptr; task && task->innermost) {
        for (const detail::AwaitFrame *frame = task->innermost->awaiter; frame; frame = frame->awaiter) {
            const QString function = functionOfSignature(frame->function ? frame->function : "");
            if (!isHidden(function))
                frames.append({function, QString::fromUtf8(frame->file), int(frame->line)});
        }
    }
    QString whole = text;
    for (const QString &line : renderTrace(frames).split(u'\n', Qt::SkipEmptyParts))
        whole += u"\n    "_s + line;
    report(whole);
}

} // namespace furrow::debug
