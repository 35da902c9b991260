"""Blocks that stand on many pages of a host come and go without the page saying anything else."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.changes.commonplace import common_marks, mark
from pipeline.model.document import Document, Link
from pipeline.model.issue import Issue
from pipeline.model.target import Discovered
from pipeline.storage import Store
from pipeline.storage.events import SAMPLE
from tests.export.export_canary import finding
from tests.storage.storage_pages import DAY, NOW, begin, document, save

PROMO = "Sign up for our newsletter."
OTHER = "Find a clinic near you."
URLS = [f"https://health.example/{n:02}" for n in range(40)]


def page(n: int, *extra: str, heading: str = "Part 0", words: str = "") -> Document:
    made = document(URLS[n], texts=("\n".join((words or f"Words of page {n}.", *extra)),), links=0)
    return replace(made, sections=(replace(made.sections[0], heading=heading, path=(heading,)),))


def known(store: Store, shown: dict[int, tuple[str, ...]], *, pages: int = 40) -> None:
    """Pages of one host, some with blocks that are not their own."""
    store.discover([Discovered(url=url, site="example", found_by="seed") for url in URLS[:pages]], now=NOW)
    for n in range(pages):
        save(store, page(n, *shown.get(n, ())), url=URLS[n])
    store.settle_changes("run-1", now=NOW)


def graded(store: Store, *pages: Document, day: int = 1) -> list[str | None]:
    """What the changes of a run that looked at these pages are called in the end."""
    run = begin(store, f"run of day {day}", at=NOW + day * DAY)
    for made in pages:
        save(store, made, at=NOW + day * DAY, url=made.url, run_id=run)
    store.settle_changes(run, now=NOW + day * DAY)
    return [change.grade for change in store.changes_of_run(run) if change.kind == "changed"]


def on(count: int, *blocks: str) -> dict[int, tuple[str, ...]]:
    return dict.fromkeys(range(count), blocks)


def test_a_block_of_a_fifth_of_the_pages_that_comes_or_goes_is_the_template(store: Store) -> None:
    """A promotion on 9 of 40 pages vanishes from one and appears on another: neither says anything else."""
    known(store, on(9, PROMO))
    assert graded(store, page(0), page(20, PROMO)) == ["template", "template"]
    assert list(store.events()) == []


def test_a_block_of_fewer_pages_is_the_page_s_own(store: Store) -> None:
    """On 7 of 40 pages, this one included: content."""
    known(store, on(6, PROMO))
    assert graded(store, page(20, PROMO)) == ["substantive"]


def test_what_stands_on_one_host_of_a_site_is_no_boilerplate_of_another(store: Store) -> None:
    """A promotion of the news pages that appears on a page about a drug is something that this page says."""
    known(store, on(40, PROMO))
    drugs = [replace(page(n), url=f"https://drugs.example/{n:02}") for n in range(40)]
    store.discover([Discovered(url=one.url, site="example", found_by="seed") for one in drugs], now=NOW)
    for one in drugs:
        save(store, one, url=one.url)
    assert graded(store, replace(page(0, PROMO), url=drugs[0].url)) == ["substantive"]


def test_a_large_host_of_a_site_hides_no_boilerplate_of_a_small_one(store: Store) -> None:
    """Pages are sampled by host: a site may be a thousand pages of one host and forty of another."""
    with store.batch():
        for n in range(2 * SAMPLE):
            url = f"https://large.example/{n:04}"
            save(store, replace(page(n % 40), url=url), url=url)
    known(store, on(9, PROMO))
    assert graded(store, page(0), page(20, PROMO)) == ["template", "template"]


def test_a_small_host_has_no_boilerplate(store: Store) -> None:
    """Of 29 pages nobody can say."""
    known(store, on(20, PROMO), pages=29)
    assert graded(store, page(0)) == ["substantive"]


def test_one_promotion_in_the_place_of_another_is_the_template(store: Store) -> None:
    """Both stand on many pages."""
    known(store, {**on(12, PROMO), **dict.fromkeys(range(12, 24), (OTHER,))})
    assert graded(store, page(0, OTHER)) == ["template"]


def test_a_block_that_is_everywhere_and_turns_into_a_new_one_is_told(store: Store) -> None:
    """The first page of an edit of the whole host: nothing is known of the new words, so they count."""
    known(store, on(40, "Call us between 8 and 5."))
    assert graded(store, page(0, "Call us between 9 and 5.")) == ["critical"]


def test_an_edit_that_one_page_shows_again_and_again_is_its_own(store: Store) -> None:
    """In an archive read into a new database many looks at a page are one run: three of one page are no host."""
    known(store, {}, pages=5)
    looks = [page(0, OTHER), page(0)] * 3
    assert graded(store, *looks) == ["substantive"] * len(looks)
    assert list(store.events()) == []


def test_an_edit_of_the_whole_host_stays_one_event(store: Store) -> None:
    """Boilerplate that changes on every page is one event with its words, and it is shown by its weight."""
    known(store, on(40, "Call us between 8 and 5."))
    assert set(graded(store, *(page(n, "Call us between 9 and 5.") for n in range(40)))) == {"template"}
    (event,) = store.events()
    assert (event.pages, event.grade, event.sample[0].after) == (40, "critical", "Call us between 9 and 5.")


def test_a_page_that_was_away_for_two_edits_of_the_host_shows_both_as_the_host_s(store: Store) -> None:
    """From the first line to the third at once: no other page made that step, and it is no edit of the page's."""
    first, second, third = (f"Call us between {hour} and 5." for hour in (8, 9, 10))
    known(store, on(40, first))
    for day, line in enumerate((second, third), 1):
        assert set(graded(store, *(page(n, line) for n in range(39)), day=day)) == {"template"}
    assert graded(store, page(39, third), day=3) == ["template"]
    assert graded(store, page(38, "Call us between 11 and 5."), day=4) == ["critical"]


