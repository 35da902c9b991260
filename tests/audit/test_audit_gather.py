"""Facts read from a real database, written as a run writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.audit.engine import run_audit
from pipeline.audit.facts import PageFacts
from pipeline.audit.gather import gather, is_critical
from pipeline.audit.policy import Policies
from pipeline.model.capture import Answered, Capture, Failed, Hop, NotModified
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Coverage, Document, Encoding, Provenance, Rights, Section
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered, Target
from pipeline.storage import Store
from tests.audit.audit_facts import claim

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
HOST = "https://health.example"
A, B, HOME = f"{HOST}/a.html", f"{HOST}/b.html", f"{HOST}/"


class Bench:
    """A database with one open run, and a clock that stands where it is put."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._asked = 0
        store.start_run(Run(id="run-1", kind="run", started_at=START, counts=RunCounts()))

    def discover(self, url: str, *, site: str = "healthy") -> None:
        self.store.discover([Discovered(url=url, site=site, found_by="seed")], now=START)

    def answer(
        self, url: str, status: int = 200, *, day: int = 0, document: Document | None = None, to: str | None = None
    ) -> None:
        """The server answers: with this status, this page, after a redirect to ``to``."""
        capture = self._capture(url, status, day, to)
        outcome = NotModified(url=url, capture=capture) if status == 304 else Answered(url=url, capture=capture)
        self._save(url, outcome, day, document)

    def fail(self, url: str, *, day: int) -> None:
        """No answer."""
        self._save(url, Failed(url=url, kind="timeout", message="too slow"), day, None)

    def _save(self, url: str, outcome: Any, day: int, document: Document | None) -> None:
        now = START + timedelta(days=day)
        self.store.save_outcome(
            "run-1",
            Target(url=url, site="healthy", reason="interval"),
            outcome,
            now=now,
            elapsed_ms=5,
            next_due=now + timedelta(days=1),
            document=document,
        )

    def _capture(self, url: str, status: int, day: int, to: str | None) -> Capture:
        self._asked += 1
        digest = hashlib.sha256(str(self._asked).encode()).hexdigest()
        return Capture(
            id=f"00000000-0000-4000-8000-{self._asked:012}",
            requested_url=url,
            url=to or url,
            status=status,
            fetched_at=START + timedelta(days=day),
            entity_sha256=digest,
            payload_sha256=digest,
            redirects=(Hop(url=url, status=302, location=to),) if to else (),
        )

    def facts(self, url: str) -> PageFacts:
        return next(facts for facts in gather(self.store) if facts.url == url)

    def rules(self, today: date) -> list[tuple[str, str | None]]:
        findings = run_audit(gather(self.store), policies=Policies(), today=today)
        return [(finding.rule, finding.url) for finding in findings]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Store.open(tmp_path / "health.db") as store:
        yield Bench(store)


def a_page(url: str, reviewed: str | None = "2025-06-01", **changes: Any) -> Document:
    made = claim(reviewed) if reviewed else None
    document = Document(
        url=url,
        canonical_url=url,
        site="healthy",
        page_type="topic",
        title="Asthma",
        description=None,
        language="en",
        publisher=None,
        sections=(a_section("Dosage", "Take 5 mg."), a_section("History", "Long.")),
        dates=(claim("2020-01-01", "modified"), made) if made else (claim("2020-01-01", "modified"),),
        reviewed=ChosenDate(value=made.value, precision=made.precision, source="text") if made else None,
        rights=Rights(status="public_domain", holder=None, statement=None, rule="ours"),
        coverage=Coverage(content_words=5, recorded_words=5),
        provenance=Provenance(
            capture_id=None,
            requested_url=url,
            fetched_at=START,
            status=200,
            payload_sha256="0" * 64,
            archive=None,
            encoding=Encoding(name="UTF-8", decided_by="http"),
            profile="healthy",
            profile_version="1",
            parser_version="1",
            run_id="run-1",
        ),
    )
    return msgspec.structs.replace(document, **changes)


def a_section(heading: str, text: str) -> Section:
    return Section(
        id=heading.lower(), order=0, level=1, heading=heading, path=(heading,), kind="prose", text=text, markdown=text
    )


def test_a_page_that_was_read_has_its_record_s_facts(bench: Bench) -> None:
    """Type, claims, the chosen one with its interval, the capture's moment and critical texts are the record's."""
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2025-06"))
    facts = bench.facts(A)
    assert (facts.site, facts.page_type, facts.title, facts.captured_at) == ("healthy", "topic", "Asthma", START)
    assert facts.reviewed == claim("2025-06")
    assert (facts.reviewed.lo, facts.reviewed.hi) == (date(2025, 6, 1), date(2025, 6, 30))
    assert [made.role for made in facts.claims] == ["modified", "reviewed"]
    assert facts.critical_texts == ("Take 5 mg.",)
    assert (facts.first_seen, facts.last_observed, facts.baseline_url) == (START, START, A)
    assert bench.rules(date(2026, 1, 2)) == []


