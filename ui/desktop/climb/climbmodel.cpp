// SPDX-License-Identifier: MIT
#include "climbmodel.h"

#include "core/entrytext.h"

using namespace Qt::StringLiterals;

namespace furrow::ui {

using Repl = ClimbHop::Repl;
using Why = ClimbHop::Why;

ClimbModel::ClimbModel(const ClimbKeeper *keeper, QObject *parent) : QAbstractListModel(parent), m_keeper(keeper)
{
    const auto follow = [this](const QString &errorId) {
        if (!m_errorId.isEmpty() && (errorId == m_errorId || m_keeper->topOf(errorId) == m_errorId))
            refresh();
    };
    connect(keeper, &ClimbKeeper::added, this, follow);
    connect(keeper, &ClimbKeeper::changed, this, follow);
    connect(keeper, &ClimbKeeper::removed, this, [this](const QString &errorId) {
        if (std::ranges::any_of(m_rows, [&](const Row &row) { return row.errorId == errorId; }))
            refresh();
    });
}

void ClimbModel::show(const QString &errorId)
{
    if (errorId == m_errorId)
        return;
    beginResetModel();
    m_errorId = errorId;
    m_rows = rowsOf();
    endResetModel();
}

void ClimbModel::refresh()
{
    const QList<Row> rows = rowsOf();
    // Hops are only ever added, so that a selection stays where it is.
    qsizetype known = 0;
    for (const Row &row : rows) {
        if (known < m_rows.size() && row.isSame(m_rows.at(known)))
            ++known;
    }
    if (known < m_rows.size()) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    for (qsizetype at = 0; at < rows.size(); ++at) {
        if (at < m_rows.size() && rows.at(at).isSame(m_rows.at(at))) {
            m_rows[at] = rows.at(at);
            continue;
        }
        beginInsertRows({}, int(at), int(at));
        m_rows.insert(at, rows.at(at));
        endInsertRows();
    }
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1));
}

QList<ClimbModel::Row> ClimbModel::rowsOf() const
{
    QList<Row> rows;
    QStringList seen;
    const Climb *climb = m_keeper ? m_keeper->find(m_errorId) : nullptr;
    if (!climb)
        return rows;
    const int lanes = place(*climb, 0, false, &seen, &rows);
    for (Row &row : rows)
        row.rail.lanes = lanes;
    return rows;
}

/// Appends the rows of a climb and of its branches; returns the first lane right of them.
int ClimbModel::place(const Climb &climb, int lane, bool isBranch, QStringList *seen, QList<Row> *rows) const
{
    seen->append(climb.errorId);
    const qsizetype last = climb.hops.size() - 1;
    for (qsizetype hop = last; hop >= 0; --hop) {
        Row row{climb.errorId, hop, climb.hops.at(hop).actor.uuid, {}};
        row.rail.lane = lane;
        row.rail.up = hop < last || isBranch;
        row.rail.down = hop > 0;
        rows->append(row);
    }
    const qsizetype meeting = rows->size() - 1;
    int next = lane;
    for (const QString &id : climb.branches) {
        const Climb *branch = m_keeper->find(id);
        if (!branch || branch->hops.isEmpty() || seen->contains(id) || meeting < 0)
            continue;
        const qsizetype top = rows->size();
        for (qsizetype row = meeting + 1; row < top; ++row)
            (*rows)[row].rail.through.append(next);
        if (next == lane)
            (*rows)[meeting].rail.down = true;
        else
            (*rows)[meeting].rail.joins.append(next);
        next = place(*branch, next, true, seen, rows);
    }
    return std::max(next, lane + 1);
}

const ClimbHop *ClimbModel::hopAt(const Row &row) const
{
    const Climb *climb = m_keeper ? m_keeper->find(row.errorId) : nullptr;
    return climb && row.hop < climb->hops.size() ? &climb->hops.at(row.hop) : nullptr;
}

QModelIndex ClimbModel::indexOf(const QString &errorId, const QUuid &actor) const
{
    const auto found = std::ranges::find_if(m_rows, [&](const Row &row) { return row.errorId == errorId && row.actor == actor; });
    return found == m_rows.end() ? QModelIndex() : index(int(found - m_rows.begin()));
}

int ClimbModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QString ClimbModel::replText(const ClimbHop &hop)
{
    switch (hop.repl) {
    case Repl::Expected:
        return tr("about to open");
    case Repl::Waiting:
        return tr("waits for the console");
    case Repl::Open:
        return tr("REPL open");
    case Repl::WasOpen:
        return tr("REPL was open");
    case Repl::None:
        break;
    }
    switch (hop.why) {
    case Why::Filter:
        return tr("passed: its filter");
    case Why::Kind:
        return tr("passed: opens none");
    case Why::NotDebugging:
        return tr("passed: not in debug mode");
    case Why::Silent:
        return tr("passed: not heard of");
    case Why::InGroup:
        return tr("part of a group");
    case Why::Withdrawn:
        return tr("withdrawn");
    case Why::Skipped:
        return tr("could not open");
    case Why::Ended:
        return tr("ended before");
    case Why::Unknown:
        break;
    }
    return tr("passed");
}

static QString whyText(const ClimbHop &hop)
{
    switch (hop.why) {
    case Why::Filter:
        return ClimbModel::tr("The debugFilter of the program let the error pass here, so that no REPL opened.");
    case Why::Kind:
        return ClimbModel::tr("Such an error never opens a REPL here: it is a cancellation, or the answer to q.");
    case Why::NotDebugging:
        return ClimbModel::tr("The actor is not in debug mode, so that no REPL opens in it.");
    case Why::Silent:
        return ClimbModel::tr("The actor has told nothing itself; those above name it in the path of the error.");
    case Why::InGroup:
        return ClimbModel::tr("It met other errors in one nursery; the REPL is that of the group.");
    case Why::Withdrawn:
        return ClimbModel::tr("Its REPL never opened: the entry went away while it waited (%1).").arg(hop.detail);
    case Why::Skipped:
        return ClimbModel::tr("Its REPL could not open: %1.").arg(hop.detail);
    case Why::Ended:
        return ClimbModel::tr("Its process ended before its REPL could open.");
    case Why::Unknown:
        break;
    }
    return ClimbModel::tr("No REPL opened here.");
}

QString ClimbModel::whatText(const Row &row, const ClimbHop &hop) const
{
    if (!hop.relayed)
        return hop.message.isEmpty() ? tr("raised %1").arg(hop.type) : tr("raised %1: %2").arg(hop.type, hop.message.simplified());
    const Climb *climb = m_keeper->find(row.errorId);
    return row.hop > 0 ? tr("relayed %1 from %2").arg(hop.type, climb->hops.at(row.hop - 1).actor.name) : tr("relayed %1").arg(hop.type);
}

QVariant ClimbModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows.at(index.row());
    const ClimbHop *hop = hopAt(row);
    if (!hop)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return hop->actor.name;
    case HopRole:
        return QVariant::fromValue(*hop);
    case RailRole:
        return QVariant::fromValue(row.rail);
    case WhatRole:
        return whatText(row, *hop);
    case ReplRole:
        return replText(*hop);
    case PlaceRole:
        return entryText::where(hop->function, hop->file, hop->line);
    case ErrorIdRole:
        return row.errorId;
    case Qt::ToolTipRole: {
        QString text = u"<b>%1</b> (%2)<br>%3<br>"_s.arg(hop->actor.name.toHtmlEscaped(), tr("pid %1").arg(hop->pid), whatText(row, *hop).toHtmlEscaped());
        if (hop->line > 0)
            text += u"%1, %2:%3<br>"_s.arg(hop->function.toHtmlEscaped(), hop->file.toHtmlEscaped()).arg(hop->line);
        if (hop->repl == Repl::None)
            text += whyText(*hop).toHtmlEscaped() + u"<br>"_s;
        if (hop->copyAlive)
            text += tr("Its frozen copy (process %1) can be looked into from the prompt above.").arg(hop->copy);
        else if (hop->copy)
            text += tr("Its frozen copy is gone.");
        else
            text += tr("It left no frozen copy.");
        return text;
    }
    case Qt::AccessibleTextRole: {
        QStringList parts{hop->actor.name, whatText(row, *hop)};
        if (const QString place = entryText::where(hop->function, hop->file, hop->line); !place.isEmpty())
            parts.append(place);
        parts.append(replText(*hop));
        if (hop->copyAlive)
            parts.append(tr("frozen copy alive"));
        return parts.join(u", "_s);
    }
    default:
        return {};
    }
}

} // namespace furrow::ui
