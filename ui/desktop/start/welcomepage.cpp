// SPDX-License-Identifier: MIT
#include "welcomepage.h"

#include "desktop/messagebar.h"
#include "desktop/stateicon.h"
#include "desktop/themefollower.h"
#include "launchlist.h"
#include "pathfield.h"
#include "placeholder.h"
#include "problemlabel.h"
#include "startcheck.h"

#include <QAction>
#include <QFuture>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStyle>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

constexpr int widest = 860;

QString problemOf(const QList<RunConfiguration::Problem> &problems, RunConfiguration::Field field)
{
    for (const RunConfiguration::Problem &problem : problems) {
        if (problem.field == field)
            return problem.sentence;
    }
    return {};
}

} // namespace

WelcomePage::WelcomePage(RunConfigurations *store, ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_store(store), m_theme(theme), m_model(new LaunchModel(this)), m_bar(new MessageBar(theme, MessageBar::Tone::Info)),
      m_program(new PathField(PathField::Kind::Program)), m_arguments(new QLineEdit), m_programProblem(new ProblemLabel(m_program, theme)),
      m_argumentsProblem(new ProblemLabel(m_arguments, theme)), m_search(new QLineEdit), m_list(new LaunchList(m_model, theme)),
      m_formCheck(new StartCheck(this)), m_chosenCheck(new StartCheck(this))
{
    setObjectName(u"welcomePage"_s);
    m_bar->setObjectName(u"welcomeBar"_s);
    m_undo = m_bar->addButton(tr("Undo"));
    m_undo->setObjectName(u"undoRemove"_s);
    connect(m_undo, &QToolButton::clicked, this, [this] {
        m_store->save(m_removed);
        m_bar->hide();
        m_list->setFocus();
    });
    connect(m_bar->addButton(tr("Dismiss")), &QToolButton::clicked, m_bar, &QWidget::hide);
    m_bar->hide();

    auto *content = new QWidget;
    content->setMaximumWidth(widest);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(16, 24, 16, 16);
    column->setSpacing(8);
    buildHead(column);
    buildForm(column);
    buildList(column);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->addStretch(1);
    line->addWidget(content, 1000);
    line->addStretch(1);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_bar);
    page->addLayout(line, 1);

    for (QWidget *field : {static_cast<QWidget *>(m_program), static_cast<QWidget *>(m_arguments), static_cast<QWidget *>(m_search)})
        keepPlaceholderReadable(field, theme);
    connect(m_store, &RunConfigurations::changed, this, [this] {
        m_model->setConfigurations(m_store->list());
        look();
    });
    connect(m_store, &RunConfigurations::problem, this, [this](const QString &sentence) { say(sentence, false); });
    m_model->setConfigurations(m_store->list());
    refreshActions();
}

void WelcomePage::buildHead(QVBoxLayout *column)
{
    auto *name = new QLabel(tr("Furrow"));
    QFont large = name->font();
    large.setPointSizeF(large.pointSizeF() * 1.9);
    name->setFont(large);
    auto *icon = new QLabel;
    const int size = QFontMetrics(large).height() + fontMetrics().height(); // as high as the two lines
    icon->setPixmap(ownIcon(u"furrow"_s).pixmap(QSize(size, size), devicePixelRatioF()));
    auto *sentence = new QLabel(tr("One debugger prompt for a whole tree of processes."));
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(name);
    words->addWidget(sentence);
    auto *head = new QHBoxLayout;
    head->setSpacing(14);
    head->addWidget(icon);
    head->addLayout(words, 1);
    column->addLayout(head);
    column->addSpacing(12);
}

