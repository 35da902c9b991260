"""The record every crawler of the comparison writes, made with selectolax; no import of the project's.

Every heading with its level, path, anchor and the page's own group, the words of its blocks and the same as Markdown,
every link with what its item says of it, what stands beside the content, who is named, typed dates, subjects, what the
head and the structured data say: all that our own record holds of these pages (the benchmark compares them), beside
identifiers, coverage and provenance, which only ours has. Written for these pages alone and as lean as its author
could: what no page of this server has is not looked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

SUBJECTS = {"DC.Subject.MeSH": "MeSH", "DC.Relation.IsPartOf": "MedlinePlus group"}
DATES = {"DC.Date.Modified": "modified", "DC.Date.Created": "created"}
LANGUAGES = {"Spanish": "es", "Español": "es"}
RELATIONS = {
    "encyclopedia-box": "encyclopedia",
    "related-topics": "related_topic",
    "primary-institute-section": "primary_institute",
    "foreign-languages": "other_languages",
    "magazine-box": "magazine",
}
PICTURES = {"videocamera.gif": "video", "easyreadgreen.gif": "easy-to-read"}
MARKS = {"strong": "**", "em": "*"}
CONTENT = "article .main > section:not(#toc-section)"
_SPECIAL = re.compile(r"[*\[\]_]")


def record(url: str, body: bytes) -> dict[str, Any]:
    """One page."""
    tree = LexborHTMLParser(body)
    metas = [
        (node.attributes.get("name") or node.attributes.get("property") or "", node.attributes.get("content") or "")
        for node in tree.css("meta[name], meta[property]")
    ]
    groups = {}
    for column in tree.css(".toccolumn"):
        heading = _words(column.css_first("h3"))
        groups.update({anchor.attributes["href"]: heading for anchor in column.css("a[href]")})
    made = Sections(url)
    for part in tree.css(CONTENT):
        key = anchor_of(part.attributes["id"] or "")
        group = groups.get(f"#{key}")
        for node in part.css("h2, h3, p, li"):
            tag = node.tag
            if tag in ("h2", "h3"):
                made.begin(_words(node), 1 if tag == "h2" else 2, group, key)
                continue
            about = About()
            words, markdown = _said(node, made, about)
            if tag == "p":
                made.paragraph(words, markdown)
                if node.attributes.get("class") == "attribution":
                    made.attribution(words)
                continue
            made.item(words, markdown, 1 + (node.parent is not None and _is_nested(node.parent)))
            if key != "summary":
                made.about(about)
    around = Around(
        metas=metas,
        title=_words(tree.css_first("article h1")),
        canonical=_attribute(tree.css_first("link[rel=canonical]"), "href"),
        language=_attribute(tree.root, "lang"),
        alternates=[
            (node.attributes["hreflang"] or "", node.attributes["href"] or "") for node in tree.css("link[hreflang]")
        ],
        updated=_words(tree.css_first("#lastupdate")),
        crumbs=[
            (_words(node), node.attributes.get("href"))
            for node in tree.css("#breadcrumbs a, #breadcrumbs div > div > span")
        ],
        also_called=_words(tree.css_first("article .alsocalled")),
        related=[
            (box.attributes["id"] or "", _words(anchor), anchor.attributes["href"] or "")
            for box in tree.css("article aside section[id]")
            for anchor in box.css("a[href]")
        ],
        pictures=[
            (node.attributes["src"] or "", node.attributes["alt"] or "") for node in tree.css("#ht-img-section img")
        ],
        scripts=[node.text() for node in tree.css('script[type="application/ld+json"]')],
    )
    return whole(url, made, around)


def anchor_of(identifier: str) -> str:
    """What leads to a part of the page, by its id."""
    return "summary" if identifier == "topsum_section" else identifier.removesuffix("_section")


@dataclass
class About:
    """What an item of a list says of its link, as its markup has it."""

    organization: str = ""
    pictures: list[str] = field(default_factory=list)
    form: str = ""
    also: list[tuple[str, str]] = field(default_factory=list)


class Sections:
    """The sections of a page as their headings, paragraphs and list items come."""

    def __init__(self, url: str) -> None:
        self.all: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self._url = url
        self._host = url[: url.index("/", 8) + 1]
        self._in_list = False

    def begin(self, heading: str, level: int, group: str | None, anchor: str) -> None:
        """A heading; a section is of links until something else comes. The first below the summary has its anchor."""
        before = self.all[-1] if self.all else None
        parent = next((one["heading"] for one in reversed(self.all) if one["level"] < level), None)
        first = level == 2 and before is not None and before["level"] == 1 and not before["lines"]
        self.all.append(
            {
                "heading": heading,
                "level": level,
                "path": [heading] if parent is None else [parent, heading],
                "group": group,
                "kind": "",
                "anchor": anchor if level == 1 else "topic-summary" if first else None,
                "lines": [],
                "markdown": "",
            }
        )
        self._in_list = False

    def paragraph(self, words: str, markdown: str) -> None:
        """A paragraph of the last section, if it says anything."""
        if not words:
            return
        section = self.all[-1]
        section["lines"].append(words)
        section["markdown"] += f"\n\n{markdown}" if section["markdown"] else markdown
        section["kind"] = "prose"
        self._in_list = False

    def item(self, words: str, markdown: str, depth: int) -> None:
        """A list item of the last section."""
        section = self.all[-1]
        indent = "  " * (depth - 1)
        section["lines"].append(f"{indent}• {words}")
        before = "" if not section["markdown"] else "\n" if self._in_list else "\n\n"
        section["markdown"] += f"{before}{indent}- {markdown}"
        section["kind"] = section["kind"] or ("links" if markdown[:1] == "[" else "prose")
        self._in_list = True

    def attribution(self, words: str) -> None:
        """Who stands behind a summary."""
        parent, _, name = words.partition(": ")
        self.people.append({"name": name, "affiliation": parent, "role": "attribution"})

    def link(self, href: str, text: str) -> str:
        """A link of the last section; its address."""
        url = self.absolute(href)
        path = url.partition("#")[0].partition("?")[0]
        self.links.append(
            {
                "url": url,
                "text": text,
                "section": len(self.all) - 1,
                "kind": "download"
                if path.endswith(".pdf")
                else "internal"
                if url.startswith(self._host)
                else "external",
                "organization": None,
                "from_nih": False,
                "media": [],
                "also_in": [],
                "note": None,
            }
        )
        return url

    def about(self, said: About) -> None:
        """What an item says of its link."""
        link = self.links[-1]
        link["organization"] = said.organization.strip("()") or None
        for picture in said.pictures:
            name = picture.rpartition("/")[2]
            if name == "nih.png":
                link["from_nih"] = True
            elif name == "new.gif":
                link["note"] = "new"
            else:
                link["media"].append(PICTURES[name])
        if said.form:
            link["media"].append(said.form.lower())
        link["also_in"] = [{"language": LANGUAGES[text], "url": self.absolute(href)} for href, text in said.also]

    def absolute(self, href: str) -> str:
        """An address of this page."""
        return href if href.startswith("http") else urljoin(self._url, href)


@dataclass
class Around:
    """What a page says outside of its sections, as its markup has it."""

    metas: list[tuple[str, str]]
    title: str
    canonical: str | None
    language: str | None
    alternates: list[tuple[str, str]]
    updated: str
    crumbs: list[tuple[str, str | None]]
    also_called: str
    related: list[tuple[str, str, str]]
    pictures: list[tuple[str, str]]
    scripts: list[str]


def whole(url: str, made: Sections, page: Around) -> dict[str, Any]:
    """The record out of its parts."""
    metas = page.metas
    single = dict(metas)
    raw = page.updated.removeprefix("Last updated ")
    day = datetime.strptime(raw, "%B %d, %Y").date().isoformat()  # noqa: DTZ007 - a day
    dates = [{"role": "modified", "value": day, "raw": raw, "source": "text"}]
    dates += [
        {"role": DATES[name], "value": said, "raw": said, "source": "meta"}
        for name, said in metas
        if name in DATES and said
    ]
    return {
        "url": url,
        "canonical_url": page.canonical,
        "title": page.title,
        "description": " ".join(single["description"].split()),
        "language": page.language,
        "publisher": single.get("DC.Publisher"),
        "breadcrumbs": [{"text": text, "url": urljoin(url, href) if href else None} for text, href in page.crumbs],
        "also_called": page.also_called.removeprefix("Also called: ").split(", ") if page.also_called else [],
        "alternates": [{"language": tag, "url": href} for tag, href in page.alternates],
        "subjects": [{"scheme": SUBJECTS[name], "name": said} for name, said in metas if name in SUBJECTS],
        "sections": [{**section, "kind": section["kind"] or "prose"} for section in made.all],
        "links": made.links,
        "related": [
            {"relation": RELATIONS[box], "text": text, "url": urljoin(url, href)}
            for box, text, href in page.related
            if box in RELATIONS
        ],
        "images": [{"url": urljoin(url, source), "alt": alt} for source, alt in page.pictures],
        "people": made.people,
        "dates": dates,
        "jsonld": [json.loads(script) for script in page.scripts],
        "dublin_core": [[name, said] for name, said in metas if name.startswith("DC.") and said],
        "opengraph": [[name, said] for name, said in metas if name.startswith(("og:", "fb:"))],
        "twitter": [[name, said] for name, said in metas if name.startswith("twitter:")],
    }


def escaped(text: str) -> str:
    """Text with what Markdown would take for markup escaped."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def marked(inner: str, before: str, mark: str, behind: str) -> str:
    """Words between two marks, white space outside of them."""
    core = inner.strip()
    if not core:
        return inner
    lead, trail = inner[: inner.index(core[0])], inner[len(inner.rstrip()) :]
    return f"{lead}{before}{mark}{core}{mark}{behind}{trail}"


