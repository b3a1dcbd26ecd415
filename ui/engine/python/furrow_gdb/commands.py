# SPDX-License-Identifier: MIT
"""Commands of the prompt, defined in gdb so that they complete, nest and document themselves as its own do."""
import re

import gdb

from . import coroutines, frames, prettyprint, variables
from .channel import Refused

def _command(name, kind=gdb.COMMAND_STACK, completer=gdb.COMPLETE_NONE):
    def define(function):
        class Command(gdb.Command):
            __doc__ = function.__doc__

            def __init__(self):
                super().__init__(name, kind, completer)

            def invoke(self, argument, from_tty):
                function(argument.strip())

        _COMMANDS.append(Command)
        return function

    return define


_COMMANDS = []
_sticky = False


def install():
    for command in _COMMANDS:
        command()


def _selected():
    try:
        return gdb.selected_frame()
    except gdb.error:
        raise gdb.GdbError("No process stands at the prompt.")


def _place(line):
    return " at %s:%d" % (line["file"], line["line"]) if line["file"] else ""


RECURSION = 8  # frames of one function that are shown in a row


def _without_recursion(lines, current):
    """The lines, but of a long recursion only its first frames and its last one."""
    run = []
    for line in list(lines) + [None]:
        visible = line is not None and line["kind"] == "native" and not line["hidden"]
        if run and not (visible and line["function"] == run[0]["function"]):
            middle = run[RECURSION:-1] if len(run) > RECURSION + 2 else []
            here = [other for other in middle if other["level"] == current]
            yield from run[:RECURSION] if middle else run
            if middle:
                yield {"kind": "recursion", "function": run[0]["function"], "count": len(middle) - len(here), "hidden": False}
                yield from here
                yield run[-1]
            run = []
        if visible:
            run.append(line)
        elif line is not None:
            yield line


def _write_stack():
    current = _selected().level() if not coroutines.stands_in else -1
    hidden = last = 0

    def fold():
        nonlocal hidden
        if hidden:
            gdb.write("      (%d hidden frame%s)\n" % (hidden, "" if hidden == 1 else "s"))
        hidden = 0

    awaits = False
    for line in _without_recursion(coroutines.stack(), current):
        if line["kind"] == "recursion":
            gdb.write("      (%d more frames of %s)\n" % (line["count"], line["function"]))
            continue
        if line["kind"] != "native" and not awaits:
            fold()
            awaits = True
        if line["hidden"] and not (line["kind"] == "native" and line["level"] == current):
            hidden += 1
            continue
        fold()
        if line["kind"] == "native":
            last = line["level"]
            mark = "->" if line["level"] == current else "  "
            gdb.write("%s #%-3d %s%s\n" % (mark, line["level"], line["function"], _place(line)))
        elif line["kind"] == "await":
            gdb.write("%s await %s%s\n" % ("->" if line.get("current") else "  ", line["function"], _place(line)))
        else:
            gdb.write("   actor %s%s\n" % (line["function"], _place(line)))
    fold()
    if last >= frames.DEPTH - 1:
        gdb.write("      (the stack is deeper than that: the frames from %d on are not looked at)\n" % frames.DEPTH)


@_command("w")
def where(_argument):
    """The stack: the user's frames, the coroutines that await them, and the actor that called.
Frames of the runtime, of Qt's event loop and of the coroutine machinery are counted; `hf_list` names the rules."""
    _write_stack()


def _backtrace(argument):
    if argument:
        gdb.execute("backtrace " + argument)
    else:
        _write_stack()


@_command("bt")
def bt(argument):
    """As `w`; with arguments, gdb's own `backtrace` with them."""
    _backtrace(argument)


@_command("where")
def gdb_where(argument):
    """As `w`; with arguments, gdb's own `backtrace` with them."""
    _backtrace(argument)


def _source(symtab):
    try:
        with open(symtab.fullname(), encoding="utf-8", errors="replace") as source:
            return source.read().split("\n")
    except OSError as error:
        raise gdb.GdbError("The source %s cannot be read: %s." % (symtab.fullname(), error.strerror))


def function_text(frame):
    """The whole function, with the present line marked."""
    sal = frame.find_sal()
    if not sal.symtab:
        raise gdb.GdbError("The function %s has no source here." % frames.function_name(frame))
    return _numbered(sal.symtab, *frames.extent(frame), sal.line)


