"""What a damaged page goes through: everything a page of a run goes through, from bytes to the JSON of its record."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ReadError
from pipeline.fetchers.files import from_bytes
from pipeline.parsers import read
from pipeline.records import to_json
from pipeline.sites import for_url

LARGEST = 150_000
"""Bytes of the largest page that is damaged: larger ones cost time and tell nothing new."""
_OFTEN = 8
"""How many times as often a small page is drawn as a large one."""
_SMALL = 25_000
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


class TooLongError(BaseException):
    """A page takes longer than it may; no ``except Exception`` of the reader may swallow it."""


class Place(NamedTuple):
    """A page and the address it is read under."""

    path: Path
    url: str


@lru_cache(maxsize=1)
def pool_of(corpus: Path) -> list[Place]:
    """Real pages of every kind in the corpus, in a fixed order."""
    pool = [Place(path, f"https://medlineplus.gov/{path.name}") for path in _pages(corpus / "medlineplus" / "topics")]
    for site, host in (("mayoclinic/www.mayoclinic.org", "www.mayoclinic.org"), ("cdc", "www.cdc.gov")):
        root = corpus / site
        pool += [Place(path, f"https://{host}/{path.relative_to(root).as_posix()}") for path in _pages(root)]
    for folder in ("readability", "dates/pages", "history", "encoding"):
        pool += [Place(path, f"https://page.test/{path.name}") for path in _pages(corpus / folder)]
    sized = [(place, place.path.stat().st_size) for place in pool]
    often = [place for place, size in sized if 0 < size <= _SMALL]
    return [place for place, size in sized if 0 < size <= LARGEST] + often * (_OFTEN - 1)


def _pages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".htm"} and path.is_file())


def read_damaged(body: bytes, url: str) -> bytes | None:
    """Read and print a page; ``None`` when the reader refuses it by name.

    Raises:
        Exception: whatever broke the reader.
    """
    capture = from_bytes(body, url=url, fetched_at=_THEN)
    try:
        document = read(capture, for_url(url))
    except ReadError:
        return None
    return to_json(document)
