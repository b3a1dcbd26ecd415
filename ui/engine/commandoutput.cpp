// SPDX-License-Identifier: MIT
#include "commandoutput.h"

#include "debug/tasktree.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

using debug::TaskTree;

constexpr char separator = '\x1e';
constexpr char tasksMark[] = "tasks ";

CommandOutput::CommandOutput(const QByteArray &token)
    : m_start(separator + token + ' ')
{
}

namespace {

TaskTree::Place placeFrom(const QJsonObject &place)
{
    return {place["function"_L1].toString(), place["file"_L1].toString(), place["line"_L1].toInt()};
}

/// As commands.py has read it.
TaskTree taskTreeFrom(const QByteArray &json)
{
    TaskTree tree;
    const QJsonArray tasks = QJsonDocument::fromJson(json).object()["tasks"_L1].toArray();
    for (const QJsonValue &value : tasks) {
        TaskTree::Task task;
        task.address = quint64(value["address"_L1].toInteger());
        task.name = value["name"_L1].toString();
        task.current = value["current"_L1].toBool();
        if (value["runs"_L1].isObject())
            task.runs = placeFrom(value["runs"_L1].toObject());
        for (const QJsonValue &place : value["awaits"_L1].toArray())
            task.awaits.append(placeFrom(place.toObject()));
        for (const QJsonValue &scope : value["scopes"_L1].toArray()) {
            TaskTree::Scope read;
            read.address = quint64(scope["address"_L1].toInteger());
            read.kind = scope["kind"_L1].toString();
            read.shield = scope["shield"_L1].toBool();
            read.cancelled = scope["cancelled"_L1].toBool();
            read.timedOut = scope["timedOut"_L1].toBool();
            if (scope["deadline"_L1].isDouble())
                read.deadline = scope["deadline"_L1].toInteger();
            task.scopes.append(read);
        }
        task.parent = quint64(value["parent"_L1].toInteger());
        task.nurseryScope = quint64(value["nurseryScope"_L1].toInteger());
        task.caller = value["caller"_L1].toString();
        task.callerPlace = placeFrom(value["callerPlace"_L1].toObject());
        tree.tasks.append(task);
    }
    return tree;
}

} // namespace

QString CommandOutput::takeText()
{
    if (m_pending.startsWith(m_start + tasksMark)) {
        const qsizetype begin = m_start.size() + qsizetype(sizeof tasksMark - 1);
        const qsizetype close = m_pending.indexOf(separator, begin);
        if (close < 0)
            return {};
        const QString text = debug::renderTaskTree(taskTreeFrom(m_pending.sliced(begin, close - begin))) + u'\n';
        m_pending.remove(0, close + 1);
        m_decoder.resetState();
        return text;
    }
    qsizetype end = m_pending.indexOf(m_start);
    if (end < 0) {
        // The beginning of a mark may stand at the very end.
        end = m_pending.size();
        for (qsizetype length = std::min(m_start.size() - 1, end); length > 0; --length) {
            if (m_pending.endsWith(m_start.first(length))) {
                end -= length;
                break;
            }
        }
    }
    const QString text = m_decoder.decode(QByteArrayView(m_pending).first(end));
    m_pending.remove(0, end);
    return text;
}

bool CommandOutput::takeEnd(End *end)
{
    if (!m_pending.startsWith(m_start) || m_pending.startsWith(m_start + tasksMark))
        return false;
    const qsizetype close = m_pending.indexOf(separator, m_start.size());
    if (close < 0)
        return false;
    const QList<QByteArray> fields = m_pending.sliced(m_start.size(), close - m_start.size()).split(' ');
    m_pending.remove(0, close + 1);
    m_decoder.resetState();
    end->id = fields.value(0).toInt();
    end->ok = fields.value(1) == "1";
    end->begins = fields.value(1) == "begins";
    return true;
}

} // namespace furrow::ui
