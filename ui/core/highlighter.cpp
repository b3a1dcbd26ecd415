// SPDX-License-Identifier: MIT
#include "highlighter.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

class SpanCollector : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    explicit SpanCollector(const KSyntaxHighlighting::Definition &definition) { setDefinition(definition); }

    QList<TextSpan> run(const QString &text)
    {
        QList<TextSpan> spans;
        m_spans = &spans;
        KSyntaxHighlighting::State state;
        m_start = 0;
        for (const QStringView line : QStringTokenizer(QStringView(text), u'\n')) {
            state = highlightLine(line, state);
            m_start += line.size() + 1;
        }
        return spans;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length > 0 && format.isValid() && format.textStyle() != KSyntaxHighlighting::Theme::Normal)
            m_spans->append({m_start + offset, length, format});
    }

private:
    QList<TextSpan> *m_spans = nullptr;
    qsizetype m_start = 0;
};

} // namespace

KSyntaxHighlighting::Repository &Highlighter::repository()
{
    // Our own definition is found by its place in the resources: ":/org.kde.syntax-highlighting/syntax-addons".
    static KSyntaxHighlighting::Repository repository;
    return repository;
}

QList<TextSpan> Highlighter::highlight(const QString &text, Language language)
{
    static SpanCollector cpp(repository().definitionForName(u"C++"_s));
    static SpanCollector backtrace(repository().definitionForName(u"GDB Backtrace"_s));
    static SpanCollector repl(repository().definitionForName(u"Furrow REPL"_s));
    switch (language) {
    case Language::Cpp: return cpp.run(text);
    case Language::Backtrace: return backtrace.run(text);
    case Language::Repl: return repl.run(text);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace furrow::ui
