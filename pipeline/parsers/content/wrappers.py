"""The same blocks however they are wrapped: what only styles or scripts need around a block says nothing of it.

Builders, frameworks and hands differ in whether a list's item, a paragraph or a whole article stands in one more
``<div>``, and in whether a paragraph is a ``<p>``; what a page says to its reader is the same.
"""

from __future__ import annotations

from bisect import bisect_left

from pipeline.parsers.boilerplate import opens_by_name
from pipeline.parsers.content.survey import Box, Dated


def without_wrappers(boxes: list[Box], dated: list[Dated]) -> list[Box]:
    """The blocks of a page without those that hold one other block, or are held alone by one, and say nothing.

    Args:
        boxes: as :func:`survey` gave them, not numbered yet. Those that stay take over what those that go held and
            were called.
        dated: texts with a year in them; they are told which blocks stay.
    """
    kept: list[Box] = []  # the last is the first block in the one that is looked at
    into: dict[int, Box] = {}
    gone: list[int] = []
    for number in range(len(boxes) - 1, -1, -1):
        outer = boxes[number]
        if not outer.blocks and outer.tag == "div" and _is_said(outer):
            outer.tag = "p"
        if outer.blocks == 1 and number and not (outer.own or outer.own_images or outer.own_fields):
            inner = kept[-1]
            if _is_bare(inner):
                _take_over(outer, inner)
                into[id(inner)] = outer
                gone.append(inner.place)
                kept.pop()
            elif _is_bare(outer):
                inner.wraps = (outer.node, *outer.wraps, *inner.wraps)
                into[id(outer)] = outer.parent or inner
                gone.append(number)
                continue
        outer.place = number
        kept.append(outer)
    kept.reverse()
    for box in kept:
        if id(box.parent) in into:
            box.parent = _staying(box.parent, into)
    _mark_lines(kept)
    if gone and dated:
        gone.sort()
        for number, run in enumerate(dated):
            box = _staying(run.box, into) or run.box
            dated[number] = run._replace(place=run.place - bisect_left(gone, run.place), box=box)
    return kept


def _staying(box: Box | None, into: dict[int, Box]) -> Box | None:
    while box is not None and (other := into.get(id(box))) is not None:
        box = other
    return box


def _is_said(box: Box) -> bool:
    """Whether a block of one text says something itself, rather than where to press."""
    return box.own > 2 * (box.own_linked + box.own_anchored) and not box.own_fields


def _mark_lines(boxes: list[Box]) -> None:
    """Let a link alone be a paragraph where it stands between two, all three of them a ``<div>`` of one text."""
    for before, box, after in zip(boxes, boxes[1:], boxes[2:], strict=False):
        if box.tag == "div" and box.own and not box.blocks and not box.own_fields:
            beside = (before, after)
            if all(one.tag == "p" and one.node.tag == "div" and one.parent is box.parent for one in beside):
                box.tag = "p"


def _is_bare(box: Box) -> bool:
    """Whether a block is there for styles and scripts: its element and its names say nothing of what it holds."""
    if box.tag != "div" or box.says or box.landmark or box.beside:
        return False
    attributes = box.node.attributes
    if not attributes:
        return True
    names = attributes.get("class")
    return "role" not in attributes and not (names and opens_by_name(names))


def _take_over(outer: Box, inner: Box) -> None:
    for name in ("own", "own_linked", "own_anchored", "own_words", "own_fields", "own_images", "own_zoomed", "commas"):
        setattr(outer, name, getattr(inner, name))
    outer.speaks_of_cookies = inner.speaks_of_cookies
    outer.blocks = inner.blocks
    if outer.tag == "div" and not outer.node.attributes:
        outer.node = inner.node  # whose class tells what it is built like
        outer.wraps = inner.wraps
    else:
        outer.wraps = (inner.node, *inner.wraps)
