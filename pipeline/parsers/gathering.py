"""Simple selections of a page, each made once; all ids in one pass over its tree.

A selection visits every node of the page. A tree outgrows the processor's nearest memory, so that each visit of all of
it costs a twentieth of parsing it; a reader asks twenty questions, some of them twice.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Selectable(Protocol):
    """What can be asked for nodes: a parsed tree, or a page that remembers what it was asked before."""

    def css(self, query: str) -> list[LexborNode]:
        """Every match in page order."""
        ...


class Gathered:
    """The matches of simple selectors: ``#id``, ``.class``, ``[attribute]`` or ``tag``.

    Attributes:
        nodes: matches by selector, in page order. Without the ids where letter case may not count in them (``exact``):
            then these selections are made as they are asked.
    """

    __slots__ = ("_root", "nodes")

    def __init__(self, tree: LexborHTMLParser, root: LexborNode, selectors: Iterable[str], *, exact: bool) -> None:
        self._root = root.mem_id
        self.nodes: dict[str, list[LexborNode]] = {}
        ids: dict[str | None, list[LexborNode]] = {}
        for selector in selectors:
            if selector[0] != "#":
                # The parser finds tags by their number, without asking every node for its attributes.
                self.nodes[selector] = root.css(selector) if selector[0] in ".[" else tree.tags(selector)
            elif exact:
                self.nodes[selector] = ids[selector[1:]] = []
        for node in root.css("[id]") if ids else ():
            if (found := ids.get(node.id)) is not None:
                found.append(node)

    def within(self, node: LexborNode, selector: str) -> list[LexborNode] | None:
        """The matches that are ``node`` or below it; ``None`` if the selector was not gathered."""
        found = self.nodes.get(selector)
        if not found or node.mem_id == self._root:
            return found
        return [match for match in found if is_within(match, node.mem_id)]


def ancestry(node: LexborNode | None) -> Iterator[LexborNode]:
    """A node and the elements around it, from the inside out."""
    while node is not None:
        yield node
        node = node.parent


def siblings(node: LexborNode, *, back: bool) -> Iterator[LexborNode]:
    """What stands behind a node in the element around it, or before it, the nearest first."""
    at = node.prev if back else node.next
    while at is not None:
        yield at
        at = at.prev if back else at.next


def neighbour(node: LexborNode, *, back: bool = False) -> LexborNode | None:
    """What stands right behind a node, or right before it; white space and comments are nothing."""
    found = (each for each in siblings(node, back=back) if not (each.is_empty_text_node or each.is_comment_node))
    return next(found, None)


def is_within(node: LexborNode | None, ancestor: int) -> bool:
    """Whether a node is the one with this id (``mem_id``), or stands in it."""
    return is_within_any(node, (ancestor,))


def is_within_any(node: LexborNode | None, elements: Container[int]) -> bool:
    """Whether a node is one of those with these ids, or stands in one."""
    while node is not None:
        if node.mem_id in elements:
            return True
        node = node.parent
    return False
