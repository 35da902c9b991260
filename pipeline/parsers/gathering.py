"""Simple selections of a page, each made once; all ids in one pass over its tree.

A selection visits every node of the page. A tree outgrows the processor's nearest memory, so that each visit of all of
it costs a twentieth of parsing it; a reader asks twenty questions, some of them twice.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

_REMEMBERED = 4096
"""Ids at which an index, which outlives its page, begins anew."""


class Selectable(Protocol):
    """What can be asked for nodes: a parsed tree, or a page that remembers what it was asked before."""

    def css(self, query: str) -> list[LexborNode]:
        """Every match in page order."""
        ...


class Gathered:
    """The matches of simple selectors: ``#id``, ``.class``, ``[attribute]`` or ``tag``.

    Attributes:
        nodes: matches by selector, in page order. Without the ids where the page has one of them in other letter case,
            which counts or does not by the page's doctype: then these selections are made as they are asked.
    """

    __slots__ = ("_root", "nodes")

    def __init__(self, tree: LexborHTMLParser, root: LexborNode, selectors: Iterable[str]) -> None:
        self._root = root.mem_id
        self.nodes: dict[str, list[LexborNode]] = {}
        ids: dict[str, list[LexborNode]] = {}
        for selector in selectors:
            if selector[0] == "#":
                ids[selector[1:]] = []
            else:
                # The parser finds tags by their number, without asking every node for its attributes.
                self.nodes[selector] = root.css(selector) if selector[0] in ".[" else tree.tags(selector)
        if ids and _sort(root.css("[id]"), ids):
            self.nodes.update((f"#{name}", found) for name, found in ids.items())

    def within(self, node: LexborNode, selector: str) -> list[LexborNode] | None:
        """The matches that are ``node`` or below it; ``None`` if the selector was not gathered."""
        found = self.nodes.get(selector)
        if not found or node.mem_id == self._root:
            return found
        return [match for match in found if is_within(match, node.mem_id)]


class _Wanted(dict[str, bool | None]):
    """Whether an id is among some: ``None`` for another one, ``False`` if it differs in letter case alone.

    Each is looked at once: pages of a site have most of their ids in common.
    """

    __slots__ = ("_lower", "_names")

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = frozenset(names)
        self._lower = frozenset(name.lower() for name in names)

    def __missing__(self, name: str) -> bool | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        wanted = self[name] = name in self._names or (False if name.lower() in self._lower else None)
        return wanted


@lru_cache(maxsize=64)
def _wanted(names: tuple[str, ...]) -> _Wanted:
    return _Wanted(names)


def _sort(identified: Iterable[LexborNode], ids: dict[str, list[LexborNode]]) -> bool:
    """Put each element that bears one of these ids with it; ``False`` if one differs in letter case alone."""
    wanted = _wanted(tuple(ids))
    for node in identified:
        name = node.id or ""
        found = wanted[name]
        if found:
            ids[name].append(node)
        elif found is not None:
            return False
    return True


def ancestry(node: LexborNode | None) -> Iterator[LexborNode]:
    """A node and the elements around it, from the inside out."""
    while node is not None:
        yield node
        node = node.parent


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
