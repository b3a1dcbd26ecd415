# SPDX-License-Identifier: MIT
"""The rows of the line table where a step may stop, by function; read once, moved to where each process has it."""
import gdb

from . import frames

_known = {}


class Rows:
    """Of one function at its place in one process."""

    def __init__(self, start, rows, machinery):
        self._start = start
        self._rows = rows
        #: GCC puts its await machinery on a coroutine's first line and on its closing brace: no place to stop.
        self.machinery = machinery

    def stops(self, wanted=lambda line: True):
        return [(self._start + offset, line) for offset, line in self._rows if line not in self.machinery and wanted(line)]


def of_pc(pc):
    """The rows of the coroutine function around an address, or None without debug information."""
    block = frames.function_block(gdb.block_for_pc(pc))
    sal = gdb.find_pc_line(pc)
    if block is None or not sal.symtab:
        return None
    start = block.start
    key = (sal.symtab.objfile.filename, block.function.linkage_name, block.end - start)
    if key not in _known:
        table = [(entry.pc, entry.line) for entry in sal.symtab.linetable() if start <= entry.pc < block.end and entry.line > 0]
        machinery = {table[0][1], max(line for _, line in table)} if table else set()
        rows = []
        for address, line in table:
            found = gdb.find_pc_line(address)
            # Rows that are no statement's beginning are not where gdb says a line begins.
            if found.pc == address and found.line == line:
                rows.append((address - start, line))
        _known[key] = (rows, machinery)
    return Rows(start, *_known[key])
