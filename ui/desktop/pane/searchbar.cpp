// SPDX-License-Identifier: MIT
#include "searchbar.h"

#include "desktop/themefollower.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace furrow::ui {

SearchBar::SearchBar(TranscriptSearch *search, ThemeFollower *theme, QWidget *parent)
    : QFrame(parent), m_search(search), m_theme(theme), m_line(new QLineEdit(this)), m_previous(new QToolButton(this)),
      m_next(new QToolButton(this)), m_message(new QLabel(this))
{
    setObjectName(u"searchBar"_s);
    setAccessibleName(tr("Search the console"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 5, 8, 5);
    layout->setSpacing(4);

    m_line->setObjectName(u"searchLine"_s);
    m_line->setPlaceholderText(tr("Search the console"));
    m_line->setAccessibleName(tr("Search for"));
    m_line->setClearButtonEnabled(true);
    m_line->setMinimumWidth(160);
    m_line->setMaximumWidth(420);
    m_line->installEventFilter(this);
    layout->addWidget(m_line, 3);

    for (const auto &[button, arrow, name, toolTip] :
         {std::tuple(m_previous, Qt::UpArrow, u"searchPrevious"_s, tr("The match before this one (Shift+F3)")),
          std::tuple(m_next, Qt::DownArrow, u"searchNext"_s, tr("The next match (F3)"))}) {
        button->setArrowType(arrow);
        button->setAutoRaise(true);
        button->setObjectName(name);
        button->setToolTip(toolTip);
        button->setAccessibleName(toolTip);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
    }
    layout->addSpacing(8);
    m_matchCase = addOption(u"Aa"_s, u"matchCase"_s, tr("Match case"));
    m_wholeWords = addOption(u"\u201cab\u201d"_s, u"wholeWords"_s, tr("Whole words only"));
    m_expression = addOption(u".*"_s, u"regularExpression"_s, tr("Regular expression"));
    layout->addSpacing(8);
    m_message->setObjectName(u"searchMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setMinimumWidth(40);
    layout->addWidget(m_message, 4);

    auto *closeButton = new QToolButton(this);
    closeButton->setObjectName(u"searchClose"_s);
    closeButton->setAutoRaise(true);
    closeButton->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    closeButton->setToolTip(tr("Close the search bar (Esc)"));
    closeButton->setAccessibleName(closeButton->toolTip());
    closeButton->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(closeButton);

    const auto restart = [this] {
        m_wrapped.clear();
        Q_EMIT searchRequested(pattern());
    };
    connect(m_line, &QLineEdit::textChanged, this, restart);
    for (QToolButton *option : {m_matchCase, m_wholeWords, m_expression})
        connect(option, &QToolButton::toggled, this, restart);
    connect(m_previous, &QToolButton::clicked, search, [search] { search->step(-1); });
    connect(m_next, &QToolButton::clicked, search, [search] { search->step(1); });
    connect(closeButton, &QToolButton::clicked, this, &SearchBar::close);
    connect(search, &TranscriptSearch::changed, this, &SearchBar::refreshCount);
    connect(search, &TranscriptSearch::wrapped, this, [this](bool toStart) {
        m_wrapped = toStart ? tr("went on from the top") : tr("went on from the end");
    });
    connect(search, &TranscriptSearch::currentChanged, this, [this] {
        refreshCount();
        m_wrapped.clear();
    });
    connect(theme, &ThemeFollower::themeChanged, this, &SearchBar::refreshColors);
    refreshCount();
    hide();
}

QToolButton *SearchBar::addOption(const QString &text, const QString &name, const QString &toolTip)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setObjectName(name);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

void SearchBar::open(const QString &text)
{
    const bool wasVisible = isVisible();
    show();
    m_line->setFocus(Qt::ShortcutFocusReason);
    if (!text.isEmpty() && text != m_line->text())
        m_line->setText(text);
    else if (!wasVisible && !m_line->text().isEmpty())
        Q_EMIT searchRequested(pattern());
    m_line->selectAll();
}

void SearchBar::close()
{
    if (isHidden())
        return;
    m_search->stop();
    Q_EMIT closed(); // before it hides, or the keyboard would go to whatever comes next, and select it
    hide();
}

SearchPattern SearchBar::pattern() const
{
    return {.text = m_line->text(), .matchCase = m_matchCase->isChecked(), .wholeWords = m_wholeWords->isChecked(),
            .regularExpression = m_expression->isChecked()};
}

QString SearchBar::message() const
{
    return m_message->text();
}

void SearchBar::setProblem(const QString &sentence)
{
    if (m_problem == sentence)
        return;
    m_problem = sentence;
    refreshCount();
}

void SearchBar::say(const QString &text, bool isError)
{
    if (m_message->text() == text && m_message->property("error").toBool() == isError)
        return;
    m_message->setText(text);
    m_message->setProperty("error", isError);
    refreshColors();
    if (isError && isVisible()) {
        QAccessibleEvent alert(m_message, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void SearchBar::refreshCount()
{
    const qint64 count = m_search->count();
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
    if (!m_problem.isEmpty())
        return say(m_problem, true);
    if (!m_search->isActive())
        return say({}, false);
    QString text;
    const qint64 number = m_search->isComplete() ? m_search->number() : 0;
    if (!m_search->isComplete())
        text = tr("%L1 so far…").arg(count);
    else if (count == 0)
        text = tr("No match");
    else if (number > 0)
        text = tr("%L1 of %L2").arg(number).arg(count);
    else
        text = count == 1 ? tr("1 match") : tr("%L1 matches").arg(count);
    if (!m_wrapped.isEmpty())
        text += u", "_s + m_wrapped;
    if (m_search->gaveUp())
        text += u". "_s + tr("The expression takes too long for some lines; they are left out.");
    say(text, count == 0 && m_search->isComplete());
}

void SearchBar::refreshColors()
{
    QPalette colors = palette();
    if (m_message->property("error").toBool())
        colors.setColor(QPalette::WindowText, m_theme->alarm());
    m_message->setPalette(colors);
    QPalette line = palette();
    if (m_message->property("error").toBool())
        line.setColor(QPalette::Text, m_theme->alarm());
    m_line->setPalette(line);
}

void SearchBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshColors();
}

void SearchBar::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(QRect(0, 0, width(), 1), m_theme->tint(m_theme->text(), 0.18));
}

bool SearchBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            m_search->step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void SearchBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace furrow::ui
