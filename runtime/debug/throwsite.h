// SPDX-License-Identifier: MIT
#pragma once

#include "frozencopy.h"

#include <cstdint>
#include <exception>
#include <typeinfo>
#include <QString>
#include <vector>

namespace furrow::debug {

/// What is kept of the place where an exception was thrown, taken at the end of the unwinder's search phase while the whole
/// stack still stands. The handler that was found decides: a landing pad that has shown itself to be the user's costs nothing.
///
/// Any thread.

/// From now on exceptions that no known user's handler takes get a frozen copy, at most `limit` at a time, leased ones
/// included, and no more than fit into the memory that is left. The strings of `target` are copied.
void enableCopies(const CopyTarget &target, int limit = 16);
/// No new copies; those that nobody leased are ended and reaped.
void disableCopies();

/// A coroutine that waits for the one that raised, and where it waits. Static strings.
struct AwaitPoint
{
    const char *function = nullptr;
    const char *file = nullptr;
    unsigned line = 0;
};

/// Return addresses of the throw, innermost first; empty when none were taken (its handler is known as the user's).
std::vector<std::uintptr_t> throwAddresses(const std::exception_ptr &error);
/// The coroutines that waited for the one that the exception left first, innermost first; taken by `noteEscaped`.
std::vector<AwaitPoint> awaitersOf(const std::exception_ptr &error);
/// A number of this exception object that no other of this process ever has; 0 when nothing of its throw was kept.
std::uint64_t serialOf(const std::exception_ptr &error);
/// The frozen copy that belongs to the exception, or 0. It dies with the exception unless it was leased.
pid_t copyOf(const std::exception_ptr &error);
/// The exception was shown, or left its task: its landing pad goes on copying. Returns its copy (or 0) and gives up its
/// ownership: the caller reaps it when the console has let it go.
pid_t leaseCopy(const std::exception_ptr &error);
/// One that was leased has been reaped.
void leasedCopyEnded();
/// Half a sentence on why an exception has no copy; empty when it had one, or when none are taken at all.
QString whyNoCopy(const std::exception_ptr &error);
/// The coroutine machinery stored this exception; its landing pad is never learned as the user's. Called by the coroutine
/// that it leaves, which still is the innermost of the running task.
void noteEscaped(const std::exception_ptr &error);
/// In a copy of the process, for good: exceptions take their course, and nothing here takes a lock.
void ignoreThrows();
/// Copies alive that belong to exceptions; for tests and reports.
int ownedCopies();
/// What this thread throws while this is set, and it says true of: expected, and nothing is kept of it. Gets the type and the object.
extern thread_local bool (*isExpectedThrow)(const std::type_info &type, const void *object);
/// Address of the exception object, the same in every exception_ptr and rethrow.
const void *exceptionObject(const std::exception_ptr &error);

} // namespace furrow::debug
