"""Pages, answers and runs for the tests of the store; our own words."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from pipeline.model.capture import Answered, ArchiveRef, Capture, Hop, NotModified
from pipeline.model.dates import ChosenDate
from pipeline.model.document import (
    Document,
    Link,
    Person,
    Subject,
)
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Target, UrlKind
from pipeline.storage import Reread, Saved, Store
from pipeline.storage.values import UrlState
from tests.captures import capture_of, document_of, provenance_of
from tests.values import claim, section

NOW = datetime(2025, 6, 3, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://health.example/asthma.html"


def begin(store: Store, run_id: str = "run-1", *, at: datetime = NOW) -> str:
    store.start_run(Run(id=run_id, kind="run", started_at=at, counts=RunCounts()))
    return run_id


def target(url: str = URL, *, reason: str = "never-seen", site: str = "example") -> Target:
    return Target(url=url, site=site, reason=reason)


def capture(
    url: str = URL,
    *,
    body: bytes = b"<h1>Asthma</h1>",
    status: int = 200,
    at: datetime = NOW,
    asked: str | None = None,
    hops: tuple[Hop, ...] = (),
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"), ("ETag", '"1"')),
    revisit_of: str | None = None,
) -> Capture:
    return capture_of(
        body,
        url,
        status=status,
        id=str(uuid.uuid4()),
        requested_url=asked or url,
        headers=headers,
        fetched_at=at,
        redirects=hops,
        revisit_of=revisit_of,
        archive=ArchiveRef(file="a.warc.gz", offset=0, length=100),
    )


def document(
    url: str = URL,
    *,
    title: str = "Asthma",
    texts: tuple[str, ...] = ("Airways that swell.", "Call your doctor."),
    parser: str = "1",
    seen: Capture | None = None,
    links: int = 3,
    site: str = "example",
) -> Document:
    sections = tuple(section(f"Part {n}", text, order=n, markdown=f"**{text}**") for n, text in enumerate(texts))
    at = seen.fetched_at if seen else NOW
    return document_of(
        url,
        at,
        site=site,
        page_type="health_topic",
        title=title,
        publisher="Example",
        subjects=(Subject(scheme="MeSH", name="Asthma", code="D001249"),),
        sections=sections,
        links=tuple(
            Link(order=n, url=f"https://other.example/{n}", text=f"Link {n}", section_id="s0", kind="external")
            for n in range(links)
        ),
        dates=(claim("2025-05-01", "modified", "meta", raw="May 1, 2025", locator="meta"),),
        modified=ChosenDate(value="2025-05-01", precision="day", source="meta"),
        people=(Person(name="A. Reader", role="reviewer"),),
        provenance=provenance_of(
            url,
            at,
            capture_id=seen.id if seen else None,
            payload_sha256=seen.payload_sha256 if seen else "0" * 64,
            archive=seen.archive if seen else None,
            parser_version=parser,
        ),
    )


def save(
    store: Store,
    doc: Document | None = None,
    *,
    at: datetime = NOW,
    run_id: str = "run-1",
    url: str = URL,
    kind: UrlKind = "page",
    answer: Capture | None = None,
    trust_absence: bool = True,
    reread: Reread | None = None,
) -> Saved:
    """A page that answered; its bytes are its words unless an answer is given."""
    if answer is None:
        body = "|".join(s.text for s in doc.sections).encode() + (doc.title or "").encode() if doc else b"?"
        answer = capture(url, body=body, at=at)
    if doc is not None:
        origin = replace(
            doc.provenance, capture_id=answer.id, fetched_at=at, payload_sha256=answer.payload_sha256, run_id=run_id
        )
        doc = replace(doc, provenance=origin)
    return store.save_outcome(
        run_id,
        replace(target(url), kind=kind),
        Answered(url=url, capture=answer),
        now=at,
        elapsed_ms=12,
        next_due=at + 7 * DAY,
        document=doc,
        trust_absence=trust_absence,
        reread=reread,
    )


def not_modified(store: Store, *, at: datetime, run_id: str = "run-1", url: str = URL) -> Saved:
    answer = capture(url, status=304, body=b"", at=at, headers=(("ETag", '"2"'),))
    return store.save_outcome(
        run_id,
        target(url, reason="interval"),
        NotModified(url=url, capture=answer),
        now=at,
        elapsed_ms=3,
        next_due=at + 7 * DAY,
    )


def state(store: Store, url: str = URL) -> UrlState:
    found = store.url_state(url)
    assert found is not None
    return found


A = document()
B = document(texts=("Airways that swell.", "Call your doctor within 5 days."))
