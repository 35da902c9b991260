"""XML files of topics, cut into one small tree for each topic while they are read; packed or not.

Read by expat in pieces. A file that declares an entity is refused from there on, so nothing can expand, and nothing
outside the file is ever loaded. Memory holds one topic and one piece.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from xml.parsers import expat

from msgspec import Struct

from pipeline.errors import ReadError, UsageError

PIECE: Final = 64 * 2**10
MAX_TOPIC: Final = 16 * 2**20
"""Bytes of one topic above which the file is no topic file."""
MAX_FILE: Final = 2 * 2**30
"""Bytes of XML, packed or not, above which a file is taken for a bomb (the real one has about 30 million)."""
_DEPTH: Final = 32
_TOPIC: Final = frozenset({"health-topic", "MedicalTopic"})
_ROOT: Final = frozenset({"health-topics", "MedicalTopics"})


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Feed(Struct, kw_only=True):
    """What the file says of itself, filled while it is read: how many topics it promises, how many were read."""

    total: int | None = None
    generated: str | None = None
    count: int = 0


class Element:
    """A small tree of one topic: name, attributes, words, children."""

    __slots__ = ("attributes", "children", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.parts: list[str] = []
        self.children: list[Element] = []

    def words(self) -> str:
        """Its own words on one line."""
        return " ".join("".join(self.parts).split())

    def all(self, *path: str) -> list[Element]:
        """Every descendant at a path of names."""
        found = [self]
        for name in path:
            found = [child for one in found for child in one.children if child.name == name]
        return found

    def said(self, *path: str) -> tuple[str, ...]:
        """Words of every descendant at a path; empty ones left out."""
        return tuple(words for one in self.all(*path) if (words := one.words()))

    def first(self, *path: str) -> str | None:
        """Words of the first of them."""
        return next(iter(self.said(*path)), None)


class Stream:
    """Expat with the bytes it has not left behind yet, so that a topic's own bytes can be cut out."""

    def __init__(self, feed: Feed, path: Path) -> None:
        self.done: list[tuple[Element, bytes]] = []
        self._feed = feed
        self._path = path
        self._open: list[Element] = []
        self._depth = 0
        self._began = 0
        self._base = 0
        self._buffer = bytearray()
        self._parser: Any = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def take(self, piece: bytes, *, last: bool = False) -> None:
        """Read a piece of the file."""
        self._buffer += piece
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            raise self._error(f"the XML breaks at line {error.lineno}: {said}") from error
        keep = self._began if self._open else max(self._parser.CurrentByteIndex, self._base)
        if len(self._buffer) > MAX_TOPIC + PIECE:
            raise self._error(f"one piece of it is longer than {MAX_TOPIC} bytes; this is no topic file")
        del self._buffer[: max(0, keep - self._base)]
        self._base = max(self._base, keep)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._root(name, attributes)
        if self._depth > _DEPTH:
            raise self._error(f"elements nest deeper than {_DEPTH}")
        if not self._open:
            if name not in _TOPIC:
                return
            self._began = self._parser.CurrentByteIndex
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _ROOT:
            raise self._error(f"it begins with <{name:.60}>, not with <health-topics>")
        total = attributes.get("total", "")
        self._feed.total = int(total) if total.isdigit() else None
        self._feed.generated = attributes.get("date-generated") or attributes.get("dategenerated")

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        if not self._open:
            at = self._parser.CurrentByteIndex - self._base
            end = self._buffer.index(b">", at) + 1
            self.done.append((element, bytes(self._buffer[self._began - self._base : end])))

    def _characters(self, words: str) -> None:
        if self._open:
            self._open[-1].parts.append(words)

    def _entity(self, name: str, *_: object) -> None:
        raise self._error(f"it declares an entity ({name!r:.60}); nothing of it was expanded")

    def _error(self, message: str) -> ReadError:
        return ReadError(
            f"{self._path}: {message}",
            url=str(self._path),
            mend="take the health topic XML from https://medlineplus.gov/xml.html",
        )


def elements(path: Path, feed: Feed) -> Iterator[tuple[Element, bytes]]:
    """Every topic of a file with its own bytes, in its order; ``feed`` is filled meanwhile.

    Raises:
        UsageError: the file cannot be read, or is a zip without exactly one XML file.
        ReadError: see :func:`pipeline.fetchers.medlineplus_xml.topics`.
    """
    stream = Stream(feed, path)
    read = 0
    with _opened(path) as file:
        while True:
            try:
                piece = file.read(PIECE)
            except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
                raise ReadError(f"{path}: cannot be unpacked: {error}", url=str(path)) from error
            read += len(piece)
            if read > MAX_FILE:
                raise ReadError(f"{path}: more than {MAX_FILE} bytes of XML", url=str(path))
            stream.take(piece, last=not piece)
            yield from stream.done
            stream.done.clear()
            if not piece:
                return


@contextmanager
def _opened(path: Path) -> Iterator[_Readable]:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.open(file) as unpacked:
                    yield unpacked
            elif magic == b"PK\x03\x04":
                with zipfile.ZipFile(file) as archive, archive.open(_only_xml(archive, path)) as unpacked:
                    yield unpacked
            else:
                yield file
    except zipfile.BadZipFile as error:
        raise ReadError(f"{path}: a damaged zip file: {error}", url=str(path)) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", mend="check the path") from error


def _only_xml(archive: zipfile.ZipFile, path: Path) -> str:
    names = [name for name in archive.namelist() if name.lower().endswith(".xml")]
    if len(names) != 1:
        raise UsageError(f"{path} holds {len(names)} XML files, not one", mend="unpack it and name the file")
    return names[0]
