"""A publisher's pages, counted one at a time into what its rules may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.audit.facts import (
    Alike,
    DateWave,
    DaySpread,
    HostFacts,
    PageFacts,
    SiteFacts,
)
from pipeline.audit.moves import clock_places, place_of, stamped
from pipeline.audit.policy import Policies
from pipeline.audit.rules.address import led_elsewhere
from pipeline.audit.rules.change import over_same_words
from pipeline.audit.rules.review import effective_review
from pipeline.storage.redirects import CROWD

SPREAD_ROLES = ("published", "modified", "reviewed")

MACHINES = frozenset({"jsonld", "microdata"})
"""Carriers that no reader sees."""

WAVE = timedelta(days=7)
"""New dates that lie within so many days of each other moved together."""

APART = timedelta(days=8)
"""Between two looks that say in which week a date moved."""

ALIKE_PAGES = 3
"""Pages that must have become one before it is said."""


class _Move(NamedTuple):
    """A date that moved: to which day, on which day that was seen (``None`` where nobody looked before), over what."""

    to: date
    seen: date | None
    same_words: bool


class SiteTally:
    """Counts a publisher's pages one at a time into :class:`SiteFacts`.

    What it holds grows with distinct dates, with the pages whose newest version is not their first, and with those that
    lead elsewhere.
    """

    def __init__(self, site: str) -> None:
        self._site = site
        self._pages = 0
        self._expected = 0
        self._missing = 0
        self._to_machines = 0
        self._as_changed = 0
        self._carrying: Counter[str] = Counter()
        self._days: dict[str, Counter[date]] = {role: Counter() for role in SPREAD_ROLES}
        self._moved: list[_Move] = []
        self._became: dict[str, list[tuple[str, str, date]]] = {}
        self._led: dict[str, list[tuple[str, date]]] = {}

    def add(self, page: PageFacts, policies: Policies) -> None:
        """Count one page; of one that is gone, or of which we hold no record, only where it leads counts."""
        if page.gone_since is None and (led := led_elsewhere(page)) is not None:
            self._led.setdefault(led[0], []).append((page.url, led[1]))
        if not page.current:
            return
        self._pages += 1
        policy = policies.of(page.site, page.page_type, page.url)
        if policy.review_expected:
            self._expected += 1
            self._missing += effective_review(page, policy) is None
        if (review := page.reviewed) is not None and review.source in MACHINES:
            changed = [claim for claim in page.claims if claim.role == "modified" and claim.source in MACHINES]
            self._to_machines += 1
            self._as_changed += any((claim.lo, claim.hi) == (review.lo, review.hi) for claim in changed)
        clock = clock_places(page.history)
        for role, claim in (("published", page.published), ("modified", page.modified), ("reviewed", page.reviewed)):
            if claim is None or place_of(claim) in clock:
                continue
            self._carrying[role] += 1
            if claim.lo == claim.hi:  # "June 2025" on every page is no day they share
                self._days[role][claim.lo] += 1
        if len(page.history) > 1:
            self._add_changes(page)

    def _add_changes(self, page: PageFacts) -> None:
        step = None if page.in_turn else stamped(page.history)
        if step is not None:
            before, after, _, new = step
            seen = after.first_seen.date() if after.first_seen - before.last_seen <= APART else None
            self._moved.append(_Move(new.lo, seen, after.grade == "dates-only"))
        before, now = page.history[-2], page.history[-1]
        if now.words and now.words != before.words:
            self._became.setdefault(now.words, []).append((page.url, before.words, now.first_seen.date()))

    def facts(self, host: HostFacts = HostFacts()) -> SiteFacts:  # noqa: B008 - frozen
        """What was counted so far. Of two equally common days the earlier is named.

        Args:
            host: what is known of the site beside its pages.
        """
        spreads: list[DaySpread] = []
        for role in SPREAD_ROLES:
            if not self._days[role]:
                continue
            day, count = min(self._days[role].items(), key=lambda item: (-item[1], item[0]))
            spreads.append(DaySpread(role=role, pages=self._carrying[role], day=day, on_day=count))
        waves = _waves((move.to, move.same_words) for move in self._moved)
        together = [wave for wave in waves if over_same_words(wave)]
        others = [move for move in self._moved if not any(wave.first <= move.to <= wave.last for wave in together)]
        return SiteFacts(
            site=self._site,
            pages=self._pages,
            expected=self._expected,
            missing=self._missing,
            spreads=tuple(spreads),
            waves=waves,
            redated=_waves((move.seen, move.same_words) for move in others if move.seen is not None),
            template_edits=host.template_edits,
            alike=tuple(self._alike()),
            signals=host.signals,
            to_machines=self._to_machines,
            as_changed=self._as_changed,
        )

    def _alike(self) -> list[Alike]:
        found = [
            Alike(urls=tuple(sorted(url for url, _, _ in group)), since=min(since for _, _, since in group))
            for group in self._became.values()
            if len({before for _, before, _ in group}) >= ALIKE_PAGES
        ]
        found += [
            Alike(urls=tuple(url for url, _ in group), since=min(since for _, since in group), led_to=led_to)
            for led_to, group in self._led.items()
            if len(group) >= CROWD
        ]
        return sorted(found, key=lambda alike: alike.urls)


def _waves(found: Iterable[tuple[date, bool]]) -> tuple[DateWave, ...]:
    """The weeks with most moves, wherever they begin; no page counts in two. Days, and whether the words stayed."""
    moves: dict[date, list[int]] = {}
    for day, same in found:
        counts = moves.setdefault(day, [0, 0])
        counts[0] += 1
        counts[1] += same
    weeks = sorted((_week_from(day, moves) for day in moves), key=lambda wave: (-wave.pages, wave.first))
    waves: list[DateWave] = []
    for week in weeks:
        if all(week.last < other.first or other.last < week.first for other in waves):
            waves.append(week)
    return tuple(sorted(waves, key=lambda wave: wave.first))


def _week_from(first: date, moves: dict[date, list[int]]) -> DateWave:
    within = [day for n in range(WAVE.days) if (day := first + timedelta(days=n)) in moves]
    pages, same = (sum(moves[day][which] for day in within) for which in (0, 1))
    return DateWave(first=first, last=within[-1], pages=pages, same_words=same)
