"""Which shards count: ``manifest.json``, and the journal from which it is made when the driver dies before.

The journal gets a line for every shard that is in place. Reading both again is resuming: a shard whose line was lost is
made again, with the same bytes. A manifest says nothing of when and where, so the same archive read by the same reader
has the same manifest, whichever engine ran.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from pipeline._version import SOFTWARE
from pipeline.archive.files import append, as_archive_error, put_in_place, try_lock
from pipeline.cluster.engine import Shard
from pipeline.errors import RunLocked, UsageError
from pipeline.model.unit import Unit
from pipeline.parsers import parser_version

MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
LOCK = ".lock"


class Manifest(Struct, frozen=True, kw_only=True):
    """What a folder of shards holds.

    Attributes:
        software: name and version that wrote it.
        parser_version: of the reader.
        reader: identity of the reader; see :attr:`Job.reader`.
        pages: rows with a record, in all shards.
        errors: rows without one, by code.
        passed_over: captures that are no page to be read, by why.
        quarantined: pages that killed their reader.
        shards: the shards that count, by name of their archive file; no other file of the folder does.
    """

    software: str
    parser_version: str
    reader: str
    pages: int
    errors: dict[str, int]
    passed_over: dict[str, int]
    quarantined: int
    shards: tuple[Shard, ...]


_encode = msgspec.json.Encoder().encode
_decode_shard = msgspec.json.Decoder(Shard).decode
_decode_manifest = msgspec.json.Decoder(Manifest).decode


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of shards.

    Raises:
        UsageError: there is none, or it is no manifest.
    """
    path = folder / MANIFEST
    try:
        return _decode_manifest(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}", mend="name the folder that `pipeline reparse --engine` made"
        ) from error
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{path} is no manifest of shards: {error}",
            mend="name the folder that `pipeline reparse --engine` made; an export cannot be taken back",
        ) from error


class Ledger:
    """The shards of one folder that are in place; a context manager, one driver at a time.

    Raises:
        RunLocked: another driver works in the folder.
        ArchiveError: it cannot be written.
    """

    def __init__(self, folder: Path, reader: str) -> None:
        self._folder = folder
        self._reader = reader
        self._shards: dict[str, Shard] = {}
        self._whole: dict[str, str] = {}

    def __enter__(self) -> Self:
        with as_archive_error(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            if not try_lock(self._lock):
                os.close(self._lock)
                raise RunLocked(f"another run writes shards to {self._folder}", mend="wait for it to finish")
            self._journal = os.open(self._folder / JOURNAL, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        for shard in (*self._listed(), *self._journalled()):
            self._note(shard)
        for left in self._folder.glob(".*.tmp"):  # of workers that died, or whose unit is being read again
            left.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._journal)
        os.close(self._lock)

    def has(self, unit: Unit) -> bool:
        """Whether the unit's shard is in place."""
        shard = self._shards.get(unit.id)
        if shard is None:
            return False
        try:
            return (self._folder / shard.file).stat().st_size == shard.bytes
        except OSError:
            return False

    def add(self, shard: Shard) -> None:
        """Note a shard that is in place."""
        with as_archive_error(self._folder / JOURNAL):
            append(self._journal, [_encode(shard) + b"\n"], os.fstat(self._journal).st_size)
        self._note(shard)

    def close(self) -> Manifest:
        """Write the manifest, and begin the journal anew."""
        manifest = self._manifest()
        path = self._folder / MANIFEST
        with as_archive_error(path):
            with put_in_place(path) as temporary:
                temporary.write_bytes(msgspec.json.format(_encode(manifest), indent=1) + b"\n")
            os.ftruncate(self._journal, 0)
        return manifest

    def _note(self, shard: Shard) -> None:
        """A file that has grown is another unit of the same name: its newer shard takes the older one's place."""
        if shard.records is None:
            before = self._whole.get(shard.name)
            if before is not None and before != shard.unit:
                del self._shards[before]
            self._whole[shard.name] = shard.unit
        self._shards[shard.unit] = shard

    def _listed(self) -> tuple[Shard, ...]:
        return read_manifest(self._folder).shards if (self._folder / MANIFEST).exists() else ()

    def _journalled(self) -> Iterator[Shard]:
        for line in (self._folder / JOURNAL).read_bytes().splitlines():
            try:
                yield _decode_shard(line)
            except msgspec.DecodeError:
                continue  # the line that was being written when the driver died: that unit is read again

    def _manifest(self) -> Manifest:
        shards = sorted(self._shards.values(), key=lambda shard: (shard.name, shard.unit))
        errors: Counter[str] = Counter()
        passed_over: Counter[str] = Counter()
        for shard in shards:
            errors.update(shard.errors)
            passed_over.update(shard.passed_over)
        return Manifest(
            software=SOFTWARE,
            parser_version=parser_version(),
            reader=self._reader,
            pages=sum(shard.pages for shard in shards),
            errors=dict(sorted(errors.items())),
            passed_over=dict(sorted(passed_over.items())),
            quarantined=sum(shard.quarantined for shard in shards),
            shards=tuple(shards),
        )
