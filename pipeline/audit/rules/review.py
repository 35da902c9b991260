"""Is the page's review overdue, or not stated at all?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pipeline.audit.facts import PageFacts, SiteFacts, Stand, steps
from pipeline.audit.intervals import add_months, days_between, in_words
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule, site_rule
from pipeline.model.dates import DateClaim
from pipeline.nearest import many

SOURCE_YEARS = 10
"""Years between the newest source that a page names and its review from which that is told."""

FEWEST_SOURCES = 2
"""Dated sources below which a page has no list of them that could be old."""

SAME_PAGES, SAME_SHARE = 30, (9, 10)
"""Pages from which, and share of them at which, a review that is always the change is none."""

GRACE_DAYS = 30
"""Days a publisher may be late on the date it set itself."""


def effective_review(page: PageFacts | Stand, policy: PagePolicy) -> DateClaim | None:
    """The claim that counts as the review of a page, or of one of its versions.

    A modified claim stands in only where the publisher itself says that it means one, and is cited for it.
    """
    if page.reviewed is not None:
        return page.reviewed
    return page.modified if policy.review.modified_counts else None


def promise(page: PageFacts) -> DateClaim | None:
    """The next review that the page names, unless one was made on that day or later: then it names none any more."""
    due, reviewed = page.next_review_due, page.reviewed
    kept = due is not None and reviewed is not None and due.hi <= reviewed.lo
    return None if kept else due


@page_rule(
    "FR001",
    "review-overdue-declared",
    severity="error",
    source="The page's own promise; NHS standard for creating health content (display of the next review date).",
    version=3,
)
def review_overdue_declared(page: PageFacts, _policy: PagePolicy, today: date) -> Iterator[Hit]:
    """The page names the date of its next review, and the last day that date can mean is more than 30 days past.

    A page that was reviewed on that day or since has kept its promise, if late; that it still names it is FR007's.
    """
    due = promise(page)
    if due is None:
        return
    late = days_between(due.hi, today)
    if late <= GRACE_DAYS:
        return
    yield Hit(
        message=f"the page promised a review by {in_words(due)}, {late} days ago",
        values={"next_review_due": due.value},
        evidence={"raw": due.raw, "locator": due.locator, "days_late": str(late)},
    )


@page_rule(
    "FR002",
    "review-overdue-policy",
    severity="warning",
    source="The publisher's stated review cycle, cited in the policy; 36 months marked `assumed` where none is known.",
    version=2,
)
def review_overdue_policy(page: PageFacts, policy: PagePolicy, today: date) -> Iterator[Hit]:
    """The page names no next review after its last one, and its last review is older than the publisher's cycle allows.

    A warning past `warn_after`, an error past `error_after`, both in calendar months from the last day the review
    claim can mean.
    """
    claim = effective_review(page, policy)
    if promise(page) is not None or claim is None:
        return
    due = add_months(claim.hi, policy.review.warn_after)
    if due >= today:
        return
    grave = add_months(claim.hi, policy.review.error_after) < today
    late = days_between(due, today)
    yield Hit(
        message=f"last reviewed {in_words(claim)}; due by {due.isoformat()}, {many(late, 'day')} ago",
        values={"role": claim.role, "value": claim.value},
        evidence={
            "raw": claim.raw,
            "locator": claim.locator,
            "due": due.isoformat(),
            "days_late": str(late),
            "policy": f"{many(policy.review.warn_after, 'month')}, {policy.review.source}",
            **({"counts_as_review": policy.review.modified_counts or ""} if claim.role == "modified" else {}),
        },
        severity="error" if grave else None,
    )


@page_rule(
    "FR027",
    "sources-older-than-review",
    severity="info",
    source="The ages of sources beside the review, as readers see both; ten years are assumed: no standard has any.",
)
def sources_older_than_review(page: PageFacts, policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The page names at least two dated sources, and the newest is from ten years before its review or earlier.

    A review may rightly find that old evidence stands; that it looked for newer one, the page does not show. Years in
    which a source was looked up do not count.
    """
    claim = effective_review(page, policy)
    if claim is None or len(page.source_years) < FEWEST_SOURCES:
        return
    newest = max(page.source_years)
    if claim.lo.year - newest < SOURCE_YEARS:
        return
    yield Hit(
        message=f"reviewed {in_words(claim)}, and the newest of {len(page.source_years)} dated sources is of {newest}",
        values={"review": claim.value, "newest": str(newest)},
        evidence={"oldest": str(min(page.source_years)), "sources": str(len(page.source_years))},
    )


@page_rule(
    "FR004",
    "date-missing",
    severity="info",
    source="JAMA benchmarks, 'currency': dates of posting and update are shown.",
    version=2,
)
def date_missing(page: PageFacts, policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A page of a kind that should carry a review date carries none, nor the publisher's equivalent.

    Where it carried one and took it away, the finding says which, and when.
    """
    if not policy.review_expected or effective_review(page, policy) is not None:
        return
    beside = {"modified": page.modified.value} if page.modified is not None else {}
    lost = _taken_away(page, policy)
    if lost is None:
        yield Hit(message="the page does not say when it was reviewed", evidence=beside)
        return
    claim, seen = lost
    yield Hit(
        message=f"the page no longer says when it was reviewed: {claim.role} {in_words(claim)} is gone since "
        f"{seen.date().isoformat()}",
        evidence={**beside, "said": claim.value, "gone_since": seen.isoformat()},
    )


def _taken_away(page: PageFacts, policy: PagePolicy) -> tuple[DateClaim, datetime] | None:
    """The last review that the page stated, and the first look without it; what our reader lost it did not take."""
    for before, after in reversed(tuple(steps(page.history))):
        claim = effective_review(before, policy)
        if claim is not None and effective_review(after, policy) is None:
            return None if after.grade == "technical" else (claim, after.first_seen)
    return None


@site_rule(
    "FR004",
    "date-missing",
    severity="warning",
    source="JAMA benchmarks, 'currency'; ODPHP 2006: about 3 % of 102 sites dated every item, so it is one count.",
)
def dates_missing_of_publisher(site: SiteFacts, _today: date) -> Iterator[Hit]:
    """Pages of the publisher that should carry a review date carry none; one finding with their share."""
    if not site.missing:
        return
    share = site.missing / site.expected
    yield Hit(
        message=f"{site.missing} of {site.expected} pages ({share:.1%}) do not say when they were reviewed",
        evidence={"missing": str(site.missing), "expected": str(site.expected), "share": f"{share:.4f}"},
    )


@site_rule("FR028", "review-is-the-change", severity="warning", source="Freshness domain rules, B4 R7.")
def review_is_the_change(site: SiteFacts, _today: date) -> Iterator[Hit]:
    """Of at least 30 pages that state a review to machines alone, 90 % date their last change by the same day.

    Publishing systems fill ``lastReviewed`` from the date of change: nobody needs to have checked such a page, and
    neither FR002 nor FR004 can tell.
    """
    share, of = SAME_SHARE
    if site.to_machines >= SAME_PAGES and site.as_changed * of >= site.to_machines * share:
        yield Hit(
            message=f"{site.as_changed} of {site.to_machines} pages that state a review to machines alone"
            " date their last change by the same day",
            evidence={"pages": str(site.to_machines), "same_day": str(site.as_changed)},
        )
