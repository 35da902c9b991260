"""A wall in the place of a page: the record stands and is exported, the operator is told, a later look decides."""

from __future__ import annotations

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.demo import Page
from tests.ingest.bench import ORIGIN, Bench, small_site

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


def test_a_collapse_that_stays_is_believed_by_the_next_night(small: Bench) -> None:
    """The second night's look makes the version, closes the issue, and the finding goes on."""
    small.run()
    small.site.put(PATH, collapsed())
    small.later(days=2)
    small.run()
    small.later(days=2)
    assert small.run().run.counts.changed == 1
    assert state(small) == (2, [], ["FR021"])
