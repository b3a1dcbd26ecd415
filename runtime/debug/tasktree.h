// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace furrow::debug {

/// The tasks of one actor at one moment, as text is made of them. Plain value. The runtime reads them in its own process, the console
/// by way of gdb; both show them through `renderTaskTree`, so that they look alike. Names of functions are the compiler's, as
/// std::source_location has them.
struct TaskTree
{
    struct Place
    {
        QString function = {};
        QString file = {};
        int line = 0;
    };
    struct Scope
    {
        quint64 address = 0;
        QString kind = {};                     ///< empty: a cancel scope by itself
        bool shield = false;
        bool cancelled = false;
        bool timedOut = false;
        std::optional<qint64> deadline = {};   ///< milliseconds from now on
    };
    struct Task
    {
        quint64 address = 0;
        QString name = {};
        bool current = false;             ///< its coroutine runs, or stands at the prompt
        std::optional<Place> runs = {};        ///< where, if that is known
        QList<Place> awaits = {};              ///< innermost first
        QList<Scope> scopes = {};              ///< its own, outermost first
        quint64 parent = 0;               ///< the task that opened the nursery it belongs to
        quint64 nurseryScope = 0;         ///< that nursery's
        QString caller = {};                   ///< the actor that called it, and where it awaits
        Place callerPlace = {};
    };
    QList<Task> tasks;                    ///< oldest first
};

/// Indented lines without a newline at the end: tasks under the nurseries that own them, nurseries and scopes under their task.
QString renderTaskTree(const TaskTree &tree);

} // namespace furrow::debug