def addresses(url: str, body: bytes) -> list[str]:
    """The content's links, absolute."""
    return [urljoin(url, node.attributes.get("href") or "") for node in LexborHTMLParser(body).css("article a[href]")]


def _said(node: LexborNode, made: Sections, about: About) -> tuple[str, str]:
    """What a paragraph or an item says, lists inside of it left out: plain, and as Markdown."""
    child = node.first_child
    if child is not None and child.next is None and child.text_content is not None:
        words = " ".join(child.text_content.split())
        return words, escaped(words)
    words = "".join(child.text() for child in node.iter(include_text=True) if child.tag != "ul")
    return " ".join(words.split()), " ".join("".join(_pieces(node, made, about)).split())


def _pieces(node: LexborNode, made: Sections, about: About, kind: str | None = None) -> Iterator[str]:
    for child in node.iter(include_text=True):
        text = child.text_content
        if text is not None:
            yield " " if text.isspace() else escaped(text)
            continue
        tag = child.tag
        if tag == "a":
            href, words, only = child.attributes["href"] or "", _words(child), child.first_child
            alone = only is not None and only.next is None and only.text_content is not None
            inner = escaped(words) if alone else "".join(_pieces(child, made, about))
            if kind == "also-lang":
                about.also.append((href, words))
                url = made.absolute(href)
            else:
                url = made.link(href, words)
            yield marked(inner, "[", "", f"]({url})")
        elif tag in MARKS:
            yield marked("".join(_pieces(child, made, about)), "", MARKS[tag], "")
        elif tag == "span":
            name = child.attributes.get("class")
            if name == "orgs":
                about.organization = _words(child)
            elif name == "desccode":
                about.form = _words(child)
            yield from _pieces(child, made, about, name)
        elif tag == "img":
            about.pictures.append(child.attributes["src"] or "")


def _is_nested(items: LexborNode) -> bool:
    return items.parent is not None and items.parent.tag == "li"


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return None if node is None else node.attributes.get(name)


def _words(node: LexborNode | None) -> str:
    return "" if node is None else " ".join(node.text().split())
