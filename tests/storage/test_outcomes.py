from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from pipeline import records
from pipeline.errors import StorageError
from pipeline.model.capture import Answered, Disallowed, Failed, Hop, NotModified, OutOfScope
from pipeline.model.courtesy import HostReceipt
from pipeline.model.document import Alternate, Document, Image, Person, Related, Subject
from pipeline.model.issue import Issue
from pipeline.model.target import Discovered, Target, UrlKind
from pipeline.storage import Saved, Store
from pipeline.storage.courtesy import HonestyCount
from tests.storage.storage_pages import DAY, NOW, URL, A, B, begin, capture, document, not_modified, save, state, target


def fail(store: Store, *, at: datetime) -> Saved:
    outcome = Failed(url=URL, kind="timeout", message="no answer in 30 s")
    return store.save_outcome("run-1", target(), outcome, now=at, elapsed_ms=9, next_due=at + DAY)


def missing(store: Store, *, at: datetime, status: int = 404, trust: bool = True) -> Saved:
    answer = capture(status=status, body=b"not here", at=at)
    return save(store, at=at, answer=answer, trust_absence=trust)


def test_a_b_a_is_three_versions(store: Store) -> None:
    """A state that comes back is a new version, not the old one resumed."""
    results = [save(store, doc, at=NOW + n * DAY).result for n, doc in enumerate((A, A, B, A))]
    assert results == ["new", "unchanged", "changed", "changed"]
    seen = [(v.number, v.first_seen_at, v.last_seen_at, v.current) for v in store.versions(URL)]
    assert seen == [
        (1, NOW, NOW + DAY, False),
        (2, NOW + 2 * DAY, NOW + 2 * DAY, False),
        (3, NOW + 3 * DAY, NOW + 3 * DAY, True),
    ]


def test_a_version_knows_the_runs_that_first_and_last_saw_it(store: Store) -> None:
    """Seeing a state again in another run moves its last run and nothing else."""
    save(store, A)
    begin(store, "run-2", at=NOW + DAY)
    not_modified(store, at=NOW + DAY, run_id="run-2")
    (version,) = store.versions(URL)
    assert (version.first_run, version.last_run) == ("run-1", "run-2")


def test_the_record_keeps_the_provenance_of_the_capture_that_first_showed_it(store: Store) -> None:
    """Later captures of the same state leave the stored record alone, byte for byte."""
    save(store, A)
    before = store.document(URL)
    save(store, A, at=NOW + DAY)
    after = store.document(URL)
    assert before is not None
    assert after is not None
    assert records.to_json(before) == records.to_json(after)


@pytest.mark.parametrize(
    ("table", "before", "listed"),
    [
        ("subjects", ["document_id", "position"], (Subject,)),
        ("people", ["document_id", "position"], (Person,)),
        ("related", ["document_id", "position"], (Related,)),
        ("images", ["document_id", "position"], (Image,)),
        ("alternates", ["document_id", "position"], (Alternate,)),
        ("receipts", ["run"], (HostReceipt, HonestyCount)),
    ],
)
def test_rows_made_of_values_stand_in_the_columns_of_their_fields(
    store: Store, table: str, before: list[str], listed: tuple[type[Struct], ...]
) -> None:
    """They go in by position: a field that moves, or comes between, must not end up in its neighbour's column."""
    with closing(sqlite3.connect(store.path)) as database:
        columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
    named = [field.name for one in listed for field in fields(one)]
    assert columns == before + [{"section_id": "section_key"}.get(name, name) for name in named]


def test_unchanged_texts_are_stored_once(store: Store) -> None:
    """A version that edits one of two sections adds one text."""
    save(store, A)
    save(store, B, at=NOW + DAY)
    assert store._sql.execute("SELECT count(*) FROM texts").fetchone() == (3,)


def test_a_304_with_other_validators_leaves_those_of_what_is_held(store: Store) -> None:
    """They are of a state that nobody has seen: sent along, they would hide it until the next full check."""
    save(store, A)
    first = next(store.due(now=NOW + 8 * DAY))
    assert not_modified(store, at=NOW + 8 * DAY).result == "unchanged"
    again = next(store.due(now=NOW + 20 * DAY))
    assert (first.etag, again.etag) == ('"1"', '"1"')
    assert again.capture_id == first.capture_id
    assert again.captured_at == NOW


