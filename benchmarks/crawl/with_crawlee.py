"""Crawlee's ParselCrawler over the same server. ``with_crawlee.py SERVER FOLDER``; own virtual environment."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

import records_parsel
from crawlee import ConcurrencySettings
from crawlee.crawlers import ParselCrawler, ParselCrawlingContext


async def crawl(server: str, folder: Path) -> int:
    """How many pages were written."""
    os.environ["CRAWLEE_STORAGE_DIR"] = str(folder / "storage")
    crawler = ParselCrawler(
        concurrency_settings=ConcurrencySettings(desired_concurrency=32, max_concurrency=32),
        configure_logging=False,
        respect_robots_txt_file=True,
    )
    logging.disable(logging.CRITICAL)
    written = 0
    with (folder / "items.jsonl").open("w") as items:

        @crawler.router.default_handler
        async def handle(context: ParselCrawlingContext) -> None:
            nonlocal written
            if "/topic" in context.request.url:
                items.write(json.dumps(records_parsel.record(context.request.url, context.selector)) + "\n")
                written += 1
            await context.enqueue_links(selector="article a")

        await crawler.run([f"{server}/healthtopics.html"])
    return written


def main() -> None:
    print(asyncio.run(crawl(sys.argv[1], Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
