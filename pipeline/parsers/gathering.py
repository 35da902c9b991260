"""Many simple selections of a page in one pass over its tree.

A selection visits every node of the page. A tree outgrows the processor's near memory, so that each visit of all of it
costs as much as a twentieth of parsing it; a reader asks twenty questions. Asked together they cost one visit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from selectolax.lexbor import LexborNode


class Selectable(Protocol):
    """What can be asked for nodes: a parsed tree, or a page that remembers what it was asked before."""

    def css(self, query: str) -> list[LexborNode]:
        """Every match in page order."""
        ...


class Gathered:
    """The matches of simple selectors: ``#id``, ``.class``, ``[attribute]`` or ``tag``.

    Attributes:
        nodes: matches by selector, in page order. Empty where the page matches in a way of its own (letter case does
            not count in pages without a doctype): then nothing is remembered, and each selection is made as asked.
    """

    __slots__ = ("nodes",)

    def __init__(self, root: LexborNode, selectors: Iterable[str]) -> None:
        self.nodes: dict[str, list[LexborNode]] = {selector: [] for selector in selectors}
        nodes = self.nodes
        attributed = [(name[1:-1], found) for name, found in nodes.items() if name[0] == "["]
        last = 0
        for node in root.css(",".join(nodes)):
            if node.mem_id == last:
                continue  # matched by two of the selectors
            last = node.mem_id
            attributes = node.attributes
            matched = [found for name, found in attributed if name in attributes]
            if (tag := node.tag or "") in nodes:
                matched.append(nodes[tag])
            if (identifier := attributes.get("id")) and (name := f"#{identifier}") in nodes:
                matched.append(nodes[name])
            if classes := attributes.get("class"):
                matched += [nodes[name] for each in dict.fromkeys(classes.split()) if (name := f".{each}") in nodes]
            for found in matched:
                found.append(node)
            if not matched:
                nodes.clear()
                return

    def within(self, node: LexborNode, selector: str) -> list[LexborNode] | None:
        """The matches that are ``node`` or below it; ``None`` if the selector was not gathered."""
        found = self.nodes.get(selector)
        if not found:
            return found
        return [match for match in found if _is_within(match, node.mem_id)]


def _is_within(node: LexborNode | None, ancestor: int) -> bool:
    while node is not None:
        if node.mem_id == ancestor:
            return True
        node = node.parent
    return False
