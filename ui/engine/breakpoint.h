// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace furrow::ui {

/// A breakpoint of the user's, as gdb has it, in every process of the tree. Plain value.
struct Breakpoint
{
    enum class Kind { Breakpoint, Watchpoint, Catchpoint };

    int number = 0;            ///< gdb's
    Kind kind = Kind::Breakpoint;
    QString location;          ///< as it was asked for: `file:line`, a function, a watched expression
    QString file;              ///< absolute where gdb knows it; empty: nowhere yet, or no place in the source
    int line = 0;
    bool enabled = true;
    bool temporary = false;
    int hits = 0;
    QString condition;         ///< a C++ expression, or empty
    QString trace;             ///< a tracepoint prints this and goes on, with expressions in braces: `x is {x}`; else empty
    QStringList programs;      ///< executables in which it has code
};

} // namespace furrow::ui
