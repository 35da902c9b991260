"""Rules that look at a publisher as a whole, seen firing and seen silent at their boundaries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.audit.facts import HostFacts, PageFacts
from pipeline.model.dates import DateSource
from pipeline.storage.seen import HostEdit, Signals
from tests.audit.audit_facts import HEALTHY, at, check, found, page
from tests.audit.test_audit_rules_change import OLD, edited, history, stand
from tests.values import claim


def publisher(rule: str, *pages: PageFacts, **known: Any) -> list[tuple[str, str]]:
    findings = found(*pages, rule=rule, hosts={"healthy": HostFacts(**known)})
    return [(finding.message, finding.severity) for finding in findings if finding.url is None]


def moved_to(day: str) -> PageFacts:
    """A page whose date moved to a day, without another word."""
    return edited("dates-only", before=OLD, after=claim(day))


def stamped_pages(moved: int, identical: int, value: str = "2026-02-01", seen: str = "2025-06-01") -> list[PageFacts]:
    """Pages whose date moved to one week; ``identical`` of them without another word. Nobody looked for months."""
    return [
        edited(
            "dates-only" if n < identical else "substantive",
            before=OLD,
            after=claim(f"{value[:8]}{n % 7 + 1:02}"),
            seen=seen,
        )
        for n in range(moved)
    ]


@pytest.mark.parametrize(
    ("pages", "fires"),
    [
        (stamped_pages(20, 16), True),
        (stamped_pages(20, 15), False),
        (stamped_pages(19, 19), False),
        (stamped_pages(10, 10) + stamped_pages(10, 10, "2025-09-01"), False),
        ([moved_to("2026-01-29"), *(moved_to(f"2026-02-{n % 7 + 1:02}") for n in range(20))], True),
    ],
    ids=["16 of 20", "15 of 20", "19 pages are too few", "two waves of ten", "a stray before the week"],
)
def test_a_wave_of_dates_without_words_is_one_finding_of_the_publisher(pages: list[PageFacts], *, fires: bool) -> None:
    """From 20 pages on, 80 % of them with the same text: one warning about the publisher."""
    assert len(publisher("FR010", *pages)) == int(fires)


def redated(moved: int, identical: int, *, others: int = 0, seen: str = "2025-08-01") -> list[PageFacts]:
    """Pages whose dates were all seen to move between two looks, each to a day in another month."""
    pages = [
        edited(
            "dates-only" if n < identical else "substantive",
            before=OLD,
            after=claim(f"{2026 + n // 12}-{n % 12 + 1:02}-15"),
            seen=seen,
        )
        for n in range(moved)
    ]
    return [*pages, *[HEALTHY] * others]


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        (redated(20, 16, others=180), "the dates of 20 of 200 pages moved in the week from 2025-08-08"),
        (redated(20, 15), None),
        (redated(19, 19), None),
        (redated(20, 20, others=181), None),
        (redated(20, 20, seen="2025-07-30"), None),
        (stamped_pages(40, 40, seen="2025-08-01"), "the dates of 40 pages moved to 2026-02-01 or soon after"),
    ],
    ids=["a tenth", "15 of 20", "19 are too few", "under a tenth", "looks lie too far apart", "told by their day"],
)
def test_dates_that_all_move_in_one_week_are_one_finding_wherever_they_move_to(
    pages: list[PageFacts], told: str | None
) -> None:
    """Every review date a year later overnight is no reviewing: two looks a week apart at most show it."""
    found_ = [message.partition(";")[0] for message, _ in publisher("FR010", *pages)]
    assert found_ == ([told] if told else [])


@pytest.mark.parametrize(("grade", "severity"), [("substantive", "info"), ("critical", "warning")])
def test_an_edit_of_the_whole_site_is_one_finding(grade: str, severity: str) -> None:
    """An edit on forty pages is one finding of the publisher; one that can hurt is a warning."""
    edit = HostEdit(at=at("2026-03-01"), pages=40, looked_at=41, grade=grade, url="https://h.example/1", words="a -> b")
    told = ("one edit on 40 of 41 pages, first seen on 2026-03-01", severity)
    assert publisher("FR022", *[HEALTHY] * 3, template_edits=(edit,)) == [told]
    assert found(HEALTHY, rule="FR022") == []


@pytest.mark.parametrize(("days", "told"), [(90, 1), (91, 0)])
def test_an_edit_of_the_whole_site_is_told_for_a_quarter(days: int, told: int) -> None:
    """Nothing on a page could end it, so it ends by itself."""
    day = at("2026-03-01") - timedelta(days=days)
    edit = HostEdit(at=day, pages=40, looked_at=41, grade="critical", url="https://h.example/1", words="a -> b")
    assert len(publisher("FR022", HEALTHY, template_edits=(edit,))) == told


@pytest.mark.parametrize(
    ("befores", "fires"), [("abc", True), ("aab", False), ("ab", False)], ids=["three", "two were alike", "two"]
)
def test_pages_that_become_one_are_a_soft_404(befores: str, *, fires: bool) -> None:
    """Three pages that differed and now say the same are one finding that names them; fewer say nothing."""
    pages = [
        history(stand(1, "2025-01-01", words=words), stand(2, "2025-08-08", words="same"), url=f"https://h.example/{n}")
        for n, words in enumerate(befores)
    ]
    assert len(publisher("FR015", *pages)) == int(fires)


HUB = "https://health.example/topics/"


def led(count: int, to: str = HUB, **changes: Any) -> list[PageFacts]:
    """Pages that answered from an address of their own on one day, and from another one on the next two."""
    urls = [f"https://health.example/{n}.html" for n in range(count)]
    return [
        page(
            url=url,
            baseline_url=url,
            checks=(check("2026-02-01", url=url), *(check(f"2026-02-{day}", url=to) for day in (10, 20))),
            **changes,
        )
        for url in urls
    ]


def back(pages: list[PageFacts]) -> list[PageFacts]:
    """The same, the first of which answers from its own address again."""
    first, *others = pages
    return [replace(first, checks=(*first.checks, check("2026-02-27", url=first.url))), *others]


@pytest.mark.parametrize(
    ("pages", "count"),
    [
        (led(5), 1),
        (led(4), 0),
        (led(5, page_type=None), 1),  # their records moved with them
        (led(5, gone_since=at("2026-02-20")), 0),
        (led(5, "https://health.example/"), 0),  # each is told by itself
        (led(5, "https://other.example/"), 1),
        (back(led(5)), 0),
        (back(led(6)), 1),
        ([replace(one, baseline_url=HUB) for one in led(5)], 0),  # they always led there
        ([replace(one, checks=(replace(one.checks[-1], valid=False, suspect="less"),)) for one in led(5)], 1),
        ([replace(one, checks=(replace(one.checks[-1], valid=False),)) for one in led(5)], 0),  # a wall
        ([replace(one, checks=(*one.checks, check("2026-02-27", 404, url=HUB))) for one in led(5)], 0),
    ],
)
def test_a_page_that_many_others_lead_to_is_told_once(pages: list[PageFacts], count: int) -> None:
    """Five pages that stood by themselves and lead to one that is no home page are one warning that names them."""
    findings = [one for one in found(*pages, rule="FR015") if one.url is None]
    assert [(one.severity, one.evidence["since"]) for one in findings] in (
        [("warning", "2026-02-10")] * count,
        [("warning", "2026-02-20")] * count,
    )
    assert all(len(one.evidence["urls"].split()) >= 5 for one in findings)


def test_a_page_that_more_and_more_lead_to_is_one_finding() -> None:
    """Its key does not depend on how many lead there today."""
    keys = {one.key for count in (5, 9) for one in found(*led(count), rule="FR015")}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("signal", "count"),
    [
        (Signals(carrier="sitemap", said=12, true=5), 1),
        (Signals(carrier="sitemap", said=12, true=6), 0),
        (Signals(carrier="sitemap", said=11, true=0), 0),
        (Signals(carrier="sitemap", said=0, true=0, ahead=1), 1),
        (Signals(carrier="http", said=100, true=10, ahead=3), 2),
    ],
)
def test_announcements_that_come_to_nothing_are_told_of_their_carrier(signal: Signals, count: int) -> None:
    """From 12 announcements on, fewer than half of them true; a date ahead of the look is told by itself."""
    assert len(publisher("FR013", HEALTHY, signals=(signal,))) == count


def to_machines(day: str, changed: str, source: DateSource = "jsonld") -> PageFacts:
    """A page whose review, and whose change, stand in the same carrier."""
    review, change = claim(day, source=source), claim(changed, "modified", source)
    return page(reviewed=review, modified=change, claims=(review, change))


@pytest.mark.parametrize(
    ("same", "others", "source", "told"),
    [
        (
            27,
            3,
            "jsonld",
            "27 of 30 pages that state a review to machines alone date their last change by the same day",
        ),
        (26, 4, "jsonld", None),
        (29, 0, "jsonld", None),
        (30, 0, "text", None),
    ],
    ids=["nine tenths", "fewer", "29 pages are too few", "readers are told, too"],
)
def test_reviews_that_are_always_the_change_are_told_of_the_publisher(
    same: int, others: int, source: DateSource, told: str | None
) -> None:
    """A publishing system that fills ``lastReviewed`` from its own date makes every page look reviewed."""
    pages = [to_machines(f"2026-01-{n % 28 + 1:02}", f"2026-01-{n % 28 + 1:02}", source) for n in range(same)]
    pages += [to_machines("2024-01-01", "2026-01-05", source)] * others
    assert publisher("FR028", *pages) == ([(told, "warning")] if told else [])
