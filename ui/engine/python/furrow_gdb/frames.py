# SPDX-License-Identifier: MIT
"""Which frames a user wants to see, and what to call them."""
import fnmatch

import gdb

# Name patterns of what the console hides by itself: the runtime, the standard library, Qt's loop, the unwinder.
RUNTIME_PATTERNS = ("furrow::*", "furrow_debug_*")
DEFAULT_PATTERNS = RUNTIME_PATTERNS + (
    "std::*", "__gnu_cxx::*", "__cxxabiv1::*", "__cxa_*", "__gxx_*", "_Unwind_*", "boost::*", "boost_asio_*", "asio::*",
    "QEventLoop::*", "QCoreApplication*::*", "QGuiApplication*::*", "QApplication*::*", "QAbstractEventDispatcher::*", "QEventDispatcher*",
    "QMetaObject::*", "QMetaCallEvent::*", "QObject::*", "QObjectPrivate::*", "QtPrivate::*", "QSocketNotifier::*", "QTimer::*", "QThread*::*",
    "QXcb*", "QWindowSystem*", "doActivate*", "g_main_*", "__libc_*", "_start", "start_thread", "clone*", "__syscall*", "__internal_syscall*",
    "operator new*", "operator delete*",
)
SYSTEM_FOLDERS = ("/usr/lib", "/lib", "/usr/lib64", "/lib64")

DEPTH = 2000  # frames looked at; a stack overflow has more than anybody reads


class Rules:
    """The patterns of `hf_hide` and `hf_unhide`; the last one that matches decides."""

    def __init__(self):
        self.own = []  # (pattern, hides)
        self.shows_runtime = False  # of the entry at the prompt (hideRuntime = false), until it goes on

    def hides(self, name, solib):
        for pattern, hides in reversed(self.own):
            if fnmatch.fnmatchcase(name, pattern):
                return hides
        if self.shows_runtime and any(fnmatch.fnmatchcase(name, pattern) for pattern in RUNTIME_PATTERNS):
            return False
        return bool(solib and solib.startswith(SYSTEM_FOLDERS)) or any(fnmatch.fnmatchcase(name, pattern) for pattern in DEFAULT_PATTERNS)


    def hides_by_own(self, name):
        """The same, of the user's rules alone."""
        return next((hides for pattern, hides in reversed(self.own) if fnmatch.fnmatchcase(name, pattern)), False)


rules = Rules()


def short_name(name):
    """`stepping(_ZL8steppingv.Frame *)` -> `stepping`; keeps the parentheses inside a name (lambdas, operator())."""
    name = name.removesuffix(" [clone .actor]")
    tail = name.rstrip()
    if tail.endswith(" const"):
        tail = tail[:-6]
    if tail.endswith(")") and not tail.endswith("operator()"):
        depth = 0
        for index in range(len(tail) - 1, -1, -1):
            if tail[index] == ")":
                depth += 1
            elif tail[index] == "(":
                depth -= 1
                if depth == 0:
                    return _without_result(tail[:index]) or name
    return tail


def _without_result(name):
    """`int furrow::run<...>` -> `furrow::run<...>`: without debug information a template's name has its result before it."""
    depth = 0
    for index in range(len(name) - 1, -1, -1):
        depth += (name[index] in ">)") - (name[index] in "<(")
        if name[index] == " " and depth == 0 and "operator" not in name:
            return name[index + 1:]
    return name


def name_at(pc, name):
    """`operator()` says nothing: a lambda is named by the function that it stands in, as in `asyncMain::{lambda}`."""
    short = short_name(name)
    if short != "operator()":
        return short
    symbol = gdb.execute("info symbol 0x%x" % pc, to_string=True)
    outer, lambdas, depth = "", 0, 0
    for index, letter in enumerate(symbol):
        if depth == 0 and symbol.startswith("::{lambda(", index):
            outer = outer or symbol[:index]
            lambdas += 1
        depth += (letter in "<({") - (letter in ">)}")
    if not outer and not symbol.startswith("No symbol"):
        # It was inlined: the symbol is that of the function it stands in.
        outer, lambdas = symbol.rpartition(" in section ")[0].rpartition(" + ")[0] or symbol.rpartition(" in section ")[0], 1
    return short_name(outer) + "::{lambda}" * lambdas if outer else short


