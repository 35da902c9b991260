"""The record every crawler of the comparison writes, made with selectolax; no import of the project's.

Every heading with its level and path, the lines of its blocks (list items marked), every link with the section it
stands in and the organization its item names, the metas, the date at the foot: what our own record holds of these pages
too (the benchmark compares them), beside Markdown, typed dates, coverage and provenance, which only ours has.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

METAS = ("description", "DC.Language", "DC.Date.Modified", "DC.Date.Created", "DC.Publisher")


def record(url: str, body: bytes) -> dict[str, Any]:
    """One page."""
    tree = LexborHTMLParser(body)
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta[name]"):
        metas.setdefault(node.attributes["name"] or "", []).append(node.attributes.get("content") or "")
    sections: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for node in tree.css("article .main > section:not(#toc-section) :is(h2, h3, p, li)"):
        if node.tag in ("h2", "h3"):
            sections.append(section(_words(node), 1 if node.tag == "h2" else 2, sections))
        elif sections:
            words = _words(node)
            sections[-1]["lines"].append(f"• {words}" if node.tag == "li" else words)
            links += [_link(url, node, anchor, len(sections) - 1) for anchor in node.css("a[href]")]
    date = tree.css_first("#lastupdate")
    title = tree.css_first("article h1")
    canonical = tree.css_first("link[rel=canonical]")
    return {
        "url": url,
        "canonical_url": canonical.attributes.get("href") if canonical is not None else None,
        "title": title.text(strip=True) if title is not None else None,
        **{name: (metas.get(name) or [None])[0] for name in METAS},
        "subjects": metas.get("DC.Subject.MeSH", []),
        "sections": sections,
        "links": links,
        "last_updated": date.text(strip=True) if date is not None else None,
    }


def section(heading: str, level: int, before: list[dict[str, Any]]) -> dict[str, Any]:
    """A section without lines yet; its path goes through the section above it."""
    parent = next((one["heading"] for one in reversed(before) if one["level"] < level), None)
    path = [heading] if parent is None else [parent, heading]
    return {"heading": heading, "level": level, "path": path, "lines": []}


def addresses(url: str, body: bytes) -> list[str]:
    """The content's links, absolute."""
    return [urljoin(url, node.attributes.get("href") or "") for node in LexborHTMLParser(body).css("article a[href]")]


def _words(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _link(url: str, item: LexborNode, anchor: LexborNode, number: int) -> dict[str, Any]:
    organization = item.css_first(".orgs")
    return {
        "url": urljoin(url, anchor.attributes.get("href") or ""),
        "text": _words(anchor),
        "section": number,
        "organization": _words(organization).strip("()") if organization is not None else None,
    }
