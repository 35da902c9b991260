"""How every archive file of a folder comes in: records, pages, damage; beside it what an independent reader counts.

    python -m tools.archives FOLDER

A line a file. ``records`` are all that were read whole, ``pages`` the HTML answers with status 200 among them (also
revisits whose payload is at hand), ``warcio`` how many records that reader comes to before it stops. The verdict is
``whole``, ``refused`` with the reason, or ``damaged`` with the place of each damage. Ends 1 when a file that is whole
has another number of records for the two.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.archive.inflating import compressed_as_a_whole
from pipeline.archive.packing import GZIP_MAGIC, MAGICS
from pipeline.errors import ArchiveError, DamagedRecord
from pipeline.fetchers.doors import Door, captures_of
from pipeline.model.capture import Capture
from pipeline.model.unit import unit_of
from pipeline.reading import is_page

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz", ".arc", ".arc.gz")
STOPS = "stops"
"""What stands for the other reader's count when it gives a file up."""


class Line(Struct, frozen=True):
    """One file."""

    file: str
    kind: str
    records: int
    pages: int
    theirs: str
    verdict: str

    @property
    def agrees(self) -> bool:
        """Whether a file that is whole has as many records for the other reader, if that one reads it."""
        return self.verdict != "whole" or self.theirs in (STOPS, str(self.records))


def lines(folder: Path) -> Iterator[Line]:
    """A line for each archive file of a folder and below, by name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.lower().endswith(SUFFIXES):
            yield line(path, path.relative_to(folder).as_posix())


def line(path: Path, name: str) -> Line:
    """What comes of one file."""
    records = pages = 0
    damage: list[str] = []
    try:
        for found in captures_of(unit_of(str(path), name=name, size=path.stat().st_size), Door()):
            if isinstance(found, ArchiveError):
                place = f"at {found.offset}: {found.reason}" if isinstance(found, DamagedRecord) else found.message
                damage.append(place)
                continue
            records += 1
            pages += isinstance(found, Capture) and _is_page(found)
        verdict = "damaged " + "; ".join(damage) if damage else "whole"
    except ArchiveError as error:
        verdict = f"refused: {error.message.removeprefix(name).lstrip(': ')}"
    return Line(name, _kind(path), records, pages, _by_warcio(path), verdict)


def _is_page(capture: Capture) -> bool:
    return is_page(
        status=capture.status,
        revisit_of=None if capture.body else capture.revisit_of,
        truncated=capture.truncated,
        content_type=capture.header("content-type"),
    )


def _kind(path: Path) -> str:
    with path.open("rb") as stream:
        first = stream.read(4)
        if path.name.lower().endswith((".arc", ".arc.gz")):
            return "ARC"
        if first[:2] == b"PK":
            return "WACZ"
        if not first.startswith(MAGICS):
            return "plain"
        packing = "gzip" if first.startswith(GZIP_MAGIC) else "zstd"
        return f"{packing}, whole file" if compressed_as_a_whole(stream, path.name) else packing


def _by_warcio(path: Path) -> str:
    count = 0
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            for stream in _warc_files(path):
                with stream:
                    count += sum(1 for _ in ArchiveIterator(stream))
        except (ArchiveLoadFailed, EOFError, zipfile.BadZipFile):
            return STOPS
    return str(count)


def _warc_files(path: Path) -> Iterator[io.BufferedIOBase]:
    if path.suffix != ".wacz":
        yield path.open("rb")
        return
    with zipfile.ZipFile(path) as package:
        for entry in package.namelist():
            if entry.endswith((".warc", ".warc.gz")):
                yield io.BytesIO(package.read(entry))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    found = list(lines(parser.parse_args().folder))
    width = max((len(one.file) for one in found), default=4)
    print(f"{'file':{width}}  {'kind':16}  {'records':>7}  {'pages':>5}  {'warcio':>6}  verdict")
    for one in found:
        print(f"{one.file:{width}}  {one.kind:16}  {one.records:7}  {one.pages:5}  {one.theirs:>6}  {one.verdict}")
    whole, damaged = (sum(one.verdict.startswith(word) for one in found) for word in ("whole", "damaged"))
    refused = len(found) - whole - damaged
    print(f"{len(found)} files: {whole} whole, {damaged} damaged, {refused} refused; ", end="")
    print(f"{sum(one.records for one in found)} records, {sum(one.pages for one in found)} pages")
    return 0 if all(one.agrees for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
