"""What one look at a page leaves behind: its row in the history, the frontier's memory and the run's counters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.model.capture import Answered, Disallowed, Failed, Hop, NotModified, Outcome, OutOfScope
from pipeline.model.run import RunCounts
from pipeline.model.target import Target
from pipeline.storage import Store
from pipeline.storage.captures import _PAGE
from tests.storage.storage_pages import DAY, NOW, URL, A, B, capture, document, not_modified, save, state, target

ELSEWHERE = "https://health.example/conditions/asthma.html"


def look(store: Store, outcome: Outcome, *, asked: Target | None = None, days: float = 1) -> None:
    at = NOW + days * DAY
    store.save_outcome("run-1", asked or target(), outcome, now=at, elapsed_ms=4, next_due=at + DAY)


def counted(store: Store) -> RunCounts:
    run = store.run("run-1")
    assert run is not None
    return run.counts


@pytest.mark.parametrize(
    ("outcome", "message", "reason", "bytes_kept"),
    [
        (Disallowed(url=URL, rule="Disallow: /a", closed=False), "disallowed: Disallow: /a", "disallowed", 0),
        (Disallowed(url=URL, rule="5xx", closed=True), "robots-closed: 5xx", "robots-closed", 0),
        (Failed(url=URL, kind="timeout", message="none in 30 s"), "timeout: none in 30 s", "retry", 0),
        (Answered(url=URL, capture=capture(status=503, body=b"busy")), "http-503", "retry", 4),
        (Answered(url=URL, capture=capture(status=404, body=b"no")), None, "confirm-gone", 2),
        (
            OutOfScope(url=URL, location="https://away.example/", capture=capture(status=301, body=b"moved")),
            "redirects to https://away.example/",
            "out-of-scope",
            5,
        ),
    ],
)
def test_why_a_look_came_to_nothing_is_kept(
    store: Store, outcome: Outcome, message: str | None, reason: str, bytes_kept: int
) -> None:
    """In words in the history, with the answer where there was one; as a reason where the next look is due."""
    look(store, outcome)
    (row,) = store.explain(URL)
    assert (row.message, state(store).due_reason) == (message, reason)
    answer = getattr(outcome, "capture", None)
    assert (row.capture_id, row.bytes) == (answer and answer.id, bytes_kept)
    assert counted(store).bytes == bytes_kept


def test_a_gone_page_that_fails_is_still_gone(store: Store) -> None:
    """Neither a server's trouble nor its silence says that the page is back."""
    save(store, A)
    for days in (1, 3):
        look(store, Answered(url=URL, capture=capture(status=404, body=b"no")), days=days)
    for days, trouble in enumerate((capture(status=500), None), 4):
        look(
            store,
            Failed(url=URL, kind="connect", message="m") if trouble is None else Answered(url=URL, capture=trouble),
            days=days,
        )
        assert (state(store).status, state(store).due_reason) == ("gone", "gone")


def test_a_304_that_names_no_validator_leaves_those_that_were_held(store: Store) -> None:
    """A server need not say them again; without them the page would be sent whole from then on."""
    headers = (("Content-Type", "text/html"), ("ETag", '"1"'), ("Last-Modified", "Tue, 03 Jun 2025 10:00:00 GMT"))
    save(store, A, answer=capture(headers=headers))
    look(store, NotModified(url=URL, capture=capture(status=304, body=b"", headers=())))
    assert (state(store).etag, state(store).last_modified) == ('"1"', "Tue, 03 Jun 2025 10:00:00 GMT")


def test_an_address_that_leads_to_a_page_nobody_could_read_is_looked_at_again(store: Store) -> None:
    """Only what leads to a page that was removed for good is left alone for ever."""
    hops = (Hop(url=URL, status=302, location=ELSEWHERE),)
    saved = save(store, None, answer=capture(ELSEWHERE, asked=URL, hops=hops))
    assert saved.result == "unread"
    assert (state(store).status, state(store).next_due is not None) == ("redirected", True)


def test_looks_that_were_led_on_and_conditional_ones_are_counted(store: Store) -> None:
    """Each once, beside what it came to; a page that was served where it was asked was not led on."""
    save(store, A)
    assert (counted(store).redirected, counted(store).conditional) == (0, 0)
    hops = (Hop(url=URL, status=302, location=ELSEWHERE),)
    save(store, replace(B, url=ELSEWHERE), answer=capture(ELSEWHERE, asked=URL, hops=hops, at=NOW + DAY), at=NOW + DAY)
    assert (counted(store).redirected, counted(store).conditional) == (1, 0)
    for validator in ("etag", "last_modified"):
        asked = replace(target(), **{validator: "x"})
        look(store, NotModified(url=URL, capture=capture(status=304, body=b"")), asked=asked, days=2)
    look(store, Disallowed(url=URL, rule="no", closed=False), asked=replace(target(), etag="x"), days=3)
    assert (counted(store).redirected, counted(store).conditional) == (1, 2)
    assert (counted(store).new, counted(store).fetched, counted(store).unchanged) == (2, 2, 2)


