"""The report as a file: what it holds, what it escapes, how large it may grow."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.cli import app, entry
from pipeline.report import write_report
from pipeline.report.ages import BUCKETS, age_rows, bucket
from pipeline.report.charts import stacked_bars
from pipeline.report.packed import pack
from pipeline.storage import Store
from pipeline.storage.overview import Overview
from tests.audit.audit_store import HOST, Bench, a_page
from tests.years import END

A = f"{HOST}/a.html"


def one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


def test_the_hostile_title_is_text_everywhere(report: Path) -> None:
    """The title of page 7 stands in the HTML escaped, and in no script element."""
    html = report.read_text("utf-8")
    assert "<script>alert(1)" not in html
    tree = LexborHTMLParser(html)
    assert not [node for node in tree.css("script") if "alert(1)" in node.text()]


def test_the_file_needs_no_network(report: Path) -> None:
    """Nothing is loaded: no src, no stylesheet link, no import; the policy forbids it besides."""
    tree = LexborHTMLParser(report.read_text("utf-8"))
    assert not tree.css("[src], link, iframe, object, embed")
    assert "url(" not in (one(tree, "style").text())
    policy = one(tree, "meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert (policy or "").startswith("default-src 'none'")


def test_links_lead_to_http_only(report: Path) -> None:
    """Every address that can be clicked is http, https or a place in the report."""
    tree = LexborHTMLParser(report.read_text("utf-8"))
    targets = {(node.attributes["href"] or "").partition(":")[0] for node in tree.css("a[href]")}
    assert {target for target in targets if not target.startswith("#")} <= {"http", "https"}


def test_numbers_are_those_of_the_database(store: Store, report: Path) -> None:
    """Errors, warnings and pages by age agree with SQL of their own."""
    tree = LexborHTMLParser(report.read_text("utf-8"))
    cards = [card.text().split() for card in tree.css(".card")]
    sql = store._sql.execute("SELECT severity, count(*) FROM findings WHERE resolved_at IS NULL GROUP BY 1")
    by_severity = dict(sql.fetchall())
    assert [card[0] for card in cards[:2]] == [f"{by_severity.get(name, 0):,}" for name in ("error", "warning")]
    cells = [[cell.text() for cell in row.css("td.number")] for row in tree.css("#reviews tbody tr")]
    assert sum(int(row[0]) for row in cells) == 300
    old = store._sql.execute("SELECT count(*) FROM documents WHERE reviewed < '2021-06-02'").fetchone()[0]
    assert sum(int(row[1 + BUCKETS.index("over 5 years")]) for row in cells) == old


def test_what_is_most_overdue_comes_first_with_what_its_rule_means(report: Path) -> None:
    """The examples of FR002 are the latest of all, in order; a sentence says what the rule finds."""
    tree = LexborHTMLParser(report.read_text("utf-8"))
    groups = {group.css("summary")[0].text().split()[1]: group for group in tree.css("#attention details")}
    late = [int(found) for found in re.findall(r"(\d+) days ago", groups["FR002"].text())]
    assert len(late) > 3
    assert late == sorted(late, reverse=True)
    assert "its last review is older than the publisher's cycle allows." in groups["FR002"].text()


def test_changes_come_with_their_difference(report: Path) -> None:
    """A dose that went up is marked: the number before as removed, the number after as added, both critical."""
    tree = LexborHTMLParser(report.read_text("utf-8"))
    assert tree.css("#changes del.critical")
    assert {node.text().strip() for node in tree.css("#changes del.critical")} <= {str(n) for n in range(5, 100, 5)}


def test_broken_links_say_since_when_and_where(report: Path) -> None:
    """A broken link stands with its reason, its first bad check, and pages and sections that have it."""
    tree = LexborHTMLParser(report.read_text("utf-8"))
    first = [cell.text() for cell in one(tree, "#links tbody tr").css("td")]
    assert first[:4] == ["https://out.example/0", "http-404", "2026-05-23", "never"]
    assert "(Summary)" in first[4]


def test_the_same_database_gives_the_same_report(store: Store, tmp_path: Path) -> None:
    """Built twice for one moment, the file is the same byte for byte."""
    files = [tmp_path / "one.html", tmp_path / "two.html"]
    for file in files:
        write_report(store, file, now=END, counts=lambda _page: False)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_an_empty_database_has_a_report(tmp_path: Path) -> None:
    """Before the first run every part says that there is nothing yet."""
    with Store.open(tmp_path / "health.db") as store:
        write_report(store, tmp_path / "report.html", now=END, counts=lambda _page: False)
    html = (tmp_path / "report.html").read_text("utf-8")
    assert "No page is stored yet" in html
    assert "No run yet" in html


def test_what_the_configuration_suppresses_is_counted_and_not_shown(database: Path, tmp_path: Path) -> None:
    """The report says what `pipeline audit` says, and so do feeds: an accepted finding stands in no list of theirs."""
    shutil.copy(database, tmp_path / "health.db")
    config = tmp_path / "pipeline.toml"
    assert entry
    told = []
    for until in ("2099-12-31", "2020-01-01"):
        config.write_text(
            '[storage]\ndatabase = "health.db"\n[[audit.suppressions]]\nrule = "FR002"\nurl = "*"\n'
            f'reason = "all of them are being reviewed"\nuntil = {until}\n'
        )
        arguments = ["-c", str(config), "report", "--no-audit", "-o", str(tmp_path / "report.html")]
        done = CliRunner().invoke(app.app, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        html = (tmp_path / "report.html").read_text("utf-8")
        packed = one(LexborHTMLParser(html), "#rows").text()
        rows = json.loads(gzip.decompress(base64.b64decode(packed)))
        fed = CliRunner().invoke(app.app, ["-c", str(config), "feeds", "-o", str(tmp_path / until)])
        assert fed.exit_code == 0, fed.output
        feed = (tmp_path / until / "feed.json").read_text("utf-8")
        assert "FR0" in feed
        told.append(("FR002 review" in html, any("FR002" in rule for rule in rows["rules"]), "FR002" in feed))
        assert ("Suppressed by the configuration, and not shown: " in html) is (until == "2099-12-31")
    assert told == [(False, False, False), (True, True, True)]


def test_the_report_of_25_000_pages_stays_under_3_megabytes(large: Path, tmp_path: Path) -> None:
    """What grows with the pages is a hundred bytes of each at most; ``REPORT_PAGES=25000 REPORT_RUNS=104`` shows it."""
    with Store.open(large, read_only=True) as store:
        pages = len(list(Overview.over(store).page_lines()))
        size = write_report(store, tmp_path / "report.html", now=END, counts=lambda _page: False)
    assert size < 500_000 + 100 * pages, f"{size:,} bytes for {pages:,} pages"


def test_what_does_not_fit_is_said(store: Store) -> None:
    """Under a small budget the least grave findings are left out, counted, and the rows stay readable."""
    pages = list(Overview.over(store).page_lines())
    findings = list(store.findings()) * 20
    whole, none_left = pack(pages, findings, review=lambda page: page.reviewed)
    text, left = pack(pages, findings, review=lambda page: page.reviewed, budget=len(whole) * 2 // 3)
    rows = json.loads(gzip.decompress(base64.b64decode(text)))
    assert none_left == 0
    assert left > 0
    assert (len(rows["findings"]) + left, len(rows["pages"])) == (len(findings), 300)
    assert len(text) <= len(whole) * 2 // 3


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("2025-06-02", "under 1 year"),
        ("2025-06-01", "1 to 2"),
        ("2024-06", "1 to 2"),
        ("2024", "1 to 2"),
        ("2023-06-01", "3 to 5"),
        ("2021-06-02", "3 to 5"),
        ("2021-06-01", "over 5 years"),
        ("2030-01-01", "under 1 year"),
        ("2025-06-03T10:00:00Z", "under 1 year"),
        (None, "no date"),
    ],
)
def test_an_age_is_counted_in_whole_years_from_the_last_day(value: str | None, name: str) -> None:
    """On 1 June 2026; a month or a year counts from its end."""
    assert BUCKETS[bucket(value, date(2026, 6, 1))] == name


@pytest.mark.parametrize(
    ("value", "today", "name"),
    [
        ("2025-06", date(2026, 6, 29), "under 1 year"),
        ("2025-06", date(2026, 6, 30), "1 to 2"),
        ("2024-02", date(2025, 2, 28), "under 1 year"),
        ("2023-02", date(2024, 2, 28), "1 to 2"),
        ("2024", date(2025, 12, 30), "under 1 year"),
    ],
)
def test_a_month_is_a_year_old_at_its_end(value: str, today: date, name: str) -> None:
    """The last day that the page can mean is the one that counts, as for what is overdue."""
    assert BUCKETS[bucket(value, today)] == name


def test_gone_pages_have_no_age(store: Store) -> None:
    """A page that is gone is in no bar."""
    pages = list(Overview.over(store).page_lines())
    gone = [replace(page, gone_since=END) for page in pages]
    assert age_rows(gone, counts=lambda _page: False, today=END.date()) == []


def bars(*given: Any, **options: Any) -> list[ElementTree.Element]:
    """The drawing for a page and the one for a telephone."""
    return list(ElementTree.fromstring(f"<div>{stacked_bars(*given, **options)}</div>"))  # noqa: S314 - our own


def written(chart: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in chart.iter() if element.tag.endswith("}text")]


def test_a_chart_is_bare_svg_with_a_text_alternative() -> None:
    """No script, no style, no identifier, no words of its library; words of labels are escaped; values are tooltips."""
    root, _ = charts = bars(["a <b>"], {"x": [3], "y": [4]}, name="What it shows", tone="ages")
    chart = "".join(ElementTree.tostring(one, encoding="unicode") for one in charts)
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags.isdisjoint({"script", "style", "desc", "defs"})
    assert (root.get("role"), root.get("aria-label"), root.get("class")) == ("img", "What it shows", "chart ages wide")
    assert not re.search(r"pygal|\bid=", chart, re.IGNORECASE)
    assert "a &lt;b&gt;" in chart
    assert {element.text for element in root.iter() if element.tag.endswith("}title")} == {"3", "4"}


def test_many_bars_keep_their_labels_apart() -> None:
    """Of 24 months every second is written, on a telephone every sixth, none slanted; of lying bars every label is."""
    months = [f"2024-{n:02}" for n in range(24)]
    standing = bars(months, {"x": [1] * 24}, name="n", tone="grades")
    assert [[word for word in written(one) if word in months] for one in standing] == [months[::2], months[::6]]
    assert not any("rotate" in part.get("transform", "") for one in standing for part in one.iter())
    for lying in bars(months, {"x": [1] * 24}, name="n", tone="ages", horizontal=True):
        assert set(months) <= set(written(lying))


def test_few_pages_have_no_halves() -> None:
    """Beside low bars stand whole numbers, each once."""
    for standing in bars(["a", "b"], {"x": [1, 2], "y": [1, 0]}, name="n", tone="grades"):
        assert [text for text in written(standing) if text[:1].isdigit()] == ["0", "1", "2"]


def test_of_changes_in_one_month_there_is_a_table_and_no_bar(tmp_path: Path) -> None:
    """And months without a change keep their place between those with one."""
    html = {}
    for days in ((20,), (20, 124)):
        with Store.open(tmp_path / f"{len(days)}.db") as store:
            bench = Bench(store)
            bench.discover(A)
            bench.answer(A, document=a_page(A))
            for number, day in enumerate(days):
                bench.answer(A, document=a_page(A, title=f"Changed {number}"), day=day)
            out = tmp_path / f"{len(days)}.html"
            write_report(store, out, now=datetime(2026, 6, 1, tzinfo=UTC), counts=lambda _page: False)
            html[len(days)] = LexborHTMLParser(out.read_text("utf-8"))
    first = one(html[1], "#changes")
    assert (first.css("svg"), len(first.css("details tbody tr"))) == ([], 1)
    rows = [row.text() for row in one(html[2], "#changes details").css("tbody th")]
    assert rows == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    assert len(one(html[2], "#changes").css("svg.wide")) == 1


def test_pages_that_were_back_are_counted_beside_those_that_went(tmp_path: Path) -> None:
    """Without them a page that went and was back would be one page fewer for whoever adds up."""
    with Store.open(tmp_path / "health.db") as store:
        bench = Bench(store)
        bench.discover(A)
        bench.answer(A, document=a_page(A))
        for day in (1, 3):
            bench.answer(A, 404, day=day)
        bench.answer(A, document=a_page(A), day=4)
        write_report(store, tmp_path / "r.html", now=datetime(2026, 6, 1, tzinfo=UTC), counts=lambda _page: False)
    (table,) = LexborHTMLParser((tmp_path / "r.html").read_text("utf-8")).css("#changes details table")
    told = [[cell.text() for cell in row.css("th, td")] for row in table.css("tr")]
    assert told == [["Month", "gone", "returned", "new"], ["2026-01", "1", "1", "1"]]


def test_what_nobody_looked_for_is_not_told_as_not_there(tmp_path: Path) -> None:
    """No broken link and no finding, where no link was asked and no audit made, would be the best of news.

    Of an audit the report says when it was made, by which rules, and what it came to, also where it found nothing.
    """
    with Store.open(tmp_path / "health.db") as store:
        bench = Bench(store)
        bench.discover(A)
        bench.answer(A, document=a_page(A))
        now = datetime(2026, 6, 1, tzinfo=UTC)
        for name in ("none.html", "one.html", "two.html"):
            write_report(store, tmp_path / name, now=now, counts=lambda _page: False)
            store.sync_findings([], now=now, rules="1+ab", sites=["healthy"] if name == "one.html" else None)
    none, once, twice = (
        LexborHTMLParser((tmp_path / f"{name}.html").read_text("utf-8")) for name in ("none", "one", "two")
    )
    attention = one(none, "#attention")
    assert [card.attributes["class"] for card in attention.css(".card")[:2]] == ["card", "card "]  # no alarm
    assert "none of the links was checked yet" in attention.text()
    assert "no audit was made yet" in attention.text()
    assert not [words for words in ("0 broken links", "0 errors", "No finding") if words in attention.text()]
    assert "No audit is stored yet" in one(none, "header").text()
    audited = "Audited 2026-06-01 00:00 UTC by rules 1+ab: 0 findings; since the last run 0 new, 0 resolved."
    assert audited in one(once, "header").text()
    assert "0 errors" in one(once, "#attention").text()
    assert "No finding is open." in one(once, "#attention").text()
    assert [line.text()[:48] for line in one(twice, "header").css("p.soft")] == [
        "Audited 2026-06-01 00:00 UTC (healthy only) by r",
        audited[:48],
    ]


def test_drawing_charts_changes_nobody_s_imports() -> None:
    """The charting library's own import hook is taken out again."""
    assert not [finder for finder in sys.meta_path if type(finder).__name__ == "PluginImportFixer"]
