"""A page's newest versions as the audit's facts: what changed from one to the next, and what each claimed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import cast, get_args

from msgspec.structs import replace

from pipeline.audit.facts import Removed, Stand
from pipeline.changes import MATERIAL, RANK, Diff, Grade, compare, edit_digests
from pipeline.model.dates import ChosenDate, DateClaim, Role
from pipeline.model.document import Document
from pipeline.storage.seen import Past

Full = Callable[[int], Document]
"""A version's whole record by its id; asked for only where words must be compared."""

_GRADES = frozenset(get_args(Grade))
_WORD = re.compile(r"\w+")
STATES = 4
"""Earlier states that a version is compared with, where a page goes back and forth."""

REVIEWING = frozenset({"reviewer", "also_reviewed", "medical_reviewer"})
"""Roles of people who have checked a page."""


def stands(past: tuple[Past, ...], full: Full, of_host: frozenset[bytes] = frozenset()) -> tuple[Stand, ...]:
    """The versions as facts, oldest first.

    A grade that the store holds is taken; where it holds none the two versions are compared here, and a change of
    reader is ``technical``: like is not compared with unlike. Of a version whose predecessor is not among them no more
    is told than its grade. Sections that an edit of the whole host took away (``of_host``) are not told, and who goes
    back and forth is back also where the host was edited in between.
    """
    if not past:
        return ()
    full = cache(full)
    made = [_stand(past[0], _stored(past[0]), None, ())]
    for place, (before, after) in enumerate(pairwise(past), 1):
        if after.number != before.number + 1:
            made.append(_stand(after, _stored(after), None, ()))
            continue
        grade, diff = _change(before, after, full)
        removed = () if diff is None else _removed(diff, past[:place], past[-1], full, of_host)
        made.append(_stand(after, grade, diff, removed))
    flaps = bool(of_host) and any(one.again for one in past)
    return tuple(_but_for_host(made, past, full, of_host) if flaps else made)


def _but_for_host(made: list[Stand], past: tuple[Past, ...], full: Full, of_host: frozenset[bytes]) -> list[Stand]:
    """The same versions, those that say what an earlier one said but for edits of the whole host with its words."""
    said: dict[str, str] = {}
    found: list[Stand] = []
    for stand, version in zip(made, past, strict=True):
        if version.words not in said:
            states = {one.words: one for one in past[: len(found)]}
            late = list(states.values())[: -STATES - 1 : -1]
            alike = next((one for one in late if _own_edits(one, version, full) <= of_host), version)
            said[version.words] = said.get(alike.words, version.words)
        words = said[version.words]
        left = bool(found) and found[-1].words != words and any(one.words == words for one in found)
        found.append(replace(stand, words=words, again=stand.again or left))
    return found


def _own_edits(before: Past, after: Past, full: Full) -> set[bytes]:
    edits = edit_digests(compare(full(before.id), full(after.id)))
    return {digest for digest, trace in edits.items() if RANK[trace.grade] > RANK["links-only"]}


def _stored(version: Past) -> Grade | None:
    return cast("Grade", version.grade) if version.grade in _GRADES else None


def _change(before: Past, after: Past, full: Full) -> tuple[Grade, Diff | None]:
    stored = _stored(after)
    if stored is None and before.reader != after.reader:
        return "technical", None
    past = after.undone and not after.again
    if stored is not None and (past or (stored not in MATERIAL and not _lost_a_section(before, after))):
        return stored, None
    diff = compare(full(before.id), full(after.id))
    return stored or diff.grade, diff


def _lost_a_section(before: Past, after: Past) -> bool:
    kept = {section.id for section in after.bare.sections}
    return any(section.id not in kept for section in before.bare.sections)


def _removed(
    diff: Diff, earlier: tuple[Past, ...], now: Past, full: Full, of_host: frozenset[bytes]
) -> tuple[Removed, ...]:
    """Sections that the last of the earlier versions had and the next one has not, beside the page as it is."""
    gone = [section for section in diff.sections if section.kind == "removed" and section.before]
    if gone and of_host:
        edits = edit_digests(diff).items()
        known = {one.before for digest, one in edits if digest in of_host and one.what == "section removed"}
        gone = [section for section in gone if not section.before or section.before[-1] not in known]
    if not gone:
        return ()
    before = earlier[-1]
    old = {section.path: section.text for section in full(before.id).sections}
    new = [section.text for section in full(now.id).sections]
    return tuple(
        Removed(
            heading=" > ".join(section.before or ()),
            critical=section.critical,
            elsewhere=_elsewhere(old.get(section.before or (), ""), new),
            twice=before.last_seen > before.first_seen or _had(earlier[:-1], before, section.before),
        )
        for section in gone
    )


def _had(earlier: tuple[Past, ...], before: Past, path: tuple[str, ...] | None) -> bool:
    """Whether the version right before this one had the section, too."""
    return bool(earlier) and (
        earlier[-1].number == before.number - 1 and any(one.path == path for one in earlier[-1].bare.sections)
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _elsewhere(text: str, new: list[str]) -> float:
    """How much of a section the page still has: in the section most like it, or line by line in several of them."""
    words = _words(text)
    alike = max((_overlap(words, _words(other)) for other in new), default=0.0)
    lines = [(line, len(_WORD.findall(line))) for line in text.casefold().splitlines()]
    total = sum(count for _, count in lines)
    kept = {line.strip() for other in new for line in other.casefold().splitlines()}
    whole = sum(count for line, count in lines if line.strip() in kept)
    return max(alike, whole / total if total else 0.0)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def _stand(past: Past, grade: Grade | None, diff: Diff | None, removed: tuple[Removed, ...]) -> Stand:
    bare = past.bare
    touched = () if diff is None else tuple(" > ".join(one.after or one.before or ()) for one in diff.sections)
    return Stand(
        version=past.number,
        first_seen=past.first_seen,
        last_seen=past.last_seen,
        grade=grade,
        undone=past.undone,
        again=past.again,
        touched=tuple(name or "(title)" for name in touched),
        removed=removed,
        words=past.words,
        since=past.since,
        characters=past.characters,
        claims=bare.dates,
        reviewed=chosen_claim(bare, "reviewed"),
        modified=chosen_claim(bare, "modified"),
        reviewers=tuple(person.name for person in bare.people if person.role in REVIEWING),
        issues=frozenset(issue.code for issue in bare.issues),
    )


def chosen_claim(document: Document, role: Role) -> DateClaim | None:
    """The claim that was chosen for a role, with its interval, label and place.

    Where a publisher's "updated" counts as a review the chosen claim may have another role than the one it fills.
    """
    chosen: ChosenDate | None = getattr(document, role)
    if chosen is None:
        return None
    same = [claim for claim in document.dates if (claim.value, claim.source) == (chosen.value, chosen.source)]
    return next((claim for claim in same if claim.role == role), same[0] if same else None)
