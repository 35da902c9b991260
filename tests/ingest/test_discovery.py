"""What answers tell of, and what of it is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec import structs

from pipeline import sites
from pipeline.demo.pages import PLACEHOLDER, Page
from pipeline.demo.synthetic import synthetic_site
from pipeline.fetchers.sitemaps import Listed, UrlList
from pipeline.ingest import chains
from pipeline.ingest.discovery import REMEMBERED, News, from_document, from_list
from pipeline.ingest.finished import Finished
from pipeline.ingest.plan import Plan
from pipeline.model.capture import Answered
from pipeline.model.target import Discovered, Target
from pipeline.profiles import at_origin
from pipeline.reading import read_capture
from pipeline.storage import Store
from pipeline.urls import Scope
from tests.captures import capture_of
from tests.ingest.bench import ORIGIN, bench

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)


def found(*urls: str, lastmod: str | None = None) -> list[Discovered]:
    return [Discovered(url=url, site="site", found_by="link", lastmod=lastmod) for url in urls]


def test_what_was_named_before_is_no_news() -> None:
    """A URL goes to the frontier once, however many pages name it."""
    news = News()
    assert news.of(found("https://a.example/1", "https://a.example/2"), NOW) == found(
        "https://a.example/1", "https://a.example/2"
    )
    assert news.of(found("https://a.example/2", "https://a.example/3"), NOW) == found("https://a.example/3")


def test_what_was_named_hours_ago_is_news_again() -> None:
    """When a URL was named last tells whether its list still names it: in a run of days, and of many nights at once."""
    news, urls = News(), found("https://a.example/1")
    assert news.of(urls, NOW) == urls
    assert news.of(urls, NOW + timedelta(minutes=59)) == []
    assert news.of(urls, NOW + timedelta(hours=2)) == urls
    assert news.of(urls, NOW + timedelta(hours=2, minutes=1)) == []


def test_a_date_of_change_is_always_news() -> None:
    """A sitemap may name what a page named already, and say when it changed."""
    news = News()
    news.of(found("https://a.example/1"), NOW)
    dated = found("https://a.example/1", lastmod="2025-06-03")
    assert news.of(dated, NOW) == dated
    assert news.of(dated, NOW) == dated


def test_an_address_longer_than_any_server_takes_is_no_page() -> None:
    """A page may name what it likes; only what can be asked gets into the frontier."""
    names = UrlList(
        url="https://a.org/s.xml",
        kind="urlset",
        verdict="whole",
        entries=(Listed(url="https://a.org/" + "a" * 70_000), Listed(url="https://a.org/b")),
    )
    profile = structs.replace(sites.by_name("medlineplus"), scope=Scope(hosts=("a.org",)))
    assert [found.url for found in from_list(names, profile, found_on=names.url)] == ["https://a.org/b"]


def test_memory_is_bounded() -> None:
    """Past its bound it forgets: a URL named again is put into the frontier again, which changes nothing."""
    news = News()
    first = found("https://a.example/first")
    news.of(first, NOW)
    news.of(found(*(f"https://a.example/{number}" for number in range(REMEMBERED))), NOW)
    assert news.of(first, NOW) == first


def test_an_old_http_address_of_a_site_read_over_https_is_the_same_page() -> None:
    """Scheme, case, default port, tracking parameters and fragment give one page; http stays where the site has it."""
    names = ("http://MedlinePlus.gov:80/asthma.html#x", "https://medlineplus.gov/asthma.html?utm_source=mail")
    entries = tuple(Listed(url=name) for name in names)
    urls = UrlList(url="https://medlineplus.gov/sitemap.xml", kind="urlset", verdict="whole", entries=entries)
    profile = sites.by_name("medlineplus")
    assert {found.url for found in from_list(urls, profile, found_on=urls.url)} == {
        "https://medlineplus.gov/asthma.html"
    }
    plain = at_origin(profile, "http://demo.localhost")
    local = structs.replace(urls, entries=(Listed(url="http://demo.localhost/asthma.html"),))
    assert [found.url for found in from_list(local, plain, found_on=local.url)] == ["http://demo.localhost/asthma.html"]


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("2025-06-03", "2025-06-03"),
        ("2025-06", "2025-06"),
        ("2025-06-03T23:30:00-05:00", "2025-06-04T04:30:00Z"),
        ("Thu, 05 Jan 2017 13:34:51 +0100", "2017-01-05T12:34:51Z"),
        ("Jan 5, 2017", "2017-01-05"),
        ("2025-06-03 10:00", "2025-06-03T10:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31"),
        ("1999-01-01T00:00:00+99:99", "1999-01-01"),
        ("03/04/2025", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_of_lists_can_be_compared(words: str, changed: str | None) -> None:
    """Lists write dates as they like; of two the later is the greater, and what is no date says nothing."""
    urls = UrlList(
        url="https://medlineplus.gov/feed.xml",
        kind="rss",
        verdict="whole",
        entries=(Listed(url="https://medlineplus.gov/asthma.html", lastmod=words),),
    )
    assert [found.lastmod for found in from_list(urls, sites.by_name("medlineplus"), found_on=urls.url)] == [changed]


def test_links_that_grow_with_every_page_come_to_an_end() -> None:
    """A server that answers any path, and a link that is relative by mistake: a run would never end."""
    profile = structs.replace(sites.by_name("generic"), scope=Scope(hosts=("a.org",)))
    url, followed = "https://a.org/health/flu.html", 0
    while followed < 10:
        page = (
            '<title>Flu</title><main><h1>Flu</h1><p>Rest, and read <a href="more/flu.html">more on flu</a>.</p></main>'
        )
        document = read_capture(capture_of(page, url), profile).document
        assert document is not None
        named = [one.url for one in from_document(document, profile)]
        if not named:
            break
        (url,), followed = named, followed + 1
    assert (url, followed) == ("https://a.org/health/more/more/more/flu.html", 3)


def test_a_list_may_name_an_address_that_goes_round() -> None:
    """A publisher who lists it means it."""
    address = "https://a.org/a/a/a/a/flu.html"
    names = UrlList(url="https://a.org/s.xml", kind="urlset", verdict="whole", entries=(Listed(url=address),))
    profile = structs.replace(sites.by_name("medlineplus"), scope=Scope(hosts=("a.org",)))
    assert [found.url for found in from_list(names, profile, found_on=names.url)] == [address]


def calendar(days: int, address: str) -> dict[str, Page]:
    """Three topics, the first of which leads to a day that names the next one, and so on."""
    pages = dict(synthetic_site(3, 5_000))
    names = ["/topic000000.html", *(address.format(day) for day in range(days))]
    for name, following in pairwise(names):
        body = pages["/topic000001.html"].body
        link = f'class="syndicate"><p><a href="{PLACEHOLDER}{following}">the next day</a></p>'
        pages[name] = Page(body=body.replace(b'class="syndicate">', link.encode(), 1), rewrite=True)
    return pages


def test_a_chain_of_pages_that_name_the_next_one_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A calendar: a run is over at some day, and says at which; so is the night after. Who wants more names it."""
    address = "/day{:05d}.html"
    monkeypatch.setattr(chains, "LONGEST", 10)
    with bench(tmp_path, calendar(40, address)) as made:
        made.run()
        asked = [path for path in made.asked() if "day" in path]
        assert asked == [address.format(day) for day in range(11)]
        (told,) = made.told("issue")
        assert told.result == "links-without-end"
        assert f"names {ORIGIN}{address.format(11)}: links like it are not followed on" in told.message
        made.later(days=1.2)
        assert made.run().run.verdict == "ok"
        assert len([path for path in made.asked() if "day" in path]) == 11
        assert made.told("issue") == []
        made.run(Plan(urls=(f"{ORIGIN}{address.format(11)}",), force=True, discover=False), kind="fetch")
        made.later(days=1.2)
        assert made.run().run.verdict == "ok"
        assert len([path for path in made.asked() if "day" in path]) == 12
        with made.reading() as store:
            named = [row.evidence["next"] for row in store.issues() if row.code == "links-without-end"]
        assert named == [f"{ORIGIN}{address.format(11)}"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("https://a.org/events/2026/11/", "https://a.org/events/2027/2/", True),
        ("https://a.org/cal?month=2026-11", "https://a.org/cal?month=2026-12&view=list", True),
        ("https://a.org/news/page/9", "https://a.org/news/page/10", True),
        ("https://a.org/cal?month=1", "https://a.org/flu?month=2", False),
        ("https://a.org/cal", "https://a.org/cal?month=2", False),
        ("https://a.org/asthma.html", "https://a.org/gout.html", False),
    ],
)
def test_addresses_of_one_kind_differ_in_figures_or_behind_the_question_mark(one: str, other: str, alike: bool) -> None:
    """What a server makes up for a link differs there; names of pages are words."""
    assert (chains.kind_of(one) == chains.kind_of(other)) is alike


