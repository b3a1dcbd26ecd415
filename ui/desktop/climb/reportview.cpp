// SPDX-License-Identifier: MIT
#include "reportview.h"

#include "climbmodel.h"
#include "climbview.h"
#include "core/climbkeeper.h"
#include "core/entrytext.h"
#include "core/highlighter.h"
#include "desktop/themefollower.h"

#include <QApplication>
#include <QFontDatabase>
#include <QHeaderView>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabWidget>
#include <QTextBlock>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

QPlainTextEdit *textPane(const QString &name, const QString &accessibleName)
{
    auto *pane = new QPlainTextEdit;
    pane->setObjectName(name);
    pane->setAccessibleName(accessibleName);
    pane->setReadOnly(true);
    pane->setLineWrapMode(QPlainTextEdit::NoWrap);
    pane->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    pane->setFrameShape(QFrame::NoFrame);
    pane->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return pane;
}

QTreeWidget *table(const QString &name, const QString &accessibleName, const QStringList &columns)
{
    auto *tree = new QTreeWidget;
    tree->setObjectName(name);
    tree->setAccessibleName(accessibleName);
    tree->setHeaderLabels(columns);
    tree->setFrameShape(QFrame::NoFrame);
    tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    return tree;
}

void addVariables(QTreeWidgetItem *parent, const QList<ReportVariable> &variables)
{
    for (const ReportVariable &variable : variables) {
        auto *item = new QTreeWidgetItem(parent, {variable.name, variable.value.simplified()});
        item->setToolTip(1, variable.type.isEmpty() ? variable.value.left(4000) : u"%1\n%2"_s.arg(variable.type, variable.value.left(4000)));
        addVariables(item, variable.children);
    }
}

} // namespace

