"""The record every crawler of the comparison writes, made with selectolax; no import of the project's.

Every heading with its level, path and the page's own group, the words of its blocks and the same as Markdown, every
link with the section it stands in and the organization its item names, typed dates, subjects, what the head says: all
that our own record holds of these pages (the benchmark compares them), beside coverage and provenance, which only ours
has. Written for these pages alone and as lean as its author could: what no page of this server has is not looked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

SUBJECTS = {"DC.Subject.MeSH": "MeSH", "DC.Relation.IsPartOf": "MedlinePlus group"}
DATES = {"DC.Date.Modified": "modified", "DC.Date.Created": "created"}


def record(url: str, body: bytes) -> dict[str, Any]:
    """One page."""
    tree = LexborHTMLParser(body)
    metas = [(node.attributes["name"] or "", node.attributes.get("content") or "") for node in tree.css("meta[name]")]
    groups = {}
    for column in tree.css(".toccolumn"):
        heading = _words(column.css_first("h3"))
        groups.update({anchor.attributes["href"]: heading for anchor in column.css("a[href]")})
    made = Sections(url)
    for part in tree.css("article .main > section:not(#toc-section)"):
        group = groups.get(group_key(part.attributes.get("id")))
        for node in part.css("h2, h3, p, li"):
            words = _words(node)
            if node.tag in ("h2", "h3"):
                made.begin(words, 1 if node.tag == "h2" else 2, group)
            elif node.tag == "li":
                named = node.css_first(".orgs")
                anchors = [(anchor.attributes["href"] or "", _words(anchor)) for anchor in node.css("a[href]")]
                made.item(words, anchors, _words(named).strip("()") if named is not None else None)
            else:
                made.paragraph(words)
    date = tree.css_first("#lastupdate")
    canonical = tree.css_first("link[rel=canonical]")
    root = tree.root
    return whole(
        url,
        made,
        metas,
        title=_words(tree.css_first("article h1")),
        canonical=canonical.attributes["href"] if canonical is not None else None,
        language=root.attributes.get("lang") if root is not None else None,
        updated=_words(date) if date is not None else None,
    )


def group_key(identifier: str | None) -> str:
    """What the table of contents calls a part of the page by its id."""
    return f"#{(identifier or '').removesuffix('_section')}"


class Sections:
    """The sections of a page as their headings, paragraphs and list items come."""

    def __init__(self, url: str) -> None:
        self.all: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self._url = url
        self._host = url[: url.index("/", 8) + 1]
        self._in_list = False

    def begin(self, heading: str, level: int, group: str | None) -> None:
        """A heading; a section is of links until something else comes."""
        parent = next((one["heading"] for one in reversed(self.all) if one["level"] < level), None)
        path = [heading] if parent is None else [parent, heading]
        self.all.append(
            {"heading": heading, "level": level, "path": path, "group": group, "kind": "", "lines": [], "markdown": ""}
        )
        self._in_list = False

    def paragraph(self, words: str) -> None:
        """A paragraph of the last section."""
        section = self.all[-1]
        section["lines"].append(words)
        section["markdown"] += f"\n\n{words}" if section["markdown"] else words
        section["kind"] = "prose"
        self._in_list = False

    def item(self, words: str, anchors: list[tuple[str, str]], organization: str | None) -> None:
        """A list item of the last section."""
        section = self.all[-1]
        section["lines"].append(f"• {words}")
        for href, text in anchors:
            url = urljoin(self._url, href)
            words = words.replace(text, f"[{text}]({url})", 1)
            self.links.append(
                {
                    "url": url,
                    "text": text,
                    "section": len(self.all) - 1,
                    "kind": "internal" if url.startswith(self._host) else "external",
                    "organization": organization,
                }
            )
        before = "" if not section["markdown"] else "\n" if self._in_list else "\n\n"
        section["markdown"] += f"{before}- {words}"
        section["kind"] = section["kind"] or ("links" if anchors else "prose")
        self._in_list = True


def whole(
    url: str,
    made: Sections,
    metas: list[tuple[str, str]],
    *,
    title: str,
    canonical: str | None,
    language: str | None,
    updated: str | None,
) -> dict[str, Any]:
    """The record out of its parts."""
    single = dict(metas)
    dates = []
    if updated is not None:
        raw = updated.removeprefix("Last updated ")
        value = datetime.strptime(raw, "%B %d, %Y").date().isoformat()  # noqa: DTZ007 - a day
        dates.append({"role": "modified", "value": value, "raw": raw, "source": "text"})
    dates += [
        {"role": DATES[name], "value": said, "raw": said, "source": "meta"}
        for name, said in metas
        if name in DATES and said
    ]
    return {
        "url": url,
        "canonical_url": canonical,
        "title": title,
        "description": single.get("description"),
        "language": language,
        "publisher": single.get("DC.Publisher"),
        "subjects": [{"scheme": SUBJECTS[name], "name": said} for name, said in metas if name in SUBJECTS],
        "sections": [{**section, "kind": section["kind"] or "prose"} for section in made.all],
        "links": made.links,
        "dates": dates,
        "dublin_core": [[name, said] for name, said in metas if name.startswith("DC.")],
    }


def addresses(url: str, body: bytes) -> list[str]:
    """The content's links, absolute."""
    return [urljoin(url, node.attributes.get("href") or "") for node in LexborHTMLParser(body).css("article a[href]")]


def _words(node: LexborNode | None) -> str:
    return "" if node is None else " ".join(node.text().split())
