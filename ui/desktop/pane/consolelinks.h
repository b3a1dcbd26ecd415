// SPDX-License-Identifier: MIT
#pragma once

#include "linkfinder.h"

#include <QObject>

#include <optional>

namespace furrow::ui {

class Console;
class TranscriptDocument;

/// The links of a console pane: which one is under the pointer, which one the keyboard stands on, and where they lead.
/// Thread: the GUI thread.
class ConsoleLinks : public QObject
{
    Q_OBJECT
public:
    struct Place
    {
        qint64 line = -1; ///< of the document
        Link link;
        friend bool operator==(const Place &, const Place &) = default;
    };

    ConsoleLinks(Console *console, const TranscriptDocument *document, QObject *parent = nullptr);

    QList<Link> of(qint64 line) const;
    std::optional<Place> at(qint64 line, qsizetype column) const;

    void setHovered(const std::optional<Place> &place);
    const std::optional<Place> &hovered() const { return m_hovered; }

    const std::optional<Place> &focused() const { return m_focused; }
    void setFocused(const std::optional<Place> &place);
    /// The keyboard goes to the next (1) or previous (-1) link; at first to the one nearest below or above `line`. False at the end.
    bool moveFocus(int step, qint64 line);

    /// What the user reads of it: `FILE:LINE`, or the actor's name.
    QString name(const Place &place) const;
    /// The file with its folder where that is known: from the entry's own place, beside it, or in the actor's working folder.
    QString path(const Place &place) const;
    void open(const Place &place);

Q_SIGNALS:
    void changed(); ///< hovered() or focused() did
    void sourceRequested(const QString &file, int line);
    void actorRequested(const QUuid &actor);

private:
    Console *m_console;
    const TranscriptDocument *m_document;
    std::optional<Place> m_hovered;
    std::optional<Place> m_focused;
};

} // namespace furrow::ui
