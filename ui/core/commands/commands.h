// SPDX-License-Identifier: MIT
#pragma once

#include "../command.h"

/// The prompt's own commands; see ../commandtable.cpp for their rows.
namespace furrow::ui::commands {

void proceed(CommandHost &host, const QString &argument);
void quit(CommandHost &host, const QString &argument);
void next(CommandHost &host, const QString &argument);
void step(CommandHost &host, const QString &argument);
void finish(CommandHost &host, const QString &argument);
void until(CommandHost &host, const QString &argument);

void actors(CommandHost &host, const QString &argument);
void tasks(CommandHost &host, const QString &argument);
void queue(CommandHost &host, const QString &argument);
void breakIn(CommandHost &host, const QString &argument);
void help(CommandHost &host, const QString &argument);

/// Why this line must not reach gdb; empty: it may.
QString refusal(const QString &line, const QString &frozenActor);

} // namespace furrow::ui::commands
