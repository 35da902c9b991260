"""What a disk may hold after a power cut: the system calls of a traced run, replayed.

A call that writes changes what processes see; a disk holds it for certain once the file was synced, and a name once its
folder was. Of what was not synced a cut leaves nothing, all, or any part in any order, by sectors, with zeros where a
file grew around what is missing: POSIX promises no more, and file systems do differ.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

CALLS = (
    "openat,write,writev,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,"
    "copy_file_range,sendfile,fallocate"
)
"""What strace is to tell of (``-f -y -xx -s 9999999``): how Python and SQLite change files, and ways they do not."""

_SYNCS = frozenset(("fsync", "fdatasync"))
_SECTOR = 512
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (\d+)")
_LINE = re.compile(r"(\d+)\s+(?:<\.\.\. \w+ resumed>)?(.*?)(<unfinished \.\.\.>)?$")
_WORDS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FIRST = re.compile(r"(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")

Left = Literal["nothing", "all", "the first", "any", "sectors"]
LEFT: tuple[Left, ...] = ("nothing", "all", "the first", "any", "sectors")
"""How much of what was not synced a cut leaves."""


class Change(Struct, frozen=True):
    """What a call changed: a file or folder, and whether it is its name that came, went or is another."""

    path: Path
    named: bool


class _Write(Struct, frozen=True):
    """Bytes at a place; without bytes: the size the file was given."""

    at: int
    data: bytes | None

    def on(self, content: bytearray) -> None:
        end = self.at + len(self.data or b"")
        if end > len(content):
            content.extend(bytes(end - len(content)))
        if self.data is None:
            del content[self.at :]
        else:
            content[self.at : end] = self.data


class _File:
    """What processes see of a file, and what the disk holds."""

    def __init__(self, content: bytes = b"") -> None:
        self.seen = bytearray(content)
        self._held = content
        self._waiting: list[_Write] = []

    def write(self, done: _Write) -> None:
        done.on(self.seen)
        self._waiting.append(done)

    def sync(self) -> None:
        self._held = bytes(self.seen)
        self._waiting.clear()

    def after_cut(self, left: Left, dice: random.Random) -> bytes:
        waiting = self._waiting
        if left == "nothing":
            waiting = []
        elif left == "the first":
            waiting = waiting[: dice.randrange(len(waiting) + 1)]
        elif left in ("any", "sectors"):
            waiting = [write for write in waiting if dice.random() < 0.5]
        content = bytearray(self._held)
        for write in waiting:
            for part in _sectors(write, dice) if left == "sectors" else [write]:
                part.on(content)
        return bytes(content)


def _sectors(write: _Write, dice: random.Random) -> Iterator[_Write]:
    if write.data is None:
        yield write
        return
    for place in range(0, len(write.data), _SECTOR):
        if dice.random() < 0.5:
            yield _Write(write.at + place, write.data[place : place + _SECTOR])


class Disk:
    """The files below a folder while a traced run goes on.

    Args:
        folder: absolute; what a process does elsewhere is not followed.
        before: a copy of the folder as it was before the run.
    """

    def __init__(self, folder: Path, before: Path) -> None:
        self._folder = folder
        self._folders = {folder}
        self._seen: dict[Path, _File] = {}
        self._held: dict[Path, _File] = {}
        self._waiting: list[tuple[Path, _File | None]] = []
        self._places: dict[int, int] = {}
        self._appends: set[int] = set()
        for path in before.rglob("*"):
            place = folder / path.relative_to(before)
            if path.is_dir():
                self._folders.add(place)
            else:
                self._seen[place] = self._held[place] = _File(path.read_bytes())

    def replay(self, trace: Path) -> Iterator[Change]:
        """Call after call that changes something here; between two of them the power may be cut.

        Raises:
            ValueError: a file is written in a way that is not followed.
        """
        for name, arguments, result in _calls(trace):
            words = [_words(found) for found in _WORDS.findall(arguments)]
            first = _FIRST.match(arguments)
            path = Path(os.fsdecode(_words(first[2]))) if first else Path()
            if name in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "openat"):
                paths = [path / os.fsdecode(word) for word in words]
                if all(self._folder in each.parents for each in paths) and self._named(name, arguments, paths, result):
                    yield Change(paths[0], named=True)
            elif first is not None and (path in self._seen or path in self._folders):
                self._changed(name, arguments, path, (int(first[1]), b"".join(words)[:result]))
                yield Change(path, named=False)

    def _named(self, name: str, arguments: str, paths: list[Path], result: int) -> bool:
        """Names that come and go."""
        if name == "mkdir":
            self._folders.add(paths[0])
        elif name == "openat":
            self._places[result] = 0
            self._appends.discard(result)
            if "O_APPEND" in arguments:
                self._appends.add(result)
            if "O_CREAT" in arguments and paths[0] not in self._seen:
                self._name(paths[0], _File())
            elif "O_TRUNC" in arguments:
                self._seen[paths[0]].write(_Write(0, None))
            else:
                return False
        elif name.startswith("unlink"):
            self._name(paths[0], None)
        else:
            if paths[0] in self._folders:
                raise ValueError(f"{paths[0]} is renamed: folders are not followed")
            self._name(paths[1], self._seen[paths[0]])
            self._name(paths[0], None)
        return True

    def _name(self, path: Path, file: _File | None) -> None:
        _set(self._seen, path, file)
        self._waiting.append((path, file))

    def _changed(self, name: str, arguments: str, path: Path, written: tuple[int, bytes]) -> None:
        """Content that changes or reaches the disk."""
        number, data = written
        last = arguments.rpartition(",")[2]
        if path in self._folders:
            for place, file in [waiting for waiting in self._waiting if waiting[0].parent == path]:
                _set(self._held, place, file)
            self._waiting = [waiting for waiting in self._waiting if waiting[0].parent != path]
        elif name in _SYNCS:
            self._seen[path].sync()
        elif name == "ftruncate":
            self._seen[path].write(_Write(int(last), None))
        elif name == "pwrite64":
            self._seen[path].write(_Write(int(last), data))
        elif name in ("write", "writev"):
            at = len(self._seen[path].seen) if number in self._appends else self._places[number]
            self._seen[path].write(_Write(at, data))
            self._places[number] = at + len(data)
        else:
            raise ValueError(f"{name} of {path} is not followed")

    def is_there(self, path: Path) -> bool:
        """Whether processes see a file of this name now."""
        return path in self._seen

    def seen(self, path: Path) -> bytes:
        """What processes see in a file now."""
        return bytes(self._seen[path].seen)

    def cut(self, left: Left, dice: random.Random, to: Path) -> None:
        """Write what a power cut at this moment leaves into a folder.

        What SQLite shares between processes (``-shm``) is no more than memory, and made anew.
        """
        held = dict(self._held)
        for path, file in self._waiting:
            if left == "all" or (left != "nothing" and dice.random() < 0.5):
                _set(held, path, file)
        for folder in self._folders:
            (to / folder.relative_to(self._folder)).mkdir(parents=True, exist_ok=True)
        for path, file in held.items():
            if not path.name.endswith("-shm"):
                (to / path.relative_to(self._folder)).write_bytes(file.after_cut(left, dice))


def _set(names: dict[Path, _File], path: Path, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _calls(trace: Path) -> Iterator[tuple[str, str, int]]:
    """Every call that did not fail: its name, its arguments, what it returned."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            told = _LINE.match(line)
            if told is None:
                continue
            process, text, unfinished = told.groups()
            text = begun.pop(process, "") + text
            if unfinished:
                begun[process] = text
            elif (call := _CALL.match(text)) is not None:
                yield call[1], call[2], int(call[3])


def _words(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
