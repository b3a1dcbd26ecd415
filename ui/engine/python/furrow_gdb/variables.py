# SPDX-License-Identifier: MIT
"""Variables in rows of one line each, and their parts, as far as somebody asks for them.

gdb has the same for DAP (gdb.dap.varref), but that exhausts the children of every printer that has no `child`, as libstdc++'s, and a
printer that throws ends the whole answer. Here nothing is read that is not shown, and an error stays in its row.
"""
import itertools
import re

import gdb

from . import coroutines, frames, prettyprint
from .channel import Refused

CHARACTERS = 200  # of a value
DEPTH = 3         # of what is within it
ELEMENTS = 40     # of one container within it

# What GCC puts among a coroutine's locals.
_MACHINERY = re.compile(r"^(_Coro_\w*|__\w*|Aw\d+|Yd\d*|T\d{3,}|Is|Fs|frame_ptr|D\.\d+)$")

_SCALARS = (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL, gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_FLT, gdb.TYPE_CODE_PTR)


# -- those of a frame

def symbols(frame):
    """(symbol, is an argument, is shadowed) of a frame's function, from the innermost block outwards."""
    try:
        block = frame.block()
    except RuntimeError:
        raise Refused("No debug information for this frame.")
    return _of_blocks(block, coroutines.frame_address(frame) != 0)


def _of_blocks(block, coroutine):
    seen = set()
    while block is not None:
        for symbol in block:
            name = symbol.name
            if not name or _MACHINERY.match(name):
                continue
            artificial = getattr(symbol, "is_artificial", False)
            # The copies of a coroutine's parameters are artificial, too.
            copied = artificial and coroutine and block.function is not None and symbol.is_variable
            if artificial and name != "this" and not copied:
                continue
            if symbol.is_argument and not coroutine or copied or name == "this":
                yield symbol, True, name in seen
            elif symbol.is_variable and not symbol.is_argument:
                yield symbol, False, name in seen
            seen.add(name)
        if block.function is not None:
            return
        block = block.superblock


def of_frame(frame):
    """Its arguments, then its locals that have been declared at the line where it stands."""
    here = frame.find_sal()
    arguments, declared = [], []
    for symbol, is_argument, shadowed in symbols(frame):
        if not is_argument and symbol.symtab is not None and here.symtab is not None and symbol.symtab.filename == here.symtab.filename \
                and symbol.line > here.line and symbol.addr_class != gdb.SYMBOL_LOC_STATIC:
            continue  # whatever lay there before
        node = _of_symbol(symbol, is_argument, shadowed, lambda symbol=symbol: symbol.value(frame))
        (arguments if is_argument else declared).append(node)
    return arguments + declared


def _of_symbol(symbol, is_argument, shadowed, read, waits=False):
    node = Node("%s (line %d)" % (symbol.name, symbol.line) if shadowed else symbol.name, read, "" if shadowed or waits else symbol.name)
    node.argument, node.shadowed = is_argument, shadowed
    return node


_WHERE = re.compile(r"^Symbol (\S+) is (.*?), length \d+\.$", re.MULTILINE | re.DOTALL)
_IN_FRAME = re.compile(r"^a complex DWARF expression:\s+0: DW_OP_fbreg -?\d+\s+\d+: DW_OP_deref\s+\d+: DW_OP_plus_uconst (\d+)\s*$")


def of_waiting(waiting):
    """The same of a coroutine that waits. gdb has no frame of it; but what lives across an await lies in the coroutine's frame, where
    the debug information of its function says."""
    block = frames.function_block(gdb.block_for_pc(waiting.resume)) if waiting.resume else None
    if block is None:
        raise Refused("No debug information for %s." % waiting.function())
    for entry in block.function.symtab.linetable():
        if entry.line == waiting.line and block.start <= entry.pc < block.end:
            block = gdb.block_for_pc(entry.pc)
            break
    places = {}  # of each name, from the innermost block outwards
    for name, where in _WHERE.findall(gdb.execute("info scope *0x%x" % block.start, to_string=True)):
        found = _IN_FRAME.match(where)
        places.setdefault(name, []).append(int(found.group(1)) if found else None)
    arguments, declared = [], []
    for symbol, is_argument, shadowed in _of_blocks(block, True):
        here = places.get(symbol.name)
        offset = here.pop(0) if here else None
        if symbol.line > waiting.line and not is_argument:
            continue
        if symbol.addr_class == gdb.SYMBOL_LOC_STATIC:
            read = symbol.value
        elif offset is not None:
            read = lambda address=waiting.frame + offset, kind=symbol.type: at_address(address, kind)
        else:
            read = _unreadable("<optimized out>")
        (arguments if is_argument else declared).append(_of_symbol(symbol, is_argument, shadowed, read, waits=True))
    return arguments + declared


