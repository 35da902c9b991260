"""Whom a page names to machines as its authors, reviewers and editors: in its JSON-LD, in a journal's metas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from pipeline.model.document import Person
from pipeline.parsers.about.credit_words import without_by
from pipeline.parsers.about.names import people_in
from pipeline.parsers.dates.nodes import kinds_of, nodes_in, nodes_of_page
from pipeline.parsers.embedded.jsonld import listed, name_of

_JSONLD = {"author": "author", "creator": "author", "reviewedBy": "reviewer", "editor": "editor"}


def people_stated(structured: Mapping[str, Any], own: Sequence[str]) -> Iterator[Person]:
    """People whom the page's JSON-LD names as its authors, reviewers and editors; a reference is followed.

    Args:
        structured: as :func:`pipeline.parsers.embedded.structured.structured_data` gives it.
        own: addresses of the page, the one it was served from first.
    """
    everywhere = (node for block in structured.get("jsonld", ()) for _, node in nodes_in(block, "$"))
    by_id = {node["@id"]: node for node in everywhere if isinstance(node.get("@id"), str)}
    for _, node in nodes_of_page(structured, own):
        for name, role in _JSONLD.items():
            for one in listed(node.get(name)):
                person = _stated_person(_followed(one, by_id), role)
                if person is not None:
                    yield person


def people_cited(named: Iterable[tuple[str, str, str]]) -> Iterator[Person]:
    """The authors whom a journal's metas name to be cited (Highwire Press tags)."""
    for _, name, content in named:
        if name.lower() == "citation_author":
            yield from people_in(content, role="author")


def _followed(who: object, by_id: Mapping[str, Mapping[str, Any]]) -> object:
    """The node that a reference names, with what stands at the reference."""
    if not isinstance(who, dict) or not isinstance(who.get("@id"), str):
        return who
    return {**by_id.get(who["@id"], {}), **who}


def _stated_person(who: object, role: str) -> Person | None:
    if isinstance(who, str):
        return next(people_in(without_by(who), role=role), None)
    if not isinstance(who, dict) or (who.get("@type") and "Person" not in kinds_of(who["@type"])):
        return None
    name = name_of(who) or ""
    person = next(people_in(without_by(name), role=role), None)
    if person is None and who.get("@type") and name[:1].isalpha() and name.upper() == name.lower():
        person = Person(name=name, role=role)  # a script without capitals: nothing but the type tells a name
    if person is None:
        return None
    suffix = who.get("honorificSuffix")
    works = listed(who.get("affiliation")) or listed(who.get("worksFor"))
    return replace(
        person,
        credentials=person.credentials or (suffix.strip() or None if isinstance(suffix, str) else None),
        affiliation=person.affiliation or "; ".join(filter(None, map(name_of, works))) or None,
    )
