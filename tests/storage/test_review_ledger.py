"""Fifty pages over twelve runs: every ledger state, as it was scripted."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from pipeline.changes import State
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document
from pipeline.model.target import Discovered
from pipeline.moments import stamp
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, begin, document, save
from tests.values import claim

RUNS = 12
START = datetime(2025, 1, 5, 10, tzinfo=NOW.tzinfo)
BUMP_RUN, BUMP_DAY = 9, date(2025, 9, 1)

# what happens to a page, by run: w = its words change, f = typesetting only, d = the date moves, b = both at once,
# u = its words are those of before, r = once more those of after, o = its date is the one that it began with, a = the
# one that it came to first
SCRIPTS: dict[str, tuple[State, ...]] = {
    "": ("neither",),
    "f.f": ("neither",),
    "w": ("changed-since-review",),
    "w.w": ("changed-since-review",),
    "d": ("date-moved-without-change",),
    "b": ("neither",),
    "w.d": ("neither",),
    "d.w": ("both",),
    "b.d": ("date-moved-without-change",),
    "d.b": ("neither",),
    "w.d.d": ("date-moved-without-change",),
    "d.w.d": ("neither",),
    "d.d.w.f": ("both",),
    "w.u": ("neither",),
    "w.f.u": ("neither",),
    "w.u.r": ("changed-since-review",),
    "w.u.d": ("date-moved-without-change",),
    "b.u": ("changed-since-review",),
    "b.u.r": ("neither",),
    "b.u.b": ("neither",),
    "d.o": ("neither",),
    "d.o.a": ("neither",),
    "d.o.a.o": ("neither",),
    "d.o.d": ("date-moved-without-change",),
}
PAGES = [(f"https://health.example/{n:02}", list(SCRIPTS)[n % len(SCRIPTS)]) for n in range(50)]


def made(url: str, words: str, day: date) -> Document:
    said = claim(day.isoformat(), label="Last reviewed", locator="section:s0")
    chosen = ChosenDate(value=said.value, precision="day", source="text")
    return replace(document(url, texts=(words,)), dates=(said,), reviewed=chosen, modified=None)


def play(store: Store, *, bump: bool = False) -> None:
    """Every page in every run, a month apart; the steps of a page's script fall on the runs 2, 3, 4, ..."""
    store.discover([Discovered(url=url, site="example", found_by="seed") for url, _ in PAGES], now=START)
    states = {url: (0, 0, date(2024, 6, 1)) for url, _ in PAGES}
    for run in range(1, RUNS + 1):
        at = START + (run - 1) * 30 * DAY
        begin(store, f"month-{run}", at=at)
        for url, script in PAGES:
            words, space, day = states[url]
            step = script[run - 2] if 2 <= run < len(script) + 2 else "."
            words += (step in "wbr") - (step == "u")
            space += step == "f"
            day = at.date() - timedelta(days=int(url[-2:]) % 25) if step in "db" else day
            if step in "oa":
                early = START.date() + 30 * DAY - timedelta(days=int(url[-2:]) % 25)
                day = date(2024, 6, 1) if step == "o" else early
            if bump and run == BUMP_RUN:
                day = BUMP_DAY
            states[url] = (words, space, day)
            text = f"Take {words} doses of page {url[-2:]}." + "\u00a0\n" * space
            save(store, made(url, text, day), at=at, run_id=f"month-{run}", url=url)
        store.settle_changes(f"month-{run}", now=at)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("ledger") / "a.db") as store:
        play(store)
        yield store


def test_every_state_is_assigned_exactly(played: Store) -> None:
    """What was scripted for each of 50 pages over 12 runs is what the ledger says."""
    rows = {row.url: row for row in played.review_ledger()}
    assert {url: rows[url].entry.state for url, _ in PAGES} == {url: SCRIPTS[script][0] for url, script in PAGES}
    assert set(Counter(row.entry.state for row in rows.values())) == {
        "neither",
        "changed-since-review",
        "date-moved-without-change",
        "both",
    }


def test_the_evidence_is_two_versions_and_their_claims(played: Store) -> None:
    """Each half of a verdict names the versions between which it happened and what each claimed."""
    rows = {row.url: row.entry for row in played.review_ledger()}
    both = rows[next(url for url, script in PAGES if script == "d.w")]
    assert both.moved is not None
    assert both.changed is not None
    assert (both.moved.before, both.moved.after, both.changed.before, both.changed.after) == (1, 2, 2, 3)
    assert (both.moved.claim_before, both.moved.claim_after) == ("2024-06-01", both.claim)
    assert both.changed.claim_after == both.claim
    assert both.changed.since == START + 3 * 30 * DAY


def assert_same(store: Store) -> None:
    rows = {row.url: row.entry for row in store.review_ledger()}
    seen = store._sql.execute("SELECT url, state, review_value, changed_in, moved_in FROM review_ledger").fetchall()
    assert {row[0]: row[1:] for row in seen} == {
        url: (
            entry.state,
            entry.claim,
            entry.changed.after if entry.changed else None,
            entry.moved.after if entry.moved else None,
        )
        for url, entry in rows.items()
    }