def _unreadable(text):
    def read():
        raise gdb.error(text)

    return read


def at_address(address, kind):
    return gdb.Value(address).cast(kind.pointer()).dereference()


# -- one of them, or a part

class Node:
    """What a row shows and its parts are read from, by way of `read`, each time anew: a command may have changed it."""

    def __init__(self, name, read, expression, constant=False):
        self.name = name
        self.read = read
        self.expression = expression  # by which the prompt knows it, or empty
        self.constant = constant      # it is a part of what is
        self.argument = False
        self.shadowed = False
        self._iterator = None         # of the parts, where only one after the other can be had
        self._position = 0
        self._ahead = []              # taken from it already

    def forget(self):
        """What was read may be another by now."""
        self._iterator = None

    def value(self):
        value = self.read()
        if isinstance(value, gdb.Value) and value.type.code in prettyprint.REFERENCES:
            return value.referenced_value()
        return value

    def row(self):
        """Name, value, type, whether it has parts and whether it can be set."""
        row = {"name": self.name, "value": "", "type": "", "expression": self.expression}
        try:
            value = self.read()
            if not isinstance(value, gdb.Value):
                row["value"] = bounded(prettyprint.parts(value)[0])
                return row
            row["type"] = str(value.type)
            if value.type.code in prettyprint.REFERENCES:
                value = value.referenced_value()
            if value.is_optimized_out:
                row.update(value="<optimized out>", failed=True)
                return row
            line = _Line(value)
            row.update(value=line.text, failed=line.failed)
            row["assignable"] = why_not(self, value) is None
            row["children"] = not line.failed and _has_parts(value)
        except Exception as error:
            row.update(value=bounded(_failure(error)), failed=True)
        return row

    def parts(self, first, count):
        """`count` nodes from number `first` on, and perhaps one more: then there are more."""
        value = self.value()
        kind = value.type.strip_typedefs()
        if gdb.default_visualizer(value) is not None:
            return self._printed(value, first, count)
        if kind.code == gdb.TYPE_CODE_PTR:
            return self._pointed_to(value, first, count)
        constant = self.constant or is_const(value.type)
        if kind.code in prettyprint.COMPOUND:
            return [self._member(name, field, constant) for name, field in itertools.islice(prettyprint.fields(kind), first, first + count + 1)]
        if kind.code == gdb.TYPE_CODE_ARRAY:
            low, high = kind.range()
            return [Node("[%d]" % index, lambda index=index: self.value()[index], self._within("[%d]" % index), constant or is_const(kind.target()))
                    for index in range(low + first, min(high, low + first + count) + 1)]
        return []

    def _within(self, suffix):
        return _bracketed(self.expression) + suffix if self.expression else ""

    def _member(self, name, field, constant):
        if field.is_base_class:
            expression = ""
        else:
            expression = self._within("." + name) if name else self.expression  # of an anonymous union
        return Node(name or "(anonymous)", lambda: self.value()[field], expression, constant or is_const(field.type))

    def _pointed_to(self, pointer, first, count):
        target = _target(pointer)
        whole = Node("*" + self.name, lambda: _target(self.value()).dereference(), "*" + _bracketed(self.expression) if self.expression else "",
                     is_const(target.type.strip_typedefs().target()))
        pointed = target.dereference()
        if pointed.type.strip_typedefs().code in prettyprint.COMPOUND and gdb.default_visualizer(pointed) is None:
            return whole.parts(first, count)
        return [whole][first:]

    def _printed(self, value, first, count):
        if self._iterator is None or self._position - len(self._ahead) > first:
            _, children, hint = prettyprint.parts(value, CHARACTERS)
            self._iterator = _entries(children or iter(()), hint)
            self._position, self._ahead = 0, []
        found = []
        constant = self.constant or is_const(value.type)
        at = self._position - len(self._ahead)
        taken = itertools.chain(self._ahead, self._take())
        self._ahead = []
        for name, child in taken:
            if at >= first:
                found.append((name, child))
            at += 1
            if len(found) > count:
                self._ahead = [(name, child)]
                break
        return [_of_printer(name, child, constant) for name, child in found]

    def _take(self):
        for entry in self._iterator:
            self._position += 1
            yield entry