def test_an_old_review_in_the_database_is_found_overdue(bench: Bench) -> None:
    """From a stored page to the finding: reviewed in 2015, overdue in 2026."""
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2015-06-01"))
    assert bench.rules(date(2026, 1, 2)) == [("FR002", A)]


def test_looks_come_oldest_first_with_their_statuses_and_the_last_good_one(bench: Bench) -> None:
    """Each fetch is a look; a time-out has no status and does not count as having seen the page."""
    bench.discover(A)
    bench.answer(A, document=a_page(A))
    bench.answer(A, 304, day=1)
    bench.answer(A, 503, day=2)
    bench.fail(A, day=3)
    facts = bench.facts(A)
    assert [(check.status, check.observed) for check in facts.checks] == [
        (200, True),
        (304, True),
        (503, False),
        (None, False),
    ]
    assert facts.last_observed == START + timedelta(days=1)


def test_a_page_gone_twice_a_day_apart_is_gone_and_no_longer_overdue(bench: Bench) -> None:
    """Two 404s a day apart in the database are FR014; what the page owed is then no finding any more."""
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2015-06-01"))
    bench.answer(A, 404, day=1)
    assert bench.rules(date(2026, 1, 3)) == [("FR002", A)]
    bench.answer(A, 404, day=2)
    assert bench.rules(date(2026, 1, 3)) == [("FR014", A)]


def test_an_address_that_begins_to_lead_home_is_a_soft_404_and_a_drift(bench: Bench) -> None:
    """An address that once had a page and now leads to the home page is FR015 and FR016; the home page is fine."""
    bench.discover(A)
    bench.answer(A, document=a_page(A))
    bench.answer(A, day=1, document=a_page(HOME), to=HOME)
    assert bench.facts(A).baseline_url == A
    assert bench.rules(date(2026, 1, 3)) == [("FR015", A), ("FR016", A)]


def test_an_address_that_always_led_elsewhere_drifts_nowhere(bench: Bench) -> None:
    """An address that led to another page from the first is no finding, and its record stands at the other."""
    bench.discover(A)
    bench.answer(A, document=a_page(B), to=B)
    bench.answer(A, day=1, document=a_page(B), to=B)
    assert (bench.facts(A).page_type, bench.facts(B).page_type) == (None, "topic")
    assert bench.rules(date(2026, 1, 3)) == []


def test_an_address_never_seen_is_counted_from_the_day_it_was_known(bench: Bench) -> None:
    """An address that never gave a page is FR018 once it has been known for longer than 90 days."""
    bench.discover(A)
    bench.fail(A, day=1)
    assert bench.rules(date(2026, 4, 1)) == []
    assert bench.rules(date(2026, 4, 2)) == [("FR018", A)]


def test_an_answer_that_could_not_be_read_is_no_sight_of_the_page(bench: Bench) -> None:
    """A 200 without a record (a wall, a challenge) does not count as having seen the page."""
    bench.discover(A)
    bench.answer(A, day=1)
    assert [check.observed for check in bench.facts(A).checks] == [False]


def test_only_the_sites_asked_for_are_read(bench: Bench) -> None:
    """Sites can be chosen; none means all."""
    bench.discover(A)
    bench.discover(B, site="other")
    assert [facts.url for facts in gather(bench.store, sites=["other"])] == [B]
    assert [facts.url for facts in gather(bench.store)] == [A, B]


def test_every_page_is_read_once_in_the_order_of_url(bench: Bench) -> None:
    """More pages than one page of the database holds: each once, in order."""
    urls = sorted(f"{HOST}/{number}.html" for number in range(150))
    for url in reversed(urls):
        bench.discover(url)
    assert [facts.url for facts in gather(bench.store)] == urls


@pytest.mark.parametrize(
    ("path", "critical"),
    [
        (("Side Effects",), True),
        (("Warnings", "Before you start"), True),
        (("When to Call the Doctor",), True),
        (("Overdose",), True),
        (("Sobredosis",), True),
        (("Cu\u00e1ndo llamar al m\u00e9dico",), True),
        (("History",), False),
        (("Endoscopy",), False),
        ((), False),
    ],
)
def test_sections_where_a_wrong_letter_can_hurt_are_known_by_their_headings(
    path: tuple[str, ...], *, critical: bool
) -> None:
    """A heading on or above the section decides, in English and Spanish; "Endoscopy" holds no dose."""
    section = msgspec.structs.replace(a_section("x", "y"), path=path)
    assert is_critical(section) is critical
