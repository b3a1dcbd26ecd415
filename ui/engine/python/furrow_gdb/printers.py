# SPDX-License-Identifier: MIT
"""Pretty printers: libstdc++'s own come with the library; Qt's are KDevelop's, where they are installed, with a few of ours before
them for what those show as nobody would write it. None of ours runs anything in the process."""
import datetime
import glob
import os
import sys

import gdb


def install():
    _standard()
    _qt()
    gdb.pretty_printers.insert(0, _own)


class Text:
    """Shown in quotes."""

    def __init__(self, text):
        self.text = text

    def to_string(self):
        return self.text()

    def display_hint(self):
        return "string"


class Plain:
    """Shown as it is."""

    def __init__(self, text):
        self.text = text

    def to_string(self):
        return self.text()


def _bytes(pointer, size):
    size = int(size)
    if size < 0 or not int(pointer):
        return ""
    return pointer.cast(gdb.lookup_type("char").const().pointer()).lazy_string(length=size)


def _utf16(pointer, size):
    size = int(size)
    if size <= 0 or not int(pointer):
        return ""
    return gdb.selected_inferior().read_memory(int(pointer), min(size, 4096) * 2).tobytes().decode("utf-16-le", "replace")


def uuid_text(value):
    tail = [int(value["data4"][index]) for index in range(8)]
    return "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x" % (int(value["data1"]), int(value["data2"]), int(value["data3"]), *tail)


def _date(value):
    day = int(value["jd"])
    try:
        return datetime.date.fromordinal(day - 1721425).isoformat()
    except (ValueError, OverflowError):
        return "invalid QDate" if day < -784350574879 else "Julian day %d" % day


def _time(value):
    at = int(value["mds"])
    if at < 0:
        return "invalid QTime"
    return "%02d:%02d:%02d.%03d" % (at // 3600000, at // 60000 % 60, at // 1000 % 60, at % 1000)


def _string(value):
    return _utf16(value["d"]["ptr"], value["d"]["size"])


def _actor(value):
    return "('%s', '%s')" % (_string(value["name"]), uuid_text(value["uuid"]))


_OWN = {
    "QString": lambda value: Text(lambda: _string(value)),
    "QByteArray": lambda value: Text(lambda: _bytes(value["d"]["ptr"], value["d"]["size"])),
    "QStringView": lambda value: Text(lambda: _utf16(value["m_data"], value["m_size"])),
    "QByteArrayView": lambda value: Text(lambda: _bytes(value["m_data"], value["m_size"])),
    "QLatin1String": lambda value: Text(lambda: _bytes(value["m_data"], value["m_size"])),
    "QLatin1StringView": lambda value: Text(lambda: _bytes(value["m_data"], value["m_size"])),
    "QChar": lambda value: Plain(lambda: "'%s'" % chr(int(value["ucs"]))),
    "QUuid": lambda value: Plain(lambda: "{%s}" % uuid_text(value)),
    "QDate": lambda value: Plain(lambda: _date(value)),
    "QTime": lambda value: Plain(lambda: _time(value)),
    "furrow::ActorId": lambda value: Plain(lambda: _actor(value)),
}


def _own(value):
    kind = value.type
    if kind.code == gdb.TYPE_CODE_REF or kind.code == gdb.TYPE_CODE_RVALUE_REF:
        kind = kind.target()
        value = value.referenced_value()
    make = _OWN.get(kind.unqualified().strip_typedefs().tag)
    return make(value) if make else None


def _standard():
    # Usually loaded by gdb itself with libstdc++; not when the program links it statically.
    for folder in sorted(glob.glob("/usr/share/gcc*/python")):
        if os.path.isdir(os.path.join(folder, "libstdcxx")):
            if folder not in sys.path:
                sys.path.insert(0, folder)
            try:
                from libstdcxx.v6 import register_libstdcxx_printers

                register_libstdcxx_printers(None)
            except Exception:
                pass  # registered already, or another gcc's: gdb loads the right one with the library
            return


def _qt():
    folder = os.environ.get("FURROW_QT_PRINTERS", "/usr/share/kdevgdb/printers")
    if not os.path.isfile(os.path.join(folder, "qt.py")):
        return
    sys.path.append(folder)
    try:
        import qt

        qt.register_qt_printers(None)
    except Exception as error:
        sys.stderr.write("Qt's printers in %s do not load: %s\n" % (folder, error))