def test_a_full_answer_brings_all_its_validators_or_none(store: Store) -> None:
    """A 200 without ETag ends the old ETag."""
    save(store, A)
    assert state(store).etag == '"1"'
    save(store, A, at=NOW + DAY, answer=capture(headers=(("Content-Type", "text/html"),), at=NOW + DAY))
    assert state(store).etag is None


def test_a_failure_keeps_everything_that_was_good(store: Store) -> None:
    """After a timeout the record, its version and the validators are what they were."""
    save(store, A)
    held, before = store.document(URL), state(store)
    saved = fail(store, at=NOW + DAY)
    after = state(store)
    assert saved.result == "failed"
    assert store.document(URL) == held
    assert (after.status, after.attempts, after.failure) == ("failing", 1, "timeout")
    assert (after.etag, after.payload_sha256, after.last_fetched) == (before.etag, before.payload_sha256, NOW)


def test_trouble_is_told_once_when_it_begins_and_once_when_it_ends(store: Store) -> None:
    """Only the first failure says it began, only the first good answer after it says it ended."""
    save(store, A)
    told = [fail(store, at=NOW + n * DAY) for n in (1, 2)]
    back = [save(store, A, at=NOW + n * DAY) for n in (3, 4)]
    assert [t.began_failing for t in told] == [True, False]
    assert [b.recovered for b in back] == [True, False]
    assert back[0].failing_since == NOW + DAY


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_gone_only_after_a_second_look_a_day_later(store: Store, status: int) -> None:
    """One night of 404 or 410 makes nothing gone; the document stays in any case."""
    save(store, A)
    looks = [NOW + DAY, NOW + DAY + timedelta(hours=23), NOW + DAY + timedelta(hours=24)]
    assert [missing(store, at=at, status=status).result for at in looks] == ["missing", "missing", "gone"]
    assert state(store).status == "gone"
    assert store.gone_since(URL) == NOW + DAY
    assert store.document(URL) is not None
    assert [d.url for d in store.documents(include_gone=False)] == []


def test_a_timeout_in_between_does_not_restart_the_confirmation(store: Store) -> None:
    """Only a good answer speaks against a 404."""
    save(store, A)
    missing(store, at=NOW)
    fail(store, at=NOW + DAY / 2)
    assert missing(store, at=NOW + DAY).result == "gone"


def test_a_good_answer_restarts_the_confirmation(store: Store) -> None:
    """404, 200, 404 more than a day apart is no gone page."""
    save(store, A)
    missing(store, at=NOW)
    save(store, A, at=NOW + DAY)
    assert missing(store, at=NOW + 2 * DAY).result == "missing"


def test_while_a_host_is_odd_nothing_becomes_gone(store: Store) -> None:
    """A confirmed 404 stays missing as long as absence is not trusted."""
    save(store, A)
    results = [missing(store, at=NOW + n * DAY, trust=False).result for n in (1, 2, 3)]
    assert results == ["missing"] * 3
    assert store.gone_since(URL) is None


@pytest.mark.parametrize("conditional", [True, False])
def test_a_gone_page_can_return(store: Store, conditional: bool) -> None:
    """A page that answers again is there again, with its history."""
    save(store, A)
    for n in (1, 2):
        missing(store, at=NOW + n * DAY)
    back = not_modified(store, at=NOW + 3 * DAY) if conditional else save(store, A, at=NOW + 3 * DAY)
    assert back.result == "returned"
    assert store.gone_since(URL) is None
    assert [c.kind for c in store.changes()] == ["new", "gone", "returned"]
    assert len(store.versions(URL)) == 1


def test_an_unread_answer_is_asked_for_whole_again(store: Store) -> None:
    """A page the reader could not read keeps its old record and loses its validators."""
    save(store, A)
    saved = save(store, None, at=NOW + DAY)
    after = state(store)
    assert saved.result == "unread"
    assert (after.etag, after.last_modified, after.payload_sha256) == (None, None, None)
    assert store.document(URL) is not None
    assert store.versions(URL)[0].last_seen_at == NOW


