"""The edits of a difference, each without its place: what is the same on many pages is the host's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.changes.commonplace import mark
from pipeline.changes.values import RANK, Diff, Grade
from pipeline.changes.words import key


class Trace(NamedTuple):
    """An edit without its place.

    Attributes:
        grade: of the edit.
        what: kind of edit, role of a claim, or field of the record.
        before, after: its words, for people.
        gone, come: what went and what came, as :mod:`pipeline.changes.commonplace` knows it on other pages; neither
            where the edit cannot be one of boilerplate.
    """

    grade: Grade
    what: str
    before: str | None
    after: str | None
    gone: bytes | None = None
    come: bytes | None = None


def edit_digests(diff: Diff) -> dict[bytes, Trace]:
    """Every edit by what was removed and added, wherever it stands.

    The same digest on many pages of a host is one edit made all over it. A claim counts by the day it says now: a
    date set on every page on one day is one edit, whatever each page said before.
    """
    found: dict[bytes, Trace] = {}
    for trace, material in _traces(diff):
        digest = mark(*material)
        if digest not in found or RANK[trace.grade] > RANK[found[digest].grade]:
            found[digest] = trace
    return found


def _traces(diff: Diff) -> Iterator[tuple[Trace, tuple[str | None, ...]]]:
    for section in diff.sections:
        if section.own != "none":
            before, after = _name(section.before), _name(section.after)
            # a heading alone, with nothing under it, is a sentence of its own
            alike = section.own == "structural" and section.kind in ("added", "removed") and not section.critical
            trace = Trace(
                section.own,
                f"section {section.kind}",
                before,
                after,
                mark("section", before) if alike and before else None,
                mark("section", after) if alike and after else None,
            )
            yield trace, ("section", section.kind, before, after)
        for edit in section.edits:
            old, new = key_of(edit.before), key_of(edit.after)
            alike = edit.kind in ("added", "removed", "changed", "moved") and not section.critical
            gone = mark("block", old) if alike and old is not None else None
            come = mark("block", new) if alike and new is not None else None
            yield Trace(edit.grade, edit.kind, edit.before, edit.after, gone, come), (edit.kind, old, new)
    for claim in diff.claims:
        says = f"-{claim.before}" if claim.after is None else claim.after[:10]
        yield Trace("dates-only", claim.role, claim.before, claim.after), ("claim", claim.role, says)
    for link in diff.links:
        shown, known = f"{link.text} <{link.url}>", mark(link.what, link.text, link.url)
        pair = (None, shown, None, known) if link.kind == "added" else (shown, None, known, None)
        yield Trace("links-only", link.what, *pair), (link.what, link.kind, link.text, link.url)


def _name(path: tuple[str, ...] | None) -> str | None:
    return None if path is None else path[-1] if path else ""


def key_of(block: str | None) -> str | None:
    """The words of a block that may not be there."""
    return None if block is None else key(block)
