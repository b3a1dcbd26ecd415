// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace furrow::app {

/// The report that `furrow [--headless] FILE.furrow-report` names; empty: the words mean something else.
QString reportNamed(const QStringList &arguments);
/// Prints it (headless), or shows it in a window of its own until that is closed; the exit status. 2 with one sentence: it cannot be opened.
int showReport(const QString &path, bool desktop);

} // namespace furrow::app
