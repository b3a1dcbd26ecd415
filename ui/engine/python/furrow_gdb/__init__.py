# SPDX-License-Identifier: MIT
"""What runs inside the one gdb of a Furrow console. See docs/architecture.md, section 5."""
import signal

import gdb

OLDEST = 14

SETTINGS = (
    "set pagination off",
    "set confirm off",
    "set width 0",
    "set height 0",
    "set style enabled off",
    "set non-stop on",
    "set startup-with-shell off",
    "set debuginfod enabled off",
    "set history save off",
    "set breakpoint pending on",
    "set print thread-events off",
    "set print inferior-events off",
    "set print finish off",
    "set print frame-arguments scalars",
    "set unwindonsignal on",
    "set max-completions 300",
    "set auto-load local-gdbinit off",
    "set detach-on-fork on",
    "set follow-fork-mode parent",
    "set schedule-multiple off",
    "set suppress-cli-notifications on",
    "set mi-async on",  # or what runs a process would keep the next request from being read
    "set prompt",
)


# What the console could not work without, whatever a file of the user's has set.
OURS = SETTINGS[:5] + ("set prompt",)


def version():
    digits = "".join(c if c.isdigit() or c == "." else " " for c in gdb.VERSION).split()
    return int(digits[0].split(".")[0]) if digits else 0


def start(sock, stream, setup):
    from . import channel

    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # meant for actors

    link = channel.Channel(sock, stream, setup["token"])
    if version() < OLDEST:
        link.send({"event": "tooOld", "version": gdb.VERSION})
        return
    # All at once: later imports would have to come from the memory of a console that may be gone.
    from . import attachments, breakpoints, commands, execution, inspection, printers, refusals, userfile

    for setting in SETTINGS:
        try:
            gdb.execute(setting)  # not to_string, which puts the width back to what it was
        except gdb.error:
            pass  # a gdb built without it needs it not
    # All but SIGSTOP, with which gdb itself makes threads stand, and two that follow.
    names = [line.split()[0] for line in gdb.execute("info signals", to_string=True).splitlines() if line.startswith("SIG")]
    gdb.execute("handle %s nostop noprint pass" % " ".join(name for name in names if name not in ("SIGSTOP", "SIGTRAP", "SIGINT")), to_string=True)
    # SIGTRAP must not be passed by gdb, which would hand the program the trap of each breakpoint as it goes
    # on; one of the program's own is handed on by attachments.py.
    gdb.execute("handle SIGINT nostop noprint pass", to_string=True)
    gdb.execute("handle SIGTRAP stop print nopass", to_string=True)
    # The one of gdb's own attach may be taken for the program's, and a process that is let go with it stands for ever.
    gdb.execute("handle SIGSTOP nopass", to_string=True)
    printers.install()
    refusals.install()
    commands.install()
    commands.link = link
    engine = attachments.Engine(link)
    execution.install(engine, link)
    breakpoints.Breakpoints(link)
    inspection.install(engine, link)
    link.listen()
    link.alone(lambda: userfile.run(link.interrupts, lambda sentence: link.send({"event": "complaint", "text": sentence})))
    for setting in OURS:
        gdb.execute(setting)
    link.send({"event": "ready", "version": gdb.VERSION})
