"""Bylines in a row whose fields only a style sheet sets apart, in languages whose words tell no seam.

``<span>Yazar: A. Name</span><span>Güncelleme: 5 Mart 2024</span>`` is one line of text, and two fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from selectolax.lexbor import LexborNode

from pipeline.parsers.about.credit_lines import stated_people
from pipeline.parsers.about.credit_words import OPENINGS
from pipeline.parsers.content.survey import Box
from pipeline.parsers.dates.folding import EAST_SIGN

_LINE = 240
"""Characters of the longest row."""
_SHORTEST = 20
_FIELDS = frozenset(("span", "a", "time", "em", "i", "small", "address"))


def rows_of(boxes: Iterable[Box]) -> dict[str, Sequence[str]]:
    """Fields by the words of their row without blanks: each names people or is one of its own."""
    found: dict[str, Sequence[str]] = {}
    for box in boxes:
        if box.blocks or box.beside or not _SHORTEST <= box.own <= _LINE or box.own_linked == box.own:
            continue
        fields = _fields(box.node)
        if len(fields) > 1 and any(map(_opens, fields)):
            told = [any(stated_people(field)) for field in fields]
            if any(told) and all(one or _is_whole(field) for one, field in zip(told, fields, strict=True)):
                found[_compact("".join(fields))] = fields
    return found


def in_fields(lines: Iterable[str], rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Lines, and of those that are such a row its fields."""
    for line in lines:
        yield from rows.get(_compact(line), (line,)) if rows else (line,)


def _fields(node: LexborNode) -> list[str]:
    """The words of each element of a line that holds elements alone; none where words stand between them."""
    fields: list[str] = []
    child = node.first_child
    while child is not None:
        if child.tag == "-text":
            if any(map(str.isalnum, child.text_content or "")):
                return []
        elif child.tag in _FIELDS and (words := " ".join(child.text().split())):
            fields.append(words)
        child = child.next
    return fields


def _opens(field: str) -> bool:
    return field[:3].lower() in OPENINGS or EAST_SIGN.match(field) is not None


def _is_whole(field: str) -> bool:
    """Whether words are a field of their own: a label and what it says, or a figure."""
    return any(map(str.isdigit, field)) or 0 < field.find(":") < len(field) - 1


def _compact(words: str) -> str:
    return "".join(words.split())
