"""A publisher's pages, counted one at a time into what its rules may know."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

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
from pipeline.audit.rules.review import effective_review

SPREAD_ROLES = ("published", "modified", "reviewed")

WAVE = timedelta(days=7)
"""New dates that lie within so many days of each other moved together."""

ALIKE_PAGES = 3
"""Pages that must have become one before it is said."""


class SiteTally:
    """Counts a publisher's pages one at a time into :class:`SiteFacts`.

    What it holds grows with distinct dates, and with the pages whose newest version is not their first.
    """

    def __init__(self, site: str) -> None:
        self._site = site
        self._pages = 0
        self._expected = 0
        self._missing = 0
        self._carrying: Counter[str] = Counter()
        self._days: dict[str, Counter[date]] = {role: Counter() for role in SPREAD_ROLES}
        self._moved: dict[date, list[int]] = {}
        self._became: dict[str, list[tuple[str, str, date]]] = {}

    def add(self, page: PageFacts, policies: Policies) -> None:
        """Count one page; one that is gone, or of which we hold no record, counts for nothing."""
        if not page.current:
            return
        self._pages += 1
        policy = policies.of(page.site, page.page_type)
        if policy.review_expected:
            self._expected += 1
            self._missing += effective_review(page, policy) is None
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
            _, after, _, new = step
            counts = self._moved.setdefault(new.lo, [0, 0])
            counts[0] += 1
            counts[1] += after.grade == "dates-only"
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
        return SiteFacts(
            site=self._site,
            pages=self._pages,
            expected=self._expected,
            missing=self._missing,
            spreads=tuple(spreads),
            waves=tuple(self._waves()),
            template_edits=host.template_edits,
            alike=tuple(self._alike()),
            signals=host.signals,
        )

    def _waves(self) -> list[DateWave]:
        """The weeks to which most dates moved, wherever they begin; no page counts in two."""
        weeks = sorted((self._week_from(day) for day in self._moved), key=lambda wave: (-wave.pages, wave.first))
        waves: list[DateWave] = []
        for week in weeks:
            if all(week.last < other.first or other.last < week.first for other in waves):
                waves.append(week)
        return sorted(waves, key=lambda wave: wave.first)

    def _week_from(self, first: date) -> DateWave:
        within = [day for n in range(WAVE.days) if (day := first + timedelta(days=n)) in self._moved]
        pages, same = (sum(self._moved[day][which] for day in within) for which in (0, 1))
        return DateWave(first=first, last=within[-1], pages=pages, same_words=same)

    def _alike(self) -> list[Alike]:
        found = [
            Alike(urls=tuple(sorted(url for url, _, _ in group)), since=min(since for _, _, since in group))
            for group in self._became.values()
            if len({before for _, before, _ in group}) >= ALIKE_PAGES
        ]
        return sorted(found, key=lambda alike: alike.urls)
