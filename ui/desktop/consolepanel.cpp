// SPDX-License-Identifier: MIT
#include "consolepanel.h"

#include "consolepane.h"
#include "core/actortree.h"
#include "messagebar.h"
#include "pane/filtermenu.h"
#include "pane/linerunner.h"
#include "pane/pastebar.h"
#include "pane/searchbar.h"
#include "promptline.h"
#include "themefollower.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QIcon>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ConsolePanel::ConsolePanel(Console *console, ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_console(console), m_theme(theme), m_pane(new ConsolePane(console, theme, this)),
      m_searchBar(new SearchBar(m_pane->search(), theme, this)), m_pasteBar(new PasteBar(theme, this)),
      m_filterBar(new MessageBar(theme, MessageBar::Tone::Info, this)), m_clearBar(new MessageBar(theme, MessageBar::Tone::Info, this)),
      m_noticeBar(new MessageBar(theme, MessageBar::Tone::Info, this)), m_filterMenu(new FilterMenu(m_pane, console->tree(), this)),
      m_runner(new LineRunner(console, this))
{
    setObjectName(u"consolePanel"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_noticeBar);
    column->addWidget(m_filterBar);
    column->addWidget(m_clearBar);
    column->addWidget(m_pane, 1);
    column->addWidget(m_pasteBar);
    column->addWidget(m_searchBar);
    setFocusProxy(m_pane);
    buildActions();
    buildBars();
    connect(m_pane, &ConsolePane::sourceRequested, this, &ConsolePanel::sourceRequested);
    connect(m_pane, &ConsolePane::actorRequested, this, &ConsolePanel::actorRequested);
}

ConsolePanel::~ConsolePanel() = default;

QAction *ConsolePanel::addPanelAction(const QString &name, const QString &text, const QList<QKeySequence> &keys, std::function<void()> triggered)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, std::move(triggered));
    addAction(action);
    m_actions.insert(name, action);
    return action;
}

void ConsolePanel::buildActions()
{
    using Lines = TranscriptWriter::Lines;
    addPanelAction(u"find"_s, tr("&Find…"), {QKeySequence(Qt::CTRL | Qt::Key_F)}, [this] { find(); })->setIcon(QIcon::fromTheme(u"edit-find"_s));
    addPanelAction(u"findNext"_s, tr("Find &Next"), {QKeySequence(Qt::Key_F3)}, [this] { m_searchBar->isVisible() ? m_pane->search()->step(1) : find(); });
    addPanelAction(u"findPrevious"_s, tr("Find &Previous"), {QKeySequence(Qt::SHIFT | Qt::Key_F3)},
                   [this] { m_searchBar->isVisible() ? m_pane->search()->step(-1) : find(); });
    addPanelAction(u"clear"_s, tr("C&lear"), {QKeySequence(Qt::CTRL | Qt::Key_L)}, [this] { m_pane->clear(); })
        ->setIcon(QIcon::fromTheme(u"edit-clear-all"_s));
    // Ctrl+Z is the prompt's own first, so the pane hands it on.
    addPanelAction(u"undoClear"_s, tr("&Undo Clear"), {}, [this] { m_pane->undoClear(); })->setIcon(QIcon::fromTheme(u"edit-undo"_s));
    addPanelAction(u"saveTranscript"_s, tr("&Save Transcript As…"), {QKeySequence(Qt::CTRL | Qt::Key_S)}, [this] { askWhereToSave(Lines::All); })
        ->setIcon(QIcon::fromTheme(u"document-save-as"_s));
    addPanelAction(u"saveShownLines"_s, tr("Save S&hown Lines As…"), {}, [this] { askWhereToSave(Lines::Shown); });
    addPanelAction(u"previousLink"_s, tr("P&revious Link"), {QKeySequence(Qt::ALT | Qt::Key_Up)}, [this] { m_pane->previousLink(); });
    addPanelAction(u"nextLink"_s, tr("Ne&xt Link"), {QKeySequence(Qt::ALT | Qt::Key_Down)}, [this] { m_pane->nextLink(); });
    addPanelAction(u"openLink"_s, tr("&Open Link"), {QKeySequence(Qt::ALT | Qt::Key_Return), QKeySequence(Qt::ALT | Qt::Key_Enter)},
                   [this] { m_pane->openLink(); });
    m_actions.insert(u"filter"_s, m_filterMenu->menuAction());
    m_pane->setMenuActions({m_actions[u"filter"_s], m_actions[u"find"_s], m_actions[u"clear"_s], m_actions[u"undoClear"_s],
                            m_actions[u"saveTranscript"_s], m_actions[u"saveShownLines"_s]});
    refreshClear();
}