def _numbered(symtab, first, last, here):
    text = _source(symtab)
    width = len(str(last))
    return "".join("%*d %s %s\n" % (width, number, "->" if number == here else "  ", text[number - 1]) for number in range(first, min(last, len(text)) + 1))


def write_function(frame):
    gdb.write(function_text(frame))


@_command("ll", gdb.COMMAND_FILES)
def long_list(_argument):
    """The source of the whole function, the present line marked with `->`."""
    waiting = coroutines.at(coroutines.stands_in)
    block = frames.function_block(gdb.block_for_pc(waiting.resume)) if waiting else None
    if block is None:
        write_function(_selected())
    else:
        gdb.write(_numbered(block.function.symtab, *frames.extent_of(block, waiting.line), waiting.line))


def _variables(arguments):
    """(name, read) of the arguments or locals where the prompt stands, innermost first."""
    waiting = coroutines.at(coroutines.stands_in)
    try:
        if waiting:
            return [(node.name, node.value) for node in variables.of_waiting(waiting) if node.argument == arguments and not node.shadowed]
        frame = _selected()
        return [(symbol.name, lambda symbol=symbol: symbol.value(frame))
                for symbol, is_argument, shadowed in variables.symbols(frame) if is_argument == arguments and not shadowed]
    except Refused as refusal:
        raise gdb.GdbError(str(refusal))


def _write_value(name, read):
    try:
        text = read().format_string()
    except (gdb.error, ValueError, RuntimeError) as error:
        text = "<error: %s>" % error
    gdb.write("%s = %s\n" % (name, text))


def _locals(argument):
    words = [word for word in argument.split() if word != "-q"]
    try:
        pattern = re.compile(words[0]) if words else None
    except re.error as error:
        raise gdb.GdbError("Not a regular expression: %s." % error)
    found = False
    for name, read in _variables(False):
        if pattern is None or pattern.search(name):
            found = True
            _write_value(name, read)
    if not found:
        gdb.write("No matching locals.\n" if pattern else "No locals.\n")


@_command("info locals", gdb.COMMAND_STATUS)
def info_locals(argument):
    """Local variables of the selected frame, without those that the compiler puts into coroutines.
Usage: info locals [REGEXP]"""
    _locals(argument)


@_command("locals", gdb.COMMAND_STATUS)
def own_locals(argument):
    """Local variables of the selected frame. Usage: locals [REGEXP]"""
    _locals(argument)


def _arguments():
    found = _variables(True)
    for name, read in found:
        _write_value(name, read)
    if not found:
        gdb.write("No arguments.\n")


@_command("a", gdb.COMMAND_STATUS)
def arguments(_argument):
    """Arguments of the selected frame's function."""
    _arguments()


@_command("pp", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)
def pretty_print(argument):
    """Prints an expression in full: its parts on lines of their own, as deep as they go; what is left out is counted.
Usage: pp EXPRESSION"""
    if not argument:
        raise gdb.GdbError("pp needs an expression, e.g. `pp greeting`.")
    try:
        value = gdb.parse_and_eval(argument)
    except gdb.error as error:
        raise gdb.GdbError(str(error))
    gdb.write(prettyprint.text(value))


def _count(argument):
    try:
        return int(gdb.parse_and_eval(argument)) if argument else 1
    except gdb.error as error:
        raise gdb.GdbError(str(error))


def show_frame(frame):
    """The console shows the source below it."""
    gdb.write("#%-3d %s%s\n" % (frame.level(), frames.function_name(frame), _place(frames.describe(frame, False))))


def _move(argument, towards_caller):
    count = _count(argument)
    if count < 0:
        count, towards_caller = -count, not towards_caller
    frame = frames.step_visible(_selected(), count, towards_caller)
    if frame is None:
        raise gdb.GdbError("Outermost frame that is not hidden; `up` goes on." if towards_caller else "Innermost frame that is not hidden; `down` goes on.")
    frames.select(frame)
    show_frame(frame)


@_command("u")
def up(argument):
    """The frame that called this one, past hidden ones. Usage: u [COUNT]"""
    _move(argument, True)