@pytest.mark.parametrize("sampled", [True, False])
def test_a_purge_takes_the_words_of_its_page_out_of_the_event_and_of_what_was_found(
    store: Store, sampled: bool
) -> None:
    """The event stays, shown by a page that has the words still; findings and issues of others stay whole."""
    known(store, on(40, "Call us between 8 and 5."))
    graded(store, *(page(n, "Call us between 9 and 5.") for n in range(40)))
    (before,) = store.events()
    of_event = next(url for url in URLS if url == before.url)
    url = of_event if sampled else next(one for one in URLS if one != of_event)
    store.sync_findings([finding(one) for one in URLS[:40]], now=NOW + 2 * DAY)
    issue = Issue(code="fetch-failed", severity="warning", message="odd", evidence={})
    for one in URLS[:40]:
        store.add_issues("run-1", [issue], site="example", url=one, now=NOW + 2 * DAY)
    store.purge(url, reason="asked to", now=NOW + 3 * DAY)
    (after,) = store.events()
    assert (after.pages, after.grade) == (40, "critical")
    others = set(URLS[:40]) - {url}
    assert (after.url != of_event, after.url in others, after.sample) == (sampled, True, before.sample)
    assert {one.finding.url for one in store.findings()} == others
    assert {row.url for row in store.issues() if row.code == "fetch-failed"} == others
    assert [row.version for row in store.explain(url)] == [None, None]


def test_boilerplate_beside_an_edit_leaves_the_edit(store: Store) -> None:
    """The page lost the promotion and says something else, too."""
    known(store, on(20, PROMO))
    assert graded(store, page(0, words="Other words of page 0.")) == ["substantive"]


def test_a_warning_is_never_boilerplate(store: Store) -> None:
    """The same line under a heading on warnings stands on every page; its loss on one is critical all the same."""
    store.discover([Discovered(url=url, site="example", found_by="seed") for url in URLS], now=NOW)
    for n in range(40):
        save(store, page(n, "Keep out of the sun.", heading="Warnings"), url=URLS[n])
    store.settle_changes("run-1", now=NOW)
    assert graded(store, page(0, heading="Warnings")) == ["critical"]


def test_a_link_of_many_pages_is_boilerplate_too(store: Store) -> None:
    """A link in a box beside the content that every fourth page has comes to one more."""
    box = Link(order=0, url="https://other.example/news", text="News", section_id=None, kind="external")
    store.discover([Discovered(url=url, site="example", found_by="seed") for url in URLS], now=NOW)
    for n in range(40):
        save(store, replace(page(n), links=(box,) if n % 4 == 0 else ()), url=URLS[n])
    store.settle_changes("run-1", now=NOW)
    own = replace(box, url="https://other.example/own")
    assert graded(store, replace(page(1), links=(box,)), replace(page(2), links=(own,))) == ["template", "links-only"]


def test_a_date_that_moved_beside_it_is_still_a_date(store: Store) -> None:
    """Promotion gone and date moved: the ledger must see the date."""
    known(store, on(20, PROMO))
    moved = page(0)
    claims = (replace(moved.dates[0], value="2025-06-02"),)
    assert graded(store, replace(moved, dates=claims)) == ["dates-only"]


def test_what_is_common_is_counted_by_page() -> None:
    """A block that one page shows ten times is on one page; a fifth of thirty is six."""
    pages = [page(n, *((PROMO,) if n < 6 else ()), *((OTHER,) * 10 if n < 5 else ())) for n in range(30)]
    found = common_marks(pages)
    assert mark("block", "Sign up for our newsletter .") in found
    assert mark("block", "Find a clinic near you .") not in found
    assert common_marks(pages[:29]) == frozenset()