QList<QAction *> ConsolePanel::fileActions() const
{
    return {action(u"saveTranscript"_s), action(u"saveShownLines"_s)};
}

QList<QAction *> ConsolePanel::editActions() const
{
    return {action(u"undoClear"_s), action(u"clear"_s), nullptr, action(u"find"_s), action(u"findNext"_s), action(u"findPrevious"_s)};
}

QList<QAction *> ConsolePanel::viewActions() const
{
    return {action(u"filter"_s), nullptr, action(u"previousLink"_s), action(u"nextLink"_s), action(u"openLink"_s)};
}

void ConsolePanel::buildBars()
{
    for (const auto &[bar, name] : {std::pair(m_filterBar, u"filterBar"_s), {m_clearBar, u"clearBar"_s}, {m_noticeBar, u"paneNotice"_s}}) {
        bar->setObjectName(name);
        bar->hide();
    }
    QToolButton *everything = m_filterBar->addButton(tr("Show Everything"));
    everything->setObjectName(u"showEverything"_s);
    connect(everything, &QToolButton::clicked, this, [this] {
        m_pane->setFocus();
        m_filterMenu->showEverything();
    });
    connect(m_pane, &ConsolePane::lineFilterChanged, this, &ConsolePanel::refreshFilterBar);

    QToolButton *undo = m_clearBar->addButton(tr("Undo Clear"), tr("Show the lines again (Ctrl+Z at an empty prompt)"));
    undo->setObjectName(u"undoClearButton"_s);
    connect(undo, &QToolButton::clicked, this, [this] {
        m_pane->setFocus();
        m_pane->undoClear();
    });
    connect(m_clearBar->addButton(tr("Dismiss")), &QToolButton::clicked, this, [this] {
        m_pane->setFocus();
        m_clearBar->hide();
    });
    m_clearBar->setText(tr("The pane was cleared. Nothing is lost: the transcript keeps every line."));
    connect(m_pane, &ConsolePane::clearedChanged, this, &ConsolePanel::refreshClear);
    connect(m_pane->promptLine(), &PromptLine::submitted, m_clearBar, &QWidget::hide); // he goes on

    connect(m_noticeBar->addButton(tr("Dismiss")), &QToolButton::clicked, this, [this] {
        m_pane->setFocus();
        m_noticeBar->hide();
    });

    connect(m_searchBar, &SearchBar::searchRequested, this, &ConsolePanel::search);
    connect(m_searchBar, &SearchBar::closed, this, [this] {
        if (QWidget *focus = m_focusBefore.data(); focus && focus->isVisible())
            focus->setFocus(Qt::OtherFocusReason);
        else
            m_pane->setFocus(Qt::OtherFocusReason);
    });
    connect(m_pane, &ConsolePane::searchEndRequested, m_searchBar, &SearchBar::close);

    connect(m_pane, &ConsolePane::multiLinePasted, this, [this](const QStringList &lines) {
        const Entry *entry = m_console->prompt() == Console::Prompt::Ready ? m_console->current() : nullptr;
        m_pasteBar->ask(lines, entry ? entry->actor.name : QString());
    });
    connect(m_pasteBar, &PasteBar::runRequested, m_runner, &LineRunner::run);
    connect(m_pasteBar, &PasteBar::insertRequested, m_pane->promptLine(), &QLineEdit::insert);
    connect(m_pasteBar, &PasteBar::closed, this, [this] { m_pane->focusPrompt(); });
    // They were meant for the prompt that was open.
    connect(m_console, &Console::entryClosed, m_pasteBar, &PasteBar::cancel);
    connect(m_pane->promptLine(), &PromptLine::interruptPressed, this, &ConsolePanel::stopPastedLines);
    connect(m_runner, &LineRunner::stopped, this, [this](const QStringList &rest) {
        m_noticeBar->setTone(MessageBar::Tone::Question);
        m_noticeBar->setText(rest.size() == 1 ? tr("The last of the pasted lines was not run.")
                                              : tr("The last %L1 of the pasted lines were not run.").arg(rest.size()));
        m_noticeBar->show();
    });
}

