"""An audit of a past day judges what was held that day: the same findings as the audit made then."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.changes import fingerprint
from pipeline.model.capture import Answered, Hop, OutOfScope
from pipeline.model.document import Alternate, Document, Link
from pipeline.model.issue import Finding, Issue
from pipeline.model.run import Run, RunCounts
from pipeline.storage import Store
from pipeline.storage.link_values import Probe, Told
from pipeline.storage.links import Links
from tests.audit.audit_store import HOST, START, A, B, Bench, a_page, a_section
from tests.values import claim

DAYS = 32
DEAD = ("https://out.example/1", "https://out.example/2")


def day_of(day: int) -> date:
    return (START + timedelta(days=day)).date()


def findings(store: Store, day: int, *, then: bool) -> list[Finding]:
    """The audit of a day, by what is held now or by what was held at its end."""
    as_of = datetime.combine(day_of(day), time.max, tzinfo=START.tzinfo) if then else None
    return sorted(
        run_audit(
            gather(store, as_of=as_of),
            policies=Policies(),
            today=day_of(day),
            hosts=gather_hosts(store, as_of=as_of),
        ),
        key=lambda finding: finding.key,
    )


def a_link(url: str, section: str | None) -> Link:
    return Link(order=0, url=url, text="more", section_id=section, kind="external")


class Play(Bench):
    """Pages that live: edited, reviewed, moved, gone and back, walled, silent; their links die and come back."""

    def __init__(self, store: Store, seed: int) -> None:
        super().__init__(store)
        self.chance = random.Random(seed)  # noqa: S311 - a script, not a secret
        self.urls = [f"{HOST}/{name}.html" for name in "abcdefgh"]
        self.said: dict[str, Document] = {}
        for url in self.urls:
            self.discover(url)
            other = url.replace(".html", "-es.html")
            page = a_page(
                url,
                self.chance.choice(["2015-06-01", "2022-05-01", "2025-06-01", None]),
                sections=(
                    a_section("Dosage", "Take 5 mg once a day."),
                    a_section("History", f"Long and winding roads lead to {url} and back again. " * 6),
                ),
                alternates=(Alternate(language="es", url=other),),
                links=(
                    Link(order=0, url=self.chance.choice(DEAD), text="more", section_id="history", kind="external"),
                ),
            )
            self.said[url] = page
            self.answer(url, document=page)

    def day(self, day: int) -> None:
        """One day: something happens to every page, links and hosts are asked, host-wide edits are told."""
        self.store.finish_run(self.run, verdict="ok", now=START + timedelta(days=day))
        self.run = f"run-{day + 1}"
        at = START + timedelta(days=day)
        self.store.start_run(Run(id=self.run, kind="run", started_at=at, counts=RunCounts()))
        for url in self.urls:
            getattr(self, self.chance.choice(ACTIONS))(url, day)
        if day % 7 == 0:
            self._check_links(day)
        if day == 20:
            for url, page in self.said.items():
                banner = a_section("News", "We have moved to another building of the same street.")
                self.said[url] = replace(page, sections=(*page.sections, banner))
                self.answer(url, day=day, document=self.said[url])
        self.store.settle_changes(self.run, now=START + timedelta(days=day))

    def _check_links(self, day: int) -> None:
        links = Links.over(self.store)
        for number, url in enumerate(DEAD):
            good = None if day % 3 == 0 else not (10 < day < 20 + 10 * number)
            outcome = "ok" if good else "http-404"
            told = Told(url=url, target=url, host="out.example", good=good, outcome=outcome, status=404)
            links.save_link(told, now=START + timedelta(days=day))

    def edit(self, url: str, day: int) -> None:
        page = self.said[url]
        dose = a_section("Dosage", f"Take {self.chance.randint(5, 9)} mg once a day.")
        self._say(url, day, replace(page, sections=(dose, *page.sections[1:])))

    def review(self, url: str, day: int) -> None:
        moved = claim(day_of(day).isoformat())
        page = self.said[url]
        chosen = a_page(url, moved.value).reviewed
        self._say(url, day, replace(page, dates=(page.dates[0], moved), reviewed=chosen))

    def shorten(self, url: str, day: int) -> None:
        page = self.said[url]
        self._say(url, day, replace(page, sections=page.sections[: self.chance.randint(1, 3)]))

    def _say(self, url: str, day: int, page: Document) -> None:
        self.said[url] = page
        self.answer(url, day=day, document=page)
        self.store.resolve_issues(site="healthy", url=url, now=START + timedelta(days=day))

    def same(self, url: str, day: int) -> None:
        self.answer(url, 304, day=day)

    def missing(self, url: str, day: int) -> None:
        self.answer(url, 404, day=day)

    def gone(self, url: str, day: int) -> None:
        self.answer(url, 410, day=day)

    def wall(self, url: str, day: int) -> None:
        self.answer(url, day=day)

    def say_it_is_not_there(self, url: str, day: int) -> None:
        """With status 200, as the run that met it notes."""
        self.answer(url, day=day)
        issue = Issue(code="soft-404", severity="error", message="it calls itself 'Not found'", evidence={})
        self.store.add_issues(self.run, [issue], site="healthy", url=url, now=START + timedelta(days=day))

    def lead_away(self, url: str, day: int) -> None:
        """Out of the site, where nobody follows."""
        capture = self._capture(url, 301, day, None)
        self._save(url, OutOfScope(url=url, location="https://other.example/x", capture=capture), day, None)

    def refuse(self, url: str, day: int) -> None:
        self.answer(url, 403, day=day)

    def silent(self, url: str, day: int) -> None:
        self.fail(url, day=day)

    def move(self, url: str, day: int) -> None:
        """The page lives at another address from now on; the old one leads there."""
        to = url.replace(HOST + "/", HOST + "/new/")
        capture = replace(self._capture(url, 200, day, to), redirects=(Hop(url=url, status=301, location=to),))
        self._save(url, Answered(url=url, capture=capture), day, replace(self.said[url], url=to))


ACTIONS = (
    *("edit", "review", "shorten", "same", "same", "missing", "gone", "wall", "refuse", "silent", "move"),
    *("say_it_is_not_there", "lead_away"),
)


@pytest.mark.parametrize("seed", range(3))
def test_an_audit_of_a_past_day_finds_what_the_audit_of_that_day_found(store: Store, seed: int) -> None:
    """40 days of edits, moves, walls, absences and dying links: each day's findings can be had again, word for word."""
    play = Play(store, seed)
    made = {}
    for day in range(1, DAYS):
        play.day(day)
        made[day] = findings(store, day, then=False)
    for day, then in made.items():
        assert findings(store, day, then=True) == then
    rules = {finding.rule for found in made.values() for finding in found}
    assert rules >= {"FR002", "FR008", "FR009", "FR014", "FR015", "FR016", "FR017", "FR020", "FR022"}


