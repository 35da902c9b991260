"""Which files hold WARC records (``.warc.gz``, ``.warc``, ``.wacz``); the rest is refused by name."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from pipeline.archive.framing import Bytes, Content, member
from pipeline.errors import ArchiveError, DamagedRecord

SUFFIXES: Final = (".warc.gz", ".warc", ".wacz")


def archive_files(where: Path) -> list[Path]:
    """The archive files in a folder and below, in the order of their names; a file stands for itself.

    Raises:
        ArchiveError: nothing is there.
    """
    if where.is_file():
        return [where]
    if not where.is_dir():
        raise ArchiveError(f"no archive at {where}", mend="name a folder or a .warc.gz, .warc or .wacz file")
    return sorted(path for path in where.rglob("*") if path.is_file() and path.name.endswith(SUFFIXES))


def base_of(where: Path) -> Path:
    """The folder that file names in an :class:`ArchiveRef` are relative to."""
    return where if where.is_dir() else where.parent


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file open for reading, trouble told in our words.

    Raises:
        ArchiveError: it cannot be opened.
    """
    try:
        stream = path.open("rb", buffering=0)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror or error}") from error
    with stream:
        yield cast("BinaryIO", stream)


def streams(path: Path, name: str) -> Iterator[tuple[str, IO[bytes]]]:
    """The WARC streams of a file with their names: itself, or every WARC file in a WACZ package (WACZ 1.1.1, 5.1).

    Raises:
        ArchiveError: it cannot be opened, is no ZIP file, or a package without WARC files.
    """
    if not path.name.endswith(".wacz"):
        with opened(path) as stream:
            yield name, stream
        return
    try:
        with zipfile.ZipFile(path) as package:
            entries = [entry for entry in package.namelist() if entry.endswith((".warc.gz", ".warc"))]
            if not entries:
                raise ArchiveError(f"{name}: a WACZ package without a WARC file in it")
            for entry in entries:
                with package.open(entry) as stream:
                    yield f"{name}/{entry}", stream
    except (OSError, zipfile.BadZipFile) as error:
        raise ArchiveError(f"{name} is no readable WACZ package (ZIP): {error}") from error


def must_be_warc(source: Bytes) -> None:
    """Refuses what is no WARC, by what it is; an empty file is a WARC without records. Does not move the source.

    Raises:
        ArchiveError: ARC, HTML, anything else.
        DamagedRecord: it looks compressed and does not inflate.
    """
    first = bytes(source.peek(16))
    if first[:2] == b"\x1f\x8b":
        ahead = Bytes.over(bytes(source.peek(2**16)), source.name)
        with contextlib.suppress(DamagedRecord):  # damage is told where it is met, with its offset
            first = Content(member(ahead)).take(16, whole=True)
    if first.startswith(b"filedesc:"):
        raise ArchiveError(
            f"{source.name} is an ARC file, the format before WARC",
            mend="convert it with: warcio recompress IN OUT.warc.gz",
        )
    if first and not first.startswith((b"WARC/", b"\x1f\x8b")):
        raise ArchiveError(f"{source.name} is no WARC file: it begins with {first!r}")
