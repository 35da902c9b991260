"""What the audit reads beside a record: its past, its broken links, its other languages, announcements of its host."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from pipeline.model.document import Document
from pipeline.storage.values import Result


class Past(Struct, frozen=True, kw_only=True):
    """One version of a page.

    Attributes:
        id, number, first_seen, last_seen, grade: as the store has them.
        reader: which parser and profile read it.
        undone: the page has gone back from the change since.
        again: an earlier version said the same, with others in between.
        words: equal exactly when it says the same, dates apart.
        since: when the page was first seen to say so, with nothing else in between; ``None`` where that was not asked.
        characters: of the sections' texts.
        bare: the record, its sections without their texts.
    """

    id: int
    number: int
    first_seen: datetime
    last_seen: datetime
    grade: str | None
    undone: bool = False
    again: bool = False
    reader: str
    words: str
    since: datetime | None = None
    characters: int
    bare: Document


class Look(Struct, frozen=True, kw_only=True):
    """One fetch of an address: when, status (``None`` without an answer), where it ended, over how many redirects.

    Of the version that it saw ``version`` is the number, ``words`` what it said (see :class:`Past`) and ``stated`` its
    review, if it is of the page that lives here. ``message`` is what the fetch had to say beside its result: of an
    answer that is no page the code of the issue it raised, and where the page leads or what it says.
    """

    at: datetime
    status: int | None
    result: Result
    url: str | None
    hops: int
    version: int | None = None
    words: str | None = None
    message: str | None = None
    stated: str | None = None


class BrokenLink(Struct, frozen=True, kw_only=True):
    """A link of a page that is broken: found so on two checks far enough apart.

    Attributes:
        url, text, section: as the page has them; ``section`` is its heading.
        status: last HTTP status; ``None`` without one.
        since: the first check of this spell that found it broken.
        confirmed: the check that confirmed it.
        last_fine: the last check that found it fine.
    """

    url: str
    text: str
    section: str | None
    status: int | None
    since: datetime
    confirmed: datetime
    last_fine: datetime | None


class OtherLanguage(Struct, frozen=True, kw_only=True):
    """A page that this page names as itself in another language.

    Attributes:
        language: of the other page, else the word by which this page names it.
        reviewed, modified: values of its chosen claims.
        changed: the last look before its newest material change that stands.
    """

    url: str
    language: str | None
    reviewed: str | None
    modified: str | None
    changed: datetime | None


class HostEdit(Struct, frozen=True, kw_only=True):
    """An edit all over a host: when, on how many pages of how many looked at, how grave, a page, and its words."""

    at: datetime
    pages: int
    looked_at: int
    grade: str
    url: str
    words: str


class Signals(Struct, frozen=True, kw_only=True):
    """How often a carrier outside the page announced a change, and how often there was one.

    Attributes:
        carrier: ``sitemap`` (lastmod moved) or ``http`` (the answer came with other validators than were sent).
        said: fetches after such an announcement.
        true: those that found a change.
        ahead: of the sitemap: pages whose lastmod lies more than a day after the sitemap was read.
    """

    carrier: str
    said: int = 0
    true: int = 0
    ahead: int = 0


class Named(Struct, frozen=True, kw_only=True):
    """A standing page of one language and the page of another language that it names as itself.

    Attributes:
        other: the address it names; ``None`` where it names none.
        held: whether that page stands in the database.
        status: what the frontier says of ``other``; ``None`` where it knows nothing of it.
    """

    url: str
    site: str
    page_type: str
    other: str | None
    held: bool
    status: str | None


class CarrierMoves(Struct, frozen=True, kw_only=True):
    """How the versions of a site's pages and the dates of one carrier moved.

    Attributes:
        source: the carrier: ``text``, ``time``, ``jsonld``, ``meta``, ...; ``sitemap`` and ``http`` from fetches.
        moved: steps in which its date moved forward.
        moved_true: of these, steps in which the page changed.
        changes: steps in which the page changed while the carrier gave a date.
        changes_told: of these, steps in which its date moved.
    """

    source: str
    moved: int = 0
    moved_true: int = 0
    changes: int = 0
    changes_told: int = 0