def function_name(frame):
    name = frame.name()
    return name_at(frame.pc(), name) if name else "??"


def is_hidden(frame):
    if frame.type() not in (gdb.NORMAL_FRAME, gdb.INLINE_FRAME, gdb.TAILCALL_FRAME):
        return True
    solib = gdb.solib_name(frame.pc())
    if not rules.own and not rules.shows_runtime and solib and solib.startswith(SYSTEM_FOLDERS):
        return True  # before its name is asked for, which may read a library's symbols
    name = frame.name()
    if name is None:
        return True
    return rules.hides(name_at(frame.pc(), name), solib)


def walk(frame=None):
    """From `frame` (or the newest) towards the caller; stops quietly where the stack cannot be read."""
    try:
        if frame is None:
            frame = gdb.newest_frame()
        for _ in range(DEPTH):
            if frame is None:
                return
            yield frame
            frame = frame.older()
    except gdb.error:
        return


def place(frame):
    sal = frame.find_sal()
    return (sal.symtab.fullname(), sal.line) if sal.symtab else ("", 0)


def describe(frame, hidden=None):
    file, line = place(frame)
    return {
        "kind": "native",
        "level": frame.level(),
        "function": function_name(frame),
        "file": file,
        "line": line,
        "hidden": is_hidden(frame) if hidden is None else hidden,
    }


def extent(frame):
    """First and last line of the frame's function, as far as it has code."""
    sal = frame.find_sal()
    if not sal.symtab:
        return 0, 0
    return extent_of(function_block(frame.block()), sal.line)


def function_block(block):
    while block is not None and block.function is None:
        block = block.superblock
    return block


def extent_of(block, line):
    """The same of a function's block, in which this is one of the lines."""
    lines = [entry.line for entry in block.function.symtab.linetable() if block.start <= entry.pc < block.end and entry.line]
    return min([block.function.line or line] + lines + [line]), max(lines + [line])


def select(frame):
    """Selects it, for `list` and for breakpoints by line as well."""
    frame.select()
    gdb.execute("frame", to_string=True)


def same_file(path, asked):
    """Compilers write the path as they were given it, which may be relative."""
    if path == asked:
        return True
    while asked.startswith(("./", "../")):
        asked = asked[asked.index("/") + 1:]
    return path.endswith("/" + asked.lstrip("/"))


def choose(file="", line=0):
    """The frame the prompt stands on: that of the entry's file and line, else the newest the user wants to see."""
    first = None
    for frame in walk():
        if is_hidden(frame):
            continue
        if not file or not line:
            return frame
        path, at = place(frame)
        if at == line and same_file(path, file):
            return frame
        if first is None:
            first = frame
        elif frame.level() > 60:
            break
    return first or gdb.newest_frame()


def trap_length(frame):
    """Of the code's own breakpoint that this frame stands on: the runtime's handler shows it there, and goes on behind it."""
    newer = frame.newer()
    if newer is None or newer.type() != gdb.SIGTRAMP_FRAME or not frame.architecture().name().startswith("i386"):
        return 0
    return int(gdb.selected_inferior().read_memory(frame.pc(), 1).tobytes() == b"\xcc")


def newest_visible():
    for frame in walk():
        if not is_hidden(frame):
            return frame
    return None


def step_visible(frame, count, towards_caller):
    """The frame `count` visible ones away, or as far as there are any."""
    moved = None
    while frame is not None and count > 0:
        frame = frame.older() if towards_caller else frame.newer()
        if frame is not None and not is_hidden(frame):
            moved = frame
            count -= 1
    return moved
