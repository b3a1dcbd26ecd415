# SPDX-License-Identifier: MIT
"""Requests and answers: JSON lines over a socket. What commands print goes to gdb's own output, each end marked there."""
import ctypes
import json
import os
import signal
import threading
import time
import traceback

import gdb


class Refused(Exception):
    """A request that cannot be served; its text is one sentence for the user."""


class Later:
    """Returned by a handler that answers later, by calling `answer`."""

    def __init__(self):
        self.answer = None


class Channel:
    def __init__(self, sock, stream, token):
        self._socket = sock
        self._stream = stream
        self._token = token
        self._handlers = {}
        self._looking_at = (0, 0)  # process and thread that the command being run looks at
        self._looking = threading.Lock()

    def serve(self, name, handler):
        self._handlers[name] = handler

    def send(self, message):
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            pass  # the console has gone; the reader sees it too

    def mark(self, ident, ok):
        """Ends the output of a command on gdb's output."""
        gdb.flush(gdb.STDERR)
        gdb.write("\x1e%s %s %d\x1e" % (self._token, ident, 1 if ok else 0))
        gdb.flush()

    def look_at(self, pid, tid):
        """From here on an interrupt is meant for that thread; once this has returned, for no other."""
        with self._looking:
            self._looking_at = (pid, tid)

    def listen(self):
        threading.Thread(target=self._read, name="furrow", daemon=True).start()

    def _read(self):
        # Signals are gdb's main thread's: SIGINT and SIGCHLD taken here would be lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            for line in self._stream:
                request = json.loads(line)
                if request.get("do") == "interrupt":
                    self._interrupt_call()
                    continue
                gdb.post_event(lambda request=request: self._handle(request))
        except (OSError, ValueError):
            pass  # reset, or cut off in the middle of a line: the console was killed
        gdb.post_event(_leave)
        # A command that is running would hold the end off for ever.
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
        os.kill(os.getpid(), signal.SIGKILL)  # processes it holds go on; the runtime mends their text

    def _interrupt_call(self):
        """The main thread is in a call made at the prompt, if the process it looks at runs: gdb's SIGINT does not reach that."""
        with self._looking:
            pid, tid = self._looking_at
            try:
                with open("/proc/%d/task/%d/stat" % (pid, tid)) as stat:
                    state = stat.read().rpartition(")")[2].split()[0]
                if state != "t":
                    ctypes.CDLL(None).syscall(234 if os.uname().machine == "x86_64" else 131, pid, tid, int(signal.SIGINT))  # tgkill
            except (OSError, IndexError):
                pass

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
            else:
                answer(result)
        except (Refused, gdb.error) as error:
            answer(reason=str(error))
        except KeyboardInterrupt:
            answer(reason="Interrupted.")
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
