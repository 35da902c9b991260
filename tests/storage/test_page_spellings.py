"""One page under several spellings of its address: one record, with its history."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.errors import UsageError
from pipeline.export.releases.purge import purge
from pipeline.model.capture import Hop
from pipeline.model.document import Document
from pipeline.model.target import Discovered
from pipeline.storage import Saved, Store
from pipeline.urls import page_key
from tests.storage.storage_pages import DAY, NOW, URL, A, B, begin, capture, document, save, state


def gone(store: Store) -> list[str]:
    return [url for (url,) in store._sql.execute("SELECT url FROM documents WHERE gone_since IS NOT NULL")]


OTHERS = [
    "http://health.example/asthma.html",
    "https://www.health.example/asthma.html",
    "https://health.example/Asthma.html",
    "https://health.example/asthma.html/",
]
LINK = Discovered(url=OTHERS[0], site="example", found_by="link")


@pytest.mark.parametrize("other", OTHERS)
def test_another_spelling_with_the_same_words_is_the_same_page(store: Store, other: str) -> None:
    """Scheme, www, letter case, final slash: a server that answers under both has one page, where it was first met."""
    first = save(store, A)
    second = save(store, replace(A, url=other, canonical_url=None), url=other, at=NOW + DAY)
    assert (second.result, second.url) == ("redirected", other)
    assert second.message == f"another spelling of {URL}"
    assert store.counts().documents == 1
    assert store._sql.execute("SELECT url, document_id, since, reason FROM aliases").fetchall() == [
        (other, first.document_id, "2025-06-04T10:00:00.000000Z", "spelling")
    ]
    assert (state(store, other).status, state(store, other).moved_to) == ("redirected", URL)
    assert store.document(other) == store.document(URL)
    # looked at again, it is that still; the page itself stays what it is
    assert save(store, replace(A, url=other, canonical_url=None), url=other, at=NOW + 29 * DAY).result == "redirected"
    assert save(store, A, at=NOW + 30 * DAY).result == "unchanged"


def test_another_spelling_that_declares_the_page_is_the_same_whatever_stands_on_it(store: Store) -> None:
    """A page that names the other address as canonical is believed, rotating words or not."""
    save(store, A)
    assert save(store, replace(B, url=OTHERS[0], canonical_url=URL + "#top"), url=OTHERS[0]).result == "redirected"
    assert store.counts().documents == 1


def test_a_page_lives_at_the_spelling_that_it_declares(store: Store) -> None:
    """Met under http first, it declares https: its record moves there when that is met, with its id and history."""
    first = save(store, replace(A, url=OTHERS[0], canonical_url=URL), url=OTHERS[0])
    second = save(store, A, at=NOW + DAY)
    assert (second.document_id, second.url) == (first.document_id, URL)
    assert store.counts().documents == 1
    assert [c.kind for c in store.changes()][:2] == ["new", "moved"]
    assert (state(store, OTHERS[0]).status, state(store, OTHERS[0]).moved_to) == ("redirected", URL)
    assert store.document(OTHERS[0]) == store.document(URL)
    again = save(store, replace(A, url=OTHERS[0], canonical_url=URL), url=OTHERS[0], at=NOW + 9 * DAY)
    assert again.result == "redirected"
    assert save(store, A, at=NOW + 10 * DAY).result == "unchanged"


@pytest.mark.parametrize("status", [301, 302])
def test_a_page_that_leads_to_another_spelling_lives_there(store: Store, status: int) -> None:
    """Two spellings that answered, one of which now leads to the other: the record goes on where it is served."""
    first = save(store, replace(A, url=OTHERS[0], canonical_url=None), url=OTHERS[0])
    save(store, replace(A, canonical_url=None), at=NOW + DAY)
    assert state(store).moved_to == OTHERS[0]
    for days in (2, 3):
        hops = (Hop(url=OTHERS[0], status=status, location=URL),)
        answer = capture(URL, asked=OTHERS[0], hops=hops, at=NOW + days * DAY)
        save(store, replace(A, canonical_url=None), url=OTHERS[0], at=NOW + days * DAY, answer=answer)
    assert store.document(URL) is not None
    assert (state(store).status, state(store).moved_to) == ("unchanged", None)
    assert (state(store, OTHERS[0]).status, state(store, OTHERS[0]).moved_to) == ("redirected", URL)
    assert store._sql.execute("SELECT id, url FROM documents").fetchall() == [(first.document_id, URL)]


@pytest.mark.parametrize("other", [*OTHERS, "https://health.example/asthma.html?page=2"])
def test_another_spelling_with_other_words_is_another_page(store: Store, other: str) -> None:
    """Where letter case or a slash lead to something else there are two pages; so it is with a page without words."""
    save(store, A)
    assert save(store, replace(B, url=other, canonical_url=other), url=other).result == "new"
    assert save(store, replace(B, title="Asthma II", url=other), url=other, at=NOW + DAY).result == "changed"
    assert store.counts().documents == 2


@pytest.mark.parametrize("texts", [(), ("",), tuple(section.text for section in A.sections)])
@pytest.mark.parametrize("title", ["Asthma", "Asthma in children"])
def test_neither_words_nor_title_alone_make_a_page_another_spelling(
    store: Store, texts: tuple[str, ...], title: str
) -> None:
    """Empty pages of one title may be many; words under another title are another page's."""
    save(store, document(texts=texts))
    other = document(OTHERS[2], texts=texts, title=title)
    save(store, replace(other, canonical_url=None), url=other.url, at=NOW + DAY)
    assert store.counts().documents == (1 if any(texts) and title == "Asthma" else 2)


