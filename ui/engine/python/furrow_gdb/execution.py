# SPDX-License-Identifier: MIT
"""Lines typed at the prompt, completion, and the stack."""
import _thread
import contextlib
import os
import re
import signal

import gdb

from . import commands, coroutines, frames, refusals, stepping
from .attachments import CRASHES, user_breakpoints
from .channel import REQUEST, Marked, Refused

# They read further lines from a terminal that gdb does not have.
_BLOCKS = ("commands", "define", "define-prefix", "document", "if", "while")
_MOVES = ("up", "down", "frame", "f", "thread")
_UP, _DOWN = ("u", "up"), ("d", "down", "dow")
_STANDS = ("p", "print", "inspect", "output", "call", "x", "ptype", "whatis", "list", "l", "info", "i", "w", "bt", "where", "ll", "a", "pp", "locals", "tasks", "echo", "printf",
           "break", "br", "b", "tbreak", "tb", "hbreak", "thbreak", "watch", "rwatch", "awatch", "delete", "clear", "disable", "enable",
           "condition", "ignore", "commands", "set", "show", "define", "document", "help")
_GOES_ON = re.compile(r"^([ \t]*)(?:c|cont|continue|fg)([ \t]+\d+)?[ \t]*$", re.MULTILINE)
_OPEN_ENDED = _BLOCKS + ("python", "py", "compile", "guile", "gu", "edit")


def prepare(engine):
    """Makes gdb's selection what the prompt stands on."""
    if engine.current is None:
        raise Refused("No process stands at the prompt.")
    with refusals.allowed():
        engine.current.select()


def let_interrupts_arrive(engine):
    """A ctrl-c at the prompt reaches the process that stands there as well, and would end the next call in it. Not while others may come
    to a breakpoint: gdb takes another's stop for the end of a call, leaves the call's frame where it is, and fails an assertion later."""
    if not user_breakpoints() and _interrupt_waits(engine.current.pid, engine.current.pid):
        _call_nothing()


@contextlib.contextmanager
def calling(engine):
    """Within it functions of the process may be called: an interrupt ends the call, and afterwards none of ours is left to the process."""
    _calls.watch()
    ok = False
    try:
        yield
        ok = True
    finally:
        _end_calls(engine, ok)


def _end_calls(engine, ok):
    if _calls.over() and engine.current is not None:
        _calls.let_in(False)
        _forget_interrupts(engine.current.pid, engine.current.tid, ok)
    _calls.let_in(True)


_after_command = []


def after_command(act):
    """Calls this after each line that was typed at the prompt."""
    _after_command.append(act)


def install(engine, link):
    def execute(request):
        line = request["line"]
        ok = False
        link.begin(request["id"])
        try:
            prepare(engine)
            at = engine.current
            let_interrupts_arrive(engine)
            stands = line.split(None, 1)[:1] and line.split(None, 1)[0] in _STANDS
            before = None if stands else _where()
            towards_caller = _leaves(line, request)
            if towards_caller is not None:
                link.send({"event": "border", "down": not towards_caller})
                ok = True
                return Marked()
            link.interrupts.during(request["id"], lambda: _run(line, before), at.pid, at.tid)
            ok = True
            if stands:
                prepare(engine)  # a breakpoint that is set, or waits for its place, makes gdb forget which frame was selected
            else:
                _moved(engine, link, before, line.split(None, 1)[:1])
        except (Refused, gdb.error, gdb.GdbError, RuntimeError) as error:
            gdb.write("%s\n" % error)
        except KeyboardInterrupt:
            gdb.write("Quit\n")
        finally:
            try:
                _end_calls(engine, ok)
            finally:
                for act in _after_command:
                    act()
                link.mark(request["id"], ok)
        return Marked()

    def complete(request):
        line = request["line"]
        start = max(line.rfind(" "), line.rfind("\t")) + 1
        if engine.current is not None:
            prepare(engine)
        found = []
        # Not `complete`, which loses blanks at the end of the line.
        for candidate in gdb.execute_mi("-complete", line)["matches"]:
            if candidate.startswith(line[:start]):
                text = candidate[start:]
                first = not line[:start].strip()
                if not (first and (refusals.refused(text) or text == REQUEST)):
                    found.append({"text": text, "kind": "command" if first else "symbol"})
        return {"found": found}

    def backtrace(_request):
        prepare(engine)
        current = gdb.selected_frame().level() if not coroutines.stands_in else -1
        lines = coroutines.stack()
        for line in lines:
            if line["kind"] == "native" and line["level"] == current:
                line["current"] = True
        return {"frames": lines}

    def step(request):
        prepare(engine)
        return stepping.begin(engine, engine.current, request["kind"])

    _calls.tell = link.send
    gdb.events.inferior_call.connect(_calls.happened)
    link.serve("execute", execute)
    link.serve("complete", complete)
    link.serve("backtrace", backtrace)
    link.serve("step", step)


def _leaves(line, request):
    """Whether the line moves past the user's last frame, where the stack goes on in another process: towards the caller, or not; or
    None."""
    word = line.split(None, 1)[0] if line.strip() else ""
    towards_caller = word in _UP
    if word not in _UP + _DOWN or not request.get("above" if towards_caller else "below"):
        return None
    frame = frames.step_visible(gdb.selected_frame(), 1, towards_caller)
    # main() is below everything, and is nobody's caller across processes.
    return towards_caller if frame is None or towards_caller and frames.function_name(frame) == "main" else None


