"""The same record made with parsel, as Scrapy's and crawlee's tutorials do it."""

from __future__ import annotations

from typing import Any

from parsel import Selector
from records import Sections, group_key, whole


def record(url: str, page: Selector) -> dict[str, Any]:
    """One page."""
    groups = {}
    for column in page.css(".toccolumn"):
        groups.update(dict.fromkeys(column.css("a::attr(href)").getall(), column.css("h3::text").get()))
    made = Sections(url)
    for part in page.css("article .main > section:not(#toc-section)"):
        group = groups.get(group_key(part.attrib.get("id")))
        for node in part.css("h2, h3, p, li"):
            tag = node.root.tag
            words = _words(node)
            if tag in ("h2", "h3"):
                made.begin(words, 1 if tag == "h2" else 2, group)
            elif tag == "li":
                named = node.css(".orgs::text").get()
                anchors = [(anchor.attrib["href"], _words(anchor)) for anchor in node.css("a[href]")]
                made.item(words, anchors, named.strip(" ()") if named else None)
            else:
                made.paragraph(words)
    return whole(
        url,
        made,
        [(meta.attrib["name"], meta.attrib.get("content", "")) for meta in page.css("meta[name]")],
        title=page.css("article h1::text").get(""),
        canonical=page.css("link[rel=canonical]::attr(href)").get(),
        language=page.css("html::attr(lang)").get(),
        updated=page.css("#lastupdate::text").get(),
    )


def _words(node: Selector) -> str:
    return " ".join("".join(node.css("*::text").getall()).split())
