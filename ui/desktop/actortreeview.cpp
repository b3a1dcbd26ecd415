// SPDX-License-Identifier: MIT
#include "actortreeview.h"

#include "actordelegate.h"
#include "actortreemodel.h"
#include "core/climbkeeper.h"
#include "themefollower.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace furrow::ui {

ActorTreeView::ActorTreeView(ActorTreeModel *model, ThemeFollower *theme, QWidget *parent)
    : QTreeView(parent), m_model(model), m_delegate(new ActorDelegate(theme, this)), m_theme(theme)
{
    setObjectName(u"actorTree"_s);
    setAccessibleName(tr("Actors"));
    setModel(model);
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    for (int column = 1; column < ActorTreeModel::ColumnCount; ++column)
        hideColumn(column); // the delegate shows them in two lines
    setUniformRowHeights(true);
    setIndentation(18);
    setExpandsOnDoubleClick(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setAutoScroll(false);
    const auto softSelection = [this, theme] { setPalette(theme->softSelection()); };
    softSelection();
    connect(theme, &ThemeFollower::themeChanged, this, softSelection);
    expandAll();
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &parent) {
        // The first child opens its parent; a parent that was closed by hand had children before.
        if (parent.isValid() && m_model->rowCount(parent) == 1)
            expand(parent);
    });
    connect(model, &QAbstractItemModel::rowsMoved, this, [this](const QModelIndex &, int, int, const QModelIndex &to) { expand(to); });
    // Gathered, since thousands of actors may change in a second.
    m_filterTimer.setSingleShot(true);
    m_filterTimer.setInterval(200ms);
    connect(&m_filterTimer, &QTimer::timeout, this, [this] {
        applyFilter();
        if (std::exchange(m_newActors, false) && isVisible())
            lookAtLoads();
    });
    const auto soon = [this] {
        if (!m_filterTimer.isActive())
            m_filterTimer.start();
    };
    connect(model, &QAbstractItemModel::rowsInserted, this, [this, soon] {
        m_newActors = true;
        soon();
    });
    connect(model, &QAbstractItemModel::dataChanged, this, [soon](const QModelIndex &, const QModelIndex &, const QList<int> &roles) {
        if (roles.isEmpty())
            soon();
    });
    m_loadTimer.setInterval(2s);
    connect(&m_loadTimer, &QTimer::timeout, this, &ActorTreeView::lookAtLoads);
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) { Q_EMIT actorActivated(m_model->uuidOf(index)); });
}

QUuid ActorTreeView::selectedActor() const
{
    return m_model->uuidOf(currentIndex());
}

void ActorTreeView::selectActor(const QUuid &uuid)
{
    setCurrentIndex(m_model->indexOf(uuid));
}

void ActorTreeView::setFilter(const QString &text, bool hideEnded)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    m_hideEnded = hideEnded;
    applyFilter();
}

bool ActorTreeView::isFound(const QModelIndex &index) const
{
    if (m_words.isEmpty())
        return true;
    QString text = index.data(ActorTreeModel::DetailRole).toString();
    for (int column = 0; column < ActorTreeModel::ColumnCount; ++column)
        text += u'\n' + index.siblingAtColumn(column).data().toString();
    return std::ranges::all_of(m_words, [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

/// Whether anything is shown below.
bool ActorTreeView::applyFilter(const QModelIndex &parent, int *ended, int *hidden)
{
    bool any = false;
    const QPersistentModelIndex selected = currentIndex();
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        const bool below = applyFilter(index, ended, hidden);
        const bool over = ActorInfo::State(index.data(ActorTreeModel::StateRole).toInt()) == ActorInfo::State::Ended;
        const bool folded = m_hideEnded && over && index != selected;
        const bool shown = below || (isFound(index) && !folded);
        *ended += over;
        *hidden += over && !shown;
        if (isRowHidden(row, parent) == shown)
            setRowHidden(row, parent, !shown);
        any |= shown;
    }
    return any;
}

void ActorTreeView::applyFilter()
{
    m_filterTimer.stop();
    int ended = 0, hidden = 0;
    applyFilter({}, &ended, &hidden);
    Q_EMIT endedChanged(ended, hidden);
}

void ActorTreeView::selectFirstFound()
{
    if (m_words.isEmpty() && currentIndex().isValid())
        return;
    for (QModelIndex index = m_model->index(0, 0); index.isValid(); index = indexBelow(index)) {
        if (isFound(index))
            return setCurrentIndex(index);
    }
}

void ActorTreeView::lookAtLoads()
{
    QList<QUuid> seen;
    for (QModelIndex index = indexAt({0, 0}); index.isValid() && visualRect(index).top() < viewport()->height(); index = indexBelow(index))
        seen.append(m_model->uuidOf(index));
    m_model->lookAtLoads(seen);
}

void ActorTreeView::showEvent(QShowEvent *event)
{
    QTreeView::showEvent(event);
    lookAtLoads();
    m_loadTimer.start();
}

void ActorTreeView::hideEvent(QHideEvent *event)
{
    QTreeView::hideEvent(event);
    m_loadTimer.stop();
}

void ActorTreeView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT actorActivated(selectedActor());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void ActorTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    const QString errorId = current.data(ActorTreeModel::ErrorIdRole).toString();
    if (errorId.isEmpty())
        return;
    const QString top = m_climbs ? m_climbs->topOf(errorId) : errorId;
    lightUp(top);
    Q_EMIT errorSelected(top);
}

void ActorTreeView::setClimbs(const ClimbKeeper *climbs)
{
    m_climbs = climbs;
    const auto follow = [this](const QString &errorId) {
        // An error may become a part of a group while it is lit.
        if (!m_lit.isEmpty() && (errorId == m_lit || m_climbs->topOf(errorId) == m_lit || m_climbs->topOf(m_lit) == errorId)) {
            m_lit = m_climbs->topOf(m_lit);
            refreshPath();
        }
    };
    connect(climbs, &ClimbKeeper::added, this, follow);
    connect(climbs, &ClimbKeeper::changed, this, follow);
    connect(climbs, &ClimbKeeper::removed, this, [this](const QString &errorId) {
        if (errorId == m_lit)
            lightUp({});
    });
    // A path's rows move where a parent is heard of after its child.
    connect(m_model, &QAbstractItemModel::rowsMoved, this, &ActorTreeView::refreshPath);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int, int) {
        if (m_climbs && !m_lit.isEmpty() && m_climbs->find(m_lit))
            refreshPath();
    });
}

