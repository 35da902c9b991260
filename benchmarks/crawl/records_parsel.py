"""The same record made with parsel, as Scrapy's and crawlee's tutorials do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element
from parsel import Selector
from records import CONTENT, MARKS, About, Around, Sections, anchor_of, escaped, marked, whole


def record(url: str, page: Selector) -> dict[str, Any]:
    """One page."""
    groups = {}
    for column in page.css(".toccolumn"):
        groups.update(dict.fromkeys(column.css("a::attr(href)").getall(), column.css("h3::text").get()))
    made = Sections(url)
    for part in page.css(CONTENT):
        key = anchor_of(part.attrib["id"])
        group = groups.get(f"#{key}")
        for node in part.css("h2, h3, p, li"):
            tag = node.root.tag
            if tag in ("h2", "h3"):
                made.begin(_words(node), 1 if tag == "h2" else 2, group, key)
                continue
            words, markdown = _said(node.root, made)
            if tag == "p":
                made.paragraph(words, markdown)
                if node.attrib.get("class") == "attribution":
                    made.attribution(words)
                continue
            made.item(words, markdown, 1 + (node.root.getparent().getparent().tag == "li"))
            if key != "summary":
                about = About(
                    organization=node.css(".orgs::text").get("").strip(),
                    pictures=node.css("img::attr(src)").getall(),
                    form=node.css(".desccode::text").get(""),
                    also=[(anchor.attrib["href"], _words(anchor)) for anchor in node.css(".also-lang a")],
                )
                made.about(about)
    around = Around(
        metas=[
            (meta.attrib.get("name") or meta.attrib["property"], meta.attrib.get("content", ""))
            for meta in page.css("meta[name], meta[property]")
        ],
        title=page.css("article h1::text").get("").strip(),
        canonical=page.css("link[rel=canonical]::attr(href)").get(),
        language=page.css("html::attr(lang)").get(),
        alternates=[(link.attrib["hreflang"], link.attrib["href"]) for link in page.css("link[hreflang]")],
        updated=page.css("#lastupdate::text").get(""),
        crumbs=[
            (_words(crumb), crumb.attrib.get("href"))
            for crumb in page.css("#breadcrumbs a, #breadcrumbs div > div > span")
        ],
        also_called=page.css("article .alsocalled::text").get(""),
        related=[
            (box.attrib["id"], _words(anchor), anchor.attrib["href"])
            for box in page.css("article aside section[id]")
            for anchor in box.css("a[href]")
        ],
        pictures=[(image.attrib["src"], image.attrib["alt"]) for image in page.css("#ht-img-section img")],
        scripts=page.css('script[type="application/ld+json"]::text').getall(),
    )
    return whole(url, made, around)


def _words(node: Selector) -> str:
    return " ".join("".join(node.css("*::text").getall()).split())


def _said(node: _Element, made: Sections) -> tuple[str, str]:
    """What a paragraph or an item says, lists inside of it left out: plain, and as Markdown."""
    if len(node) == 0:
        words = " ".join((node.text or "").split())
        return words, escaped(words)
    texts = [node.text or ""]
    for child in node:
        texts += [*(child.itertext() if child.tag != "ul" else ()), child.tail or ""]
    return " ".join("".join(texts).split()), " ".join("".join(_pieces(node, made, also=False)).split())


def _pieces(node: _Element, made: Sections, *, also: bool) -> Iterator[str]:
    yield escaped(node.text or "")
    for child in node:
        if child.tag == "a":
            href, inner = child.attrib["href"], "".join(_pieces(child, made, also=also))
            url = made.absolute(href) if also else made.link(href, " ".join("".join(child.itertext()).split()))
            yield marked(inner, "[", "", f"]({url})")
        elif child.tag in MARKS:
            yield marked("".join(_pieces(child, made, also=also)), "", MARKS[child.tag], "")
        elif child.tag == "span":
            yield from _pieces(child, made, also=child.attrib.get("class") == "also-lang")
        yield escaped(child.tail or "")
