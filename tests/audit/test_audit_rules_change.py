"""Rules that look at a page's history and its links, seen firing and seen silent at their boundaries."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.audit.facts import Check, Original, PageFacts, Removed, Stand
from pipeline.audit.registry import all_rules
from pipeline.model.issue import Issue
from tests.audit.audit_facts import DEAD, HEALTHY, TODAY, at, check, days_before, found, page
from tests.audit.test_audit_rules import CASES as CASES_OF_STATE
from tests.values import claim

OLD, NEW = claim("2024-01-10"), claim("2025-06-01")


def stand(version: int, first: str, last: str | None = None, **changes: Any) -> Stand:
    """A version seen from one day to another, 2,000 characters long, with the healthy page's review."""
    stated = changes.get("reviewed", NEW)
    given: dict[str, Any] = {"reviewed": stated, "claims": (stated,) if stated else (), "words": f"w{version}"}
    given = {**given, "characters": 2000, **changes}
    return Stand(version=version, first_seen=at(first), last_seen=at(last or first), **given)


def history(*stands: Stand, **changes: Any) -> PageFacts:
    return page(history=stands, **changes)


def edited(
    grade: Any,
    *,
    before: Any = NEW,
    after: Any = NEW,
    seen: str = "2025-08-01",
    until: str = "2026-02-28",
    gone: bool = False,
    **changes: Any,
) -> PageFacts:
    """Two versions; the first was last seen on ``seen``, the second is the current one."""
    return history(
        stand(1, "2025-01-01", seen, reviewed=before, claims=(before,) if before else ()),
        stand(2, "2025-08-08", until, grade=grade, reviewed=after, claims=(after,) if after else (), **changes),
        reviewed=after,
        gone_since=at("2026-02-28") if gone else None,
    )


def clock(*days: str, grade: Any = "dates-only", until: str | None = None, **changes: Any) -> PageFacts:
    """A version for each day, on which the page claims to have been reviewed that very day."""
    return history(
        *(
            stand(
                n,
                day,
                until if n == len(days) else None,
                grade=None if n == 1 else grade,
                claims=(claim(changes.get(day, day)),),
            )
            for n, day in enumerate(days, 1)
        )
    )


def lost(
    elsewhere: float, *stands: Stand, critical: bool = False, twice: bool = True, until: str = "2025-09-01", **gone: Any
) -> PageFacts:
    removed = Removed(heading="Outlook", critical=critical, elsewhere=elsewhere, twice=twice)
    after = stand(2, "2025-08-08", until, **{"grade": "substantive", "removed": (removed,), **gone})
    return history(stand(1, "2025-01-01", "2025-08-01"), after, *stands)


def shrunk(before: int, after: int, grade: Any = "substantive") -> PageFacts:
    return history(
        stand(1, "2025-01-01", "2025-08-01", characters=before), stand(2, "2025-08-08", grade=grade, characters=after)
    )


def aside(day: str) -> Check:
    """A look whose page is in quarantine."""
    return check(day, valid=False, suspect="10 of 990 characters of text are left")


def flapped(looks: str, words: str = "aba", **changes: Any) -> PageFacts:
    """Versions with these words, seen by looks in this order, a day apart."""
    said = {str(n): word for n, word in enumerate(words, 1)}
    days = [
        check(f"2026-02-{n:02}", version=int(look) if look in said else None, words=said.get(look))
        for n, look in enumerate(looks, 1)
    ]
    stands = [
        stand(n, "2026-01-01", words=word, **{"grade": "substantive", **changes}) for n, word in enumerate(words, 1)
    ]
    return history(*stands, checks=tuple(days))


def named(
    before: tuple[str, ...],
    after: tuple[str, ...],
    *,
    review: Any = NEW,
    was: Any = NEW,
    now: tuple[str, ...] | None = None,
    grade: Any = "dates-only",
) -> PageFacts:
    stands = (
        stand(1, "2025-01-01", "2025-08-01", reviewed=was, reviewers=before),
        stand(2, "2025-08-08", grade=grade, reviewed=review, reviewers=after),
    )
    return history(*stands, *(() if now is None else (stand(3, "2025-09-08", reviewed=review, reviewers=now),)))


def translated(cited: str | None, reviewed: str | None = None, changed: str | None = None) -> PageFacts:
    claims = (claim(cited, "source_reviewed"),) if cited else ()
    original = Original(url="https://h.example/en", reviewed=reviewed, changed=at(changed) if changed else None)
    return page(claims=claims, original=original, language="es")


def left_behind(
    source: str, *, changed: str | None = None, reviewed: str = "2025-06-01", met: str = "2025-01-01"
) -> PageFacts:
    """A translation that cites no review, of a page that changed after ``source``; itself perhaps changed, too."""
    stated = claim(reviewed)
    versions = [stand(1, met, changed or "2026-02-28", reviewed=stated)]
    if changed:
        versions.append(stand(2, changed, "2026-02-28", grade="substantive", reviewed=stated))
    original = Original(url="https://h.example/en", reviewed=None, changed=at(source))
    return history(*versions, claims=(stated,), reviewed=stated, original=original, language="es")


