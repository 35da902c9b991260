"""What may be told in public of pages whose words may not all go out: differences, and how open a page is.

Public is what was asked for with rights: exports, releases, deltas, feeds, differences and reports alike. Without,
what is written is for whoever keeps the database, and says everything.
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from pipeline.changes import Diff, compare
from pipeline.export.selection import Kept, Selection
from pipeline.model.document import Document

Openness = Literal["whole", "part", "closed"]


def openness(document: Document, selection: Selection) -> Openness:
    """Whether every word of a page may go out, those of some sections, or none."""
    kept = selection.apply(document)
    if not isinstance(kept, Kept):
        return "closed"
    return "part" if kept.withheld else "whole"


def difference(before: Document, after: Document, selection: Selection) -> Diff | None:
    """What differs between the parts of two states that may go out; ``None`` where one of the states may not.

    A section that is withheld in one state is left out of both: its words would otherwise seem to have come or gone.
    """
    old, new = selection.apply(before), selection.apply(after)
    if not (isinstance(old, Kept) and isinstance(new, Kept)):
        return None
    held_back = _withheld(before, old) | _withheld(after, new)
    return compare(_without(old.document, held_back), _without(new.document, held_back))


def _withheld(document: Document, kept: Kept) -> set[str]:
    return {section.id for section in document.sections} - {section.id for section in kept.document.sections}


def _without(document: Document, held_back: set[str]) -> Document:
    if not held_back:
        return document
    return replace(
        document,
        sections=tuple(section for section in document.sections if section.id not in held_back),
        links=tuple(link for link in document.links if link.section_id not in held_back),
        images=tuple(image for image in document.images if image.section_id not in held_back),
    )
