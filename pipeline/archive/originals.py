"""Where the payloads of a set of archives lie, for revisit records that refer to another file of the set.

The index is one file that any number of processes may read: rows of 28 bytes, sorted by key, and the files' names at
the end. A key is eight bytes of BLAKE2 over what a record is referred to by; whoever finds a payload by it compares
what the two records say of it.
"""

from __future__ import annotations

import mmap
import struct
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from typing import IO, BinaryIO, Final, Self

import msgspec
from fastwarc.warc import HeaderMap
from msgspec import Struct

from pipeline.archive.files import put_in_place
from pipeline.archive.replay import Handling, answers
from pipeline.errors import ArchiveError

_ROW: Final = struct.Struct(">8sIQQ")
_TAIL: Final = struct.Struct(">QQ8s")
_MAGIC: Final = b"revisits"
_BUCKETS: Final = 64
_IN_MEMORY: Final = 2**20


class Original(Struct, frozen=True):
    """Where a payload lies: the address that is opened, the file's name in records, offset and length."""

    address: str
    file: str
    offset: int
    length: int


def keys_of(fields: HeaderMap) -> tuple[bytes, ...]:
    """By what others may refer to a record."""
    return _keys(fields, "WARC-Record-ID", "WARC-Target-URI", "WARC-Date")


def keys_referred_to(fields: HeaderMap) -> tuple[bytes, ...]:
    """By what a revisit record refers to another."""
    return _keys(fields, "WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")


def _keys(fields: HeaderMap, record_id: str, url: str, date: str) -> tuple[bytes, ...]:
    found = []
    if digest := fields.get("WARC-Payload-Digest"):
        found.append(f"digest {digest.lower()}")
    if stated := fields.get(record_id):
        found.append(f"id {stated}")
    if (target := fields.get(url)) and (moment := fields.get(date)):
        found.append(f"url {target.strip('<>')} {moment}")
    return tuple(blake2b(text.encode(errors="replace"), digest_size=8).digest() for text in found)


def originals_in(stream: BinaryIO, name: str, address: str) -> Iterator[tuple[bytes, Original]]:
    """The keys of every answer in a WARC file; damage is passed over, it is told when the file is read.

    Raises:
        ArchiveError: it cannot be read at all.
    """
    for capture, fields in answers(stream, name, Handling(max_body=0, on_damage=lambda _: None)):
        ref = capture.archive
        if capture.revisit_of is None and capture.truncated is None and ref is not None:
            original = Original(address, ref.file, ref.offset, ref.length)
            for key in keys_of(fields):
                yield key, original


def write_originals(path: Path, found: Iterable[tuple[bytes, Original]]) -> int:
    """Write an index, whole or not at all; the number of its rows. Memory holds a sixty-fourth of them.

    Raises:
        OSError: it cannot be written.
    """
    files: dict[tuple[str, str], int] = {}
    rows = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        buckets: list[IO[bytes]] = [
            stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)) for _ in range(_BUCKETS)
        ]
        for key, original in found:
            number = files.setdefault((original.address, original.file), len(files))
            buckets[key[0] * _BUCKETS // 256].write(_ROW.pack(key, number, original.offset, original.length))
            rows += 1
        with put_in_place(path) as temporary, temporary.open("wb") as out:
            for bucket in buckets:
                bucket.seek(0)
                out.write(b"".join(sorted(iter(lambda bucket=bucket: bucket.read(_ROW.size), b""))))  # type: ignore[misc]
            names = msgspec.json.encode(list(files))
            out.write(names)
            out.write(_TAIL.pack(rows, len(names), _MAGIC))
    return rows


class Originals:
    """An index that is open.

    Args:
        path: of the file.

    Raises:
        ArchiveError: it is not there, or no such index.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            self._rows, size, magic = _TAIL.unpack(self._data[-_TAIL.size :])
            end = len(self._data) - _TAIL.size
            if magic != _MAGIC or self._rows * _ROW.size + size != end:
                raise ArchiveError(f"{path} is no index of payloads")
            self._files = msgspec.json.decode(self._data[end - size : end], type=list[tuple[str, str]])
        except (OSError, ValueError, struct.error) as error:
            raise ArchiveError(f"{path} cannot be read as an index of payloads: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._data.close()

    def find(self, keys: Iterable[bytes]) -> Original | None:
        """The first record that goes by one of the keys, tried in their order."""
        for key in keys:
            low, high = 0, self._rows
            while low < high:
                middle = (low + high) // 2
                if self._data[middle * _ROW.size : middle * _ROW.size + 8] < key:
                    low = middle + 1
                else:
                    high = middle
            if low < self._rows:
                held, number, offset, length = _ROW.unpack_from(self._data, low * _ROW.size)
                if held == key:
                    address, file = self._files[number]
                    return Original(address, file, offset, length)
        return None
