"""Which state of a database goes out: the newest, an older one, or the last good one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.errors import UsageError
from pipeline.export.dataset import open_dataset
from pipeline.export.engine import Options, export
from pipeline.export.manifest import Facts
from pipeline.export.releases.release import Releases
from pipeline.export.rows import ChangeRow
from pipeline.export.selection import Between, Selection
from pipeline.export.source import Source, gate
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document
from pipeline.storage import Store
from tests.audit.audit_store import HOST, START, Bench, a_page
from tests.export.export_documents import a_claim, a_document
from tests.values import finding

A, B = f"{HOST}/a.html", f"{HOST}/b.html"


@pytest.fixture
def bench(store: Store) -> Bench:
    made = Bench(store)
    for url in (A, B):
        made.discover(url)
        made.answer(url, document=a_page(url, title="Good"))
    return made


def read(bench: Bench, **asked: Any) -> list[Document]:
    with bench.store.snapshot():
        return list(Source(bench.store, **asked).documents())


def test_a_blocked_site_goes_out_as_it_was_last_good_and_others_as_they_are(bench: Bench, tmp_path: Path) -> None:
    """After a bad run the export holds the site's last good state and says so; another site's pages are the newest."""
    other = f"{HOST}/other.html"
    bench.discover(other, site="other")
    bench.answer(other, document=a_page(other, site="other", title="Old"))
    bench.store.unblock_site("healthy", run_id="run-1", now=START + timedelta(days=1))
    bench.answer(A, document=a_page(A, title="Broken"), day=5)
    bench.answer(other, document=a_page(other, site="other", title="New"), day=5)
    bench.store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=5))
    for as_of in (None, START + timedelta(days=6)):  # of a day in the block, too
        found = [(document.url, document.title) for document in read(bench, as_of=as_of)]
        assert found == [(A, "Good"), (B, "Good"), (other, "New")]
    with bench.store.snapshot():
        source = Source(bench.store)
        events = source.events(Selection())
        export(source.documents(), out=tmp_path / "x", sites=source.sites, events=events)
    assert "blocked, last good state of 2026-01-02: half the titles are gone" in (tmp_path / "x/README.md").read_text()
    changes = [json.loads(line) for line in (tmp_path / "x/changes.jsonl").read_bytes().splitlines()]
    assert [(row["url"], row["kind"]) for row in changes if row["kind"] == "changed"] == [(other, "changed")]


def test_the_readme_says_how_sites_stood_at_the_moment_that_goes_out(bench: Bench, tmp_path: Path) -> None:
    """A site that was blocked later was not blocked then; today's last good run says how fresh a current site is."""
    bench.store.unblock_site("healthy", run_id="run-1", now=START + timedelta(days=1))

    def state(name: str, as_of: datetime | None) -> str:
        with bench.store.snapshot():
            source = Source(bench.store, as_of=as_of)
            export(source.documents(), out=tmp_path / name, sites=source.sites)
        (line,) = [
            row for row in (tmp_path / name / "README.md").read_text().splitlines() if row.startswith("| health")
        ]
        return line.split("|")[4].strip()

    assert state("now", None) == "current, last good run 2026-01-02"
    assert state("before", START) == "current"
    bench.store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=5))
    assert state("blocked", None).startswith("blocked, last good state of 2026-01-02")
    assert state("then", START + timedelta(days=2)) == "current, last good run 2026-01-02"


def test_one_page_of_a_blocked_site_is_read_as_all_of_them_are(bench: Bench, tmp_path: Path) -> None:
    """Asked for by its address, and judged for the tables of events, a page is what it was when its site was good."""
    bench.store.unblock_site("healthy", run_id="run-1", now=START + timedelta(days=1))
    bench.answer(A, document=a_page(A, title="Broken", page_type="generic"), day=5)
    bench.store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=5))
    with open_dataset(tmp_path / "health.db") as health:
        found = health.get(A)
        assert found is not None
        assert found.title == "Good"
        topics = [(row.url, row.kind) for row in health.changes(page_type="topic")]
    assert topics == [(A, "new"), (B, "new")]


def test_a_blocked_site_that_was_never_good_is_left_out(bench: Bench) -> None:
    """A site that is blocked in its first run has no good state to show."""
    bench.store.block_site("healthy", reason="half the titles are gone", now=START)
    assert read(bench) == []
    with bench.store.snapshot():
        assert list(Source(bench.store).events(Selection())["changes"]) == []