def test_the_same_payload_needs_no_second_reading(store: Store) -> None:
    """An answer marked as a revisit counts as unchanged although nobody read it."""
    save(store, A)
    held = next(store.captures())
    answer = capture(body=b"same", at=NOW + DAY, revisit_of=held.id)
    assert save(store, None, at=NOW + DAY, answer=answer).result == "unchanged"
    assert store.versions(URL)[0].last_seen_at == NOW + DAY
    assert next(store.due(now=NOW + 9 * DAY)).capture_id == held.id


def test_a_sitemap_keeps_its_validators_without_a_document(store: Store) -> None:
    """A list of URLs is no unread page."""
    asked = Target(url="https://health.example/sitemap.xml", site="example", kind="sitemap", reason="never-seen")
    answer = Answered(url=asked.url, capture=capture(asked.url))
    saved = store.save_outcome("run-1", asked, answer, now=NOW, elapsed_ms=1, next_due=NOW + DAY)
    due = next(store.due(now=NOW + DAY))
    assert saved.result == "listed"
    assert (due.kind, due.etag) == ("sitemap", '"1"')


@pytest.mark.parametrize(("brings", "kind"), [(None, "sitemap"), (A, "page")])
def test_an_address_named_as_a_list_while_it_was_asked_as_a_page(
    store: Store, brings: Document | None, kind: str
) -> None:
    """What came is not read as a list's, so the list is still to be read; where it is a page, a page it stays."""
    asked = target()
    kinds: tuple[UrlKind, ...] = ("page", "sitemap")
    for known in kinds:
        store.discover([Discovered(url=URL, site="example", kind=known, found_by="sitemap")], now=NOW - DAY)
    outcome = Answered(url=URL, capture=capture())
    saved = store.save_outcome("run-1", asked, outcome, now=NOW, elapsed_ms=1, next_due=NOW + DAY, document=brings)
    due = next(store.due(now=NOW + DAY / 2, force=True))
    assert (saved.result, due.kind, due.etag) == (("unread", kind, None) if brings is None else ("new", kind, '"1"'))


def test_robots_and_scope_are_states_not_failures(store: Store) -> None:
    """What may not be fetched is noted as such; the record of better days stays."""
    save(store, A)
    no = Disallowed(url=URL, rule="Disallow: /", closed=False)
    out = OutOfScope(url=URL, location="https://elsewhere.example/", capture=capture(status=301))
    for outcome, status in ((no, "disallowed"), (out, "out_of_scope")):
        saved = store.save_outcome("run-1", target(), outcome, now=NOW + DAY, elapsed_ms=0, next_due=None)
        assert (saved.result, state(store).status, state(store).attempts) == (status, status, 0)
    assert store.document(URL) is not None


NEW = "https://health.example/conditions/asthma.html"


def moved(store: Store, to: str, *, status: int = 301, at: datetime = NOW + DAY) -> Saved:
    hops = (Hop(url=URL, status=status, location=to),)
    answer = capture(to, asked=URL, hops=hops, at=at)
    return save(store, replace(A, url=to), at=at, answer=answer)


def test_a_moved_page_keeps_its_document(store: Store) -> None:
    """A permanent redirect moves the document; its old address stays a dated alias that finds it."""
    first = save(store, A)
    second = moved(store, NEW)
    assert (second.document_id, second.url) == (first.document_id, NEW)
    assert store.counts().documents == 1
    by_old, by_new = store.document(URL), store.document(NEW)
    assert by_old is not None
    assert by_old == by_new
    assert state(store).status == "redirected"
    assert state(store).moved_to == NEW
    assert [c.kind for c in store.changes()][:2] == ["new", "moved"]
    assert store._sql.execute("SELECT url, since FROM aliases").fetchall() == [(URL, "2025-06-04T10:00:00.000000Z")]


