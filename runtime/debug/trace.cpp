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

bool isHidden(const QString &function)
{
    static const QRegularExpression hidden(
        u"^(void |int |bool )?(furrow::|std::|__gnu_cxx::|__cxa_|__gxx_|_Unwind_|Q[A-Z]\\w*(::|\\()|Qt\\w*::|qt_|q[A-Z]|g_main|__libc_start|"
        "_start$|__clone|start_thread|clone3)"_s);
    return function.isEmpty() || hidden.match(function).hasMatch();
}

QList<TraceFrame> symbolize(const std::vector<std::uintptr_t> &addresses)
{
    QList<TraceFrame> frames;
    static_assert(sizeof(std::stacktrace_entry) == sizeof(std::uintptr_t));
    for (const std::uintptr_t address : addresses) {
        const auto entry = std::bit_cast<std::stacktrace_entry>(address);
        const QString function = plainFunction(QString::fromStdString(entry.description()));
        if (isHidden(function))
            continue;
        frames.append({function, QString::fromStdString(entry.source_file()), int(entry.source_line())});
    }
    return frames;
}

QList<TraceFrame> recordedTrace(const std::exception_ptr &error)
{
    return symbolize(throwAddresses(error));
}

} // namespace furrow::debug
