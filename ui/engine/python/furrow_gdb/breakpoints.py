# SPDX-License-Identifier: MIT
"""The user's breakpoints, of which the console is told whoever sets or changes them, and tracepoints, which print and go on."""
import re
import signal
import threading
import time

import gdb

from . import refusals
from .channel import Refused

HITS = 0.25  # s; how often hits are told at most
CHARACTERS = 2000  # of what a tracepoint prints

_KINDS = {gdb.BP_HARDWARE_WATCHPOINT: "watchpoint", gdb.BP_WATCHPOINT: "watchpoint", gdb.BP_READ_WATCHPOINT: "watchpoint",
          gdb.BP_ACCESS_WATCHPOINT: "watchpoint", gdb.BP_CATCHPOINT: "catchpoint"}

_PART = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")


class Tracepoint(gdb.Breakpoint):
    """Prints what its template says, and never stops. gdb allows no condition of its own beside `stop`, so that is looked at here."""

    def configure(self, owner, template, test):
        self._owner = owner
        self.template = template
        self.test = test
        self.hits = 0
        self.silent = True

    def stop(self):
        try:
            if self.test and not gdb.parse_and_eval(self.test):
                return False
            text = _PART.sub(_filled, self.template)
        except gdb.error as error:
            text = "<error: %s>" % error
        self.hits += 1
        self._owner.traced(text[:CHARACTERS] + "\n")
        return False


def _filled(part):
    if part.group(1) is None:
        return part.group(0)[0]
    try:
        return gdb.parse_and_eval(part.group(1)).format_string(max_elements=100, max_depth=3)
    except gdb.error as error:
        return "<error: %s>" % error
    except Exception as error:
        return "<its printer failed: %s>" % error


class Breakpoints:
    def __init__(self, link):
        self._link = link
        self._due = False
        self._told = 0.0
        link.serve("setBreakpoint", self.set)
        link.serve("changeBreakpoint", self.change)
        link.serve("removeBreakpoint", self.remove)
        for event in (gdb.events.breakpoint_created, gdb.events.breakpoint_modified, gdb.events.breakpoint_deleted):
            event.connect(self._happened)

    # -- requests

    def set(self, request):
        with refusals.allowed():
            made = self._make(request["file"], request["line"], request.get("trace", ""), request.get("condition", ""))
            if made.pending and not request.get("mayWait"):
                made.delete()
                raise Refused("No code was made of line %d of %s." % (request["line"], request["file"]))
            made.enabled = request.get("enabled", True)
        return {"number": made.number}

    def change(self, request):
        known = self._find(request["number"])
        condition, trace = request.get("condition", ""), request.get("trace", "")
        with refusals.allowed():
            if trace or isinstance(known, Tracepoint):
                file, line = _place(known) or (None, 0)
                if not file:
                    raise Refused("Breakpoint %d has no place in the source." % known.number)
                made = self._make(file, line, trace, condition)
                known.delete()
                known = made
            else:
                known.condition = condition or None
            known.enabled = request.get("enabled", True)
        return {"number": known.number}

    def remove(self, request):
        self._find(request["number"]).delete()

    def _find(self, number):
        for known in gdb.breakpoints():
            if known.number == number and known.is_valid():
                return known
        raise Refused("There is no breakpoint %d any more." % number)

    def _make(self, file, line, trace, condition):
        if not trace:
            made = gdb.Breakpoint(source=file, line=str(line))
            try:
                made.condition = condition or None
            except gdb.error as error:
                made.delete()
                raise Refused("The condition cannot be used there: %s" % error)
            return made
        made = Tracepoint(source=file, line=str(line))
        made.configure(self, trace, condition)
        return made

    # -- what is told

    def traced(self, text):
        """Within a stop that gdb is just looking at."""
        self._link.send({"event": "printed", "pid": gdb.selected_inferior().pid, "text": text})
        self._soon()

    def _happened(self, breakpoint):
        # gdb drops a KeyboardInterrupt that strikes in here: the interrupted command goes on then, but nothing is left half done.
        while breakpoint.visible:
            try:
                return self._soon()
            except KeyboardInterrupt:
                self._due = False

    def _soon(self):
        if self._due:
            return
        self._due = True
        wait = self._told + HITS - time.monotonic()
        if wait <= 0:
            self._link.post(self._tell)
            return

        def later():
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            time.sleep(wait)
            self._link.post(self._tell)

        threading.Thread(target=later, name="furrow-hits", daemon=True).start()

    def _tell(self):
        self._due = False
        self._told = time.monotonic()
        self._link.send({"event": "breakpoints", "list": [_describe(b) for b in gdb.breakpoints() if b.is_valid() and b.visible]})


def _place(breakpoint):
    """Absolute, of its first location; None where it has none."""
    for location in breakpoint.locations:
        if location.source is not None:
            return location.fullname or location.source[0], location.source[1]
    return None


def _programs(breakpoint):
    groups = {number for location in breakpoint.locations for number in location.thread_groups or ()}
    return sorted({i.progspace.filename for i in gdb.inferiors() if i.num in groups and i.progspace.filename})


def _describe(breakpoint):
    kind = _KINDS.get(breakpoint.type, "breakpoint")
    traces = isinstance(breakpoint, Tracepoint)
    located = kind == "breakpoint"
    file, line = (located and _place(breakpoint)) or ("", 0)
    return {
        "number": breakpoint.number,
        "kind": kind,
        "location": breakpoint.location or breakpoint.expression or "",
        "file": file,
        "line": line,
        "enabled": breakpoint.enabled,
        "temporary": breakpoint.temporary,
        "hits": breakpoint.hits if traces else breakpoint.hit_count,
        "condition": (breakpoint.test if traces else breakpoint.condition) or "",
        "trace": breakpoint.template if traces else "",
        "programs": _programs(breakpoint) if located else [],
    }
