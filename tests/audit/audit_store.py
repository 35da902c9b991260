"""A real database, written as a run writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from pipeline.audit.engine import run_audit
from pipeline.audit.facts import PageFacts
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.model.capture import Answered, Capture, Failed, Hop, NotModified
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document, Section
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered, Target
from pipeline.storage import Store
from pipeline.storage.seen import Past
from tests.captures import capture_of, document_of, provenance_of
from tests.values import claim, section

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
HOST = "https://health.example"
A, B, HOME = f"{HOST}/a.html", f"{HOST}/b.html", f"{HOST}/"


class Bench:
    """A database with one open run, and a clock that stands where it is put."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._asked = 0
        self.run = "run-1"
        store.start_run(Run(id=self.run, kind="run", started_at=START, counts=RunCounts()))

    def discover(self, url: str, *, site: str = "healthy") -> None:
        self.store.discover([Discovered(url=url, site=site, found_by="seed")], now=START)

    def answer(
        self,
        url: str,
        status: int = 200,
        *,
        day: float = 0,
        document: Document | None = None,
        to: str | None = None,
        hop: int = 302,
    ) -> None:
        """The server answers: with this status, this page, after a redirect (of the status ``hop``) to ``to``."""
        capture = self._capture(url, status, day, to, hop)
        outcome = NotModified(url=url, capture=capture) if status == 304 else Answered(url=url, capture=capture)
        self._save(url, outcome, day, document)

    def fail(self, url: str, *, day: int) -> None:
        """No answer."""
        self._save(url, Failed(url=url, kind="timeout", message="too slow"), day, None)

    def _save(self, url: str, outcome: Any, day: float, document: Document | None) -> None:
        now = START + timedelta(days=day)
        self.store.save_outcome(
            self.run,
            Target(url=url, site="healthy", reason="interval"),
            outcome,
            now=now,
            elapsed_ms=5,
            next_due=now + timedelta(days=1),
            document=document,
        )

    def _capture(self, url: str, status: int, day: float, to: str | None, hop: int = 302) -> Capture:
        self._asked += 1
        return capture_of(
            str(self._asked),
            to or url,
            status=status,
            id=f"00000000-0000-4000-8000-{self._asked:012}",
            requested_url=url,
            fetched_at=START + timedelta(days=day),
            redirects=(Hop(url=url, status=hop, location=to),) if to else (),
        )

    def facts(self, url: str) -> PageFacts:
        return next(facts for facts in gather(self.store) if facts.url == url)

    def rules(self, today: date) -> list[tuple[str, str | None]]:
        findings = run_audit(gather(self.store), policies=Policies(), today=today)
        return [(finding.rule, finding.url) for finding in findings]


def a_page(url: str, reviewed: str | None = "2025-06-01", **changes: Any) -> Document:
    made = claim(reviewed) if reviewed else None
    document = document_of(
        url,
        START,
        site="healthy",
        sections=(a_section("Dosage", "Take 5 mg."), a_section("History", "Long.")),
        dates=(claim("2020-01-01", "modified"), made) if made else (claim("2020-01-01", "modified"),),
        reviewed=ChosenDate(value=made.value, precision=made.precision, source="text") if made else None,
        provenance=provenance_of(url, START, profile="healthy", run_id="run-1"),
    )
    return msgspec.structs.replace(document, **changes)


def a_section(heading: str, text: str) -> Section:
    return section(heading, text, id=heading.lower())


def past(number: int, grade: str | None, reader: str = "1/1", **carriers: str) -> Past:
    """A version with a modified claim by each of these carriers."""
    claims = tuple(claim(value, "modified", source) for source, value in carriers.items())  # type: ignore[arg-type]
    return Past(
        id=number,
        number=number,
        first_seen=START,
        last_seen=START,
        grade=grade,
        reader=reader,
        words="",
        characters=0,
        bare=a_page(A, dates=claims),
    )
