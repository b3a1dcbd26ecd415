// SPDX-License-Identifier: MIT
#include "climbview.h"

#include "climbdelegate.h"
#include "climbmodel.h"
#include "desktop/stateicon.h"
#include "desktop/themefollower.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

ClimbView::ClimbView(const ClimbKeeper *keeper, ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_keeper(keeper), m_theme(theme), m_model(new ClimbModel(keeper, this)), m_choice(new QComboBox), m_title(new QLabel),
      m_summary(new QLabel), m_empty(new QLabel), m_list(new QListView), m_export(new QAction(this)), m_pages(new QStackedLayout(this))
{
    m_choice->setObjectName(u"climbChoice"_s);
    m_choice->setAccessibleName(tr("Which error is shown"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(12);
    m_choice->setToolTip(tr("Several errors have climbed; the one chosen here is lit up in the tree"));
    m_title->setObjectName(u"climbTitle"_s);
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_summary->setObjectName(u"climbSummary"_s);
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);

    m_list->setObjectName(u"climbList"_s);
    m_list->setAccessibleName(tr("Hops of the error, the highest actor first"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ClimbDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_list->setEditTriggers(QListView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);

    m_export->setObjectName(u"exportReport"_s);
    m_export->setEnabled(false);
    m_export->setText(tr("Export Report…"));
    m_export->setIcon(themedIcon(u"document-export"_s, u"export"_s));
    m_export->setToolTip(tr("Write this climb into a file that opens again without the processes: hops, source, stack and locals"));
    auto *button = new QToolButton;
    button->setObjectName(u"exportReportButton"_s);
    button->setDefaultAction(m_export);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);

    m_empty->setObjectName(u"climbEmpty"_s);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(24);
    m_empty->setText(tr("No error has climbed so far. When one leaves the actor that raised it, every hop on its way up is listed here."));

    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(10, 8, 10, 6);
    head->setSpacing(3);
    head->addWidget(m_choice);
    head->addWidget(m_title);
    head->addWidget(m_summary);
    head->addWidget(button, 0, Qt::AlignLeft); // below: a dock is narrow
    column->addLayout(head);
    column->addWidget(m_list, 1);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(page);
    setFocusProxy(m_list);

    const auto colors = [this] {
        m_list->setPalette(m_theme->softSelection());
        QPalette quiet = QApplication::palette();
        quiet.setColor(QPalette::WindowText, m_theme->dim());
        m_summary->setPalette(quiet);
        m_empty->setPalette(quiet);
    };
    colors();
    connect(theme, &ThemeFollower::themeChanged, this, colors);
    connect(keeper, &ClimbKeeper::added, this, &ClimbView::climbChanged);
    connect(keeper, &ClimbKeeper::changed, this, &ClimbView::climbChanged);
    connect(keeper, &ClimbKeeper::removed, this, [this](const QString &errorId) {
        if (errorId == m_model->errorId()) {
            m_chosen = false;
            const QStringList tops = m_keeper->tops();
            show(tops.isEmpty() ? QString() : tops.last());
        }
        m_soon.start();
    });
    // Gathered, since thousands of actors may fail at once.
    m_soon.setSingleShot(true);
    m_soon.setInterval(20ms);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        fillChoice();
        refreshTitle();
    });
    connect(m_choice, &QComboBox::activated, this, [this](int index) { showClimb(m_choice->itemData(index).toString()); });
    connect(m_list, &QListView::clicked, this, &ClimbView::activate);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            Q_EMIT currentHopChanged(index.data(ClimbModel::HopRole).value<ClimbHop>(), index.data(ClimbModel::ErrorIdRole).toString());
    });
    connect(m_export, &QAction::triggered, this, [this] { Q_EMIT exportRequested(m_model->errorId()); });
    const QStringList tops = keeper->tops();
    show(tops.isEmpty() ? QString() : tops.last());
    fillChoice();
}

void ClimbView::setReadOnly()
{
    m_readOnly = true;
    m_export->setVisible(false);
    refreshTitle();
    if (auto *button = findChild<QToolButton *>(u"exportReportButton"_s))
        button->hide();
}

