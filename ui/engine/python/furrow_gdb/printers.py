# SPDX-License-Identifier: MIT
"""Pretty printers: libstdc++'s own come with the library; Qt's are KDevelop's, where they are installed."""
import glob
import os
import sys

import gdb


def install():
    _standard()
    _qt()


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
