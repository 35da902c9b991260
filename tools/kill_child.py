"""One run that kills itself: ``python -m tools.kill_child SPEC ARGUMENT...`` with a :class:`tools.kill.Point` as JSON.

The kill is SIGKILL to this very process, so nothing runs after it: no handler, no ``finally``, no flush.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from pipeline.cli.entry import run_command_line
from pipeline.storage import connection as storage_connection
from tools.kill import Point

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


def main() -> None:
    """Run, and die on the way; a run that gets through says how often each place was passed."""
    point = msgspec.json.decode(sys.argv[1], type=Point)
    arm(point)
    code = run_command_line(sys.argv[2:])
    sys.stderr.write(msgspec.json.encode(_counted).decode() + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
