"""Who wrote and reviewed a page without a profile, as its lines and its JSON-LD say; a team is no person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.document import Person
from pipeline.parsers.boilerplate import OVERLAYS
from pipeline.parsers.date_words import own_words, words_of
from pipeline.parsers.dates.addresses import addresses_in, whose
from pipeline.parsers.dates.typed import kinds_of, nodes_in, of_page
from pipeline.parsers.fields import names_people, people, people_by
from pipeline.parsers.outline import Outline
from pipeline.parsers.survey import Box

_UNDER_TITLE = 40
"""Blocks below the title among which a byline stands, up to the first paragraph."""
_LINE = 180
"""Characters of the longest line that names people."""
_PARAGRAPH = 120
_PARTED = re.compile(r"\s+[\u2014\u2013\u2022\u00b7|]\s+")
"""Signs between the statements of a byline."""
_ROLES = {"reviewedBy": "reviewer", "author": "author", "editor": "editor"}
"""Properties of schema.org's WebPage and CreativeWork that name people."""
_NAME = re.compile(
    r"(?:(?:Dr|Dra|Prof|Profa|Pr|Dott|Dott\.ssa|Mr|Mrs|Ms|Mx|PD|med)\.?\s+)*"
    r"[^\W\d_a-z][\w.'\u2019-]*(?:\s+(?:[^\W\d_a-z][\w.'\u2019-]*|de|del|della|di|da|dos|du|van|von|der|den|la|le|el|al|bin"
    r"|ten|y)){1,4}"
)
"""Two words at least, each with a capital letter but for the small ones of names."""
_TEAM = re.compile(
    r"\b(?:staff|team|teams|editors?|editorial|writers?|contributors?|board|panel|committee|council|group|department|clinic"
    r"|hospital|health|healthcare|medical|medicine|university|college|school|faculty|society|association|institute|academy"
    r"|foundation|cent(?:er|re)|network|agency|ministry|experts?|reviewers?|advisors?|inc|llc|ltd|company|redaktion|equipo"
    r"|equipe|équipe|rédaction|redacción|redação|redazione|about|our|the|admin|administrator|webmaster|guest)\b"
    r"|\.(?:com|org|net|gov|it|de|fr|es)\b|@|://",
    re.IGNORECASE,
)


def people_of_page(boxes: Sequence[Box], title: LexborNode | None, content: Outline) -> tuple[Person, ...]:
    """People of the byline under the title and of the lines of the content that begin with "Medically reviewed by"."""
    found: dict[Person, None] = {}
    for line in (*_byline(boxes, title), *_content_lines(content)):
        for statement in _PARTED.split(line):
            if names_people(statement):
                found |= dict.fromkeys(one for one in people_by(statement) if _is_person(one.name))
    return tuple(found)


def people_stated(structured: Mapping[str, Any], own: Sequence[str]) -> tuple[Person, ...]:
    """People that the page's JSON-LD names as its reviewers, authors and editors; organizations are left out.

    Args:
        structured: as :func:`pipeline.parsers.structured.structured_data` gives it.
        own: addresses of the page, the one it was served from first.
    """
    found: dict[Person, None] = {}
    for block in structured.get("jsonld", ()):
        nodes = [node for _, node in nodes_in(block, "$")]
        by_id = {str(node["@id"]): node for node in nodes if "@id" in node}
        for node in nodes:
            if not of_page(node.get("@type")) or whose(addresses_in(node), own) == "another":
                continue
            for name, role in _ROLES.items():
                for one in _listed(node.get(name)):
                    found |= dict.fromkeys(_persons({**by_id.get(str(one.get("@id")), {}), **one}, role))
    return tuple(found)


def joined(stated: Iterable[Person], more: Iterable[Person]) -> tuple[Person, ...]:
    """The people of both, each once in a role: the first to be named, with what the other adds of credentials."""
    found: dict[tuple[str, str], Person] = {}
    for one in (*stated, *more):
        key = (" ".join(one.name.casefold().replace(".", " ").split()).removeprefix("dr "), one.role)
        known = found.get(key)
        if known is None or (known.credentials is None and one.credentials is not None):
            found[key] = one
    return tuple(found.values())


def _byline(boxes: Sequence[Box], title: LexborNode | None) -> Iterator[str]:
    if title is None:
        return
    place = next((box.place for box in boxes if box.node.mem_id == title.mem_id), len(boxes))
    for box in boxes[place + 1 : place + _UNDER_TITLE]:
        if box.own - box.own_linked >= _PARAGRAPH:
            return
        if 0 < box.own <= _LINE and box.says != "talk" and box.says not in OVERLAYS:
            yield from (own_words(box.node) if box.holds_blocks else words_of(box.node)).split("\n")


def _content_lines(content: Outline) -> Iterator[str]:
    for section in content.sections:
        if " " in section.text and section.kind != "references":
            yield from (line for line in section.text.split("\n") if len(line) <= _LINE)


def _listed(value: object) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _persons(node: Mapping[str, Any], role: str) -> Iterator[Person]:
    name, letters = node.get("name"), node.get("honorificSuffix")
    if (
        "Person" not in kinds_of(node.get("@type"))
        or not isinstance(name, str)
        or _TEAM.search(name)
        or not name.strip()
    ):
        return
    works = next((one.get("name") for one in _listed(node.get("affiliation"))), None)
    affiliation = works.strip() or None if isinstance(works, str) else None
    for one in people(" ".join(name.split()), role=role, affiliation=affiliation)[:1]:
        stated = letters.strip() if isinstance(letters, str) and letters.strip() else one.credentials
        yield Person(name=one.name, credentials=stated, affiliation=affiliation, role=role)


def _is_person(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and _TEAM.search(name) is None
