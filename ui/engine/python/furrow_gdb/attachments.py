# SPDX-License-Identifier: MIT
"""Which processes gdb holds, which of them is current, and what becomes of them."""
import os
import select
import signal
import threading
import time

import gdb

from . import commands, coroutines, frames, refusals
from .channel import Later, Refused


SPARES = 4  # kept for each program
DUMPS = "furrow-dump"  # the runtime's threads that tell where its tasks are

CRASHES = ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT")


class Attachment:
    def __init__(self, pid, inferior, frozen=False, reference=False):
        self.pid = pid
        self.inferior = inferior
        self.frozen = frozen
        self.dying = ""        # name of the signal that ends it as soon as it runs
        self.reference = reference
        self.tid = pid
        self.level = 0
        self.fresh = True      # the stop that ends gdb's attach has not come; until then threads say that they stand but do not
        self.newest = {}       # the last stop of each thread
        self.told = set()      # the threads whose stop of gdb's attach has come
        self.settled = False   # ... and that were all of them
        self.running = False
        self.stands_since = None  # of a stop that the process knows nothing of: a step's end, a breakpoint
        self.gone = False      # released or ended
        self.followed = False  # it is held for the user's breakpoints alone, and goes on as soon as it stands
        self.waits_in = 0      # the awaiting coroutine where the prompt stands, when none of the user's frames runs; its AwaitFrame
        self.step = None       # the step that is under way, or interrupted by an entry
        self.arriving = None   # called as soon as every thread stands; until then nothing may let one run
        self.stops = 0         # how often it has come to a place to show; what was read at an earlier one is of the past
        self.later = None      # the answer that an attach still owes

    def thread(self, tid=None):
        tid = tid or self.tid
        for thread in self.inferior.threads():
            if thread.ptid[1] == tid:
                return thread
        return None

    def select(self):
        """Makes gdb's selection this process, its thread and its frame."""
        coroutines.stands_in = self.waits_in
        thread = self.thread()
        if thread is None or not thread.is_valid():
            raise Refused("Thread %d of process %d is gone." % (self.tid, self.pid))
        selected = gdb.selected_thread()
        if selected is None or selected.ptid != thread.ptid:
            thread.switch()
        if not thread.is_stopped():
            raise Refused("Process %d runs." % self.pid)
        frame = gdb.selected_frame()
        if frame.level() != self.level:
            for frame in frames.walk():
                if frame.level() == self.level:
                    frames.select(frame)
                    break

    def stand(self, file="", line=0):
        """Chooses the user's frame of the selected thread."""
        frame = frames.choose(file, line)
        frames.select(frame)
        self.level = frame.level()
        return frame

    def stand_in_await(self):
        """Where the newest task of the user's waits, unless a function of the user's runs: main() only runs the loop."""
        here = frames.newest_visible()
        if here is not None and frames.function_name(here) != "main":
            return
        waiting = coroutines.newest_waiting()
        self.waits_in = coroutines.stands_in = waiting.address if waiting else 0

    def stop_info(self, reason, detail=""):
        thread = self.thread()
        info = {"reason": reason, "pid": self.pid, "tid": self.tid, "detail": detail, "threadName": (thread.name or "") if thread else ""}
        if thread is not None:
            info["frame"] = commands.shown(gdb.selected_frame())
            info["task"] = coroutines.running_task() if self.tid == self.pid else ""
            waiting = coroutines.at(self.waits_in)
            if waiting:
                info["frame"] = coroutines.describe(waiting)
                info["task"] = (coroutines.task_of(waiting.task) or {}).get("name", "")
        return info

    def stands(self):
        threads = self.inferior.threads()
        if self.fresh or not threads or not all(thread.is_stopped() for thread in threads):
            return False
        # A command, or a detach, before the stop of the last thread has been told would be in its midst.
        self.settled = self.settled or all(thread.ptid[1] in self.told for thread in threads)
        return self.settled

    def run(self):
        """Lets every thread go on, without waiting for anything."""
        self.goes_on()
        gdb.execute_mi("-exec-continue", "--thread-group", "i%d" % self.inferior.num)

    def goes_on(self):
        """Before it runs or is let go: time at a prompt does not count for its deadlines, and of a step's stop only we know."""
        self.running = True
        self.stops += 1
        since, self.stands_since = self.stands_since, None
        thread = self.thread() if since is not None else None
        if thread is None or not thread.is_stopped():
            return
        selected = gdb.selected_thread()
        thread.switch()
        try:
            # Where another thread stands at an entry of its own, the process counts this time itself.
            gdb.execute("set variable *(long long *) &furrow_debug_stood += *(long long *) &furrow_debug_stands_since ? 0 : %d" %
                        (time.monotonic_ns() - since), to_string=True)
        except gdb.error:
            pass  # not a program of the runtime
        if selected is not None and selected.is_valid():
            selected.switch()

    def let_dumps_run(self):
        """The runtime's own threads that dump the tasks: they serve while the others stand."""
        for thread in self.inferior.threads():
            if thread.name == DUMPS and thread.is_stopped():
                self.run_thread(thread)

    def run_thread(self, thread):
        gdb.execute_mi("-exec-continue", "--thread", str(thread.global_num))