void ConsolePanel::stopPastedLines()
{
    m_runner->cancel();
}

void ConsolePanel::find()
{
    if (m_searchBar->isHidden()) {
        m_focusBefore = QApplication::focusWidget();
        m_searchFrom = m_pane->topLine();
    }
    const QString selected = m_pane->selectedText();
    m_searchBar->open(selected.contains(u'\n') ? QString() : selected);
}

void ConsolePanel::search()
{
    if (const auto &current = m_pane->search()->current())
        m_searchFrom = current->line;
    QString problem;
    m_pane->search()->start(m_searchBar->pattern(), m_searchFrom, &problem);
    m_searchBar->setProblem(problem);
}

void ConsolePanel::refreshFilterBar()
{
    const TranscriptFilter &filter = m_pane->lineFilter();
    TranscriptFilter ofOneActor;
    ofOneActor.actors = filter.actors;
    ofOneActor.parts = filter.parts & ~TranscriptFilter::Parts(TranscriptFilter::ConsoleLog);
    // That one actor is shown alone is said by who asked for it.
    const bool usual = ofOneActor.parts == TranscriptFilter::usualParts && filter.level == LogLevel::Trace && filter.actors.size() < 2;
    if (!usual)
        m_filterBar->setText(FilterMenu::sentence(filter, m_console->tree()));
    m_filterBar->setVisible(!usual);
}

void ConsolePanel::refreshClear()
{
    action(u"undoClear"_s)->setEnabled(m_pane->canUndoClear());
    m_clearBar->setVisible(m_pane->canUndoClear());
}

void ConsolePanel::askWhereToSave(TranscriptWriter::Lines lines)
{
    auto *dialog = new QFileDialog(this, lines == TranscriptWriter::Lines::All ? tr("Save Transcript") : tr("Save Shown Lines"));
    dialog->setObjectName(u"saveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters({tr("Plain text (*.txt)"), tr("Web page with colours (*.html)")});
    dialog->setDefaultSuffix(u"txt"_s);
    dialog->selectFile(u"transcript.txt"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains("html"_L1) ? u"html"_s : u"txt"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, lines](const QString &path) { saveAs(path, TranscriptWriter::formatOf(path), lines); });
    dialog->open();
}

void ConsolePanel::saveAs(const QString &path, TranscriptWriter::Format format, TranscriptWriter::Lines lines)
{
    m_pane->flush();
    auto *writer = new TranscriptWriter(m_pane->document(), m_theme, this);
    connect(writer, &TranscriptWriter::finished, this, [this, writer, path](const QString &error) {
        writer->deleteLater();
        m_noticeBar->setTone(error.isEmpty() ? MessageBar::Tone::Info : MessageBar::Tone::Error);
        m_noticeBar->setText(error.isEmpty() ? tr("The lines were written to %1.").arg(QDir::toNativeSeparators(path)) : error);
        m_noticeBar->show();
        Q_EMIT saved(path, error);
    });
    writer->start(path, format, lines);
}

} // namespace furrow::ui
