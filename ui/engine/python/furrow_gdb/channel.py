# SPDX-License-Identifier: MIT
"""Requests and answers. Requests come on gdb's own standard input, a line with the size and then the request itself, read by gdb's
own loop, so that they need no change of thread; answers go back as JSON lines over a socket, whose reading side tells of interrupts
and of the console's end alone. What commands print goes to gdb's own output, each end marked there."""
import fcntl
import json
import os
import signal
import sys
import threading
import time
import traceback

import gdb

from . import interrupts

REQUEST = "furrow"  # short: gdb reads lines a byte at a time


class Refused(Exception):
    """A request that cannot be served; its text is one sentence for the user."""


class Later:
    """Returned by a handler that answers later, by calling `answer`."""

    def __init__(self):
        self.answer = None


class Marked:
    """Returned by a handler whose end is the mark in gdb's output."""


class Request(gdb.Command):
    """A request of Furrow's console, which alone may use it."""

    def __init__(self, link):
        super().__init__(REQUEST, gdb.COMMAND_OBSCURE, gdb.COMPLETE_NONE)
        self._link = link

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        if self._link.is_busy():
            raise gdb.GdbError("'%s' is refused: it is the console's own." % REQUEST)
        self._link.alone(lambda: self._link.take(int(argument)))


class Channel:
    def __init__(self, sock, stream, token):
        self._socket = sock
        self._stream = stream
        self._token = token
        self._handlers = {}
        self._over = False
        self._busy = False
        self._put_off = []
        self.interrupts = interrupts.Interrupts()

    def serve(self, name, handler):
        self._handlers[name] = handler

    def send(self, message):
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            pass  # the console has gone; the reader sees it too

    def begin(self, ident):
        """What was written before is no command's. A negative one: what follows is printed by the `commands` of a breakpoint, in that
        process."""
        gdb.write("\x1e%s %s begins\x1e" % (self._token, ident))

    def mark(self, ident, ok):
        """Ends the output of a command on gdb's output."""
        gdb.flush(gdb.STDERR)
        gdb.write("\x1e%s %s %d\x1e" % (self._token, ident, 1 if ok else 0))
        gdb.flush()

    def show_tasks(self, tree):
        """The console makes the text of it, in the place where it stands in gdb's output."""
        gdb.flush(gdb.STDERR)
        gdb.write("\x1e%s tasks %s\x1e" % (self._token, json.dumps(tree)))

    def listen(self):
        Request(self)
        # What the user's commands start, or read by themselves, must not take the requests that come there.
        fcntl.fcntl(0, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        sys.stdin = open(os.devnull)
        self.interrupts.shut_out()
        threading.Thread(target=self._read, name="furrow", daemon=True).start()

    def _read(self):
        # Signals are gdb's main thread's: SIGINT and SIGCHLD taken here would be lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            for line in self._stream:
                message = json.loads(line)
                if message.get("do") == "interrupt":
                    self.interrupts.strike(message["id"])
        except (OSError, ValueError):
            pass  # reset, or cut off in the middle of a line: the console was killed
        self._over = True
        self.post(_leave)
        # A command that is running would hold the end off for ever.
        self.interrupts.strike_whatever_runs(and_all_later=True)
        time.sleep(5)
        os.kill(os.getpid(), signal.SIGKILL)  # processes it holds go on; the runtime mends their text

    def post(self, act):
        """From any thread: has gdb's main thread do it between two requests. gdb's loop also turns within a command that waits for a
        process, where whatever selects another would break it."""
        gdb.post_event(lambda: self._put_off.append(act) if self._busy else self.alone(act))

    def is_busy(self):
        return self._busy

    def alone(self, act):
        self._busy = True
        try:
            act()
        finally:
            self._busy = False
            for put_off in self._put_off:
                self.post(put_off)
            self._put_off = []

    def take(self, size):
        """gdb has read no further than the line."""
        text = b""
        while len(text) < size:
            part = os.read(0, size - len(text))
            if not part:
                return  # the console's end, which gdb sees too
            text += part
        self._handle(json.loads(text))

    def _handle(self, request):
        ident = request.get("id")

        def answer(result=None, reason=None):
            message = {"id": ident, "ok": reason is None}
            if reason is not None:
                message["reason"] = reason
            message.update(result or {})
            self.send(message)

        try:
            handler = self._handlers.get(request.get("do"))
            if not handler:
                raise Refused("The engine does not know the request '%s'." % request.get("do"))
            result = handler(request)
            if isinstance(result, Later):
                result.answer = answer
            elif not isinstance(result, Marked):
                answer(result)
        except (Refused, gdb.error) as error:
            answer(reason=str(error))
        except Exception as error:
            answer(reason="The engine failed: %s" % error)
            self.send({"event": "log", "text": traceback.format_exc()})


def _leave():
    from . import refusals

    try:
        with refusals.allowed():
            gdb.execute("quit")
    except gdb.error:
        # A process that is gone may keep gdb from letting go of it.
        os.kill(os.getpid(), signal.SIGKILL)
