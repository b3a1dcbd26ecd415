// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/replfixture.h>

#include <concepts>
#include <exception>
#include <functional>
#include <utility>

namespace furrow {

/// A set of error types; errors of derived types belong to it too. Empty: unset. Plain value.
/// \code const auto mine = furrow::errorTypes<std::runtime_error, ParseError>(); \endcode
class ErrorTypes
{
public:
    ErrorTypes() = default;
    explicit ErrorTypes(std::function<bool(const std::exception_ptr &)> has) : m_has(std::move(has)) {}
    bool isEmpty() const { return !m_has; }
    bool contains(const std::exception_ptr &error) const { return m_has && m_has(error); }

private:
    std::function<bool(const std::exception_ptr &)> m_has;
};

namespace detail {

template<typename E>
bool isError(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const E &) {
        return true;
    } catch (...) {
        return false;
    }
}

} // namespace detail

template<typename... E>
ErrorTypes errorTypes()
{
    return ErrorTypes([](const std::exception_ptr &error) { return (detail::isError<E>(error) || ...); });
}

struct CrashHandlerOptions
{
    /// Errors that open the crash REPL; unset: every one.
    ErrorTypes catches = {};
    /// Errors that do not, even so; besides these Cancelled and DebuggerQuit never do.
    ErrorTypes ignores = {};
    /// Every error goes on to the caller, after the REPL. False: one that opened the REPL stays in the box.
    bool raiseOnExit = true;
    /// Around the prompt.
    ReplFixture replFixture = {};
};

/// What a crash handler has caught. Plain value.
struct CrashBox
{
    std::exception_ptr value = {};
    explicit operator bool() const { return bool(value); }
};

namespace detail {

CrashBox runWithCrashHandler(const std::function<void()> &body, const CrashHandlerOptions &options);

} // namespace detail

/// Runs plain code, in a program that need not use actors or tasks at all, and opens a crash REPL for the error that leaves it:
/// standing where it was thrown, before it goes on to the caller.
///
/// \code
/// int main(int argc, char **argv)
/// {
///     QCoreApplication application(argc, argv);
///     furrow::openCrashHandler([&] { work(application.arguments()); });
/// }
/// \endcode
/// While it runs, furrow::pause() works in the body as well, and fatal signals open the prompt where they happen. A console is
/// started at the beginning, unless one started the program; without a terminal the report goes to standard error. A program that
/// has no application object gets a QCoreApplication meanwhile: one that makes its own makes it before. Within an actor the actor's
/// own console is used. Raises what the body raises (`raiseOnExit`). Main thread.
template<std::invocable F>
CrashBox openCrashHandler(F &&body, const CrashHandlerOptions &options = {})
{
    return detail::runWithCrashHandler([&body] { body(); }, options);
}

/// The same when `enabled`, else just the body: for a flag of the command line.
///
/// \code
/// parser.addOption({u"debug"_s, u"Open a debugger where it fails."_s});
/// ...
/// furrow::maybeOpenCrashHandler(parser.isSet(u"debug"_s), [&] { work(parser.positionalArguments()); });
/// \endcode
template<std::invocable F>
CrashBox maybeOpenCrashHandler(bool enabled, F &&body, const CrashHandlerOptions &options = {})
{
    if (enabled)
        return openCrashHandler(std::forward<F>(body), options);
    body();
    return {};
}

} // namespace furrow
