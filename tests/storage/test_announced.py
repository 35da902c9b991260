"""What hosts announced beside their pages, and how often it was true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.model.capture import Answered
from pipeline.model.document import Document
from pipeline.model.target import Discovered
from pipeline.storage import Store
from pipeline.storage.announced import Announced, announced
from pipeline.storage.seen import Signals
from tests.storage.storage_pages import DAY, NOW, A, B, capture, save, target

NOON, LATER = "Sun, 01 Jun 2025 12:00:00 GMT", "Mon, 02 Jun 2025 12:00:00 GMT"


def look(store: Store, doc: Document, reason: str, *, day: float, site: str = "example") -> None:
    """A page answers with 200 and another validator than it was asked with, for this reason."""
    at = NOW + day * DAY
    answer = capture(doc.url, body=f"{day}".encode(), at=at, headers=(("ETag", f'"{day}"'),))
    store.save_outcome(
        "run-1",
        replace(target(doc.url, reason=reason), site=site, etag='"of before"' if reason != "never-seen" else None),
        Answered(url=doc.url, capture=answer),
        now=at,
        elapsed_ms=1,
        next_due=at + DAY,
        document=doc,
    )


def test_announcements_are_counted_by_site_and_carrier_with_those_that_came_true(store: Store) -> None:
    """A page that was read whole although its validators were sent was announced by HTTP."""
    other = replace(A, url="https://other.example/", site="other")
    for doc, site in ((A, "example"), (other, "other")):
        look(store, doc, "never-seen", day=0, site=site)
    for day, (doc, reason) in enumerate(
        [(A, "lastmod-moved"), (B, "lastmod-moved"), (B, "interval"), (A, "interval"), (A, "interval"), (A, "retry")], 1
    ):
        look(store, doc, reason, day=day)
    look(store, other, "interval", day=2, site="other")
    assert Announced.over(store).signals() == {
        "example": (Signals(carrier="http", said=3, true=1), Signals(carrier="sitemap", said=2, true=1)),
        "other": (Signals(carrier="http", said=1, true=0),),
    }
    assert Announced.over(store).signals(as_of=NOW + DAY) == {"example": (Signals(carrier="sitemap", said=1, true=0),)}


def test_announcements_of_another_season_are_forgotten(store: Store) -> None:
    """Ninety days before the newest look; what was known then is known of then."""
    look(store, A, "never-seen", day=0)
    for day in (1, 40, 80):
        look(store, A, "interval", day=day)
    told = [(day, Announced.over(store).signals(as_of=NOW + day * DAY)["example"][0].said) for day in (2, 60, 80)]
    assert told == [(2, 1), (60, 2), (80, 3)]
    look(store, A, "interval", day=125)
    assert Announced.over(store).signals()["example"][0].said == 3


@pytest.mark.parametrize(
    ("sent", "answered", "told"),
    [
        (('"1"', None), (("ETag", '"2"'),), True),
        (('"1"', None), (("ETag", '"1"'),), False),
        (('"1"', None), (("ETag", 'W/"1"'),), False),
        (('"1"', NOON), (("ETag", '"1"'), ("Last-Modified", LATER)), False),
        ((None, NOON), (("ETag", '"1"'), ("Last-Modified", NOON)), False),
        (('"1"', NOON), (("Last-Modified", LATER),), True),
        (('"1"', None), (("Last-Modified", LATER),), None),
        (('"1"', NOON), (), None),
        ((None, None), (("ETag", '"2"'),), None),
    ],
)
def test_a_page_sent_whole_is_announced_by_other_validators_only(
    sent: tuple[str | None, str | None], answered: tuple[tuple[str, str], ...], told: bool | None
) -> None:
    """The same ones say that the server took no notice of them; ETags compare weakly, and count before dates."""
    asked = replace(target(A.url), etag=sent[0], last_modified=sent[1])
    assert announced(asked, capture(A.url, headers=answered)) is told
    assert announced(asked, capture(A.url, headers=answered, status=304)) is None


def test_dates_of_a_list_that_lie_ahead_of_it_are_counted(store: Store) -> None:
    """By more than a day, as time zones go; also where no page of the site was announced yet."""
    dates = ("2025-06-05", "2025-06-04", "2025-06-02", None)
    pages = [
        Discovered(url=f"https://health.example/{n}", site="example", found_by="sitemap", lastmod=lastmod)
        for n, lastmod in enumerate(dates)
    ]
    store.discover(pages, now=NOW)
    assert Announced.over(store).signals() == {"example": (Signals(carrier="sitemap", ahead=1),)}
    save(store, A)
    look(store, A, "lastmod-moved", day=1)
    assert Announced.over(store).signals() == {"example": (Signals(carrier="sitemap", said=1, true=0, ahead=1),)}
    assert Announced.over(store).signals(as_of=NOW - timedelta(seconds=1)) == {}


def test_edits_all_over_a_host_are_told_with_their_words(store: Store) -> None:
    """In the order in which they were seen, each with what stood before and what stands now."""
    said = ("Call 555 0100.", "Call 555 0200.", "Call 555 0300.")
    urls = [f"https://health.example/{n:02}" for n in range(12)]
    for day, words in enumerate(said):
        for n, url in enumerate(urls):
            page = replace(A, url=url, sections=(replace(A.sections[0], text=f"Page {n}.\n{words}"),))
            look(store, page, "interval", day=day)
        store.settle_changes("run-1", now=NOW + day * DAY)
    first, second = Announced.over(store).host_edits()["example"]
    assert (first.at < second.at, first.pages, second.words) == (True, 12, f"{said[1]} -> {said[2]}")
    assert Announced.over(store).host_edits(as_of=first.at) == {"example": [first]}


def test_an_edit_all_over_a_host_outlives_the_page_it_was_shown_by(store: Store) -> None:
    """When that page is purged another one shows it, in its own words; a purge of every page ends it."""
    for day, words in enumerate(("Call 555 0100.", "Call 555 0200.")):
        for n in range(3):
            url = f"https://health.example/{n}"
            page = replace(A, url=url, sections=(replace(A.sections[0], text=f"Page {n}.\n{words}{' ' * n}"),))
            look(store, page, "interval", day=day)
        store.settle_changes("run-1", now=NOW + day * DAY)
    (edit,) = Announced.over(store).host_edits()["example"]
    for n in (0, 1):
        assert edit.url == f"https://health.example/{n}"
        store.purge(edit.url, reason="asked to", now=NOW + 2 * DAY)
        (after,) = Announced.over(store).host_edits()["example"]
        assert after == replace(edit, url=f"https://health.example/{n + 1}")
        edit = after
    assert [event.url for event in store.events()] == ["https://health.example/2"]
    store.purge(edit.url, reason="asked to", now=NOW + 2 * DAY)
    assert Announced.over(store).host_edits() == {}
    assert [(event.url, event.sample) for event in store.events()] == [(None, ())]
