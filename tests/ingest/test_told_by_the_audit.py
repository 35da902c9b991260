"""What a run meets and keeps out of the record is told by the audit of the next morning, and ends with its cause."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.demo import NeverNotModified, NewEtag, Page, Redirect, Rule, Soft404, Status
from tests.ingest.bench import ORIGIN, Bench, small_site

PATH = "/topic000003.html"
ELSEWHERE = "http://squatter.example/offers"
REFRESH = f'<meta http-equiv="refresh" content="0; url={ELSEWHERE}">'.encode()


def findings(bench: Bench) -> list[tuple[str, str, str]]:
    """Rule, severity and message of what is found about the page's address."""
    with bench.reading() as store:
        found = list(run_audit(gather(store), policies=Policies(), today=bench.clock.now().date()))
    return [
        (one.rule, one.severity, one.message)
        for one in found
        if one.url == ORIGIN + PATH and one.rule in ("FR014", "FR015", "FR016", "FR021")
    ]


def night(bench: Bench, *rules: Rule) -> list[tuple[str, str, str]]:
    bench.site.tell(*rules)
    bench.later(days=2)
    bench.run()
    return findings(bench)


def test_a_page_that_begins_to_say_that_it_is_not_there_is_a_soft_404(small: Bench) -> None:
    """The answer is no record, the record of before stands, and FR015 says so until the page is back."""
    small.run()
    records = small.records()
    told = ("FR015", "error", "the server says 200, and the page that there is no such page")
    for _ in range(2):
        assert night(small, Rule(path=PATH, behaviour=Soft404())) == [told]
    with small.reading() as store:
        assert [issue.code for issue in store.issues(url=ORIGIN + PATH)] == ["soft-404"]
    assert small.records() == records
    assert night(small) == []


def test_a_page_that_is_led_to_another_host_has_drifted(small: Bench) -> None:
    """Nobody follows it out of the site; FR016 is an error as long as it leads there."""
    small.run()
    away = Rule(path=PATH, behaviour=Redirect(to=ELSEWHERE))
    assert night(small, away) == [("FR016", "error", f"now leads to {ELSEWHERE}")]
    assert night(small) == []


def test_a_page_that_only_leads_on_has_drifted_too(small: Bench) -> None:
    """A refresh to another host in the place of the page is told like a redirect there."""
    small.run()
    small.site.put(PATH, Page(body=REFRESH))
    assert night(small) == [("FR016", "error", f"now leads to {ELSEWHERE}")]


def test_an_address_that_always_led_out_of_the_site_drifts_nowhere(small: Bench) -> None:
    """It never gave a page, so nothing was lost."""
    small.site.tell(Rule(path=PATH, behaviour=Redirect(to=ELSEWHERE)))
    small.run()
    assert findings(small) == []


def test_a_server_that_takes_no_notice_of_validators_tells_no_lies_by_them(small: Bench) -> None:
    """It sends every page with the validators it had, and announces nothing; one with new ones every night does."""

    def of_site() -> list[str]:
        with small.reading() as store:
            found = run_audit(
                gather(store), policies=Policies(), today=small.clock.now().date(), hosts=gather_hosts(store)
            )
            return [one.message for one in found if one.rule == "FR013"]

    small.run()
    night(small, Rule(path="/topic*", behaviour=NeverNotModified()))
    assert len([path for path in small.asked() if path.startswith("/topic")]) == 30
    assert of_site() == []
    night(small, Rule(path="/topic*", behaviour=NewEtag()))
    assert of_site() == ["http: 0 of 30 announcements were followed by a change"]


def test_a_page_that_is_gone_is_looked_at_when_a_list_names_it_again(small: Bench) -> None:
    """It had waited for longer each time; the sitemap gives no dates. As long as it stays named it has no look more."""
    listed = small_site(30)["/sitemap.xml"]
    assert isinstance(listed, Page)
    named = replace(listed, body=listed.body.replace(b"https://medlineplus.gov", ORIGIN.encode()))
    unnamed = replace(named, body=named.body.replace(f"<url><loc>{ORIGIN}{PATH}</loc></url>".encode(), b""))
    assert len(unnamed.body) < len(named.body)

    def nights(count: int, page: Page, *rules: Rule) -> int:
        """How often the page is asked in nights in which the sitemap changes every time."""
        asked = 0
        small.site.tell(*rules)
        for turn in range(count):
            small.site.put("/sitemap.xml", replace(page, body=page.body + b"<!-- " + b"x" * turn + b" -->"))
            small.later(days=1)
            small.run()
            asked += PATH in small.asked()
        return asked

    gone = Rule(path=PATH, behaviour=Status(code=404))
    small.run()
    assert nights(12, named, gone) == 4
    assert nights(10, unnamed, gone) == 1
    assert [rule for rule, *_ in findings(small)] == ["FR014"]
    assert nights(2, named) == 2
    assert findings(small) == []
