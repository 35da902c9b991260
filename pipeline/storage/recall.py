"""Which versions of a page the audit reads: not every night of a long past, and not only the last few nights.

A page whose links rotate has a version a night. What it said before its last material change, before its date moved
and on the same day of earlier weeks is then far behind the newest few, and is as good a reason for a finding as they.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from pipeline.changes import MATERIAL
from pipeline.moments import stamp
from pipeline.storage.connection import moment

NEWEST = 5
"""Versions read in any case: as many as audit rule FR025 looks at."""

CHANGES = 24
"""Material changes that stand and are read, each with the version before it; the newest ones."""

MOVED_DAYS = 30
"""Days by which a date must move forward to be told of (audit rule FR010)."""

MOVES = 3
"""Such moves of the review claim, and versions in which nothing but dates differs, that are read; the newest ones."""

WEEKS = 3
"""Versions before the newest, each first seen a :data:`WEEK` or more before the next (audit rule FR011)."""

TURNS = 20
"""Versions among which reviews are looked for that a page states in turn: as many as looks are read."""

CLAIMS = 3
"""Such reviews, at most: more of them are a date that goes on, and not to and fro."""

WEEK = timedelta(days=6, hours=12)
"""A week, less half a day: a run at the same hour of every week asks a page some seconds sooner or later."""


class Row(NamedTuple):
    """A version without its record; times as they are stored."""

    id: int
    number: int
    first_seen: str
    last_seen: str
    grade: str | None
    words: str | None
    role: str | None
    claim_lo: str | None
    claim_hi: str | None

    @property
    def state(self) -> str | int:
        """What it said, dates apart; like nothing else where no fingerprint is held."""
        return self.words or self.number


def recalled(rows: Sequence[Row], standing: frozenset[int]) -> list[int]:
    """Places of the versions to read, oldest first, the newest version included.

    Args:
        rows: every version of a page, oldest first.
        standing: places of those whose change stands.
    """
    material = [place for place in sorted(standing) if rows[place].grade in MATERIAL]
    moved = [place for place in range(1, len(rows)) if _moved(rows[place - 1].claim_hi, rows[place].claim_lo)]
    dated = [place for place in range(1, len(rows)) if rows[place].grade == "dates-only"]
    steps = {*material[-CHANGES:], *moved[-MOVES:], *dated[-MOVES:]}
    newest = range(max(0, len(rows) - NEWEST), len(rows))
    before = {place - 1 for place in steps} | {place - 2 for place in material[-CHANGES:] if place > 1}
    found = {*newest, *steps, *before, *_stated(rows, {len(rows) - 1, *(place - 1 for place in material)})}
    return sorted({*found, *_weekly(rows), *_way_back(rows), *_in_turn(rows)})


def in_turn(rows: list[Row]) -> list[Row]:
    """The versions, none seen after the next one was: a look that says so was one by a clock that was ahead."""
    seen = (row._replace(last_seen=min(row.last_seen, other.first_seen)) for row, other in pairwise(rows))
    return [*seen, *rows[-1:]]


def repeated(rows: Sequence[Row]) -> frozenset[int]:
    """Places of the versions by which a page came back to what it had said before."""
    first: dict[str | int, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.state, place)
    return frozenset(
        place
        for place in range(1, len(rows))
        if first[rows[place].state] < place and rows[place - 1].state != rows[place].state
    )


def says_so_since(rows: Sequence[Row], place: int) -> str:
    """When the page was first seen to say what it says in a version, with nothing else in between."""
    first = next((at for at in range(place, 0, -1) if rows[at - 1].state != rows[place].state), 0)
    return rows[first].first_seen


def _way_back(rows: Sequence[Row]) -> Iterator[int]:
    """The newest step to other words, where they are words of before, and the last version before it that had them."""
    now = rows[-1].state
    came = next((place for place in range(len(rows) - 1, 0, -1) if rows[place - 1].state != now), 0)
    left = next((place for place in range(came - 2, -1, -1) if rows[place].state == now), None)
    if left is not None:
        yield from (left, came - 1, came)


def _in_turn(rows: Sequence[Row]) -> Iterator[int]:
    """The newest version with each of the few reviews that were stated of late, where they may come in turn."""
    late = {(row.role, row.claim_lo, row.claim_hi): place for place, row in list(enumerate(rows))[-TURNS:]}
    if len(late) <= CLAIMS:
        yield from late.values()


def _stated(rows: Sequence[Row], places: Iterable[int]) -> Iterator[int]:
    """For versions that do not state a review, the newest before each that did, or that stated an update instead.

    Each with the version after it: what a page took away it has stated.
    """
    for role in ("reviewed", "modified"):
        stated = [place for place, row in enumerate(rows) if row.role == role]
        for place in places:
            if rows[place].role != "reviewed" and (found := bisect(stated, place)):
                yield from {stated[found - 1], min(stated[found - 1] + 1, place)}


def _moved(old: str | None, new: str | None) -> bool:
    if old is None or new is None or new <= old:
        return False
    return date.fromisoformat(new).toordinal() - date.fromisoformat(old).toordinal() >= MOVED_DAYS


def _weekly(rows: Sequence[Row]) -> Iterator[int]:
    """Versions of earlier weeks; one by which the words had changed shows nothing of a date's habits."""
    found, before = 0, stamp(moment(rows[-1].first_seen) - WEEK)
    for place in range(len(rows) - 2, -1, -1):
        if found == WEEKS:
            return
        row = rows[place]
        if row.grade not in MATERIAL and row.first_seen <= before:
            yield place
            found, before = found + 1, stamp(moment(row.first_seen) - WEEK)
