// SPDX-License-Identifier: MIT
#include "filtermenu.h"

#include "core/actortree.h"
#include "desktop/actorcolors.h"
#include "desktop/consolepane.h"
#include "loglinelevel.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr int shownActors = 8; ///< rows of the list

QIcon swatch(const QColor &color)
{
    QPixmap pixmap(12, 12);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(1, 1, 10, 10), 2, 2);
    return QIcon(pixmap);
}

} // namespace

FilterMenu::FilterMenu(ConsolePane *pane, const ActorTree *tree, QWidget *parent)
    : QMenu(tr("&Filter"), parent), m_pane(pane), m_tree(tree), m_levels(new QActionGroup(this))
{
    setObjectName(u"filterMenu"_s);
    addSection(tr("Lines"));
    for (const auto &[part, name, text] : {std::tuple(TranscriptFilter::Repl, u"filterRepl"_s, tr("&Debugger: Headers, Traces, Source, Commands")),
                                           {TranscriptFilter::StandardOutput, u"filterOutput"_s, tr("Programs' Standard &Output")},
                                           {TranscriptFilter::StandardError, u"filterError"_s, tr("Programs' Standard &Error")},
                                           {TranscriptFilter::Notices, u"filterNotices"_s, tr("Console's &Notices")},
                                           {TranscriptFilter::ConsoleLog, u"filterLog"_s, tr("Console's &Log")}}) {
        QAction *action = addAction(text);
        action->setObjectName(name);
        action->setCheckable(true);
        connect(action, &QAction::toggled, this, [this, part](bool on) {
            if (m_refreshing)
                return;
            TranscriptFilter filter = m_pane->lineFilter();
            filter.parts.setFlag(part, on);
            m_pane->setLineFilter(filter);
        });
        m_parts.append({part, action});
    }
    QMenu *levels = addMenu(tr("Programs' Log Le&vel"));
    levels->setObjectName(u"levelMenu"_s);
    for (const auto &[level, text] : {std::pair(LogLevel::Error, tr("Errors Only")),
                                      {LogLevel::Warning, tr("Warnings and Above")},
                                      {LogLevel::Cancel, tr("Cancellations and Above")},
                                      {LogLevel::Info, tr("Information and Above")},
                                      {LogLevel::Console, tr("Console and Above")},
                                      {LogLevel::Runtime, tr("Runtime and Above")},
                                      {LogLevel::Debug, tr("Debug and Above")},
                                      {LogLevel::Trace, tr("Everything")}}) {
        QAction *action = levels->addAction(text);
        action->setObjectName(u"level-"_s + levelName(level));
        action->setCheckable(true);
        action->setData(int(level));
        m_levels->addAction(action);
    }
    connect(m_levels, &QActionGroup::triggered, this, [this](const QAction *action) {
        TranscriptFilter filter = m_pane->lineFilter();
        filter.level = LogLevel(action->data().toInt());
        m_pane->setLineFilter(filter);
    });

    addSection(tr("Actors"));
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(8, 2, 8, 2);
    m_search = new QLineEdit(box);
    m_search->setObjectName(u"filterActorSearch"_s);
    m_search->setPlaceholderText(tr("Search actors"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_actors = new QListWidget(box);
    m_actors->setObjectName(u"filterActors"_s);
    m_actors->setAccessibleName(tr("Actors that are shown; none checked means all"));
    m_actors->setUniformItemSizes(true);
    m_actors->setMinimumWidth(240);
    m_actors->viewport()->installEventFilter(this);
    layout->addWidget(m_search);
    layout->addWidget(m_actors);
    auto *actors = new QWidgetAction(this);
    actors->setDefaultWidget(box);
    addAction(actors);
    addSeparator();
    m_everything = addAction(tr("&Show Everything"), this, &FilterMenu::showEverything);
    m_everything->setObjectName(u"filterEverything"_s);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        for (int i = 0; i < m_actors->count(); ++i)
            m_actors->item(i)->setHidden(!m_actors->item(i)->text().contains(text, Qt::CaseInsensitive));
    });
    connect(m_actors, &QListWidget::itemChanged, this, &FilterMenu::applyActors);
    connect(this, &QMenu::aboutToShow, this, [this] {
        m_search->clear();
        fillActors();
    });
    connect(pane, &ConsolePane::lineFilterChanged, this, &FilterMenu::refresh);
    refresh();
}

