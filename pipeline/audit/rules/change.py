"""Do the page's words and the page's dates move together?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.audit.facts import DateWave, PageFacts, SiteFacts, Stand, steps
from pipeline.audit.flapping import standing_changes
from pipeline.audit.intervals import in_words
from pipeline.audit.moves import came_along, clock_places, dated, dated_since, redated, stamped
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule, site_rule
from pipeline.audit.rules.review import effective_review
from pipeline.changes import is_host_wide
from pipeline.model.dates import DateClaim

WAVE_PAGES = 20
"""Pages below which nothing is said of a publisher's habit of moving dates."""

WAVE_SHARE = (4, 5)
"""80 %, as a fraction."""

_SOURCE = "Freshness domain rules, B6 and C1."


@page_rule("FR008", "changed-not-redated", severity="warning", source=_SOURCE, version=4)
def changed_not_redated(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The text changed materially, stayed so, and no modified or reviewed date of the page has moved forward since.

    An error if the change touched a number, unit, comparator, negation, frequency or age, or a section on warnings or
    doses, once a second look has seen it. A date in another form, or one that was stated before, has not moved; one
    that follows the clock (FR011) moves for nothing. A page that took its dates away is held to the last that it
    stated; one that never stated either is FR004's. States between which a page goes back and forth are FR025's.
    """
    clock = clock_places(page.history)
    for before, after in standing_changes(page):
        now = page.history[-1]
        earlier = [stand for stand in page.history if stand.version <= before.version]
        last = dated(earlier)
        since = dated_since(page, after)
        if last is None or (since is not None and redated(earlier, since, clock.keys())):
            continue
        stated = last.modified or last.reviewed
        yield Hit(
            message=f"the text changed by {after.first_seen.date().isoformat()}; {_still_says(now, stated)}",
            values={"changed_by": after.first_seen.isoformat(), "claim": stated.value if stated else ""},
            evidence={
                "version": str(after.version),
                "grade": after.grade or "",
                "sections": "; ".join(after.touched),
                "between": f"{before.last_seen.isoformat()} and {after.first_seen.isoformat()}",
                **({} if confirmed(after, now) else {"seen": "once"}),
            },
            severity="error" if after.grade == "critical" and confirmed(after, now) else None,
        )


def _still_says(now: Stand, stated: DateClaim | None) -> str:
    words = f"{stated.role} {in_words(stated)}" if stated else ""
    says = now.modified or now.reviewed
    if says is None:
        return f"the page said {words} before, and states none of its own any more"
    if stated is not None and says.lo < stated.lo:
        return f"the page says {says.role} {in_words(says)} now, which is no later than {words} before"
    return f"the page still says {words}"


def confirmed(after: Stand, now: Stand) -> bool:
    """Whether more than one look has seen what a change made of a page: this version twice, or a later one, too."""
    return after.version != now.version or after.last_seen > after.first_seen


@page_rule("FR009", "changed-since-review", severity="info", source=_SOURCE, version=3)
def changed_since_review(page: PageFacts, policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The text changed materially, and stayed so, after the last day that the review can mean; what was touched.

    A change counts from the last look that did not show it, so that it lies after the review whenever it was made.
    What came with a later review is what was reviewed, though that was some days before. States between which a page
    goes back and forth are FR025's.
    """
    review = effective_review(page, policy)
    if review is None:
        return
    later = [
        (before, after)
        for before, after in standing_changes(page)
        if before.last_seen.date() > review.hi
        and not came_along(before, effective_review(before, policy), effective_review(after, policy))
    ]
    if not later:
        return
    first, last = later[0], later[-1]
    sections = dict.fromkeys(name for _, after in later for name in after.touched)
    yield Hit(
        message=f"changed {len(later)} times since the review of {in_words(review)}"
        if len(later) > 1
        else f"changed since the review of {in_words(review)}",
        values={"review": review.value, "last_change": last[1].first_seen.isoformat()},
        evidence={
            "sections": "; ".join(sections),
            "versions": f"{first[0].version} to {last[1].version}",
            "first_change": first[1].first_seen.isoformat(),
        },
    )


@page_rule("FR010", "rubber-stamp", severity="info", source=_SOURCE, version=5)
def date_moved_text_did_not(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The reviewed or modified date moved forward 30 days or more, and nothing but dates and names differs.

    A page that stated none for a while, and said the same, is held to the last one it stated. A date that was stated
    elsewhere before has not moved. A review may rightly change nothing, so this says what was
    seen and no more: date moved, text did not. It ends with a later date that came with other words, and when the page
    takes its date away or goes back to an older one. Dates that are stated in turn are FR025's.
    """
    step = stamped(page.history) if not page.in_turn else None
    if step is None or step[1].grade != "dates-only":
        return
    before, after, old, new = step
    later = [stand for stand in page.history if stand.version > after.version]
    dated_since = any(stand.material and redated([after], stand) for stand in later)
    stands = any(claim.role == new.role and claim.hi >= new.lo for claim in page.history[-1].claims)
    if dated_since or not stands:
        return
    same = {"same_words_since": after.since.isoformat()} if after.since else {}
    told = f"; not a word changed since {after.since.date().isoformat()}" if after.since else ""
    yield Hit(
        message=f"date moved, text did not: {new.role} {in_words(old)} is now {in_words(new)}{told}",
        values={"role": new.role, "from": old.value, "to": new.value},
        evidence={"versions": f"{before.version} to {after.version}", "seen": after.first_seen.isoformat(), **same},
    )


@site_rule("FR010", "rubber-stamp", severity="warning", source=_SOURCE, version=3)
def dates_moved_together(site: SiteFacts, _today: date) -> Iterator[Hit]:
    """The dates of at least 20 pages moved to within one week, and the text of at least 80 % of them is the same.

    Or they moved within one week, whatever they say now, and are those of at least a tenth of the publisher's pages.
    """
    for wave in filter(over_same_words, site.waves):
        yield _moved(wave, "first", f"{wave.pages} pages moved to {wave.first.isoformat()} or soon after")
    for wave in filter(over_same_words, site.redated):
        if is_host_wide(wave.pages, site.pages):
            pages = f"{wave.pages} of {site.pages} pages"
            yield _moved(wave, "seen", f"{pages} moved in the week from {wave.first.isoformat()}")


def _moved(wave: DateWave, key: str, what: str) -> Hit:
    return Hit(
        message=f"the dates of {what}; the text of {wave.same_words} of them did not change",
        values={key: wave.first.isoformat()},
        evidence={"last": wave.last.isoformat(), "pages": str(wave.pages), "same_words": str(wave.same_words)},
    )


def over_same_words(wave: DateWave) -> bool:
    """Whether dates moved together, and hardly a word with them."""
    numerator, denominator = WAVE_SHARE
    return wave.pages >= WAVE_PAGES and wave.same_words * denominator >= wave.pages * numerator


@page_rule("FR011", "date-follows-clock", severity="error", source=_SOURCE, version=4)
def date_follows_clock(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A claim of the page is the day we looked, give or take one, on three looks a week apart, the text unchanged.

    A look that saw the same claim on a later day refutes it. One by which the text had changed says nothing of it; of a
    page whose text changes by most looks, one by which only links had says nothing either.
    """
    for place, looks in clock_places(page.history).items():
        yield Hit(
            message=f"{place.role} ({place.source}) is always the day of the look: {', '.join(looks)}",
            values=place._asdict(),
            evidence={"days": " ".join(looks)},
        )


@page_rule("FR026", "reviewer-vanished", severity="info", source=_SOURCE)
def reviewer_vanished(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The page still says that it was reviewed, and no longer says by whom.

    The review date stands and a named reviewer is gone, or the date moved and nobody is named for the new one.
    """
    for before, after in steps(page.history):
        now = page.history[-1]
        if before.reviewed is None or after.reviewed is None or after.grade == "technical":
            continue
        lost = [name for name in before.reviewers if name not in after.reviewers]
        kept = _same_days(before.reviewed, after.reviewed)
        if lost and (kept or not after.reviewers) and _still(after, now):
            yield Hit(
                message=f"no longer names {', '.join(lost)} as reviewer; "
                f"the review of {in_words(after.reviewed)} stands",
                values={"reviewers": "; ".join(lost), "review": after.reviewed.value},
                evidence={"versions": f"{before.version} to {after.version}", "now": "; ".join(now.reviewers)},
            )


def _still(after: Stand, now: Stand) -> bool:
    """Whether the page makes the same review claim as after the loss, and names nobody whom it did not name then."""
    same = after.reviewed is not None and now.reviewed is not None and _same_days(after.reviewed, now.reviewed)
    return same and set(now.reviewers) <= set(after.reviewers)


def _same_days(one: DateClaim, other: DateClaim) -> bool:
    return (one.lo, one.hi) == (other.lo, other.hi)
