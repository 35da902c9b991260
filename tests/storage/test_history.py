from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline import records
from pipeline.errors import StorageError
from pipeline.model.capture import Answered, ArchiveRef, Hop
from pipeline.model.dates import ChosenDate, DateClaim
from pipeline.model.document import Coverage, Document, Image, Link, Person, Provenance, Related, Rights, Section
from pipeline.model.issue import Issue
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, URL, A, B, begin, capture, save, target

_number = st.integers(0, 2**53)
_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | _number | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_moment = st.datetimes(timezones=st.just(UTC), min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001
_sections = st.lists(
    st.builds(Section, order=_number, level=_number, path=st.lists(st.text(), max_size=3).map(tuple)), max_size=5
).map(tuple)
_documents = st.builds(
    Document,
    url=st.just(URL),
    site=st.just("example"),
    sections=_sections,
    links=st.lists(st.builds(Link, order=_number), max_size=3).map(tuple),
    related=st.lists(st.builds(Related), max_size=3).map(tuple),
    images=st.lists(st.builds(Image), max_size=3).map(tuple),
    dates=st.lists(st.builds(DateClaim), max_size=3).map(tuple),
    people=st.lists(st.builds(Person), max_size=3).map(tuple),
    reviewed=st.none() | st.builds(ChosenDate),
    rights=st.builds(Rights),
    structured_data=st.dictionaries(st.text(), _json, max_size=3),
    coverage=st.builds(Coverage, content_words=_number, recorded_words=_number),
    issues=st.lists(st.builds(Issue, evidence=st.dictionaries(st.text(), st.text(), max_size=3)), max_size=3).map(
        tuple
    ),
    provenance=st.builds(
        Provenance,
        fetched_at=st.none() | _moment,
        status=st.none() | _number,
        redirects=st.lists(st.builds(Hop, status=_number), max_size=2).map(tuple),
        archive=st.none() | st.builds(ArchiveRef, offset=_number, length=_number),
    ),
)


@settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(first=_documents, second=_documents)
def test_any_record_comes_back_byte_for_byte(
    first: Document, second: Document, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a reader makes of a page is rebuilt exactly, whether it is the first state or follows another."""
    with Store.open(tmp_path_factory.mktemp("store") / "a.db") as store:
        begin(store)
        expected = []
        for n, doc in enumerate((first, second)):
            answer = Answered(url=URL, capture=capture(at=NOW + n * DAY, body=b"%d" % n))
            now = NOW + n * DAY
            saved = store.save_outcome("run-1", target(), answer, now=now, elapsed_ms=1, next_due=None, document=doc)
            if saved.result in ("new", "changed"):
                expected.append(records.to_json(doc))
        assert [records.to_json(store.record_of(v.id)) for v in store.versions(URL)] == expected
        assert [records.to_json(doc) for doc in store.documents()] == expected[-1:]
        assert store.check() == []


def test_the_past_can_be_read(store: Store) -> None:
    """As of a moment, each page says what it said then, and a page not known yet is not there."""
    other = "https://health.example/zoster.html"
    save(store, A)
    save(store, B, at=NOW + 2 * DAY)
    save(store, replace(A, url=other), url=other, at=NOW + 3 * DAY)

    def then(at: datetime) -> list[tuple[str, str]]:
        return [(doc.url, doc.sections[1].text) for doc in store.documents(as_of=at)]

    assert then(NOW - DAY) == []
    assert then(NOW + DAY) == [(URL, A.sections[1].text)]
    assert then(NOW + 3 * DAY) == [(URL, B.sections[1].text), (other, A.sections[1].text)]
    day_one = store.document(URL, as_of=NOW + DAY)
    assert day_one is not None
    assert day_one.sections == A.sections
    today = store.document(URL)
    assert today is not None
    assert today.sections == B.sections
    assert store.document(URL, as_of=NOW - DAY) is None


def test_a_page_gone_then_is_gone_in_the_past_too(store: Store) -> None:
    """Gone pages can be left out, as of the moment asked about."""
    save(store, A)
    for n in (1, 2):
        save(store, at=NOW + n * DAY, answer=capture(status=404, at=NOW + n * DAY))
    save(store, A, at=NOW + 3 * DAY)
    alive = [len(list(store.documents(as_of=NOW + n * DAY, include_gone=False))) for n in (0, 1, 2, 3)]
    assert alive == [1, 1, 0, 1]


def test_a_page_that_went_later_stood_where_it_stood(store: Store) -> None:
    """Only a move says where a page was before; what else is told of it is no address."""
    save(store, A)
    for day in (2, 4):
        save(store, url=URL, at=NOW + day * DAY, answer=capture(status=404, at=NOW + day * DAY))
    assert [change.kind for change in store.changes()] == ["new", "gone"]
    assert store.moved_since(NOW + DAY) == {}
    then = store.document(URL, as_of=NOW + DAY)
    assert then is not None
    assert (then.url, [each.url for each in store.documents(as_of=NOW + DAY)]) == (URL, [URL])


def test_documents_come_in_order_of_url_and_by_site(store: Store) -> None:
    """Export relies on ascending URLs; more pages than one reading holds."""
    for n in reversed(range(150)):
        url = f"https://health.example/{n:03}"
        site = "odd" if n % 2 else "even"
        save(store, replace(A, url=url, site=site), url=url)
    urls = [doc.url for doc in store.documents()]
    assert len(urls) == 150
    assert urls == sorted(urls)
    assert [doc.url for doc in store.documents("odd")] == urls[1::2]


def test_a_snapshot_is_one_state_whatever_a_run_commits(store: Store) -> None:
    """A reader inside a snapshot sees the database as it was when it began."""
    save(store, A)
    with Store.open(store.path, read_only=True) as reader:
        with reader.snapshot():
            save(store, B, at=NOW + DAY)
            assert [doc.sections for doc in reader.documents()] == [A.sections]
        assert [doc.sections for doc in reader.documents()] == [B.sections]


def test_changes_are_a_ledger_to_read_on_from(store: Store) -> None:
    """Each event stands once, in order, and reading can go on after the last one seen."""
    save(store, A)
    save(store, B, at=NOW + DAY)
    new, changed = store.changes()
    assert (new.kind, new.version, new.previous_version, new.run_id) == ("new", 1, None, "run-1")
    assert (changed.kind, changed.version, changed.previous_version, changed.url) == ("changed", 2, 1, URL)
    assert list(store.changes(since_id=new.id)) == [changed]
    assert list(store.changes(until=NOW)) == [new]


def test_the_tables_say_what_the_record_says(store: Store) -> None:
    """Current rows are those of the newest version, column by column."""
    save(store, A)
    newest = replace(B, links=A.links[:2], title="Asthma in children")
    save(store, newest, at=NOW + DAY)
    rows = store._sql.execute("SELECT position, section_key, url, text, kind, from_nih FROM links ORDER BY position")
    assert rows.fetchall() == [(n, k.section_id, k.url, k.text, k.kind, 0) for n, k in enumerate(newest.links)]
    sections = store._sql.execute("SELECT heading, text, markdown, page_title FROM section_list ORDER BY position")
    assert sections.fetchall() == [(s.heading, s.text, s.markdown, newest.title) for s in newest.sections]
    page = store._sql.execute("SELECT title, modified, versions, sections, links FROM pages").fetchone()
    assert page == ("Asthma in children", "2025-05-01", 2, 2, 2)
    (subject,) = store._sql.execute("SELECT scheme, name, code FROM subjects").fetchall()
    assert subject == ("MeSH", "Asthma", "D001249")
    (claim,) = store._sql.execute("SELECT role, value, lo, hi FROM dates").fetchall()
    assert claim == ("modified", "2025-05-01", "2025-05-01", "2025-05-01")


def test_an_unknown_version_is_an_error_that_names_it(store: Store) -> None:
    """Asking for a version nobody stored is a broken promise, not None."""
    with pytest.raises(StorageError, match="no version 99"):
        store.record_of(99)
