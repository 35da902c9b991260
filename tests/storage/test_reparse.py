from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from msgspec.structs import replace

from pipeline import records
from pipeline.errors import StorageError
from pipeline.model.document import Document
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, URL, capture, document, not_modified, save


def read_by(parser: str, text: str, seen: str) -> Document:
    doc = document(texts=(text,), parser=parser)
    return replace(doc, provenance=replace(doc.provenance, capture_id=seen))


def fetched(store: Store, *texts: str | None) -> list[str]:
    """One fetch a day; what the first reader made of each, ``None`` for a page it could not read. Capture ids."""
    ids = []
    for n, text in enumerate(texts):
        answer = capture(at=NOW + n * DAY, body=b"%d" % n)
        ids.append(answer.id)
        save(store, None if text is None else document(texts=(text,)), at=NOW + n * DAY, answer=answer)
    return ids


def history(store: Store) -> list[tuple[int, str, int, int]]:
    """Number, words, first and last day of every version."""
    return [
        (v.number, store.record_of(v.id).sections[0].text, (v.first_seen_at - NOW).days, (v.last_seen_at - NOW).days)
        for v in store.versions(URL)
    ]


def test_the_same_reader_changes_nothing(store: Store) -> None:
    """Reading the archive again gives the same records, byte for byte, and no event."""
    ids = fetched(store, "one", "two")
    before = [records.to_json(store.record_of(v.id)) for v in store.versions(URL)]
    assert [
        store.save_reparsed(i, store.record_of(v.id)).result for i, v in zip(ids, store.versions(URL), strict=True)
    ] == [
        "unchanged",
        "unchanged",
    ]
    assert [records.to_json(store.record_of(v.id)) for v in store.versions(URL)] == before
    assert len(list(store.changes())) == 2


def test_a_record_that_an_older_version_hashed_otherwise_says_the_same(store: Store) -> None:
    """Its record had fewer fields: read again it gets today's hash, and no technical change."""
    ids = fetched(store, "one", "two")
    hashes = [v.content_hash for v in store.versions(URL)]
    with closing(sqlite3.connect(store.path)) as sql, sql:
        sql.execute("UPDATE versions SET content_hash = 'of fewer fields' || number")
    for seen, text in zip(ids, ("one", "two, whole"), strict=True):
        assert store.save_reparsed(seen, read_by("2", text, seen)).result == "changed"
    assert [c.kind for c in store.changes()] == ["new", "changed", "technical"]
    assert [v.content_hash == old for v, old in zip(store.versions(URL), hashes, strict=True)] == [True, False]


def test_a_newer_reader_replaces_records_and_the_publisher_changed_nothing(store: Store) -> None:
    """Same versions, newer words, current rows and search follow; the ledger says technical."""
    ids = fetched(store, "one", "two")
    for seen, text in zip(ids, ("one, whole", "two, whole"), strict=True):
        assert store.save_reparsed(seen, read_by("2", text, seen)).result == "changed"
    assert history(store) == [(1, "one, whole", 0, 0), (2, "two, whole", 1, 1)]
    assert [c.kind for c in store.changes()] == ["new", "changed", "technical", "technical"]
    assert [len(store.search(word)) for word in ("two", "whole", "one")] == [1, 1, 0]
    assert {v.parser_version for v in store.versions(URL)} == {"2"}


def test_a_reader_that_sees_more_splits_a_version(store: Store) -> None:
    """What looked alike to the old reader becomes two versions, dated by the fetches that saw them."""
    ids = fetched(store, "same", "same", "other")
    for seen, text in zip(ids, ("first", "second", "third"), strict=True):
        store.save_reparsed(seen, read_by("2", text, seen))
    assert history(store) == [(1, "first", 0, 0), (2, "second", 1, 1), (3, "third", 2, 2)]
    assert [v.current for v in store.versions(URL)] == [False, False, True]
    split = [c.version for c in store.changes() if c.detail == "split by another reading"]
    assert split == [2]


def test_fetches_without_a_body_stay_with_the_version_they_saw(store: Store) -> None:
    """A 304 after the second capture belongs to the second version after a split, too."""
    ids = fetched(store, "same", "same")
    not_modified(store, at=NOW + 5 * DAY)
    for seen, text in zip(ids, ("first", "second"), strict=True):
        store.save_reparsed(seen, read_by("2", text, seen))
    assert history(store) == [(1, "first", 0, 0), (2, "second", 1, 5)]
    assert [v.current for v in store.versions(URL)] == [False, True]
    assert [row.version for row in store.explain(URL)] == [1, 2, 2]


def test_a_reader_that_sees_less_makes_two_versions_one(store: Store) -> None:
    """A difference only the old reader saw was never the publisher's."""
    ids = fetched(store, "noise 1", "noise 2", "other")
    for seen, text in zip(ids, ("calm", "calm", "other, whole"), strict=True):
        store.save_reparsed(seen, read_by("2", text, seen))
    assert history(store) == [(1, "calm", 0, 1), (2, "other, whole", 2, 2)]
    assert [row.version for row in store.explain(URL)] == [1, 1, 2]
    assert [c.kind for c in store.changes()][:3] == ["new", "technical", "changed"]


def test_two_versions_become_one_with_all_that_was_noted_of_them(store: Store) -> None:
    """A reader between the two saw a difference, too, and noted at each version that it read it otherwise."""
    ids = fetched(store, "noise 1", "noise 2")
    for parser, texts in (("2", ("noise 3", "noise 4")), ("3", ("calm", "calm"))):
        for seen, text in zip(ids, texts, strict=True):
            store.save_reparsed(seen, read_by(parser, text, seen))
    assert history(store) == [(1, "calm", 0, 1)]
    assert [(c.kind, c.version) for c in store.changes()] == [("new", 1), *[("technical", 1)] * 5]


@pytest.mark.parametrize(
    ("texts", "late", "expected"),
    [
        ((None, "b"), "a", [(1, "a", 0, 0), (2, "b", 1, 1)]),
        (("a", None, "a"), "b", [(1, "a", 0, 0), (2, "b", 1, 1), (3, "a", 2, 2)]),
        (("a", None, "b"), "a", [(1, "a", 0, 1), (2, "b", 2, 2)]),
        (("a", None, "b"), "b", [(1, "a", 0, 0), (2, "b", 1, 2)]),
        (("a", "b", None), "c", [(1, "a", 0, 0), (2, "b", 1, 1), (3, "c", 2, 2)]),
        ((None,), "a", [(1, "a", 0, 0)]),
    ],
)
def test_a_capture_nobody_could_read_takes_its_place(
    store: Store, texts: tuple[str | None, ...], late: str, expected: list[tuple[int, str, int, int]]
) -> None:
    """Read at last, it stands in the history where its fetch stands in time."""
    ids = fetched(store, *texts)
    unread = ids[texts.index(None)]
    store.save_reparsed(unread, read_by("1", late, unread))
    assert history(store) == expected
    held = store.document(URL)
    assert held is not None
    assert held.sections[0].text == expected[-1][1]


def test_a_capture_that_fetched_no_page_is_refused(store: Store) -> None:
    """Nothing is made up for a capture the database does not know."""
    with pytest.raises(StorageError, match="no page fetched with capture nothing"):
        store.save_reparsed("nothing", document())
