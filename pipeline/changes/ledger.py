"""The review ledger: has the page changed since its review, and did a review date move over unchanged words?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from pipeline.changes.moves import Stated, moved_forward
from pipeline.changes.values import MATERIAL, Grade

State = Literal["changed-since-review", "date-moved-without-change", "both", "neither"]


class Point(Struct, frozen=True, kw_only=True):
    """One version of a page, as far as the ledger is concerned.

    Attributes:
        version: number.
        grade: of the change that made it; ``None`` for the first.
        first_seen, last_seen: the looks that first and last saw it.
        role: which claim counts as its review, ``reviewed`` or ``modified``; ``None`` when it makes neither.
        value: of that claim, as precise as the page.
        lo, hi: first and last day the claim can mean.
    """

    version: int
    grade: Grade | None
    first_seen: datetime
    last_seen: datetime
    role: str | None = None
    value: str | None = None
    lo: date | None = None
    hi: date | None = None


class Evidence(Struct, frozen=True, kw_only=True):
    """The two versions that show it, with what each claims; ``since`` is when the second was first seen."""

    before: int
    after: int
    claim_before: str | None
    claim_after: str | None
    since: datetime


class Entry(Struct, frozen=True, kw_only=True):
    """A page's line of the ledger.

    Attributes:
        state: see :data:`State`.
        role, claim: the review claim that stands now.
        changed: the newest material change that came after the review and left its date where it was.
        moved: the newest move of the date, when no word had changed since the claim before it.
    """

    state: State
    role: str | None
    claim: str | None
    changed: Evidence | None = None
    moved: Evidence | None = None


def standing(states: Sequence[Hashable], claims: Sequence[str] = ()) -> frozenset[int]:
    """Which states of a page are the result of a change that stands: those left when every way back is cut out.

    From A to B and back to A no change stands; from A to B, to A, to B again it is the second one that does. The first
    state is the result of no change.

    Args:
        states: what the page said, first to last; equal exactly when it said the same.
        claims: the last day of the review that it stated with each, ``""`` for none. A state under a later review than
            before is no way back.

    Returns:
        Places in ``states``.
    """
    places: dict[Hashable, list[int]] = {}
    for place, state in enumerate(states):
        places.setdefault(state, []).append(place)

    def last(place: int) -> int:
        same = reversed(places[states[place]])
        return next(other for other in same if other <= place or not claims or claims[other] <= claims[place])

    found = []
    place = last(0) if states else 0
    while place + 1 < len(states):
        found.append(place + 1)
        place = last(place + 1)
    return frozenset(found)


def assess(history: Sequence[Point]) -> Entry:
    """The ledger's line of one page from its versions, first to last.

    A change counts as after the review only if the look before it was later than the last day the claim can mean
    (the charitable reading, audit rule FR009), and only while the claim has not moved forward since. A date that
    moves in the same version as the words covers them; one that is only printed otherwise has not moved (see
    :func:`~pipeline.changes.moves.moved_forward`). A version that makes no claim is held to the last one that was
    made; one of another role ("updated" in the place of "reviewed") is no move, but what changed before it did not
    change since. A date counts as moved without a change when nothing material changed between the claim before and
    this one, as long as the page does not go back to an older one; a date that was stated before is back, and has not
    moved. The view ``review_ledger`` says the same in SQL.
    """
    if not history:
        raise ValueError("a page without versions has no line in the ledger")
    now = history[-1]
    changed: Evidence | None = None
    moved: Evidence | None = None
    since_claim = False
    claim, looked = history[0], history[0].last_seen.date()
    moved_to, said = claim, {(claim.role, claim.value)}
    for before, after in pairwise(history):
        claimed = after if _stated(after) else claim
        again = (claimed.role, claimed.value) in said
        forward = not again and _forward(claim, claimed, looked=before.last_seen.date())
        said.add((claimed.role, claimed.value))
        shown = claim if forward else before
        evidence = Evidence(
            before=shown.version,
            after=after.version,
            claim_before=shown.value,
            claim_after=after.value,
            since=after.first_seen,
        )
        if forward:
            moved = None if after.grade in MATERIAL or since_claim else evidence
            changed, since_claim, moved_to = None, False, claimed
        elif after.grade in MATERIAL:
            since_claim = True
            if claimed.hi is not None and before.last_seen.date() > claimed.hi:
                changed, looked = evidence, before.last_seen.date()
        if claimed.hi is not None and moved_to.lo is not None and claimed.hi < moved_to.lo:
            moved = None
        claim = claimed
    if claim.hi is not None and looked <= claim.hi:
        changed = None
    return Entry(state=_state(changed, moved), role=now.role, claim=now.value, changed=changed, moved=moved)


def _forward(before: Point, after: Point, *, looked: date) -> bool:
    old, new = _stated(before), _stated(after)
    if before.role != after.role or old is None or new is None:
        return False
    return moved_forward(old, new, looked=looked)


def _stated(point: Point) -> Stated | None:
    if point.value is None or point.lo is None or point.hi is None:
        return None
    return Stated(point.value, point.lo, point.hi)


def _state(changed: Evidence | None, moved: Evidence | None) -> State:
    if changed and moved:
        return "both"
    if changed:
        return "changed-since-review"
    return "date-moved-without-change" if moved else "neither"
