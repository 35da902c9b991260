"""A document without the words that may not go out."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from pipeline.export.heads import rights_of
from pipeline.export.tokens import first_words
from pipeline.model.document import Document, Section

Otherwise = Literal["withhold", "link-only", "quote"]
QUOTED_WORDS = 25
"""Words of a section that may be quoted; of a script written without spaces every sign is one."""

QUOTED_LETTERS = 500
"""And no more than these, however long the words are, or whatever passes for one."""


def cleared(document: Document, allowed: frozenset[str], otherwise: Otherwise) -> tuple[Document, int] | None:
    """The document with what may go out, and how many sections were withheld; ``None`` where nothing may.

    A page goes out when its own status is allowed, or when it is ``mixed`` and some section is.
    """
    page_cleared = document.rights.status in allowed
    held_back = {section.id for section in document.sections if rights_of(section, document).status not in allowed}
    if page_cleared and not held_back:
        return document, 0
    if not page_cleared and (document.rights.status != "mixed" or len(held_back) == len(document.sections)):
        return None
    return _without(document, held_back, otherwise, page_cleared=page_cleared), len(held_back)


def _without(document: Document, held_back: set[str], otherwise: Otherwise, *, page_cleared: bool) -> Document:
    """The document without the words of some sections, and without those the page itself may not give."""
    open_ = {section.id for section in document.sections} - held_back

    def stays(section_id: str | None) -> bool:
        """What belongs to no section of the page, or to one that is not there, falls under the page's own rights."""
        return section_id in open_ or (page_cleared and section_id not in held_back)

    return replace(
        document,
        description=document.description if page_cleared and not _repeats(document, held_back) else None,
        sections=_sections(document, held_back, otherwise),
        links=tuple(link for link in document.links if stays(link.section_id)),
        images=tuple(image for image in document.images if stays(image.section_id)),
        related=document.related if page_cleared else (),
        structured_data={},
        coverage=replace(document.coverage, lost=()),
        issues=tuple(replace(issue, message=issue.code, evidence={}) for issue in document.issues),
    )


def _repeats(document: Document, held_back: set[str]) -> bool:
    """Whether what a page says of itself is, in a run of some words, what a section says that is withheld."""
    said = "".join((document.description or "").split()).casefold()
    runs = {said[place : place + QUOTED_WORDS] for place in range(max(1, len(said) - QUOTED_WORDS + 1))} - {""}
    held = ("".join(section.text.split()).casefold() for section in document.sections if section.id in held_back)
    return any(run in text for text in held for run in runs)


def _sections(document: Document, held_back: set[str], otherwise: Otherwise) -> tuple[Section, ...]:
    if otherwise == "withhold":
        hidden = {section.path for section in document.sections if section.id in held_back and section.heading}
        return tuple(
            replace(section, path=_open_path(section.path, hidden))
            for section in document.sections
            if section.id not in held_back
        )
    keep = QUOTED_WORDS if otherwise == "quote" else 0
    return tuple(section if section.id not in held_back else _shortened(section, keep) for section in document.sections)


def _open_path(path: tuple[str, ...], hidden: set[tuple[str, ...]]) -> tuple[str, ...]:
    """The path without headings of sections that were withheld."""
    return tuple(step for place, step in enumerate(path, 1) if path[:place] not in hidden)


def _shortened(section: Section, words: int) -> Section:
    quoted = first_words(section.text, words)[:QUOTED_LETTERS]
    text = quoted + (" \u2026" if words and len(quoted) < len(" ".join(section.text.split())) else "")
    return replace(section, text=text, markdown=text)
