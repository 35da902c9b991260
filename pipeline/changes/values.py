"""The difference between two readings of one page, as values."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Grade = Literal["critical", "substantive", "structural", "links-only", "dates-only", "template", "technical", "none"]
"""How much a change means.

``critical``: the words that differ hold a number, unit, comparator, negation, frequency or age band, take the place of
their contrary (raise, lower), or stand in a section on warnings, doses, side effects, interactions or when to call.
``substantive``: other words differ. ``structural``: the same words under other headings, in another order, otherwise
broken into lines or otherwise written ("two" and "2").
``links-only``: the words are the same, links, images or what is listed beside the content differ. ``dates-only``:
only what the page claims of itself differs: dates, the people named with them, its rights. ``template``: an edit made
all over the host, or boilerplate that came or went.
``technical``: our reader changed. ``none``: nothing that a person sees.
"""

MATERIAL: frozenset[Grade] = frozenset({"critical", "substantive"})
"""Grades that mean that the page says something else."""

VISIBLE: frozenset[Grade] = MATERIAL | {"structural", "links-only"}
"""Grades that a reader of the page can see: what makes an announcement of a change true. A date that moved alone, an
edit of the whole site and our own reader do not."""

RANK: dict[Grade, int] = {
    "none": 0,
    "technical": 0,
    "template": 0,
    "dates-only": 1,
    "links-only": 2,
    "structural": 3,
    "substantive": 4,
    "critical": 5,
}
"""The weightier grade has the greater number."""

Touch = Literal["number", "unit", "comparator", "negation", "frequency", "age", "opposite", "critical-section"]
"""Why a difference is critical."""

EditKind = Literal["added", "removed", "changed", "moved", "reordered", "reflowed"]


SectionChange = Literal["edited", "renamed", "moved", "added", "removed"]


class Mark(Struct, frozen=True, kw_only=True):
    """A run of words inside a block: in both states, only before, or only after.

    ``critical`` are numbers, units, comparators, negations, frequencies and age bands that came or went, and words that
    took the place of their contrary.
    """

    op: Literal["same", "removed", "added"]
    text: str
    critical: bool = False


class Edit(Struct, frozen=True, kw_only=True):
    """One place where the words of a section differ.

    Attributes:
        kind: ``moved`` is the same block in another section, ``reordered`` the same blocks in another order,
            ``reflowed`` the same words broken into other blocks.
        grade: of this edit alone.
        before, after: the block before and after, normalised, dates and names of bylines replaced by signs (U+E000,
            U+E001); ``None`` where it was not there.
        marks: the words that stayed, went and came, in order; without those that went they are the block after, without
            those that came the words before.
        touches: why it is critical.
        line: 0-based block of the section where it stands, after it (before it, when it was removed).
        above, below: the blocks around it, in the same state as ``line``.
    """

    kind: EditKind
    grade: Grade
    before: str | None = None
    after: str | None = None
    marks: tuple[Mark, ...] = ()
    touches: tuple[Touch, ...] = ()
    line: int = 0
    above: str | None = None
    below: str | None = None


class SectionDiff(Struct, frozen=True, kw_only=True):
    """What became of one section.

    Attributes:
        kind: ``edited`` (same heading), ``renamed`` (other heading, text matched), ``moved`` (same heading under
            others or in another place), ``added``, ``removed``.
        before, after: path of headings before and after; ``None`` where the section was not there. The page's title
            is the section with an empty path.
        critical: it is a section on warnings, doses, side effects, interactions or when to call.
        grade: the weightiest of its edits and of ``own``.
        own: of its coming, going, move or new name alone.
        edits: in page order, removed warnings first.
    """

    kind: SectionChange
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None
    critical: bool = False
    grade: Grade
    own: Grade = "none"
    edits: tuple[Edit, ...] = ()


class ClaimChange(Struct, frozen=True, kw_only=True):
    """A claim of a page of itself that came, went or moved: a date, or a person named with it; values as recorded.

    Its rights have the role ``rights`` and the source ``page``: their status, and whose they are. A labelled date that
    nobody can read has the role ``unreadable``, and its words for a value.
    """

    role: str
    source: str
    before: str | None
    after: str | None


class LinkChange(Struct, frozen=True, kw_only=True):
    """A link, image or entry beside the content that came or went; ``what`` is the record's field."""

    what: Literal["links", "related", "images", "alternates", "breadcrumbs"]
    kind: Literal["added", "removed"]
    text: str
    url: str


class Diff(Struct, frozen=True, kw_only=True):
    """Everything that differs. ``grade != "none"`` exactly when :attr:`empty` is false.

    Attributes:
        grade: the weightiest of everything below.
        sections: those that differ, critical first, then in page order.
        claims: dates, people, rights.
        links: links, images and what is listed beside the content.
        metadata: names of the record's fields that no person sees and that differ; they make no change.
        collapsed: most of the words are gone: suspect the reader, the server or a wall first (audit rule FR021).
    """

    grade: Grade
    sections: tuple[SectionDiff, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    links: tuple[LinkChange, ...] = ()
    metadata: tuple[str, ...] = ()
    collapsed: bool = False

    @property
    def empty(self) -> bool:
        """Whether a person reading both states sees no difference."""
        return not (self.sections or self.claims or self.links)


def weightiest(grades: list[Grade]) -> Grade:
    """The one with the greatest :data:`RANK`; ``none`` of nothing."""
    return max(grades, key=RANK.__getitem__, default="none")