void ActorTreeView::lightUp(const QString &errorId)
{
    if (errorId == m_lit)
        return;
    m_lit = errorId;
    refreshPath();
}

void ActorTreeView::refreshPath()
{
    const QList<QUuid> actors = m_climbs && !m_lit.isEmpty() ? m_climbs->actorsOf(m_lit) : QList<QUuid>();
    const QSet<QUuid> path(actors.begin(), actors.end());
    QHash<QUuid, QUuid> edges;
    for (const QUuid &actor : actors) {
        const QModelIndex index = m_model->indexOf(actor);
        const QUuid parent = m_model->uuidOf(index.parent());
        if (!path.contains(parent))
            continue;
        const auto known = edges.constFind(parent);
        if (known == edges.cend() || m_model->indexOf(*known).row() < index.row())
            edges[parent] = actor;
    }
    if (path == m_path && edges == m_edges)
        return;
    m_path = path;
    m_edges = edges;
    m_delegate->setPath(path);
    viewport()->update();
}

void ActorTreeView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (!m_edges.isEmpty())
        drawPath(painter, rect, index);
    QTreeView::drawBranches(painter, rect, index);
}

/// What of the line from an actor to those above it runs through this row: it goes left of the icons, from a child's to its parent's.
void ActorTreeView::drawPath(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(m_theme->tint(m_theme->alarm(), 0.75), 2, Qt::SolidLine, Qt::RoundCap));
    constexpr qreal corner = 5;
    const bool right = isRightToLeft();
    // The column of each ancestor's icon, from the row's own inwards.
    qreal column = right ? rect.left() : rect.right() + 1;
    for (QModelIndex child = index; child.parent().isValid(); child = child.parent()) {
        column += right ? indentation() : -indentation();
        const QUuid lowest = m_edges.value(m_model->uuidOf(child.parent()));
        if (lowest.isNull())
            continue;
        const int last = m_model->indexOf(lowest).row();
        const qreal x = right ? column - 3 : column + 3;
        const qreal middle = rect.center().y();
        if (child.row() < last)
            painter->drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() + 1));
        if (child == index && m_path.contains(m_model->uuidOf(index))) {
            // Room for the arrow that opens and closes the row.
            const qreal outward = right ? -1 : 1;
            const qreal end = x + outward * (m_model->hasChildren(index) ? corner : indentation() - 2);
            QPainterPath elbow(QPointF(end, middle));
            elbow.lineTo(x + outward * corner, middle);
            elbow.quadTo(x, middle, x, middle - corner);
            elbow.lineTo(x, rect.top());
            painter->drawPath(elbow);
        }
        const bool first = child == index && indexAbove(index) == index.parent();
        if (first && child.row() <= last) // it climbs
            painter->drawPolyline(QPolygonF{QPointF(x - 4, rect.top() + 6), QPointF(x, rect.top() + 1), QPointF(x + 4, rect.top() + 6)});
    }
    painter->restore();
}

} // namespace furrow::ui
