"""Labels made by hand: facts of a page, and the region of it that they speak of."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

FOLDER = Path(__file__).with_name("labels")
PROFILED = frozenset(("medlineplus", "cdc", "mayoclinic"))
"""Publishers whose pages a profile reads; the rest of the labels is for the generic reader."""


class Region(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the content stands, as CSS selectors chosen by eye: what holds it, what inside is no content or no link."""

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    not_links: tuple[str, ...] = ()


class Label(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person found on a page.

    Attributes:
        page: file below the corpus.
        sha256: of the file: a label speaks of these bytes only.
        url: where it was served.
        publisher: whose page it is.
        region: where its content stands.
        outline: level (1 is right under the title) and words of every heading of the content.
        links: how many links the content has.
        dates: role and value of everything the page says of its own dates.
        optional_dates: may be read or not: the page can be understood both ways.
        note: why, where it is not plain.
    """

    page: str
    sha256: str
    url: str
    publisher: str
    region: Region
    outline: tuple[tuple[int, str], ...]
    links: int
    dates: tuple[tuple[str, str], ...]
    optional_dates: tuple[tuple[str, str], ...] = ()
    note: str | None = None

    @property
    def profiled(self) -> bool:
        """Whether a profile reads it."""
        return self.publisher in PROFILED


def load(folder: Path = FOLDER) -> list[Label]:
    """Every label, by file and page."""
    return [
        label
        for file in sorted(folder.glob("*.json"))
        for label in msgspec.json.decode(file.read_bytes(), type=list[Label])
    ]
