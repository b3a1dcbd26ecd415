// SPDX-License-Identifier: MIT
#include "sourceview.h"

#include "highlighter.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace furrow::ui {

constexpr qint64 maxFile = 32 * 1024 * 1024;
constexpr int before = 100; ///< lines that the highlighter reads ahead of the first shown one, for comments and raw strings

const SourceView::File *SourceView::read(const QString &path)
{
    const QFileInfo info(path);
    if (path.isEmpty() || !info.isFile() || info.size() > maxFile)
        return nullptr;
    File &file = m_files[path];
    if (file.changed == info.lastModified() && file.size == info.size())
        return &file;
    QFile input(path);
    if (!input.open(QIODevice::ReadOnly)) {
        m_files.remove(path);
        return nullptr;
    }
    file.changed = info.lastModified();
    file.size = info.size();
    file.lines = QString::fromUtf8(input.readAll()).remove(u'\r').split(u'\n');
    return &file;
}

QStringList SourceView::text(const QString &path, int first, int last)
{
    const File *file = read(path);
    return file && first >= 1 ? file->lines.mid(first - 1, std::max(0, last - first + 1)) : QStringList();
}

TranscriptBlock SourceView::around(const QString &path, int line, int context, const QString &headline)
{
    return lines(path, line, line - context, line + context, headline);
}

TranscriptBlock SourceView::lines(const QString &path, int line, int firstWanted, int lastWanted, const QString &headline)
{
    TranscriptBlock block;
    block.kind = TranscriptBlock::Kind::Source;
    if (!headline.isEmpty()) {
        block.text = headline;
        block.spans = Highlighter::highlight(headline, Highlighter::Language::Repl);
    }
    const auto startLine = [&](int number, int width) {
        if (!block.text.isEmpty())
            block.text += u'\n';
        block.text += u"%1  %2  "_s.arg(number, width).arg(number == line ? "->"_L1 : "  "_L1);
    };
    const File *file = read(path);
    if (!file || line < 1 || line > file->lines.size()) {
        if (line > 0)
            startLine(line, 4);
        else if (!block.text.isEmpty())
            block.text += u'\n';
        block.text += path.isEmpty() ? u"(no source: built without debug information?)"_s
                                     : u"(the source %1 is not here)"_s.arg(path);
        return block;
    }
    const int first = qMax(1, firstWanted);
    // A file that ends with a newline has no last empty line.
    const int last = int(qMin<qsizetype>(lastWanted, file->lines.size() - (file->lines.last().isEmpty() ? 1 : 0)));
    const int from = qMax(1, first - before);
    const QString code = file->lines.mid(from - 1, qMax(last, line) - from + 1).join(u'\n');
    const QList<TextSpan> spans = Highlighter::highlight(code, Highlighter::Language::Cpp);

    qsizetype lineStart = 0; // in code
    qsizetype next = 0;      // in spans
    for (int number = from; number <= qMax(last, line); ++number) {
        const QString &text = file->lines.at(number - 1);
        const bool shown = number >= first;
        if (shown)
            startLine(number, 4);
        const qsizetype shift = block.text.size() - lineStart;
        for (; next < spans.size() && spans.at(next).start < lineStart + text.size(); ++next) {
            if (shown) {
                TextSpan span = spans.at(next);
                span.start += shift;
                block.spans.append(span);
            }
        }
        if (shown)
            block.text += text;
        lineStart += text.size() + 1;
    }
    return block;
}

} // namespace furrow::ui
