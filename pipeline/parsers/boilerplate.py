"""Words by which pages name what stands beside their content, and what is it: classes, ids, roles. Data, in one place."""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["beside", "content", ""]

_BESIDE_WORDS = (
    *("ad", "ads", "adbox", "adslot", "advert", "adverts", "advertisement", "advertorial", "banner", "sponsor"),
    *("sponsored", "promo", "promos", "promoted", "promotion", "outbrain", "taboola", "disqus", "comment", "comments"),
    *("respond", "reply", "replies", "breadcrumb", "breadcrumbs", "crumbs", "cookie", "cookies", "consent", "gdpr"),
    *("onetrust", "cmp", "footer", "foot", "masthead", "menu", "menus", "nav", "navbar", "navigation", "pager"),
    *("pagination", "paging", "popup", "modal", "overlay", "lightbox", "rail", "remark", "rss", "share", "sharing"),
    *("sharebar", "sharetools", "shoutbox", "sidebar", "skyscraper", "social", "subscribe", "subscription"),
    *("newsletter", "signup", "login", "toolbar", "tools", "toolbox", "trending", "popular", "related", "recommended"),
    *("recommendation", "recommendations", "recirc", "recirculation", "readmore", "morefrom", "upnext", "widget"),
    *("widgets", "tags", "taglist", "skip", "skiplink", "search", "print", "printonly", "noprint", "yom-remote"),
    *("legends", "gdpr", "supplemental", "tooltip", "paywall", "feedback", "rating", "ratings", "follow", "community"),
    *("extra", "agegate", "teaser", "teasers", "carousel", "dropdown", "hidden", "byline"),
)
_CONTENT_WORDS = frozenset(
    (
        *("article", "articlebody", "body", "content", "entry", "main", "page", "post", "text", "blog", "story"),
        *("column", "hentry", "shadow", "copy", "prose"),
    )
)
_HIDDEN_BESIDE = frozenset(_BESIDE_WORDS)
_SPLIT = re.compile(r"[^a-z0-9]+|(?<=[a-z])(?=[0-9])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
BESIDE_TAGS = frozenset(("nav", "footer", "aside", "menu", "dialog"))
BESIDE_ROLES = frozenset(
    (
        *("navigation", "complementary", "contentinfo", "search", "banner", "menu", "menubar", "dialog", "alertdialog"),
        *("toolbar", "tablist"),
    )
)


def verdict(names: str) -> Verdict:
    """What the words of a class and an id say together; a name of both kinds ("comment-content") says neither."""
    words = frozenset(_SPLIT.split(_CAMEL.sub(" ", names).lower()))
    beside = not words.isdisjoint(_HIDDEN_BESIDE)
    content = not words.isdisjoint(_CONTENT_WORDS)
    if beside == content:
        return ""
    return "beside" if beside else "content"
