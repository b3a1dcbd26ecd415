// SPDX-License-Identifier: MIT
#include "runconfigurationeditor.h"

#include "desktop/stateicon.h"
#include "pathfield.h"
#include "placeholder.h"
#include "problemlabel.h"
#include "startcheck.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFontDatabase>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

constexpr int widest = 860;
// From the top of the page to its end, so that the first that is wrong gets the keys.
constexpr std::array fieldOrder{RunConfiguration::Field::Name, RunConfiguration::Field::Program, RunConfiguration::Field::Arguments,
                                RunConfiguration::Field::WorkingFolder, RunConfiguration::Field::Environment};

} // namespace

RunConfigurationEditor::RunConfigurationEditor(RunConfigurations *store, ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_store(store), m_theme(theme), m_check(new StartCheck(this)), m_heading(new QLabel), m_name(new QLineEdit),
      m_program(new PathField(PathField::Kind::Program)), m_arguments(new QLineEdit), m_folder(new PathField(PathField::Kind::Folder)),
      m_environment(new QPlainTextEdit), m_logLevel(new QComboBox), m_taskDump(new QCheckBox)
{
    setObjectName(u"runConfigurationEditor"_s);
    QFont large = m_heading->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    m_heading->setFont(large);

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignRight);
    form->setVerticalSpacing(10);
    buildFields(form);
    buildDebugOptions(form);
    auto *fields = new QWidget;
    auto *rows = new QVBoxLayout(fields);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addLayout(form);
    rows->addStretch(1);
    auto *scroll = new QScrollArea; // a large font on a small screen
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(fields);

    auto *content = new QWidget;
    content->setMaximumWidth(widest);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(16, 24, 16, 16);
    column->setSpacing(16);
    // Above the fields: where nothing moves as a problem comes or goes.
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_heading, 1);
    const QList<QWidget *> buttons = makeButtons();
    for (QWidget *button : buttons)
        head->addWidget(button);
    column->addLayout(head);
    column->addWidget(scroll, 1);
    auto *page = new QHBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addStretch(1);
    page->addWidget(content, 1000);
    page->addStretch(1);
    QWidget *last = m_taskDump;
    for (QWidget *button : {buttons[2], buttons[1], buttons[0]}) {
        setTabOrder(last, button);
        last = button;
    }
    setFocusProxy(m_name);

    connect(m_check, &StartCheck::checked, this, &RunConfigurationEditor::checked);
}

void RunConfigurationEditor::addField(QFormLayout *form, Field field, const QString &label, QWidget *widget, const QString &objectName)
{
    widget->setObjectName(objectName);
    auto *problem = new ProblemLabel(widget, m_theme);
    problem->setObjectName(objectName + u"Problem"_s);
    auto *box = new QVBoxLayout;
    box->setSpacing(3);
    box->addWidget(widget);
    box->addWidget(problem);
    auto *text = new QLabel(label);
    text->setBuddy(widget);
    form->addRow(text, box);
    keepPlaceholderReadable(widget, m_theme);
    m_fields[field] = widget;
    m_problems[field] = problem;
}

void RunConfigurationEditor::buildFields(QFormLayout *form)
{
    addField(form, Field::Name, tr("&Name:"), m_name, u"nameField"_s);
    addField(form, Field::Program, tr("&Program:"), m_program, u"programField"_s);
    addField(form, Field::Arguments, tr("Ar&guments:"), m_arguments, u"argumentsField"_s);
    addField(form, Field::WorkingFolder, tr("Working &folder:"), m_folder, u"folderField"_s);
    addField(form, Field::Environment, tr("&Environment:"), m_environment, u"environmentField"_s);
    m_program->setPlaceholderText(tr("An executable that links the Furrow runtime"));
    m_arguments->setPlaceholderText(tr("As in a shell, with its quotes"));
    m_environment->setPlaceholderText(tr("One change a line: NAME=value sets a variable, -NAME takes it away"));
    m_environment->setTabChangesFocus(true);
    m_environment->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_environment->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_environment->setFixedHeight(5 * QFontMetrics(m_environment->font()).lineSpacing() + 2 * int(m_environment->document()->documentMargin()));

    for (const auto &[field, line] : {std::pair<Field, QLineEdit *>(Field::Name, m_name), {Field::Program, m_program},
                                      {Field::Arguments, m_arguments}, {Field::WorkingFolder, m_folder}}) {
        connect(line, &QLineEdit::textChanged, this, [this, field] { touched(field); });
        connect(line, &QLineEdit::returnPressed, this, [this] { ask(Wish::Start); });
    }
    connect(m_environment, &QPlainTextEdit::textChanged, this, [this] { touched(Field::Environment); });
    // The name that it would get.
    connect(m_program, &QLineEdit::textChanged, this, [this] {
        RunConfiguration unnamed = configuration();
        unnamed.name.clear();
        m_name->setPlaceholderText(unnamed.title());
    });
}

void RunConfigurationEditor::buildDebugOptions(QFormLayout *form)
{
    m_logLevel->setObjectName(u"logLevel"_s);
    m_logLevel->addItem(tr("As the program says"), QString());
    const QStringList meanings{tr("errors alone"),          tr("what may be wrong, too"),       tr("who cancels whom, and why"),
                               tr("what a user may want to know"), tr("each turn at the console"), tr("actors, calls and contexts"),
                               tr("details, with file and line"),  tr("every message between actors")};
    const QStringList levels = RunConfiguration::logLevels();
    for (qsizetype i = 0; i < levels.size(); ++i)
        m_logLevel->addItem(tr("%1: %2", "log level, what it tells").arg(levels[i], meanings[i]), levels[i]);
    m_logLevel->setToolTip(tr("How much the runtime tells in every actor, whatever the program says (FURROW_LOG_LEVEL)"));
    auto *label = new QLabel(tr("&Log level:"));
    label->setBuddy(m_logLevel);
    form->addRow(label, m_logLevel);
    m_taskDump->setObjectName(u"taskDump"_s);
    m_taskDump->setText(tr("SIGUSR1 and “furrow dump” show the &tasks of every actor"));
    m_taskDump->setToolTip(tr("Whatever the program says (FURROW_TASK_DUMP)"));
    form->addRow(QString(), m_taskDump);
}

