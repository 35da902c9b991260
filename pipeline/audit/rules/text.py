"""What became of the text: sections that went, pages that shrank, edits of a whole site, states that alternate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from pipeline.audit.facts import PageFacts, Removed, SiteFacts, Stand, steps
from pipeline.audit.flapping import flapping, swings
from pipeline.audit.intervals import days_between
from pipeline.audit.moves import dated_since, redated
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule, site_rule
from pipeline.audit.rules.change import confirmed
from pipeline.changes import COLLAPSE_LENGTH, COLLAPSE_SHARE

SIMILAR = 0.6
"""Share of words (Jaccard) from which a section under another heading is the one that is missed."""

EDIT_DAYS = 90
"""Days for which an edit of a whole site is told: somebody who looks once a quarter finds it."""

_SOURCE = "Freshness domain rules, B6."


@page_rule("FR020", "section-disappeared", severity="warning", source=_SOURCE, version=4)
def section_disappeared(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A section that two looks in a row had seen is gone, and no section of the page has 60 % of its words in common.

    Nor do 60 % of its words stand in lines of several sections, as where it was divided.

    An error if it was about warnings, side effects, when to call, overdose or dosage, once a second look has missed it.
    It ends when the section is back, or when a modified or reviewed date has moved forward since. What an edit of the
    whole site took away is FR022's, what comes and goes FR025's. Deliberate removals look the same: a person decides.
    """
    for _, after in steps(page.history):
        if after.undone or after.grade == "template" or swings(page, after):
            continue
        since = dated_since(page, after)
        if since and redated([stand for stand in page.history if stand.version <= after.version], since):
            continue
        for section in after.removed:
            if section.twice and section.elsewhere < SIMILAR:
                yield _disappeared(section, after, page.history[-1])


def _disappeared(section: Removed, after: Stand, now: Stand) -> Hit:
    once = not confirmed(after, now)
    return Hit(
        message=f"the section {section.heading!r} is gone",
        values={"section": section.heading, "since": after.first_seen.isoformat()},
        evidence={
            "version": str(after.version),
            "most_similar": f"{section.elsewhere:.2f}",
            "critical": "yes" if section.critical else "no",
            **({"missed": "once"} if once else {}),
        },
        severity="error" if section.critical and not once else None,
    )


@page_rule("FR021", "content-collapse", severity="error", source=_SOURCE)
def content_collapse(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A good answer brought less than half of the text, or fewer than 200 characters where there were more, or no end.

    Such an answer is in quarantine until a later look brings the same: what the page said before stands, and is
    exported. Suspect our reader first, then the server, then the publisher.
    """
    told = [check for check in page.checks if check.observed or check.suspect]
    odd = tuple(takewhile(lambda check: check.suspect, reversed(told)))
    if odd:
        yield Hit(
            message=f"{odd[0].suspect}; what the page said before stands until a later look shows the same",
            values={"suspect_since": odd[-1].at.isoformat()},
            evidence={"looks": str(len(odd)), "last": odd[0].at.isoformat(), "from": odd[0].url},
        )
    if len(page.history) < 2:
        return
    before, after = page.history[-2], page.history[-1]
    fewer = after.characters < COLLAPSE_LENGTH <= before.characters
    if after.grade != "technical" and (fewer or after.characters < before.characters * COLLAPSE_SHARE):
        yield Hit(
            message=f"{before.characters} characters of text became {after.characters}",
            values={"since": after.first_seen.isoformat()},
            evidence={"version": str(after.version), "before": str(before.characters), "after": str(after.characters)},
        )


@site_rule("FR022", "template-change", severity="info", source="Freshness domain rules, C3 step 6.", version=2)
def template_change(site: SiteFacts, today: date) -> Iterator[Hit]:
    """One and the same edit was made on many of a publisher's pages at once: one finding, never one a page.

    A warning if it touched numbers, units, negations or a section on warnings: once for a person, not discarded. It is
    told for 90 days: there is nothing by which a page could ever answer it.
    """
    for edit in site.template_edits:
        day = edit.at.date()
        if days_between(day, today) > EDIT_DAYS:
            continue
        yield Hit(
            message=f"one edit on {edit.pages} of {edit.looked_at} pages, first seen on {day.isoformat()}",
            values={"day": day.isoformat(), "page": edit.url, "grade": edit.grade},
            evidence={"words": edit.words},
            severity="warning" if edit.grade == "critical" else None,
        )


@page_rule("FR025", "flapping", severity="info", source=_SOURCE, version=3)
def goes_back_and_forth(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The text, or the review or next review that is stated, goes to another state and back within five looks.

    Among at most three states. It was back within the newest five looks, or three times within the newest twenty. An
    A/B test, caches that disagree, or answers by place: what it is called changed or unchanged depends on the look. A
    warning if one state has other numbers, units, negations or warnings than another. What comes and goes all over
    the site is FR022's.
    """
    found = flapping(page)
    if found is not None and not found.of_site:
        yield Hit(
            message=f"went back to a state it had left, {found.states} states in {len(found.looks)} looks",
            evidence={"looks": " ".join(check.at.date().isoformat() for check in found.looks)},
            severity="warning" if found.critical else None,
        )
    if page.in_turn:
        yield Hit(
            message=f"states in turn: {', '.join(one or 'no date' for one in page.in_turn)}; the latest is believed",
            values={"what": "dates"},
            evidence={"stated": "; ".join(page.in_turn)},
        )