def test_a_page_is_in_an_open_database_by_its_address(bench: Bench, tmp_path: Path) -> None:
    """In any spelling that leads to it; a look through all records for text would find nothing, and slowly."""
    assert bench.store.document(A) is not None
    with open_dataset(tmp_path / "health.db") as health:
        held = health.get(A)
        assert A in health
        assert A.replace("https://", "HTTPS://") in health
        assert held in health
        for other in (f"{HOST}/nope.html", "no address", "", None, 5):
            assert other not in health


def test_an_open_database_counts_the_records_that_it_gives(bench: Bench, tmp_path: Path) -> None:
    """Of an earlier day, with pages that are gone, of a site that is blocked: a share of them is a share of these."""
    database = tmp_path / "health.db"
    late = f"{HOST}/late.html"
    bench.discover(late)
    bench.answer(late, document=a_page(late, title="Late"), day=3)
    for day in (4, 5, 6):
        bench.answer(B, status=404, day=day)

    def counted() -> list[int]:
        found = []
        for as_of in (None, (START + timedelta(days=1)).date(), (START - timedelta(days=1)).date()):
            for include_gone in (False, True):
                with open_dataset(database, as_of=as_of, include_gone=include_gone) as health:
                    found.append(len(health))
                    assert len(list(health.records())) == found[-1]
        return found

    assert counted() == [2, 3, 2, 2, 0, 0]
    bench.store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=7))
    assert counted()[:2] == [0, 0]


def test_an_older_state_is_that_of_the_day(bench: Bench, tmp_path: Path) -> None:
    """As of a day the pages say what they said at its end; pages found later are not there."""
    bench.answer(A, document=a_page(A, title="Newer"), day=3)
    late = f"{HOST}/late.html"
    bench.discover(late)
    bench.answer(late, document=a_page(late), day=4)
    then = (START + timedelta(days=3)).replace(hour=23, tzinfo=UTC)
    assert [document.title for document in read(bench, as_of=START)] == ["Good", "Good"]
    assert [document.title for document in read(bench, as_of=then)] == ["Newer", "Good"]
    with open_dataset(tmp_path / "health.db", as_of=date(2026, 1, 2)) as health:
        assert [document.title for document in health] == ["Good", "Good"]


@pytest.mark.parametrize("as_of", [None, START + timedelta(days=2)])
def test_a_page_stands_where_it_lives_though_its_words_were_read_elsewhere(
    bench: Bench, tmp_path: Path, as_of: datetime | None
) -> None:
    """It moved for good and cannot be read there yet, or was served under an address that names a campaign."""
    moved, campaign = f"{HOST}/z.html", f"{HOST}/b.html?utm_source=mail"
    bench.answer(A, day=1, to=moved, hop=301)
    bench.answer(B, day=1, to=campaign, document=a_page(campaign, title="New"))
    asked: dict[str, Any] = {"as_of": as_of} if as_of else {}
    assert [(document.url, document.title) for document in read(bench, **asked)] == [(B, "New"), (moved, "Good")]
    with bench.store.snapshot():
        source = Source(bench.store, **asked)
        picked = Selection(lets_in=None if as_of else gate(bench.store, where="title = 'Good'", exclude_findings=()))
        options = Options(format="jsonl", tables=("documents", "changes"))
        for name in ("first", "second"):
            facts = Facts(purged=source.purged(picked))
            documents = source.documents()
            Releases(tmp_path).make(name, documents, options=options, selection=picked, source=source, facts=facts)
    rows = [json.loads(line) for line in (tmp_path / "second/documents.jsonl").read_bytes().splitlines()]
    told = [json.loads(line) for line in (tmp_path / "second/changes.jsonl").read_bytes().splitlines()]
    assert [row["url"] for row in rows] == ([B, moved] if as_of else [moved])
    assert {row["document_id"] for row in told} == {row["document_id"] for row in rows}
    with open_dataset(tmp_path / "health.db", **asked) as health:
        assert [one.url for one in map(health.get, (A, B, moved)) if one] == [moved, B, moved]


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        ({"page_type": "topics"}, "no page is of the type 'topics'; did you mean 'topic'?"),
        ({"language": ("en", "xx")}, "no page is in the language 'xx'"),
        ({"subject": "Astma"}, "no page is about the subject 'Astma'"),
        ({"site": "helthy"}, "no page is of the site 'helthy'"),
        ({"dates": "revewed:2025-01-01.."}, "is not ROLE:FIRST..LAST"),
        ({"dates": "reviewed:2025-06-01..2025-01-01"}, "ends before it begins"),
        ({"otherwise": "quote"}, "all words would go out"),
        ({"rights": []}, "rights names nothing, and would let everything through"),
        ({"site": ()}, "site names nothing"),
        ({"where": ""}, "where names nothing"),
    ],
)
def test_in_python_too_a_name_that_nothing_has_is_an_error(
    bench: Bench, tmp_path: Path, selection: dict[str, Any], says: str
) -> None:
    """A misspelt name would give an empty table and look like an answer; it is refused when it is asked for."""
    with open_dataset(tmp_path / "health.db") as health:
        for method in (health.records, health.sections, health.changes):
            with pytest.raises(UsageError, match=says.replace("?", r"\?")):
                method(**selection)
        assert len(list(health.records(page_type="topic", dates="reviewed:2025-01-01.."))) == 2


