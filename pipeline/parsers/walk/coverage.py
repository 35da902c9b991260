"""The reader's own loss check: every word of the content, taken from the tree by other means, must stand in a section.

The walk that fills the sections is not asked: the words come from lexbor's own text of the content subtree, minus the
text of the nodes that the rules leave out, and are looked for in what the sections hold, in page order.
"""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from pipeline.model.document import Coverage, Section
from pipeline.parsers.walk.blocks import BULLET
from pipeline.parsers.walk.inline import level_figures

_BLANKS = b" \t\n\r\f\x0b" + BULLET.strip().encode()
_WINDOW = 400
"""How far ahead, in characters, a word is looked for: markers and list numbers may stand between."""


def words_of(roots: Sequence[LexborNode]) -> str:
    """The parser's own text of the content, what the rules leave out included."""
    return " ".join([root.text(skip_empty=True) for root in roots])


def coverage_of(
    roots: Sequence[LexborNode], whole: str, skipped: Sequence[LexborNode], sections: Sequence[Section], words: int
) -> Coverage:
    """Count the words of the content and list those that no section holds.

    Args:
        roots: the content.
        whole: what :func:`words_of` says of it.
        skipped: what the rules leave out of it, in page order, none inside another.
        sections: what was read.
        words: how many words the walk counted; believed only when the exact characters agree.
    """
    recorded = "\n".join([f"{section.heading or ''}\n{section.text}" for section in sections])
    content = _squeeze(whole)
    kept: list[bytes] = []
    position = 0
    for node in skipped:
        needle = _squeeze(node.text(skip_empty=True))
        if not needle:
            continue
        found = content.find(needle, position)
        if found < 0:
            break
        kept.append(content[position:found])
        position = found + len(needle)
    else:
        kept.append(content[position:])
        if b"".join(kept) == _squeeze(recorded):
            # The same characters in the same order: whatever is counted in one is in the other.
            return Coverage(content_words=words, recorded_words=words)
    return _aligned(roots, {node.mem_id for node in skipped}, recorded)


def _squeeze(text: str) -> bytes:
    """Text without the usual white space and without bullets; the rest of Unicode's is left to the exact check.

    The bytes of the bullet go wherever they stand: what they leave of another character is in no other, Braille aside.
    """
    squeezed = text.encode("utf-8", "surrogatepass").translate(None, _BLANKS)
    return squeezed.replace(b"\xc2\xa0", b"") if "\xa0" in text else squeezed


def _aligned(roots: Sequence[LexborNode], skipped: set[int], recorded: str) -> Coverage:
    """The exact check: each run of characters of each text node must follow the one before it in the record."""
    haystack = level_figures("".join(recorded.split()))
    position = count = 0
    lost: list[str] = []
    for root in roots:
        for text in _texts(root, skipped):
            for word in text.split():
                count += 1
                found = haystack.find(level_figures(word), position, position + _WINDOW + len(word))
                if found < 0:
                    lost.append(word)
                else:
                    position = found + len(word)
    return Coverage(content_words=count, recorded_words=count - len(lost), lost=tuple(lost))


def _texts(root: LexborNode, skipped: set[int]) -> list[str]:
    """Text nodes in page order, the left-out subtrees aside."""
    texts: list[str] = []
    stack: list[LexborNode] = []
    node = root.first_child
    while True:
        if node is None:
            if not stack:
                return texts
            node = stack.pop().next
            continue
        if node.is_text_node:
            texts.append(node.text_content or "")
        elif node.is_element_node and node.mem_id not in skipped:
            child = node.first_child
            if child is not None:
                stack.append(node)
                node = child
                continue
        node = node.next
