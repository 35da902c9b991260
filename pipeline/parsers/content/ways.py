"""Links that lead about the page and say nothing of its matter: past its menu, and from the end of a part back up."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.parsers.content.survey import HEADINGS
from pipeline.parsers.gathering import ancestry, neighbour

_SKIP_LINK, _SKIP_LINKS = 60, 3
"""Characters of the longest link past a menu, and how many of them a page begins with."""
_UP_LINK = 40
"""Characters of the longest link back up."""
_AROUND_WORDS = frozenset(("span", "strong", "b", "em", "small"))
_AMID_WORDS = _AROUND_WORDS | {"a", "i", "u", "sup", "sub", "abbr", "code", "mark", "font", "img", "label", "button"}
_ITEMS_AND_HEADINGS = HEADINGS | {"li"}
_TERMS = _ITEMS_AND_HEADINGS | {"dt"}
_NOT_READ = frozenset(("script", "style", "noscript", "template", "title"))


def skip_links(root: LexborNode) -> frozenset[int]:
    """Ids of the links that lead past what a screen reader would read first ("Skip to content").

    They are the first words of the content, beside no others, and lead down the same page; many are a list of contents.
    """
    found: list[int] = []
    beside: LexborNode | None = None
    for node in root.traverse(include_text=True):
        if not node.is_text_node or node.is_empty_text_node:
            continue
        at = node.parent
        if at is None or at.tag in _NOT_READ:
            continue
        while at is not None and at.tag in _AROUND_WORDS:
            at = at.parent
        href = (at.attributes.get("href") or "") if at is not None and at.tag == "a" else ""
        block = at.parent if at is not None and at.tag == "a" else at
        leads_on = href[:1] == "#" and len(href) > 1 and len(node.text_content or "") <= _SKIP_LINK
        if at is None or block is None or not leads_on or block.tag in _ITEMS_AND_HEADINGS:
            alone = beside is None or block is None or block.mem_id != beside.mem_id
            return frozenset(found) if alone and len(found) <= _SKIP_LINKS else frozenset()
        found.append(at.mem_id)
        beside = block
    return frozenset()


def up_links(root: LexborNode) -> frozenset[int]:
    """Ids of the links back up: alone in their line, to the top of the page or to what they stand in.

    ``#top`` is the top of any page, and so is ``#`` (HTML, 7.4.6.4), which buttons of scripts are given, too: it counts
    where several links have the same words.
    """
    found: list[int] = []
    by_words: dict[str, list[int]] = {}
    for link in root.css('a[href^="#"]'):
        words = link.text(strip=True)
        if not 0 < len(words) <= _UP_LINK or not _stands_alone(link):
            continue
        target = (link.attributes["href"] or "")[1:]
        if target.lower() == "top" or (target and _is_within(link, target)):
            found.append(link.mem_id)
        elif not target:
            by_words.setdefault(words, []).append(link.mem_id)
    return frozenset([*found, *(one for alike in by_words.values() if len(alike) > 1 for one in alike)])


def _stands_alone(link: LexborNode) -> bool:
    """Whether a link is a line of its own, no words beside it."""
    at = link
    while at.parent is not None and at.parent.tag in _AROUND_WORDS:
        if _words_beside(at):
            return False
        at = at.parent
    return at.parent is not None and at.parent.tag not in _TERMS and not _words_beside(at)


def _words_beside(node: LexborNode) -> bool:
    beside = (neighbour(node, back=True), neighbour(node))
    return any(one is not None and (one.is_text_node or one.tag in _AMID_WORDS) for one in beside)


def _is_within(link: LexborNode, target: str) -> bool:
    """Whether a link stands in the element that it leads to."""
    return any(at.attributes.get("id") == target for at in ancestry(link.parent))
