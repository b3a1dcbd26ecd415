# SPDX-License-Identifier: MIT
"""Steps: to the next line of *this* coroutine, whatever else runs meanwhile, and through plain functions.

A coroutine's step marks it and all that await it in the process (AwaitFrame::watch). The trampoline then calls an empty function as
one of them is resumed, when it no longer runs, and when it is finished; a breakpoint in each of those is all there is while the
coroutine waits, and its lines have breakpoints only while it runs. So a thousand instances of the same function run on untouched.
A plain function's step is gdb's own, led through the frames a user does not want to see.
"""
import gdb

from . import coroutines, frames, linerows, refusals
from .channel import Refused

HOOKS = ("furrow_debug_resumed", "furrow_debug_suspended", "furrow_debug_finished")


def begin(engine, attachment, kind):
    if attachment.dying:
        raise Refused("This process dies of %s as soon as it runs: c and q both let it." % attachment.dying)
    if attachment.frozen:
        raise Refused("This process is a frozen copy, made for looking: it cannot run.")
    frames.rules.shows_runtime = False  # one steps through one's own lines
    with refusals.allowed():
        if attachment.step:
            attachment.step.abandon()
            attachment.step = None
        waiting = coroutines.at(attachment.waits_in)
        if waiting:
            return _begin_waiting(engine, attachment, kind, waiting)
        frame = frames.newest_visible()
        selected = gdb.selected_frame()
        if kind in ("finish", "until") and not frames.is_hidden(selected):
            frame = selected
        if frame is None:
            raise Refused("There is no frame of yours to step in.")
        if kind != "finish" and not frame.find_sal().line:
            raise Refused("%s was built without debug information, so there are no lines to step to: build it with -g; c lets it go on." %
                          frames.function_name(frame))
        thread = gdb.selected_thread()
        step = (CoroutineStep if coroutines.of_frame(frame) else PlainStep)(engine, attachment, kind)
        _begin(attachment, step, lambda: step.begin(thread, frame))
    return {}


def _begin_waiting(engine, attachment, kind, waiting):
    """From a line that is awaited, where nothing runs yet: until the coroutine goes on there."""
    step = CoroutineStep(engine, attachment, kind)
    _begin(attachment, step, lambda: step.watch(gdb.selected_thread(), waiting, waiting.line, False))
    attachment.waits_in = coroutines.stands_in = 0
    return {}


def _begin(attachment, step, go):
    attachment.step = step
    try:
        go()
    except Exception:
        attachment.step = None
        step.abandon()
        raise


class Stop(gdb.Breakpoint):
    """A breakpoint of a step, in its process alone."""

    def __init__(self, step, where):
        super().__init__(where, internal=True)
        self.silent = True
        self.inferior = step.attachment.inferior.num
        self.step = step


class Row(Stop):
    def __init__(self, step, address):
        super().__init__(step, "*0x%x" % address)

    def stop(self):
        return self.step.is_armed(gdb.selected_frame())


class Return(Stop):
    """Where a frame goes on once those it called have returned."""

    def __init__(self, step, frame):
        super().__init__(step, "*0x%x" % (frame.pc() + frames.trap_length(frame)))
        self.frame = frame

    def stop(self):
        return gdb.newest_frame() == self.frame


class Step:
    def __init__(self, engine, attachment, kind):
        self.engine = engine
        self.attachment = attachment
        self.kind = kind
        self.breakpoints = []
        self.native_in = None  # the thread that gdb itself steps

    def add(self, breakpoint):
        self.breakpoints.append(breakpoint)
        return breakpoint

    def drop(self, some=None):
        for breakpoint in list(self.breakpoints if some is None else some):
            if breakpoint in self.breakpoints:
                self.breakpoints.remove(breakpoint)
            if breakpoint.is_valid():
                breakpoint.delete()

    def abandon(self):
        """Leaves nothing of the step in the process."""
        self.drop()

    def process_gone(self):
        self.engine.link.post(self.drop)  # or they would be put into the next process of this inferior

    def go(self, thread):
        self.attachment.run()

    def native(self, thread, command):
        """gdb's own step of this thread; the others run meanwhile, or the step might wait for them for ever."""
        self.attachment.goes_on()
        for other in self.attachment.inferior.threads():
            if other.ptid != thread.ptid and other.is_stopped():
                self.attachment.run_thread(other)
        thread.switch()
        self.native_in = thread.ptid
        gdb.execute(command + "&", to_string=True)

    def is_stray(self, thread, hit):
        """A stop that is none of the step's: another thread's, of a passing signal."""
        if hit or thread.ptid == self.native_in:
            self.native_in = None
            return False
        self.attachment.run_thread(thread)
        return True

    def done(self, thread, reason="stepped", detail=""):
        self.engine.stopped(self.attachment, thread, reason, detail)


