"""What the head of any page says: language, description, canonical URL, other languages, breadcrumbs."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import Any

from msgspec import Struct
from selectolax.lexbor import LexborNode

from pipeline.model.document import Alternate, Crumb
from pipeline.parsers.dates.nodes import kinds_of, nodes_in, page_nodes
from pipeline.parsers.embedded.jsonld import listed, name_of, plain
from pipeline.parsers.language_tags import primary_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.rules import TAG_BY_NAME

_TAG = re.compile(r"(?!und\b)[a-z]{2,3}(?:-[a-z\d]{1,8})*", re.IGNORECASE)
"""A tag of a language as BCP 47 writes it, as far as its first part tells."""
_PLACE = re.compile(r"\d{1,3}")
"""Which step of a breadcrumb one is, as a number or in figures."""


_CASES = {2: str.upper, 4: str.title}
"""How parts behind the language are written, by their length: regions and scripts."""
_LANGUAGES = ("content-language", "og:locale", "dcterms.language", "dc.language")
_DESCRIPTIONS = ("description", "og:description", "dcterms.description", "dc.description", "twitter:description")


class Head(Struct, frozen=True, kw_only=True):
    """The head, read."""

    title: str | None
    description: str | None
    language: str | None
    canonical_url: str | None
    alternates: tuple[Alternate, ...]


def read_head(page: Page) -> Head:
    """Read what is in ``<head>`` and on ``<html>``."""
    canonical = None
    alternates: list[Alternate] = []
    title = None
    head = page.tree.head
    if head is not None:
        for node in head.css("link, title"):
            if node.tag == "link":
                attributes = node.attributes
                relations = _relations(attributes.get("rel") or "")
                href = attributes.get("href")
                if not href:
                    continue
                if "canonical" in relations:
                    canonical = canonical or page.resolve(href)
                elif "alternate" in relations and (tag := attributes.get("hreflang")):
                    url = page.resolve(href)
                    if url is not None:
                        alternates.append(Alternate(language=_tag(tag) or tag.strip(), url=url))
            elif node.tag == "title" and title is None:
                title = " ".join(node.text().split()) or None
    return Head(
        title=title,
        description=_one_line(next((told for name in _DESCRIPTIONS if (told := page.meta(name))), None)),
        language=stated_language(page),
        canonical_url=canonical,
        alternates=tuple(alternates),
    )


@lru_cache(maxsize=1024)
def _relations(stated: str) -> tuple[str, ...]:
    return tuple(stated.lower().split())


def _one_line(text: str | None) -> str | None:
    return (" ".join(text.split()) or None) if text else None


def stated_language(page: Page) -> str | None:
    """The page's language as its root, a meta or its body states it, in the form of BCP 47; else ``None``."""
    root = page.root
    for stated in (root.attribute("lang"), root.attribute("xml:lang"), *map(page.meta, _LANGUAGES)):
        if stated and (tag := _tag(stated)) is not None:
            return tag
    return _tag(page.body.attributes.get("lang") or "")


@lru_cache(maxsize=1024)
def _tag(stated: str) -> str | None:
    """The tag that is meant: of a list the first, by its name if need be, in the letter case of RFC 5646, 2.1.1."""
    first = stated.replace("_", "-").partition(",")[0].strip()
    tag = TAG_BY_NAME.get(first.lower()) or first
    if _TAG.fullmatch(tag) is None:
        return None
    _, *rest = tag.lower().split("-")
    return "-".join([primary_of(tag), *[_CASES.get(len(part), str.lower)(part) for part in rest]])


def language_in(structured: dict[str, Any]) -> str | None:
    """The language that its JSON-LD states (``inLanguage``)."""
    said = (one for node in page_nodes(structured) for one in listed(node.get("inLanguage")))
    names = (one.get("alternateName") or one.get("name") if isinstance(one, dict) else one for one in said)
    return next((tag for name in names if isinstance(name, str) and (tag := _tag(name)) is not None), None)


def itemprop_crumbs(container: Element) -> tuple[Crumb, ...]:
    """Breadcrumbs marked up as schema.org ``ListItem``, wherever their name and URL stand."""
    crumbs = []
    for item in container.node.css('[itemprop="itemListElement"]'):
        name: LexborNode | None = None
        said: str | None = None
        address: str | None = None
        for part in item.traverse():
            attributes = part.attributes
            if name is None and attributes.get("itemprop") == "name":
                name, said = part, attributes.get("content")
            if address is None and "href" in attributes and part.tag == "a":
                address = attributes["href"] or ""
        words = " ".join((item if name is None else name).text().split()) or " ".join((said or "").split())
        if words:
            crumbs.append(Crumb(text=words, url=None if address is None else container.page.resolve(address)))
    return tuple(crumbs)


def publisher_of(page: Page, structured: dict[str, Any]) -> str | None:
    """Who publishes the page, as it says: ``og:site_name``, else ``publisher`` in JSON-LD, else in Dublin Core."""
    stated = _one_line(page.meta("og:site_name"))
    if stated:
        return stated
    for node in page_nodes(structured):
        for one in listed(node.get("publisher")):
            name = name_of(one) or _named_elsewhere(one, structured)
            if name is not None and not name.startswith(("http:", "https:", "#", "_:")):
                return name
    return _one_line(page.meta("dcterms.publisher") or page.meta("dc.publisher"))


def _named_elsewhere(reference: object, structured: dict[str, Any]) -> str | None:
    """The name of a node that is only referred to, where another node of the page's JSON-LD has it."""
    wanted = reference.get("@id") if isinstance(reference, dict) else None
    if not isinstance(wanted, str):
        return None
    nodes = (node for block in structured.get("jsonld", ()) for _, node in nodes_in(block, "$"))
    return next((name for node in nodes if node.get("@id") == wanted and (name := name_of(node)) is not None), None)


def jsonld_crumbs(page: Page, structured: dict[str, Any]) -> tuple[Crumb, ...]:
    """Breadcrumbs of its JSON-LD; a list in a script of its own tells more steps than one in a graph beside it."""
    alone = (node for block in structured.get("jsonld", ()) for node in listed(block))
    held = (one for node in page_nodes(structured) for one in (node, *listed(node.get("breadcrumb"))))
    for trail in chain(alone, held):
        if isinstance(trail, dict) and "BreadcrumbList" in kinds_of(trail.get("@type")):
            steps = _crumbs_of(page, trail.get("itemListElement"))
            if steps:
                return steps
    return ()


def _crumbs_of(page: Page, items: Any) -> tuple[Crumb, ...]:
    crumbs = []
    steps = [item for item in listed(items) if isinstance(item, dict)]
    if all(_PLACE.fullmatch(str(step.get("position"))) for step in steps):
        steps.sort(key=lambda step: int(step["position"]))
    for item in steps:
        target = item.get("item")
        name = item.get("name") or (target.get("name") if isinstance(target, dict) else None)
        address = target.get("@id") or target.get("url") if isinstance(target, dict) else target
        if isinstance(name, str) and (text := plain(name)):
            crumbs.append(Crumb(text=text, url=page.resolve(address) if isinstance(address, str) and address else None))
    return tuple(crumbs)
