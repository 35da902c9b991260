"""Looking back on the command line, over a real database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

import pipeline.report
from pipeline.cli import app, entry
from pipeline.errors import UsageError
from pipeline.model.capture import Hop
from pipeline.model.issue import Issue
from pipeline.model.target import Discovered
from pipeline.storage import Store
from tests.storage.storage_pages import NOW, URL, begin, capture, document, save
from tests.storage.test_boilerplate import graded, known, page

Run = Callable[..., Result]
DAY = timedelta(days=1)
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A database of one page in three versions, and the command line over it."""
    database = tmp_path / "health.db"
    texts = [
        ("Rest.", f"{EVIL}\nTake 5 mg daily."),
        ("Rest.", f"{EVIL}\nTake 10 mg daily. {EVIL}"),
        ("Sleep.", f"{EVIL}\nTake 10 mg daily. {EVIL}"),
    ]
    with Store.open(database) as store:
        store.discover([Discovered(url=URL, site="example", found_by="seed")], now=NOW)
        for n, words in enumerate(texts):
            name = f"run-{n}"
            begin(store, name, at=NOW + n * DAY)
            save(store, replace(document(texts=words), title=f"Asthma {EVIL}"), at=NOW + n * DAY, run_id=name)
            store.settle_changes(name, now=NOW + n * DAY)
    assert entry

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app.app, ["-d", str(database), *arguments], catch_exceptions=False)

    return call


def test_history_lists_versions_with_their_grades(run: Run) -> None:
    """One line a version: when it was seen, its grade, its review claim, and that a second look is due."""
    lines = [json.loads(line) for line in run("history", URL, "--json").output.splitlines()]
    assert [(line["version"]["number"], line["version"]["grade"]) for line in lines] == [
        (1, None),
        (2, "critical"),
        (3, "substantive"),
    ]
    assert lines[1]["change"]["confirm"] == "superseded"
    shown = run("history", URL).output
    assert "2025-06-04 10:00" in shown
    assert "modified 2025-05-01" in shown


def test_diff_marks_words(run: Run) -> None:
    """The last change by default, any pair by number; words that came and went are marked, numbers said to matter."""
    first = run("diff", URL, "2").output
    assert "version 1 to 2: critical" in first
    assert "Take [-5-] {+10+} mg daily. {+<+}{+script+}" in first
    assert "^ comparator, number" in first
    assert "version 2 to 3: substantive" in run("diff", URL).output
    assert "version 1 to 3: critical" in run("diff", URL, "1", "3").output
    assert json.loads(run("diff", URL, "--json").output)["diff"]["grade"] == "substantive"
    backwards = run("diff", URL, "3", "1").output
    assert "version 3 to 1: critical" in backwards
    assert backwards.splitlines()[1] == run("diff", URL, "1", "3").output.splitlines()[1]


def test_a_pair_that_is_not_there_is_named(run: Run) -> None:
    """A version nobody stored is a usage error with the way out, not a traceback."""
    with pytest.raises(Exception, match=r"3 version\(s\), so 8 and 9 cannot be compared"):
        run("diff", URL, "8", "9")


def test_a_page_that_never_changed_has_nothing_to_compare(run: Run, tmp_path: Path) -> None:
    """That is said, and not that a version 0 is missing."""
    other = "https://health.example/other.html"
    with Store.open(tmp_path / "health.db") as store:
        save(store, document(other), url=other, at=NOW + 3 * DAY, run_id="run-2")
    with pytest.raises(UsageError, match="has one version: since it was first seen it has not changed"):
        run("diff", other)


@pytest.mark.parametrize("command", ["show", "history", "diff", "dates"])
def test_what_is_known_of_a_page_without_a_record_is_said(run: Run, tmp_path: Path, command: str) -> None:
    """Whether it was never heard of, cannot be had or read, or was removed for good: by all commands that want one."""
    never, refused, pdf = (URL.replace("asthma", name) for name in ("never", "refused", "pdf"))
    unread = Issue(code="not-html", severity="info", message=f"{pdf} is application/pdf, which no reader reads")
    with Store.open(tmp_path / "health.db") as store:
        store.discover([Discovered(url=url, site="example", found_by="link") for url in (refused, pdf)], now=NOW)
        store.add_issues("run-1", [unread], site="example", url=pdf, now=NOW)
        store.purge(URL, reason="asked to", now=NOW + 9 * DAY)
    for url, why in (
        (never, "it was never fetched"),
        (refused, "it is discovered"),
        (pdf, "it is application/pdf"),
        (URL, "it was removed for good"),
    ):
        with pytest.raises(UsageError, match=f"no record of {url}: {why}"):
            run(command, url)