class PlainStep(Step):
    COMMANDS = {"next": "next", "step": "step", "until": "until", "finish": "finish"}

    def begin(self, thread, frame):
        self.frame = frame
        self.line = frame.find_sal().line
        if self.kind == "finish":
            self.leave(thread, frame)
        elif frame.level() == 0:
            self.native(thread, self.COMMANDS[self.kind])
        else:
            self.return_to(thread, frame, then_stop=False)

    def return_to(self, thread, frame, then_stop):
        self.drop()
        self.then_stop = then_stop
        self.add(Return(self, frame))
        self.go(thread)

    def at_new_line(self):
        """Whether the call that has returned was the last thing of its line."""
        frame = gdb.newest_frame()
        sal = frame.find_sal()
        return frame == self.frame and sal.pc == frame.pc() and sal.line != self.line

    def leave(self, thread, frame):
        """On to the next frame that calls this one and is not hidden; without one, the process runs."""
        caller = frames.step_visible(frame, 1, towards_caller=True)
        if caller is None:
            self.drop()
            self.go(thread)
        elif coroutines.of_frame(frame) is None and coroutines.is_ramp(caller):
            self.leave(thread, caller)
        else:
            self.return_to(thread, caller, then_stop=True)

    def stopped(self, thread, hit, signal_name):
        if self.is_stray(thread, hit):
            return
        if hit:
            self.drop()
            if self.then_stop or self.at_new_line():
                self.done(thread)
            else:
                self.native(thread, self.COMMANDS[self.kind])
            return
        frame = gdb.newest_frame()
        if frames.is_hidden(frame) or coroutines.is_ramp(frame):
            older = frames.step_visible(frame, 1, towards_caller=True)
            if older is None:
                self.go(thread)
            else:
                self.return_to(thread, older, then_stop=older != self.frame)
        else:
            self.done(thread)