QList<QWidget *> RunConfigurationEditor::makeButtons()
{
    auto *start = new QPushButton(themedIcon(u"media-playback-start"_s, u"start"_s), tr("&Start"));
    start->setObjectName(u"startEdited"_s);
    start->setToolTip(tr("Start it now (Ctrl+Enter)"));
    auto *save = new QPushButton(tr("Sa&ve"));
    save->setObjectName(u"saveEdited"_s);
    save->setToolTip(tr("Keep it under its name (Ctrl+S)"));
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancelEdit"_s);
    cancel->setToolTip(tr("Back, and leave all as it was (Esc)"));
    connect(start, &QPushButton::clicked, this, [this] { ask(Wish::Start); });
    connect(save, &QPushButton::clicked, this, [this] { ask(Wish::Save); });
    connect(cancel, &QPushButton::clicked, this, &RunConfigurationEditor::cancelled);
    return {cancel, save, start};
}

void RunConfigurationEditor::edit(const RunConfiguration &configuration)
{
    m_edited = configuration;
    m_filling = true;
    m_touched.clear();
    m_wish = Wish::None;
    m_heading->setText(configuration.id.isNull() ? tr("New Run Configuration") : tr("Run Configuration"));
    m_name->setText(configuration.name);
    m_program->setText(configuration.program);
    m_arguments->setText(configuration.arguments);
    m_folder->setText(configuration.workingFolder);
    m_folder->setPlaceholderText(QDir::currentPath());
    m_environment->setPlainText(configuration.environment);
    m_logLevel->setCurrentIndex(qMax(0, m_logLevel->findData(configuration.logLevel)));
    m_taskDump->setChecked(configuration.taskDump);
    m_filling = false;
    for (ProblemLabel *label : std::as_const(m_problems))
        label->setSentence({});
    // Of what is there already, all may be said.
    if (!configuration.id.isNull())
        m_touched = QSet<Field>(fieldOrder.begin(), fieldOrder.end());
    m_check->check(this->configuration());
    QWidget *first = configuration.program.isEmpty() ? static_cast<QWidget *>(m_program) : m_name;
    setFocusProxy(first);
    first->setFocus();
}

RunConfiguration RunConfigurationEditor::configuration() const
{
    RunConfiguration result = m_edited;
    result.name = m_name->text().simplified();
    result.program = m_program->text().trimmed();
    result.arguments = m_arguments->text();
    result.workingFolder = m_folder->text().trimmed();
    result.environment = m_environment->toPlainText();
    result.logLevel = m_logLevel->currentData().toString();
    result.taskDump = m_taskDump->isChecked();
    return result;
}

bool RunConfigurationEditor::isNameTaken(const RunConfiguration &configuration) const
{
    return std::ranges::any_of(m_store->list(), [&configuration](const RunConfiguration &other) {
        return other.id != configuration.id && !other.name.isEmpty() && other.name == configuration.title();
    });
}

void RunConfigurationEditor::touched(Field field)
{
    if (m_filling)
        return;
    m_wish = Wish::None;
    m_touched.insert(field);
    m_check->check(configuration());
}

void RunConfigurationEditor::ask(Wish wish)
{
    m_wish = wish;
    m_touched = QSet<Field>(fieldOrder.begin(), fieldOrder.end());
    m_check->check(configuration());
}

void RunConfigurationEditor::checked(const RunConfiguration &anchored, QList<RunConfiguration::Problem> problems)
{
    const Wish wish = std::exchange(m_wish, Wish::None);
    RunConfiguration now = configuration();
    if (wish != Wish::Start && !now.program.isEmpty() && isNameTaken(now))
        problems.append({Field::Name, tr("Another run configuration is called “%1”.").arg(now.title())});
    QSet<Field> wrong;
    for (const auto &[field, label] : m_problems.asKeyValueRange()) {
        const auto found = std::ranges::find(problems, field, &RunConfiguration::Problem::field);
        if (found != problems.cend())
            wrong.insert(field);
        label->setSentence(found != problems.cend() && m_touched.contains(field) ? found->sentence : QString());
    }
    if (wish == Wish::None)
        return;
    // What is to be built yet may be saved.
    if (wish == Wish::Save) {
        wrong.remove(Field::WorkingFolder);
        if (!now.program.isEmpty())
            wrong.remove(Field::Program);
    }
    for (const Field field : fieldOrder) {
        if (wrong.contains(field))
            return m_fields[field]->setFocus();
    }
    if (wish == Wish::Start) {
        Q_EMIT startRequested(anchored);
        return;
    }
    now.name = now.title();
    Q_EMIT saved(m_store->save(now));
}

void RunConfigurationEditor::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape)
        Q_EMIT cancelled();
    else if (isEnter && event->modifiers() & Qt::ControlModifier)
        ask(Wish::Start);
    else if (event->matches(QKeySequence::Save))
        ask(Wish::Save);
    else
        QWidget::keyPressEvent(event);
}

} // namespace furrow::ui
