"""A page that loses most of its text at once is not believed at once: what it said before stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.model.document import Document
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, URL, begin, document, save

WHOLE = document(texts=("Rest and drink. " * 30, "Call your doctor. " * 20))
WALL = document(title="Before you go on", texts=("We value your privacy.",))
OTHER_WALL = document(title="One moment", texts=("Checking your browser.",))


def texts(store: Store) -> list[str]:
    held = store.document(URL)
    assert held is not None
    return [section.text for section in held.sections]


def kinds(store: Store) -> list[str]:
    return [change.kind for change in store.changes()]


def suspects(store: Store) -> int:
    return int(store._sql.execute("SELECT count(*) FROM suspects").fetchone()[0])


@pytest.fixture
def walled(store: Store) -> Store:
    """A whole page, and a day later a wall in its place."""
    save(store, WHOLE)
    assert save(store, WALL, at=NOW + DAY).result == "suspect"
    return store


def test_what_it_said_before_stands(walled: Store) -> None:
    """Record, version, search and ledger are those of the good look; the odd one is a fetch with its capture."""
    assert texts(walled) == [section.text for section in WHOLE.sections]
    assert [version.number for version in walled.versions(URL)] == [1]
    assert kinds(walled) == ["new"]
    assert (len(walled.search("doctor")), len(walled.search("privacy"))) == (1, 0)
    fetch = walled.explain(URL)[-1]
    assert (fetch.result, fetch.version, fetch.message) == ("suspect", None, "22 of 840 characters of text are left")
    assert fetch.capture_id is not None


def test_it_is_asked_whole_again_when_it_may_be_believed(walled: Store) -> None:
    """Due half a day later, to confirm, without validators, so that no 304 hides what is there."""
    (due,) = walled.due(now=NOW + 1.5 * DAY, urls=None)
    assert (due.reason, due.etag, due.last_modified, due.payload_sha256, due.capture_id) == (
        "confirm-change",
        None,
        None,
        None,
        None,
    )
    assert list(walled.due(now=NOW + 1.5 * DAY - timedelta(seconds=1), urls=None)) == []


def test_the_same_words_half_a_day_later_are_believed(walled: Store) -> None:
    """A version, critical, confirmed by the look that made it, and nothing is in quarantine any more."""
    assert save(walled, WALL, at=NOW + 1.4 * DAY).result == "suspect"
    assert save(walled, WALL, at=NOW + 1.5 * DAY).result == "changed"
    walled.settle_changes("run-1", now=NOW + 2 * DAY)
    change = list(walled.changes())[-1]
    assert (change.kind, change.grade, change.confirm) == ("changed", "critical", "confirmed")
    assert texts(walled) == ["We value your privacy."]
    assert suspects(walled) == 0


def test_a_page_that_is_whole_again_changed_nothing(walled: Store) -> None:
    """The good look ends the quarantine; the next wall is a new one, however long after."""
    assert save(walled, WHOLE, at=NOW + 2 * DAY).result == "unchanged"
    assert (kinds(walled), suspects(walled)) == (["new"], 0)
    assert save(walled, WALL, at=NOW + 9 * DAY).result == "suspect"


def test_other_words_are_another_suspicion(walled: Store) -> None:
    """A wall of other words has to be seen again itself."""
    assert save(walled, OTHER_WALL, at=NOW + 2 * DAY).result == "suspect"
    assert save(walled, WALL, at=NOW + 3 * DAY).result == "suspect"
    assert save(walled, WALL, at=NOW + 4 * DAY).result == "changed"


@pytest.mark.parametrize(("blocked", "result"), [("example", "suspect"), ("other", "changed"), (None, "changed")])
def test_words_that_stand_are_believed_unless_their_site_is_blocked(
    walled: Store, blocked: str | None, result: str
) -> None:
    """A wall may stand for weeks; a block that was lifted, or another site's, is no reason to go on doubting."""
    for site in ("example", "other"):
        walled.block_site(site, reason="odd", now=NOW + DAY)
        if site != blocked:
            walled.unblock_site(site, run_id="run-1", now=NOW + 1.1 * DAY)
    assert save(walled, WALL, at=NOW + 2 * DAY).result == result


def test_a_page_in_quarantine_can_be_purged(walled: Store) -> None:
    """With what is known of its quarantine."""
    walled.purge(URL, reason="asked to", now=NOW + 2 * DAY)
    assert (walled.document(URL), suspects(walled)) == (None, 0)


def test_an_edit_meanwhile_is_an_edit(walled: Store) -> None:
    """The page comes back with another dose: the quarantine ends and the change is the publisher's."""
    edited = document(texts=(WHOLE.sections[0].text, WHOLE.sections[1].text + " Take 5 mg."))
    assert save(walled, edited, at=NOW + 2 * DAY).result == "changed"
    assert suspects(walled) == 0


def test_a_short_state_that_was_believed_once_is_believed_again(store: Store) -> None:
    """Back to the words of one of the last states: no need to doubt them twice."""
    short = document(texts=("Rest. " * 40,))
    save(store, short)
    save(store, WHOLE, at=NOW + DAY)
    assert save(store, short, at=NOW + 2 * DAY).result == "changed"


def test_a_page_that_never_had_much_text_cannot_lose_it(store: Store) -> None:
    """Under 200 characters before: a shorter page is an edit."""
    save(store, document(texts=("Rest, and drink enough.",)))
    assert save(store, document(texts=("Rest.",)), at=NOW + DAY).result == "changed"


def test_a_page_confirmed_gone_does_not_return_as_a_wall(store: Store) -> None:
    """What answers in place of a page that is gone does not bring it back until it is believed."""
    save(store, WHOLE)
    document_id = store._sql.execute("SELECT id FROM documents").fetchone()[0]
    store._sql.execute("UPDATE documents SET gone_since = ? WHERE id = ?", ("2025-06-04T10:00:00.000000Z", document_id))
    assert save(store, WALL, at=NOW + 3 * DAY).result == "suspect"
    assert store.gone_since(URL) is not None
    assert save(store, WALL, at=NOW + 4 * DAY).result == "changed"
    assert store.gone_since(URL) is None
    assert kinds(store) == ["new", "returned", "changed"]


def read_by(reader: str, doc: Document, capture_id: str) -> Document:
    return replace(doc, provenance=replace(doc.provenance, parser_version=reader, capture_id=capture_id))


@pytest.mark.parametrize(("found", "versions"), [(WALL, 1), (document(texts=("Rest and drink. " * 60,)), 2)])
def test_reading_the_archive_again_believes_what_has_its_text(walled: Store, found: Document, versions: int) -> None:
    """What a better reader finds whole takes its place in the history; what is a wall to it, too, stays aside."""
    odd = walled.explain(URL)[-1].capture_id
    assert odd is not None
    walled.save_reparsed(odd, read_by("2", found, odd))
    assert len(walled.versions(URL)) == versions
    assert suspects(walled) == 2 - versions


def test_the_run_counts_it_as_fetched(walled: Store) -> None:
    """Neither changed nor failed: an answer."""
    begin(walled, "run-2", at=NOW + 2 * DAY)
    save(walled, WALL, at=NOW + 1.2 * DAY, run_id="run-2")
    run = walled.finish_run("run-2", verdict="ok", now=NOW + 2 * DAY)
    assert (run.counts.fetched, run.counts.changed, run.counts.failed) == (1, 0, 0)
