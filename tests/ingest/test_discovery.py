"""What answers tell of, and what of it is news."""

from __future__ import annotations

import pytest
from msgspec import structs

from pipeline import sites
from pipeline.fetchers.sitemaps import Listed, UrlList
from pipeline.ingest.discovery import REMEMBERED, News, from_document, from_list
from pipeline.model.target import Discovered
from pipeline.reading import at_origin, read_capture
from pipeline.urls import Scope
from tests.captures import capture_of


def found(*urls: str, lastmod: str | None = None) -> list[Discovered]:
    return [Discovered(url=url, site="site", found_by="link", lastmod=lastmod) for url in urls]


def test_what_was_named_before_is_no_news() -> None:
    """A URL goes to the frontier once, however many pages name it."""
    news = News()
    assert news.of(found("https://a.example/1", "https://a.example/2")) == found(
        "https://a.example/1", "https://a.example/2"
    )
    assert news.of(found("https://a.example/2", "https://a.example/3")) == found("https://a.example/3")


def test_a_date_of_change_is_always_news() -> None:
    """A sitemap may name what a page named already, and say when it changed."""
    news = News()
    news.of(found("https://a.example/1"))
    dated = found("https://a.example/1", lastmod="2025-06-03")
    assert news.of(dated) == dated
    assert news.of(dated) == dated


def test_an_address_longer_than_any_server_takes_is_no_page() -> None:
    """A page may name what it likes; only what can be asked gets into the frontier."""
    names = UrlList(
        url="https://a.org/s.xml",
        kind="urlset",
        verdict="whole",
        entries=(Listed(url="https://a.org/" + "a" * 70_000), Listed(url="https://a.org/b")),
    )
    profile = structs.replace(sites.by_name("medlineplus"), scope=Scope(hosts=("a.org",)))
    assert [found.url for found in from_list(names, profile)] == ["https://a.org/b"]


def test_memory_is_bounded() -> None:
    """Past its bound it forgets: a URL named again is put into the frontier again, which changes nothing."""
    news = News()
    first = found("https://a.example/first")
    news.of(first)
    news.of(found(*(f"https://a.example/{number}" for number in range(REMEMBERED))))
    assert news.of(first) == first


def test_an_old_http_address_of_a_site_read_over_https_is_the_same_page() -> None:
    """Scheme, case, default port, tracking parameters and fragment give one page; http stays where the site has it."""
    names = ("http://MedlinePlus.gov:80/asthma.html#x", "https://medlineplus.gov/asthma.html?utm_source=mail")
    entries = tuple(Listed(url=name) for name in names)
    urls = UrlList(url="https://medlineplus.gov/sitemap.xml", kind="urlset", verdict="whole", entries=entries)
    profile = sites.by_name("medlineplus")
    assert {found.url for found in from_list(urls, profile)} == {"https://medlineplus.gov/asthma.html"}
    plain = at_origin(profile, "http://demo.localhost")
    local = structs.replace(urls, entries=(Listed(url="http://demo.localhost/asthma.html"),))
    assert [found.url for found in from_list(local, plain)] == ["http://demo.localhost/asthma.html"]


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
    assert [found.lastmod for found in from_list(urls, sites.by_name("medlineplus"))] == [changed]


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
    assert [found.url for found in from_list(names, profile)] == [address]
