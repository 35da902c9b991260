"""Which of the things that a page describes to machines are the page: nodes of JSON-LD, types of schema.org."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipeline.parsers.dates.addresses import addresses_in, whose
from pipeline.patterns import word_set

NOT_THE_PAGE = word_set("""
Organization Person ImageObject VideoObject AudioObject MediaObject Review Comment Event BreadcrumbList Product Offer
WebSite JobPosting ItemList ListItem Rating AggregateRating SearchAction SiteNavigationElement WPHeader WPFooter
WPSideBar Answer UserComments SpecialAnnouncement Course CourseInstance Dataset DataCatalog DataDownload Clip Movie
MusicRecording Photograph Map Claim Quotation Brand Service NGO Place Hospital Physician Pharmacy Dentist Corporation
CollegeOrUniversity Permit
""")
"""Types of schema.org whose dates are their own, not those of the page they stand in."""
_OTHER_KINDS = (
    *("Review", "Event", "Organization", "Business", "Action", "Object", "Clinic", "Application", "Element"),
    *("Episode", "Rating", "Offer", "Announcement"),
)
"""How the names of more such types end: "UserReview", "PodcastEpisode", "MobileApplication"."""
_HOLDS_THE_PAGE = ("mainEntity", "mainEntityOfPage")
_VOCABULARY = ("schema:", "http://schema.org/", "https://schema.org/")
"""What the names of properties may begin with that say which vocabulary they are of."""


def nodes_in(block: object, path: str, *, held: bool = True) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Nodes of a JSON-LD script that may speak of the page, with their JSON paths.

    Args:
        block: the script's value.
        path: of it.
        held: also what a node names as its main entity, or as the page that it is the main entity of.
    """
    if isinstance(block, list):
        for number, member in enumerate(block):
            yield from nodes_in(member, f"{path}[{number}]", held=held)
        return
    if not isinstance(block, dict):
        return
    block = in_plain_names(block)
    yield path, block
    if "@graph" in block:
        yield from nodes_in(block["@graph"], f"{path}['@graph']", held=held)
    for name in _HOLDS_THE_PAGE if held else ():
        inner = block.get(name)
        if isinstance(inner, list) and len(inner) == 1:
            inner = inner[0]  # of several, each is a part: the questions of a page of them
        if isinstance(inner, dict):
            yield f"{path}.{name}", in_plain_names(inner)


def in_plain_names(node: dict[str, Any]) -> dict[str, Any]:
    """A node whose properties go by their vocabulary ("schema:dateModified"), by their names alone; others as they are.

    JSON-LD 1.1 calls them compact and absolute IRIs; they mean the same.
    """
    if not any(key.startswith(_VOCABULARY) for key in node):
        return node
    return {_plain(key): _in_plain(value) for key, value in node.items()}


def _in_plain(value: object) -> object:
    if isinstance(value, list):
        return [_in_plain(one) for one in value]
    return in_plain_names(value) if isinstance(value, dict) else value


def _plain(key: str) -> str:
    return next((key.removeprefix(prefix) for prefix in _VOCABULARY if key.startswith(prefix)), key)


def nodes_of_page(structured: Mapping[str, Any], own: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """Nodes of a page's JSON-LD that may speak of it, with their JSON paths.

    Those about something else, and those that name another page of the site as theirs, do not.

    Args:
        structured: as :func:`pipeline.parsers.embedded.structured.structured_data` gives it.
        own: addresses of the page, the one it was served from first.
    """
    return [
        (path, node)
        for number, block in enumerate(structured.get("jsonld", ()))
        for path, node in nodes_in(block, f"$[{number}]")
        if of_page(node.get("@type")) and whose(addresses_in(node), own) != "another"
    ]


def page_nodes(structured: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Nodes of a page's JSON-LD at its top or in its graph, in page order: what these hold is not the page's own."""
    for block in structured.get("jsonld", ()):
        yield from (node for _, node in nodes_in(block, "$", held=False))


def kinds_of(kind: object) -> set[str]:
    """Names of a node's types, without their vocabulary."""
    kinds = kind if isinstance(kind, list) else [kind]
    return {str(name).rstrip("/").rpartition("/")[2].rpartition(":")[2] for name in kinds}


def of_page(kind: object) -> bool:
    """Whether a node of this type may speak of the page; others speak of themselves."""
    return _may_be_page(kind) if isinstance(kind, str) else all(map(_may_be_page, kinds_of(kind)))


@lru_cache(maxsize=1024)
def _may_be_page(kind: str) -> bool:
    names = kinds_of(kind)
    return names.isdisjoint(NOT_THE_PAGE) and not any(name.endswith(_OTHER_KINDS) for name in names)
