# SPDX-License-Identifier: MIT
"""Who is meant by a ctrl-c.

An interrupt names its command, so that one that comes before the command has begun ends it as well, and one that comes late ends no
other. It strikes by Python's own flag of a pending SIGINT, which gdb asks for wherever it can be interrupted. The signal itself is sent
only to what does not ask, as a sleep: gdb's handler takes a mutex that its loops take as well, and now and then would wait for itself.
Between commands SIGINT is blocked: gdb would drop the line that it has just read, and with it a request that the console waits for.
"""
import _thread
import ctypes
import os
import signal
import threading
import time

_SIGINT = {signal.SIGINT}
_PATIENCE = 0.3  # seconds until the signal is sent


class Interrupts:
    """Made in gdb's main thread, whose all of it is but for the strikes."""

    def __init__(self):
        self._main = threading.get_ident()
        self._lock = threading.Lock()
        self._running = None        # the command
        self._looking_at = (0, 0)   # process and thread that it looks at
        self._meant = 0             # the newest command that was interrupted
        self._count = 0             # of commands

    def during(self, ident, act, pid, tid):
        """Runs a command, which a ctrl-c ends by KeyboardInterrupt."""
        with self._lock:
            if self._meant >= ident:
                raise KeyboardInterrupt
            self._running = ident
            self._looking_at = (pid, tid)
            self._count += 1
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

    def patiently(self, ident, act, pid, tid, seconds):
        """As `during`; what takes longer is ended in the same way."""
        ended = threading.Event()
        threading.Thread(target=self._strike_late, args=(ended, seconds, self._count + 1), name="furrow-patience", daemon=True).start()
        try:
            self.during(ident, act, pid, tid)
        finally:
            ended.set()

    def is_meant(self, ident):
        """Whether the console has interrupted this command, or a later one."""
        return self._meant >= ident

    def _strike_late(self, ended, seconds, count):
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        if not ended.wait(seconds):
            with self._lock:
                if self._running is not None and self._count == count:
                    self._strike()

    def _end(self):
        if self._running is None:
            return
        self.shut_out()
        with self._lock:
            self._running = None
            self._looking_at = (0, 0)
        while signal.SIGINT in signal.sigpending():
            signal.sigtimedwait(_SIGINT, 0)  # it was meant for the command that has ended meanwhile

    def shut_out(self):
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGINT)

    def strike(self, ident):
        with self._lock:
            self._meant = max(self._meant, ident)
            if self._running is not None and self._running <= ident:  # one before it keeps it from beginning
                self._strike()

    def strike_whatever_runs(self, and_all_later=False):
        with self._lock:
            if and_all_later:
                self._meant = float("inf")
            if self._running is not None:
                self._strike()

    def _strike(self):
        self._interrupt_call()
        _thread.interrupt_main()
        threading.Thread(target=self._insist, args=(self._count,), name="furrow-insist", daemon=True).start()

    def _insist(self, count):
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        time.sleep(_PATIENCE)
        with self._lock:
            if self._running is not None and self._count == count:
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