def _entries(children, hint):
    """What a printer yields, keys and values as one."""
    if hint == "map":
        for key, value in prettyprint.pairs(children):
            yield "[%s]" % bounded(prettyprint.inline(key)), value
    else:
        yield from children


def _of_printer(name, child, constant):
    read, expression = (lambda: child), ""
    if isinstance(child, gdb.Value):
        constant = constant or is_const(child.type)
        address = None if child.type.code in prettyprint.REFERENCES else child.address
        if address is not None:
            read = lambda: at_address(address, child.type)
            expression = "*(%s *) 0x%x" % (child.type, int(address))
    return Node(str(name), read, expression, constant)


def _bracketed(expression):
    return "(%s)" % expression if expression.startswith("*") else expression


def _has_parts(value):
    if gdb.default_visualizer(value) is not None:
        _, children, _ = prettyprint.parts(value, CHARACTERS)
        return children is not None and next(children, None) is not None
    kind = value.type.strip_typedefs()
    if kind.code in prettyprint.COMPOUND:
        return next(prettyprint.fields(kind), None) is not None
    if kind.code == gdb.TYPE_CODE_ARRAY:
        low, high = kind.range()
        return low <= high
    if kind.code == gdb.TYPE_CODE_PTR:
        target = kind.target().strip_typedefs()
        if target.code in (gdb.TYPE_CODE_VOID, gdb.TYPE_CODE_FUNC) or target.sizeof <= 1 and target.code not in prettyprint.COMPOUND + (gdb.TYPE_CODE_BOOL,):
            return False  # of characters the value itself shows the text
        try:
            gdb.selected_inferior().read_memory(int(value), 1)
        except gdb.error:
            return False  # null, or it dangles
        return True
    return False


def _target(pointer):
    """The same address as the type that the object there has."""
    try:
        kind = pointer.dynamic_type
    except gdb.error:
        return pointer
    return pointer.cast(kind) if kind != pointer.type else pointer


def is_const(kind):
    kind = kind.strip_typedefs()
    if kind.code in prettyprint.REFERENCES:
        kind = kind.target().strip_typedefs()
    plain = kind.unqualified()
    return kind != plain and kind != plain.volatile()


def _failure(error):
    if isinstance(error, (gdb.error, gdb.MemoryError)):
        return "<error: %s>" % error if not str(error).startswith("<") else str(error)
    return "<its printer failed: %s: %s>" % (type(error).__name__, error)


def bounded(text):
    text = " ".join(text.split("\n"))
    return text if len(text) <= CHARACTERS else text[:CHARACTERS - 1] + "\u2026"


class _Full(Exception):
    pass


class _Line:
    """A value in one line; what does not fit is not read."""

    def __init__(self, value):
        self._pieces = []
        self._size = 0
        self.failed = False
        try:
            self._add(value, 0)
        except _Full:
            pass
        self.text = bounded("".join(self._pieces))

    def _put(self, text):
        self._pieces.append(text)
        self._size += len(text)
        if self._size > CHARACTERS:
            raise _Full

    def _add(self, value, depth):
        try:
            if isinstance(value, gdb.Value) and value.type.code in prettyprint.REFERENCES:
                value = value.referenced_value()
            head, children, hint = prettyprint.parts(value, CHARACTERS)
        except Exception as error:
            self.failed = self.failed or depth == 0
            return self._put(_failure(error))
        if children is None:
            return self._put(head)
        self._put((head and head + " = ") + "{")
        if depth >= DEPTH:
            return self._put("...}")
        try:
            for number, (name, child) in enumerate(prettyprint.pairs(children) if hint == "map" else children):
                self._put(", " if number else "")
                if number >= ELEMENTS:
                    self._put("...")
                    break
                if hint == "map":
                    self._put("[%s] = " % prettyprint.inline(name))
                elif name and hint != "array":
                    self._put("%s = " % name)
                self._add(child, depth + 1)
        except _Full:
            raise
        except Exception as error:
            self.failed = self.failed or depth == 0
            self._put(_failure(error))
        self._put("}")


