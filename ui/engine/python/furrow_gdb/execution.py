# SPDX-License-Identifier: MIT
"""Lines typed at the prompt, completion, and the stack."""
import signal

import gdb

from . import commands, coroutines, refusals, stepping
from .channel import Refused

# They read further lines from a terminal that gdb does not have.
_BLOCKS = ("commands", "define", "define-prefix", "document", "if", "while")
_MOVES = ("up", "down", "frame", "f", "thread")
_OPEN_ENDED = _BLOCKS + ("python", "py", "compile", "guile", "gu", "edit")


def install(engine, link):
    def prepare():
        if engine.current is None:
            raise Refused("No process stands at the prompt.")
        with refusals.allowed():
            engine.current.select()

    def execute(request):
        line = request["line"]
        ok = False
        try:
            gdb.execute("set suppress-cli-notifications off", to_string=True)
            prepare()
            words = line.split(None, 1)
            if "\n" not in line and words and (words[0] in _BLOCKS or len(words) == 1 and words[0] in _OPEN_ENDED):
                raise Refused("'%s' needs its further lines: give them with it." % words[0])
            before = _where()
            _deliver_interrupts(engine.current.pid)
            # gdb hands a SIGINT of its own on to a process that it runs for a call.
            gdb.execute("handle SIGINT stop print nopass", to_string=True)
            link.look_at(engine.current.pid, engine.current.tid)
            if words and words[0] in _MOVES:
                _move(line, before)
            else:
                gdb.execute(line, from_tty=True)
            ok = True
            _moved(engine, link, before)
        except (Refused, gdb.error, gdb.GdbError, RuntimeError) as error:
            gdb.write("%s\n" % error)
        except KeyboardInterrupt:
            gdb.write("Quit\n")
        finally:
            link.look_at(0, 0)
            if not ok and engine.current is not None:
                _forget_interrupts(engine.current.pid, engine.current.tid)
            gdb.execute("set suppress-cli-notifications on", to_string=True)
            gdb.execute("handle SIGINT nostop noprint pass", to_string=True)
            link.mark(request["id"], ok)

    def complete(request):
        line = request["line"]
        start = max(line.rfind(" "), line.rfind("\t")) + 1
        if engine.current is not None:
            prepare()
        found = []
        # Not `complete`, which loses blanks at the end of the line.
        for candidate in gdb.execute_mi("-complete", line)["matches"]:
            if candidate.startswith(line[:start]):
                text = candidate[start:]
                first = not line[:start].strip()
                if not (first and refusals.refused(text)):
                    found.append({"text": text, "kind": "command" if first else "symbol"})
        return {"found": found}

    def backtrace(_request):
        prepare()
        return {"frames": coroutines.stack()}

    def step(request):
        prepare()
        return stepping.begin(engine, engine.current, request["kind"])

    link.serve("execute", execute)
    link.serve("complete", complete)
    link.serve("backtrace", backtrace)
    link.serve("step", step)


def _deliver_interrupts(pid):
    """A ctrl-c at the prompt reaches the process that stands there as well, and would end the next call in it."""
    if _interrupt_waits(pid, pid):
        _call_nothing()  # SIGINT is passed: the runtime's handler has it


def _interrupt_waits(pid, tid):
    try:
        with open("/proc/%d/task/%d/status" % (pid, tid)) as status:
            waiting = [int(line.split()[1], 16) for line in status if line.startswith(("SigPnd:", "ShdPnd:"))]
    except OSError:
        return False
    return any(mask & 1 << signal.SIGINT - 1 for mask in waiting)


def _call_nothing():
    """Lets the process run for a moment, in which signals that wait for it arrive."""
    try:
        gdb.execute("output ((int (*)()) getpid)()", to_string=True)
    except gdb.error:
        pass


def _forget_interrupts(pid, tid):
    """The SIGINTs that ended a call are ours, and not to be handed to the program as it goes on: gdb may have sent one and the
    channel another, of which the second still waits."""
    while True:
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


def _moved(engine, link, before):
    thread = gdb.selected_thread()
    if thread is None or engine.current is None or thread.inferior.num != engine.current.inferior.num:
        return
    now = _where()
    if now == before:
        return
    if now[0] != before[0]:
        engine.current.tid = now[0][1]
    engine.current.level = now[1]
    link.send({"event": "frameChanged", "frame": commands.shown(gdb.selected_frame())})
