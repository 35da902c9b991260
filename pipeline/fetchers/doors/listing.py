"""From what somebody names to units of work: folders, files, lists and indexes, here or far away."""

from __future__ import annotations

import hashlib
import posixpath
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Final

import msgspec

from pipeline.archive.sources import SUFFIXES
from pipeline.errors import ArchiveError, ArchiveMissing, UsageError
from pipeline.fetchers.doors.crawl_index import COLUMNS, Entry, Wanted, reader_of, text_lines
from pipeline.fetchers.doors.opening import Door, is_remote, local_path
from pipeline.model.unit import Unit, unit_of

LISTS: Final = (".txt", ".txt.gz", ".paths", ".paths.gz")

COMMON_CRAWL: Final = "https://data.commoncrawl.org/"
"""Where Common Crawl's files lie, of which its lists and indexes name only the path."""

_CRAWLS: Final = ("crawl-data/", "projects/", "contrib/", "cc-index/")
_OLDER: Final = (".arc", ".arc.gz")

PER_UNIT: Final = 1_000
"""Most records of one file in one unit of an index: at 50 requests a second some 20 seconds of work."""


def units_of(
    addresses: Iterable[str],
    *,
    door: Door,
    wanted: Wanted | None = None,
    base: str | None = None,
    tally: Counter[str] | None = None,
) -> Iterator[Unit]:
    """The units behind addresses, in their order; a file that is named twice is one unit.

    An address is a local path or a URL (``https://``, or any that fsspec opens: ``s3://``, ``gs://``, ``az://``,
    ``memory://`` ...) of

    - an archive file: ``*.warc``, ``*.warc.gz``, ``*.warc.zst``, ``*.wacz``: one unit;
    - a folder: a unit for every archive file in it and below; without any, its Parquet files are read as an index;
    - an index of records: ``*.cdxj``, ``*.cdx``, ``*.jsonl`` (each also ``.gz``), ``*.parquet`` with the columns of
      Common Crawl's: a unit for up to :data:`PER_UNIT` records of a file, only of the hosts and media types wanted;
    - a list of addresses, one on a line: ``*.txt``, ``*.paths`` (each also ``.gz``, such as Common Crawl's
      ``warc.paths.gz``). What is relative lies beside the list, or at Common Crawl if it begins with ``crawl-data/``.

    Args:
        addresses: see above.
        door: opens them.
        wanted: of an index: which pages. Of archive files all records are read and the choice is made there.
        base: where the files lie that an index or a list names by a relative path.
        tally: counts the entries of indexes that are not wanted, by why, and the ARC files of folders, which are not
            read.

    Raises:
        ArchiveMissing: nothing is there.
        ArchiveError: a folder without archive files; an index or list cannot be read.
        UsageError: an address is of no kind named above, or nothing that is installed opens it.
    """
    listing = _Listing(door, wanted or Wanted(), base, Counter() if tally is None else tally)
    known: dict[str, str] = {}
    for address in addresses:
        for unit in listing.units(address):
            if unit.id not in known:
                known[unit.id] = unit.address
                yield unit
            elif known[unit.id] != unit.address:  # another file of the same name and length
                other = unit_of(unit.address, records=unit.records, size=unit.size)
                if other.id not in known:
                    known[other.id] = other.address
                    yield other


class _Listing:
    """What one call reads."""

    def __init__(self, door: Door, wanted: Wanted, base: str | None, tally: Counter[str]) -> None:
        self._door = door
        self._wanted = wanted
        self._base = base
        self._tally = tally

    def units(self, address: str) -> Iterator[Unit]:
        """The units of one address."""
        if self._door.is_folder(address):
            yield from self._folder(address)
        elif address.lower().endswith(SUFFIXES):
            yield self._file(address, posixpath.basename(address))
        elif reader_of(address) is not None:
            yield from self._index([address])
        elif address.lower().endswith(LISTS):
            for name in self._names(address):
                yield from self._named(name, address)
        elif is_remote(address) or local_path(address).exists():
            raise UsageError(
                f"{address} is no archive file, index or list by its name",
                mend="name a folder, *.warc.gz, *.warc, *.wacz, *.cdxj, *.parquet, or a *.txt with addresses",
            )
        else:
            raise ArchiveMissing(
                f"no archive at {address}", mend="check the path; a folder, file, index or list is named"
            )

    def _folder(self, address: str) -> Iterator[Unit]:
        files = self._door.files(address, (*SUFFIXES, *COLUMNS, *_OLDER))
        self._tally["ARC file"] += sum(file.path.lower().endswith(_OLDER) for file in files)
        archives = [file for file in files if file.path.lower().endswith(SUFFIXES)]
        for file in archives:
            yield unit_of(file.address, name=file.path, size=file.size)
        if not archives:
            indexes = [file.address for file in files if file.path.lower().endswith(COLUMNS)]
            if not indexes:
                raise ArchiveError(
                    f"{address} holds no archive file",
                    mend="name a folder with .warc.gz, .warc, .warc.zst or .wacz files",
                )
            yield from self._index(indexes)

    def _file(self, address: str, name: str) -> Unit:
        if is_remote(address):
            return unit_of(address, name=name)
        path = local_path(address)
        if not path.is_file():
            raise ArchiveMissing(f"no archive at {address}", mend="check the path")
        return unit_of(str(path.resolve()), name=name, size=path.stat().st_size)

    def _index(self, addresses: list[str]) -> Iterator[Unit]:
        entries = (entry for address in addresses for entry in self._entries(address))
        for filename, places in by_file(entries):
            address = self._resolved(filename, addresses[0])
            for start in range(0, len(places), PER_UNIT):
                yield unit_of(address, name=filename, records=tuple(places[start : start + PER_UNIT]))

    def _entries(self, address: str) -> Iterator[Entry]:
        reader = reader_of(address)
        if reader is not None:
            with self._door.open(address) as stream:
                yield from reader(stream, address, self._wanted, self._tally)

    def _names(self, address: str) -> Iterator[str]:
        for line in text_lines(self._door.open(address), address):
            name = line.decode("utf-8", "replace").strip()
            if name and not name.startswith("#"):
                yield name

    def _named(self, name: str, beside: str) -> Iterator[Unit]:
        """The units of a line of a list; a list in a list is refused, it might name itself."""
        if name.lower().endswith(LISTS):
            raise UsageError(
                f"{beside} names another list: {name}", mend="name archive files, folders and indexes in it"
            )
        address = self._resolved(name, beside)
        if name.lower().endswith(SUFFIXES):
            yield self._file(address, name.partition("://")[2] if "://" in name else name)
        else:
            yield from self.units(address)

    def _resolved(self, name: str, beside: str) -> str:
        """Where a file lies that an index or a list names."""
        if "://" in name or name.startswith("/"):
            return name
        if self._base is not None:
            return _joined(self._base, name)
        if name.startswith(_CRAWLS):
            return COMMON_CRAWL + name
        if is_remote(beside):
            return _joined(posixpath.dirname(beside), name)
        folder = local_path(beside).parent
        near = (folder / name, folder.parent / "archive" / name)  # beside its index, or as collections and packages do
        return str(next((path for path in near if path.exists()), near[0]).resolve())


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"


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