def test_pages_of_one_kind_that_a_list_names_are_no_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many name each other: the way to each of them is short."""
    monkeypatch.setattr(chains, "LONGEST", 10)
    pages = calendar(40, "/day{:05d}.html")
    days = "".join(f'<li><a href="{PLACEHOLDER}/day{day:05d}.html">{day}</a></li>' for day in range(39))
    listed = f'class="syndicate"><ul>{days}</ul>'.encode()
    body = pages["/topic000002.html"].body.replace(b'class="syndicate">', listed, 1)
    pages["/topic000002.html"] = Page(body=body, rewrite=True)
    with bench(tmp_path, pages) as made:
        made.run()
        assert len([path for path in made.asked() if "day" in path]) == 40
        assert made.told("issue") == []


def test_a_list_that_can_be_narrowed_without_end_comes_to_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every choice leads to others: so many variants of one path are asked for, and that is told once a run."""
    monkeypatch.setattr(chains, "MOST_VARIANTS", 20)
    with bench(tmp_path, synthetic_site(3, 5_000)) as made:
        made.run()
        profile = structs.replace(sites.by_name("generic"), scope=Scope(hosts=("demo.localhost",)))
        told = []
        with Store.open(made.database) as store:
            bounds, due, asked = chains.Bounds(store), ["age=0"], 0
            while due and asked < 100:
                query, asked = due.pop(0), asked + 1
                url = f"{ORIGIN}/find.html?{query}"
                words = "".join(f'<p>Only <a href="?{query}&amp;f{n}={asked}">words {n}</a>.</p>' for n in range(4))
                page = f"<title>Find</title><main><h1>Find</h1>{words}</main>"
                capture = capture_of(page, url)
                document = read_capture(capture, profile).document
                assert document is not None
                finished = bounds.of(
                    Finished(
                        target=Target(url=url, site="generic", reason="never-seen"),
                        outcome=Answered(url=url, capture=capture),
                        captures=(),
                        bytes=0,
                        elapsed_ms=0,
                        profile=profile,
                        document=document,
                        found=tuple(from_document(document, profile)),
                    )
                )
                told += [issue.message for issue in finished.issues]
                store.discover(finished.found, now=made.clock.now())
                due += [one.url.partition("?")[2] for one in finished.found if "?" in one.url]
        assert 20 <= asked < 30
        assert len(told) == 1
        assert (
            "is one of 20 pages that differ in their query alone, and names http://demo.localhost/find.html?" in told[0]
        )
