"""What a better reader sees of a change is graded as on the night itself: the host's edits apart from the page's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from pipeline.model.document import Document
from pipeline.model.target import Discovered
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, begin, capture, document, save

PAGES = 40
URLS = [f"https://health.example/{n:02}" for n in range(PAGES)]
Read = Callable[[int, int], str]
"""What a reader makes of a page on a night: the number of the page, of the night, and its words."""


def old(n: int, night: int) -> str:
    """Sees the banner of the second night, and the own edit of page 3."""
    words = f"Words of page {n}." if (n, night) != (3, 1) else "Airways that swell, and page 3."
    return f"{words}\nCall 111 within 2 hours." if night else words


def better(n: int, night: int) -> str:
    """Sees the dose, too, which page 7 changed under the banner."""
    return f"{old(n, night)}\nAdults take {50 if (n, night) == (7, 1) else 5} mg."


def reworded(n: int, night: int) -> str:
    """Reads the banner otherwise."""
    return better(n, night).replace("Call 111 within", "Phone: call 111 within")


def read(n: int, night: int, reader: Read, parser: str, seen: str) -> Document:
    made = document(URLS[n], texts=(reader(n, night),), links=0, parser=parser)
    return replace(made, provenance=replace(made.provenance, capture_id=seen))


def two_nights(store: Store, reader: Read) -> list[tuple[int, int, str]]:
    """Every page on two nights as the first reader read it: page, night, capture."""
    store.discover([Discovered(url=url, site="example", found_by="seed") for url in URLS], now=NOW)
    seen = []
    for night in (0, 1):
        at = NOW + night * DAY
        run = begin(store, f"night {night}", at=at)
        for n in range(PAGES):
            answer = capture(URLS[n], body=f"{n} {night}".encode(), at=at)
            save(store, read(n, night, reader, "1", answer.id), at=at, url=URLS[n], run_id=run, answer=answer)
            seen.append((n, night, answer.id))
        store.settle_changes(run, now=at)
    return seen


def read_again(store: Store, seen: list[tuple[int, int, str]], reader: Read, *, parser: str = "2") -> None:
    at = NOW + 100 * DAY
    run = begin(store, f"reparse {parser}", at=at)
    for n, night, capture_id in seen:
        store.save_reparsed(capture_id, read(n, night, reader, parser, capture_id))
    store.settle_changes(run, now=at)


def grades(store: Store) -> dict[int, str | None]:
    return {n: store.versions(url)[-1].grade for n, url in enumerate(URLS)}


@pytest.fixture
def seen(store: Store) -> list[tuple[int, int, str]]:
    looks = two_nights(store, old)
    assert Counter(grades(store).values()) == {"template": PAGES - 1, "substantive": 1}
    return looks


@pytest.mark.parametrize("reader", [better, reworded])
def test_a_dose_that_the_old_reader_missed_under_a_banner_is_the_page_s(
    store: Store, seen: list[tuple[int, int, str]], reader: Read
) -> None:
    """It is what a database would say that was read by the better reader from the first night on."""
    read_again(store, seen, reader)
    expected = dict.fromkeys(range(PAGES), "template") | {3: "substantive", 7: "critical"}
    assert grades(store) == expected
    assert {change.document_id: change.grade for change in store.changes() if change.kind == "changed"} == {
        version.document_id: version.grade for url in URLS for version in store.versions(url)[1:]
    }


def test_a_banner_that_is_read_otherwise_stays_one_event_of_its_night(
    store: Store, seen: list[tuple[int, int, str]]
) -> None:
    """However often it is read again, and in whatever words: it was seen once, on one night."""
    (before,) = store.events()
    read_again(store, seen, reworded)
    read_again(store, seen, better, parser="3")
    (after,) = (event for event in store.events() if event.kind == "host-wide")
    assert (after.id, after.at, after.pages) == (before.id, before.at, before.pages)


def test_boilerplate_stays_boilerplate_when_it_is_read_again(store: Store) -> None:
    """A promotion that came to two pages more on the second night says nothing of them, by either reader."""

    def promoted(n: int, night: int) -> str:
        return f"Words of page {n}." + ("\nSign up." if n < 10 or (night and n < 12) else "")

    seen = two_nights(store, promoted)
    assert [grades(store)[n] for n in (9, 10, 11, 12)] == [None, "template", "template", None]
    read_again(store, seen, lambda n, night: f"{promoted(n, night)}\nMore.")
    assert [grades(store)[n] for n in (9, 10, 11, 12)] == [None, "template", "template", None]
    assert not [event for event in store.events() if event.kind == "host-wide"]


def test_what_older_rules_graded_is_graded_by_the_rules_of_today(
    store: Store, seen: list[tuple[int, int, str]]
) -> None:
    """The records come out as they were stored; what the change between them means is asked again all the same."""
    store._sql.execute("UPDATE versions SET grade = 'critical' WHERE grade = 'substantive'")
    store._sql.execute("UPDATE changes SET grade = 'critical' WHERE grade = 'substantive'")
    at = NOW + 100 * DAY
    run = begin(store, "reparse", at=at)
    kept = {v.capture_id: store.record_of(v.id) for url in URLS for v in store.versions(url)}
    assert {store.save_reparsed(capture_id, kept[capture_id]).result for _, _, capture_id in seen} == {"unchanged"}
    store.settle_changes(run, now=at)
    assert grades(store) == dict.fromkeys(range(PAGES), "template") | {3: "substantive"}
    assert len(list(store.events())) == 1
