// SPDX-License-Identifier: MIT
#include "transcriptwriter.h"

#include "desktop/actorcolors.h"
#include "desktop/themefollower.h"
#include "desktop/transcriptdocument.h"
#include "transcriptpainter.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

namespace {

constexpr qint64 budget = 5; // ms
constexpr qsizetype piece = 256 * 1024;

QByteArray css(const QTextCharFormat &format)
{
    QByteArray result;
    if (format.hasProperty(QTextFormat::ForegroundBrush))
        result += "color:" + format.foreground().color().name().toLatin1() + ';';
    if (format.hasProperty(QTextFormat::BackgroundBrush))
        result += "background:" + format.background().color().name().toLatin1() + ';';
    if (format.fontWeight() >= QFont::Bold)
        result += "font-weight:bold;";
    if (format.fontItalic())
        result += "font-style:italic;";
    if (format.fontUnderline() || format.fontStrikeOut()) {
        result += QByteArray("text-decoration:") + (format.fontUnderline() ? " underline" : "") + (format.fontStrikeOut() ? " line-through" : "")
            + ';';
    }
    return result;
}

} // namespace

TranscriptWriter::TranscriptWriter(const TranscriptDocument *document, const ThemeFollower *theme, QObject *parent)
    : QObject(parent), m_document(document), m_theme(theme)
{
    m_timer.setInterval(0ms);
    connect(&m_timer, &QTimer::timeout, this, &TranscriptWriter::write);
}

TranscriptWriter::Format TranscriptWriter::formatOf(const QString &path)
{
    return path.endsWith(".html"_L1, Qt::CaseInsensitive) || path.endsWith(".htm"_L1, Qt::CaseInsensitive) ? Format::Html : Format::Text;
}

void TranscriptWriter::start(const QString &path, Format format, Lines lines)
{
    m_format = format;
    m_lines = lines;
    m_filter = m_document->filter();
    m_next = lines == Lines::Shown ? m_document->shownFrom() : 0;
    m_end = m_document->endLine();
    m_file.setFileName(path);
    // A complete file takes the old one's place, which must not happen to a device.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        m_refused = tr("there is something that is no regular file");
    else if (m_file.open(QIODevice::WriteOnly))
        begin();
    m_timer.start();
}

void TranscriptWriter::begin()
{
    if (m_format != Format::Html)
        return;
    TranscriptPainter painter(m_document, m_theme);
    const bool dark = m_theme->isDark();
    const auto color = [](const QColor &color) { return color.name().toLatin1(); };
    m_bytes = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + tr("Console of Furrow").toHtmlEscaped().toUtf8() + "</title>\n<style>\n"
        "body{margin:0;background:" + color(m_theme->background()) + ";color:" + color(m_theme->text()) + "}\n"
        "div{font-family:monospace;white-space:pre-wrap;overflow-wrap:anywhere;min-height:1.2em;padding:0 .7em;border-left:3px solid transparent}\n"
        ".h{background:" + color(m_theme->tint(m_theme->accent(), dark ? 0.16 : 0.11)) + "}\n"
        ".h.e{background:" + color(m_theme->tint(m_theme->alarm(), dark ? 0.16 : 0.11)) + "}\n"
        ".b{font-weight:bold;color:" + color(m_theme->accent()) + "}\n.b.e{color:" + color(m_theme->alarm()) + "}\n"
        ".c{background:" + color(m_theme->tint(m_theme->accent(), dark ? 0.13 : 0.09)) + "}\n"
        ".c.e{background:" + color(m_theme->tint(m_theme->alarm(), dark ? 0.13 : 0.09)) + "}\n"
        ".n{color:" + color(m_theme->dim()) + "}\n";
    for (std::size_t i = 1; i < m_document->actorCount(); ++i)
        m_bytes += ".a" + QByteArray::number(qint64(i)) + "{border-left-color:" + color(actorColor(m_document->actor(quint16(i)).name, dark)) + "}\n";
    for (std::size_t i = 1; i < m_document->styleCount(); ++i)
        m_bytes += ".s" + QByteArray::number(qint64(i)) + '{' + css(painter.charFormat(quint16(i))) + "}\n";
    m_bytes += "</style></head><body>\n";
}

void TranscriptWriter::writeText(qint64 line)
{
    m_bytes += m_document->lineText(line).toUtf8() + '\n';
}

void TranscriptWriter::writeHtml(qint64 number)
{
    using Kind = TranscriptBlock::Kind;
    const TranscriptDocument::Line line = m_document->line(number);
    QByteArray classes;
    if (line.kind == Kind::Header)
        classes += line.flags & TranscriptDocument::BlockStart ? " h b" : " h";
    if ((line.kind == Kind::Notice || line.kind == Kind::Log) && !(line.flags & TranscriptDocument::Spacer))
        classes += " n";
    if (line.flags & TranscriptDocument::Current)
        classes += " c";
    if (line.flags & TranscriptDocument::Alarm)
        classes += " e";
    if (line.actor != 0 && !(line.flags & TranscriptDocument::Spacer))
        classes += " a" + QByteArray::number(line.actor);
    m_bytes += classes.isEmpty() ? QByteArray("<div>") : "<div class=\"" + classes.sliced(1) + "\">";
    const auto put = [&](qsizetype from, qsizetype to) { m_bytes += line.text.sliced(from, to - from).toHtmlEscaped().toUtf8(); };
    qsizetype at = 0;
    for (const TranscriptDocument::Span &span : line.spans) {
        const qsizetype start = std::clamp<qsizetype>(span.start, at, line.text.size());
        const qsizetype end = std::clamp<qsizetype>(span.start + span.length, start, line.text.size());
        if (end == start)
            continue;
        put(at, start);
        m_bytes += "<span class=\"s" + QByteArray::number(span.style) + "\">";
        put(start, end);
        m_bytes += "</span>";
        at = end;
    }
    put(at, line.text.size());
    m_bytes += "</div>\n";
}

void TranscriptWriter::write()
{
    QElapsedTimer timer;
    timer.start();
    if (!m_file.isOpen())
        return end(m_refused.isEmpty() ? m_file.errorString() : m_refused);
    while (m_next < m_end && timer.elapsed() < budget) {
        if (m_next < m_document->firstLine()) {
            m_next = m_document->firstLine(); // what went meanwhile is named there
            continue;
        }
        if (m_lines == Lines::All || m_document->passes(m_next, m_filter)) {
            if (m_format == Format::Html)
                writeHtml(m_next);
            else
                writeText(m_next);
        }
        ++m_next;
        if (m_bytes.size() >= piece) {
            if (m_file.write(m_bytes) != m_bytes.size())
                return end(m_file.errorString());
            m_bytes.clear();
        }
    }
    if (m_next < m_end)
        return;
    if (m_format == Format::Html)
        m_bytes += "</body></html>\n";
    if (m_file.write(m_bytes) != m_bytes.size() || !m_file.commit())
        return end(m_file.errorString());
    end({});
}

void TranscriptWriter::end(const QString &error)
{
    m_timer.stop();
    m_file.cancelWriting();
    Q_EMIT finished(error.isEmpty() ? QString() : tr("%1 could not be written: %2.").arg(m_file.fileName(), error));
}

} // namespace furrow::ui
