"""Many simple selections of a page in one pass over its tree.

A selection visits every node of the page. A tree outgrows the processor's near memory, so that each visit of all of it
costs as much as a twentieth of parsing it; a reader asks twenty questions. Asked together they cost one visit.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        nodes: matches by selector, in page order. Empty where the page matches in a way of its own (letter case does
            not count in pages without a doctype): then nothing is remembered, and each selection is made as asked.
    """

    __slots__ = ("_root", "nodes")

    def __init__(self, tree: LexborHTMLParser, root: LexborNode, selectors: Iterable[str]) -> None:
        # The parser finds tags by their number, without asking every node for its attributes.
        self.nodes = {selector: [] if selector[0] in "#.[" else tree.tags(selector) for selector in selectors}
        self._root = root.mem_id
        self._sort(root, {selector: found for selector, found in self.nodes.items() if selector[0] in "#.["})

    def _sort(self, root: LexborNode, nodes: dict[str, list[LexborNode]]) -> None:
        """Find the matches of all these selectors in one pass, and put each where it belongs."""
        attributed = [(name[1:-1], found) for name, found in nodes.items() if name[0] == "["]
        by_class = {name[1:]: found for name, found in nodes.items() if name[0] == "."}
        last = 0
        for node in root.css(",".join(nodes)):
            if node.mem_id == last:
                continue  # matched by two of the selectors
            last = node.mem_id
            attributes = node.attributes
            known = False
            for name, found in attributed:
                if name in attributes:
                    found.append(node)
                    known = True
            if (identifier := attributes.get("id")) and (name := f"#{identifier}") in nodes:
                nodes[name].append(node)
                known = True
            if classes := attributes.get("class"):
                for name in dict.fromkeys(classes.split()):
                    if name in by_class:
                        by_class[name].append(node)
                        known = True
            if not known:
                self.nodes.clear()
                return

    def within(self, node: LexborNode, selector: str) -> list[LexborNode] | None:
        """The matches that are ``node`` or below it; ``None`` if the selector was not gathered."""
        found = self.nodes.get(selector)
        if not found or node.mem_id == self._root:
            return found
        return [match for match in found if _is_within(match, node.mem_id)]


def _is_within(node: LexborNode | None, ancestor: int) -> bool:
    while node is not None:
        if node.mem_id == ancestor:
            return True
        node = node.parent
    return False