@pytest.mark.parametrize(
    ("to", "status"),
    [
        ("https://health.example/", 301),
        ("https://health.example/es", 301),
        ("https://health.example/?from=a", 301),
        (NEW, 302),
    ],
)
def test_a_redirect_home_or_for_the_time_being_merges_nothing(store: Store, to: str, status: int) -> None:
    """The old page keeps its record and address, however often; what answered is a page of its own."""
    first = save(store, A)
    for days in (1, 3, 5):
        second = moved(store, to, status=status, at=NOW + days * DAY)
        assert second.document_id != first.document_id
    old = store.document(URL)
    assert old is not None
    assert old.url == URL
    assert {change.kind for change in store.changes()} == {"new"}
    assert store._sql.execute("SELECT count(*) FROM aliases").fetchone() == (0,)


def test_a_visit_that_a_redirect_names_makes_no_version(store: Store) -> None:
    """Servers write one into the address that they lead to, another one each time; the page says the same."""
    results = [moved(store, f"{NEW};jsessionid={n}", status=302, at=NOW + n * DAY).result for n in range(3)]
    assert results == ["new", "unchanged", "unchanged"]
    held = store.document(NEW)
    assert held is not None
    assert held.url == NEW


def test_a_page_that_lives_elsewhere_is_not_gone_with_its_old_address(store: Store) -> None:
    """The redirect ends; the record has moved, and nobody said anything of where it lives."""
    save(store, A)
    moved(store, NEW)
    for day in (2, 4):
        missing(store, at=NOW + day * DAY, trust=False)
    gone = store.confirm_gone("run-1", sites=["example"], since=NOW + 4 * DAY, now=NOW + 5 * DAY)
    assert (gone, state(store).status) == ({URL: False}, "gone")
    assert store.gone_since(NEW) is None
    assert store.standing("example") == [NEW]


def test_what_stands_of_a_site_is_what_is_not_confirmed_gone(store: Store) -> None:
    """Pages that are missing stand; what is gone stands no more, and is no record of the site that there is."""
    save(store, A)
    save(store, replace(B, url=NEW), url=NEW)
    missing(store, at=NOW + 2 * DAY)
    assert (store.standing("example"), store.missing_share("example")) == ([URL, NEW], (2, 1))
    missing(store, at=NOW + 4 * DAY)
    assert (store.standing("example"), store.some_standing("example", 9)) == ([NEW], [NEW])
    assert (store.missing_share("example"), store.led_away_share("example")) == ((1, 0), (1, 0))
    assert (store.has_pages("example"), store.has_pages("other")) == (True, False)
    for day in (5, 7):
        save(store, url=NEW, at=NOW + day * DAY, answer=capture(NEW, status=404, at=NOW + day * DAY))
    assert (store.standing("example"), store.has_pages("example")) == ([], False)


def test_two_histories_are_never_mixed(store: Store) -> None:
    """A redirect to a page that has a document already leaves both as they are, whatever one look says."""
    save(store, A)
    save(store, replace(B, url=NEW), url=NEW)
    moved(store, NEW)
    assert store.counts().documents == 2
    assert len(store.versions(NEW)) == 2
    assert gone(store) == []


def test_a_page_met_at_its_new_address_first_goes_on_with_its_history(store: Store) -> None:
    """Its list named the new address before the old one was due: one page, one id, every version in its order."""
    first = save(store, A)
    store.settle_changes("run-1", now=NOW)
    save(store, replace(A, url=NEW, canonical_url=NEW), url=NEW, at=NOW + DAY)
    edited = replace(A, url=NEW, canonical_url=NEW, sections=B.sections)
    save(store, edited, url=NEW, at=NOW + 2 * DAY)
    last = moved(store, NEW, at=NOW + 3 * DAY)
    assert (last.document_id, store.counts().documents, gone(store)) == (first.document_id, 1, [])
    versions = store.versions(NEW)
    assert [(row.number, row.first_seen_at) for row in versions[:3]] == [(1, NOW), (2, NOW + DAY), (3, NOW + 2 * DAY)]
    kinds = [(change.kind, change.version) for change in store.changes_of(first.document_id or 0)]
    assert kinds[:4] == [("new", 1), ("changed", 2), ("changed", 3), ("moved", 3)]
    assert store.document(URL) == store.document(NEW)
    assert (store.check(), store.check_search()) == ([], [])


