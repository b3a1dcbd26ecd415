// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/debugfilter.h>
#include <furrow/expose.h>
#include <furrow/log.h>
#include <furrow/replfixture.h>

#include <QString>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>

class QCoreApplication;

namespace furrow {

/// How a root actor is to be opened. Plain value.
struct RootOptions
{
    /// Crash REPLs and pauses, in the whole tree. Unset: when a console started the program, or FURROW_DEBUG=1.
    std::optional<bool> debugMode = {};
    /// Which errors open a crash REPL; see DebugFilter. Empty: every one, apart from cancellation.
    DebugFilter debugFilter = {};
    /// Around every prompt of the root.
    ReplFixture replFixture = {};
    /// The root draws on the terminal itself: its output is not routed through the console, and its input is the terminal's. Give it
    /// a replFixture that puts the screen away.
    bool ownsTerminal = false;
    /// Of the whole tree, unless FURROW_LOG_LEVEL says otherwise.
    std::optional<LogLevel> logLevel = {};
    QString name = QStringLiteral("root");
    /// What an actor that was asked to end gets before it is killed.
    std::chrono::milliseconds grace{3000};
    /// In debug mode a breakpoint that the code itself holds (`int3`, `raise(SIGTRAP)`, `__builtin_debugtrap()`, a library's break macro)
    /// opens the REPL and can be continued, in the whole tree. Without it such a breakpoint is refused with a sentence.
    bool breakpointHook = false;
    /// SIGUSR1 to any actor of the tree dumps its tasks, and then those of the actors below it; see taskdump.h. Also with
    /// FURROW_TASK_DUMP=1 in the environment.
    bool taskDumpOnSignal = false;
    /// The root runs on a Boost.Asio io_context, with Qt's event loop as its guest; see <furrow/asio.h>. `run` only, and not together
    /// with windows.
    bool infectAsio = false;
    /// `run` only: makes the application object, for programs with windows. Not called in subactors.
    std::function<std::unique_ptr<QCoreApplication>(int &argc, char **argv)> application = {};
};

/// How an actor is to be started. Plain value.
struct ActorOptions
{
    /// Its name; `runInActor` takes the function's, in snake_case, when this is empty.
    QString name = {};
    /// Unset: as its parent.
    std::optional<bool> debugMode = {};
    /// Which errors open a crash REPL in it and below. Null: as its parent's, if that is a named one.
    NamedDebugFilter debugFilter = {};
    std::optional<LogLevel> logLevel = {};
    /// Unset: as its parent.
    std::optional<bool> breakpointHook = {};
    /// Unset: as its parent.
    std::optional<bool> taskDumpOnSignal = {};
    /// It runs on a Boost.Asio io_context, with Qt's event loop as its guest; see <furrow/asio.h>. Its main() must leave the application
    /// object to `run`.
    bool infectAsio = false;
    /// What it may be asked to run.
    Exposed exposes = {};
    /// Another executable that calls `furrow::run`; empty: this one.
    QString program = {};
    QStringList arguments = {};
    /// What it gets to end by itself before it is killed. Unset: the root's.
    std::optional<std::chrono::milliseconds> grace = {};
    /// How long it may take to connect.
    std::chrono::milliseconds connectTimeout{30000};
};

} // namespace furrow
