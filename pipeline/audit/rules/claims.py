"""Do the page's date claims make sense, alone and beside each other?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, groupby

from pipeline.audit.facts import PageFacts, SiteFacts
from pipeline.audit.intervals import compare, days_between, in_words
from pipeline.audit.moves import clock_places, place_of
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule, site_rule
from pipeline.model.dates import DateClaim

PAST_ROLES = frozenset({"published", "modified", "reviewed", "current_as_of"})
"""Roles that speak of something that has happened."""

CONTENT_ROLES = frozenset(
    (
        *("created", "published", "modified", "major_revision", "reviewed", "next_review_due", "current_as_of"),
        *("evidence_through", "source_reviewed"),
    )
)
"""Roles that two carriers should agree on; build, cache, copyright and cited dates differ by nature."""

SAID_ONCE = frozenset({"reviewed", "modified", "next_review_due"})
"""Roles of which a page has one date; lists of posts have many that were published."""

TRANSPORT = frozenset({"http", "sitemap", "feed"})
"""Carriers outside the page; they corroborate and never contradict it here (FR013 judges them)."""

WIDER = frozenset({"topic", "collection", "source"})
"""Scopes wider than a page."""

MIN_PAGES = 30
"""Pages below which nothing is said of a publisher's dates as a whole."""

SAME_DAY_SHARE = (3, 5)
"""60 %, as a fraction, so that 18 of 30 is exactly on the line."""


