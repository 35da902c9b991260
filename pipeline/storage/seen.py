"""What the audit reads beside a record: its past, its broken links, its other languages, announcements of its host."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from pipeline.model.document import Document


class Past(Struct, frozen=True, kw_only=True):
    """One version of a page.

    Attributes:
        id, number, first_seen, last_seen, grade: as the store has them.
        reader: which parser and profile read it.
        words: equal exactly when the sections' texts are.
        characters: of the sections' texts.
        bare: the record, its sections without their texts.
    """

    id: int
    number: int
    first_seen: datetime
    last_seen: datetime
    grade: str | None
    reader: str
    words: str
    characters: int
    bare: Document


class BrokenLink(Struct, frozen=True, kw_only=True):
    """A link of a page that is broken: found so on two checks far enough apart.

    Attributes:
        url, text, section: as the page has them; ``section`` is its heading.
        status: last HTTP status; ``None`` without one.
        since: the first check of this spell that found it broken.
        confirmed: the check that confirmed it.
        last_fine: the last check that found it fine.
        final_url: where it leads.
    """

    url: str
    text: str
    section: str | None
    status: int | None
    since: datetime
    confirmed: datetime
    last_fine: datetime | None
    final_url: str | None


class OtherLanguage(Struct, frozen=True, kw_only=True):
    """A page that this page names as itself in another language.

    Attributes:
        language: of the other page, else the word by which this page names it.
        reviewed, modified: values of its chosen claims.
        changed: when its words were last seen to have changed materially.
    """

    url: str
    language: str | None
    reviewed: str | None
    modified: str | None
    changed: datetime | None


class Signals(Struct, frozen=True, kw_only=True):
    """How often a carrier outside the page announced a change, and how often there was one.

    Attributes:
        carrier: ``sitemap`` (lastmod moved) or ``http`` (a validator did not match).
        said: fetches after such an announcement.
        true: those that found a change.
        ahead: of the sitemap: pages whose lastmod lies more than a day after the sitemap was read.
    """

    carrier: str
    said: int = 0
    true: int = 0
    ahead: int = 0