def test_a_page_that_was_seen_beside_the_one_it_leads_to_now_keeps_its_own_history(store: Store) -> None:
    """Two pages of one title stood at once, so the one that leads to the other is no earlier state of it."""
    save(store, A)
    save(store, replace(B, url=NEW, title=A.title), url=NEW, at=NOW + DAY)
    save(store, A, at=NOW + 2 * DAY)
    moved(store, NEW, at=NOW + 3 * DAY)
    assert store.counts().documents == 2


def test_a_page_that_moved_onto_another_one_ends_when_that_is_confirmed(store: Store) -> None:
    """A second look a day later ends its document, its history kept; it comes back when it answers itself again."""
    first = save(store, A)
    save(store, replace(B, url=NEW), url=NEW)
    moved(store, NEW)
    moved(store, NEW, at=NOW + DAY + DAY / 2)
    assert gone(store) == []
    moved(store, NEW, at=NOW + 2 * DAY)
    assert gone(store) == [URL]
    assert [document.url for document in store.documents(include_gone=False)] == [NEW]
    (ended,) = (change for change in store.changes() if change.kind == "gone")
    assert (ended.document_id, ended.detail) == (
        first.document_id,
        f"moved to {NEW}, which has a record of its own, since 2025-06-04T10:00:00.000000Z",
    )
    assert len(store.versions(URL)) == 1
    moved(store, NEW, at=NOW + 3 * DAY)
    assert [change.kind for change in store.changes()].count("gone") == 1
    again = save(store, A, at=NOW + 4 * DAY)
    assert (again.result, again.document_id) == ("returned", first.document_id)
    moved(store, NEW, at=NOW + 5 * DAY)
    assert gone(store) == []


def test_a_page_that_leads_to_another_one_is_looked_at_again_on_the_next_day(store: Store) -> None:
    """Its record stands until then; what its publisher took away is not told of for four intervals more."""
    save(store, A)
    save(store, replace(B, url=NEW), url=NEW)
    moved(store, NEW)
    assert (state(store).next_due, state(store).due_reason) == (NOW + DAY + timedelta(hours=25), "confirm-gone")
    moved(store, NEW, at=NOW + 2 * DAY + timedelta(hours=1))
    assert gone(store) == [URL]
    assert state(store).next_due == NOW + 2 * DAY + timedelta(hours=1) + 4 * 7 * DAY


def test_a_page_for_all_that_is_lost_ends_none_of_them(store: Store) -> None:
    """Five pages that lead to the same one have not all become it."""
    sorry = "https://health.example/sorry.html"
    save(store, replace(B, url=sorry), url=sorry)
    pages = [f"https://health.example/{number}.html" for number in range(5)]
    for url in pages:
        save(store, replace(A, url=url), url=url)
    for day in (1, 2, 3):
        for url in pages:
            at = NOW + day * DAY
            hops = (Hop(url=url, status=301, location=sorry),)
            save(
                store,
                replace(B, url=sorry),
                url=url,
                at=at,
                answer=capture(sorry, asked=url, hops=hops, at=at),
            )
    assert gone(store) == []


def gone(store: Store) -> list[str]:
    return [url for (url,) in store._sql.execute("SELECT url FROM documents WHERE gone_since IS NOT NULL")]


def test_a_newer_reader_of_the_same_bytes_makes_no_version(store: Store) -> None:
    """The difference is the reader's doing: the version's record follows, the ledger says technical."""
    save(store, A)
    first = next(store.captures())
    reread = document(texts=("Airways that swell.", "Call your doctor.", "A section the old reader lost."), parser="2")
    answer = replace(capture(at=NOW + DAY), payload_sha256=first.payload_sha256, entity_sha256=first.entity_sha256)
    assert save(store, reread, at=NOW + DAY, answer=answer).result == "unchanged"
    (version,) = store.versions(URL)
    held = store.document(URL)
    assert held is not None
    assert version.parser_version == "2"
    assert len(held.sections) == 3
    assert held.provenance.capture_id == first.id
    assert [c.kind for c in store.changes()] == ["new", "technical"]


