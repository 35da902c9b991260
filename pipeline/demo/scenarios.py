"""Ready-made troubles by name, for the command line and for tests that want the usual ones."""

from __future__ import annotations

from datetime import date

from pipeline.demo.behaviours import (
    AlwaysNotModified,
    Banner,
    BumpDate,
    Edit,
    Hang,
    NewEtag,
    Nonce,
    Replace,
    RetryLater,
    Rotate,
    Rule,
    Status,
)

_EMPTY_INDEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
)
_TOPICS = "*.html"

SCENARIOS: dict[str, tuple[Rule, ...]] = {
    "edited": (Rule(path="/asthma.html", behaviour=Edit(find="10 minutes", replace="20 minutes")),),
    "date-bump": (Rule(path=_TOPICS, behaviour=BumpDate(to=date(2026, 6, 1))),),
    "new-etag": (Rule(path=_TOPICS, behaviour=NewEtag()),),
    "lying-304": (
        Rule(path=_TOPICS, behaviour=AlwaysNotModified()),
        Rule(path="/asthma.html", behaviour=Edit(find="10 minutes", replace="20 minutes")),
    ),
    "rotating": (Rule(path=_TOPICS, behaviour=Rotate()), Rule(path=_TOPICS, behaviour=Nonce())),
    "banner": (Rule(path=_TOPICS, behaviour=Banner(text="Our telephone line is closed on Monday.")),),
    "gone-wave": (Rule(path=_TOPICS, behaviour=Status(code=404), share=0.6),),
    "empty-sitemap": (Rule(path="/sitemap.xml", behaviour=Replace(text=_EMPTY_INDEX)),),
    "all-500": (Rule(behaviour=Status(code=500)),),
    "busy": (Rule(path=_TOPICS, behaviour=RetryLater(seconds=1), times=2),),
    "too-many": (Rule(path=_TOPICS, behaviour=RetryLater(code=429, seconds=1), times=1),),
    "robots-404": (Rule(path="/robots.txt", behaviour=Status(code=404)),),
    "robots-500": (Rule(path="/robots.txt", behaviour=Status(code=500)),),
    "robots-hang": (Rule(path="/robots.txt", behaviour=Hang(seconds=30)),),
    "robots-slow-pace": (
        Rule(path="/robots.txt", behaviour=Replace(text="User-agent: *\nCrawl-delay: 2\nDisallow: /private/\n")),
    ),
}
"""Name -> rules; ``pipeline demo --scenario NAME`` plays one."""
