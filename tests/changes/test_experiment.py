from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.changes import detectors, pages
from pipeline.changes import MATERIAL, compare
from pipeline.model.capture import Answered
from pipeline.model.document import Document
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered, Target
from pipeline.storage import Store
from tests.captures import capture_of
from tools.corpus import CORPUS

COUNT = 100
"""Real texts; ``python -m benchmarks.changes`` does as much to 300."""
START = datetime(2025, 6, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.xdist_group("experiment"),
]


def url(number: int) -> str:
    return f"https://texts.example/{number:03}"


@pytest.fixture(scope="module")
def texts() -> list[pages.Text]:
    found = [pages.dosed(text) for text in pages.texts(CORPUS, COUNT)]
    assert len(found) == COUNT
    return found


@pytest.fixture(scope="module")
def documents(texts: list[pages.Text]) -> list[Document]:
    return [pages.read(pages.html(text), url(n)) for n, text in enumerate(texts)]


@pytest.mark.parametrize("name", pages.MATERIAL)
def test_every_material_edit_is_seen(name: str, texts: list[pages.Text], documents: list[Document]) -> None:
    """Real texts with one material edit each: every one is graded critical."""
    grades = Counter(
        compare(documents[n], pages.read(pages.MATERIAL[name](text), url(n))).grade for n, text in enumerate(texts)
    )
    assert set(grades) <= MATERIAL, grades
    assert grades["critical"] == COUNT, grades


@pytest.mark.parametrize("name", pages.NOISE)
def test_no_noise_is_taken_for_an_edit(name: str, texts: list[pages.Text], documents: list[Document]) -> None:
    """Real texts, other markup, dates, menus and links around them: none is graded material."""
    grades = Counter(
        compare(documents[n], pages.read(pages.NOISE[name](text), url(n))).grade for n, text in enumerate(texts)
    )
    # a year of copyright is a claim where the reader takes it for one
    expected = {
        "review date only": {"dates-only"},
        "menu, footer year": {"none", "dates-only"},
        "related links rotate": {"links-only"},
    }
    assert set(grades) <= expected.get(name, {"none"}), grades


def test_what_others_use_does_not_see_a_dose(texts: list[pages.Text], documents: list[Document]) -> None:
    """Fuzzy hashes hold a page with ten times the dose for the same page: why none of them is used here."""
    after = [pages.read(pages.MATERIAL["1.5 -> 15 mg"](text), url(n)) for n, text in enumerate(texts[:50])]
    words = [
        ["\n".join(section.text for section in document.sections) for document in pair]
        for pair in zip(documents, after, strict=False)
    ]
    assert not any(detectors.text_profile(*pair) for pair in words)
    assert sum(detectors.simhash64(*pair) for pair in words) <= 10
    assert all(detectors.main_text_sha(*pair) for pair in words)


def save(store: Store, run: str, number: int, page: bytes, document: Document, at: datetime) -> None:
    capture = capture_of(page, url(number), id=f"{run}-{number}", fetched_at=at)
    origin = replace(document.provenance, capture_id=capture.id)
    store.save_outcome(
        run,
        Target(url=url(number), site="generic", reason="interval"),
        Answered(url=url(number), capture=capture),
        now=at,
        elapsed_ms=1,
        next_due=at + timedelta(days=7),
        document=replace(document, provenance=origin),
    )


def test_a_banner_on_every_page_is_one_event(
    texts: list[pages.Text], documents: list[Document], tmp_path: Path
) -> None:
    """A banner set into the text of all pages, and a dose changed on three of them: one event, three changes."""
    frame = pages.Frame(banner=pages.BANNER)
    doses = {7, 47, 77}
    with Store.open(tmp_path / "a.db") as store:
        store.discover([Discovered(url=url(n), site="generic", found_by="seed") for n in range(COUNT)], now=START)
        for week, run in enumerate(("run-1", "run-2")):
            at = START + timedelta(days=7 * week)
            store.start_run(Run(id=run, kind="run", started_at=at, counts=RunCounts()))
            with store.batch():
                for n, text in enumerate(texts):
                    page, document = pages.html(text), documents[n]
                    if week:
                        edited = pages.Text(
                            text.title,
                            tuple(s.replace("5 mg once", "10 mg once") if n in doses else s for s in text.sentences),
                        )
                        page = pages.html(edited, frame)
                        document = pages.read(page, url(n))
                    save(store, run, n, page, document, at)
            store.settle_changes(run, now=at)
        (event,) = store.events()
        assert (event.kind, event.pages, event.looked_at, event.edits) == ("host-wide", COUNT, COUNT, 1)
        # the banner names a date: critical, so it is shown, once
        assert event.grade == "critical"
        assert [one.after for one in event.sample] == [pages.BANNER]
        changed = [change for change in store.changes_of_run("run-2") if change.kind == "changed"]
        assert {change.event_id for change in changed} == {event.id}
        assert Counter(change.grade for change in changed) == {"template": COUNT - 3, "critical": 3}
        assert {int((change.url or "")[-3:]) for change in changed if change.grade == "critical"} == doses
        again = list(store.due(now=START + timedelta(days=8)))
        assert {(int(target.url[-3:]), target.reason) for target in again} == {(n, "confirm-change") for n in doses}
