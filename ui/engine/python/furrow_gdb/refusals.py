# SPDX-License-Identifier: MIT
"""Commands that would break the session, refused with the reason, however they are abbreviated or wrapped.

gdb runs `hook-NAME` before NAME whoever asks for it, so a hook sees every alias and script. The engine itself uses these commands
within `allowed()`.
"""
import contextlib
import select

import gdb

_RUNS = "It runs the process behind the console's back; use c, n, s, fin or until at the prompt."
_LIVES = "Furrow starts and ends the processes of the tree; use c or q to leave the prompt."
_ATTACHES = "Furrow attaches and detaches by itself; use c or q to leave the prompt."
_SWITCHES = "The prompt belongs to one process at a time; leave it with c, and the next one that waits comes."

REASONS = {
    **dict.fromkeys(("run", "start", "starti", "kill", "kill inferiors", "quit", "exit"), _LIVES),
    **dict.fromkeys(("detach", "detach inferiors", "detach checkpoint", "attach", "disconnect"), _ATTACHES),
    **dict.fromkeys(("inferior", "add-inferior", "clone-inferior", "remove-inferiors", "file", "exec-file", "core-file", "symbol-file", "checkpoint", "restart"), _SWITCHES),
    **dict.fromkeys(
        ("next", "step", "continue", "finish", "until", "advance", "stepi", "nexti", "jump", "signal", "interrupt", "queue-signal",
         "reverse-next", "reverse-step", "reverse-continue", "reverse-finish", "reverse-stepi", "reverse-nexti", "record", "record full", "record btrace"),
        _RUNS),
    **dict.fromkeys(("pi", "python-interactive"), "It reads the console's own input; use `python STATEMENT`."),
}

TARGETS = ("core", "ctf", "exec", "extended-remote", "native", "record-btrace", "record-core", "record-full", "remote", "sim", "tfile")

_depth = 0
_breakpoints_commands = 0  # how many stops have their `commands` run now


@contextlib.contextmanager
def allowed():
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1


def commands_run(more):
    """At a breakpoint its `commands` may let their own thread go on."""
    global _breakpoints_commands
    _breakpoints_commands += 1 if more else -1


def _console_is_gone():
    """gdb's standard input has been closed at its other end: it quits by itself, and must be let go."""
    poll = select.poll()
    poll.register(0, 0)
    return any(events & select.POLLHUP for _, events in poll.poll(0))


def check(name):
    if name == "continue" and _breakpoints_commands:
        return
    if not _depth and not _console_is_gone():
        raise gdb.GdbError("'%s' is refused: %s" % (name, REASONS.get(name, _ATTACHES)))


def refused(word):
    """Whether a first word, as completed by gdb, is one of them."""
    return word in REASONS or word == "target"


def install():
    for name in list(REASONS) + ["target " + kind for kind in TARGETS]:
        prefix, _, last = name.rpartition(" ")
        try:
            gdb.execute('define %s hook-%s\npython __import__("furrow_gdb.refusals").refusals.check("%s")\nend' % (prefix, last, name), to_string=True)
        except gdb.error:
            pass  # not in this gdb