def led(to: str) -> Check:
    """A look that was led where nobody followed."""
    return check("2026-02-10", 301, led_out=to)


GONE_TWICE = (check("2026-02-01", 404), check("2026-02-03", 404))
TOPIC = claim("2025-06-02", source="meta", scope="topic")

CASES: list[tuple[str, str, PageFacts, str | None]] = [
    # FR008: words moved, dates did not
    ("FR008", "one version", HEALTHY, None),
    ("FR008", "other words, same date", edited("substantive"), "warning"),
    ("FR008", "another dose, same date", edited("critical"), "error"),
    ("FR008", "another dose, seen by one look", edited("critical", until="2025-08-08"), "warning"),
    ("FR008", "another dose, gone back from", edited("critical", undone=True), None),
    ("FR009", "gone back from", edited("critical", undone=True), None),
    ("FR008", "other words, date moved with them", edited("substantive", before=OLD), None),
    ("FR008", "links only", edited("links-only"), None),
    ("FR008", "our reader changed", edited("technical"), None),
    ("FR008", "an edit of the whole site", edited("template"), None),
    ("FR008", "a page that never stated a date", edited("critical", before=None, after=None), None),
    ("FR008", "a date appeared with it", edited("critical", before=None), None),
    ("FR008", "the date was taken away with it", edited("critical", after=None), "error"),
    (
        "FR008",
        "versions between that are not told",
        history(stand(1, "2025-01-01"), stand(5, "2025-02-01", grade="critical"), stand(6, "2025-03-01")),
        None,
    ),
    (
        "FR008",
        "redated by a later version",
        history(
            stand(1, "2025-01-01", reviewed=OLD),
            stand(2, "2025-02-01", grade="critical", reviewed=OLD),
            stand(3, "2025-06-02", grade="dates-only"),
        ),
        None,
    ),
    ("FR008", "gone by now", edited("critical", gone=True), None),
    # FR009: after the last day the review can mean
    ("FR009", "changed after the review", edited("substantive"), "info"),
    ("FR009", "last look without it on the day of the review", edited("critical", seen="2025-06-01"), None),
    ("FR009", "last look without it a day after", edited("critical", seen="2025-06-02"), "info"),
    ("FR009", "review of a month that was not over", edited("critical", after=claim("2025-08")), None),
    ("FR009", "never reviewed", edited("critical", before=None, after=None), None),
    ("FR009", "came with a review 30 days old", edited("critical", before=OLD, after=claim("2025-07-02")), None),
    ("FR009", "came with one 31 days old", edited("critical", before=OLD, after=claim("2025-07-01")), "info"),
    # FR010
    ("FR010", "date moved 508 days, nothing else", edited("dates-only", before=OLD), "info"),
    ("FR010", "date moved with the text", edited("substantive", before=OLD), None),
    ("FR010", "date moved with links", edited("links-only", before=OLD), None),
    ("FR010", "moved 30 days", edited("dates-only", before=claim("2025-05-02")), "info"),
    ("FR010", "moved 29 days", edited("dates-only", before=claim("2025-05-03")), None),
    (
        "FR010",
        "moved by our reader since",
        history(
            stand(1, "2025-01-01", reviewed=OLD),
            stand(2, "2025-07-01", grade="dates-only"),
            stand(3, "2025-09-01", grade="technical", reviewed=claim("2025-08-01")),
        ),
        "info",
    ),
    ("FR010", "moved back", edited("dates-only", before=NEW, after=OLD), None),
    # FR011: three looks, a week apart
    ("FR011", "always the day of the look", clock("2026-01-01", "2026-01-08", "2026-01-15"), "error"),
    ("FR011", "six days apart", clock("2026-01-01", "2026-01-07", "2026-01-13"), None),
    ("FR011", "two looks", clock("2026-01-01", "2026-01-08"), None),
    ("FR011", "other words each time", clock("2026-01-01", "2026-01-08", "2026-01-15", grade="critical"), None),
    (
        "FR011",
        "one day off is forgiven",
        clock("2026-01-01", "2026-01-08", "2026-01-15", **{"2026-01-15": "2026-01-14"}),
        "error",
    ),
    (
        "FR011",
        "the last claim stood for two days more",
        clock("2026-01-01", "2026-01-08", "2026-01-15", until="2026-01-17"),
        None,
    ),
    ("FR011", "two days off", clock("2026-01-01", "2026-01-08", "2026-01-15", **{"2026-01-15": "2026-01-13"}), None),
    # FR017
    ("FR017", "no dead link", HEALTHY, None),
    ("FR017", "one", page(broken_links=(DEAD,)), "warning"),
    ("FR017", "on a page that is gone", page(broken_links=(DEAD,), gone_since=at("2026-02-01")), None),
    # FR020
    ("FR020", "gone, nothing like it", lost(0.1), "warning"),
    ("FR020", "gone from warnings", lost(0.1, critical=True), "error"),
    ("FR020", "60 % of its words elsewhere", lost(0.6), None),
    ("FR020", "59 % of its words elsewhere", lost(0.59), "warning"),
    ("FR020", "gone from warnings, one look has missed it", lost(0.1, critical=True, until="2025-08-08"), "warning"),
    ("FR020", "seen by one look only", lost(0.1, twice=False), None),
    ("FR020", "an edit of the whole site", lost(0.1, grade="template"), None),
    ("FR020", "gone back from", lost(0.1, stand(3, "2025-10-01", grade="substantive"), undone=True), None),
    ("FR020", "other words later", lost(0.1, stand(3, "2025-10-01", grade="substantive")), "warning"),
    ("FR020", "another date later", lost(0.1, stand(3, "2025-10-01", reviewed=claim("2025-09-01"))), None),
    # FR021
    ("FR021", "half is left", shrunk(2000, 1000), None),
    ("FR021", "less than half", shrunk(2000, 999), "error"),
    ("FR021", "200 characters left of 380", shrunk(380, 200), None),
    ("FR021", "199 characters left of 380", shrunk(380, 199), "error"),
    ("FR021", "199 characters left of 200", shrunk(200, 199), "error"),
    ("FR021", "always short", shrunk(150, 140), None),
    ("FR021", "our reader", shrunk(2000, 10, "technical"), None),
    ("FR021", "in quarantine", page(checks=(aside("2026-01-01"), aside("2026-01-02"))), "error"),
    ("FR021", "whole again", page(checks=(aside("2026-01-01"), check("2026-01-03"))), None),
    ("FR021", "no answer since", page(checks=(aside("2026-01-01"), check("2026-01-03", None))), "error"),
    # FR023
    ("FR023", "the topic is newer", page(claims=(NEW, TOPIC)), "warning"),
    ("FR023", "the same day", page(claims=(claim("2025-06-02"), TOPIC)), None),
    ("FR023", "the page is newer", page(claims=(claim("2026-01-01"), TOPIC)), None),
    ("FR023", "a section is newer", page(claims=(claim("2025-06-03"), claim("2026-01-01", scope="section"))), None),
    ("FR023", "no review of its own", page(claims=(TOPIC,)), None),
    ("FR023", "a month that holds the day", page(claims=(claim("2025-06"), TOPIC)), None),
    # FR024
    ("FR024", "180 days behind", translated("2025-01-01", "2025-06-30"), None),
    ("FR024", "181 days behind", translated("2025-01-01", "2025-07-01"), "warning"),
    ("FR024", "the source changed 181 days later", translated("2025-01-01", "2024-01-01", "2025-07-01"), "warning"),
    ("FR024", "a review of a month counts from its first day", translated("2025-01-01", "2025-07"), "warning"),
    ("FR024", "of a year", translated("2025-01-01", "2025"), None),
    ("FR024", "cites nothing", translated(None, "2025-07-01"), None),
    ("FR024", "cites nothing, the source changed 181 days ago", left_behind("2025-09-01"), "warning"),
    ("FR024", "180 days ago", left_behind("2025-09-02"), None),
    ("FR024", "it changed since", left_behind("2025-09-01", changed="2025-09-02"), None),
    ("FR024", "it changed before", left_behind("2025-09-01", changed="2025-08-01"), "warning"),
    ("FR024", "it was reviewed since", left_behind("2025-09-01", reviewed="2025-09"), None),
    ("FR024", "it was met later", left_behind("2025-09-01", met="2025-09-02"), None),
    ("FR024", "the source says nothing", translated("2025-01-01"), None),
    ("FR024", "no source", HEALTHY, None),
    # FR025
    ("FR025", "one after another", flapped("112233", "abc"), None),
    ("FR025", "there and back", flapped("123"), "info"),
    ("FR025", "back within five looks", flapped("12223"), "info"),
    ("FR025", "all over the site", flapped("123", grade="template", again=True), None),
    ("FR025", "back after six", flapped("122223"), None),
    ("FR025", "looks that told nothing do not count", flapped("1-2-2-3"), "info"),
    # FR027
    ("FR027", "ten years older", page(source_years=(2009, 2015)), "info"),
    ("FR027", "nine years older", page(source_years=(2009, 2016)), None),
    ("FR027", "one source alone", page(source_years=(2009,)), None),
    ("FR027", "no review", page(source_years=(2009, 2010), reviewed=None, claims=()), None),
    # FR026
    ("FR026", "reviewer kept", named(("A",), ("A",)), None),
    ("FR026", "reviewer gone, date stands", named(("A",), ()), "info"),
    ("FR026", "one of two gone, date stands", named(("A", "B"), ("A",)), "info"),
    ("FR026", "another reviewer with a new date", named(("A",), ("B",), was=OLD), None),
    ("FR026", "nobody for the new date", named(("A",), (), was=OLD), "info"),
    ("FR026", "our reader lost the name", named(("A",), (), grade="technical"), None),
    ("FR026", "the review is gone, too", named(("A",), (), review=None), None),
    ("FR026", "still nobody, versions later", named(("A",), (), now=()), "info"),
    ("FR026", "named again", named(("A",), (), now=("A",)), None),
    ("FR026", "another one named since", named(("A",), (), now=("B",)), None),
    # FR015, FR016 and FR014 by what was met and not kept
    (
        "FR015",
        "says with 200 that it is not there",
        page(checks=(check("2026-02-01", valid=False, not_there="x"),)),
        "error",
    ),
    ("FR015", "is led home, out of the scope", page(checks=(led("https://health.example/"),)), "error"),
    ("FR016", "is led to another host", page(checks=(led("https://other.example/x"),)), "error"),
    ("FR016", "is led out of the scope", page(checks=(led("https://health.example/shop/"),)), "warning"),
    ("FR016", "always led out", page(checks=(led("https://other.example/x"),), baseline_url=None), None),
    ("FR014", "gone, then led away", page(checks=(*GONE_TWICE, led("https://other.example/x"))), None),
    ("FR014", "gone twice", page(checks=GONE_TWICE), "error"),
    # FR015 by fingerprint
    ("FR015", "what the host says of nonsense", page(like_nonsense=True), "error"),
    ("FR015", "its own words", page(like_nonsense=False), None),
    ("FR015", "is gone, and said it", page(like_nonsense=True, gone_since=at("2026-02-20")), None),
]


