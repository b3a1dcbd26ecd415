// SPDX-License-Identifier: MIT
#include "sourcepane.h"

#include "../messagebar.h"
#include "../themefollower.h"
#include "sourceeditor.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace furrow::ui {

SourcePane::SourcePane(ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_name(new QLabel), m_note(new QLabel), m_stack(new QStackedWidget), m_editor(new SourceEditor(theme)),
      m_changedBar(new MessageBar(theme, MessageBar::Tone::Question)), m_askBar(new MessageBar(theme, MessageBar::Tone::Info)),
      m_answer(new QLineEdit)
{
    setObjectName(u"sourcePane"_s);
    m_name->setContentsMargins(10, 4, 10, 4);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_note->setObjectName(u"sourceNote"_s);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setMargin(24);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_stack->addWidget(m_note);
    m_stack->addWidget(m_editor);
    m_changedBar->setObjectName(u"sourceChangedBar"_s);
    m_askBar->setObjectName(u"breakpointBar"_s);
    m_answer->setObjectName(u"breakpointAnswer"_s);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_name);
    column->addWidget(m_changedBar);
    column->addWidget(m_stack, 1);
    column->addWidget(m_askBar);
    column->addWidget(m_answer);
    m_changedBar->hide();
    m_askBar->hide();
    m_answer->hide();
    QToolButton *cancel = m_askBar->addButton(tr("Cancel"));
    const auto closeQuestion = [this] {
        m_askBar->hide();
        m_answer->hide();
        m_editor->setFocus();
    };
    connect(cancel, &QToolButton::clicked, this, closeQuestion);
    connect(m_answer, &QLineEdit::returnPressed, this, [this, closeQuestion] {
        const QString text = m_answer->text().trimmed();
        closeQuestion();
        if (m_asksTrace)
            Q_EMIT breakpointTraceRequested(m_file, m_askedLine, text);
        else
            Q_EMIT breakpointConditionRequested(m_file, m_askedLine, text);
    });
    auto *escape = new QAction(m_answer);
    escape->setShortcut(Qt::Key_Escape);
    escape->setShortcutContext(Qt::WidgetShortcut);
    m_answer->addAction(escape);
    connect(escape, &QAction::triggered, this, closeQuestion);

    connect(m_editor, &SourceEditor::breakpointToggled, this, [this](int line) { Q_EMIT breakpointToggled(m_file, line); });
    connect(m_editor, &SourceEditor::breakpointMenuRequested, this, &SourcePane::showMenu);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &SourcePane::reload);
    refresh();
}

void SourcePane::setPlace(const QString &file, int line, bool frozen, const QString &executable)
{
    m_place = file;
    m_placeLine = line;
    m_frozen = frozen;
    m_executable = executable;
    if (m_follows || m_file.isEmpty()) {
        if (m_file != file)
            load(file);
        if (line > 0)
            m_editor->goToLine(line);
    }
    refresh();
}

void SourcePane::clearPlace()
{
    m_place.clear();
    m_placeLine = 0;
    if (m_file.isEmpty())
        m_executable.clear();
    refresh();
}

void SourcePane::setFollows(bool follows)
{
    m_follows = follows;
    if (follows && !m_place.isEmpty())
        setPlace(m_place, m_placeLine, m_frozen, m_executable);
}

void SourcePane::openFile(const QString &file, int line)
{
    if (m_file != file)
        load(file);
    m_editor->goToLine(line);
    refresh();
}

void SourcePane::setBreakpoints(const QList<Breakpoint> &breakpoints)
{
    m_breakpoints = breakpoints;
    refresh();
}

void SourcePane::load(const QString &file)
{
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    m_file = file;
    QFile source(file);
    QString why;
    if (file.isEmpty())
        why = tr("No source is known for this place: it was built without debug information (-g).");
    else if (QFileInfo(file).isDir() || !source.open(QIODevice::ReadOnly))
        why = tr("%1 cannot be read: it may have been moved or removed since the program was built.").arg(QDir::toNativeSeparators(file));
    else if (source.size() > largest)
        why = tr("%1 is too large to be shown here.").arg(QDir::toNativeSeparators(file));
    if (!why.isEmpty()) {
        m_note->setText(why);
        m_stack->setCurrentWidget(m_note);
        m_editor->setSource({}, {});
        return;
    }
    m_editor->setSource(file, QString::fromUtf8(source.readAll()));
    m_stack->setCurrentWidget(m_editor);
    m_watcher.addPath(file);
}

