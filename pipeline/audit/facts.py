"""What a rule may know of a page and of a publisher: frozen values, no clock, no database.

A fact is either what the page claims (dates, canonical address, title) or what we saw with our own eyes
(checks, first and last observation). The two are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from pipeline.changes import MATERIAL, Grade
from pipeline.model.dates import DateClaim
from pipeline.model.issue import Issue
from pipeline.storage.seen import BrokenLink, HostEdit, Signals

GONE = frozenset({404, 410})
"""Statuses by which a server says that there is no such page."""

OBSERVED = frozenset({200, 203, 226, 304, *GONE})
"""Statuses that tell us something about the page. 403, 429, 5xx, challenges and time-outs tell nothing:
they are neither a change nor an absence."""


class Check(Struct, frozen=True, kw_only=True):
    """One look at a page's address.

    Attributes:
        at: when the answer was complete, UTC.
        status: HTTP status of the last answer; ``None`` when there was none (time-out, DNS, robots.txt).
        url: the address that gave it, after redirects.
        hops: how many redirects led there.
        valid: the answer tells us something about the page; ``False`` for a challenge or a consent wall that
            came with status 200.
        version: number of the version that it saw.
        words: of that version, as :attr:`Stand.words`.
        stated: the review that it stated, role and value; empty where it stated none.
        suspect: why what it brought is in quarantine; ``None`` where it is not.
        led_out: where it was led and nobody followed: out of the site, or by a page that only leads on.
        not_there: the words of an answer of 200 that says that there is no such page.
    """

    at: datetime
    status: int | None
    url: str
    hops: int = 0
    valid: bool = True
    version: int | None = None
    words: str | None = None
    stated: str | None = None
    suspect: str | None = None
    led_out: str | None = None
    not_there: str | None = None

    @property
    def told(self) -> bool:
        """Whether it says where the address leads, or that it leads nowhere."""
        return self.observed or self.led_out is not None or self.not_there is not None

    @property
    def observed(self) -> bool:
        """Whether this look told us anything about the page."""
        return self.valid and self.status in OBSERVED

    @property
    def gone(self) -> bool:
        """Whether the server said that there is no such page."""
        return self.status in GONE


class Removed(Struct, frozen=True, kw_only=True):
    """A section that a version no longer has.

    Attributes:
        heading: its path, joined.
        critical: it was about warnings, doses, side effects, interactions or when to call.
        elsewhere: share of its words (0..1) that the page as it is still has: in common with the most similar section
            (Jaccard), or in lines that stand in any of them.
        twice: more than one look had seen it.
    """

    heading: str
    critical: bool
    elsewhere: float
    twice: bool = True


class Stand(Struct, frozen=True, kw_only=True):
    """One version of a page, and the change that led to it.

    Attributes:
        version: number.
        first_seen, last_seen: looks that first and last saw it.
        grade: of the change from the version before; ``None`` where it is not known.
        undone: the page has gone back from that change since.
        again: an earlier version said the same, with others in between.
        touched: headings of the sections that the change touched.
        removed: sections that the change took away.
        words: equal exactly when it says the same, dates apart.
        since: when the page was first seen to say so, with nothing else in between; ``None`` where it is not known.
        characters: of its sections' texts.
        claims: its date claims.
        reviewed, modified: the claims chosen.
        reviewers: who is named as having reviewed it.
        issues: codes of what the reader noticed about it.
    """

    version: int
    first_seen: datetime
    last_seen: datetime
    grade: Grade | None = None
    undone: bool = False
    again: bool = False
    touched: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    words: str = ""
    since: datetime | None = None
    characters: int = 0
    claims: tuple[DateClaim, ...] = ()
    reviewed: DateClaim | None = None
    modified: DateClaim | None = None
    reviewers: tuple[str, ...] = ()
    issues: frozenset[str] = frozenset()

    @property
    def material(self) -> bool:
        """Whether the change that led here made the page say something else."""
        return self.grade in MATERIAL


def steps(history: tuple[Stand, ...]) -> Iterator[tuple[Stand, Stand]]:
    """Neighbours of a history in which not every version is told."""
    return ((before, after) for before, after in pairwise(history) if after.version == before.version + 1)


class Original(Struct, frozen=True, kw_only=True):
    """The page that this one is a translation of.

    Attributes:
        reviewed: its review, as stated.
        changed: the last look before its newest material change that stands.
    """

    url: str
    reviewed: str | None
    changed: datetime | None


class PageFacts(Struct, frozen=True, kw_only=True):
    """One page, as far as the audit is concerned.

    Attributes:
        url: the canonical address we ask for.
        site, page_type, language, title: from the current record; ``page_type`` is ``None`` when we hold no record.
        canonical_url: what the page declares.
        record_url: where the current record was served from.
        claims: every date claim of the record.
        reviewed, modified, published, next_review_due: the claim chosen for the role, whole.
        captured_at: when the capture behind the record was taken, UTC; the day by which "future" is judged.
        issues: what the reader noticed about the page's text and dates.
        critical_texts: texts of the sections on warnings, side effects, when to call, overdose or dosage.
        source_years: newest year that each entry of its lists of sources names; entries without one are left out.
        checks: looks at the address, oldest first; the newest few are enough.
        baseline_url: where the address led the first time it gave a page.
        first_seen: when the address became known to us, UTC.
        last_observed: when a look last told us something about the page, UTC; ``None`` if none ever did.
        gone_since: since when the store calls the page gone; what it once said is then history, and no longer due.
        words_at: of one that is gone, another page of its site and title that has its sections.
        history: versions, oldest first: the newest, the current one last, and of those before them what rules ask for;
            empty while there is only one.
        broken_links: links of the page that are broken.
        original: what this page translates, where that is known and held.
        in_turn: reviews, or else next reviews, that the page states in turn, as :attr:`Check.stated`; empty where it
            does not. Its claims are then those of the state with the latest.
        like_nonsense: its text is what its host answers to an address that cannot exist.
    """

    url: str
    site: str
    page_type: str | None = None
    language: str | None = None
    title: str | None = None
    canonical_url: str | None = None
    record_url: str | None = None
    claims: tuple[DateClaim, ...] = ()
    reviewed: DateClaim | None = None
    modified: DateClaim | None = None
    published: DateClaim | None = None
    next_review_due: DateClaim | None = None
    captured_at: datetime | None = None
    issues: tuple[Issue, ...] = ()
    critical_texts: tuple[str, ...] = ()
    source_years: tuple[int, ...] = ()
    checks: tuple[Check, ...] = ()
    baseline_url: str | None = None
    first_seen: datetime | None = None
    last_observed: datetime | None = None
    gone_since: datetime | None = None
    words_at: str | None = None
    history: tuple[Stand, ...] = ()
    broken_links: tuple[BrokenLink, ...] = ()
    original: Original | None = None
    in_turn: tuple[str, ...] = ()
    like_nonsense: bool = False

    @property
    def current(self) -> bool:
        """Whether we hold a record of this page, and the page still stands."""
        return self.page_type is not None and self.gone_since is None


class DaySpread(Struct, frozen=True, kw_only=True):
    """How one role's dates spread over a publisher's pages: pages that carry it, the commonest day, pages on it."""

    role: str
    pages: int
    day: date
    on_day: int


class DateWave(Struct, frozen=True, kw_only=True):
    """Pages of a publisher whose date moved to within one week of days, or in one: how many, how many else the same.

    Attributes:
        first, last: earliest and latest of the new dates, or of the looks that first saw one.
        pages: pages whose newest date, or newest move, lies there.
        same_words: of these, pages whose text did not change with it.
    """

    first: date
    last: date
    pages: int
    same_words: int


class Alike(Struct, frozen=True, kw_only=True):
    """Pages that said different things before and say one and the same now, or all lead to one address."""

    urls: tuple[str, ...]
    since: date
    led_to: str | None = None


class HostFacts(Struct, frozen=True, kw_only=True):
    """What is known of a publisher's host and stands in no page: announcements, and edits all over the site."""

    signals: tuple[Signals, ...] = ()
    template_edits: tuple[HostEdit, ...] = ()


