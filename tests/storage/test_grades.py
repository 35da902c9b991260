from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from pipeline.changes.words import is_critical_heading
from pipeline.model.document import Document
from pipeline.model.target import Discovered
from pipeline.storage import Store
from pipeline.storage.grading import fingerprint_of
from tests.storage.storage_pages import DAY, NOW, URL, begin, capture, document, not_modified, save

A = document(texts=("Rest.", "Take 5 mg."))
B = document(texts=("Rest.", "Take 10 mg."))
C = document(texts=("Rest.", "Take 20 mg."))


def known(store: Store, *urls: str) -> None:
    store.discover([Discovered(url=url, site="example", found_by="seed") for url in urls or (URL,)], now=NOW)


def marks(store: Store) -> list[tuple[str | None, int | None, str | None]]:
    return [(c.grade, c.returns_to, c.confirm) for c in store.changes() if c.kind == "changed"]


def test_every_version_after_the_first_has_its_grade(store: Store) -> None:
    """Graded when it is saved; the first one has nothing to be graded against."""
    save(store, A)
    save(store, B, at=NOW + DAY)
    save(store, replace(B, links=()), at=NOW + 2 * DAY, answer=capture(body=b"x", at=NOW + 2 * DAY))
    assert [version.grade for version in store.versions(URL)] == [None, "critical", "links-only"]
    assert store.grades() == {"critical": 1, "first": 1, "links-only": 1}