@_command("d")
def down(argument):
    """The frame that this one called, past hidden ones. Usage: d [COUNT]"""
    _move(argument, False)


@_command("sticky")
def sticky(_argument):
    """Switches the sticky view on or off: the whole function at every step and frame."""
    global _sticky
    _sticky = not _sticky
    gdb.write("Sticky view is %s.\n" % ("on" if _sticky else "off"))
    if _sticky:
        write_function(_selected())


def shown(frame):
    """A frame as the console shows it: with its whole function in the sticky view."""
    description = frames.describe(frame)
    if _sticky:
        try:
            description["first"], description["last"] = frames.extent(frame)
        except RuntimeError:
            pass  # no debug information
    return description


@_command("tasks")
def tasks(_argument):
    """The tasks of this actor with the lines that they await, innermost first, under the nurseries that own them, with their cancel
scopes; `->` marks the one that runs."""
    found = coroutines.tasks()
    if found is None:
        raise gdb.GdbError("The program's runtime keeps no list of its tasks.")
    here = frames.newest_visible()
    stands = coroutines.of_frame(here) if here is not None else None
    for task in found:
        task["awaits"] = []
        for waiting in task.pop("chain"):
            if stands and waiting.address == stands.address:
                place = frames.describe(here, False)
                task["runs"] = {"function": place["function"] if waiting.written == "??" else waiting.written, "file": place["file"], "line": place["line"]}
            elif not (frames.rules.own and frames.rules.hides_by_own(waiting.function())):
                task["awaits"].append({"function": waiting.written, "file": waiting.file, "line": waiting.line})
    link.show_tasks({"tasks": found})


@_command("info threads", gdb.COMMAND_STATUS)
def threads(_argument):
    """The threads of this actor, each with the newest frame of yours, or where it waits. `thread N` goes there."""
    selected, level = gdb.selected_thread(), None
    if selected is None:
        raise gdb.GdbError("No process stands at the prompt.")
    if selected.is_stopped():
        level = gdb.selected_frame()
    for thread in threads_of(selected.inferior):
        where = thread["function"] + _place(thread) if thread["function"] else "runs"
        gdb.write("%s %-3d %-16s LWP %-7d %s\n" % ("->" if thread["current"] else "  ", thread["number"], thread["name"], thread["tid"], where))
    selected.switch()
    if level is not None:
        frames.select(level)


def threads_of(inferior):
    """Its threads, each with the newest frame of the user's, or where it waits; leaves another selected."""
    selected = gdb.selected_thread()
    found = []
    for thread in sorted(inferior.threads(), key=lambda thread: thread.num):
        described = {"number": thread.num, "tid": thread.ptid[1], "name": thread.name or "", "current": thread.num == selected.num,
                     "function": "", "file": "", "line": 0}
        if thread.is_stopped():
            thread.switch()
            described.update(frames.describe(frames.newest_visible() or gdb.newest_frame(), False))
        found.append(described)
    return found


@_command("hf_list")
def hidden_list(_argument):
    """The rules by which frames are hidden; the last that matches decides."""
    for pattern in frames.DEFAULT_PATTERNS:
        gdb.write("  hide   %s\n" % pattern)
    gdb.write("  hide   (libraries in %s)\n" % ", ".join(frames.SYSTEM_FOLDERS))
    for pattern, hides in frames.rules.own:
        gdb.write("  %s %s   (yours)\n" % ("hide  " if hides else "unhide", pattern))


def _rule(argument, hides):
    pattern = argument or frames.function_name(_selected())
    frames.rules.own = [rule for rule in frames.rules.own if rule[0] != pattern] + [(pattern, hides)]
    gdb.write("Frames of %s are %s.\n" % (pattern, "hidden" if hides else "shown"))


@_command("hf_hide", completer=gdb.COMPLETE_SYMBOL)
def hide(argument):
    """Hides frames by a pattern of their function's name (`*` for any text), or those of the present function.
Usage: hf_hide [PATTERN]"""
    _rule(argument, True)


@_command("hf_unhide", completer=gdb.COMPLETE_SYMBOL)
def unhide(argument):
    """Shows frames by a pattern of their function's name; `hf_unhide *` shows them all. Usage: hf_unhide [PATTERN]"""
    _rule(argument, False)
