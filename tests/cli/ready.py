"""Commands, each a process forked from one that has everything imported: tests do not wait for imports.

One line of JSON a command comes in (see :class:`Order`), its exit code goes out. What a process of its own adds (the
interpreter's start, late imports) is tried by the tests that use ``Operator.start`` and by those of the documentation.
"""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from typing import NoReturn

import msgspec
from msgspec import Struct

from pipeline.cli.app import COMMANDS
from pipeline.cli.entry import run_command_line

EARLY = ("run", "fetch", "parse", "status", "sites", "audit")
"""Commands whose modules are imported before; those that load libraries with threads are not."""


class Order(Struct, frozen=True, kw_only=True):
    """A command: its arguments, where it runs, and the files for what it says."""

    arguments: tuple[str, ...]
    folder: str
    environment: dict[str, str]
    out: str
    error: str


def obey(order: Order) -> NoReturn:
    """Be the command."""
    code = 1
    try:
        os.chdir(order.folder)
        os.environ.clear()
        os.environ.update(order.environment)
        for number, name in ((1, order.out), (2, order.error)):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        code = run_command_line(order.arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - as the interpreter would: told on stderr, exit 1
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Fork, wait, answer."""
    for name in EARLY:
        import_module(f"pipeline.cli.{COMMANDS[name][0].partition(':')[0]}")
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        child = os.fork()
        if child == 0:
            obey(order)
        _, status = os.waitpid(child, 0)
        sys.stdout.buffer.write(b"%d\n" % os.waitstatus_to_exitcode(status))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
