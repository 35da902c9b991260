"""A difference for a terminal: section by section, word by word, removed warnings first.

``[-gone-]{+come+}`` mark words, as wdiff does; on a terminal colours do the same, and words that can hurt stand out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pipeline.changes.values import ClaimChange, Diff, Edit, Mark, SectionDiff
from pipeline.changes.words import shown

Style = Literal["heading", "removed", "added", "removed-critical", "added-critical", "context", "warning"]
Paint = Callable[[str, Style], str]
"""Colours a piece of text, or leaves it."""

_LONG = 96
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">", "reordered": "%", "reflowed": "="}
_SAYS = {
    "reordered": "the same blocks in another order",
    "reflowed": "the same words, broken into other lines",
}


def no_paint(text: str, style: Style) -> str:
    """Leaves text as it is."""
    del style
    return text


def lines(diff: Diff, paint: Paint = no_paint) -> Iterator[str]:
    """The difference, line by line; nothing when there is none."""
    if diff.collapsed:
        yield paint("most of the words are gone: suspect the reader or the server before the publisher", "warning")
    for claim in diff.claims:
        yield _claim(claim) if claim.source in ("person", "page") else f"date {_claim(claim)}"
    for section in diff.sections:
        yield ""
        yield paint(title_of(section), "heading")
        yield from _edits(section, paint)
    if diff.links:
        yield ""
        yield paint(f"links and what stands beside the text ({len(diff.links)})", "heading")
    for link in diff.links:
        style: Style = "added" if link.kind == "added" else "removed"
        yield paint(f"  {_SIGNS[link.kind]} {link.what}: {link.text} <{link.url}>", style)
    if diff.metadata:
        yield ""
        yield paint(f"differs, unseen by readers: {', '.join(diff.metadata)}", "context")


def _claim(claim: ClaimChange) -> str:
    return f"{claim.role} ({claim.source}): {claim.before or 'none'} -> {claim.after or 'none'}"


def title_of(section: SectionDiff) -> str:
    """Which section, what became of it, how much it means."""
    after, before = section.after, section.before
    name = " > ".join(after if after is not None else before or ()) or "(title and text before the first heading)"
    told: list[str] = [section.grade]
    if section.kind != "edited":
        was = f" (was: {' > '.join(before)})" if section.kind in ("renamed", "moved") and before else ""
        told.insert(0, section.kind + was)
    if section.critical:
        told.append("a section where a wrong word can hurt")
    return f"## {name} [{', '.join(told)}]"


def _edits(section: SectionDiff, paint: Paint) -> Iterator[str]:
    told = {block for edit in section.edits for block in (edit.before, edit.after)}
    for edit in section.edits:
        if edit.above is not None and edit.above not in told:
            told.add(edit.above)
            yield paint(f"    {_short(edit.above)}", "context")
        yield f"  {_SIGNS[edit.kind]} {words_of(edit, paint)}"
        if edit.touches:
            yield paint(f"    ^ {', '.join(edit.touches)}", "warning")
        if edit.below is not None and edit.below not in told:
            told.add(edit.below)
            yield paint(f"    {_short(edit.below)}", "context")


def words_of(edit: Edit, paint: Paint = no_paint) -> str:
    """One edit on one line."""
    if edit.kind == "moved":
        where = "to another section" if edit.after is None else "from another section"
        return f"{where}: {_short(edit.before or edit.after or '')}"
    if edit.kind in _SAYS:
        return f"{_SAYS[edit.kind]}: {_short((edit.after or '').replace(chr(10), ' / '))}"
    return shown("".join(_mark(mark, paint) for mark in edit.marks))


def _mark(mark: Mark, paint: Paint) -> str:
    if mark.op == "same":
        return mark.text
    text = mark.text.rstrip()
    space = mark.text[len(text) :]
    marked = f"[-{text}-]" if mark.op == "removed" else f"{{+{text}+}}"
    style: Style = "removed" if mark.op == "removed" else "added"
    if mark.critical:
        style = "removed-critical" if mark.op == "removed" else "added-critical"
    return paint(marked, style) + space


def _short(text: str) -> str:
    text = shown(text)
    return text if len(text) <= _LONG else text[:_LONG] + " ..."