def test_a_condition_is_not_asked_of_an_earlier_day(bench: Bench, tmp_path: Path) -> None:
    """The view holds the pages as they are now: what it says is no answer about then, and is refused in Python, too."""
    with (
        open_dataset(tmp_path / "health.db", as_of=date(2026, 1, 2)) as health,
        pytest.raises(UsageError, match="asks the pages as they are now"),
    ):
        health.sections(where="words > 1")


def test_gone_pages_are_in_python_what_they_are_in_an_export(bench: Bench, tmp_path: Path) -> None:
    """Left out of tables and of single pages alike; with ``include_gone`` both have them, marked in the table."""
    for day in (3, 6, 9):
        bench.answer(B, 404, day=day)
    with open_dataset(tmp_path / "health.db") as health:
        assert health.get(B) is None
        assert health.get("HTTPS://Health.Example/x/../a.html#top") == health.get(A) is not None
        assert [row.url for row in health.documents()] == [A]
    with open_dataset(tmp_path / "health.db", include_gone=True) as health:
        assert health.get(B) is not None
        assert [(row.url, row.gone_since is None) for row in health.documents()] == [(A, True), (B, False)]


def test_gone_pages_stay_out_unless_asked_for_and_are_marked(bench: Bench, tmp_path: Path) -> None:
    """A confirmed 404 leaves the export; asked for, it is there with since when, in table and record."""
    for day in (3, 6, 9):
        bench.answer(B, 404, day=day)
    assert [document.url for document in read(bench)] == [A]
    with bench.store.snapshot():
        source = Source(bench.store, include_gone=True)
        export(source.documents(), out=tmp_path / "x", gone_since=source.gone_since)
    for name in ("documents", "records"):
        rows = [json.loads(line) for line in (tmp_path / "x" / f"{name}.jsonl").read_bytes().splitlines()]
        assert [row["url"] for row in rows if row.get("gone_since")] == [B]


def test_since_when_a_page_is_gone_is_told_of_a_past_day_as_it_was_known(bench: Bench, tmp_path: Path) -> None:
    """Missing once it stood still, whatever was confirmed later; gone it was gone, though it is back today."""
    for day in (3, 6):
        bench.answer(B, 404, day=day)
    bench.answer(B, document=a_page(B, title="Good"), day=12)

    def gone(day: int | None) -> datetime | None:
        as_of = None if day is None else START + timedelta(days=day, hours=1)
        return Source(bench.store, as_of=as_of, include_gone=True).gone_since(B)

    missed = START + timedelta(days=3)
    assert [gone(day) for day in (2, 3, 6, 11, 12, None)] == [None, None, missed, missed, None, None]
    for day, held in ((3, True), (11, False), (12, True)):
        with open_dataset(tmp_path / "health.db", as_of=START + timedelta(days=day, hours=1)) as health:
            assert (health.get(B) is not None) is held
            assert [row.url for row in health.documents()] == ([A, B] if held else [A])


def test_a_purge_is_told_in_exports_of_its_site_only(bench: Bench) -> None:
    """The table of changes of another site's export names no page that was removed from this one."""
    bench.store.purge(B, reason="asked to", now=START + timedelta(days=1))
    with bench.store.snapshot():
        told = {site: Source(bench.store).events(Selection(sites=(site,)))["changes"] for site in ("healthy", "other")}
        kinds = {site: [row.kind for row in rows if isinstance(row, ChangeRow)] for site, rows in told.items()}
    assert kinds == {"healthy": ["new", "purged"], "other": []}


def test_a_condition_picks_pages_of_the_view(bench: Bench) -> None:
    """A condition on the view lets in what it holds for; what it keeps out is counted under its name."""
    judge = gate(bench.store, where="url LIKE '%/a.html' AND sections = 2", exclude_findings=())
    assert judge is not None
    assert [judge(url) for url in (A, B)] == [None, "where"]


