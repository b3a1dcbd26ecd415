// SPDX-License-Identifier: MIT
#include "trace.h"

#include "throwsite.h"

#include <QRegularExpression>

#include <bit>
#include <stacktrace>

using namespace Qt::StringLiterals;

namespace furrow::debug {

QString TraceFrame::toString() const
{
    return file.isEmpty() ? function : u"%1 at %2:%3"_s.arg(function, file).arg(line);
}

QString plainFunction(const QString &symbol)
{
    QString name = symbol;
    static const QRegularExpression clone(u" ?\\[clone [^\\]]*\\]"_s);
    name.remove(clone);
    // GCC's own coroutine parts take a pointer to the frame, whose type's name repeats the whole function.
    static const QRegularExpression frame(u"\\.Frame\\s*\\*\\)$"_s);
    if (frame.match(name).hasMatch()) {
        const qsizetype parameters = name.indexOf(u'(');
        if (parameters > 0)
            name.truncate(parameters);
    }
    return name;
}

namespace {

// What was inlined, and what has no name outside of its file, is named without its namespace.
bool isHiddenFile(const QString &file)
{
    static const QString ownSources = [] {
        const QString here = QString::fromUtf8(__FILE__); // .../runtime/debug/trace.cpp
        return here.left(here.lastIndexOf(u"/debug/"_s) + 1);
    }();
    return (!ownSources.isEmpty() && file.startsWith(ownSources)) || file.contains("/include/furrow/"_L1)
           || file.contains("/include/boost/"_L1) || file.contains("/include/c++/"_L1) || file.contains("/qt6/Qt"_L1);
}

} // namespace

QList<TraceFrame> symbolize(const std::vector<std::uintptr_t> &addresses)
{
    QList<TraceFrame> frames;
    static_assert(sizeof(std::stacktrace_entry) == sizeof(std::uintptr_t));
    for (const std::uintptr_t address : addresses) {
        const auto entry = std::bit_cast<std::stacktrace_entry>(address);
        const QString function = plainFunction(QString::fromStdString(entry.description()));
        // What lies below is the event loop's, and of other tasks when one of them runs a loop of its own.
        if (function.startsWith("furrow::detail::Scheduler::"_L1) || function.startsWith("furrow::detail::resumeFrame"_L1)
            || function.startsWith("furrow::detail::AsioMarkingExecutor<"_L1) || function.startsWith("furrow::detail::AsioLoop::"_L1))
            break;
        if (isHidden(function))
            continue;
        const QString file = QString::fromStdString(entry.source_file());
        if (!isHiddenFile(file))
            frames.append({function, file, int(entry.source_line())});
    }
    return frames;
}

QList<TraceFrame> recordedTrace(const std::exception_ptr &error)
{
    QList<TraceFrame> frames = symbolize(throwAddresses(error));
    for (const AwaitPoint &awaiter : awaitersOf(error)) {
        const QString function = functionOfSignature(awaiter.function ? awaiter.function : "");
        if (!isHidden(function))
            frames.append({function, QString::fromUtf8(awaiter.file), int(awaiter.line)});
    }
    return frames;
}

QString renderTrace(const QList<TraceFrame> &frames)
{
    QStringList lines;
    for (const TraceFrame &frame : frames)
        lines.append(u"#%1 %2"_s.arg(lines.size()).arg(frame.toString()));
    return lines.join(u'\n');
}

} // namespace furrow::debug