def test_counters_ride_in_the_transaction(store: Store) -> None:
    """What a batch counted is undone with it; what it committed is counted once."""
    save(store, A)
    with pytest.raises(OSError, match="no sync"), store.batch(before_commit=_no_sync):
        save(store, B, at=NOW + DAY)
    assert len(store.versions(URL)) == 1
    run = store.run("run-1")
    assert run is not None
    assert (run.counts.new, run.counts.changed, run.counts.fetched) == (1, 0, 1)
    assert store.counts().captures == 1


def test_counters_of_an_undone_page_do_not_come_back(store: Store) -> None:
    """A batch that breaks in the middle leaves nothing behind for the next one to write."""
    with pytest.raises(StorageError, match="no run"), store.batch():
        save_twice(store)
    save(store, A)
    run = store.run("run-1")
    assert run is not None
    assert (run.counts.new, run.counts.fetched) == (1, 1)


def save_twice(store: Store) -> None:
    save(store, A)
    save(store, B, run_id="nobody")


def _no_sync() -> None:
    raise OSError("no sync")


def test_the_archive_is_synced_before_the_commit(store: Store, path: object) -> None:
    """While the archive syncs, another reader does not see the batch yet."""
    seen: list[int] = []

    def sync() -> None:
        with Store.open(store.path, read_only=True) as other:
            seen.append(other.counts().captures)

    with store.batch(before_commit=sync):
        save(store, A)
    assert seen == [0]
    with Store.open(store.path, read_only=True) as other:
        assert other.counts().captures == 1


def test_a_record_that_is_not_unicode_stores_nothing(store: Store) -> None:
    """A lone surrogate is found before the first row is written, and the page is named."""
    with pytest.raises(StorageError, match=r"asthma\.html.*not Unicode"):
        save(store, document(title="\ud800"), answer=capture())
    assert store.counts().captures == 0


def test_an_issue_keeps_its_since_when_over_versions(store: Store) -> None:
    """A new version with the same issue does not make the issue young again."""
    issue = Issue(code="mojibake", severity="warning", message="looks broken", evidence={"raw": "Ã±"})
    save(store, replace(A, issues=(issue,)))
    save(store, replace(B, issues=(issue,)), at=NOW + DAY)
    (row,) = store.issues(url=URL)
    assert (row.code, row.since, row.evidence) == ("mojibake", NOW, {"raw": "Ã±"})
    save(store, A, at=NOW + 2 * DAY)
    assert list(store.issues(url=URL)) == []


def test_explain_tells_every_fetch_and_why(store: Store) -> None:
    """Each look at a page is a row with reason, outcome and what it came to."""
    save(store, A)
    not_modified(store, at=NOW + DAY)
    fail(store, at=NOW + 2 * DAY)
    rows = store.explain(URL)
    assert [(r.reason, r.outcome, r.result, r.version) for r in rows] == [
        ("never-seen", "answered", "new", 1),
        ("interval", "not-modified", "unchanged", 1),
        ("never-seen", "failed", "failed", None),
    ]
    assert rows[2].message == "timeout: no answer in 30 s"


def test_a_304_for_a_page_nobody_read_yet_is_unchanged(store: Store) -> None:
    """No document, no version to touch, no error."""
    answer = capture(status=304)
    saved = store.save_outcome(
        "run-1", target(), NotModified(url=URL, capture=answer), now=NOW, elapsed_ms=1, next_due=None
    )
    assert (saved.result, saved.document_id) == ("unchanged", None)


def test_search_words_gather_for_the_whole_batch(store: Store) -> None:
    """New and unchanged pages in one batch leave the index untouched until the commit: one flush a batch."""
    urls = [f"https://health.example/{n}" for n in range(8)]
    for url in urls[:4]:
        save(store, replace(A, url=url), url=url)
    segments = "SELECT count(*), sum(length(block)) FROM sections_fts_data"
    before = store._sql.execute(segments).fetchone()
    with store.batch():
        for new, old in zip(urls[4:], urls[:4], strict=True):
            save(store, replace(B, url=new), url=new, at=NOW + DAY)
            not_modified(store, url=old, at=NOW + DAY)
            save(store, replace(A, url=old), url=old, at=NOW + 2 * DAY)
        assert store._sql.execute(segments).fetchone() == before
    assert store._sql.execute(segments).fetchone() != before