def test_a_list_of_addresses_is_kept_with_its_answer(store: Store) -> None:
    """``explain`` leads from the look to the bytes of the sitemap that was read then."""
    asked = Target(url="https://health.example/sitemap.xml", site="example", kind="sitemap", reason="never-seen")
    answer = capture(asked.url)
    look(store, Answered(url=asked.url, capture=answer), asked=asked)
    (row,) = store.explain(asked.url)
    assert (row.result, row.capture_id) == ("listed", answer.id)


@pytest.mark.parametrize(("minutes", "then"), [(14, "wanted"), (15, "confirmed"), (24 * 60, "confirmed")])
def test_a_later_look_confirms_a_change_whatever_it_was_taken_for(store: Store, minutes: int, then: str) -> None:
    """The look that was meant to may have been kept out by robots.txt, or have met a wall; one that comes at once, by
    another address of the page, says nothing of how long the change has stood."""
    save(store, document(texts=("Take 5 mg.",)))
    save(store, document(texts=("Take 50 mg.",)), at=NOW + DAY)
    assert [change.confirm for change in store.changes()][-1] == "wanted"
    not_modified(store, at=NOW + DAY + timedelta(minutes=minutes))
    assert [change.confirm for change in store.changes()][-1] == then


def test_a_change_that_stood_for_days_is_not_superseded_by_the_next(store: Store) -> None:
    """It was seen again, though not by the look that was meant to: what came weeks later is another change."""
    save(store, document(texts=("Take 5 mg.",)))
    save(store, document(texts=("Take 50 mg.",)), at=NOW + DAY)
    not_modified(store, at=NOW + 2 * DAY)
    save(store, document(texts=("Take 70 mg.",)), at=NOW + 20 * DAY)
    assert [change.confirm for change in store.changes()][-2:] == ["confirmed", "wanted"]


def test_explain_tells_the_looks_at_a_page_and_at_what_leads_to_it(store: Store) -> None:
    """In order of time; those at other pages are no part of its story."""
    other = "https://health.example/other.html"
    save(store, A)
    save(store, replace(B, url=other), url=other)
    hops = (Hop(url=URL, status=301, location=ELSEWHERE),)
    save(store, replace(A, url=ELSEWHERE), answer=capture(ELSEWHERE, asked=URL, hops=hops, at=NOW + DAY), at=NOW + DAY)
    save(store, replace(A, url=ELSEWHERE), url=ELSEWHERE, at=NOW + 2 * DAY)
    assert [row.url for row in store.explain(ELSEWHERE)] == [URL, URL, ELSEWHERE]
    assert [row.url for row in store.explain(other)] == [other]


def test_a_capture_s_row_says_what_its_fields_said(store: Store) -> None:
    """The first type and coding that were named; everything that was asked of robots."""
    headers = (
        *(("Content-Type", "text/html"), ("Vary", "x"), ("content-type", "text/plain")),
        *(("Content-Encoding", "gzip"), ("Content-Encoding", "br")),
        *(("X-Robots-Tag", "noarchive"), ("X-Robots-Tag", "bot: noindex")),
    )
    save(store, A, answer=capture(headers=headers))
    columns = "content_type, content_encoding, robots_tag"
    rows = store._sql.execute(f"SELECT {columns} FROM captures").fetchall()  # noqa: S608 - names of columns
    assert rows == [("text/html", "gzip", "noarchive\nbot: noindex")]


def test_captures_are_told_in_order_however_many_there_are(store: Store) -> None:
    """More than one reading holds; one that is told of again keeps its number."""
    kept = [capture(ELSEWHERE, asked=URL, body=b"%d" % n) for n in range(_PAGE + 1)]
    with store.batch():
        for one in kept:
            store.save_capture(one)
    rows = list(store.captures())
    assert [row.id for row in rows] == [one.id for one in kept]
    assert [row.number for row in rows] == sorted({row.number for row in rows})
    assert {(row.requested_url, row.url) for row in rows} == {(URL, ELSEWHERE)}
    save(store, replace(A, url=ELSEWHERE), answer=kept[7])
    assert [row.capture_id for row in store.explain(ELSEWHERE)] == [kept[7].id]
    assert len(list(store.captures())) == len(kept)
