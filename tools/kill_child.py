"""Runs that die: a process that has everything imported and forks one run for every line of stdin.

A line is a :class:`tools.kill.Order` as JSON; the answer is a :class:`tools.kill.Ended`. The kill is SIGKILL: nothing
runs after it, no handler, no ``finally``, no flush.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from pipeline.cli.entry import run_command_line
from pipeline.storage import connection as storage_connection
from tools.kill import Ended, Order, Point

_counted: Counter[str] = Counter()


def die() -> NoReturn:
    """End this process as the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process goes on")


def hit(point: Point, where: str) -> bool:
    """Count a place that is passed; whether it is the place to die at."""
    _counted[where] += 1
    return point.where == where and _counted[where] == point.count


def arm(point: Point) -> None:
    """Put the traps where writes, syncs and statements pass."""
    _trap_writes(point)
    for name in ("fsync", "fdatasync"):
        setattr(os, name, _around(point, "sync", getattr(os, name)))
    os.pwrite = _around(point, "journal", os.pwrite)
    vars(storage_connection)["sqlite3"] = _TrappedSqlite(point)
    if point.where == "size":
        # A write that crosses the limit is cut short, the next one kills: inside SQLite's own C code, too.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (point.count, point.count))


def _around(point: Point, where: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def trapped(*arguments: Any) -> Any:
        now = hit(point, where)
        if now and not point.after:
            die()
        done = real(*arguments)
        if now:
            die()
        return done

    return trapped


def _trap_writes(point: Point) -> None:
    real = os.writev

    def trapped(fd: int, parts: list[bytes]) -> int:
        if hit(point, "archive"):
            whole = b"".join(parts)
            os.write(fd, whole[: random.Random(point.count).randrange(len(whole) + 1)])  # noqa: S311
            die()
        return real(fd, parts)

    vars(os)["writev"] = trapped


class _TrappedSqlite:
    """The sqlite3 module, but for its connections."""

    def __init__(self, point: Point) -> None:
        self._point = point

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(self, *arguments: Any, **keywords: Any) -> sqlite3.Connection:
        """A connection that dies at a statement."""
        point = self._point

        class Connection(sqlite3.Connection):
            execute = _around(point, "statement", sqlite3.Connection.execute)
            executemany = _around(point, "statement", sqlite3.Connection.executemany)

        return sqlite3.connect(*arguments, factory=Connection, **keywords)


def _killer(victim: int, seconds: float) -> None:
    """A process of its own that kills its parent after a while, unless that has ended by then."""
    if os.fork() == 0:
        time.sleep(seconds)
        if os.getppid() == victim:
            os.kill(victim, signal.SIGKILL)
        os._exit(0)


def _child(order: Order) -> NoReturn:
    """One run in the forked process."""
    said = os.open(order.stderr, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if order.point.where == "time":
        _killer(os.getpid(), order.point.count / 1000)
    arm(order.point)
    code = run_command_line(order.arguments)
    sys.stderr.write(msgspec.json.encode(_counted).decode() + "\n")
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Fork, wait, answer."""
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _child(order)
        _, status = os.waitpid(child, 0)
        took = int((time.monotonic() - began) * 1000)
        ended = Ended(code=os.waitstatus_to_exitcode(status), milliseconds=took)
        sys.stdout.buffer.write(msgspec.json.encode(ended) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