QString ClimbView::shownClimb() const
{
    return m_model->errorId();
}

void ClimbView::showClimb(const QString &errorId)
{
    const QString top = m_keeper->topOf(errorId);
    if (!m_keeper->find(top))
        return;
    // The newest again: new ones are followed again.
    const QStringList tops = m_keeper->tops();
    m_chosen = tops.isEmpty() || tops.last() != top;
    show(top);
    fillChoice();
}

void ClimbView::climbChanged(const QString &errorId)
{
    const QString top = m_keeper->topOf(errorId);
    const Climb *shown = m_keeper->find(m_model->errorId());
    const Climb *climb = m_keeper->find(top);
    if (!climb)
        return;
    const bool opens = std::ranges::any_of(climb->hops, [](const ClimbHop &hop) { return hop.repl == ClimbHop::Repl::Open; });
    // What the user looks at stays, and what has the prompt is not pushed away by what only waits.
    const bool joined = shown && !shown->group.isEmpty();
    if (joined)
        show(m_keeper->topOf(shown->errorId));
    else if (!shown || (!m_chosen && (opens || !shown->isLive())))
        show(top);
    if (!m_soon.isActive())
        m_soon.start();
}

void ClimbView::show(const QString &errorId)
{
    if (errorId == m_model->errorId() && m_pages->currentIndex() == (errorId.isEmpty() ? 0 : 1))
        return;
    m_model->show(errorId);
    m_pages->setCurrentIndex(errorId.isEmpty() ? 0 : 1);
    m_export->setEnabled(!errorId.isEmpty());
    refreshTitle();
    Q_EMIT climbShown(errorId);
}

void ClimbView::refreshTitle()
{
    const Climb *climb = m_keeper->find(m_model->errorId());
    if (!climb || climb->hops.isEmpty())
        return;
    m_title->setText(climb->message.isEmpty() ? climb->type : u"%1: %2"_s.arg(climb->type, climb->message.simplified().left(400)));
    const QString from = climb->hops.first().actor.name, to = climb->hops.last().actor.name;
    QString sentence;
    if (!climb->branches.isEmpty())
        sentence = tr("%n errors met in %1", nullptr, int(climb->branches.size())).arg(from);
    else
        sentence = tr("Raised in %1").arg(from);
    if (climb->hops.size() > 1)
        sentence = tr("%1, climbed to %2").arg(sentence, to);
    m_summary->setText(!climb->isLive() ? tr("%1.").arg(sentence)
                           : m_readOnly ? tr("%1; a REPL was open or waited when this was written.").arg(sentence)
                                        : tr("%1; a REPL is open or waits.").arg(sentence));
}

void ClimbView::fillChoice()
{
    const QStringList tops = m_keeper->tops();
    m_choice->setVisible(tops.size() > 1);
    const QSignalBlocker quiet(m_choice);
    // Newest first, as menus of recent things are.
    for (qsizetype i = 0; i < tops.size(); ++i) {
        const Climb *climb = m_keeper->find(tops.at(tops.size() - 1 - i));
        const ClimbHop first = climb->hops.value(0);
        const QString text = tr("%1 in %2, %3").arg(climb->type, first.actor.name, first.time.toString(u"HH:mm:ss"_s));
        if (i >= m_choice->count())
            m_choice->addItem(text);
        if (m_choice->itemData(int(i)).toString() != climb->errorId)
            m_choice->setItemData(int(i), climb->errorId);
        if (m_choice->itemText(int(i)) != text)
            m_choice->setItemText(int(i), text);
    }
    while (m_choice->count() > tops.size())
        m_choice->removeItem(m_choice->count() - 1);
    m_choice->setCurrentIndex(m_choice->findData(m_model->errorId()));
}

ClimbHop ClimbView::currentHop() const
{
    return m_list->currentIndex().data(ClimbModel::HopRole).value<ClimbHop>();
}

void ClimbView::activate(const QModelIndex &index)
{
    if (index.isValid())
        Q_EMIT hopActivated(index.data(ClimbModel::HopRole).value<ClimbHop>(), index.data(ClimbModel::ErrorIdRole).toString());
}

bool ClimbView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            activate(m_list->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace furrow::ui