def test_yesterday_s_verdict_is_yesterday_s_record(store: Store) -> None:
    """Overdue yesterday, reviewed today: each day has its own answer, though only the record of today is current."""
    bench = Bench(store)
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2015-06-01"))
    bench.answer(A, day=2, document=a_page(A, "2026-01-02"))
    verdicts = [[finding.rule for finding in findings(store, day, then=True)] for day in range(4)]
    assert verdicts == [["FR002"], ["FR002"], ["FR010"], ["FR010"]]
    assert [finding.rule for finding in findings(store, 1, then=False)] == ["FR010"]


def test_an_address_that_was_not_known_yet_is_not_judged(store: Store) -> None:
    """Nobody is told today that an address found today was unseen last year."""
    bench = Bench(store)
    bench.discover(B)
    assert [facts.url for facts in gather(store, as_of=START)] == [B]
    assert list(gather(store, as_of=START - timedelta(seconds=1))) == []


def test_a_link_that_was_mended_was_broken_before(store: Store) -> None:
    """Three spells of one link: the audit of each day knows which of them it is in."""
    bench = Bench(store)
    bench.discover(A)
    bench.answer(A, document=a_page(A, links=(a_link(DEAD[0], None),)))
    links = Links.over(store)
    for day, good in ((1, False), (9, False), (12, True), (20, False), (28, False), (30, None), (33, True)):
        told = Told(url=DEAD[0], target=DEAD[0], host="out.example", good=good, outcome="x", status=404)
        links.save_link(told, now=START + timedelta(days=day))
    broken = [day for day in range(40) if any(one.rule == "FR017" for one in findings(store, day, then=True))]
    assert broken == [9, 10, 11, 28, 29, 30, 31, 32]


def test_a_probe_of_later_says_nothing_of_before(store: Store) -> None:
    """That a host answers nonsense with these words is known from the day it was asked."""
    bench = Bench(store)
    bench.discover(A)
    page = a_page(A)
    bench.answer(A, document=page)
    probe = Probe(
        origin=HOST,
        url=f"{HOST}/no-such-page",
        at=START + timedelta(days=5),
        status=200,
        words_sha256=fingerprint(page),
    )
    Links.over(store).save_probe(probe)
    assert [facts.like_nonsense for day in (4, 5) for facts in gather(store, as_of=START + timedelta(days=day))] == [
        False,
        True,
    ]


def test_what_was_seen_later_is_not_the_last_sight_of_then(store: Store) -> None:
    """A version that still stands was, at a past moment, last seen at the last look before that."""
    bench = Bench(store)
    bench.discover(A)
    page = a_page(A)
    bench.answer(A, document=page)
    bench.answer(A, day=1, document=replace(page, title="Another name"))
    for day in (3, 5):
        bench.answer(A, 304, day=day)
    seen = [next(gather(store, as_of=START + timedelta(days=day))).history[-1].last_seen - START for day in (2, 4, 6)]
    assert seen == [timedelta(days=day) for day in (1, 3, 5)]
