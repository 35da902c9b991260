"""Pages that go back and forth between a few states: A/B tests, caches that disagree, answers by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from msgspec import Struct

from pipeline.audit.facts import Check, PageFacts, Stand, steps
from pipeline.audit.moves import clock_places, redated
from pipeline.storage.recall import WEEK

OBSERVATIONS = 5
CONFIRMED_WITHIN = timedelta(hours=1)
"""Time within which a look that sees the same as the one before it only confirms it."""

STATES = 3
"""A state that is back within so many looks, among at most so many states, was not left for good."""

RETURNS = 3
"""Returns among the looks that are read from which a page goes back and forth, though it has stood still of late."""


class Flapping(Struct, frozen=True, kw_only=True):
    """A page that goes back and forth.

    Attributes:
        looks: those from the first state that came back on, oldest first.
        states: how many different states they saw.
        critical: one state tells another dose, number, warning or the like than the one before it.
        of_site: what comes and goes does so all over the site, as far as is known.
    """

    looks: tuple[Check, ...]
    states: int
    critical: bool
    of_site: bool


def flapping(page: PageFacts) -> Flapping | None:
    """Whether the page goes back and forth: it was back within the newest five looks, or three times among all read."""
    seen = _apart(check for check in page.checks if check.observed and check.words is not None)
    begun = _begun([check.words for check in seen])
    if begun is None:
        return None
    looks = seen[begun:]
    versions = {look.version for look in looks}
    grades = {one.grade for one in page.history if one.again and one.version in versions}
    return Flapping(
        looks=tuple(looks),
        states=len({look.words for look in looks}),
        critical="critical" in grades,
        of_site=grades == {"template"},
    )


def in_turn(checks: Sequence[Check]) -> tuple[str, ...]:
    """The reviews that a page states in turn (:attr:`Check.stated`), in order; empty where it does not.

    Two servers behind one name of which one has an old copy, a cache: neither is a move of the date.
    """
    stated = [check.stated for check in _apart(one for one in checks if one.observed and one.stated is not None)]
    begun = _begun(stated)
    return () if begun is None else tuple(sorted({one for one in stated[begun:] if one is not None}))


def _apart(checks: Iterable[Check]) -> list[Check]:
    """The looks but for second looks at a change: one right after another that sees the same is one with it."""
    apart: list[Check] = []
    for check in checks:
        last = apart[-1] if apart else None
        if last is None or last.version != check.version or check.at - last.at > CONFIRMED_WITHIN:
            apart.append(check)
    return apart


def _begun(states: Sequence[str | None]) -> int | None:
    """The first look of those that go back and forth: back within the newest five looks, or three times among all."""
    returns = _returns(states)
    back = [left for left, _ in returns]
    late = [left for left, first in returns if first >= len(states) - OBSERVATIONS]
    if not late and len(back) < RETURNS:
        return None
    return (back if len(back) >= RETURNS else late)[0]


def swings(page: PageFacts, after: Stand) -> bool:
    """Whether a version is one of the states between which the page goes back and forth, and not what it came to.

    A state that the page had left before counts for nothing new until it has stood for five looks, or for a week.
    """
    if not after.again:
        return False
    looks = sum(check.observed and check.at >= after.first_seen for check in page.checks)
    young = looks < OBSERVATIONS and page.history[-1].last_seen - after.first_seen < WEEK
    return young or flapping(page) is not None


def standing_changes(page: PageFacts) -> Iterator[tuple[Stand, Stand]]:
    """The steps by which the page came to say something else than it did, and says it still; oldest first.

    A way back to what it said before is one where the page was dated anew in between: with the later date it says what
    it said under the earlier one.
    """
    for before, after in steps(page.history):
        if after.material and not swings(page, after) and (not after.undone or _went_back(page, before, after)):
            yield before, after


def _went_back(page: PageFacts, before: Stand, after: Stand) -> bool:
    now = page.history[-1]
    later = [stand for stand in page.history if stand.version >= after.version]
    earlier = [stand for stand in page.history if stand.version < before.version]
    same = [place for place, stand in enumerate(earlier) if stand.words == after.words]
    if not after.again or not same or any(stand.words != now.words for stand in later):
        return False
    return redated(earlier[: same[-1] + 1], now, clock_places(page.history).keys())


def _returns(states: Sequence[str | None]) -> list[tuple[int, int]]:
    """Where a state was left and where it was back: places of the last look before and of the first look after."""
    runs: list[tuple[str | None, int, int]] = []
    for state, group in groupby(enumerate(states), key=lambda one: one[1]):
        places = [place for place, _ in group]
        runs.append((state, places[0], places[-1]))
    found = []
    for index, (state, first, _) in enumerate(runs):
        before = next((last for other, _, last in reversed(runs[: max(0, index - 1)]) if other == state), None)
        if before is None or first - before >= OBSERVATIONS:
            continue
        if len(set(states[before : first + 1])) <= STATES:
            found.append((before, first))
    return found
