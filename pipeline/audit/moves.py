"""Whether a page's date has moved: forward with what the page says, over words that stayed, or with our own clock.

A date that only stands there in another form, in another place or for the first time has not moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from msgspec import structs

from pipeline.audit.facts import PageFacts, Stand
from pipeline.audit.intervals import days_between
from pipeline.changes import moved_forward
from pipeline.model.dates import DateClaim
from pipeline.storage.recall import MOVED_DAYS, WEEK

CLOCK_LOOKS = 3
"""A date follows the clock when it was the day of our look on so many looks, each a week later than the last."""

_CLOCK_ROLES = ("published", "modified", "reviewed", "current_as_of")

_Stated = Callable[[Stand], DateClaim | None]
_REVIEWED: _Stated = attrgetter("reviewed")
_MODIFIED: _Stated = attrgetter("modified")


class Place(NamedTuple):
    """Where a page makes a claim: the same place from version to version."""

    role: str
    source: str
    locator: str


def place_of(claim: DateClaim) -> Place:
    """The place of a claim."""
    return Place(claim.role, claim.source, claim.locator)


def dated(history: Iterable[Stand]) -> Stand | None:
    """The newest version that states a modified or reviewed date."""
    stated = [stand for stand in history if stand.modified is not None or stand.reviewed is not None]
    return stated[-1] if stated else None


def dated_since(page: PageFacts, after: Stand) -> Stand | None:
    """The newest version from this one on that states such a date; where reviews come in turn, the latest is stated."""
    newest = dated(stand for stand in page.history if stand.version >= after.version)
    return structs.replace(page.history[-1], reviewed=page.reviewed, modified=page.modified) if page.in_turn else newest


def redated(earlier: Sequence[Stand], now: Stand, clock: AbstractSet[Place] = frozenset()) -> bool:
    """Whether a modified or reviewed date of the page has moved forward since a version.

    One that appears where there was none counts if it is later than what the page stated last, and could be the day of
    the change, or lie a month before it: some publish late what they dated early. One that is back has not moved.

    Args:
        earlier: versions up to that one, which was last seen without what is asked about; oldest first.
        now: the page as it is.
        clock: places whose claims follow the clock; they move for nothing.
    """
    before = earlier[-1]
    pairs = ((before.modified, now.modified), (before.reviewed, now.reviewed))
    return any(_moved(earlier, old, new) for old, new in pairs if new is not None and place_of(new) not in clock)


def _moved(earlier: Sequence[Stand], old: DateClaim | None, new: DateClaim) -> bool:
    if any(_stated(stand, new) for stand in earlier):
        return False
    looked = earlier[-1].last_seen.date()
    if old is not None:
        return moved_forward(old, new, looked=looked)
    last = dated(earlier)
    others = [claim for claim in (last.modified, last.reviewed) if claim is not None] if last else []
    return days_between(new.hi, looked) <= MOVED_DAYS and all(claim.hi < new.hi for claim in others)


def came_along(before: Stand, old: DateClaim | None, new: DateClaim | None) -> bool:
    """Whether a date that came with a change is later than the one before, and lies a month before the look at most.

    Who reviews a page on Monday and publishes on Thursday has reviewed what was published.

    Args:
        before: the version, last seen without the change.
        old: the date before the change.
        new: the date with it.
    """
    if new is None or days_between(new.hi, before.last_seen.date()) > MOVED_DAYS:
        return False
    return old is None or moved_forward(old, new, looked=before.last_seen.date())


def _stated(before: Stand, new: DateClaim) -> bool:
    """Whether the version said so already, there or elsewhere: what is chosen may change when a place falls away."""
    return any((claim.role, claim.value) == (new.role, new.value) for claim in before.claims)


def stamped(history: tuple[Stand, ...]) -> tuple[Stand, Stand, DateClaim, DateClaim] | None:
    """The newest step in which a review or modified date moved forward 30 days or more: both versions, both claims.

    A page that stated no such date for a while is held to the last one, as long as it said the same. What our own
    reader newly makes of a date is no move, nor is what stood there before in another place or at another time: a date
    that is back, or that comes and goes, has not moved.
    """
    for place in range(len(history) - 1, 0, -1):
        after, earlier = history[place], history[:place]
        if after.grade == "technical":
            continue
        for stated in (_REVIEWED, _MODIFIED):
            new, before = stated(after), _last_to_state(stated, (*earlier, after))
            old = None if before is None else stated(before)
            if before is None or old is None or new is None or any(_stated(stand, new) for stand in earlier):
                continue
            since = [_stated(stand, new) for stand in history[place:]]
            if (False, True) in pairwise(since):
                continue
            if days_between(old.hi, new.lo) >= MOVED_DAYS:
                return before, after, old, new
    return None


def _last_to_state(stated: _Stated, history: Sequence[Stand]) -> Stand | None:
    """The newest version before the last of these that states such a date, if no change of its words lies between.

    Nor may versions that are not told, or one that our own reader made: these may hide one.
    """
    for before, after in reversed(tuple(pairwise(history))):
        if after.version != before.version + 1:
            return None
        if stated(before) is not None:
            return before
        if before.grade == "technical" or (before.material and not before.undone):
            return None
    return None


def clock_places(history: tuple[Stand, ...]) -> dict[Place, list[str]]:
    """Where the newest version makes claims that follow the clock, with the days of the looks that show it."""
    if not history:
        return {}
    places = sorted({place_of(claim) for claim in history[-1].claims if claim.role in _CLOCK_ROLES})
    shown = ((place, _on_the_day(history, place)) for place in places)
    return {place: days for place, days in shown if len(days) >= CLOCK_LOOKS}


def _on_the_day(history: tuple[Stand, ...], place: Place) -> list[str]:
    """Days of looks, a week apart, on which the claim at this place was that day, over words that had not changed.

    Where the words changed with it the date is in order, and says nothing of the others. Where it is so by most looks,
    one that saw other links alone says nothing either: they are what that day's edit was (the figures of the day).
    """
    days: dict[str, bool] = {}
    edits, last = 0, None
    for stand in history:
        claim = next((one for one in stand.claims if place_of(one) == place), None)
        seen = stand.first_seen
        if claim is None or not (_is_day_of(claim, seen.date()) and _is_day_of(claim, stand.last_seen.date())):
            days, edits, last = {}, 0, None
        elif stand.material:
            edits += 1
        elif last is None or seen - last >= WEEK:
            days[seen.date().isoformat()] = stand.grade == "links-only"
            last = seen
    return [day for day, of_links in days.items() if not of_links or edits < len(days)]


def _is_day_of(claim: DateClaim, look: date) -> bool:
    """Whether the claim names the day of a look, give or take one, in one of its two readings where it has two."""
    if claim.lo != claim.hi and not claim.ambiguous:
        return False
    return any(abs(days_between(day, look)) <= 1 for day in (claim.lo, claim.hi))
