// SPDX-License-Identifier: MIT
#include "entrytext.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace furrow::ui::entryText {
namespace {

QString indented(const QString &text)
{
    QStringList lines = text.trimmed().isEmpty() ? QStringList() : text.split(u'\n');
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
        lines.removeLast();
    for (QString &line : lines)
        line = line.startsWith(u' ') ? u"  "_s + line : u"    "_s + line;
    return lines.join(u'\n');
}

void add(QString *text, const QString &more)
{
    if (more.isEmpty())
        return;
    if (!text->isEmpty())
        *text += u'\n';
    *text += more;
}

} // namespace

QString place(const QString &file, int line)
{
    return file.isEmpty() ? QString() : u"%1:%2"_s.arg(file.section(u'/', -1)).arg(line);
}

QString where(const QString &function, const QString &file, int line)
{
    const QString at = place(file, line);
    if (function == "operator()"_L1 && !at.isEmpty())
        return at; // a lambda's: it says nothing
    return function.isEmpty() || at.isEmpty() ? function + at : u"%1 at %2"_s.arg(function, at);
}

QString header(const Entry &entry, const QString &file, int line)
{
    const QString who = entry.task.isEmpty() ? u"thread '%1'"_s.arg(entry.thread.isEmpty() ? u"main"_s : entry.thread)
                                             : u"task '%1'"_s.arg(entry.task);
    const QString at = place(file, line);
    return u"Opening a gdb REPL in %1 actor: %2\n%3%4"_s.arg(entry.isCrash() ? "crashed"_L1 : "paused"_L1, entry.actor.toString(),
                                                            who, at.isEmpty() ? QString() : u" at "_s + at);
}

QString trace(const Entry &entry)
{
    QString text;
    // Its error says it all; without one this is all there is.
    if (!entry.signalName.isEmpty() && !(entry.hasError && entry.error.type == entry.signalName)) {
        text = entry.signalName;
        if (!entry.signalAddress.isEmpty())
            text += u" at address "_s + entry.signalAddress;
    }
    add(&text, entry.detail);
    if (!entry.hasError)
        return text;
    const BoxedError &error = entry.error;
    const bool boxed = !error.source.isNull() && error.source.uuid != entry.actor.uuid;
    if (!boxed) {
        add(&text, u"%1: %2"_s.arg(error.type, error.message));
        add(&text, indented(error.trace));
        return text;
    }
    add(&text, u"RemoteActorError: %1"_s.arg(error.source.toString()));
    add(&text, u"  boxed type: %1"_s.arg(error.type));
    add(&text, u"  message: %1"_s.arg(error.message));
    if (!error.trace.trimmed().isEmpty()) {
        add(&text, u"  remote trace:"_s);
        add(&text, indented(error.trace));
    }
    QStringList path;
    for (const ActorId &hop : error.relayPath)
        path.append(hop.toString());
    if (!path.isEmpty())
        add(&text, u"  relay path: "_s + path.join(u" -> "_s));
    return text;
}

QString kindName(Entry::Kind kind)
{
    switch (kind) {
    case Entry::Kind::Pause: return u"pause"_s;
    case Entry::Kind::Crash: return u"crash"_s;
    case Entry::Kind::PostMortem: return u"post-mortem"_s;
    case Entry::Kind::Signal: return u"signal"_s;
    case Entry::Kind::Breakpoint: return u"breakpoint"_s;
    case Entry::Kind::BreakIn: return u"break-in"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QString summary(const Entry &entry)
{
    const QString at = place(entry.file, entry.line);
    return u"%1 %2%3"_s.arg(entry.actor.toString(), kindName(entry.kind), at.isEmpty() ? QString() : u" at "_s + at);
}

} // namespace furrow::ui::entryText