def _run(line, before):
    words = line.split(None, 1)
    if "\n" not in line and words and (words[0] in _BLOCKS or len(words) == 1 and words[0] in _OPEN_ENDED):
        raise Refused("'%s' needs its further lines: give them with it." % words[0])
    if words and words[0] == "commands":
        if line.startswith("commands\n"):
            line = "commands $bpnum" + line[8:]  # as gdb takes it where a person types
        line = _GOES_ON.sub(r"\1continue\2&", line)  # without `&` gdb would take no request until the process stops again
    _calls.watch()
    if words and words[0] in _STANDS:
        gdb.execute(line, from_tty=True)
        return
    # Where the prompt stands is the console's to tell, but for the commands that move it.
    gdb.execute("set suppress-cli-notifications off", to_string=True)
    try:
        if words and words[0] in _MOVES:
            _move(line, before)
        else:
            gdb.execute(line, from_tty=True)
    finally:
        gdb.execute("set suppress-cli-notifications on", to_string=True)


class _Calls:
    """SIGINT while a command calls functions of the process: gdb hands one of its own on to a process that it runs for a call, where
    it has to end the call instead of the program."""

    def __init__(self):
        self._watching = False
        self._stops = False
        self._called = False
        self.tell = None

    def watch(self):
        self._watching = True

    def happened(self, event):
        """gdb swallows what is raised here; a ctrl-c is meant for the command, and the process must be ready for its own all the same."""
        struck = False
        while self._watching:
            try:
                self._note(isinstance(event, gdb.InferiorCallPreEvent))
                break
            except KeyboardInterrupt:
                struck = True
        if struck:
            _thread.interrupt_main()

    def _note(self, begins):
        self.tell({"event": "call", "pid": gdb.selected_inferior().pid if begins else 0})
        if begins:
            self._called = True
            self.let_in(False)
        else:
            self.let_in(True)

    def let_in(self, passed):
        """Whether the process is handed its SIGINTs, or a call in it ends by them."""
        if self._stops == passed:
            gdb.execute("handle SIGINT " + ("nostop noprint pass" if passed else "stop print nopass"), to_string=True)
            # A crash in the call ends it as well; the runtime's handler would ask for the prompt that is waiting for it.
            gdb.execute("handle %s %s" % (" ".join(CRASHES), "nostop noprint pass" if passed else "stop print pass"), to_string=True)
            self._stops = not passed

    def over(self):
        """The command has ended. Whether it has called anything."""
        self._watching = False
        called, self._called = self._called, False
        return called


_calls = _Calls()


class _Status:
    """What the system says of a thread, asked before every command: the file stays open, which is half of the time that it takes."""

    def __init__(self):
        self._of = None
        self._file = -1

    def read(self, pid, tid):
        """Empty when it is gone."""
        if self._of == (pid, tid):
            try:
                return os.pread(self._file, 8192, 0)
            except OSError:
                pass  # that thread has ended; another may have its number
        self._close()
        try:
            self._file = os.open("/proc/%d/task/%d/status" % (pid, tid), os.O_RDONLY)
            self._of = (pid, tid)
            return os.pread(self._file, 8192, 0)
        except OSError:
            return b""

    def _close(self):
        self._of = None
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


_status = _Status()


def _interrupt_waits(pid, tid):
    text = _status.read(pid, tid)
    if not text:
        return False
    waiting = 0
    for name in (b"\nSigPnd:\t", b"\nShdPnd:\t"):
        at = text.find(name) + len(name)
        waiting |= int(text[at:at + 16] or b"0", 16)
    return bool(waiting & 1 << signal.SIGINT - 1)


def _call_nothing():
    """Lets the process run for a moment, in which signals that wait for it arrive."""
    try:
        gdb.execute("output ((int (*)()) getpid)()", to_string=True)
    except gdb.error:
        pass


def _forget_interrupts(pid, tid, ok):
    """The SIGINTs that a command's calls were sent are ours, and not to be handed to the program as it goes on: gdb may have sent one
    and the channel another, of which the second still waits, or both after the call had returned."""
    while not ok or _interrupt_waits(pid, tid):
        try:
            with refusals.allowed():
                gdb.execute("queue-signal 0", to_string=True)
        except gdb.error:
            return  # nothing is selected
        if not _interrupt_waits(pid, tid):
            return
        _call_nothing()


def _move(line, before):
    """The console shows the source where it changes, so that gdb's own line of it is left out."""
    text = gdb.execute(line, from_tty=True, to_string=True)
    lines = text.rstrip("\n").split("\n")
    if _where() != before and len(lines) > 1 and lines[-1].split("\t")[0].isdigit():
        text = "\n".join(lines[:-1]) + "\n"
    gdb.write(text)


def _where():
    thread = gdb.selected_thread()
    return (thread.ptid if thread else None, gdb.selected_frame().level() if thread else 0)


def _moved(engine, link, before, word):
    thread = gdb.selected_thread()
    if thread is None or engine.current is None or thread.inferior.num != engine.current.inferior.num:
        return
    now = _where()
    # From where a coroutine waits, any of them leads to the native frames.
    if now == before and not (engine.current.waits_in and word and word[0] in _MOVES + _UP + _DOWN):
        return
    if now[0] != before[0]:
        engine.current.tid = now[0][1]
    engine.current.level = now[1]
    engine.current.waits_in = 0
    link.send({"event": "frameChanged", "frame": commands.shown(gdb.selected_frame())})
