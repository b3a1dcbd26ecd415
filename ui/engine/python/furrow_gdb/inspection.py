# SPDX-License-Identifier: MIT
"""Requests that look at the process at the prompt beside the commands typed there: its variables, its threads, and the frame that is
selected. None of them takes longer than a few seconds, whatever a printer does, and a command that is typed meanwhile ends them."""
import itertools
import time

import gdb

from . import commands, coroutines, execution, frames, refusals, variables
from .attachments import DUMPS
from .channel import Refused

PATIENCE = 1.0  # seconds for what hangs
WHOLE = 3.0     # for one request
FURTHEST = 1000 # rows of one request


class _Interrupted(Exception):
    """By the console, which has something more urgent."""


def install(engine, link):
    store = _Store(engine)
    patiently = _Patience(engine, link)

    def at_prompt():
        execution.prepare(engine)
        store.renew()

    def rows_of(ident, nodes):
        """A row for each; what hangs is said in its own."""
        rows = []
        began = time.monotonic()

        def read():
            while len(rows) < len(nodes):
                if time.monotonic() - began > WHOLE:
                    return
                row = nodes[len(rows)].row()
                row["reference"] = store.add(nodes[len(rows)])
                rows.append(row)

        while len(rows) < len(nodes) and time.monotonic() - began <= WHOLE:
            at = len(rows)
            if not patiently(ident, read) and len(rows) == at:
                # It alone took so long: nothing was read before it.
                rows.append({"name": nodes[at].name, "value": "<takes longer than %d s to read>" % PATIENCE, "type": "", "failed": True, "reference": 0})
        return rows

    def of_variables(request):
        at_prompt()
        waiting = coroutines.at(coroutines.stands_in)
        nodes = []

        def find():
            nodes.extend(variables.of_waiting(waiting) if waiting else variables.of_frame(gdb.selected_frame()))

        if not patiently(request["id"], find):
            raise Refused("The variables of this frame take longer than %d s to find." % PATIENCE)
        rows = rows_of(request["id"], nodes)
        for node in nodes[len(rows):]:
            rows.append({"name": node.name, "value": "<not read: the others took too long>", "type": "", "failed": True, "reference": store.add(node)})
        return {"variables": rows, "function": _function(waiting)}

    def children(request):
        at_prompt()
        node = store.find(request["reference"])
        count = min(max(request["count"], 1), FURTHEST)
        first = max(request["from"], 0)
        nodes, failure = [], []

        def find():
            try:
                nodes.extend(node.parts(first, count))
            except Refused:
                raise
            except Exception as error:
                failure.append(error)

        try:
            found = patiently(request["id"], find)
        except _Interrupted:
            node.forget()  # whoever yields them may have been struck
            raise
        if not found:
            node.forget()
            raise Refused("The parts of %s take longer than %d s to find." % (node.name, PATIENCE))
        if failure:
            node.forget()
            raise Refused(_sentence(node, failure[0]))
        rows = rows_of(request["id"], nodes[:count])
        return {"variables": rows, "more": len(nodes) > len(rows)}

    def assign(request):
        at_prompt()
        node = store.find(request["reference"])
        execution.let_interrupts_arrive(engine)
        # What is more urgent does not end it: half of it may have been done.
        if not patiently(float("inf"), lambda: variables.assign(node, request["expression"]), WHOLE):
            raise Refused("Setting %s took longer than %d s and was ended." % (node.name, WHOLE))
        store.forget_what_was_read()
        execution.prepare(engine)
        rows = rows_of(request["id"], [node])
        return {"variables": rows}

    def threads(request):
        at_prompt()
        found = []

        def look():
            found.extend(thread for thread in commands.threads_of(gdb.selected_inferior()) if thread["name"] != DUMPS)

        try:
            if not patiently(request["id"], look, WHOLE):
                raise Refused("The threads of this process take longer than %d s to look at." % WHOLE)
        finally:
            execution.prepare(engine)
        return {"threads": found}

    def moved():
        frame = commands.shown(gdb.selected_frame())
        waiting = coroutines.at(coroutines.stands_in)
        link.send({"event": "frameSelected", "tid": engine.current.tid, "frame": coroutines.describe(waiting) if waiting else frame})
        return {}

    def select(request):
        at_prompt()
        if request.get("await"):
            if all(line.get("await") != request["await"] for line in coroutines.stack()):
                raise Refused("That coroutine does not wait any more.")
            engine.current.waits_in = coroutines.stands_in = request["await"]
            return moved()
        frame = next((frame for frame in frames.walk() if frame.level() == request["level"]), None)
        if frame is None:
            raise Refused("There is no frame %d." % request["level"])
        with refusals.allowed():
            frames.select(frame)
        engine.current.level = frame.level()
        engine.current.waits_in = coroutines.stands_in = 0
        return moved()

    def select_thread(request):
        at_prompt()
        thread = engine.current.thread(request["tid"])
        if thread is None:
            raise Refused("Process %d has no thread %d any more." % (engine.current.pid, request["tid"]))
        if not thread.is_stopped():
            raise Refused("Thread %d runs." % request["tid"])
        with refusals.allowed():
            thread.switch()
            engine.current.tid = request["tid"]
            engine.current.waits_in = coroutines.stands_in = 0
            engine.current.stand()
        return moved()

    def serve(name, handler):
        def handle(request):
            try:
                return handler(request)
            except _Interrupted:
                return {"interrupted": True}
            except gdb.GdbError as error:
                raise Refused(str(error))

        link.serve(name, handle)

    serve("variables", of_variables)
    serve("children", children)
    serve("assign", assign)
    serve("threads", threads)
    serve("select", select)
    serve("selectThread", select_thread)
    execution.after_command(store.forget_what_was_read)


def _function(waiting):
    return waiting.function() if waiting else frames.function_name(gdb.selected_frame())


def _sentence(node, error):
    if isinstance(error, (gdb.error, gdb.MemoryError)):
        return "The parts of %s cannot be read: %s" % (node.name, error)
    return "The printer of %s failed: %s: %s" % (node.name, type(error).__name__, error)


class _Patience:
    """Runs what reads, as long as nobody interrupts it and it does not take too long."""

    def __init__(self, engine, link):
        self._engine = engine
        self._link = link

    def __call__(self, ident, act, seconds=PATIENCE):
        """False when it took too long. What it raises is raised."""
        raised = []

        def guarded():
            try:
                act()
            except Exception as error:
                raised.append(error)

        at = self._engine.current
        try:
            with execution.calling(self._engine):
                self._link.interrupts.patiently(ident, guarded, at.pid, at.tid, seconds)
        except KeyboardInterrupt:
            if self._link.interrupts.is_meant(ident):
                raise _Interrupted
            return False
        if raised:
            raise raised[0]
        return True


class _Store:
    """What the rows of this stop stand for, by number; the numbers of earlier stops are never used again."""

    def __init__(self, engine):
        self._engine = engine
        self._of = None
        self._nodes = {}
        self._numbers = itertools.count(time.monotonic_ns() // 1000)  # also not by the gdb that comes after this one

    def renew(self):
        now = (self._engine.current, self._engine.current.stops)
        if self._of != now:
            self._of, self._nodes = now, {}

    def add(self, node):
        number = next(self._numbers)
        self._nodes[number] = node
        return number

    def find(self, number):
        node = self._nodes.get(number)
        if node is None:
            raise Refused("This value is of an earlier stop: the process has gone on since.")
        return node

    def forget_what_was_read(self):
        for node in self._nodes.values():
            node.forget()
