"""Outlines put together; what a reader knows of a section beyond its words: that it lists sources, whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import structs

from pipeline.model.document import Coverage, Image, Link, Rights, Section
from pipeline.parsers.walk.outline import Outline, section_id

REFERENCES_ID = "references"

_LENT = re.compile(
    r"(?i:(?:reproduced|reprinted|used|adapted) (?:here )?(?:by|with) (?:kind )?permission)"
    r"(?: (?:of|from) (?P<lender>[^.;\n]{2,80}))?"
    r"|(?:©|\(c\)(?= ?(?:19|20)\d\d)|copyright(?: ©)?) ?(?:(?:19|20)\d\d(?:[\u2013-](?:19|20)?\d\d)?,? )?"
    r"(?P<holder>[A-Z][^.;,\n]{2,80})",
)


def join(outlines: Iterable[Outline]) -> Outline:
    """One outline out of several of the same page, in their order; section ids stay unique, counts are added."""
    parts = list(outlines)
    sections: list[Section] = []
    links: list[Link] = []
    images: list[Image] = []
    taken: dict[tuple[str, ...], int] = {}
    for part in parts:
        renamed: dict[str, str] = {}
        for section in part.sections:
            ordinal = taken.get(section.path, 0)
            taken[section.path] = ordinal + 1
            fixed = section.heading is None and section.id == REFERENCES_ID
            identifier = section.id if fixed else section_id(section.path, ordinal)
            renamed[section.id] = identifier
            sections.append(structs.replace(section, id=identifier, order=len(sections)))
        for link in part.links:
            at = renamed.get(link.section_id or "", link.section_id)
            links.append(structs.replace(link, order=len(links), section_id=at))
        images += [
            structs.replace(image, section_id=renamed.get(image.section_id or "", image.section_id))
            for image in part.images
        ]
    return Outline(
        sections=tuple(sections),
        links=tuple(links),
        images=tuple(images),
        coverage=Coverage(
            content_words=sum(part.coverage.content_words for part in parts),
            recorded_words=sum(part.coverage.recorded_words for part in parts),
            lost=tuple(word for part in parts for word in part.coverage.lost),
        ),
        issues=tuple(issue for part in parts for issue in part.issues),
    )


def as_references(outline: Outline, *, anchor: str | None) -> Outline:
    """A list of sources that stands under a button or nothing at all, as one section of its own kind.

    The page gives it no heading, so the record gives it none; kind and id tell what it is.
    """
    if not outline.sections:
        return outline
    first = structs.replace(outline.sections[0], id=REFERENCES_ID, kind="references", anchor=anchor)
    before = outline.sections[0].id
    return structs.replace(
        outline,
        sections=(first, *outline.sections[1:]),
        links=tuple(
            structs.replace(link, section_id=REFERENCES_ID) if link.section_id == before else link
            for link in outline.links
        ),
        images=tuple(
            structs.replace(image, section_id=REFERENCES_ID) if image.section_id == before else image
            for image in outline.images
        ),
    )


def with_lent_sections(
    outline: Outline, *, rule: str, own: tuple[str, ...] = (), licence: re.Pattern[str] | None = None
) -> Outline:
    """Mark sections whose words say that somebody lent them ("© 2015 N. Name", "reprinted with permission of ...").

    Args:
        outline: of a page whose rights are freer than a lender's.
        rule: what such a section's rights name as the rule that decided.
        own: names in a copyright line that are the publisher's own, and lend nothing.
        licence: what makes a copyright line one of the text itself, whosever it is.
    """
    sections = []
    for section in outline.sections:
        stated = () if section.kind == "references" else _LENT.finditer(section.text)
        found = next((each for each in stated if not _holder(each).startswith(own)), None)
        statement = _line_of(section.text, found) if found is not None else ""
        if found is None or (licence is not None and licence.search(statement) is not None):
            sections.append(section)
            continue
        rights = Rights(status="mixed", holder=_holder(found) or None, statement=statement, rule=rule)
        sections.append(structs.replace(section, rights=rights))
    return structs.replace(outline, sections=tuple(sections))


def _holder(found: re.Match[str]) -> str:
    return (found["lender"] or found["holder"] or "").strip()


def _line_of(text: str, found: re.Match[str]) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    return text[start : end if end >= 0 else len(text)].removeprefix("• ").strip()
