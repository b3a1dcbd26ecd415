// SPDX-License-Identifier: MIT
#pragma once

namespace furrow {

/// Thrown at a checkpoint of a task whose cancel scope was cancelled; the scope takes it. Derives from nothing, so that
/// `catch (const std::exception &)` never eats it. Whoever catches it with `catch (...)` must throw it again: one that is lost is
/// logged, and the next checkpoint throws again.
struct Cancelled
{
};

} // namespace furrow
