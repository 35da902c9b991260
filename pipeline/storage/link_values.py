"""What the store says of links, as values."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

Verdict = Literal["fine", "suspect", "broken", "unknown"]
"""``suspect``: found broken once, or twice within a week. ``unknown``: nothing could be said, which is not broken."""


class Told(Struct, frozen=True, kw_only=True):
    """What one check of a link came to.

    Attributes:
        url: the link as the pages have it, its fragment included.
        target: without the fragment.
        host: of the target.
        good: ``None`` where nothing can be said.
        outcome: why, in a word: ``ok``, ``http-404``, ``soft-404``, ``redirected-home``, ``no-such-fragment``,
            ``http-403``, ``timeout``, ``disallowed``, ``robots-closed``, ...
        status: last HTTP status, if one was given.
        final_url: where it led.
    """

    url: str
    target: str
    host: str
    good: bool | None
    outcome: str
    status: int | None = None
    final_url: str | None = None


class LinkCheck(Struct, frozen=True, kw_only=True):
    """A link's record.

    Attributes:
        first_seen: the first check of it.
        checked_at: the last one.
        last_fine: the last check that found it fine.
        first_bad: the first check of the present spell that found it broken.
        confirmed_bad: the check, a week or more later, that found so again: since then it is called broken.
    """

    url: str
    target: str
    verdict: Verdict
    outcome: str
    status: int | None
    final_url: str | None
    first_seen: datetime
    checked_at: datetime
    checks: int
    last_fine: datetime | None
    first_bad: datetime | None
    confirmed_bad: datetime | None


class Place(Struct, frozen=True, kw_only=True):
    """Where a link stands: page, its title, heading and anchor of the section, what the link says."""

    url: str
    title: str | None
    section: str | None
    anchor: str | None
    text: str


class OwnPage(Struct, frozen=True, kw_only=True):
    """What the frontier knows of a page, so that a link to it needs no request.

    ``failure`` is what the last look met, ``soft-404`` among them, ``None`` where it brought the page. ``file``,
    ``offset``, ``length`` lead to its body in the archive.
    """

    status: str
    last_tried: datetime | None
    last_fetched: datetime | None
    failure: str | None
    moved_to: str | None
    document: str | None
    file: str | None
    offset: int | None
    length: int | None


class Probe(Struct, frozen=True, kw_only=True):
    """What an origin said to an address that cannot exist; ``words_sha256`` of a page that came with status 200.

    Of one that says 200 to HEAD alone ``status`` is 200, and there are no words.
    """

    origin: str
    url: str
    at: datetime
    status: int | None
    words_sha256: str | None
