// SPDX-License-Identifier: MIT
#pragma once

#include "desktop/transcriptdocument.h"

#include <QFont>
#include <QTextCharFormat>
#include <QTextLayout>

#include <optional>
#include <vector>

namespace furrow::ui {

class ThemeFollower;

/// Draws rows of a TranscriptDocument in the theme's colours, and finds the character under a point of one.
/// Thread: the GUI thread.
class TranscriptPainter
{
public:
    static constexpr int topInset = 8;
    static constexpr int leftInset = 16;
    static constexpr int rightInset = 12;
    static constexpr int stripeWidth = 3;

    /// A stretch of a line that looks different: what is selected, what was searched, a link.
    struct Mark
    {
        enum Kind { Match, CurrentMatch, Selection, Link, FocusedLink };
        qsizetype start;
        qsizetype length;
        Kind kind;
    };
    struct Row
    {
        TranscriptDocument::Place place;
        qreal y = 0;
        int width = 0;        ///< of the pane
        bool atTop = false;   ///< of the screen, where the actor's name is said again
        bool endSelected = false; ///< the selection goes on in the next line
        QList<Mark> marks;    ///< of the whole line
    };

    TranscriptPainter(const TranscriptDocument *document, const ThemeFollower *theme) : m_document(document), m_theme(theme) {}

    void setFont(const QFont &font);
    const QFont &font() const { return m_font; }
    void forgetColors() { m_charFormats.clear(); } ///< the theme changed
    qreal charWidth() const { return m_charWidth; }
    int lineHeight() const { return m_lineHeight; }
    qreal baseLine() const { return m_baseLine; }

    void paint(QPainter &painter, const Row &row);
    QTextCharFormat charFormat(quint16 style); ///< of a span, in the theme's colours
    /// `tag` at the right of a row whose text is `usedWidth` wide, if there is room.
    void paintTag(QPainter &painter, qreal y, int width, qreal usedWidth, const QString &tag, const QColor &color) const;
    /// The column of the line nearest to `x`. `outside`: whether `x` is not on the text.
    qsizetype columnAt(TranscriptDocument::Place place, qreal x, bool *outside = nullptr);

private:
    struct Stretch
    {
        qsizetype from;
        qsizetype to;
        qreal x;
    };
    Stretch stretch(const TranscriptDocument::LineInfo &line, TranscriptDocument::Place place) const;
    QTextCharFormat makeCharFormat(const TranscriptDocument::Style &style) const;
    void layOut(QTextLayout &layout, const TranscriptDocument::Line &line, qsizetype from, qsizetype to);

    const TranscriptDocument *m_document;
    const ThemeFollower *m_theme;
    QFont m_font;
    qreal m_charWidth = 8;
    int m_lineHeight = 16;
    qreal m_baseLine = 12;
    std::vector<std::optional<QTextCharFormat>> m_charFormats;
};

} // namespace furrow::ui
