"""Every date that speaks of a page side by side, and how often each carrier told the truth.

A carrier of a site is trusted as far as it has earned it: how many of its moves were followed by a change that a
reader can see, and how many changes it told of. The measure is our own looks; without moves or changes there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from pipeline.changes import VISIBLE
from pipeline.model.dates import CHOSEN, DateClaim
from pipeline.model.document import Document
from pipeline.storage.beside import Beside
from pipeline.storage.seen import CarrierMoves, Past
from pipeline.storage.values import UrlState, VersionRow

MOVING = frozenset({"modified", "reviewed"})
"""Roles whose date should move when a page changes."""


class Observed(Struct, frozen=True, kw_only=True):
    """What we saw ourselves: never mixed with what anybody claims.

    Attributes:
        first_seen: the first look that showed the page.
        last_seen: the last look that showed it as it is.
        changed_after, changed_by: the newest change lies between these looks; ``None`` while it never changed.
        grade: of that change.
    """

    first_seen: datetime
    last_seen: datetime
    changed_after: datetime | None = None
    changed_by: datetime | None = None
    grade: str | None = None


class PageDates(Struct, frozen=True, kw_only=True):
    """All dates of a page.

    Attributes:
        claims: every claim of the record, transport included, in page order.
        chosen: value used for each role.
        sitemap: lastmod as the sitemap has it.
        last_modified: the HTTP field of the last good answer.
        observed: what we saw.
    """

    url: str
    site: str
    claims: tuple[DateClaim, ...]
    chosen: dict[str, str]
    sitemap: str | None
    last_modified: str | None
    observed: Observed | None


class Trust(Struct, frozen=True, kw_only=True):
    """How often one carrier of one site told the truth.

    Attributes:
        moved, moved_true: its moves, and those that came with a change.
        changes, changes_told: changes while it gave a date, and those with which it moved.
        precision: share of its moves that were true; ``None`` without moves.
        recall: share of changes it told of; ``None`` without changes.
    """

    site: str
    source: str
    moved: int
    moved_true: int
    changes: int
    changes_told: int
    precision: float | None
    recall: float | None


def page_dates(document: Document, versions: list[VersionRow], state: UrlState | None) -> PageDates:
    """What is known of one page's dates, from its record, its versions and its row of the frontier."""
    said = ((role, getattr(document, role)) for role in CHOSEN)
    return PageDates(
        url=document.url,
        site=document.site,
        claims=document.dates,
        chosen={role: claim.value for role, claim in said if claim is not None},
        sitemap=state.lastmod if state else None,
        last_modified=state.last_modified if state else None,
        observed=_observed(versions),
    )


def _observed(versions: list[VersionRow]) -> Observed | None:
    if not versions:
        return None
    step = next(((a, b) for a, b in reversed(tuple(pairwise(versions))) if b.grade in VISIBLE), None)
    return Observed(
        first_seen=versions[0].first_seen_at,
        last_seen=versions[-1].last_seen_at,
        changed_after=step[0].last_seen_at if step else None,
        changed_by=step[1].first_seen_at if step else None,
        grade=step[1].grade if step else None,
    )


def measure_trust(looks: Beside, site: str) -> list[Trust]:
    """How often each carrier of a site told the truth, over every version that is held."""
    moves = [*count_moves(past for _, past in looks.steps(site)), looks.sitemap_moves(site)]
    return [trust_of(site, one) for one in moves if one.moved or one.changes]


def trust_of(site: str, moves: CarrierMoves) -> Trust:
    """The counts of a carrier with their shares."""
    return Trust(
        site=site,
        source=moves.source,
        moved=moves.moved,
        moved_true=moves.moved_true,
        changes=moves.changes,
        changes_told=moves.changes_told,
        precision=moves.moved_true / moves.moved if moves.moved else None,
        recall=moves.changes_told / moves.changes if moves.changes else None,
    )


def count_moves(histories: Iterable[list[Past]]) -> list[CarrierMoves]:
    """Moves and changes of each carrier in the pages, by its name.

    A step of our reader, of a template, or one that was never graded says nothing of a carrier.
    """
    counts: dict[str, list[int]] = {}
    for history in histories:
        for before, after in pairwise(history):
            if before.reader != after.reader or after.grade in (None, "technical", "template"):
                continue
            changed = after.grade in VISIBLE
            old, new = _newest(before.bare.dates), _newest(after.bare.dates)
            for source in old.keys() & new.keys():
                moved = new[source] > old[source]
                count = counts.setdefault(source, [0, 0, 0, 0])
                count[0] += moved
                count[1] += moved and changed
                count[2] += changed
                count[3] += moved and changed
    return [
        CarrierMoves(source=source, moved=moved, moved_true=true, changes=changes, changes_told=told)
        for source, (moved, true, changes, told) in sorted(counts.items())
    ]


def _newest(claims: tuple[DateClaim, ...]) -> dict[str, tuple[str, str]]:
    """The latest modified or reviewed claim of each carrier, as something that compares."""
    newest: dict[str, tuple[str, str]] = {}
    for claim in claims:
        if claim.role in MOVING and claim.scope == "page":
            value = (claim.hi.isoformat(), claim.value)
            newest[claim.source] = max(newest.get(claim.source, value), value)
    return newest