@pytest.mark.parametrize(
    "condition",
    [
        "1) ; DELETE FROM documents; --",
        "1; DROP TABLE pages",
        "(DELETE FROM documents)",
        "load_extension('x')",
        "writefile('x', 'y')",
        "url IN (SELECT name FROM pragma_table_list)",
        "reviewed <",
        "1) UNION SELECT url FROM urls --",
        "no_such_column = 1",
        pytest.param("title = '\udcff'", id="no text"),
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n) > 0",
    ],
)
def test_a_condition_cannot_do_anything_but_read_and_end(
    bench: Bench, condition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What writes, attaches, loads, asks pragmas, is no expression or never ends is refused in words."""
    monkeypatch.setattr("pipeline.storage.selecting._STEPS", 100_000)
    with pytest.raises(UsageError, match="cannot be used"):
        gate(bench.store, where=condition, exclude_findings=())
    assert bench.store.check() == []
    assert len(read(bench)) == 2


def test_pages_with_findings_of_a_rule_can_be_left_out(bench: Bench) -> None:
    """An open finding of an excluded rule keeps its page out; a finding of another rule does not."""
    found = [finding(rule, url, rule=rule) for rule, url in (("FR014", A), ("FR001", B))]
    bench.store.sync_findings(found, now=START)
    judge = gate(bench.store, where=None, exclude_findings=("FR014",))
    assert judge is not None
    assert [judge(url) for url in (A, B)] == ["finding", None]


def test_pages_are_left_out_for_findings_of_the_day_that_goes_out(bench: Bench) -> None:
    """Of an earlier day a finding that was open then counts, and one that was opened since does not."""
    one, other = (finding(url, url, rule="FR014") for url in (A, B))
    bench.store.sync_findings([one], now=START)
    bench.store.sync_findings([other], now=START + timedelta(days=9))
    for as_of, barred in ((START + timedelta(days=5), A), (None, B)):
        judge = gate(bench.store, where=None, exclude_findings=("FR014",), as_of=as_of)
        assert judge is not None
        assert [url for url in (A, B) if judge(url) == "finding"] == [barred]


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (date(2025, 6, 1), date(2025, 6, 30), True),
        (date(2025, 6, 2), None, False),
        (None, date(2025, 6, 29), False),
        (None, date(2025, 6, 30), True),
        (date(2025, 1, 1), None, True),
    ],
)
def test_a_date_of_a_month_lies_in_a_range_when_all_its_days_do(
    first: date | None, last: date | None, holds: bool
) -> None:
    """June 2025 is in a range only if all of June is; a page without the date is in none."""
    between = Between(role="reviewed", first=first, last=last)
    document = a_document(reviewed=ChosenDate(value="2025-06", precision="month", source="text"), dates=(a_claim(),))
    assert between.holds(document) is holds
    assert not between.holds(replace(document, reviewed=None))


@pytest.mark.parametrize(
    ("written", "range_"),
    [
        ("2025..2025", "2025-01-01..2025-12-31"),
        ("2024-02..2024-02", "2024-02-01..2024-02-29"),
        ("..2025-06", "..2025-06-30"),
        ("2025-06-03..", "2025-06-03.."),
    ],
)
def test_a_range_of_months_or_years_is_all_of_them(written: str, range_: str) -> None:
    """As dates of pages are written here: to the year, to the month, to the day."""
    assert str(Between.parse(f"modified:{written}")) == f"modified:{range_}"


@pytest.mark.parametrize(
    ("subject", "reason"), [("asthma", None), ("d001249", None), ("MeSH:Asthma", None), ("Asth", "subject")]
)
def test_subjects_are_named_or_coded_whatever_their_case(subject: str, reason: str | None) -> None:
    """A subject is found by name, code or scheme and name; a part of a name is another subject."""
    verdict = Selection(subjects=(subject,)).apply(a_document())
    assert (verdict if isinstance(verdict, str) else None) == reason


def test_what_a_killed_export_left_is_cleared_by_the_next_one(tmp_path: Path) -> None:
    """A hidden folder of an export that was killed goes with the next export; that of a living one stays."""
    script = (
        "import sys, time; from pathlib import Path; from pipeline.export.sinks import staged\n"
        "with staged(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "x")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        export((a_document(),), out=tmp_path / "x")
        assert len(list(tmp_path.glob(".x.partial-*"))) == 1, "that of a living export was removed"
        killed.kill()
    for _ in range(50):
        export((a_document(),), out=tmp_path / "x", options=Options(tables=("people",)))
        if not list(tmp_path.glob(".x.partial-*")):
            break
        time.sleep(0.05)
    assert list(tmp_path.glob(".x.partial-*")) == []
