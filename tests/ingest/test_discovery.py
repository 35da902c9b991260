"""What answers tell of, and what of it is news."""

from __future__ import annotations

from pipeline.ingest.discovery import REMEMBERED, News
from pipeline.model.target import Discovered


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


def test_memory_is_bounded() -> None:
    """Past its bound it forgets: a URL named again is put into the frontier again, which changes nothing."""
    news = News()
    first = found("https://a.example/first")
    news.of(first)
    news.of(found(*(f"https://a.example/{number}" for number in range(REMEMBERED))))
    assert news.of(first) == first
