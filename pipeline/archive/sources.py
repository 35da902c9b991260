"""Which files hold WARC records (``.warc.gz``, ``.warc``, ``.warc.zst``, ``.wacz``); the rest is refused by name."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from pipeline.archive.files import open_plain
from pipeline.archive.framing import Content
from pipeline.archive.packages import open_files, package_faults, package_of
from pipeline.archive.packing import MAGICS, Packing
from pipeline.archive.unpacking import Bytes, member, packing_of
from pipeline.errors import ArchiveError, DamagedRecord

SUFFIXES: Final = (".warc.gz", ".warc", ".warc.zst", ".wacz")


def archive_files(where: Path) -> list[Path]:
    """The archive files in a folder and below, in the order of their names; a file stands for itself.

    What has such a name and is a pipe, or a link to nothing, is among them: who opens it is told.

    Raises:
        ArchiveError: nothing is there.
    """
    if where.is_file():
        return [where]
    if not where.is_dir():
        raise ArchiveError(f"no archive at {where}", mend="name a folder or a .warc.gz, .warc or .wacz file")
    return sorted(path for path in where.rglob("*") if path.name.endswith(SUFFIXES) and not path.is_dir())


def base_of(where: Path) -> Path:
    """The folder that file names in an :class:`ArchiveRef` are relative to."""
    return where if where.is_dir() else where.parent


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file open for reading, trouble told in our words.

    Raises:
        ArchiveError: it cannot be opened, or is no file.
    """
    try:
        stream = os.fdopen(open_plain(path), "rb", buffering=0)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror or error}") from error
    with stream:
        yield cast("BinaryIO", stream)


def streams(path: Path, name: str) -> Iterator[tuple[str, BinaryIO]]:
    """The WARC streams of a file with their names: itself, or every WARC file in a WACZ package.

    Raises:
        ArchiveError: it cannot be opened, is no ZIP file, or a package without WARC files.
    """
    with opened(path) as stream, open_files(stream, name) as files:
        for inner in files.names:
            yield inner, files.view(inner)


def package_problems(path: Path, name: str) -> list[DamagedRecord]:
    """What in a WACZ package is not as its description says; nothing for any other file.

    Raises:
        ArchiveError: it cannot be opened, or is no ZIP file.
    """
    if not name.endswith(".wacz"):
        return []
    with opened(path) as stream, package_of(stream, name) as package:
        return list(package_faults(package, name))


def must_be_warc(source: Bytes) -> None:
    """Refuses what is no WARC, by what it is; an empty file is a WARC without records. Does not move the source.

    Raises:
        ArchiveError: ARC, HTML, anything else.
    """
    first = bytes(source.peek(16))
    packing: Packing | None = None
    ahead = Bytes.over(bytes(source.peek(2**16)), source.name)
    with contextlib.suppress(DamagedRecord):  # damage is told where it is met, with its offset
        packing = packing_of(ahead)
        if packing is not None:
            first = Content(member(ahead, packing=packing)).take(16, whole=True)
    if first.startswith(b"filedesc:"):
        raise ArchiveError(
            f"{source.name} is an ARC file, the format before WARC",
            mend="convert it: pip install warcio, then warcio recompress IN OUT.warc.gz",
        )
    if first and not first.startswith((b"WARC/", *MAGICS)):
        raise ArchiveError(
            f"{source.name} is no WARC file: it begins with {first!r}",
            mend="move it out of the archive folder; `pipeline verify` then says whether a capture stood in it",
        )