# -- setting one

def why_not(node, value):
    """Why it cannot be set, in one sentence; else None."""
    kind = value.type.strip_typedefs()
    if value.is_optimized_out:
        return "%s was optimized out: there is no place to write to." % node.name
    if node.constant or is_const(value.type):
        return "%s is const." % node.name
    if kind.code not in _SCALARS and _text_of(kind) is None:
        return "%s is a %s, which cannot be set as a whole; set its parts." % (node.name, value.type)
    if value.address is None and not node.expression:
        return "%s is computed by its printer and has no place to write to." % node.name
    return None


def assign(node, expression):
    """Sets it to what the expression is at the prompt, which may call functions of the process."""
    value = node.value()
    if not isinstance(value, gdb.Value):
        raise Refused("%s is computed by its printer and has no place to write to." % node.name)
    refusal = why_not(node, value)
    if refusal:
        raise Refused(refusal)
    if not expression.strip():
        raise Refused("A value is needed, as an expression of the program's language.")
    new = gdb.parse_and_eval(expression)
    kind, given = value.type.strip_typedefs(), new.type.strip_typedefs()
    text = _text_of(kind)
    if text is not None:
        return _assign_text(node, value, *text, _text_from(node, new))
    if given.code == gdb.TYPE_CODE_ARRAY and kind.code != gdb.TYPE_CODE_PTR:
        raise Refused("%s is a %s and cannot be set to a text." % (node.name, value.type))
    if given.code in prettyprint.COMPOUND:
        raise Refused("%s is a %s and cannot be set to a %s." % (node.name, value.type, new.type))
    value.assign(new)


# Functions of the program's libraries that set a text, and whether they take the size before the address of the characters.
_TEXTS = {
    "QString": ("QString::assign(QAnyStringView)", False),
    "QByteArray": ("QByteArray::assign(QByteArrayView)", True),
    "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >":
        ("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE6assignEPKcm", False),
}


def _text_of(kind):
    return _TEXTS.get(kind.unqualified().tag)


def _text_from(node, value):
    """The characters of a literal, or of another text."""
    kind = value.type.strip_typedefs()
    if kind.code in prettyprint.REFERENCES:
        value = value.referenced_value()
        kind = value.type.strip_typedefs()
    memory = gdb.selected_inferior().read_memory
    tag = kind.unqualified().tag
    if kind.code == gdb.TYPE_CODE_ARRAY and kind.target().strip_typedefs().code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR):
        size = kind.target().sizeof
        codec = {1: "utf-8", 2: "utf-16-le", 4: "utf-32-le"}.get(size, "utf-8")
        return value.bytes[:-size].decode(codec, "replace").encode() if size > 1 else value.bytes[:-1]
    if kind.code == gdb.TYPE_CODE_PTR and kind.target().strip_typedefs().sizeof == 1:
        return value.string(errors="replace").encode()
    if tag == "QString":
        size = int(value["d"]["size"])
        return memory(int(value["d"]["ptr"]), size * 2).tobytes().decode("utf-16-le", "replace").encode() if size > 0 else b""
    if tag == "QByteArray":
        size = int(value["d"]["size"])
        return memory(int(value["d"]["ptr"]), size).tobytes() if size > 0 else b""
    if tag in _TEXTS:
        size = int(value["_M_string_length"])
        return memory(int(value["_M_dataplus"]["_M_p"]), size).tobytes() if size > 0 else b""
    raise Refused("%s is a text: set it to one in quotes, as \"new\"." % node.name)


def _assign_text(node, value, function, size_first, text):
    literal = '"%s"' % "".join("\\%03o" % byte for byte in text)
    kinds, given = ("unsigned long, const char *", "%d, %s" % (len(text), literal)) if size_first else ("const char *, unsigned long", "%s, %d" % (literal, len(text)))
    try:
        gdb.parse_and_eval("'%s'" % function)
    except gdb.error:
        raise Refused("The program has no function by which %s could be set." % node.name)
    gdb.parse_and_eval("((void *(*)(void *, %s)) '%s')((void *) 0x%x, %s)" % (kinds, function, int(value.address), given))
