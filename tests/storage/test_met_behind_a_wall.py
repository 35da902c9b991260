"""Records of pages that were first met while their site was odd: which are put aside, and what of the others stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.model.document import Alternate, Document, Image, Related
from pipeline.model.issue import Issue
from pipeline.storage import Store
from pipeline.storage.suspects import SHORT
from tests.storage.storage_pages import DAY, NOW, begin, document, save, state

WALL = ("We value your privacy.", "Choose what you allow.")
SINCE = NOW + DAY
LATER = SINCE + timedelta(hours=1)


def page(
    name: str, texts: tuple[str, ...] = WALL, *, words: int = 8, host: str = "health", title: str = "Us"
) -> Document:
    made = document(f"https://{host}.example/{name}", texts=texts, site=host, title=title)
    return replace(made, coverage=replace(made.coverage, content_words=words))


def meet(store: Store, *pages: Document) -> None:
    for one in pages:
        assert save(store, one, url=one.url, at=LATER, run_id="run-2").result == "new"


def held(store: Store) -> set[str]:
    return {one.url.rsplit("/", 1)[1] for one in store.documents()}


@pytest.fixture
def night(store: Store) -> Store:
    """A store with a page of before, and a run during which the site is odd."""
    early = page("early")
    save(store, early, url=early.url)
    begin(store, "run-2", at=SINCE)
    return store


def test_only_short_pages_of_the_site_met_meanwhile_in_the_same_words_go(night: Store) -> None:
    """What was met before, is long, has words of its own or belongs to another site is no wall."""
    long = ("A whole page of words.",)
    meet(night, page("one"), page("two"), page("own", ("Rest and drink.",)))
    meet(night, page("limit-a", ("x",), words=SHORT), page("limit-b", ("x",), words=SHORT))
    meet(night, page("long-a", long, words=SHORT + 1), page("long-b", long, words=SHORT + 1))
    meet(night, page("else-a", host="other"), page("else-b", host="other"))
    assert len(night.doubt_new_pages("health", since=SINCE, now=LATER)) == 4
    assert held(night) == {"early", "own", "long-a", "long-b", "else-a", "else-b"}
    assert len(night.doubt_new_pages("health", since=SINCE, now=LATER)) == 0


def test_pages_that_a_clock_that_was_ahead_has_dated_were_met_before(night: Store) -> None:
    """A year long every odd night would be taken for their first one: records that stood would go."""
    for one in (page("one"), page("two")):
        assert save(night, one, url=one.url, at=LATER + 365 * DAY).result == "new"
    assert len(night.doubt_new_pages("health", since=SINCE, now=LATER)) == 0
    assert held(night) == {"early", "one", "two"}


def test_pages_that_go_are_no_new_ones_of_the_run_that_took_them(night: Store) -> None:
    """Of a run that was taken up from the archive, too: the one that judges has no pages fewer than none."""
    meet(night, page("one"), page("two"), page("own", ("Rest and drink.",)))
    begin(night, "run-3", at=LATER)
    night.doubt_new_pages("health", since=SINCE, now=LATER)
    counts = [one.counts.new for run in ("run-2", "run-3") if (one := night.run(run)) is not None]
    assert counts == [1, 0]


@pytest.mark.parametrize(("host", "left"), [("health", set()), ("other", {"one"})])
def test_one_page_that_says_what_is_in_quarantine_goes(store: Store, host: str, left: set[str]) -> None:
    """In quarantine at its own site: what stands aside at another one says nothing of this one."""
    whole = page("whole", ("Rest and drink. " * 30,), host=host)
    save(store, whole, url=whole.url)
    begin(store, "run-2", at=SINCE)
    assert save(store, page("whole", host=host), url=whole.url, at=LATER, run_id="run-2").result == "suspect"
    meet(store, page("one"))
    store.doubt_new_pages("health", since=SINCE, now=LATER)
    assert held(store) == {"whole"} | left


def test_a_wall_that_names_page_and_visit_is_one_wall(night: Store) -> None:
    """Its address in words or as it stands, a number of the visit, the hour: nothing of it makes a page its own."""
    wall = "You asked for {} at {}. Your visit {} is checked; /{} opens then."
    said = {"dust-mites": "Dust Mites", "gout": "gout", "%C3%89pilepsie": "Épilepsie"}
    for number, (name, words) in enumerate(said.items()):
        meet(night, page(name, (wall.format(words, f"1{number}:07", f"8f{number}c-ab", name),)))
    meet(night, page("own", ("You asked for gout at night. Rest.",)), page("words", ("Rest and drink.",)))
    assert len(night.doubt_new_pages("health", since=SINCE, now=LATER)) == 3
    assert held(night) == {"early", "own", "words"}


def test_a_new_page_behind_a_wall_that_names_the_page_goes_with_those_in_quarantine(store: Store) -> None:
    """One alone is known by the pages that have lost their text to the same wall."""
    whole = page("whole", ("Rest and drink. " * 30,))
    save(store, whole, url=whole.url)
    begin(store, "run-2", at=SINCE)
    behind = [page(name, (f"To open {name} press here. Visit {visit}.",)) for name, visit in (("whole", 7), ("new", 8))]
    assert save(store, behind[0], url=whole.url, at=LATER, run_id="run-2").result == "suspect"
    meet(store, behind[1])
    assert len(store.doubt_new_pages("health", since=SINCE, now=LATER)) == 1
    assert held(store) == {"whole"}


def test_their_looks_stay_and_they_are_asked_whole_at_once(night: Store) -> None:
    """Each as ``suspect`` with its capture, without a validator and without a change; those of others are untouched."""
    meet(night, page("one"), page("two"), page("own", ("Rest and drink.",)))
    night.doubt_new_pages("health", since=SINCE, now=LATER)
    for name, result in {"one": "suspect", "two": "suspect", "own": "new", "early": "new"}.items():
        (look,) = night.explain(f"https://health.example/{name}")
        assert (look.result, look.version is None) == (result, result == "suspect"), name
        assert look.capture_id is not None
        known = state(night, f"https://health.example/{name}")
        asked = (known.next_due == LATER, known.due_reason == "retry", known.etag is None, known.document_id is None)
        assert set(asked) == {result == "suspect"}, name
    assert [(change.kind, change.url) for change in night.changes()] == [
        ("new", "https://health.example/early"),
        ("new", "https://health.example/own"),
    ]


def test_nothing_of_them_is_left_and_what_others_share_is(night: Store) -> None:
    """Rows of every kind go with the record, and the texts that nobody else uses; the words of others stay."""
    rich = replace(
        page("one", (*WALL, "Nobody else.")),
        related=(Related(relation="topic", text="Allergy", url="https://health.example/allergy"),),
        images=(Image(url="https://health.example/a.png", alt="A lung", caption=None, section_id=None),),
        alternates=(Alternate(language="es", url="https://health.example/es"),),
        issues=(Issue(code="odd", severity="warning", message="Odd", evidence={}),),
    )
    with night.batch():
        meet(night, rich, replace(rich, url="https://health.example/two"))
        assert len(night.doubt_new_pages("health", since=SINCE, now=LATER)) == 2
        again = page("three", (*WALL, "Nobody else."))
        meet(night, again)
    texts = {text for (text,) in night._sql.execute("SELECT text FROM texts")}
    assert texts == {*WALL, "Nobody else."}
    kept = night.document(again.url)
    assert kept is not None
    assert [section.text for section in kept.sections] == [*WALL, "Nobody else."]
    assert {hit.url for hit in night.search("privacy")} == {"https://health.example/early", again.url}
    assert len(night.doubt_new_pages("health", since=SINCE, now=LATER)) == 0
