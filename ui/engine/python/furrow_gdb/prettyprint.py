# SPDX-License-Identifier: MIT
"""`pp`: a value with its parts on lines of their own, however deep containers of Qt and the standard library nest, within limits; what
is left out is counted. A printer that fails is named in its place, and the rest goes on."""
import itertools

import gdb

ELEMENTS = 100      # of one container
DEPTH = 8
LINES = 1000        # in all
CHARACTERS = 2000   # of one text
COUNTED = 100000    # elements beyond the limit that are counted

COMPOUND = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION)
REFERENCES = (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF)


def text(value):
    writer = _Writer()
    writer.add(value, "", "")
    return "\n".join(writer.lines) + "\n"


class _Writer:
    def __init__(self):
        self.lines = []
        self.depth = 0

    def line(self, indent, words):
        self.lines.append("  " * self.depth + indent + words)

    def add(self, value, before, after):
        """`before` is the name and ` = `."""
        try:
            if isinstance(value, gdb.Value) and value.type.code in REFERENCES:
                value = value.referenced_value()
            head, children, hint = parts(value)
        except (gdb.error, gdb.MemoryError) as error:
            self.line("", "%s<error: %s>%s" % (before, error, after))
            return
        except Exception as error:
            self.line("", "%s<its printer failed: %s: %s>%s" % (before, type(error).__name__, error, after))
            return
        if children is None:
            self.line("", before + head + after)
        elif self.depth >= DEPTH:
            self.line("", "%s%s{... deeper than %d levels}%s" % (before, head and head + " = ", DEPTH, after))
        else:
            self.block(before + (head and head + " = "), children, hint == "map", after)

    def block(self, before, children, is_map, after):
        at = len(self.lines)
        self.line("", before + "{")
        self.depth += 1
        shown = 0
        try:
            for name, child in itertools.islice(pairs(children) if is_map else children, ELEMENTS):
                if len(self.lines) >= LINES:
                    children = itertools.chain([(name, child)], children)
                    break
                if is_map:
                    self.add(child, "[%s] = " % inline(name), ",")
                else:
                    self.add(child, name + " = " if name else "", ",")
                shown += 1
            left = sum(1 for _ in itertools.islice(children, COUNTED)) // (2 if is_map else 1)
            if left:
                self.line("", "... %s%d more of %s" % ("more than " if left >= COUNTED // 2 else "", left, "%d" % (shown + left) if left < COUNTED // 2 else "them"))
        except (gdb.error, gdb.MemoryError) as error:
            self.line("", "<error: %s>" % error)
        except Exception as error:
            self.line("", "<its printer failed: %s: %s>" % (type(error).__name__, error))
        self.depth -= 1
        if len(self.lines) == at + 1:
            self.lines[at] += "}" + after
        else:
            self.lines[-1] = self.lines[-1].removesuffix(",")
            self.line("", "}" + after)


def parts(value, characters=CHARACTERS):
    """What stands before the parts, the parts (name, value) or None, and the printer's hint: `map` if they are keys and values by turns."""
    if not isinstance(value, gdb.Value):
        return _plain(value), None, None
    printer = gdb.default_visualizer(value)
    if printer is not None:
        hint = getattr(printer, "display_hint", lambda: None)()
        if hasattr(printer, "children") and hint != "string":
            return _head(printer, characters), iter(printer.children()), hint
        return _string(value, printer, characters), None, hint
    kind = value.type.strip_typedefs()
    if kind.code in COMPOUND:
        return "", ((name, value[field]) for name, field in fields(kind)), None
    if kind.code == gdb.TYPE_CODE_ARRAY and kind.target().strip_typedefs().sizeof > 1:
        first, last = kind.range()
        return "", ((("[%d]" % index), value[index]) for index in range(first, last + 1)), "array"
    return value.format_string(max_elements=characters), None, None


def _string(value, printer, characters):
    whole = printer.to_string()  # by hand first: gdb would write of its failure in between
    shown = value.format_string(max_elements=characters)
    if shown.endswith("..."):
        length = len(whole) if isinstance(whole, str) else getattr(whole, "length", -1)
        if length > characters:
            shown += " (%d more of %d characters)" % (length - characters, length)
    return shown


def _head(printer, characters):
    if not hasattr(printer, "to_string"):
        return ""
    head = printer.to_string()
    if head is None:
        return ""
    if isinstance(head, gdb.Value):
        return head.format_string(max_elements=characters)
    return str(head)


def _plain(value):
    return '"%s"' % value if isinstance(value, str) else str(value)


def inline(value):
    """A key, which stands in its value's line."""
    return value.format_string(max_elements=200) if isinstance(value, gdb.Value) else _plain(value)


def pairs(children):
    for _, key in children:
        for _, value in itertools.islice(children, 1):
            yield key, value


def fields(kind):
    """The members of a class or union that have a place in each of its objects, with what to call them."""
    for field in kind.fields():
        if field.artificial or not hasattr(field, "bitpos"):
            continue  # the virtual table, and static members
        yield "<%s>" % field.name if field.is_base_class else field.name or "", field
