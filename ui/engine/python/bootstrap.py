# SPDX-License-Identifier: MIT
"""First code run inside gdb: makes the furrow_gdb package importable from memory, so that nothing of it lies on the disk.

`stream` and `channel` are given by the line that runs this: the reading side and the socket of the console.
"""
import importlib.abc
import importlib.util
import json
import sys

# One copy of another version may be installed for gdb itself; the console's own comes first.
sys.dont_write_bytecode = True


class _Sources(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name not in self.sources:
            return None
        return importlib.util.spec_from_loader(name, self, origin="<%s>" % name, is_package=self.is_package(name))

    def is_package(self, name):
        return any(other.startswith(name + ".") for other in self.sources)

    def get_source(self, name):
        return self.sources[name]


_setup = json.loads(stream.readline())  # noqa: F821
sys.meta_path.insert(0, _Sources(_setup["sources"]))
import furrow_gdb  # noqa: E402

furrow_gdb.start(channel, stream, _setup)  # noqa: F821
