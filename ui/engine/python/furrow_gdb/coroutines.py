# SPDX-License-Identifier: MIT
"""The runtime's coroutines: furrow/detail/awaitframe.h and TaskState, read from a stopped process."""
import time

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
        self.written = name.string(errors="replace") if int(name) else "??"
        self.resume = 0
        if self.frame:
            self.resume = int.from_bytes(gdb.selected_inferior().read_memory(self.frame, 8).tobytes(), "little")

    def function(self):
        """gdb's name of the coroutine, so that it reads as in native frames."""
        block = frames.function_block(gdb.block_for_pc(self.resume)) if self.resume else None
        return frames.name_at(self.resume, block.function.print_name) if block else frames.short_name(self.written)


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
        block = frames.function_block(frame.block())
        return block is not None and any(symbol.name == "_Coro_frameptr" for symbol in block)
    except RuntimeError:
        return False


def _derives(kind, base):
    kind = kind.strip_typedefs()
    return kind.name == base.name or any(field.is_base_class and _derives(field.type, base) for field in kind.fields())


def of_frame(frame):
    """The AwaitFrame of a native frame that is one of our coroutines, else None."""
    kind = _type("furrow::detail::AwaitFrame")
    if not kind or not frame_address(frame):
        return None
    try:
        promise = frame.read_var("frame_ptr")["_Coro_promise"]
        # Of another library's promise the cast would make one as well, out of whatever lies there.
        return Await(promise.cast(kind)) if _derives(promise.type, kind) else None
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


stands_in = 0  # the AwaitFrame where the prompt stands, of a process in which none of the user's functions runs; else 0


def describe(waiting):
    name = waiting.function()
    return {"kind": "await", "level": -1, "function": name, "file": waiting.file, "line": waiting.line, "hidden": frames.rules.hides(name, None),
            "await": waiting.address}


def newest_waiting():
    """The user's innermost coroutine of the newest task that has one; else None."""
    for task in reversed(tasks() or []):
        for waiting in task["chain"]:
            if waiting.resume and waiting.line and not frames.rules.hides(waiting.function(), None):
                return waiting
    return None


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


def _text(value):
    return value.string(errors="replace") if int(value) else ""


def _scopes(innermost, outside):
    """Cancel scopes from the innermost on up to that of the nursery, outermost first."""
    found = []
    while innermost and innermost != outside and len(found) < 500:
        scope = gdb.Value(innermost).cast(gdb.lookup_type("furrow::CancelScope").pointer()).dereference()
        described = {"address": innermost, "kind": _text(scope["m_kind"]), "shield": bool(scope["m_shield"]),
                     "cancelled": bool(scope["m_cancelCalled"]), "timedOut": bool(scope["m_timedOut"])}
        if bool(scope["m_deadline"]["_M_payload"]["_M_engaged"]):
            when = int(scope["m_deadline"]["_M_payload"]["_M_payload"]["_M_value"]["__d"]["__r"])
            described["deadline"] = (when - time.monotonic_ns()) // 1000000
        found.append(described)
        innermost = int(scope["m_parent"])
    return found[::-1]


def tasks():
    """The tasks of the selected process, oldest first, with what the console's text of them needs (debug/tasktree.h), and each one's
    coroutines, innermost first; nothing without a list of them."""
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
            task = task_of(address)
            described = {"address": address, "name": task["name"], "current": address == current,
                         "caller": task["caller"], "callerPlace": {"file": task["file"], "line": task["line"]}}
            try:
                nursery, outside = int(value["nursery"]), 0
                if nursery:
                    owner = value["nursery"].dereference()
                    outside = described["nurseryScope"] = int(owner["m_scope"].address)
                    described["parent"] = int(owner["m_parent"])
                described["scopes"] = _scopes(int(value["scope"]), outside)
            except gdb.error:
                pass  # none, or a runtime of another version
            described["chain"] = ([innermost] if innermost.resume else []) + list(awaiters(innermost))
            found.append(described)
        address = int(value["older"])
    return found[::-1]


def of_foreign():
    """The AwaitFrame that stands for a coroutine of another library's, when the selected thread runs one for a task; else None."""
    thread = gdb.selected_thread()
    if thread is None or thread.ptid[1] != thread.ptid[0]:
        return None
    try:
        task = gdb.parse_and_eval("furrow_debug_current_task")
        innermost = at(int(task["innermost"])) if int(task) else None
    except gdb.error:
        return None
    return innermost if innermost and not innermost.resume else None


def stack():
    """The whole stack of the selected thread: native frames, awaiting coroutines, calling actor."""
    lines = []
    innermost = None
    known = {}  # by program counter: a recursion has thousands of frames at a few of them
    inlined = False
    for frame in frames.walk():
        # What is inlined shares its counter with the function around it.
        plain = frame.type() == gdb.NORMAL_FRAME and not inlined
        inlined = frame.type() == gdb.INLINE_FRAME
        pc = frame.pc()
        if plain and pc in known:
            lines.append(dict(known[pc], level=frame.level()))
            continue
        lines.append(frames.describe(frame))
        if innermost is None:
            innermost = of_frame(frame)
        if plain:
            known[pc] = lines[-1]
    innermost = innermost or of_foreign()
    waiting = list(awaiters(innermost)) if innermost else []
    stands = at(stands_in)
    if stands and all(one.address != stands.address for one in waiting):
        innermost, waiting = stands, [stands] + list(awaiters(stands))
    if innermost:
        for one in waiting:
            lines.append(describe(one))
            if stands and one.address == stands.address:
                lines[-1]["current"] = True
        task = task_of((waiting or [innermost])[-1].task)
        if task and task["caller"]:
            lines.append({"kind": "caller", "level": -1, "function": task["caller"], "file": task["file"], "line": task["line"], "hidden": False})
    return lines