@pytest.mark.parametrize(("rule", "what", "facts", "severity"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_rule_fires_or_is_silent(rule: str, what: str, facts: PageFacts, severity: str | None) -> None:
    """The rule finds exactly this, of exactly this severity."""
    findings = [finding for finding in found(facts, rule=rule) if finding.url is not None]
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])
    assert {finding.as_of for finding in findings} <= {TODAY}


def test_every_rule_of_a_page_is_seen_firing_and_seen_silent() -> None:
    """No rule of a page is without a case that fires and a case that does not."""
    ids = {rule.id for rule in all_rules() if rule.subject == "page"}
    cases = CASES_OF_STATE + CASES
    assert {case[0] for case in cases if case[3] is not None} == ids
    assert {case[0] for case in cases if case[3] is None} == ids


OF_THE_ADDRESS = {"FR014", "FR015", "FR016", "FR018"}
"""Rules that speak of an address, whether a page still lives there or not."""


def test_what_a_page_that_is_gone_once_said_is_nobodys_work() -> None:
    """No rule asks anything of a record whose page is confirmed gone but those that speak of its address."""
    fires = [(rule, facts) for rule, _, facts, severity in CASES_OF_STATE + CASES if severity is not None]
    gone = [replace(facts, gone_since=at("2026-02-20")) for rule, facts in fires if rule not in OF_THE_ADDRESS]
    assert {finding.rule for finding in found(*gone) if finding.url is not None} <= OF_THE_ADDRESS


