// SPDX-License-Identifier: MIT
#include "entrywriter.h"

#include "actortree.h"
#include "commandtable.h"
#include "entry.h"
#include "entrytext.h"
#include "outputrouter.h"
#include "promptguard.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace furrow::ui {

using Kind = TranscriptBlock::Kind;

constexpr qsizetype highlightLimit = 256 * 1024; ///< of one command's output

static Highlighter::Language languageOf(const QString &command)
{
    static const QStringList traces{u"backtrace"_s, u"frame"_s, u"f"_s, u"up"_s, u"down"_s, u"thread"_s};
    static const QStringList ours{u"w"_s, u"bt"_s, u"where"_s, u"u"_s, u"d"_s, u"tasks"_s, u"hf_list"_s, u"help"_s};
    const QString word = CommandTable::word(command);
    if (ours.contains(word) || command.startsWith("info threads"_L1))
        return Highlighter::Language::Repl;
    return traces.contains(word) ? Highlighter::Language::Backtrace : Highlighter::Language::Cpp;
}

void EntryWriter::header(const Entry &entry, const QString &file, int line)
{
    m_guard->letGo();
    m_router->drain();
    m_guard->hold();
    m_lastOpened = entry.id;
    const QString header = entryText::header(entry, file, line);
    append(entry, Kind::Header, header, Highlighter::highlight(header, Highlighter::Language::Repl));
    trace(entry);
}

void EntryWriter::comeBack(const Entry &entry, const Frame &frame)
{
    if (m_lastOpened != entry.id) {
        header(entry, frame.file, frame.line);
    } else if (!m_guard->isHolding()) {
        m_router->drain();
        m_guard->hold();
    }
}

void EntryWriter::trace(const Entry &entry)
{
    if (const QString trace = entryText::trace(entry); !trace.isEmpty())
        append(entry, Kind::Trace, trace, Highlighter::highlight(trace, Highlighter::Language::Repl));
}

void EntryWriter::source(const Entry &entry, const Frame &frame, const QString &headline)
{
    const bool frameHasSource = frame.line > 0 && QFileInfo(frame.file).isFile();
    TranscriptBlock block = frameHasSource && frame.first > 0 ? m_source.lines(frame.file, frame.line, frame.first, frame.last, headline)
                            : frameHasSource || entry.line < 1 || !headline.isEmpty() ? m_source.around(frame.file, frame.line, 5, headline)
                                                               : m_source.around(entry.file, entry.line, 5, headline);
    block.entry = entry.id;
    block.actor = entry.actor;
    m_guard->showNow(std::move(block));
}

void EntryWriter::sayWhatIsMissing(const Entry &entry, const Frame &frame)
{
    const ActorInfo *actor = m_tree->find(entry.actor.uuid);
    const QString program = actor && !actor->executable.isEmpty() ? actor->executable : entry.actor.name;
    if (entry.line < 1 || frame.line > 0 || m_withoutDebugInformation.contains(program))
        return;
    m_withoutDebugInformation.insert(program);
    m_guard->noticeNow(u"%1 was built without debug information, so that its variables and lines are missing here: build it with -g "
                       "(CMake: -DCMAKE_BUILD_TYPE=Debug)"_s.arg(program), entry.id, entry.actor);
}

void EntryWriter::typed(const Entry &entry, const QString &line, bool continues)
{
    TranscriptBlock block;
    block.kind = Kind::Command;
    block.entry = entry.id;
    block.actor = entry.actor;
    block.text = line;
    block.continues = continues;
    m_guard->showNow(std::move(block));
}

void EntryWriter::begin(const QString &command)
{
    m_language = languageOf(command);
    m_outputSize = 0;
}

void EntryWriter::output(const Entry &entry, const QString &text)
{
    m_outputOpen = !text.endsWith(u'\n');
    m_outputSize += text.size();
    const QString shown = m_outputOpen ? text : text.chopped(1);
    append(entry, Kind::Output, shown, m_outputSize > highlightLimit ? QList<TextSpan>() : Highlighter::highlight(shown, m_language), !m_outputOpen);
}

void EntryWriter::print(const Entry &entry, const QString &text, Highlighter::Language language)
{
    finish();
    append(entry, Kind::Output, text, Highlighter::highlight(text, language));
}

void EntryWriter::finish()
{
    if (std::exchange(m_outputOpen, false))
        m_guard->showNow(std::exchange(m_end, {}));
}

void EntryWriter::append(const Entry &entry, Kind kind, const QString &text, const QList<TextSpan> &spans, bool endsLine)
{
    TranscriptBlock block;
    block.kind = kind;
    block.entry = entry.id;
    block.actor = entry.actor;
    if (!endsLine)
        m_end = block;
    block.text = text;
    block.spans = spans;
    block.endsLine = endsLine;
    m_guard->showNow(std::move(block));
}

} // namespace furrow::ui
