// SPDX-License-Identifier: MIT
#include "consolelinks.h"

#include "core/actortree.h"
#include "core/console.h"
#include "desktop/transcriptdocument.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace furrow::ui {

constexpr qint64 focusBudget = 100; ///< ms that one key may look for a link

ConsoleLinks::ConsoleLinks(Console *console, const TranscriptDocument *document, QObject *parent)
    : QObject(parent), m_console(console), m_document(document)
{
}

QList<Link> ConsoleLinks::of(qint64 line) const
{
    if (line < m_document->firstLine() || line >= m_document->endLine())
        return {};
    QList<Link> links = findLinks(m_document->lineText(line));
    links.removeIf([this](const Link &link) { return !link.isSource() && !m_console->tree()->find(link.actor); });
    return links;
}

std::optional<ConsoleLinks::Place> ConsoleLinks::at(qint64 line, qsizetype column) const
{
    for (const Link &link : of(line)) {
        if (column >= link.start && column < link.start + link.length)
            return Place{line, link};
    }
    return {};
}

void ConsoleLinks::setHovered(const std::optional<Place> &place)
{
    if (place == m_hovered)
        return;
    m_hovered = place;
    Q_EMIT changed();
}

void ConsoleLinks::setFocused(const std::optional<Place> &place)
{
    if (place == m_focused)
        return;
    m_focused = place;
    Q_EMIT changed();
}

bool ConsoleLinks::moveFocus(int step, qint64 line)
{
    if (m_focused && m_focused->line >= m_document->firstLine()) {
        line = m_focused->line;
        const QList<Link> links = of(line);
        const qsizetype next = links.indexOf(m_focused->link) + step;
        if (next >= 0 && next < links.size()) {
            setFocused(Place{line, links[next]});
            return true;
        }
        line += step;
    }
    QElapsedTimer timer;
    timer.start();
    for (; line >= m_document->firstLine() && line < m_document->endLine() && timer.elapsed() < focusBudget; line += step) {
        if (!m_document->isShown(line))
            continue;
        if (const QList<Link> links = of(line); !links.isEmpty()) {
            setFocused(Place{line, step > 0 ? links.first() : links.last()});
            return true;
        }
    }
    return false;
}

QString ConsoleLinks::name(const Place &place) const
{
    if (place.link.isSource())
        return u"%1:%2"_s.arg(place.link.file.section(u'/', -1)).arg(place.link.line);
    const ActorInfo *info = m_console->tree()->find(place.link.actor);
    return info ? info->id.name : QString();
}

QString ConsoleLinks::path(const Place &place) const
{
    const QString &file = place.link.file;
    if (file.startsWith("~/"_L1))
        return QDir::homePath() + file.sliced(1);
    if (QDir::isAbsolutePath(file) || place.line < m_document->firstLine() || place.line >= m_document->endLine())
        return QDir::cleanPath(file);

    const TranscriptDocument::LineInfo line = m_document->lineInfo(place.line);
    const ActorId &actor = m_document->actor(line.actor);
    QList<Entry> entries;
    if (const Entry *entry = m_console->entry(line.entry))
        entries.append(*entry);
    entries += m_console->entriesOf(actor);
    const QString end = u'/' + file;
    for (const Entry &entry : std::as_const(entries)) {
        if (entry.file.endsWith(end))
            return entry.file;
        for (const Entry::Leaf &leaf : entry.leaves) {
            if (leaf.file.endsWith(end))
                return leaf.file;
        }
    }
    QStringList folders;
    if (const ActorInfo *info = m_console->tree()->find(actor.uuid)) {
        if (const QString folder = QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(info->pid)); info->pid > 0 && !folder.isEmpty())
            folders.append(folder);
        folders.append(QFileInfo(info->executable).path());
    }
    for (const Entry &entry : std::as_const(entries)) {
        if (!entry.file.isEmpty())
            folders.append(QFileInfo(entry.file).path());
    }
    for (const QString &folder : std::as_const(folders)) {
        if (const QFileInfo info(QDir(folder), file); info.isFile())
            return QDir::cleanPath(info.absoluteFilePath());
    }
    return file;
}

void ConsoleLinks::open(const Place &place)
{
    if (place.link.isSource())
        Q_EMIT sourceRequested(path(place), place.link.line);
    else
        Q_EMIT actorRequested(place.link.actor);
}

} // namespace furrow::ui
