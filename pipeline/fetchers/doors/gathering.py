"""Records gathered by their file, however many there are: an index is sorted by URL, a unit of work is of one file."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Final

import msgspec

from pipeline.fetchers.doors.crawl_index import Entry

BUCKETS: Final = 64
_IN_MEMORY: Final = 2**20

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(tuple[str, int, int])


def by_file(entries: Iterable[Entry]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Every file that is named, with offset and length of its records, each once and in the order of the file.

    What does not fit in 64 MB waits on disk, so memory holds a sixty-fourth of the list (10^7 records: some 30 MB).
    The order of the files is the same for the same entries, in whatever order they come.
    """
    with ExitStack() as stack:
        buckets: list[IO[bytes]] = [
            stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)) for _ in range(BUCKETS)
        ]
        for entry in entries:
            data = _encode((entry.filename, entry.offset, entry.length))
            bucket = buckets[
                hashlib.blake2b(entry.filename.encode(errors="replace"), digest_size=1).digest()[0] % BUCKETS
            ]
            bucket.write(len(data).to_bytes(4, "little") + data)
        for bucket in buckets:
            yield from _files_in(bucket)


def _files_in(bucket: IO[bytes]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    bucket.seek(0)
    files: dict[str, set[tuple[int, int]]] = {}
    while head := bucket.read(4):
        name, offset, length = _decoder.decode(bucket.read(int.from_bytes(head, "little")))
        files.setdefault(name, set()).add((offset, length))
    for name in sorted(files):
        yield name, sorted(files[name])
