"""Scrapy over the same server. ``with_scrapy.py idiomatic|tuned SERVER FOLDER [cache]``; own virtual environment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import records
import records_parsel
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Response


class RevalidatingPolicy(RFC2616Policy):
    """The RFC's policy without its heuristic freshness: the server is asked about every page, with validators."""

    def is_cached_response_fresh(self, cachedresponse: Any, request: Any) -> bool:
        self._set_conditional_validators(request, cachedresponse)
        return False


class Idiomatic(Spider):
    """As the tutorial has it: CSS selectors, ``response.follow``; the framework drops what it has seen."""

    name = "idiomatic"
    server = ""

    async def start(self) -> Any:
        yield Request(f"{self.server}/healthtopics.html", self.parse)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        host = urlsplit(self.server).netloc
        for href in response.css("article a::attr(href)").getall():
            if urlsplit(response.urljoin(href)).netloc == host:
                yield response.follow(href, self.parse)
        if "/topic" in response.url:
            yield records_parsel.record(response.url, response.selector)


class Tuned(Spider):
    """The same by someone in a hurry: selectolax, and a set of URLs in front of the scheduler."""

    name = "tuned"
    server = ""

    async def start(self) -> Any:
        self._seen: set[str] = set()
        yield Request(f"{self.server}/healthtopics.html", self.parse, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        seen, prefix = self._seen, f"{self.server}/"
        if "/topic" in response.url:
            made = records.record(response.url, response.body)
            found = [link["url"] for link in made["links"]]
            yield made
        else:
            found = records.addresses(response.url, response.body)
        for url in found:
            bare = urldefrag(url).url
            if bare not in seen and bare.startswith(prefix):
                seen.add(bare)
                yield Request(bare, self.parse, dont_filter=True)


def main() -> None:
    how, server, folder, *more = sys.argv[1:]
    items = Path(folder) / "items.jsonl"
    items.unlink(missing_ok=True)
    settings: dict[str, Any] = {
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "FEEDS": {str(items): {"format": "jsonlines"}},
        "LOG_LEVEL": "ERROR",
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
    }
    if "cache" in more:
        settings |= {
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_DIR": str(Path(folder).absolute() / "httpcache"),
            "HTTPCACHE_POLICY": RevalidatingPolicy,
        }
    process = CrawlerProcess(settings)
    process.crawl(Idiomatic if how == "idiomatic" else Tuned, server=server)
    process.start()
    print(sum(1 for _ in items.open()))


if __name__ == "__main__":
    main()