def test_the_view_says_the_same(played: Store) -> None:
    """The view for people and the function agree on every page."""
    assert_same(played)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("2024-06", "2024-06-17", "changed-since-review"),
        ("2024-06-17", "2024-06", "changed-since-review"),
        ("2024-06-01T23:30:00-05:00", "2024-06-02T04:30:00Z", "changed-since-review"),
        ("2024-06-01T23:30:00-05:00", "2024-06-02T04:31:00Z", "neither"),
        ("2024-06-01T23:30:00-05:00", "2024-06-02", "changed-since-review"),
        ("2024-06-01T23:30:00-05:00", "2024-06-03", "neither"),
        ("2025-01", "2025-01-20", "neither"),
        ("2024-06-01", "2024-06-02", "neither"),
    ],
)
def test_a_date_that_is_only_printed_otherwise_covers_no_change(
    store: Store, before: str, after: str, state: State
) -> None:
    """Words change together with the form of the date; function and view agree."""
    url = PAGES[0][0]
    store.discover([Discovered(url=url, site="example", found_by="seed")], now=START)
    for run, (value, words) in enumerate([(before, "Take 5 doses."), (after, "Take 50 doses.")]):
        day = date.fromisoformat(value[:10] if len(value) > 7 else f"{value}-01")
        end = day if len(value) > 7 else day + timedelta(days=29)
        page = made(url, words, day)
        claim = replace(page.dates[0], value=value, lo=day, hi=end)
        page = replace(page, dates=(claim,), reviewed=ChosenDate(value=value, precision="day", source="text"))
        begin(store, f"look-{run}", at=START + 30 * run * DAY)
        save(store, page, at=START + 30 * run * DAY, run_id=f"look-{run}", url=url)
        store.settle_changes(f"look-{run}", now=START + 30 * run * DAY)
    (row,) = store.review_ledger()
    assert row.entry.state == state
    assert store._sql.execute("SELECT state FROM review_ledger").fetchone()[0] == state


def test_the_past_ledger_knows_nothing_of_the_future(played: Store) -> None:
    """As of the first run no page has changed and no date has moved."""
    assert {row.entry.state for row in played.review_ledger(as_of=START + DAY)} == {"neither"}
    assert list(played.review_ledger(as_of=START - DAY)) == []


def test_a_date_set_on_every_page_on_one_day_is_one_event(store: Store) -> None:
    """A site-wide date bump is told once, with how many pages it touched; each page's line shows it."""
    play(store, bump=True)
    events = [event for event in store.events() if event.pages == 50]
    assert [(event.kind, event.grade, event.looked_at, event.edits) for event in events] == [
        ("host-wide", "dates-only", 50, 1)
    ]
    assert [one.after for one in events[0].sample] == [BUMP_DAY.isoformat()]
    assert len(list(store.events(run_id=f"month-{BUMP_RUN}"))) == 1
    states = {row.url: row.entry.state for row in store.review_ledger()}
    unchanged = [url for url, script in PAGES if not set(script) & set("wb")]
    assert {states[url] for url in unchanged} == {"date-moved-without-change"}


VALUES = (
    *(None, "2025-01", "2025-02", "2025", "2025-01-10", "2025-01-31", "2025-02-14", "2025-02-15", "2025-03-01"),
    *("2025-01-10T23:30:00-05:00", "2025-01-11T04:30:00Z", "2025-02-14T12:00:00Z", "2025-02-14T12:00:01.500Z"),
)


def days_of(value: str) -> tuple[str, str]:
    if len(value) == 4:
        return f"{value}-01-01", f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-01", f"{value}-{monthrange(*map(int, value.split('-')))[1]}"
    return value[:10], value[:10]


def history(chance: Random, document: int) -> Iterator[tuple[object, ...]]:
    """Versions of a page: each says one of three things under some date, and is seen for a while."""
    at, words = START, "a"
    for number in range(1, chance.randint(1, 8) + 1):
        said = chance.choice("abc")
        graded = ("critical", "substantive", "structural", "template") if said != words else ("dates-only", "technical")
        value = chance.choice(VALUES)
        role = value and chance.choice(("reviewed", "reviewed", "modified"))
        last = at + chance.randint(0, 30) * DAY
        grade = None if number == 1 else chance.choice(graded)
        lo, hi = days_of(value) if value else (None, None)
        yield document, number, stamp(at), stamp(last), grade, said, role, value, lo, hi
        at, words = at + chance.randint(1, 25) * DAY, said


def test_view_and_function_agree_on_any_history(store: Store) -> None:
    """Two thousand pages with versions made up at random: partial dates, instants, two roles, ways back, overlaps."""
    chance, sql = Random(20250105), store._sql  # noqa: S311 - no secret
    with store.batch():
        for document in range(1, 2001):
            sql.execute(
                "INSERT INTO documents (id, url, site, page_type, also_called, rights, words, words_lost, version_id,"
                " first_seen, changed_at) VALUES (?, ?, 'example', '', '[]', '', 0, 0, 0, '', '')",
                (document, f"https://health.example/{document:05}"),
            )
            sql.executemany(
                "INSERT INTO versions (document_id, number, first_seen_at, last_seen_at, grade, fingerprint,"
                " review_role, review_value, review_lo, review_hi, content_hash, parser_version, profile_version,"
                " first_run, last_run, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', 1, 1, x'')",
                history(chance, document),
            )
        sql.execute("UPDATE documents SET version_id = (SELECT max(id) FROM versions WHERE document_id = documents.id)")
    assert_same(store)
    with store.batch():  # they have no records, which a database that is looked through has to have
        sql.execute("DELETE FROM versions")
        sql.execute("DELETE FROM documents")