void FilterMenu::showEverything()
{
    TranscriptFilter filter;
    filter.parts.setFlag(TranscriptFilter::ConsoleLog, m_pane->lineFilter().parts.testFlag(TranscriptFilter::ConsoleLog));
    m_pane->setLineFilter(filter);
}

void FilterMenu::fillActors()
{
    m_refreshing = true;
    const bool dark = palette().color(QPalette::Base).lightness() < 128;
    const QSet<QUuid> &shown = m_pane->lineFilter().actors;
    m_actors->clear();
    const QList<ActorInfo> all = m_tree->all();
    for (const ActorInfo &info : all) {
        auto *item = new QListWidgetItem(swatch(actorColor(info.id.name, dark)), info.id.name, m_actors);
        item->setData(Qt::UserRole, info.id.uuid);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(shown.contains(info.id.uuid) ? Qt::Checked : Qt::Unchecked);
    }
    if (m_actors->count() > 0) {
        m_actors->setCurrentRow(0);
        m_actors->setFixedHeight(m_actors->sizeHintForRow(0) * std::min(shownActors, m_actors->count()) + 2 * m_actors->frameWidth() + 2);
    }
    m_search->setVisible(m_actors->count() > shownActors);
    m_refreshing = false;
}

void FilterMenu::applyActors()
{
    if (m_refreshing)
        return;
    TranscriptFilter filter = m_pane->lineFilter();
    filter.actors.clear();
    for (int i = 0; i < m_actors->count(); ++i) {
        if (m_actors->item(i)->checkState() == Qt::Checked)
            filter.actors.insert(m_actors->item(i)->data(Qt::UserRole).toUuid());
    }
    m_pane->setLineFilter(filter);
}

void FilterMenu::refresh()
{
    m_refreshing = true;
    const TranscriptFilter &filter = m_pane->lineFilter();
    for (const auto &[part, action] : std::as_const(m_parts))
        action->setChecked(filter.parts.testFlag(part));
    for (QAction *action : m_levels->actions())
        action->setChecked(action->data().toInt() == int(filter.level));
    for (int i = 0; i < m_actors->count(); ++i) {
        QListWidgetItem *item = m_actors->item(i);
        item->setCheckState(filter.actors.contains(item->data(Qt::UserRole).toUuid()) ? Qt::Checked : Qt::Unchecked);
    }
    m_everything->setEnabled(filter.hidesLines());
    m_refreshing = false;
}

bool FilterMenu::eventFilter(QObject *watched, QEvent *event)
{
    // A click anywhere in a row means its box.
    if (watched == m_actors->viewport() && event->type() == QEvent::MouseButtonRelease) {
        if (QListWidgetItem *item = m_actors->itemAt(static_cast<QMouseEvent *>(event)->position().toPoint())) {
            item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
            return true;
        }
    }
    return QMenu::eventFilter(watched, event);
}

QString FilterMenu::sentence(const TranscriptFilter &filter, const ActorTree *tree)
{
    QStringList parts;
    if (filter.actors.size() == 1) {
        const ActorInfo *info = tree->find(*filter.actors.cbegin());
        parts.append(tr("only %1").arg(info ? info->id.name : tr("one actor")));
    } else if (!filter.actors.isEmpty()) {
        parts.append(tr("only %L1 actors").arg(filter.actors.size()));
    }
    for (const auto &[part, text] : {std::pair(TranscriptFilter::Repl, tr("no debugger")),
                                     {TranscriptFilter::StandardOutput, tr("no standard output")},
                                     {TranscriptFilter::StandardError, tr("no standard error")},
                                     {TranscriptFilter::Notices, tr("no notices")}}) {
        if (!filter.parts.testFlag(part))
            parts.append(text);
    }
    if (filter.level != LogLevel::Trace)
        parts.append(tr("log lines from \u201c%1\u201d up").arg(levelName(filter.level)));
    return parts.isEmpty() ? QString() : tr("Filtered: %1.").arg(parts.join(u", "_s));
}

} // namespace furrow::ui
