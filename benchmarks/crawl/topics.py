"""The pages of the comparison: real topics of MedlinePlus in other words. ``python -m benchmarks.crawl.topics COUNT``.

Page after page takes one of the real topics (PIPELINE_CORPUS) with all of its markup, and exchanges its words for
others of the same length out of all topics, the same for the same throughout a page: so every page is another, and none
has other proportions than a topic has. What the site links to of itself is one of these pages; the Spanish side is
elsewhere. Organizations, languages, headings of lists and dates stay as they are: they are what is read.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from pipeline.demo.__main__ import serve
from pipeline.demo.pages import PLACEHOLDER, Page
from pipeline.demo.server import DemoSite
from pipeline.demo.synthetic import lists_of
from tools import corpus

CORPUS = corpus.CORPUS / "medlineplus" / "topics"
SPANISH = "https://es.medlineplus.example/"
CHANGED = datetime(2025, 11, 1, tzinfo=UTC)

_WORD = re.compile(r"&\w+;|\b([A-Z]?)([a-z]{4,})\b")
_KEPT = re.compile(r'(<span class="also-lang">.*?</span>|<p class="attribution">.*?</p>)', re.DOTALL)
_SUMMARY = re.compile(r'(?<=<div id="topic-summary" class="syndicate">).*?(?=</section>)', re.DOTALL)
_TEXT = re.compile(r"(?<=>)[^<]+")
_LINK_WORDS = re.compile(r'(<a\b[^>]*data-sid="[^>]*>)([^<]*)')
_TITLE = re.compile(r"(<h1[^>]*>|<title>)([^<]*)")
_META = re.compile(
    r'(<meta (?:name|property)="'
    r'(?:description|DC\.Title|(?:og|twitter):(?:title|description|image:alt))" content=")([^"]*)'
)
_JSON_LD = re.compile(r"(?<=<script type='application/ld\+json'>).*?(?=</script>)", re.DOTALL)
_WORDED = ("name", "description", "mainContentOfPage")
_BARE_HOST = re.compile(r'(href="https?://[^/"]+)"')
_NOTHING_BEHIND = re.compile(r'(href="[^"]*)[?#]"')
_OWN_LINK = re.compile(rf'(<a\b[^>]*href="){PLACEHOLDER}/[^"]*')

Exchange = Callable[[str], str]


def topics(count: int) -> dict[str, Page]:
    """``count`` pages, the same every time, with robots.txt, sitemap.xml and the list of all of them.

    Raises:
        SystemExit: there are no real topics to make them of.
    """
    sources = [path.read_text() for path in sorted(CORPUS.glob("*.html"))]
    if not sources:
        raise SystemExit(f"no real topics in {CORPUS}: name the folder of the corpus in PIPELINE_CORPUS")
    by_length = _vocabulary(sources)
    names = [_name(number) for number in range(count)]
    pages = lists_of(names)
    for number, name in enumerate(names):
        body = _page(sources[number % len(sources)], number, count, by_length)
        pages[f"/{name}.html"] = Page(body=body.encode(), last_modified=CHANGED, rewrite=True)
    return pages


def _name(number: int) -> str:
    return f"topic{number:06d}"


def _vocabulary(sources: list[str]) -> dict[int, list[str]]:
    """The words of all summaries by their length."""
    words = {
        match[0].lower()
        for source in sources
        for summary in _SUMMARY.findall(source)
        for text in _TEXT.findall(summary)
        for match in _WORD.finditer(text)
        if match[2]
    }
    by_length: dict[int, list[str]] = {}
    for word in sorted(words):
        by_length.setdefault(len(word), []).append(word)
    return by_length


def _page(source: str, number: int, count: int, by_length: dict[int, list[str]]) -> str:
    rng = random.Random(f"topic-{number}")
    said: dict[str, str] = {}

    def exchanged(match: re.Match[str]) -> str:
        capital, word = match[1], match[2]
        if word is None:
            return match[0]
        other = said.get(word)
        if other is None:
            other = said[word] = rng.choice(by_length.get(len(capital) + len(word), [capital + word]))
        return other.capitalize() if capital else other

    def exchange(text: str) -> str:
        return _WORD.sub(exchanged, text)

    # As WHATWG's URL writes them: the crawlers are compared by what they read, not by how they spell addresses.
    source = _BARE_HOST.sub(r'\1/"', _NOTHING_BEHIND.sub(r'\1"', source)).replace("Ewing&#x27;", "Ewing%27")
    own = re.search(r'<link rel="canonical" href="([^"]*)"', source)
    assert own is not None
    page = source.replace(own[1], f"{PLACEHOLDER}/{_name(number)}.html").replace(f"{PLACEHOLDER}/spanish/", SPANISH)
    head, article, foot = re.split(r"(<article>.*</article>)", page, flags=re.DOTALL)
    article = _OWN_LINK.sub(lambda link: f"{link[1]}{PLACEHOLDER}/{_name(rng.randrange(count))}.html", article)
    article = _SUMMARY.sub(lambda summary: _outside(summary[0], lambda it: _TEXT.sub(_all(exchange), it)), article)
    article = _outside(article, lambda it: _LINK_WORDS.sub(_second(exchange), it))
    page = head + article + foot
    page = _META.sub(_second(exchange), _TITLE.sub(_second(exchange), page))
    return _JSON_LD.sub(lambda script: _json_ld(script[0], exchange), page)


def _outside(markup: str, change: Exchange) -> str:
    """The markup changed but for what names languages and institutes."""
    return "".join(part if index % 2 else change(part) for index, part in enumerate(_KEPT.split(markup)))


def _all(exchange: Exchange) -> Callable[[re.Match[str]], str]:
    return lambda match: exchange(match[0])


def _second(exchange: Exchange) -> Callable[[re.Match[str]], str]:
    return lambda match: match[1] + exchange(match[2])


def _json_ld(script: str, exchange: Exchange) -> str:
    items = json.loads(script)
    for item in items:
        item.update({name: exchange(item[name]) for name in _WORDED if name in item})
    return f"\n{json.dumps(items, indent=2)}\n"


if __name__ == "__main__":
    asyncio.run(serve(DemoSite(pages=topics(int(sys.argv[1])))))
