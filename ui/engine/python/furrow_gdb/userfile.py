# SPDX-License-Identifier: MIT
"""The user's own commands, run once as gdb comes up: ~/.furrowrc. What is wrong in it is told in a sentence, and the rest is run."""
import os
import threading

import gdb

NAME = "~/.furrowrc"
PATIENCE = 10  # seconds for one command
_OPENS = ("python", "py", "commands", "define", "document", "if", "while")


def run(interrupts, complain):
    path = os.path.expanduser(NAME)
    if not os.path.exists(path):
        return
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
    except OSError as error:
        complain("%s cannot be read: %s" % (NAME, error.strerror))
        return
    for number, command in _commands(lines):
        try:
            _patiently(interrupts, lambda: gdb.execute(command, to_string=True))
        except KeyboardInterrupt:
            complain("%s, line %d: '%s' took longer than %d s and was ended" % (NAME, number, command.split("\n")[0], PATIENCE))
        except Exception as error:
            complain("%s, line %d: %s" % (NAME, number, str(error).strip() or type(error).__name__))


def _patiently(interrupts, act):
    timer = threading.Timer(PATIENCE, interrupts.strike_whatever_runs)
    timer.daemon = True
    timer.start()
    try:
        interrupts.during(float("inf"), act, 0, 0)
    finally:
        timer.cancel()


def _commands(lines):
    """Number of the first line, and the command with its further lines."""
    at = 0
    while at < len(lines):
        first, depth, python = at, 0, False
        while at < len(lines):
            words = lines[at].split()
            at += 1
            if words == ["end"] and depth:
                depth -= 1
                python = False
            elif words and not python and words[0] in _OPENS and (words[0] not in ("python", "py") or len(words) == 1):
                depth += 1
                python = words[0] in ("python", "py", "document")
            if not depth:
                break
        command = "\n".join(lines[first:at])
        if command.strip() and not command.lstrip().startswith("#"):
            yield first + 1, command