def test_two_pages_of_one_spelling_stay_two_however_often_they_are_seen(store: Store) -> None:
    """Neither declares the other and their words differ: time alone ends none of them."""
    other = replace(B, url=OTHERS[2], canonical_url=OTHERS[2])
    for day in (0, 2, 4):
        save(store, A, at=NOW + day * DAY)
        save(store, other, url=other.url, at=NOW + (day + 0.5) * DAY)
    assert (store.counts().documents, gone(store)) == (2, [])


def test_an_alias_that_fails_and_recovers_or_becomes_a_page_of_its_own(store: Store) -> None:
    """A 404 under the other spelling costs the page nothing; when it says something else it is a page by itself."""
    save(store, A)
    other = OTHERS[2]
    twin = replace(A, url=other, canonical_url=None)
    save(store, twin, url=other)
    for days in (1, 3):
        answer = capture(other, status=404, body=b"not here", at=NOW + days * DAY)
        save(store, url=other, at=NOW + days * DAY, answer=answer)
    assert gone(store) == []
    assert save(store, twin, url=other, at=NOW + 4 * DAY).result == "redirected"
    assert save(store, replace(B, url=other, canonical_url=None), url=other, at=NOW + 5 * DAY).result == "new"
    assert store.counts().documents == 2


def absent(store: Store, url: str, *days: float) -> None:
    """Answers of 404, the last of which makes the page gone."""
    for day in days:
        at = NOW + day * DAY
        save(store, url=url, at=at, answer=capture(url, status=404, body=b"not here", at=at))


@pytest.mark.parametrize("how", ["words", "declared", "declares"])
def test_a_page_that_is_gone_under_one_spelling_goes_on_under_another(store: Store, how: str) -> None:
    """It keeps its id and history where it is met again; the address that is gone stays gone, and an alias."""
    other = OTHERS[0]
    said = replace(A, canonical_url=other if how == "declared" else None)
    first = save(store, said)
    absent(store, URL, 1, 3)
    assert gone(store) == [URL]
    words = A if how == "words" else B
    again = save(
        store,
        replace(words, url=other, canonical_url=URL if how == "declares" else None),
        url=other,
        at=NOW + 4 * DAY,
    )
    assert (again.document_id, again.url) == (first.document_id, other)
    assert again.result == "changed"  # the address is part of the record
    kinds = [change.kind for change in store.changes()]
    assert [kind for kind in kinds if kind != "changed"] == ["new", "gone", "moved", "returned"]
    assert (store.counts().documents, gone(store)) == (1, [])
    assert store.document(URL) == store.document(other)
    assert (state(store).status, state(store).etag) == ("gone", None)
    absent(store, URL, 5)
    assert (gone(store), state(store).status) == ([], "gone")
    if how == "words":  # the first spelling answers again
        assert save(store, said, at=NOW + 6 * DAY).result == "redirected"
        assert store.counts().documents == 1


def test_a_page_that_is_gone_and_another_that_says_something_else_are_two(store: Store) -> None:
    """Nothing but the spelling speaks for it: a new record, and the old one stays gone."""
    save(store, A)
    absent(store, URL, 1, 3)
    assert save(store, replace(B, url=OTHERS[0], canonical_url=None), url=OTHERS[0], at=NOW + 4 * DAY).result == "new"
    assert (store.counts().documents, gone(store)) == (2, [URL])