def _forget_stops(pid):
    """gdb may have sent a thread a second SIGSTOP, after that of its attach: it still waits there, and would stop the process as soon as
    nobody traces it. SIGCONT takes such signals back."""
    try:
        for tid in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/status" % (pid, tid)) as status:
                if any(int(line.split()[1], 16) & 1 << signal.SIGSTOP - 1 for line in status if line.startswith(("SigPnd:", "ShdPnd:"))):
                    return os.kill(pid, signal.SIGCONT)
    except OSError:
        pass  # it has ended


def user_breakpoints():
    return [b for b in gdb.breakpoints() if b.is_valid() and b.visible and b.enabled]


class Engine:
    def __init__(self, link):
        self.link = link
        self.by_pid = {}
        self.current = None
        self._home = gdb.selected_inferior()  # never has a process: what is selected when no other is
        self._spares = []
        link.serve("reference", self.add_reference)
        link.serve("attach", self.attach)
        link.serve("release", self.release)
        link.serve("follow", self.follow)
        link.serve("unfollow", self.unfollow)
        gdb.events.stop.connect(self._stopped)
        gdb.events.exited.connect(self._exited)
        gdb.events.thread_exited.connect(self._thread_exited)

    # -- attaching

    def _inferior(self, program):
        """An inferior without a process: one that had a process of this program and so still has its symbols, or a new one."""
        self._leave(gdb.selected_inferior())
        # The program's breakpoints in a spare are where it was linked: until it has a process that stands they cannot be inserted there,
        # and then no process at all could go on.
        for spare in () if user_breakpoints() else self._spares:
            if spare.is_valid() and not spare.pid and spare.progspace.filename == program:
                self._spares.remove(spare)
                break
        else:
            known = {inferior.num for inferior in gdb.inferiors()}
            gdb.execute("add-inferior", to_string=True)
            spare = next(inferior for inferior in gdb.inferiors() if inferior.num not in known)
        gdb.execute("inferior %d" % spare.num, to_string=True)
        return spare

    def _free(self, inferior):
        """Keeps an inferior for the next process of its program: gdb keeps the program's own symbols, expanded as they are."""
        if not inferior.is_valid() or inferior in self._spares or inferior.pid:
            return
        if inferior.progspace.filename and sum(1 for s in self._spares if s.progspace.filename == inferior.progspace.filename) < SPARES:
            self._spares.append(inferior)
            return
        self._leave(inferior)
        gdb.execute("remove-inferiors %d" % inferior.num, to_string=True)

    def _leave(self, inferior):
        """Selects another. Not by `inferior`: every command of gdb's own reads the selected frame, which fails where the process has
        ended."""
        if gdb.selected_inferior().num == inferior.num != self._home.num:
            gdb.execute_mi("-list-features", "--thread-group", "i%d" % self._home.num)

    def _warm(self, reference):
        """Has an inferior ready whose symbols of the program are expanded, as far as the reference shows which will be asked for."""
        program = reference.inferior.progspace.filename
        places = []
        reference.thread(reference.pid).switch()
        for frame in frames.walk():
            if not frames.is_hidden(frame):
                places.append("%s:%d" % frames.place(frame))
        if not program:
            return
        gdb.execute("add-inferior", to_string=True)
        spare = max(gdb.inferiors(), key=lambda inferior: inferior.num)
        gdb.execute("inferior %d" % spare.num, to_string=True)
        gdb.execute("file %s" % program, to_string=True)
        for place in places + ["main"]:
            try:
                gdb.decode_line(place)
            except gdb.error:
                pass
        self._spares.append(spare)

    def _hold(self, pid, **options):
        if not os.path.exists("/proc/%d" % pid):
            raise Refused("Process %d is gone." % pid)
        with refusals.allowed():
            try:
                program = os.readlink("/proc/%d/exe" % pid)
            except OSError:
                program = ""
            inferior = self._inferior(program)
            # Known before, since its first stop may come within the command.
            attachment = self.by_pid[pid] = Attachment(pid, inferior, **options)
            try:
                gdb.execute("attach %d" % pid, to_string=True)
            except gdb.error as error:
                attachment.gone = True
                self.by_pid.pop(pid, None)
                why = _why(pid, str(error))
                self._bury(inferior)
                self._free(inferior)
                raise Refused(why)
            if attachment.gone:
                raise Refused("Process %d is gone." % pid)
        self._watch(attachment)
        return attachment

    def _watch(self, attachment):
        """gdb hears of the end of a process that stands only when it lets it run: so the end is waited for here."""
        try:
            end = os.pidfd_open(attachment.pid)
        except OSError:
            return

        def wait():
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            poll = select.poll()
            poll.register(end, select.POLLIN)
            while self.by_pid.get(attachment.pid) in (attachment, None):
                if poll.poll(1000):
                    self.link.post(lambda: self._ended(attachment))
                    break
                if attachment.gone:
                    break
            os.close(end)

        threading.Thread(target=wait, name="furrow-end", daemon=True).start()

    def _ended(self, attachment):
        if self.by_pid.get(attachment.pid) is not attachment or not attachment.inferior.is_valid() or not attachment.inferior.pid:
            return
        with refusals.allowed():
            try:
                attachment.run()
            except gdb.error:  # where gdb has to read its registers first
                self._bury(attachment.inferior)
            finally:
                self._leave(attachment.inferior)

    def _bury(self, inferior):
        """Its process has ended while gdb held it, or was about to; until gdb has waited for it, nobody else can."""
        if not inferior.pid:
            return
        self._leave(inferior)
        try:
            gdb.execute("kill inferiors %d" % inferior.num, to_string=True)
        except gdb.error:
            pass  # that is all there was to do

    def add_reference(self, request):
        pid = request["pid"]
        if pid in self.by_pid:
            return None
        attachment = self._hold(pid, frozen=True, reference=True)

        def expand():
            # Symbols are expanded at their first use: now, instead of at somebody's prompt.
            self._warm(attachment)
            attachment.thread(pid).switch()
            for frame in frames.walk():
                frames.describe(frame)
                if not frames.is_hidden(frame):
                    frame.select()
                    gdb.execute("info locals", to_string=True)
                    coroutines.of_frame(frame)
            for name in ("furrow::detail::TaskState", "furrow::detail::AwaitFrame"):
                coroutines._type(name)
            return {}

        return self._when_standing(attachment, expand)

    def attach(self, request):
        pid, tid = request["pid"], request["tid"] or request["pid"]
        attachment = self.by_pid.get(pid)
        held = attachment is not None
        if not held:
            attachment = self._hold(pid)
        elif attachment.later and attachment.followed:
            attachment.later.answer({})
            attachment.arriving = attachment.later = None
        elif attachment.later:
            raise Refused("Process %d is being attached to already." % pid)
        attachment.reference = False
        attachment.dying = request.get("dying", "")
        attachment.frozen = request["frozen"] or bool(attachment.dying)
        followed, attachment.followed = attachment.followed, False
        if held and not attachment.fresh and not (followed and not attachment.running):
            # It stopped at a step's end or at a breakpoint: one thread stands, and the others may run.
            if attachment.thread(tid) and attachment.thread(tid).is_stopped():
                return self._made_current(attachment, request)
            gdb.execute_mi("-exec-interrupt", "--thread-group", "i%d" % attachment.inferior.num)
        return self._when_standing(attachment, lambda: self._made_current(attachment, request))

    def follow(self, request):
        """Holds a process that goes on at once, so that it comes to the user's breakpoints."""
        if request["pid"] in self.by_pid:
            return None
        attachment = self._hold(request["pid"])
        attachment.followed = True

        def run():
            attachment.followed = False
            attachment.run()
            return {}

        return self._when_standing(attachment, run)

    def unfollow(self, request):
        """Lets go of what was held for breakpoints alone, if there are none any more."""
        if user_breakpoints():
            return {"pids": []}
        held = [a for a in self.by_pid.values() if a.running and not (a.frozen or a.step or a.later or a is self.current)]
        for attachment in held:
            self._let_go(attachment)
        return {"pids": [attachment.pid for attachment in held]}

    def _when_standing(self, attachment, act):
        """gdb's attach comes back before the threads have stopped: their stops are events of its loop."""
        if attachment.stands():
            with refusals.allowed():
                return act()
        attachment.arriving, attachment.later = act, Later()
        return attachment.later

    def _arrive(self, attachment):
        act, later = attachment.arriving, attachment.later
        attachment.arriving = attachment.later = None
        try:
            result = act()
        except Refused as error:
            later.answer(reason=str(error))
        except gdb.error as error:
            later.answer(reason=_why(attachment.pid, str(error)))
        else:
            later.answer(result)

    def _made_current(self, attachment, request):
        tid = request["tid"] or request["pid"]
        thread = attachment.thread(tid)
        if thread is None:
            if not attachment.step and not user_breakpoints():
                self._let_go(attachment)
            raise Refused("Process %d has no thread %d." % (attachment.pid, tid))
        attachment.tid = tid
        attachment.running = False
        attachment.stops += 1
        attachment.waits_in = 0
        if request.get("endsStep") and attachment.step:
            step, attachment.step = attachment.step, None
            step.abandon()
        self.current = attachment
        frames.rules.shows_runtime = request.get("showsRuntime", False)
        with refusals.allowed():
            thread.switch()
            attachment.stand(request["file"], request["line"])
            if request.get("breakIn"):
                attachment.stands_since = time.monotonic_ns()
                attachment.stand_in_await()
            attachment.let_dumps_run()
        return {"stop": attachment.stop_info("attached")}

    # -- letting go

    def release(self, request):
        attachment = self.by_pid.get(request["pid"])
        if attachment is None:
            return {"kept": False}
        with refusals.allowed():
            if request.get("quitTask"):
                self._quit_task(attachment)
            if self.current is attachment:
                self.current = None
                frames.rules.shows_runtime = False
            if attachment.later:
                attachment.later.answer(reason="It was released again.")
                attachment.arriving = attachment.later = None
            kept = not attachment.frozen and bool(attachment.step or user_breakpoints())
            if kept:
                attachment.run()
            else:
                self._let_go(attachment)
        return {"kept": kept}

    def _let_go(self, attachment):
        with refusals.allowed():
            attachment.gone = True
            self.by_pid.pop(attachment.pid, None)
            if self.current is attachment:
                self.current = None
            inferior = attachment.inferior
            if inferior.is_valid() and inferior.pid:
                gdb.execute("inferior %d" % inferior.num, to_string=True)
                if attachment.step:
                    attachment.step.abandon()
                attachment.goes_on()
                _forget_stops(attachment.pid)
                gdb.execute("detach", to_string=True)
            self._free(inferior)

    def _quit_task(self, attachment):
        attachment.thread().switch()
        try:
            gdb.execute("set variable furrow_debug_quit_task = furrow_debug_current_task", to_string=True)
        except gdb.error as error:
            raise Refused("The program has no task to quit: %s" % error)

    # -- what happens to them

    def of_inferior(self, inferior):
        return next((a for a in self.by_pid.values() if a.inferior.num == inferior.num), None)

    def _stopped(self, event):
        thread = getattr(event, "inferior_thread", None)
        if thread is None:
            return
        attachment = self.of_inferior(thread.inferior)
        if attachment is None:
            return
        attachment.fresh = False
        attachment.told.add(thread.ptid[1])
        attachment.newest[thread.ptid[1]] = event
        hit = list(event.breakpoints) if isinstance(event, gdb.BreakpointEvent) else []
        name = event.stop_signal if isinstance(event, gdb.SignalEvent) else ""
        # A temporary one is gone afterwards.
        users = _users(hit)
        # gdb runs their `commands` next.
        prints = not self.link.is_busy() and any(b.is_valid() and b.visible and b.commands for b in hit)
        if prints:
            refusals.commands_run(True)
            self.link.begin(-attachment.pid)

        def go_on():
            if prints:
                self.link.mark(-attachment.pid, True)
                refusals.commands_run(False)
            if thread.is_valid() and attachment.newest.get(thread.ptid[1]) is event:
                self._after_stop(attachment, thread, hit, users, name)

        # gdb has not finished with the stop: neither stepping nor breakpoints may be touched before it has.
        self.link.post(go_on)

    def _after_stop(self, attachment, thread, hit, users, signal_name):
        if attachment.pid not in self.by_pid or not thread.is_stopped():
            return
        with refusals.allowed():
            selected = gdb.selected_thread()
            thread.switch()
            try:
                if attachment.arriving:
                    if attachment.stands():
                        self._arrive(attachment)
                    return
                if not attachment.running:
                    if thread.name == DUMPS and not attachment.frozen:
                        attachment.run_thread(thread)  # a stop of gdb's attach that came late
                    return
                if signal_name == "SIGTRAP" and not hit:
                    gdb.execute("signal SIGTRAP&", to_string=True)  # the program's own
                    return
                if signal_name in CRASHES and not hit:
                    attachment.run_thread(thread)  # the runtime's handler has it; gdb stopped for a call elsewhere
                    return
                own = [b for b in hit if b.is_valid() and not b.visible]
                if users:
                    self.stopped(attachment, thread, "breakpoint", users)
                elif attachment.step:
                    attachment.step.stopped(thread, own, signal_name)
                elif not own and signal_name and signal_name not in ("0", "SIGSTOP"):
                    self.stopped(attachment, thread, "breakpoint", signal_name)
                else:
                    attachment.run_thread(thread)
            except KeyboardInterrupt:
                pass
            except Exception as error:
                self.link.send({"event": "log", "text": "%s: %s" % (type(error).__name__, error)})
                self.stopped(attachment, thread, "stepped", "the step was given up: %s" % error)
            finally:
                if self.current and self.current is not attachment and selected is not None and selected.is_valid():
                    selected.switch()

    def stopped(self, attachment, thread, reason, detail=""):
        """The process stands at a place to show."""
        if attachment.step:
            step, attachment.step = attachment.step, None
            step.abandon()
        attachment.running = False
        attachment.stops += 1
        attachment.waits_in = 0
        attachment.stands_since = time.monotonic_ns()
        attachment.tid = thread.ptid[1]
        thread.switch()
        attachment.stand()
        self.link.send({"event": "stopped", **attachment.stop_info(reason, detail)})

    def _thread_exited(self, event):
        attachment = self.of_inferior(event.inferior_thread.inferior)
        if attachment and attachment.arriving:
            self.link.post(lambda: self._last_thread(attachment))

    def _last_thread(self, attachment):
        if attachment.arriving and attachment.inferior.is_valid() and attachment.stands():
            with refusals.allowed():
                self._arrive(attachment)

    def _exited(self, event):
        attachment = self.of_inferior(event.inferior)
        if attachment is None:
            return
        attachment.gone = True
        self.by_pid.pop(attachment.pid, None)
        if self.current is attachment:
            self.current = None
        if hasattr(event, "exit_code"):
            reason, detail = "exited", "exited with code %d" % event.exit_code
        else:
            reason, detail = "signalled", "killed by %s" % _exit_signal()
        if attachment.step:
            attachment.step.process_gone()
            attachment.step = None
        if attachment.later:
            attachment.later.answer(reason="Process %d is gone." % attachment.pid)
        if not attachment.reference:
            self.link.send({"event": "stopped", "reason": reason, "pid": attachment.pid, "tid": attachment.tid, "detail": detail, "threadName": ""})
        self.link.post(lambda: self._free(attachment.inferior))