void WelcomePage::buildForm(QVBoxLayout *column)
{
    m_program->setObjectName(u"program"_s);
    m_program->setPlaceholderText(tr("An executable that links the Furrow runtime"));
    m_arguments->setObjectName(u"arguments"_s);
    m_arguments->setPlaceholderText(tr("As in a shell, with its quotes"));
    m_programProblem->setObjectName(u"programProblem"_s);
    m_argumentsProblem->setObjectName(u"argumentsProblem"_s);
    auto *programLabel = new QLabel(tr("&Program:"));
    programLabel->setBuddy(m_program);
    auto *argumentsLabel = new QLabel(tr("Ar&guments:"));
    argumentsLabel->setBuddy(m_arguments);
    auto *options = new QPushButton(tr("&Options…"));
    options->setObjectName(u"options"_s);
    options->setToolTip(tr("Environment, working folder and debug options; and give it a name"));
    auto *start = new QPushButton(themedIcon(u"media-playback-start"_s, u"start"_s), tr("&Start"));
    start->setObjectName(u"start"_s);
    start->setToolTip(tr("Start the program in the console (Enter)"));

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->addWidget(programLabel, 0, 0, Qt::AlignRight);
    grid->addWidget(m_program, 0, 1);
    grid->addWidget(start, 0, 2); // above what moves as a problem comes or goes
    grid->addWidget(m_programProblem, 1, 1, 1, 2);
    grid->addWidget(argumentsLabel, 2, 0, Qt::AlignRight);
    grid->addWidget(m_arguments, 2, 1);
    grid->addWidget(options, 2, 2);
    grid->addWidget(m_argumentsProblem, 3, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    column->addSpacing(12);
    setTabOrder(m_program, m_arguments);
    setTabOrder(m_arguments, start);
    setTabOrder(start, options);

    for (QLineEdit *field : {static_cast<QLineEdit *>(m_program), m_arguments}) {
        connect(field, &QLineEdit::returnPressed, this, &WelcomePage::startTyped);
        connect(field, &QLineEdit::textChanged, this, [this] {
            m_formAsked = false;
            if (m_formTold)
                m_formCheck->check(typed());
        });
    }
    connect(start, &QPushButton::clicked, this, &WelcomePage::startTyped);
    connect(options, &QPushButton::clicked, this, [this] { Q_EMIT editRequested(typed()); });
    connect(m_formCheck, &StartCheck::checked, this,
            [this](const RunConfiguration &anchored, const QList<RunConfiguration::Problem> &problems) {
                m_formTold = true;
                QString program = problemOf(problems, RunConfiguration::Field::Program);
                if (program.isEmpty())
                    program = problemOf(problems, RunConfiguration::Field::WorkingFolder); // ours is gone
                m_programProblem->setSentence(program);
                m_argumentsProblem->setSentence(problemOf(problems, RunConfiguration::Field::Arguments));
                if (!std::exchange(m_formAsked, false))
                    return;
                if (problems.isEmpty())
                    Q_EMIT startRequested(anchored);
                else
                    (program.isEmpty() ? m_arguments : m_program)->setFocus();
            });
}

void WelcomePage::buildList(QVBoxLayout *column)
{
    m_search->setObjectName(u"launchSearch"_s);
    m_search->setPlaceholderText(tr("Search recent programs and examples"));
    m_search->setAccessibleName(tr("Search recent programs and examples"));
    m_search->setToolTip(tr("Several words must all be there (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    auto *find = new QAction(this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_search, qOverload<>(&QWidget::setFocus));
    addAction(find);
    m_list->setObjectName(u"launchList"_s);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);

    auto *line = new QHBoxLayout;
    line->setSpacing(2);
    line->addWidget(m_search, 1);
    line->addSpacing(6);
    m_listButtons = {addListAction(u"startChosen"_s, u"media-playback-start:start"_s, tr("Start"), {}, &WelcomePage::startChosen),
                     addListAction(u"editChosen"_s, u"document-edit:edit"_s, tr("Edit…"), Qt::Key_F2, &WelcomePage::editChosen),
                     addListAction(u"pinChosen"_s, u"pin:pin"_s, tr("Pin"), Qt::CTRL | Qt::Key_D, &WelcomePage::pinChosen),
                     addListAction(u"removeChosen"_s, u"edit-delete:remove"_s, tr("Remove"), QKeySequence::Delete, &WelcomePage::removeChosen)};
    for (QToolButton *button : std::as_const(m_listButtons))
        line->addWidget(button);
    column->addLayout(line);
    column->addWidget(m_list, 1);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        if (!text.isEmpty())
            m_list->chooseFirst();
    });
    connect(m_list, &LaunchList::typed, this, [this](const QString &text) {
        m_search->setFocus();
        m_search->setText(m_search->text() + text);
    });
    connect(m_list, &LaunchList::choiceChanged, this, &WelcomePage::refreshActions);
    connect(m_list, &LaunchList::startAsked, this, &WelcomePage::start);
    connect(m_list, &QWidget::customContextMenuRequested, this, &WelcomePage::showMenu);
    connect(m_chosenCheck, &StartCheck::checked, this,
            [this](const RunConfiguration &anchored, const QList<RunConfiguration::Problem> &problems) {
                if (problems.isEmpty()) {
                    m_bar->hide();
                    Q_EMIT startRequested(anchored);
                } else {
                    say(problems.first().sentence, false);
                    look();
                }
            });
}

QToolButton *WelcomePage::addListAction(const QString &name, const QString &icon, const QString &text, const QKeySequence &key,
                                        void (WelcomePage::*slot)())
{
    auto *action = new QAction(themedIcon(icon.section(u':', 0, 0), icon.section(u':', 1)), text, m_list);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut); // of the list: in a line, delete is the line's
    const QString shown = key.isEmpty() ? tr("Enter") : key.toString(QKeySequence::NativeText);
    action->setToolTip(tr("%1 (%2)").arg(QString(text).remove(u'…'), shown));
    connect(action, &QAction::triggered, this, slot);
    m_list->addAction(action);
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    const int size = qMax(style()->pixelMetric(QStyle::PM_SmallIconSize), fontMetrics().height());
    button->setIconSize(QSize(size, size));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void WelcomePage::setExamplesFolder(const QString &folder)
{
    m_examples = folder;
    look();
}

