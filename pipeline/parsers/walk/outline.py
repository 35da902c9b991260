"""What the walk over a page's content yields, and how drafts become sections and links of the record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2s

from msgspec import Struct

from pipeline.model.document import Alternate, Coverage, Image, Link, LinkKind, Section, SectionKind
from pipeline.model.issue import Issue
from pipeline.parsers.boilerplate import MORE_REFERENCES, WHOSE_REFERENCES
from pipeline.parsers.walk.blocks import Target
from pipeline.parsers.walk.rules import Mark

_REFERENCES = re.compile(
    rf"(?:\d+\s+)?{WHOSE_REFERENCES}"
    r"(?:references?|bibliography|sources?|works cited|citations?|further reading|footnotes"
    r"|referencias(?: bibliogr[aá]ficas)?|bibliograf[ií]a|fuentes?|lecturas? recomendadas?"
    r"|r[eé]f[eé]rences|sources et r[eé]f[eé]rences|einzelnachweise"
    r"|refer[eê]ncias|riferimenti|"
    + MORE_REFERENCES
    + r")(?:\s+(?:and|&)\s+(?:references|sources|notes|further reading))?(?:\s*\(\d+\))?"
)
"""Of headings in small letters: of so many ways, those that begin with another letter are then passed over unlooked."""
_SLUG_BYTES = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in bytes(range(256)).lower())
"""Letters in lower case and figures of ASCII as they are, a space for everything else."""
_SLUG_LENGTH = 40
_blank = blake2s(digest_size=4)
LEAD_ID = "lead"


class SectionDraft(Target, kw_only=True, eq=False, gc=False):
    """A section being filled; ``rank`` is the heading's own number (``h2`` is 2), 0 before the first heading.

    ``closed``: the page's title follows, so that no later heading is under it.
    """

    rank: int = 0
    heading: str | None = None
    anchor: str | None = None
    tables: int = 0
    notice: bool = False
    closed: bool = False


class LinkDraft(Struct, gc=False):
    """A link being filled while its list item is read."""

    url: str
    kind: LinkKind
    section: int
    text: str = ""
    organization: str | None = None
    from_nih: bool = False
    media: tuple[str, ...] = ()
    also_in: tuple[Alternate, ...] = ()
    note: str | None = None

    def say(self, mark: Mark, words: str) -> None:
        """Take what a marked element of the item says."""
        if mark == "organization":
            bare = words[1:-1].strip() if words[0] == "(" and words[-1] == ")" else words
            self.organization = bare or None
        elif mark == "media":
            self.media += (words.lower().replace(" ", "-"),)
        else:
            self.note = words

    def flag(self, flag: str) -> None:
        """Take what a small picture of the item says: ``nih``, ``media:WORD`` or ``note:WORD``."""
        kind, _, word = flag.partition(":")
        if kind == "nih":
            self.from_nih = True
        elif kind == "note":
            self.note = word
        elif word not in self.media:
            self.media += (word,)


class ImageDraft(Struct):
    """An image being filled; the caption follows when its figure ends."""

    url: str
    alt: str | None
    caption: str | None
    section: int


class Outline(Struct, frozen=True, kw_only=True):
    """The content of a page: sections, links, images, the proof that no word was lost, and what went wrong."""

    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    coverage: Coverage
    issues: tuple[Issue, ...] = ()


def slug(heading: str) -> str:
    """A heading as lower-case ASCII words joined by ``-``, at most 40 characters."""
    if not heading.isascii():
        heading = unicodedata.normalize("NFKD", heading)
    words = heading.encode("ascii", "ignore").translate(_SLUG_BYTES).split()
    return b"-".join(words)[:_SLUG_LENGTH].rstrip(b"-").decode("ascii")


@lru_cache(maxsize=4096)
def section_id(path: tuple[str, ...], ordinal: int) -> str:
    """Readable and stable: the last heading's slug and a short hash of the path and the place among equal paths.

    Remembered, because the pages of a site share most of their headings.

    Args:
        path: headings from the top down; empty for content before the first heading.
        ordinal: 0 for the first section with this path, 1 for the next, ...
    """
    if not path:
        return LEAD_ID if ordinal == 0 else f"{LEAD_ID}-{ordinal + 1}"
    key = "\x1f".join(path) + (f"\x1e{ordinal}" if ordinal else "")
    digest = _blank.copy()
    digest.update(key.encode("utf-8", "surrogatepass"))
    return f"{slug(path[-1]) or 'section'}-{digest.hexdigest()}"


def sections_of(drafts: list[SectionDraft], groups: Mapping[str, str]) -> tuple[Section, ...]:
    """Drafts as sections: level and path from the ranks of the headings, group from the anchor or from the parent.

    Args:
        drafts: in page order.
        groups: the page's own grouping, by anchor.
    """
    sections: list[Section] = []
    seen: dict[tuple[str, ...], int] = {}
    parents: list[tuple[int, str, str | None]] = []
    for order, draft in enumerate(drafts):
        group: str | None = None
        if draft.heading is None:
            path: tuple[str, ...] = ()
            level = 1
        else:
            while parents and parents[-1][0] >= draft.rank:
                parents.pop()
            group = groups.get(draft.anchor) if draft.anchor is not None else None
            if group is None and parents:
                group = parents[-1][2]
            parents.append((draft.rank, draft.heading, group))
            path = tuple([heading for _, heading, _ in parents])
            level = len(parents)
        if draft.closed:
            parents.clear()
        ordinal = seen.get(path, 0)
        seen[path] = ordinal + 1
        sections.append(
            Section(
                id=section_id(path, ordinal),
                order=order,
                level=level,
                heading=draft.heading,
                path=path,
                group=group,
                kind=_kind(draft),
                anchor=draft.anchor,
                text=draft.text(),
                markdown=draft.markdown(),
            )
        )
    return tuple(sections)


@lru_cache(maxsize=4096)
def _heads_references(heading: str) -> bool:
    return _REFERENCES.fullmatch(heading.strip(" :").lower()) is not None


def _kind(draft: SectionDraft) -> SectionKind:
    if draft.notice:
        return "notice"
    if draft.heading is not None and _heads_references(draft.heading):
        return "references"
    if draft.tables and not draft.other:
        return "table"
    if draft.linked and not draft.other:
        return "links"
    return "prose"


def links_of(drafts: list[LinkDraft], sections: tuple[Section, ...]) -> tuple[Link, ...]:
    """Drafts as links in page order, each with its section's id."""
    return tuple(
        [
            Link(
                order=order,
                url=draft.url,
                text=draft.text,
                section_id=sections[draft.section].id if draft.section < len(sections) else None,
                kind=draft.kind,
                organization=draft.organization,
                from_nih=draft.from_nih,
                media=draft.media,
                also_in=draft.also_in,
                note=draft.note,
            )
            for order, draft in enumerate(drafts)
        ]
    )


def images_of(drafts: list[ImageDraft], sections: tuple[Section, ...]) -> tuple[Image, ...]:
    """Drafts as images in page order, each with its section's id."""
    return tuple(
        [
            Image(
                url=draft.url,
                alt=draft.alt,
                caption=draft.caption,
                section_id=sections[draft.section].id if draft.section < len(sections) else None,
            )
            for draft in drafts
        ]
    )
