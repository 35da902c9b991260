"""A wall in the place of a page: the record stands and is exported, the operator is told, a later look decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.config import Schedule
from pipeline.demo import ConsentWall, Page, Rule
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

PATH = "/topic000003.html"


def collapsed() -> Page:
    """The page with its frame and nearly nothing in it."""
    page = small_site(30)[PATH]
    assert isinstance(page, Page)
    start, rest = page.body.split(b'class="syndicate">', 1)
    _, end = rest.split(b"</article>", 1)
    return Page(body=start + b'class="syndicate"><h2>Notice</h2><p>Back soon.</p></div></article>' + end, rewrite=True)


def state(bench: Bench) -> tuple[int, list[str], list[str]]:
    """Versions of the page, open issues of collapse, findings of collapse."""
    with bench.reading() as store:
        issues = [issue.code for issue in store.issues(url=ORIGIN + PATH) if issue.code == "content-collapse"]
        found = run_audit(gather(store), policies=Policies(), today=bench.clock.now().date(), only=("FR021",))
        return len(store.versions(ORIGIN + PATH)), issues, [finding.rule for finding in found]


def test_a_wall_for_a_day_is_told_and_leaves_no_trace_in_the_record(small: Bench) -> None:
    """Issue and finding while it stands, the record as before; both end with the page's return."""
    small.run()
    before = small.records()
    whole = small_site(30)[PATH]
    small.site.put(PATH, collapsed())
    small.later(days=2)
    small.run()
    assert small.records() == before
    assert state(small) == (1, ["content-collapse"], ["FR021"])
    assert [event.result for event in small.told("issue")] == ["content-collapse"]
    small.site.put(PATH, whole)
    small.later(days=2)
    small.run()
    assert small.records() == before
    assert state(small) == (1, [], [])


@pytest.mark.parametrize("count", [1, 2])
def test_what_was_met_for_the_first_time_behind_a_wall_is_asked_again_the_next_night(
    tmp_path: Path, count: int
) -> None:
    """There is nothing to compare it with; but it says what the others say, and the site is blocked."""
    new = [f"/topic{number:06d}.html" for number in range(20, 20 + count)]
    pages = small_site(20 + count)
    with bench(tmp_path, {path: page for path, page in pages.items() if path not in new}) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=14.0))
        made.run()
        for path in new:
            made.site.put(path, pages[path])
        made.site.tell(Rule(path="/topic*", behaviour=ConsentWall()))
        made.later(days=30)
        assert made.run().run.verdict == "blocked"
        with made.reading() as store:
            walls = [url for url in made.records() if ORIGIN + "/topic00002" in url]
            assert walls == [ORIGIN + path for path in new]
            titles = [store.document(url) for url in walls]
        assert {document.title for document in titles if document} == {"Before you go on"}
        made.site.tell()
        made.later(days=1)
        assert made.run().run.verdict == "ok"
        assert {*new} <= {*made.asked()}
        assert all(b"Before you go on" not in record for record in made.records().values())


def test_a_collapse_that_stays_is_believed_by_the_next_night(small: Bench) -> None:
    """The second night's look makes the version, closes the issue, and the finding goes on."""
    small.run()
    small.site.put(PATH, collapsed())
    small.later(days=2)
    small.run()
    small.later(days=2)
    assert small.run().run.counts.changed == 1
    assert state(small) == (2, [], ["FR021"])