def test_a_standing_record_is_the_page_before_one_that_is_gone(store: Store) -> None:
    """A third spelling is an alias of the second, which stands, not of the first, which is gone."""
    save(store, A)
    absent(store, URL, 1, 3)
    twin = replace(B, url=OTHERS[0], canonical_url=None)
    stands = save(store, twin, url=OTHERS[0], at=NOW + 4 * DAY)
    third = save(store, replace(twin, url=OTHERS[2]), url=OTHERS[2], at=NOW + 5 * DAY)
    assert (third.result, third.message) == ("redirected", f"another spelling of {OTHERS[0]}")
    absent(store, OTHERS[0], 6, 8)
    assert save(store, replace(twin, url=OTHERS[2]), url=OTHERS[2], at=NOW + 9 * DAY).document_id == stands.document_id


def test_a_page_that_moved_away_does_not_come_back_under_another_spelling(store: Store) -> None:
    """It ended because its address leads to another page's, not because it was not there."""
    elsewhere = "https://health.example/conditions/asthma.html"
    save(store, A)
    save(store, replace(B, url=elsewhere), url=elsewhere)
    for day in (1, 2, 3):
        at = NOW + day * DAY
        hops = (Hop(url=URL, status=301, location=elsewhere),)
        save(store, replace(B, url=elsewhere), at=at, answer=capture(elsewhere, asked=URL, hops=hops, at=at))
    assert gone(store) == [URL]
    assert save(store, replace(A, url=OTHERS[0], canonical_url=None), url=OTHERS[0], at=NOW + 4 * DAY).result == "new"
    assert gone(store) == [URL]


@pytest.mark.parametrize("purged_when", ["standing", "gone"])
def test_a_purged_page_does_not_come_back_under_another_spelling(store: Store, purged_when: str) -> None:
    """Neither from an address that was known before, nor by a redirect; and it is never asked for again."""
    save(store, A)
    store.discover([LINK], now=NOW)
    if purged_when == "gone":
        absent(store, URL, 1, 3)
    store.purge(URL, reason="asked to", now=NOW + 4 * DAY)
    came = save(store, replace(A, url=OTHERS[0], canonical_url=None), url=OTHERS[0], at=NOW + 5 * DAY)
    assert (came.result, came.message) == (
        "out_of_scope",
        "removed for good, maybe under another spelling of its address",
    )
    hops = (Hop(url="https://health.example/a", status=301, location=URL),)
    at = NOW + 5 * DAY
    answer = capture(URL, asked="https://health.example/a", hops=hops, at=at)
    assert save(store, A, url="https://health.example/a", at=at, answer=answer).result == "out_of_scope"
    assert (store.counts().documents, list(store.due(now=NOW + 9 * DAY, force=True))) == (0, [])


def two_records(store: Store, other: str = OTHERS[0]) -> tuple[int, int]:
    """Of one page under two spellings, as databases of before them hold them."""
    first, second = (save(store, replace(A, url=url, canonical_url=None), url=url) for url in (URL, "https://x.test/"))
    store._sql.execute(
        "UPDATE documents SET url = ?, spelling = ? WHERE id = ?", (other, page_key(URL), second.document_id)
    )
    store._sql.execute("UPDATE urls SET url = ? WHERE url = 'https://x.test/'", (other,))
    assert first.document_id is not None
    assert second.document_id is not None
    return first.document_id, second.document_id


def look(store: Store, day: float, *, words: Document = A, declares: str | None = None, url: str = URL) -> Saved:
    return save(store, replace(words, url=url, canonical_url=declares), url=url, at=NOW + day * DAY)


@pytest.mark.parametrize("asked", [URL, OTHERS[0]])
def test_two_records_of_one_page_become_one(store: Store, asked: str) -> None:
    """The older one goes on; the other ends with its history kept, when a second look a day later says the same."""
    kept, left = two_records(store)
    look(store, 1, url=asked)
    look(store, 1.5, url=asked)
    assert gone(store) == []
    look(store, 2, url=asked)
    assert gone(store) == [OTHERS[0]]
    (ended,) = [change for change in store.changes() if change.kind == "gone"]
    assert (ended.document_id, ended.detail) == (
        left,
        f"another spelling of {URL}, which has a record of its own, since 2025-06-04T10:00:00.000000Z",
    )
    assert (state(store, OTHERS[0]).status, state(store, OTHERS[0]).moved_to) == ("redirected", URL)
    aliases = store._sql.execute("SELECT url, document_id, reason FROM aliases").fetchall()
    assert aliases == [(OTHERS[0], kept, "spelling")]
    assert look(store, 9, url=OTHERS[0]).result == "redirected"
    assert look(store, 9).result == "unchanged"
    assert gone(store) == [OTHERS[0]]
    back = look(store, 20, words=B, url=OTHERS[0])
    assert (back.document_id, gone(store)) == (left, [])
    assert store.check() == []


