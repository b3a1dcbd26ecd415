// SPDX-License-Identifier: MIT
#include "transcriptpainter.h"

#include "desktop/actorcolors.h"
#include "desktop/themefollower.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace furrow::ui {

void TranscriptPainter::setFont(const QFont &font)
{
    m_font = font;
    const QFontMetricsF metrics(font);
    m_charWidth = metrics.horizontalAdvance(u'M');
    m_lineHeight = int(std::ceil(metrics.height())) + 3;
    m_baseLine = std::round((m_lineHeight - metrics.height()) / 2 + metrics.ascent());
}

QTextCharFormat TranscriptPainter::makeCharFormat(const TranscriptDocument::Style &style) const
{
    QTextCharFormat result;
    if (style.format >= 0) {
        const KSyntaxHighlighting::Format &format = m_document->format(style.format);
        const KSyntaxHighlighting::Theme &theme = m_theme->theme();
        if (format.hasTextColor(theme))
            result.setForeground(format.textColor(theme));
        if (format.hasBackgroundColor(theme))
            result.setBackground(format.backgroundColor(theme));
        if (format.isBold(theme))
            result.setFontWeight(QFont::Bold);
        result.setFontItalic(format.isItalic(theme));
        result.setFontUnderline(format.isUnderline(theme));
        result.setFontStrikeOut(format.isStrikeThrough(theme));
        return result;
    }
    const SgrStyle &sgr = style.sgr;
    const auto color = [this](int code, const QColor &fallback) {
        if (code < 0)
            return fallback;
        return code < 16 ? m_theme->terminalColor(code) : QColor::fromRgb(QRgb(code & 0xffffff));
    };
    QColor foreground = color(sgr.foreground, m_theme->text());
    QColor background = color(sgr.background, m_theme->background());
    if (sgr.inverse)
        std::swap(foreground, background);
    if (sgr.dim)
        foreground = m_theme->tint(foreground, 0.66);
    result.setForeground(foreground);
    if (sgr.background >= 0 || sgr.inverse)
        result.setBackground(background);
    if (sgr.bold)
        result.setFontWeight(QFont::Bold);
    result.setFontItalic(sgr.italic);
    result.setFontUnderline(sgr.underline);
    result.setFontStrikeOut(sgr.strikeOut);
    return result;
}

QTextCharFormat TranscriptPainter::charFormat(quint16 style)
{
    if (style >= m_charFormats.size())
        m_charFormats.resize(std::size_t(style) + 1);
    auto &cached = m_charFormats[style];
    if (!cached)
        cached = makeCharFormat(m_document->style(style));
    return *cached;
}

void TranscriptPainter::layOut(QTextLayout &layout, const TranscriptDocument::Line &line, qsizetype from, qsizetype to)
{
    using Kind = TranscriptBlock::Kind;
    QList<QTextLayout::FormatRange> formats;
    if (line.kind == Kind::Header && (line.flags & TranscriptDocument::BlockStart)) {
        QTextCharFormat bold;
        bold.setFontWeight(QFont::Bold);
        formats.append({0, int(to - from), bold});
    }
    if (line.kind == Kind::Source) { // the numbers and the arrow
        const qsizetype arrow = line.flags & TranscriptDocument::Current ? line.text.indexOf("->"_L1) : -1;
        qsizetype digits = 0;
        while (digits < line.text.size() && (line.text[digits].isSpace() || line.text[digits].isDigit()))
            ++digits;
        QTextCharFormat quiet;
        quiet.setForeground(m_theme->dim());
        if (from < digits)
            formats.append({0, int(std::min(digits, to) - from), quiet});
        if (arrow >= from && arrow + 2 <= to) {
            QTextCharFormat here;
            here.setFontWeight(QFont::Bold);
            here.setForeground(line.flags & TranscriptDocument::Alarm ? m_theme->alarm() : m_theme->accent());
            formats.append({int(arrow - from), 2, here});
        }
    }
    for (const TranscriptDocument::Span &span : line.spans) {
        const qsizetype start = std::max<qsizetype>(span.start, from);
        const qsizetype end = std::min<qsizetype>(span.start + span.length, to);
        if (end > start)
            formats.append({int(start - from), int(end - start), charFormat(span.style)});
    }
    layout.setText(line.text.sliced(from, to - from));
    layout.setFont(m_font);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    layout.setFormats(formats);
    layout.beginLayout();
    layout.createLine().setLineWidth(1e6);
    layout.endLayout();
}

void TranscriptPainter::paintTag(QPainter &painter, qreal y, int width, qreal usedWidth, const QString &tag, const QColor &color) const
{
    const qreal tagWidth = QFontMetricsF(m_font).horizontalAdvance(tag);
    const qreal x = width - rightInset - tagWidth;
    if (x < leftInset + usedWidth + 2 * m_charWidth)
        return; // the text itself is worth more
    painter.setPen(color);
    painter.drawText(QRectF(x, y, tagWidth + 1, m_lineHeight), Qt::AlignVCenter | Qt::AlignLeft, tag);
}

TranscriptPainter::Stretch TranscriptPainter::stretch(const TranscriptDocument::LineInfo &line, TranscriptDocument::Place place) const
{
    const std::vector<qsizetype> starts = m_document->rowStarts(place.line);
    const auto row = std::size_t(place.row);
    return {starts[row], row + 1 < starts.size() ? starts[row + 1] : m_document->lineLength(place.line),
            leftInset + (row == 0 ? 0 : line.hang * m_charWidth)};
}