class SiteFacts(Struct, frozen=True, kw_only=True):
    """One publisher, counted over its pages.

    Attributes:
        site: profile name.
        pages: pages that stand and that we hold a record of.
        expected: of these, pages of a kind that should carry a review date.
        missing: of those, pages without one (nor the publisher's equivalent).
        spreads: one per role of ``published``, ``modified`` and ``reviewed`` that any page carries.
        waves: weeks to which dates of many pages moved, at most one per stretch of days.
        redated: weeks in which dates of many other pages were seen to move, to whatever days; only looks at most
            :data:`~pipeline.audit.site_tally.APART` from the one before say when.
        template_edits: edits made all over the site, by the day they were first seen.
        alike: groups of pages that became one and the same, or of which one page became of all.
        signals: what sitemap and validators announced.
        to_machines: pages whose review stands in JSON-LD or microdata alone.
        as_changed: of these, pages whose change is dated there by the same day.
    """

    site: str
    pages: int
    expected: int
    missing: int
    spreads: tuple[DaySpread, ...] = ()
    waves: tuple[DateWave, ...] = ()
    redated: tuple[DateWave, ...] = ()
    template_edits: tuple[HostEdit, ...] = ()
    alike: tuple[Alike, ...] = ()
    signals: tuple[Signals, ...] = ()
    to_machines: int = 0
    as_changed: int = 0