def test_of_two_records_the_one_stays_that_the_other_declares(store: Store) -> None:
    """Also the younger one, and whatever stands on them."""
    kept, _ = two_records(store)
    for day in (1, 3):
        look(store, day, words=B, declares=OTHERS[0])
    assert gone(store) == [URL]
    assert store._sql.execute("SELECT id FROM documents WHERE gone_since IS NOT NULL").fetchall() == [(kept,)]


def test_two_records_that_did_not_stay_the_same_are_two(store: Store) -> None:
    """One of them changed between the looks: what they have in common is counted from then on."""
    two_records(store)
    look(store, 1)
    look(store, 2, words=B)
    look(store, 3)
    assert gone(store) == []
    look(store, 4.5)
    assert gone(store) == [OTHERS[0]]


def test_what_ended_as_another_spelling_is_purged_with_the_page(store: Store) -> None:
    """It says the same words: removing one of them would remove nothing."""
    two_records(store)
    for day in (1, 3):
        look(store, day)
    store.purge(URL, reason="asked to", now=NOW + 4 * DAY)
    assert sorted(stone.url for stone in store.tombstones()) == sorted([URL, OTHERS[0]])
    assert (store.counts().documents, store.counts().versions) == (0, 0)
    assert list(store.due(now=NOW + 99 * DAY, force=True)) == []


def test_a_page_is_purged_where_it_lives(store: Store, tmp_path: Path) -> None:
    """Under an address that leads to it nothing would be removed but captures: that is said, and nothing done."""
    two_records(store)
    for day in (1, 3):
        look(store, day)
    old = "https://health.example/old"
    hops = (Hop(url=old, status=301, location=URL),)
    save(store, replace(A, canonical_url=None), url=old, at=NOW + 3 * DAY, answer=capture(URL, asked=old, hops=hops))
    for alias in (OTHERS[0], old):
        with pytest.raises(UsageError, match=r"leads to .*, where the page lives") as refused:
            purge(store, alias, archive=tmp_path / "archive", reason="asked to", now=NOW + 4 * DAY)
        assert refused.value.mend == f"purge {URL}: both go"
    assert store.counts().documents == 2


def test_an_address_that_leads_elsewhere_has_no_bytes_to_compare_with(store: Store) -> None:
    """What it answered once is no reason to call the page unchanged that lives elsewhere now."""
    save(store, replace(A, url=OTHERS[0], canonical_url=URL), url=OTHERS[0])
    save(store, A, at=NOW + DAY)
    (led,) = [target for target in store.due(now=NOW + 99 * DAY, force=True) if target.url == OTHERS[0]]
    assert (led.capture_id, led.entity_sha256, led.etag) == (None, None, None)


def test_records_of_an_older_database_are_found_by_their_spelling_too(path: Path) -> None:
    """The migration gives every document what its spellings have in common."""
    with Store.open(path) as made:
        begin(made)
        save(made, A)
        made._sql.execute("DROP INDEX documents_spelling")
        made._sql.execute("ALTER TABLE documents DROP COLUMN spelling")
        made._sql.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0017%'")
    with Store.open(path) as opened:
        assert save(opened, replace(A, url=OTHERS[0]), url=OTHERS[0]).result == "redirected"


def test_what_an_older_database_removed_stays_removed_under_every_spelling(path: Path) -> None:
    """The migration gives every tombstone what the spellings of its address have in common."""
    with Store.open(path) as made:
        begin(made)
        save(made, A)
        made.purge(URL, reason="asked to", now=NOW + DAY)
        made._sql.execute("DROP INDEX tombstones_spelling")
        made._sql.execute("ALTER TABLE tombstones DROP COLUMN spelling")
        made._sql.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0018%'")
    with Store.open(path) as opened:
        assert opened.discover([LINK], now=NOW + 2 * DAY) == 0
        assert save(opened, replace(A, url=OTHERS[1]), url=OTHERS[1]).result == "out_of_scope"


def test_the_removed_are_asked_by_an_index(store: Store) -> None:
    """A discovery among many removed pages costs what it costs among few."""
    save(store, A)
    store.purge(URL, reason="asked to", now=NOW + DAY)
    statements: list[str] = []
    store._sql.set_trace_callback(statements.append)
    store.discover([LINK], now=NOW + 2 * DAY)
    store._sql.set_trace_callback(None)
    asked = [statement for statement in statements if "tombstones WHERE" in statement]
    (plan,) = {row[3] for statement in asked for row in store._sql.execute(f"EXPLAIN QUERY PLAN {statement}")}
    assert plan == "SEARCH tombstones USING COVERING INDEX tombstones_spelling (spelling=?)"
