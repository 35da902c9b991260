"""The same record made with parsel, as Scrapy's and crawlee's tutorials do it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from parsel import Selector
from records import METAS, section


def record(url: str, page: Selector) -> dict[str, Any]:
    """One page."""
    sections: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for node in page.css("article .main > section:not(#toc-section)").css("h2, h3, p, li"):
        tag = node.root.tag
        if tag in ("h2", "h3"):
            sections.append(section(_words(node), 1 if tag == "h2" else 2, sections))
        elif sections:
            words = _words(node)
            sections[-1]["lines"].append(f"• {words}" if tag == "li" else words)
            organization = node.css(".orgs::text").get()
            links += [
                {
                    "url": urljoin(url, anchor.attrib["href"]),
                    "text": _words(anchor),
                    "section": len(sections) - 1,
                    "organization": organization.strip(" ()") if organization else None,
                }
                for anchor in node.css("a[href]")
            ]
    return {
        "url": url,
        "canonical_url": page.css("link[rel=canonical]::attr(href)").get(),
        "title": page.css("article h1::text").get(),
        **{name: page.xpath("//meta[@name=$name]/@content", name=name).get() for name in METAS},
        "subjects": page.xpath('//meta[@name="DC.Subject.MeSH"]/@content').getall(),
        "sections": sections,
        "links": links,
        "last_updated": page.css("#lastupdate::text").get(),
    }


def _words(node: Selector) -> str:
    return " ".join("".join(node.css("*::text").getall()).split())
