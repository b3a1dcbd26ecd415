# SPDX-License-Identifier: MIT
"""The runtime's coroutines: furrow/detail/awaitframe.h and TaskState, read from a stopped process."""
import gdb

from . import frames


class Await:
    """One AwaitFrame in the process. Plain numbers: outlives the stop in which it was read."""

    def __init__(self, value):
        self.address = int(value.address)
        self.awaiter = int(value["awaiter"])
        self.frame = int(value["frame"])
        self.generation = int(value["generation"])
        self.task = int(value["task"])
        self.line = int(value["line"])
        self.file = value["file"]
        self.file = self.file.string(errors="replace") if int(self.file) else ""
        name = value["function"]
        self._written = name.string(errors="replace") if int(name) else "??"
        self.resume = 0
        if self.frame:
            self.resume = int.from_bytes(gdb.selected_inferior().read_memory(self.frame, 8).tobytes(), "little")

    def function(self):
        """gdb's name of the coroutine, so that it reads as in native frames."""
        block = gdb.block_for_pc(self.resume) if self.resume else None
        while block is not None and block.function is None:
            block = block.superblock
        return frames.name_at(self.resume, block.function.print_name) if block else frames.short_name(self._written)


def _type(name):
    try:
        return gdb.lookup_type(name)
    except gdb.error:
        return None


def at(address):
    kind = _type("furrow::detail::AwaitFrame")
    if not kind or not address:
        return None
    try:
        return Await(gdb.Value(address).cast(kind.pointer()).dereference())
    except gdb.error:
        return None


def frame_address(frame):
    """The coroutine frame this function runs in, or 0."""
    try:
        return int(frame.read_var("frame_ptr"))
    except (ValueError, gdb.error):
        return 0


def is_ramp(frame):
    """Whether this function only makes a coroutine frame: the part of a coroutine that its caller calls."""
    try:
        block = frame.block()
        while block.function is None:
            block = block.superblock
        return any(symbol.name == "_Coro_frameptr" for symbol in block)
    except (RuntimeError, AttributeError):
        return False


def of_frame(frame):
    """The AwaitFrame of a native frame that is one of our coroutines, else None."""
    kind = _type("furrow::detail::AwaitFrame")
    if not kind or not frame_address(frame):
        return None
    try:
        return Await(frame.read_var("frame_ptr")["_Coro_promise"].cast(kind))
    except (ValueError, gdb.error):
        return None


def awaiters(await_frame):
    """Those that wait for it, innermost first; a damaged chain ends."""
    seen = {await_frame.address}
    while await_frame.awaiter and await_frame.awaiter not in seen:
        seen.add(await_frame.awaiter)
        await_frame = at(await_frame.awaiter)
        if await_frame is None:
            return
        yield await_frame


def task_of(address):
    kind = _type("furrow::detail::TaskState")
    if not kind or not address:
        return None
    try:
        value = gdb.Value(address).cast(kind.pointer()).dereference()

        def text(member):
            return value[member].string(errors="replace") if int(value[member]) else ""

        return {"name": text("name"), "caller": text("caller"), "file": text("callerFile"), "line": int(value["callerLine"])}
    except gdb.error:
        return None


def running_task():
    """Name of the task that runs in the selected process, or nothing."""
    try:
        task = task_of(int(gdb.parse_and_eval("furrow_debug_current_task")))
    except gdb.error:
        return ""
    return task["name"] if task else ""


def tasks():
    """The tasks of the selected process, oldest first: name, whether it runs, and its coroutines, innermost first."""
    try:
        address = int(gdb.parse_and_eval("furrow_debug_tasks"))
        current = int(gdb.parse_and_eval("furrow_debug_current_task"))
    except gdb.error:
        return None
    kind = _type("furrow::detail::TaskState")
    found, seen = [], set()
    while kind and address and address not in seen:
        seen.add(address)
        value = gdb.Value(address).cast(kind.pointer()).dereference()
        innermost = at(int(value["innermost"]))
        if innermost and not bool(value["done"]):
            chain = [innermost] + list(awaiters(innermost))
            found.append({"name": task_of(address)["name"], "runs": address == current, "chain": chain})
        address = int(value["older"])
    return found[::-1]


def stack():
    """The whole stack of the selected thread: native frames, awaiting coroutines, calling actor."""
    lines = []
    innermost = None
    for frame in frames.walk():
        lines.append(frames.describe(frame))
        if innermost is None:
            innermost = of_frame(frame)
    if innermost:
        for waiting in awaiters(innermost):
            name = waiting.function()
            lines.append({"kind": "await", "level": -1, "function": name, "file": waiting.file, "line": waiting.line,
                          "hidden": frames.rules.hides(name, None)})
        task = task_of(innermost.task)
        if task and task["caller"]:
            lines.append({"kind": "caller", "level": -1, "function": task["caller"], "file": task["file"], "line": task["line"], "hidden": False})
    return lines