void SourcePane::reload()
{
    const int line = m_editor->cursorLine();
    load(m_file);
    m_editor->goToLine(line);
    refresh();
}

void SourcePane::refresh()
{
    if (m_file.isEmpty() && m_executable.isEmpty()) {
        m_note->setText(tr("The source is shown where an actor stands at its prompt."));
        m_stack->setCurrentWidget(m_note);
    }
    const bool here = !m_file.isEmpty() && m_file == m_place;
    m_editor->setCurrentLine(here ? m_placeLine : 0, m_frozen);
    QList<Breakpoint> mine;
    for (const Breakpoint &breakpoint : std::as_const(m_breakpoints)) {
        if (breakpoint.file == m_file)
            mine.append(breakpoint);
    }
    m_editor->setBreakpoints(mine);

    // Its end tells most; the rest is in the tool tip.
    const QStringList parts = m_file.split(u'/', Qt::SkipEmptyParts);
    m_name->setText(parts.size() > 3 ? u"…/"_s + parts.last(3).join(u'/') : m_file);
    m_name->setToolTip(m_file);
    m_name->setVisible(!m_file.isEmpty());
    const QFileInfo source(m_file), program(m_executable);
    const bool changed = m_stack->currentWidget() == m_editor && program.exists() && source.lastModified() > program.lastModified();
    if (changed)
        m_changedBar->setText(tr("%1 has changed since %2 was built: the lines may not be those that run.").arg(source.fileName(), program.fileName()));
    m_changedBar->setVisible(changed);
}

void SourcePane::showMenu(int line, const QPoint &global)
{
    if (m_stack->currentWidget() != m_editor || line <= 0)
        return;
    const Breakpoint *breakpoint = m_editor->breakpointAt(line);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"sourceMenu"_s);
    menu->addAction(breakpoint ? tr("&Remove Breakpoint") : tr("&Break Here"), this, [this, line] { Q_EMIT breakpointToggled(m_file, line); });
    menu->addAction(tr("Break &If…"), this, [this, line] { ask(line, false); });
    menu->addAction(tr("&Trace…"), this, [this, line] { ask(line, true); });
    if (breakpoint) {
        menu->addAction(breakpoint->enabled ? tr("&Disable") : tr("&Enable"), this,
                        [this, number = breakpoint->number, on = !breakpoint->enabled] { Q_EMIT breakpointEnableRequested(number, on); });
    }
    menu->addSeparator();
    QAction *run = menu->addAction(tr("Run &to Line %1").arg(line), this, [this, line] { Q_EMIT runToRequested(m_file, line); });
    run->setEnabled(m_placeLine > 0 && !m_frozen);
    menu->addSeparator();
    QAction *copy = menu->addAction(tr("&Copy"), m_editor, &QPlainTextEdit::copy);
    copy->setEnabled(m_editor->textCursor().hasSelection());
    menu->addAction(tr("Copy &Place"), this, [this, line] { QApplication::clipboard()->setText(u"%1:%2"_s.arg(m_file).arg(line)); });
    menu->popup(global);
}

void SourcePane::ask(int line, bool trace)
{
    const Breakpoint *breakpoint = m_editor->breakpointAt(line);
    m_askedLine = line;
    m_asksTrace = trace;
    m_askBar->setText(trace ? tr("What to print at line %1, without stopping? Expressions stand in braces, as in: total is {total}").arg(line)
                            : tr("Break at line %1 only if this C++ expression is true:").arg(line));
    m_answer->setText(!breakpoint ? QString() : trace ? breakpoint->trace : breakpoint->condition);
    m_answer->setAccessibleName(m_askBar->text());
    m_answer->selectAll();
    m_askBar->show();
    m_answer->show();
    m_answer->setFocus();
}

} // namespace furrow::ui