def test_all_twenty_eight_rules_are_there() -> None:
    """FR001 to FR028, each of a page, of a publisher or of both."""
    assert {rule.id for rule in all_rules()} == {f"FR{number:03}" for number in range(1, 29)}


@pytest.mark.parametrize(
    ("were", "new"),
    [(("", "", "m"), "version 3, 2026-01-03"), (("", "m", "m"), "version 2, 2026-01-02"), (("m", "m", "m"), None)],
)
def test_new_damage_is_told_from_damage_of_long_standing(were: tuple[str, ...], new: str | None) -> None:
    """The version that brought it is named, where the one before was whole."""
    stands = [
        stand(number, f"2026-01-{number:02}", issues=frozenset({"mojibake"} if damaged else ()))
        for number, damaged in enumerate(were, 1)
    ]
    issue = Issue(code="mojibake", severity="warning", message="damaged", evidence={"raw": "x"})
    (finding,) = found(history(*stands, issues=(issue,)), rule="FR019")
    assert finding.evidence.get("new_in") == new


def test_a_finding_of_a_change_keeps_its_key_while_it_stands() -> None:
    """The same change, audited on two days, is one finding."""
    facts = edited("critical", seen=days_before(200))
    keys = {found(facts, rule="FR008", today=today)[0].key for today in (TODAY, TODAY.replace(month=4))}
    assert len(keys) == 1
