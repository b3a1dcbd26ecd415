# SPDX-License-Identifier: MIT
"""Who is meant by a ctrl-c.

SIGINT reaches gdb's main thread while a command of the user's runs, and is blocked at all other times: gdb would drop the line that it
has just read, and with it a request that the console waits for. An interrupt names its command, so that one that comes before the
command has begun ends it as well, and one that comes late ends no other. The console tells of it by `strike`, and then sends the signal itself.
"""
import ctypes
import os
import signal
import threading

_SIGINT = {signal.SIGINT}


class Interrupts:
    """Made in gdb's main thread, whose all of it is but for `strike` and `strike_whatever_runs`."""

    def __init__(self):
        self._main = threading.get_ident()
        self._lock = threading.Lock()
        self._running = None        # the command
        self._looking_at = (0, 0)   # process and thread that it looks at
        self._meant = 0             # the newest command that was interrupted
        self._drained = False       # the SIGINT of an interrupt was taken before its command began

    def during(self, ident, act, pid, tid):
        """Runs a command, which a ctrl-c ends by KeyboardInterrupt."""
        with self._lock:
            if self._meant >= ident:
                raise KeyboardInterrupt
            self._running = ident
            self._looking_at = (pid, tid)
        # However an interrupt strikes on the way out, the next turn shuts the door.
        try:
            try:
                try:
                    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGINT)
                    act()
                finally:
                    self._end()
            finally:
                self._end()
        finally:
            self._end()

    def _end(self):
        if self._running is None:
            return
        self.shut_out()
        with self._lock:
            self._running = None
            self._looking_at = (0, 0)

    def shut_out(self):
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGINT)

    def forget(self):
        """A SIGINT that has come between commands ends none by itself. True: there was one, so that its `strike` is due."""
        found = False
        while signal.SIGINT in signal.sigpending():
            found = signal.sigtimedwait(_SIGINT, 0) is not None or found
        self._drained = found
        return found

    def strike(self, ident):
        with self._lock:
            self._meant = max(self._meant, ident)
            if self._running == ident:
                self._interrupt_call()
                if self._drained:
                    self._strike()

    def strike_whatever_runs(self):
        with self._lock:
            self._meant = float("inf")
            if self._running is not None:
                self._interrupt_call()
                self._strike()

    def _strike(self):
        signal.pthread_kill(self._main, signal.SIGINT)

    def _interrupt_call(self):
        """The main thread is in a call made at the prompt, if the process it looks at runs: gdb's SIGINT does not reach that."""
        pid, tid = self._looking_at
        try:
            with open("/proc/%d/task/%d/stat" % (pid, tid)) as stat:
                state = stat.read().rpartition(")")[2].split()[0]
            if state != "t":
                ctypes.CDLL(None).syscall(234 if os.uname().machine == "x86_64" else 131, pid, tid, int(signal.SIGINT))  # tgkill
        except (OSError, IndexError):
            pass
