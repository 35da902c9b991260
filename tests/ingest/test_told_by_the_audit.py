"""What a run meets and keeps out of the record is told by the audit of the next morning, and ends with its cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.demo.behaviours import NeverNotModified, NewEtag, Redirect, Rule, Soft404, Status
from pipeline.demo.pages import Page
from tests.ingest.bench import ORIGIN, Bench, small_site

PATH = "/topic000003.html"
ELSEWHERE = "http://squatter.example/offers"
HUB = "/health/topics.html"
LIST = b"<title>Health topics</title><main><h1>Health topics</h1><p>All that we have, from A to Z.</p></main>"
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


def became_one(bench: Bench) -> list[tuple[str, str]]:
    """What FR015 says of the site."""
    with bench.reading() as store:
        found = run_audit(gather(store), policies=Policies(), today=bench.clock.now().date(), only=("FR015",))
        return [(one.message, one.severity) for one in found if one.url is None]


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


@pytest.mark.parametrize("code", [301, 302])
def test_a_list_that_many_pages_lead_to_is_told_of_the_site(small: Bench, code: Literal[301, 302]) -> None:
    """Their records stand, whatever is in quarantine meanwhile; FR015 tells it once and ends when they are back."""
    small.site.put(HUB, Page(body=LIST))
    small.run()
    paths = [f"/topic{number:06d}.html" for number in range(6)]
    small.site.tell(*(Rule(path=path, behaviour=Redirect(to=HUB, code=code)) for path in paths))
    small.later(days=2)
    small.run()
    told = (f"6 pages that stood by themselves now lead to {ORIGIN}{HUB}", "warning")
    assert became_one(small) == [told]
    for _ in range(2):  # a site that is blocked is asked by samples first
        night(small)
    assert became_one(small) == []


def test_an_address_that_always_led_out_of_the_site_drifts_nowhere(small: Bench) -> None:
    """It never gave a page, so nothing was lost."""
    small.site.tell(Rule(path=PATH, behaviour=Redirect(to=ELSEWHERE)))
    small.run()
    assert findings(small) == []


def of_site(bench: Bench) -> list[str]:
    """What FR013 says of the site."""
    with bench.reading() as store:
        found = run_audit(gather(store), policies=Policies(), today=bench.clock.now().date(), hosts=gather_hosts(store))
        return [one.message for one in found if one.rule == "FR013"]


def test_a_server_that_takes_no_notice_of_validators_tells_no_lies_by_them(small: Bench) -> None:
    """It sends every page with the validators it had, and announces nothing; one with new ones every night does."""
    small.run()
    small.site.tell(Rule(path="/topic*", behaviour=NeverNotModified()))
    small.later(days=2)
    small.run()
    assert len([path for path in small.asked() if path.startswith("/topic")]) == 30
    assert of_site(small) == []
    night(small, Rule(path="/topic*", behaviour=NewEtag()))
    assert of_site(small) == ["http: 0 of 30 announcements were followed by a change"]


class Listed:
    """The sitemap of the small site, with the page in it or without; other bytes every night."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        page = small_site(30)["/sitemap.xml"]
        assert isinstance(page, Page)
        self.named = replace(page, body=page.body.replace(b"https://medlineplus.gov", ORIGIN.encode()))
        self.unnamed = self.with_entry("")
        self._night = 0

    def with_entry(self, entry: str) -> Page:
        old = f"<url><loc>{ORIGIN}{PATH}</loc></url>".encode()
        assert old in self.named.body
        return replace(self.named, body=self.named.body.replace(old, entry.encode()))

    def nights(self, count: int, page: Page, *rules: Rule) -> int:
        """How often the page is asked in so many nights with this sitemap."""
        asked = 0
        self._bench.site.tell(*rules)
        for _ in range(count):
            self._night += 1
            body = page.body + b"<!-- " + b"x" * self._night + b" -->"
            self._bench.site.put("/sitemap.xml", replace(page, body=body))
            self._bench.later(days=1)
            self._bench.run()
            asked += PATH in self._bench.asked()
        return asked


GONE = Rule(path=PATH, behaviour=Status(code=404))


def test_a_page_that_is_gone_is_looked_at_when_a_list_names_it_again(small: Bench) -> None:
    """It had waited for longer each time; the sitemap gives no dates. As long as it stays named it has no look more."""
    lists = Listed(small)
    small.run()
    assert lists.nights(12, lists.named, GONE) == 4
    assert lists.nights(10, lists.unnamed, GONE) == 1
    assert [rule for rule, *_ in findings(small)] == ["FR014"]
    assert lists.nights(2, lists.named) == 2
    assert findings(small) == []


def test_a_gone_page_that_its_list_dropped_late_is_looked_at_when_it_is_listed_again(small: Bench) -> None:
    """The list named it still when it was asked last, was without it for three nights, and names it again."""
    lists = Listed(small)
    small.run()
    assert lists.nights(12, lists.named, GONE) == 4
    assert lists.nights(3, lists.unnamed, GONE) == 0
    assert lists.nights(2, lists.named) == 2
    assert findings(small) == []


def test_a_gone_page_that_is_listed_the_night_after_it_was_asked_is_looked_at(small: Bench) -> None:
    """The run of that night begins some minutes earlier than the one before: less than a day lies between them."""
    lists = Listed(small)
    small.run()
    assert lists.nights(9, lists.unnamed, GONE) == 3
    while not lists.nights(1, lists.unnamed, GONE):
        pass
    small.later(minutes=-10)
    assert lists.nights(2, lists.named) == 2
    assert findings(small) == []


def test_a_date_ahead_of_its_sitemap_is_told_as_long_as_the_sitemap_gives_it(small: Bench) -> None:
    """A page that is named no more says nothing of the list that named it."""
    lists = Listed(small)
    small.run()
    day = (small.clock.now() + timedelta(days=300)).date().isoformat()
    ahead = f"<url><loc>{ORIGIN}{PATH}</loc><lastmod>{day}</lastmod></url>"
    lists.nights(2, lists.with_entry(ahead))
    assert of_site(small) == ["sitemap: 1 page is dated after the day of the look"]
    lists.nights(1, lists.unnamed)
    assert of_site(small) == []


def test_a_date_ahead_of_its_sitemap_is_in_order_once_its_day_has_come(small: Bench) -> None:
    """The sitemap is the same, byte for byte, and says nothing of tomorrow any more; the page is still in it."""
    lists = Listed(small)
    small.run()
    day = (small.clock.now() + timedelta(days=4)).date().isoformat()
    small.site.put("/sitemap.xml", lists.with_entry(f"<url><loc>{ORIGIN}{PATH}</loc><lastmod>{day}</lastmod></url>"))
    told = []
    for _ in range(5):
        small.later(days=1)
        small.run()
        told.append(len(of_site(small)))
    assert told in ([1, 1, 0, 0, 0], [1, 0, 0, 0, 0])  # midnight may pass meanwhile
