"""Feeds of material changes and new findings."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from pipeline.export.feed import FeedEntry, atom, entries, json_feed
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.storage import Store
from tests.audit.audit_store import HOST, START, Bench, a_page, a_section
from tests.export.export_documents import CANARY, LICENSED, MIXED
from tests.values import finding

ATOM = "{http://www.w3.org/2005/Atom}"
WHERE = {"title": "Health pages", "address": "https://example.org/feed"}


@pytest.fixture
def bench(store: Store) -> Bench:
    made = Bench(store)
    for number in range(3):
        url = f"{HOST}/{number}.html"
        made.discover(url)
        made.answer(url, document=a_page(url, title=f"Page <{number}>"))
    return made


def read(bench: Bench, limit: int = 100, **asked: object) -> list[FeedEntry]:
    with bench.store.snapshot():
        return entries(Source(bench.store), Selection(**asked), limit=limit)  # type: ignore[arg-type]


def dose(bench: Bench, words: str, day: int) -> None:
    url = f"{HOST}/1.html"
    bench.answer(url, document=replace(a_page(url), sections=(a_section("Dosage", words),)), day=day)


def test_a_material_change_stands_first_with_its_grade_and_no_word_of_the_page(bench: Bench) -> None:
    """A changed dose is the newest entry, says how much it matters, and quotes nothing of the sections."""
    dose(bench, "Take 10 mg.", 5)
    found = read(bench)
    assert found[0].url == f"{HOST}/1.html"
    assert found[0].tags[0] == "changed"
    assert [entry.tags[0] for entry in found[1:]] == ["new", "new", "new"]
    for written in (atom(found, **WHERE), json_feed(found, **WHERE)):
        assert b"10 mg" not in written


def test_a_new_finding_is_an_entry(bench: Bench) -> None:
    """An open finding stands in the feed with rule and severity, and without the words it quotes."""
    bench.store.sync_findings([finding("k", f"{HOST}/0.html", message=f"says {CANARY}")], now=START)
    found = [entry for entry in read(bench) if entry.tags[0] == "finding"]
    assert [entry.tags for entry in found] == [("finding", "FR001", "error", "healthy")]
    assert CANARY.encode() not in atom(found, **WHERE) + json_feed(found, **WHERE)


def test_the_canary_of_a_licensed_section_is_in_no_feed(bench: Bench) -> None:
    """A public feed speaks of a mixed page without a word of its licensed section, and not of a licensed page."""
    for name, rights in (("mixed", MIXED), ("secret", LICENSED)):
        url = f"{HOST}/{name}.html"
        bench.discover(url)
        sections = (a_section("Free", "Free."), replace(a_section("Own", CANARY), rights=LICENSED))
        bench.answer(url, document=a_page(url, rights=rights, sections=sections, description=CANARY))
    found = read(bench, rights=("public_domain",))
    assert f"{HOST}/secret.html" not in {entry.url for entry in found}
    assert CANARY.encode() not in atom(found, **WHERE) + json_feed(found, **WHERE)


def test_both_feeds_hold_the_same_entries_and_are_well_formed(bench: Bench) -> None:
    """Atom and JSON Feed give the same ids in the same order; titles are escaped; the same state, the same bytes."""
    found = read(bench)
    feed = ET.fromstring(atom(found, **WHERE))  # noqa: S314 - our own bytes
    assert [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] == [
        item["id"] for item in json.loads(json_feed(found, **WHERE))["items"]
    ]
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")][-1].startswith("New page: Page <")  # type: ignore[union-attr]
    assert feed.findtext(f"{ATOM}updated") == "2026-01-01T06:00:00Z"
    assert atom(read(bench), **WHERE) == atom(found, **WHERE)


def test_a_feed_holds_the_newest_entries_only(bench: Bench) -> None:
    """The limit keeps the newest."""
    dose(bench, "Take 10 mg.", 5)
    with bench.store.snapshot():
        assert [entry.tags[0] for entry in entries(Source(bench.store), Selection(), limit=1)] == ["changed"]


def test_a_flood_of_findings_leaves_changes_in_the_feed(bench: Bench) -> None:
    """Of more than fit, findings and changes have half each, and of findings of one moment the gravest are in."""
    dose(bench, "Take 10 mg.", 5)
    found = [
        finding(f"{severity}-{number}", f"{HOST}/1.html", rule=rule, severity=severity)
        for rule, severity in (("FR004", "info"), ("FR001", "error"))
        for number in range(20)
    ]
    bench.store.sync_findings(found, now=START + timedelta(days=9))
    for limit, changes in ((6, 3), (100, 4)):
        told = read(bench, limit=limit)
        assert sum(entry.tags[0] != "finding" for entry in told) == changes
        assert told == sorted(told, key=lambda entry: entry.at, reverse=True)
    assert {entry.tags[2] for entry in read(bench, limit=6) if entry.tags[0] == "finding"} == {"error"}


def test_a_title_keeps_its_letters_and_loses_what_no_feed_can_hold(bench: Bench) -> None:
    """Joiners and marks of direction belong to a Persian word; control signs would make the feed unreadable."""
    url = f"{HOST}/1.html"
    bench.answer(url, document=a_page(url, title="\u0645\u06cc\u200c\u0631\u0648\u062f\u200f \x1b[2J\ufffe\x9d"), day=5)
    newest = next(entry for entry in read(bench) if entry.tags[0] == "changed" or "\u200c" in entry.title)
    assert newest.title.endswith(": \u0645\u06cc\u200c\u0631\u0648\u062f\u200f [2J")
    ET.fromstring(atom([newest], **WHERE))  # noqa: S314 - our own bytes


def test_a_title_without_end_is_cut(bench: Bench) -> None:
    """A page that never ends its title has all its words in it, and a feed has none of them."""
    url = f"{HOST}/1.html"
    bench.answer(url, document=a_page(url, title="endless " * 20_000), day=5)
    longest = max((entry.title for entry in read(bench)), key=len)
    assert "endless endless" in longest
    assert (len(longest), longest[-1]) == (500, "\u2026")


def test_an_empty_feed_is_a_feed() -> None:
    """With nothing to tell both are still well formed."""
    assert ET.fromstring(atom([], **WHERE)).tag == f"{ATOM}feed"  # noqa: S314 - our own bytes
    assert json.loads(json_feed([], **WHERE))["items"] == []


def test_a_feed_that_nobody_said_where_it_is_served_names_no_address(bench: Bench) -> None:
    """A reader would subscribe to it. The id is the same each time; the entries are those of one with an address."""
    found = read(bench)
    feed = ET.fromstring(atom(found, title="Health pages", address=None))  # noqa: S314 - our own bytes
    assert feed.find(f"{ATOM}link") is None
    assert str(feed.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    unsaid = json.loads(json_feed(found, title="Health pages", address=None))
    assert "feed_url" not in unsaid
    assert unsaid["items"] == json.loads(json_feed(found, **WHERE))["items"]


def test_an_entry_that_leads_nowhere_has_content() -> None:
    """A finding about a publisher is of no page (RFC 4287, section 4.1.2)."""
    one = FeedEntry(id="urn:uuid:1", at=START, title="FR013", url=None, summary="info: FR013.", tags=("finding",))
    entry = ET.fromstring(atom([one], **WHERE)).find(f"{ATOM}entry")  # noqa: S314 - our own bytes
    assert entry is not None
    assert (entry.findtext(f"{ATOM}content"), entry.find(f"{ATOM}link")) == ("info: FR013.", None)
