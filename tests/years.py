"""A database as two years of weekly runs leave it: made-up pages of two sites, changes, bumped dates, findings."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from pipeline.model.capture import Answered, Capture, NotModified
from pipeline.model.dates import ChosenDate
from pipeline.model.document import (
    Alternate,
    Document,
    Link,
)
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered, Target
from pipeline.storage import Store
from pipeline.storage.link_values import Told
from pipeline.storage.links import Links
from tests.captures import capture_of, document_of, provenance_of
from tests.values import claim, section

END = datetime(2026, 6, 1, 6, tzinfo=UTC)
WEEK = timedelta(days=7)
KINDS = ("health_topic", "encyclopedia_article", "drug", "lab_test", "genetics_condition")
WORDS = [
    "airway",
    "balance",
    "calcium",
    "dosage",
    "exercise",
    "fatigue",
    "glucose",
    "habits",
    "immune",
    "joint",
    "kidney",
    "liver",
    "muscle",
    "nerve",
]
HOSTILE = "<script>alert(1)</script>"
"""The title of one page: it must stay text."""


class Site:
    """Pages by number, each with its text, dose and date; the same ones every time."""

    def __init__(self, pages: int) -> None:
        self.random = random.Random(1)  # noqa: S311
        start = date(2018, 1, 1)
        self.reviewed = [start + timedelta(days=self.random.randrange(3000)) for _ in range(pages)]
        self.dose = [5] * pages

    def url(self, number: int) -> str:
        return f"https://{'health' if number % 5 else 'clinic'}.example/{KINDS[number % 5]}/{number:05}.html"

    def document(self, number: int, capture: Capture) -> Document:
        url, words = self.url(number), self.random.choices(WORDS, k=4)
        day = self.reviewed[number]
        texts = (
            f"Page {number} tells of {WORDS[number % 14]} and {WORDS[number // 14 % 14]} in words of our own.",
            f"Take {self.dose[number]} mg of nothing, {number % 9 + 1} times a day.",
        )
        said = claim(day.isoformat(), locator="p")
        undated = number % 11 == 0
        return document_of(
            url,
            capture.fetched_at,
            site="health" if number % 5 else "clinic",
            page_type=KINDS[number % 5],
            title=HOSTILE if number == 7 else f"{WORDS[number % 14].title()} and {WORDS[number // 14 % 14]} ({number})",
            language="en" if number % 2 else "es",
            publisher="Nobody",
            sections=tuple(
                section(heading, text, order=n)
                for n, (heading, text) in enumerate(zip(("Summary", "Dosage"), texts, strict=True))
            ),
            links=(
                Link(
                    order=0, url=f"https://out.example/{number % 997}", text=words[0], section_id="s0", kind="external"
                ),
            ),
            dates=() if undated else (said,),
            reviewed=None if undated else ChosenDate(value=said.value, precision="day", source="text"),
            alternates=(Alternate(language="es" if number % 2 else "en", url=self.url(number ^ 1)),),
            provenance=provenance_of(
                url,
                capture.fetched_at,
                capture_id=capture.id,
                payload_sha256=capture.payload_sha256,
                profile="synthetic",
            ),
        )


def fill(store: Store, *, pages: int, runs: int = 104, changed: int = 120, unchanged: int = 200) -> None:
    """Write the database: every page in the first run, then some of them, changed or not, in each week's run."""
    site = Site(pages)
    for week in range(runs):
        at = END - WEEK * (runs - 1 - week)
        run_id = f"run-{week:04}"
        store.start_run(Run(id=run_id, kind="run", started_at=at, counts=RunCounts()))
        if week == 0:
            urls = (Discovered(url=site.url(n), site=_site(n), found_by="sitemap") for n in range(pages))
            store.discover(list(urls), now=at)
            chosen = [(n, True) for n in range(pages)]
        else:
            chosen = list(_due(site, pages, changed, unchanged))
        for first in range(0, len(chosen), 500):
            with store.batch():
                for number, differs in chosen[first : first + 500]:
                    _look(store, site, number, run_id, at, differs=differs)
        store.settle_changes(run_id, now=at)
        store.finish_run(run_id, verdict="ok" if week % 17 else "incomplete", now=at + timedelta(minutes=40))
    _check_links(Links.over(store))


def _site(number: int) -> str:
    return "health" if number % 5 else "clinic"


def _due(site: Site, pages: int, changed: int, unchanged: int) -> Iterator[tuple[int, bool]]:
    for number in site.random.sample(range(pages), min(pages, changed + unchanged)):
        what = site.random.random()
        differs = site.random.random() < changed / (changed + unchanged)
        if differs and what < 0.6:
            site.dose[number] += 5
        if differs and what > 0.4:
            site.reviewed[number] += timedelta(days=200)
        yield number, differs


def _look(store: Store, site: Site, number: int, run_id: str, at: datetime, *, differs: bool) -> None:
    url = site.url(number)
    capture = capture_of(
        f"{number} {site.dose[number]} {site.reviewed[number]}",
        url,
        id=str(uuid.UUID(int=site.random.getrandbits(128), version=4)),
        status=200 if differs else 304,
        fetched_at=at,
    )
    store.save_outcome(
        run_id,
        Target(url=url, site=_site(number), reason="interval"),
        Answered(url=url, capture=capture) if differs else NotModified(url=url, capture=capture),
        now=at,
        elapsed_ms=80,
        next_due=at + WEEK,
        document=site.document(number, capture) if differs else None,
    )


def _check_links(links: Links) -> None:
    """Every nineteenth link is broken: two checks, eight days apart."""
    for number in range(0, 997, 19):
        url = f"https://out.example/{number}"
        told = Told(url=url, target=url, host="out.example", good=False, outcome="http-404", status=404)
        for at in (END - timedelta(days=9), END - timedelta(days=1)):
            links.save_link(told, now=at)