qsizetype TranscriptPainter::columnAt(TranscriptDocument::Place place, qreal x, bool *outside)
{
    const TranscriptDocument::Line line = m_document->line(place.line);
    const auto [from, to, x0] = stretch(line, place);
    QTextLayout layout;
    layOut(layout, line, from, to);
    const QTextLine row = layout.lineAt(0);
    if (outside)
        *outside = x < x0 || x >= x0 + row.naturalTextWidth();
    return from + row.xToCursor(x - x0, outside ? QTextLine::CursorOnCharacter : QTextLine::CursorBetweenCharacters);
}

void TranscriptPainter::paint(QPainter &painter, const Row &row)
{
    using Kind = TranscriptBlock::Kind;
    const TranscriptDocument::Place place = row.place;
    const TranscriptDocument::Line line = m_document->line(place.line);
    if (line.flags & TranscriptDocument::Spacer)
        return;
    const auto [from, to, x0] = stretch(line, place);
    const qreal y = row.y;
    const QRectF whole(0, y, row.width, m_lineHeight);
    const ActorId &actor = m_document->actor(line.actor);
    const QColor entryColor = line.flags & TranscriptDocument::Alarm ? m_theme->alarm() : m_theme->accent();

    QColor base = m_theme->text();
    QString tag;
    const bool firstRow = place.row == 0;
    switch (line.kind) {
    case Kind::Header:
        painter.fillRect(whole, m_theme->tint(entryColor, m_theme->isDark() ? 0.16 : 0.11));
        if (line.flags & TranscriptDocument::BlockStart)
            base = entryColor;
        else
            base = m_theme->tint(m_theme->text(), 0.85);
        if (firstRow && (line.flags & TranscriptDocument::BlockStart))
            tag = QLocale().toString(QDateTime::fromMSecsSinceEpoch(line.time).time(), u"HH:mm:ss"_s);
        break;
    case Kind::Notice:
    case Kind::Log:
        base = m_theme->dim();
        break;
    case Kind::Program:
        if (firstRow) {
            const qint64 before = place.line - 1;
            bool sameSource = false;
            if (before >= m_document->firstLine() && m_document->isShown(before)) {
                const TranscriptDocument::LineInfo above = m_document->lineInfo(before);
                sameSource = above.kind == Kind::Program && above.actor == line.actor;
            }
            if (!sameSource || row.atTop)
                tag = actor.name;
        }
        break;
    default:
        break;
    }
    if (line.flags & TranscriptDocument::Current)
        painter.fillRect(whole, m_theme->tint(entryColor, m_theme->isDark() ? 0.13 : 0.09));
    if (!actor.isNull())
        painter.fillRect(QRectF(0, y, stripeWidth, m_lineHeight), actorColor(actor.name, m_theme->isDark()));

    QTextLayout layout;
    layOut(layout, line, from, to);
    const QTextLine text = layout.lineAt(0);
    QList<QTextLayout::FormatRange> over;
    for (const Mark &mark : row.marks) {
        const qsizetype start = std::clamp<qsizetype>(mark.start, from, to);
        const qsizetype end = std::clamp<qsizetype>(mark.start + mark.length, from, to);
        if (end <= start)
            continue;
        QTextCharFormat format;
        switch (mark.kind) {
        case Mark::Match:
            format.setBackground(m_theme->match());
            break;
        case Mark::CurrentMatch:
            format.setBackground(m_theme->warning());
            format.setForeground(m_theme->background());
            break;
        case Mark::Selection:
            format.setBackground(m_theme->selection());
            break;
        case Mark::Link:
        case Mark::FocusedLink:
            continue;
        }
        over.append({int(start - from), int(end - start), format});
    }
    if (row.endSelected && to == line.text.size()) // the newline is selected too
        painter.fillRect(QRectF(x0 + text.naturalTextWidth(), y, m_charWidth / 2, m_lineHeight), m_theme->selection());
    painter.setPen(base);
    // By the base line: a glyph from another font must not shift the row.
    layout.draw(&painter, QPointF(x0, y + m_baseLine - text.ascent()), over);

    for (const Mark &mark : row.marks) {
        if (mark.kind != Mark::Link && mark.kind != Mark::FocusedLink)
            continue;
        const qsizetype start = std::clamp<qsizetype>(mark.start, from, to);
        const qsizetype end = std::clamp<qsizetype>(mark.start + mark.length, from, to);
        if (end <= start)
            continue;
        const qreal x1 = x0 + text.cursorToX(int(start - from));
        const qreal x2 = x0 + text.cursorToX(int(end - from));
        const qreal bottom = y + m_baseLine + 2;
        painter.setPen(QPen(m_theme->accent(), 1));
        painter.drawLine(QPointF(x1, bottom), QPointF(x2, bottom));
        if (mark.kind == Mark::FocusedLink)
            painter.drawRect(QRectF(x1 - 2, y + 0.5, x2 - x1 + 3, m_lineHeight - 1));
    }
    if (!tag.isEmpty())
        paintTag(painter, y, row.width, x0 - leftInset + text.naturalTextWidth(), tag, m_theme->dim());
}

} // namespace furrow::ui