ReportView::ReportView(const Report &report, ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_report(report), m_theme(theme), m_keeper(new ClimbKeeper(nullptr, nullptr, this)), m_stack(new QListWidget),
      m_source(textPane(u"reportSource"_s, tr("Source as it was"))), m_transcript(textPane(u"reportTranscript"_s, tr("Transcript of the hop"))),
      m_trace(textPane(u"reportTrace"_s, tr("Trace recorded at the throw"))),
      m_locals(table(u"reportLocals"_s, tr("Variables as they were"), {tr("Name"), tr("Value")})),
      m_environment(table(u"reportEnvironment"_s, tr("Where it ran"), {tr("What"), tr("Value")}))
{
    m_keeper->restore(m_report.climbs);
    m_climb = new ClimbView(m_keeper, theme);
    m_climb->setReadOnly();
    m_stack->setObjectName(u"reportStack"_s);
    m_stack->setAccessibleName(tr("Stack of the hop"));
    m_stack->setFrameShape(QFrame::NoFrame);
    m_stack->setUniformItemSizes(true);
    for (const auto &[name, value] : std::as_const(m_report.environment))
        new QTreeWidgetItem(m_environment, {name, value});
    new QTreeWidgetItem(m_environment, {tr("Written"), QLocale().toString(m_report.written, QLocale::LongFormat)});
    m_environment->setRootIsDecorated(false);

    auto *tabs = new QTabWidget;
    tabs->setObjectName(u"reportTabs"_s);
    tabs->setDocumentMode(true);
    tabs->addTab(m_locals, tr("Locals"));
    tabs->addTab(m_transcript, tr("Transcript"));
    tabs->addTab(m_trace, tr("Trace"));
    tabs->addTab(m_environment, tr("Environment"));
    auto *right = new QSplitter(Qt::Vertical);
    right->addWidget(m_stack);
    right->addWidget(m_source);
    right->addWidget(tabs);
    right->setStretchFactor(0, 2);
    right->setStretchFactor(1, 4);
    right->setStretchFactor(2, 3);
    auto *both = new QSplitter;
    both->addWidget(m_climb);
    both->addWidget(right);
    both->setStretchFactor(0, 2);
    both->setStretchFactor(1, 3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(both);
    setFocusProxy(m_climb);

    connect(m_climb, &ClimbView::currentHopChanged, this, &ReportView::showHop);
    connect(m_stack, &QListWidget::currentRowChanged, this, &ReportView::showFrame);
    connect(theme, &ThemeFollower::themeChanged, this, &ReportView::showSource);
    // Where it was raised comes first, with what can be seen there.
    QAbstractItemModel *rows = m_climb->list()->model();
    const auto *shown = m_keeper->find(m_climb->shownClimb());
    const int first = shown ? int(shown->hops.size()) - 1 : 0;
    m_climb->list()->setCurrentIndex(rows->index(first, 0));
}

void ReportView::showHop(const ClimbHop &hop, const QString &errorId)
{
    m_hop = m_report.hopOf(errorId, hop.actor.uuid);
    const Climb *climb = m_keeper->find(errorId);
    m_trace->setPlainText(climb ? climb->trace : QString());
    m_transcript->setPlainText(m_hop ? m_hop->transcript : QString());
    m_rows.clear();
    m_frame = -1;
    const QSignalBlocker quiet(m_stack);
    m_stack->clear();
    for (qsizetype i = 0; m_hop && i < m_hop->frames.size(); ++i) {
        const Frame &frame = m_hop->frames.at(i).frame;
        if (frame.hidden)
            continue;
        const QString where = entryText::where(frame.function, frame.file, frame.line);
        m_stack->addItem(frame.kind == Frame::Kind::Await ? tr("awaited by %1").arg(where) : frame.kind == Frame::Kind::Caller ? tr("called by %1").arg(where) : where);
        m_stack->item(m_stack->count() - 1)->setToolTip(u"%1:%2"_s.arg(frame.file).arg(frame.line));
        m_rows.append(i);
    }
    if (m_hop && !m_hop->whyNoStack.isEmpty()) {
        auto *note = new QListWidgetItem(tr("No stack: %1").arg(m_hop->whyNoStack), m_stack);
        note->setFlags(Qt::NoItemFlags);
        note->setToolTip(m_hop->whyNoStack);
    }
    m_stack->setCurrentRow(m_rows.isEmpty() ? -1 : 0);
    showFrame(m_stack->currentRow());
}

void ReportView::showFrame(int row)
{
    m_frame = m_rows.value(row, -1);
    m_locals->clear();
    if (m_hop && m_frame >= 0)
        addVariables(m_locals->invisibleRootItem(), m_hop->frames.at(m_frame).locals);
    if (m_locals->topLevelItemCount() == 0) {
        auto *none = new QTreeWidgetItem(m_locals, {tr("No variables are known of this frame.")});
        none->setFlags(Qt::NoItemFlags);
        none->setFirstColumnSpanned(true);
    }
    showSource();
}

void ReportView::showSource()
{
    for (QWidget *list : std::initializer_list<QWidget *>{m_stack, m_locals, m_environment})
        list->setPalette(m_theme->softSelection());
    QPalette colors = m_source->palette();
    colors.setColor(QPalette::Base, m_theme->background());
    colors.setColor(QPalette::Text, m_theme->text());
    for (QPlainTextEdit *pane : {m_source, m_transcript, m_trace})
        pane->setPalette(colors);
    m_source->clear();
    m_source->setExtraSelections({});
    if (!m_hop || m_frame < 0)
        return;
    const ReportFrame &frame = m_hop->frames.at(m_frame);
    if (frame.source.isEmpty()) {
        m_source->setPlainText(frame.frame.file.isEmpty() ? tr("No source is known of this frame.") : tr("The source %1 was not there when the report was written.").arg(frame.frame.file));
        return;
    }
    const QString code = frame.source.join(u'\n');
    const int width = QString::number(frame.firstLine + frame.source.size()).size();
    QTextCursor cursor(m_source->document());
    QTextCharFormat number, plain;
    number.setForeground(m_theme->dim());
    plain.setForeground(m_theme->text());
    for (qsizetype i = 0; i < frame.source.size(); ++i) {
        const int line = frame.firstLine + int(i);
        cursor.insertText(u"%1 %2 "_s.arg(line, width).arg(line == frame.frame.line ? "->"_L1 : "  "_L1), number);
        cursor.insertText(frame.source.at(i) + (i + 1 < frame.source.size() ? u"\n"_s : QString()), plain);
    }
    for (const TextSpan &span : Highlighter::highlight(code, Highlighter::Language::Cpp)) {
        const qsizetype line = code.first(span.start).count(u'\n');
        QTextCharFormat format = plain;
        if (span.format.hasTextColor(m_theme->theme()))
            format.setForeground(span.format.textColor(m_theme->theme()));
        format.setFontWeight(span.format.isBold(m_theme->theme()) ? QFont::Bold : QFont::Normal);
        format.setFontItalic(span.format.isItalic(m_theme->theme()));
        const qsizetype start = span.start + (line + 1) * (width + 4);
        cursor.setPosition(int(start));
        cursor.setPosition(int(std::min<qsizetype>(start + span.length, m_source->document()->characterCount() - 1)), QTextCursor::KeepAnchor);
        cursor.setCharFormat(format);
    }
    const QTextBlock at = m_source->document()->findBlockByNumber(frame.frame.line - frame.firstLine);
    if (!at.isValid())
        return;
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(at);
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    mark.format.setBackground(m_theme->tint(m_theme->alarm(), m_theme->isDark() ? 0.26 : 0.14));
    m_source->setExtraSelections({mark});
    m_source->setTextCursor(QTextCursor(at));
    m_source->centerCursor();
}

} // namespace furrow::ui