class CoroutineStep(Step):
    def begin(self, thread, frame):
        self.watch(thread, coroutines.of_frame(frame), frame.find_sal().line, frame.level() == 0)

    def watch(self, thread, innermost, line, runs):
        """`runs`: it is on top of the thread's stack; else it waits, or is in a call."""
        self.armed = 0          # frame address of the coroutine whose lines have breakpoints
        self.rows = {}          # frame address -> its breakpoints
        self.chain = [innermost] + list(coroutines.awaiters(innermost))
        self.first = innermost.frame
        self.first_line = line
        self.stepping_in = False
        self.hooks = {}
        self.task = innermost.task
        if gdb.lookup_static_symbol(HOOKS[0]) or gdb.lookup_global_symbol(HOOKS[0]) or _has_function(HOOKS[0]):
            for name in HOOKS:
                self.hooks[name] = self.add(Stop(self, name))
            for waiting in self.chain:
                self.mark(waiting, True)
            if self.kind == "step":
                self.write("furrow_debug_into_task", self.task)
        else:
            raise Refused("The program's runtime does not tell coroutines apart for the debugger; it was built from another version.")
        if self.kind != "finish":
            self.arm(innermost, line)
        if self.kind == "step" and runs:
            self.stepping_in = True
            self.native(thread, "step")
        else:
            self.go(thread)

    # -- the marks in the process

    def memory(self, address, value, size):
        self.attachment.inferior.write_memory(address, value.to_bytes(size, "little"))

    def write(self, variable, value):
        self.memory(int(gdb.parse_and_eval("&" + variable)), value, 8)

    def mark(self, waiting, on):
        kind = gdb.lookup_type("furrow::detail::AwaitFrame").pointer()
        self.memory(int(gdb.Value(waiting.address).cast(kind)["watch"]["on"].address), 1 if on else 0, 1)

    def abandon(self):
        super().abandon()
        try:
            self.write("furrow_debug_armed_frame", 0)
            self.write("furrow_debug_into_task", 0)
            for waiting in self.chain:
                self.mark(waiting, False)
        except (gdb.error, gdb.MemoryError):
            pass  # the process is going; so are the marks
        self.chain = []

    # -- breakpoints in the lines of the coroutine that runs

    def arm(self, waiting, line):
        self.disarm()
        rows = linerows.of_pc(waiting.resume)
        if rows is None:
            return
        self.armed = waiting.frame
        later = (lambda other: other > line) if self.kind == "until" and waiting.frame == self.first else (lambda other: other != line)
        if waiting.frame in self.rows:
            for breakpoint in self.rows[waiting.frame]:
                breakpoint.enabled = True
        else:
            self.rows[waiting.frame] = [self.add(Row(self, address)) for address, _ in rows.stops(later)]
        self.write("furrow_debug_armed_frame", waiting.address)

    def disarm(self):
        for breakpoint in self.rows.get(self.armed, ()):
            breakpoint.enabled = False
        if self.armed:
            self.armed = 0
            self.write("furrow_debug_armed_frame", 0)

    def is_armed(self, frame):
        return coroutines.frame_address(frame) == self.armed != 0

    # -- what happens

    def stopped(self, thread, hit, signal_name):
        if self.is_stray(thread, hit):
            return
        names = {hook: name for name, hook in self.hooks.items()}
        told = next((names[b] for b in hit if b in names), None)
        if told is None:
            if any(isinstance(b, Row) for b in hit):
                self.done(thread)
            elif any(isinstance(b, Return) for b in hit):
                self.drop([b for b in hit if isinstance(b, Return)])
                self.native(thread, "step")
            else:
                self.native_end(thread)
            return
        address = int(gdb.newest_frame().read_var("frame"))
        getattr(self, told.rpartition("_")[2])(thread, address)

    def resumed(self, thread, address):
        self.stepping_in = False
        waiting = next((w for w in self.chain if w.address == address), None)
        if waiting is not None and self.kind == "finish" and waiting.frame == self.first:
            pass
        elif waiting is not None:
            if not frames.rules.hides(waiting.function(), None):
                self.arm(waiting, coroutines.at(address).line)
        elif self.kind == "step":
            entered = coroutines.at(address)
            if entered and entered.awaiter == self.chain[0].address and not frames.rules.hides(entered.function(), None):
                self.mark(entered, True)
                self.chain.insert(0, entered)
                self.arm(entered, 0)
        self.go(thread)

    def suspended(self, thread, address):
        self.disarm()
        self.go(thread)

    def finished(self, thread, address):
        ended = next((w for w in self.chain if w.address == address), None)
        if ended is not None:
            self.chain.remove(ended)
            self.rows_gone(ended)
        if ended is not None and all(frames.rules.hides(waiting.function(), None) for waiting in self.chain):
            task = coroutines.task_of(ended.task)
            self.done(thread, "taskEnded", "the task %s has ended" % (task["name"] if task and task["name"] else ended.function()))
        else:
            self.go(thread)

    def rows_gone(self, ended):
        if self.armed == ended.frame:
            self.disarm()
        self.drop(self.rows.pop(ended.frame, ()))

    def native_end(self, thread):
        """gdb's own step has ended: in a line of the coroutine, in a function it called, or beyond it."""
        frame = gdb.newest_frame()
        mine = next((f for f in frames.walk(frame) if coroutines.frame_address(f) == self.first), None)
        if mine is None:
            self.stepping_in = False
            self.go(thread)
        elif frame == mine:
            rows = linerows.of_pc(frame.pc())
            if rows and frame.find_sal().line in rows.machinery | {self.first_line}:
                self.native(thread, "step")
            else:
                self.done(thread)
        elif frames.is_hidden(frame) or coroutines.is_ramp(frame):
            self.add(Return(self, mine))
            self.go(thread)
        else:
            self.done(thread)


def _has_function(name):
    try:
        return bool(gdb.decode_line(name)[1])
    except gdb.error:
        return False
