"""An archive of made-up pages: the same files, byte for byte, every time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from pipeline.archive import ArchiveWriter
from pipeline.demo.pages import PLACEHOLDER
from pipeline.demo.synthetic import synthetic_site
from pipeline.fetchers.doors import Door, units_of
from pipeline.fetchers.files import from_bytes
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit

ORIGIN = "https://medlineplus.gov"
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def make(folder: Path, pages: int, files: int, *, size: int = 44_000) -> Path:
    """``pages`` topics of about ``size`` bytes in ``files`` WARC files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    topics = [page.body for path, page in synthetic_site(pages, size).items() if path.startswith("/topic")]
    for number in range(files):
        mine = range(number, pages, files)
        beside = folder / f".part-{number}"
        with ArchiveWriter(beside, prefix="made", software="made-up", now=lambda: BEGUN) as writer:
            for index in mine:
                body = topics[index].replace(PLACEHOLDER.encode(), ORIGIN.encode())
                writer.keep(capture(index, body))
        (made,) = beside.glob("*.warc.gz")
        made.rename(folder / f"part-{number:04d}.warc.gz")
        beside.rmdir()
    return folder


def units_in(where: Path) -> Iterator[Unit]:
    """A unit for every archive file of a folder and below."""
    return units_of([str(where)], door=Door())


def capture(number: int, body: bytes, *, url: str | None = None, status: int = 200) -> Capture:
    """The capture of page ``number``, a second after the one before."""
    url = url or f"{ORIGIN}/topic{number:06d}.html"
    at = BEGUN + timedelta(seconds=number)
    made = from_bytes(body, url=url, fetched_at=at, content_type="text/html; charset=utf-8")
    return replace(made, id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number} {url}")), status=status)