@page_rule("FR003", "date-in-future", severity="error", source="Freshness domain rules, B6.", version=2)
def date_in_future(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A published, modified, reviewed or current-as-of claim begins more than one day after we last saw it.

    The one day forgives time zones; the first day the claim can mean is the one that counts. It ends when that day has
    come and the page still stands.
    """
    if page.captured_at is None:
        return
    seen = max(page.captured_at, page.last_observed or page.captured_at).date()
    for claim in page.claims:
        if claim.role in PAST_ROLES and days_between(seen, claim.lo) > 1:
            yield Hit(
                message=f"the page, seen on {seen.isoformat()}, says {claim.role} {in_words(claim)} ({claim.source})",
                values={"role": claim.role, "value": claim.value, "source": claim.source, "locator": claim.locator},
                evidence={"raw": claim.raw, "seen": seen.isoformat()},
            )


@page_rule(
    "FR005",
    "date-unreadable-or-ambiguous",
    severity="info",
    source="Freshness domain rules, B4 R3 and B6.",
    version=3,
)
def date_unreadable(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A date label was found without a date that can be read, or a numeric date can mean two days.

    One that follows the clock is FR011's: it would be another date every night.
    """
    clock = clock_places(page.history)
    for issue in page.issues:
        if issue.code == "date-unreadable":
            # A page can carry the same issue under two labels: its words tell them apart.
            yield Hit(message=issue.message, values={"raw": issue.evidence.get("raw", "")})
    for claim in page.claims:
        if claim.ambiguous and place_of(claim) not in clock:
            yield Hit(
                message=f"{claim.role} {claim.raw!r} can be {claim.lo.isoformat()} or {claim.hi.isoformat()}",
                values={"role": claim.role, "value": claim.value, "raw": claim.raw, "locator": claim.locator},
            )


@page_rule(
    "FR006", "sources-disagree", severity="warning", source="Freshness domain rules, B4 R4-R5 and B6.", version=4
)
def sources_disagree(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """Two carriers of the page give the same role and scope dates that lie more than one day apart.

    Where all carriers agree, and the visible text says in two places that the page was reviewed, was changed or is due
    on other days, that is told as info: one of them may be of a part. A claim that follows the clock is FR011's: it
    would disagree otherwise every night.
    """
    clock = clock_places(page.history)
    comparable = sorted(
        (
            claim
            for claim in page.claims
            if claim.role in CONTENT_ROLES and claim.source not in TRANSPORT and place_of(claim) not in clock
        ),
        key=lambda claim: (claim.role, claim.scope),
    )
    for (role, scope), group in groupby(comparable, key=lambda claim: (claim.role, claim.scope)):
        claims = tuple(group)
        pair = _widest_gap(claims)
        if pair is None:
            said = tuple(claim for claim in claims if claim.source == "text" and role in SAID_ONCE)
            yield from _said_twice(role, scope, _widest_gap(said, alike=True))
            continue
        earlier, later = pair
        yield Hit(
            message=(
                f"{role}: {earlier.source} says {in_words(earlier)}, {later.source} says {in_words(later)}"
                f" ({days_between(earlier.hi, later.lo)} days apart)"
            ),
            values={
                "role": role,
                "scope": scope,
                earlier.locator: earlier.value,
                later.locator: later.value,
            },
        )


def _said_twice(role: str, scope: str, pair: tuple[DateClaim, DateClaim] | None) -> Iterator[Hit]:
    if pair is not None:
        earlier, later = pair
        yield Hit(
            message=f"{role}: the text says {in_words(earlier)} in one place and {in_words(later)} in another",
            values={"role": role, "scope": scope, "earlier": earlier.value, "later": later.value},
            evidence={"earlier_at": earlier.locator, "later_at": later.locator},
            severity="info",
        )


def _widest_gap(claims: tuple[DateClaim, ...], *, alike: bool = False) -> tuple[DateClaim, DateClaim] | None:
    """The two claims of different carriers that lie farthest apart by more than a day, earlier first.

    With ``alike`` those of one carrier count, too.
    """
    best: tuple[DateClaim, DateClaim] | None = None
    for one, other in combinations(claims, 2):
        order = compare(one, other, slack_days=1)
        if (one.source == other.source and not alike) or order == "overlaps":
            continue
        pair = (one, other) if order == "before" else (other, one)
        if best is None or days_between(pair[0].hi, pair[1].lo) > days_between(best[0].hi, best[1].lo):
            best = pair
    return best


@page_rule("FR007", "order-impossible", severity="error", source="Freshness domain rules, B4 R4 and B6.", version=3)
def order_impossible(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The page was published after it was last modified, or its next review is due no later than its last one.

    A review before publication is allowed: MedlinePlus Genetics reviews first and publishes years later. Where one of
    the two is an instant, a day is forgiven: its day depends on the zone in which it is printed.
    """
    published, modified = page.published, page.modified
    if published is not None and modified is not None and _comes_after(published, modified):
        yield Hit(
            message=f"published {in_words(published)}, yet last modified {in_words(modified)}",
            values={"published": published.value, "modified": modified.value},
        )
    due, reviewed = page.next_review_due, page.reviewed
    if due is not None and reviewed is not None and due.hi <= reviewed.lo:
        yield Hit(
            message=f"next review due {in_words(due)}, yet last reviewed {in_words(reviewed)}",
            values={"next_review_due": due.value, "reviewed": reviewed.value},
        )


def _comes_after(published: DateClaim, modified: DateClaim) -> bool:
    slack = 1 if "instant" in (published.precision, modified.precision) else 0
    return days_between(modified.hi, published.lo) > slack


@page_rule("FR023", "scope-conflict", severity="warning", source="Freshness domain rules, B6.", version=2)
def scope_conflict(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The topic or source says a later review than the page itself: a page that borrows a date it did not earn.

    Only the wider scope being newer is one; a page reviewed after its topic is in order.
    """
    reviews = [claim for claim in page.claims if claim.role == "reviewed"]
    own = max((claim for claim in reviews if claim.scope == "page"), key=lambda claim: claim.hi, default=None)
    wider = [claim for claim in reviews if claim.scope in WIDER]
    for claim in wider:
        if own is not None and own.hi < claim.lo:
            yield Hit(
                message=f"the page was reviewed {in_words(own)}, its {claim.scope} {in_words(claim)}",
                values={"page": own.value, claim.scope: claim.value},
                evidence={"page_at": own.locator, "wider_at": claim.locator},
            )


@site_rule("FR012", "one-date-sitewide", severity="warning", source="Freshness domain rules, B6.", version=2)
def one_date_sitewide(site: SiteFacts, _today: date) -> Iterator[Hit]:
    """At least 60 % of a publisher's pages, of at least 30, carry the same day as their date of one role.

    Pages whose date follows the clock are FR011's: they would share another day every night.
    """
    numerator, denominator = SAME_DAY_SHARE
    for spread in site.spreads:
        if spread.pages < MIN_PAGES or spread.on_day * denominator < spread.pages * numerator:
            continue
        yield Hit(
            message=f"{spread.on_day} of {spread.pages} pages say {spread.role} {spread.day.isoformat()}",
            values={"role": spread.role, "day": spread.day.isoformat()},
            evidence={"pages": str(spread.pages), "on_day": str(spread.on_day)},
        )