WATCHES = (gdb.BP_WATCHPOINT, gdb.BP_HARDWARE_WATCHPOINT, gdb.BP_READ_WATCHPOINT, gdb.BP_ACCESS_WATCHPOINT)


def _users(hit):
    """What to call those of the user's among the breakpoints that were hit."""
    texts = []
    for b in hit:
        if b.visible:
            texts.append("Watchpoint %d: %s" % (b.number, b.expression) if b.type in WATCHES else "Breakpoint %d" % b.number)
    return ", ".join(texts)


def _exit_signal():
    number = gdb.convenience_variable("_exitsignal")
    try:
        return signal.Signals(int(number)).name
    except (TypeError, ValueError, gdb.error):
        return "a signal"


def _why(pid, error):
    try:
        with open("/proc/%d/status" % pid) as status:
            fields = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
    except OSError:
        return "Process %d is gone." % pid
    tracer = int(fields.get("TracerPid", "0"))
    if tracer and tracer != os.getpid():
        return "Process %d is traced by process %d already; end that debugger first." % (pid, tracer)
    if fields.get("State", "").startswith("Z") or "No such process" in error:
        return "Process %d has ended." % pid
    if "not permitted" in error or "Could not attach" in error:
        return "gdb may not attach to process %d: %s." % (pid, _missing_right(pid, int(fields.get("Uid", "0").split()[0])))
    return "gdb could not attach to process %d: %s" % (pid, error.rstrip(".\n").split("\n")[-1])


def _missing_right(pid, user):
    """Which right to trace the process is missing, and how to give it."""
    try:
        with open("/proc/sys/kernel/yama/ptrace_scope") as file:
            scope = file.read().strip()
    except OSError:
        scope = "0"
    if scope == "3":
        return "/proc/sys/kernel/yama/ptrace_scope is 3, which forbids ptrace to everybody until the system starts again"
    if os.geteuid() not in (0, user):
        return "it belongs to user %d, and the right to trace other users' processes (CAP_SYS_PTRACE) is missing; start the console as that user" % user
    if os.geteuid() and scope == "2":
        return "/proc/sys/kernel/yama/ptrace_scope is 2; sudo sysctl kernel.yama.ptrace_scope=1 gives the right to trace one's own programs"
    if os.geteuid() and os.stat("/proc/%d" % pid).st_uid != user:
        return "it is not dumpable (prctl PR_SET_DUMPABLE, set-user-ID or a program file nobody may read), and the right CAP_SYS_PTRACE is missing"
    return "the right to trace it (CAP_SYS_PTRACE) is missing; a container gets it with --cap-add=SYS_PTRACE"