def test_an_unchanged_page_is_not_compared(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of grading is done for pages that changed, and for no other."""

    def never(*_: object) -> None:
        raise AssertionError("compared")

    monkeypatch.setattr("pipeline.storage.documents.Comparison", never)
    save(store, A)
    assert save(store, A, at=NOW + DAY).result == "unchanged"
    assert not_modified(store, at=NOW + 2 * DAY).result == "unchanged"


def test_a_page_that_flickers_is_seen_to(store: Store) -> None:
    """A to B to A: the return names the version it repeats, and B is withdrawn, so no one reads it as news."""
    known(store)
    for n, page in enumerate((A, B, A)):
        save(store, page, at=NOW + n * DAY)
    assert marks(store) == [("critical", None, "withdrawn"), ("critical", 1, "flicker")]
    (row,) = store.review_ledger()
    assert (row.entry.state, row.versions) == ("neither", 3)


def test_flicker_is_seen_among_the_last_three_states(store: Store) -> None:
    """A, B, C, A: the first of three is still remembered; a fourth is not."""
    for n, page in enumerate((A, B, C, A)):
        save(store, page, at=NOW + n * DAY)
    assert marks(store)[-1] == ("critical", 1, "flicker")
    other = [document(texts=("Rest.", f"Take {n} mg.")) for n in (1, 2, 3, 4, 1)]
    for n, page in enumerate(other):
        url = "https://health.example/other.html"
        save(store, replace(page, url=url), at=NOW + n * DAY, url=url)
    assert marks(store)[-1] == ("critical", None, "wanted")


def test_a_critical_change_is_looked_at_again_and_confirmed(store: Store) -> None:
    """It is due soon under a reason of its own; a look that shows the same confirms it, once."""
    known(store)
    save(store, A)
    begin(store, "run-2", at=NOW + DAY)
    save(store, B, at=NOW + DAY, run_id="run-2")
    assert list(store.due(now=NOW + 2 * DAY)) == []
    store.settle_changes("run-2", now=NOW + DAY)
    (due,) = store.due(now=NOW + 2 * DAY)
    assert due.reason == "confirm-change"
    assert not_modified(store, at=NOW + 2 * DAY, run_id="run-2").result == "unchanged"
    assert marks(store) == [("critical", None, "confirmed")]
    state = store.url_state(URL)
    assert state is not None
    assert state.due_reason == "interval"


def test_a_change_that_is_not_critical_needs_no_second_look(store: Store) -> None:
    """Other words are believed at once."""
    known(store)
    save(store, A)
    save(store, document(texts=("Sleep.", "Take 5 mg.")), at=NOW + DAY)
    store.settle_changes("run-1", now=NOW + DAY)
    assert marks(store) == [("substantive", None, None)]
    assert list(store.due(now=NOW + 2 * DAY)) == []


def test_a_third_state_supersedes_the_change_that_waited(store: Store) -> None:
    """What the second look shows is neither the old nor the new text."""
    for n, page in enumerate((A, B, C)):
        save(store, page, at=NOW + n * DAY)
    assert [confirm for _, _, confirm in marks(store)] == ["superseded", "wanted"]


def test_other_links_confirm_the_words_that_waited(store: Store) -> None:
    """A page whose links rotate is never seen twice the same; its words are, and that is what was asked."""
    for n, page in enumerate((A, B, replace(B, links=()))):
        save(store, page, at=NOW + n * DAY)
    assert marks(store) == [("critical", None, "confirmed"), ("links-only", None, None)]


def test_an_edit_of_three_pages_in_forty_is_theirs(store: Store) -> None:
    """Under a tenth of the pages looked at, the same edit is no event."""
    urls = [f"https://health.example/{n:02}" for n in range(40)]
    known(store, *urls)
    for at, changed in ((NOW, 0), (NOW + DAY, 3)):
        for n, url in enumerate(urls):
            text = "Closed today." if n < changed else f"Page {n}."
            save(store, document(url, texts=(text,)), at=at, url=url)
    assert store.settle_changes("run-1", now=NOW + DAY) == []
    assert {change.grade for change in store.changes() if change.kind == "changed"} == {"critical"}


def test_pages_that_follow_later_belong_to_the_same_event(store: Store) -> None:
    """A template rolled out over two runs is one event: the second run's pages are graded by the first's."""
    urls = [f"https://health.example/{n:02}" for n in range(40)]
    known(store, *urls)

    def look(run: str, at_day: int, banner: range) -> None:
        begin(store, run, at=NOW + at_day * DAY)
        for n, url in enumerate(urls):
            words = f"Words of page {n}."
            page = document(url, texts=(f"{words}\nOur site has moved.",) if n in banner else (words,))
            save(store, page, at=NOW + at_day * DAY, url=url, run_id=run)
        store.settle_changes(run, now=NOW + at_day * DAY)

    look("run-a", 1, range(0))
    look("run-b", 2, range(20))
    look("run-c", 3, range(26))
    (event,) = store.events()
    assert (event.pages, event.looked_at) == (20, 40)
    grades = Counter(change.grade for change in store.changes() if change.kind == "changed")
    assert grades == {"template": 26}


def test_the_first_pages_that_show_an_edit_of_the_host_are_part_of_it(store: Store) -> None:
    """Two pages asked some nights before the others were too few to tell; what is their own stays theirs."""
    urls = [f"https://health.example/{n}" for n in range(20)]
    known(store, *urls)

    def look(run: str, at_day: int, pages: range, banner: str = "") -> None:
        begin(store, run, at=NOW + at_day * DAY)
        for n in pages:
            dose = "Take 10 mg." if n == 1 and banner else "Take 5 mg."
            page = document(urls[n], texts=(f"Words of page {n}.{banner}", dose))
            save(store, page, at=NOW + at_day * DAY, url=urls[n], run_id=run)
        store.settle_changes(run, now=NOW + at_day * DAY)

    def grades() -> list[tuple[str | None, bool]]:
        return [(change.grade, change.event_id is not None) for change in store.changes() if change.kind == "changed"]

    look("run-a", 0, range(20))
    look("run-b", 2, range(2), "\nCall 111 within 2 hours.")
    assert grades() == [("critical", False)] * 2
    look("run-c", 30, range(2, 20), "\nCall 111 within 2 hours.")
    assert grades() == [("template", True), ("critical", True), *[("template", True)] * 18]
    assert [version.grade for version in store.versions(urls[0])] == [None, "template"]


def read_by(doc: Document, parser: str) -> Document:
    return replace(doc, provenance=replace(doc.provenance, parser_version=parser))


def test_a_page_that_changed_with_its_reader_is_compared_like_with_like(store: Store) -> None:
    """The old capture is read again first: what the reader now sees is technical, the rest is the publisher's."""
    old = document(texts=("Rest.", "Take 5 mg."))
    save(store, old)
    asked: list[str] = []

    def reread(capture_id: str) -> Document:
        asked.append(capture_id)
        return read_by(document(texts=("Rest.", "Take 5 mg.", "A footnote the old reader lost.")), "2")

    new = read_by(document(texts=("Sleep.", "Take 5 mg.", "A footnote the old reader lost.")), "2")
    save(store, new, at=NOW + DAY, reread=reread)
    assert len(asked) == 1
    assert [(change.kind, change.grade, change.detail) for change in store.changes()] == [
        ("new", None, None),
        ("technical", "technical", None),
        ("changed", "substantive", None),
    ]
    assert [version.parser_version for version in store.versions(URL)] == ["2", "2"]
    assert len(store.record_of(store.versions(URL)[0].id).sections) == 3


def test_a_difference_that_is_all_the_readers_is_no_version(store: Store) -> None:
    """The bytes differ, today's reader makes the same of both: nothing changed."""
    save(store, document(texts=("Rest.",)))
    now = read_by(document(texts=("Rest.", "Found by the new reader.")), "2")
    assert save(store, now, at=NOW + DAY, reread=lambda _: now).result == "unchanged"
    assert [change.kind for change in store.changes()] == ["new", "technical"]


def test_a_reader_that_reads_the_same_is_nobodys_event(store: Store) -> None:
    """Another version of the reader with the same words in its record: stored, and no entry in the ledger."""
    save(store, document(texts=("Rest.",)))
    seen = store.versions(URL)[0].capture_id
    assert seen is not None
    same = read_by(store.record_of(store.versions(URL)[0].id), "2")
    store.save_reparsed(seen, same)
    assert [version.parser_version for version in store.versions(URL)] == ["2"]
    assert [change.kind for change in store.changes()] == ["new"]


def test_when_the_old_capture_is_lost_it_is_said(store: Store) -> None:
    """The change is stored and graded, and says that two readers stand behind it."""
    save(store, document(texts=("Rest.",)))
    save(store, read_by(document(texts=("Sleep.",)), "2"), at=NOW + DAY, reread=lambda _: None)
    assert [change.detail for change in store.changes()] == [None, "reader differs"]


def test_a_changed_page_is_taken_apart_once_for_each_of_its_states(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs, how the words of both are told again, and whether it is believed: of one reading of each."""
    taken: list[Document] = []
    headings = is_critical_heading

    def one_of(path: tuple[str, ...]) -> bool:
        taken.extend([] if path else [A])
        return headings(path)

    save(store, A)
    monkeypatch.setattr("pipeline.changes.parts.is_critical_heading", one_of)
    assert save(store, B, at=NOW + DAY).result == "changed"
    assert len(taken) == 2
    told = store._sql.execute("SELECT fingerprint FROM versions ORDER BY number").fetchall()
    assert told == [(fingerprint_of(A),), (fingerprint_of(B),)]