def test_the_html_page_escapes_what_pages_say(run: Run, tmp_path: Path) -> None:
    """A title and an edit that hold a script stay text, and nothing is asked of the network."""
    file = tmp_path / "diff.html"
    run("diff", URL, "2", "--html", str(file))
    html = file.read_text("utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert '<ins class="critical">10</ins>' in html.replace(" </ins>", "</ins>")
    assert "http://" not in html.replace(URL, "")
    assert 'src="' not in html


def test_what_came_and_went_is_marked_without_colours(run: Run, tmp_path: Path) -> None:
    """On paper and in high contrast no background is left: what was added is underlined, what went is struck out."""
    file = tmp_path / "diff.html"
    run("diff", URL, "2", "--html", str(file))
    report = Path(pipeline.report.__file__).with_name("templates") / "report.css"
    for style in (file.read_text("utf-8"), report.read_text("utf-8")):
        assert re.search(r"\bins\{[^}]*text-decoration:underline", style)
        assert not re.search(r"\bdel\{[^}]*text-decoration:(?!line-through)", style)


def test_what_happened_to_many_pages_at_once_is_told_before_them(run: Run, tmp_path: Path) -> None:
    """An edit all over a host once, with its words; each of its pages where it is asked for."""
    with Store.open(tmp_path / "health.db") as store:
        known(store, {})
        graded(store, *(page(n, "Ask your doctor first.") for n in range(40)))
    said = run("changes").output
    assert "event 1: one substantive edit on 40 of 40 pages of health.example, such as https://health.example/0" in said
    assert "nothing -> Ask your doctor first." in said
    assert "part of event 1" not in said
    rows = [
        [cell.strip() for cell in line.split("│")] for line in run("changes", "--grade", "template").output.split("\n")
    ]
    assert ["template", "https://health.example/00", "1 to 2", "part of event 1"] in rows


def test_changes_of_a_run(run: Run) -> None:
    """Counts by grade, then the pages; a run that saw nothing says so."""
    seen = json.loads(run("changes", "--run", "run-1", "--json").output)
    assert seen["counts"] == {"critical": 1}
    assert [(change["url"], change["grade"]) for change in seen["changes"]] == [(URL, "critical")]
    assert "run run-2: 1 substantive" in run("changes").output
    assert run("changes", "--run", "run-0").output.strip().endswith(": 1 new")


def test_changes_since_a_day_are_those_of_every_run_since(run: Run, tmp_path: Path) -> None:
    """An auditor who looks once a week asks for the week: the last run may have found nothing."""
    days = [f"{NOW + n * DAY:%Y-%m-%d}" for n in range(3)]
    told = [json.loads(run("changes", "--since", day, "--json").output) for day in days]
    assert [(one["run"], one["since"]) for one in told] == [(None, day) for day in days]
    assert [[change["grade"] for change in one["changes"]] for one in told] == [
        ["critical", "substantive"],
        ["critical", "substantive"],
        ["substantive"],
    ]
    assert told[0]["counts"]["new"] == 1
    assert "new" not in told[1]["counts"]
    lines = run("changes", "--since", days[0]).output.splitlines()
    assert lines[0] == f"since {days[0]}: 1 critical, 1 substantive, 1 new"
    assert re.split(r"\s*[│┃]\s*", lines[1].strip()) == ["what", "day", "page", "versions", "note"]
    assert run("changes", "--since", f"{NOW + 9 * DAY:%Y-%m-%d}").output.strip().endswith("no page changed")
    with Store.open(tmp_path / "health.db") as store:
        store.purge(URL, reason="asked to", now=NOW + 3 * DAY)
    purged = json.loads(run("changes", "--since", f"{NOW + 3 * DAY:%Y-%m-%d}", "--json").output)
    assert [(one["kind"], one["url"]) for one in purged["changes"]] == [("purged", URL)]
    with pytest.raises(UsageError, match="--run and --since were both given"):
        run("changes", "--since", days[0], "--run", "run-1")
    with pytest.raises(UsageError, match="2999-01-01 is still to come") as caught:
        run("changes", "--since", "2999-01-01")
    assert caught.value.mend == "name a day that was, or leave --since out"


def test_pages_that_move_go_and_are_back_are_among_the_changes_of_a_run(run: Run, tmp_path: Path) -> None:
    """Their words stay as they were, and they are told all the same: by the run that saw it, and in their history."""
    there = URL.replace("asthma", "breathing")
    hops = (Hop(url=URL, status=301, location=there),)
    with Store.open(tmp_path / "health.db") as store:
        said = store.document(URL)
        assert said is not None
        for n, status in enumerate((301, 404, 404, 200, 200), 3):
            at = NOW + n * 2 * DAY
            begin(store, f"run-{n}", at=at)
            asked = URL if status == 301 else there
            answer = capture(
                there, at=at, asked=asked, hops=hops if status == 301 else (), status=404 if status == 404 else 200
            )
            page = None if status == 404 else replace(said, url=there, canonical_url=there)
            save(store, page, at=at, answer=answer, run_id=f"run-{n}", url=asked)
            store.settle_changes(f"run-{n}", now=at)
    told = {n: json.loads(run("changes", "--run", f"run-{n}", "--json").output) for n in range(3, 8)}
    kinds = [[one["kind"] for one in told[n]["changes"] if one["kind"] != "changed"] for n in told]
    assert kinds == [["moved"], [], ["gone"], ["returned"], []]
    assert told[5]["counts"] == {"gone": 1}
    assert re.search(rf"^gone .*{re.escape(there)} .* http-404 since ", run("changes", "--run", "run-5").output, re.M)
    assert run("changes", "--run", "run-7").output.strip().endswith("no page changed")
    assert there not in run("changes", "--run", "run-5", "--grade", "critical").output
    shown = run("history", URL)
    assert f"{URL} is {there} now; these are the versions of that page" in shown.stderr
    assert "2025-06-09 moved" in shown.stdout
    befell = [one for line in run("history", URL, "--json").stdout.splitlines() for one in json.loads(line)["happened"]]
    assert [(one["kind"], one["at"][:10]) for one in befell] == [
        ("moved", "2025-06-09"),
        ("gone", "2025-06-13"),
        ("returned", "2025-06-15"),
    ]
    assert run("history", there).stderr == ""


def test_ledger_shows_what_changed_since_review(run: Run) -> None:
    """The page changed and its date stood still; as of the first day nothing had changed."""
    (line,) = [json.loads(text) for text in run("ledger", "--json").output.splitlines()]
    assert (line["entry"]["state"], line["entry"]["changed"]["after"]) == ("changed-since-review", 3)
    past = [json.loads(text) for text in run("ledger", "--json", "--as-of", "2025-06-03").output.splitlines()]
    assert [one["entry"]["state"] for one in past] == ["neither"]
    assert run("ledger", "--state", "both", "--json").output == ""


def test_ledger_leaves_out_what_is_gone(run: Run, tmp_path: Path) -> None:
    """Nobody can review it any more; it is there where it is asked for, marked, and as of the days before."""
    with Store.open(tmp_path / "health.db") as store:
        for day in (3, 5):
            save(store, at=NOW + day * DAY, answer=capture(status=404, at=NOW + day * DAY), run_id="run-2")
    assert URL not in run("ledger").output
    assert "(2025-06-08)" in run("ledger", "--state", "changed-since-review").output
    assert json.loads(run("ledger", "--json").output)["gone_at"].startswith("2025-06-08")
    assert "changed-since-review" in run("ledger", "--as-of", "2025-06-07").output


def test_show_reads_the_past(run: Run) -> None:
    """As of a day the record is the one known then; before the first sight it says since when the page is known.

    A record says from when to when it was seen so: what a page states says nothing of our looks.
    """
    assert "Take 5 mg" in run("show", URL, "--as-of", "2025-06-03").output
    assert "\nseen so from 2025-06-03 to 2025-06-03 (version 1)\n" in run("show", URL, "--as-of", "2025-06-03").output
    assert "Take 10 mg" in run("show", URL).output
    assert "\nseen so from 2025-06-05 to 2025-06-05 (version 3)\n" in run("show", URL).output
    record = msgspec.json.decode(run("show", URL, "--as-of", "2025-06-03", "--json").output)
    assert record["sections"][1]["text"].endswith("Take 5 mg daily.")
    with pytest.raises(Exception, match="first seen on 2025-06-03"):
        run("show", URL, "--as-of", "2025-06-02")


def test_ledger_says_that_a_page_states_no_review_any_more(run: Run, tmp_path: Path) -> None:
    """It took its date away and changed then; no "None" is called a review."""
    with Store.open(tmp_path / "health.db") as store:
        bare = replace(document(texts=("Sleep.", "Take 10 mg daily.")), dates=(), reviewed=None, modified=None)
        for n, page in ((3, bare), (4, replace(bare, title="Other words"))):
            begin(store, f"run-{n}", at=NOW + n * DAY)
            save(store, page, at=NOW + n * DAY, run_id=f"run-{n}")
            store.settle_changes(f"run-{n}", now=NOW + n * DAY)
    shown = run("ledger").output
    assert "with no review stated any more" in " ".join(shown.split())
    assert "None" not in shown


@pytest.mark.parametrize("ended", [True, False])
def test_a_page_that_leads_to_another_keeps_its_own_past(run: Run, tmp_path: Path, ended: bool) -> None:
    """What is told of it before it led there is its own, never what the other page said then; now it is the other."""
    other = URL.replace("asthma", "breathing")
    assert other != URL
    hops = (Hop(url=URL, status=301, location=other),)
    with Store.open(tmp_path / "health.db") as store:
        save(store, replace(document(other), title="Breathing"), at=NOW, run_id="run-2", url=other)
        for day in (4, 6) if ended else (4,):
            answer = capture(other, at=NOW + day * DAY, asked=URL, hops=hops)
            save(store, replace(document(other, seen=answer), title="Breathing"), at=NOW + day * DAY, answer=answer)
        assert (store.gone_since(URL) is not None) is ended
    assert run("show", URL).output.startswith(f"Breathing\n{other}\n\nthis is where {URL} leads\n")
    assert "leads" not in run("show", other).output
    assert run("show", URL, "--as-of", "2025-06-03").output.startswith("Asthma")
    assert run("show", URL, "--as-of", "2025-06-20").output.startswith("Breathing" if ended else "Asthma")
    told = run("history", URL, "--json")
    versions = [json.loads(line)["version"] for line in told.stdout.splitlines()]
    assert [(one["url"], one["number"]) for one in versions] == [(URL, 1), (URL, 2), (URL, 3)]
    assert f"{URL} leads to {other} now; these are its own versions, from before" in told.stderr
    assert "version 1 to 2: critical" in run("diff", URL, "2").output


@pytest.fixture
def taken(run: Run, tmp_path: Path) -> tuple[Run, str]:
    """The page moved to another address on 7 June, and on 8 June a page of its own stood where it had been."""
    new = URL.replace("asthma", "breathing")
    hops = (Hop(url=URL, status=301, location=new),)
    with Store.open(tmp_path / "health.db") as store:
        for day in (4, 5):
            at, name = NOW + day * DAY, f"run-{day}"
            begin(store, name, at=at)
            if day == 4:
                answer = capture(new, at=at, asked=URL, hops=hops)
                save(store, replace(document(new, seen=answer), title="Moved"), at=at, run_id=name, answer=answer)
            else:
                save(store, replace(document(URL, texts=("Wheeze.", "Other.")), title="Other"), at=at, run_id=name)
                save(store, replace(document(new), title="Moved"), at=at, run_id=name, url=new)
    return run, new


def test_the_past_of_an_address_that_another_page_took_is_shown(taken: tuple[Run, str]) -> None:
    """On each day the page that the address had then, and never a redirect that there was not."""
    run, new = taken
    then = run("show", URL, "--as-of", "2025-06-03").output
    assert then.startswith(f"Asthma {EVIL}\n{URL}\n\nhealth_topic of")
    assert "\nseen so from 2025-06-03 to 2025-06-03 (version 1)\n" in then
    led = run("show", URL, "--as-of", "2025-06-07").output
    assert led.startswith(f"Moved\n{new}\n\nthis is where {URL} led then\n")
    assert run("show", URL, "--as-of", "2025-06-08").output.startswith(f"Other\n{URL}\n\nhealth_topic of")
    assert run("show", URL).output.startswith(f"Other\n{URL}\n\nhealth_topic of")
    before = run("show", new, "--as-of", "2025-06-03").output
    assert before.startswith(f"Asthma {EVIL}\n{URL}\n\nhere stood the page of {new} then\n")
    for address in (URL, new):
        with pytest.raises(UsageError, match="first seen on 2025-06-03"):
            run("show", address, "--as-of", "2025-06-02")


def test_history_names_the_page_that_stood_at_an_address_before(taken: tuple[Run, str]) -> None:
    """The versions are those of the page that is there; where those of the other one are listed is told."""
    run, new = taken
    told = run("history", URL, "--json")
    assert [json.loads(line)["version"]["number"] for line in told.stdout.splitlines()] == [1]
    assert f"until 2025-06-07 another page stood at {URL}: see `pipeline history {new}`" in told.stderr
    assert "another page" not in run("history", new).stderr
    assert "first seen 2025-06-03" in run("explain", URL).output
