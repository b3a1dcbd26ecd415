// SPDX-License-Identifier: MIT
#include "tasktree.h"

#include "functionnames.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

class Renderer
{
public:
    explicit Renderer(const TaskTree &tree)
    {
        for (const TaskTree::Task &task : tree.tasks) {
            m_tasks.insert(task.address, &task);
            m_shown[task.address] = isShown(task);
        }
        for (const TaskTree::Task &task : tree.tasks)
            m_children[task.parent].append(&task);
        // A parent that is gone, or that was not read, leaves its tasks at the top.
        for (const TaskTree::Task &task : tree.tasks) {
            if (!task.parent || !m_tasks.contains(task.parent))
                show(task, 0);
        }
        for (const TaskTree::Task &task : tree.tasks) // nothing is lost, whatever was read
            show(task, 0);
        if (tree.tasks.isEmpty())
            line(u"No tasks."_s, 0);
        if (m_hidden)
            line(u"(%1 hidden task%2 of the runtime)"_s.arg(m_hidden).arg(m_hidden == 1 ? u""_s : u"s"_s), 0);
    }
    QString text() const { return m_lines.join(u'\n'); }

private:
    static bool isShown(const TaskTree::Task &task)
    {
        if (task.current || task.runs)
            return true;
        return std::ranges::any_of(task.awaits, [](const TaskTree::Place &place) { return !isHidden(functionOfSignature(place.function)); });
    }

    void line(const QString &text, int depth, bool current = false)
    {
        m_lines.append((current ? u"-> "_s : u"   "_s) + QString(2 * depth, u' ') + text);
    }

    static QString where(const TaskTree::Place &place)
    {
        const QString function = shownFunction(place.function);
        return place.file.isEmpty() ? function : u"%1 at %2:%3"_s.arg(function, place.file).arg(place.line);
    }

    static QString seconds(qint64 milliseconds)
    {
        return u"%1 s"_s.arg(double(milliseconds) / 1000, 0, 'f', 1);
    }

    static QString describe(const TaskTree::Scope &scope)
    {
        QString text = scope.kind.isEmpty() ? u"cancel scope"_s : scope.kind;
        if (scope.shield)
            text += u", shielded"_s;
        if (scope.deadline && !scope.cancelled)
            text += *scope.deadline >= 0 ? u", deadline in "_s + seconds(*scope.deadline) : u", deadline over since "_s + seconds(-*scope.deadline);
        if (scope.cancelled)
            text += scope.timedOut ? u", cancelled by its deadline"_s : u", cancelled"_s;
        return text;
    }

    /// The runtime's own nurseries say nothing to anybody, unless they are what cancels.
    static bool isShown(const TaskTree::Scope &scope) { return scope.cancelled || !scope.kind.startsWith(u"runtime's"_s); }

    void show(const TaskTree::Task &task, int depth)
    {
        if (m_done.contains(task.address))
            return;
        m_done.insert(task.address);
        const bool shown = m_shown.value(task.address);
        if (shown) {
            line(u"task '%1'"_s.arg(task.name), depth, task.current);
            ++depth;
            if (task.runs)
                line(u"runs  "_s + where(*task.runs), depth);
            for (const TaskTree::Place &place : task.awaits) {
                if (!isHidden(functionOfSignature(place.function)))
                    line(u"await "_s + where(place), depth);
            }
            if (!task.caller.isEmpty())
                line(u"called by %1 at %2:%3"_s.arg(task.caller, task.callerPlace.file).arg(task.callerPlace.line), depth);
        } else {
            ++m_hidden;
        }
        QList<const TaskTree::Task *> children = m_children.value(task.address);
        for (const TaskTree::Scope &scope : task.scopes) {
            if (shown && isShown(scope))
                line(describe(scope), depth++);
            for (auto it = children.begin(); it != children.end();) {
                if ((*it)->nurseryScope == scope.address) {
                    show(**it, depth);
                    it = children.erase(it);
                } else {
                    ++it;
                }
            }
        }
        for (const TaskTree::Task *child : std::as_const(children))
            show(*child, depth);
    }

    QHash<quint64, const TaskTree::Task *> m_tasks;
    QHash<quint64, bool> m_shown;
    QHash<quint64, QList<const TaskTree::Task *>> m_children;
    QSet<quint64> m_done;
    QStringList m_lines;
    int m_hidden = 0;
};

} // namespace

QString renderTaskTree(const TaskTree &tree)
{
    return Renderer(tree).text();
}

} // namespace furrow::debug
