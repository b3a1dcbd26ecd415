// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"

/// How an entry reads: its header, its error, its line in the queue.
namespace furrow::ui::entryText {

/// `Opening a gdb REPL in paused actor: ('NAME', 'UUID')` and the task or thread and its place.
QString header(const Entry &entry, const QString &file, int line);
/// The rendered error or signal; empty for a pause.
QString trace(const Entry &entry);
/// `FILE:LINE` with the file's own name only; empty without a file.
QString place(const QString &file, int line);
/// `FUNCTION at FILE:LINE`
QString where(const QString &function, const QString &file, int line);
/// One line: actor, kind, place.
QString summary(const Entry &entry);
QString kindName(Entry::Kind kind);

} // namespace furrow::ui::entryText
