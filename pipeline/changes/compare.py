"""Two readings of one page in, everything that differs out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.changes.alignment import longest_rising
from pipeline.changes.edits import alone, block_edits
from pipeline.changes.fingerprint import fingerprint_of_parts
from pipeline.changes.matching import Pair, match
from pipeline.changes.opposites import opposed
from pipeline.changes.parts import Lines, Part, parts, unread_dates
from pipeline.changes.spelling import spelt
from pipeline.changes.traces import key_of
from pipeline.changes.values import (
    ClaimChange,
    Diff,
    Edit,
    Grade,
    LinkChange,
    SectionChange,
    SectionDiff,
    weightiest,
)
from pipeline.changes.words import key, touches
from pipeline.model.document import Document

COLLAPSE_SHARE = 0.5
"""Words left, as a share of those before, below which a page has collapsed (audit rule FR021)."""
COLLAPSE_LENGTH = 200
"""Characters below which a page that was longer has collapsed."""

_TRANSPORT = frozenset({"http", "sitemap", "feed"})
_UNSEEN = (
    *("canonical_url", "page_type", "description", "language", "publisher", "subjects"),
    "structured_data",
)


class Comparison:
    """Two states of one page, read by the same reader; each is taken apart once, whatever is asked of them.

    Attributes:
        before, after: the states.
        diff: what differs, and how much it means.
    """

    def __init__(self, before: Document, after: Document) -> None:
        self.before = before
        self.after = after
        known: Lines = {}
        self._parts = parts(before, known), parts(after, known)
        self.diff = _diff(before, after, *self._parts)

    def fingerprints(self) -> tuple[str, str]:
        """:func:`~pipeline.changes.fingerprint` of the state before and of the one after."""
        old, new = self._parts
        return fingerprint_of_parts(old), fingerprint_of_parts(new)


def compare(before: Document, after: Document) -> Diff:
    """What differs between two states of one page, read by the same reader, and how much it means."""
    return Comparison(before, after).diff


def _diff(before: Document, after: Document, old: list[Part], new: list[Part]) -> Diff:
    sections = _sections(old, new)
    claims = tuple(_claims(before, after))
    links = tuple(_links(before, after))
    grades: list[Grade] = [section.grade for section in sections]
    if claims:
        grades.append("dates-only")
    if links:
        grades.append("links-only")
    return Diff(
        grade=weightiest(grades),
        sections=tuple(sorted(sections, key=lambda section: not _lost_warning(section))),
        claims=claims,
        links=links,
        metadata=tuple(name for name in _UNSEEN if getattr(before, name) != getattr(after, name)),
        collapsed=_collapsed(old, new),
    )


def _lost_warning(section: SectionDiff) -> bool:
    return section.critical and any(edit.after is None for edit in section.edits)


def _collapsed(old: list[Part], new: list[Part]) -> bool:
    was, now = (sum(len(block) for part in one for block in part.blocks) for one in (old, new))
    return now < COLLAPSE_SHARE * was or now < COLLAPSE_LENGTH <= was


def _sections(old: list[Part], new: list[Part]) -> list[SectionDiff]:
    pairs = match(old, new)
    strays = _Strays(pairs)
    elsewhere = _out_of_order(pairs, old)
    return [made for pair in pairs if (made := _section(pair, strays, moved=id(pair.after) in elsewhere)) is not None]


def _out_of_order(pairs: list[Pair], old: list[Part]) -> set[int]:
    """Sections that stand elsewhere now: those outside the longest row that kept its order."""
    places = {id(part): place for place, part in enumerate(old)}
    both = [(places[id(pair.before)], id(pair.after)) for pair in pairs if pair.before and pair.after]
    kept = {both[at][1] for at in longest_rising([place for place, _ in both])}
    return {new for _, new in both} - kept


class _Strays:
    """Blocks that left one section and came to another, one of them new or gone.

    A heading was set into the text or taken out of it, and the words are the same. A block that moves between two
    sections that both stay says something else there, and is no stray.
    """

    def __init__(self, pairs: list[Pair]) -> None:
        left: Counter[str] = Counter()
        came: Counter[str] = Counter()
        one_sided: Counter[str] = Counter()
        for old, new in pairs:
            if old is not None and new is not None and old.keys == new.keys:
                continue  # as most sections: nothing left it or came to it
            ours, theirs = Counter(old.keys if old else ()), Counter(new.keys if new else ())
            left.update(ours - theirs)
            came.update(theirs - ours)
            if old is None or new is None:
                one_sided.update(ours + theirs)
        common = left & came & one_sided
        self._left = {"removed": Counter(common), "added": common}

    def take(self, edit: Edit) -> bool:
        """Whether this block stands elsewhere now, or stood elsewhere before; each is taken once."""
        left = self._left.get(edit.kind)
        block = key_of(edit.before or edit.after)
        if left is None or block is None or left[block] <= 0:
            return False
        left[block] -= 1
        return True


def _section(pair: Pair, strays: _Strays, *, moved: bool) -> SectionDiff | None:
    old, new = pair
    if old is not None and new is not None:
        edits = block_edits(old, new)
    elif new is not None:
        edits = [alone("added", new, index) for index in range(len(new.blocks))]
    elif old is not None:
        edits = [alone("removed", old, index) for index in range(len(old.blocks))]
    edits = [_moved(edit) if strays.take(edit) else edit for edit in edits]
    kind, own = _own(old, new, moved=moved)
    if not edits and own == "none":
        return None
    critical = bool((old and old.critical) or (new and new.critical))
    return SectionDiff(
        kind=kind,
        before=old.path if old else None,
        after=new.path if new else None,
        critical=critical,
        grade=weightiest([own, *(edit.grade for edit in edits)]),
        own=own,
        edits=tuple(sorted(edits, key=lambda edit: not (critical and edit.after is None))),
    )


def _moved(edit: Edit) -> Edit:
    grade: Grade = "links-only" if edit.grade == "links-only" else "structural"
    return replace(edit, kind="moved", grade=grade, marks=(), touches=())


def _own(old: Part | None, new: Part | None, *, moved: bool) -> tuple[SectionChange, Grade]:
    """What became of the section itself, its blocks apart."""
    if old is not None and new is not None:
        if key(old.heading) != key(new.heading):
            ours, theirs = (Counter(key(spelt(one.heading)).split()) for one in (old, new))
            gone, come = [*(ours - theirs).elements()], [*(theirs - ours).elements()]
            return "renamed", "critical" if touches([*gone, *come]) or opposed(gone, come) else "structural"
        if moved or old.key.rpartition("#")[0] != new.key.rpartition("#")[0]:
            return "moved", "structural"
        return "edited", "none"
    kind: SectionChange = "removed" if old else "added"
    part = old or new
    if part is None or not part.heading:
        return kind, "none"
    if touches(key(part.heading).split()):
        return kind, "critical"
    return kind, "structural" if part.blocks else "substantive"


def _claims(before: Document, after: Document) -> Iterator[ClaimChange]:
    old, new = _said(before), _said(after)
    for role, source in sorted(old.keys() | new.keys()):
        gone = sorted((Counter(old[role, source]) - Counter(new[role, source])).elements())
        come = sorted((Counter(new[role, source]) - Counter(old[role, source])).elements())
        for place in range(max(len(gone), len(come))):
            yield ClaimChange(
                role=role,
                source=source,
                before=gone[place] if place < len(gone) else None,
                after=come[place] if place < len(come) else None,
            )


def _said(document: Document) -> dict[tuple[str, str], list[str]]:
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in document.dates:
        if claim.source not in _TRANSPORT:
            said[claim.role, claim.source].append(claim.value)
    for unread in unread_dates(document):
        said["unreadable", "text"].append(unread.words)
    for person in document.people:
        words = (person.name, person.credentials, person.affiliation)
        said[person.role, "person"].append(", ".join(word for word in words if word))
    rights = document.rights
    said["rights", "page"].append(f"{rights.status} ({rights.holder})" if rights.holder else rights.status)
    return said


def _links(before: Document, after: Document) -> Iterator[LinkChange]:
    listed = _listed(after)
    for what, there in _listed(before).items():
        old, new = Counter(there), Counter(listed[what])
        for kind, differs in (("removed", old - new), ("added", new - old)):
            for text, url in differs.elements():
                yield LinkChange(what=what, kind=kind, text=text, url=url)  # type: ignore[arg-type]


def _listed(document: Document) -> dict[str, list[tuple[str, str]]]:
    return {
        "links": [(link.text, link.url) for link in document.links],
        "related": [(f"{entry.relation}: {entry.text}", entry.url or "") for entry in document.related],
        "images": [(image.alt or image.caption or "", image.url) for image in document.images],
        "alternates": [(entry.language, entry.url) for entry in document.alternates],
        "breadcrumbs": [(crumb.text, crumb.url or "") for crumb in document.breadcrumbs],
    }