void WelcomePage::look()
{
    struct Seen
    {
        QHash<QUuid, QString> reasons;
        QList<Example> examples;
    };
    QtFuture::makeReadyVoidFuture()
        .then(QThreadPool::globalInstance(),
              [list = m_store->list(), folder = m_examples] {
                  Seen seen{{}, readExamples(folder)};
                  for (const RunConfiguration &configuration : list) {
                      if (const auto problems = configuration.problems(); !problems.isEmpty())
                          seen.reasons[configuration.id] = problems.first().sentence;
                  }
                  return seen;
              })
        .then(this, [this, number = ++m_looks](const Seen &seen) {
            if (number != m_looks)
                return;
            m_model->setReasons(seen.reasons);
            m_model->setExamples(seen.examples);
            refreshActions();
        });
}

void WelcomePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look(); // what was missing may be built by now
}

void WelcomePage::takeFocus()
{
    QWidget *place = m_store->list().isEmpty() ? static_cast<QWidget *>(m_program) : m_list;
    setFocusProxy(place);
    place->setFocus();
}

bool WelcomePage::isUntouched() const
{
    return m_program->text().isEmpty() && m_arguments->text().isEmpty() && m_search->text().isEmpty();
}

RunConfiguration WelcomePage::typed() const
{
    RunConfiguration configuration;
    configuration.program = m_program->text().trimmed();
    configuration.arguments = m_arguments->text();
    return configuration;
}

void WelcomePage::startTyped()
{
    m_formAsked = true;
    m_formCheck->check(typed());
}

void WelcomePage::start(const QModelIndex &index)
{
    if (const QString reason = index.data(LaunchModel::ReasonRole).toString(); index.data(LaunchModel::ExampleRole).toBool() && !reason.isEmpty())
        return say(reason, false);
    const RunConfiguration configuration = m_model->configuration(index);
    if (!configuration.program.isEmpty())
        m_chosenCheck->check(configuration); // it may be there again
}

void WelcomePage::startChosen()
{
    start(m_list->currentIndex());
}

void WelcomePage::editChosen()
{
    const RunConfiguration configuration = m_model->configuration(m_list->currentIndex());
    if (!configuration.program.isEmpty())
        Q_EMIT editRequested(configuration);
}

void WelcomePage::pinChosen()
{
    const RunConfiguration configuration = m_model->configuration(m_list->currentIndex());
    if (!configuration.id.isNull())
        m_store->setPinned(configuration.id, !configuration.pinned);
}

void WelcomePage::removeChosen()
{
    const RunConfiguration configuration = m_model->configuration(m_list->currentIndex());
    if (configuration.id.isNull())
        return;
    m_removed = configuration;
    m_store->remove(configuration.id);
    say(tr("“%1” was removed from the list; the program itself is untouched.").arg(configuration.title()), true);
}

void WelcomePage::refreshActions()
{
    const RunConfiguration configuration = m_model->configuration(m_list->currentIndex());
    const bool isStored = !configuration.id.isNull();
    m_listButtons[0]->defaultAction()->setEnabled(!configuration.program.isEmpty());
    m_listButtons[1]->defaultAction()->setEnabled(!configuration.program.isEmpty());
    QAction *pin = m_listButtons[2]->defaultAction();
    pin->setEnabled(isStored);
    const QString what = configuration.pinned ? tr("Unpin") : tr("Pin");
    if (pin->text() != what) {
        pin->setText(what);
        pin->setToolTip(tr("%1 (%2)").arg(what, pin->shortcut().toString(QKeySequence::NativeText)));
    }
    m_listButtons[3]->defaultAction()->setEnabled(isStored);
}

void WelcomePage::showMenu(const QPoint &at)
{
    if (!m_list->currentIndex().isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"launchMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QToolButton *button : std::as_const(m_listButtons))
        menu->addAction(button->defaultAction());
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

void WelcomePage::say(const QString &sentence, bool canUndo)
{
    m_bar->setTone(canUndo ? MessageBar::Tone::Info : MessageBar::Tone::Error);
    m_undo->setVisible(canUndo);
    m_bar->setText(sentence);
    m_bar->show();
}

bool WelcomePage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        startChosen();
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        m_search->clear();
        m_list->setFocus();
        return true;
    }
    return m_list->moveBy(key);
}

} // namespace furrow::ui
