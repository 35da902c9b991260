"""Runs of plain lines: paragraphs, or the items of a list, that stand side by side and hold nothing but words.

Most of the words of a page stand in them. The walk would read each by entering it, saying its line and leaving it; here
that is one turn of a loop, with the same outcome.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.parsers.walk.blocks import Box, emit_item, emit_paragraph
from pipeline.parsers.walk.handle_blocks import item_end
from pipeline.parsers.walk.state import WalkState

_RAISED = frozenset(("sup", "sub"))
_LETTERS = re.compile(r"(?:^|[\s,])[A-Z]{2,5}\Z")
_WORD = re.compile(r"[A-Z][a-z]{3}")
"""What may stand behind a name ("MD"), and a word that is none of its letters ("Hb")."""


def say_lines(state: WalkState, node: LexborNode, words: str, box: Box | None, skipped: set[int]) -> LexborNode | None:
    """Read an element that is a plain line, and those of its kind that follow it.

    Args:
        state: no block, inline element, heading or preformatted text is open in it, and nothing is a notice.
        node: a block or the item of a list, entered, without attributes.
        words: all that it holds.
        box: the box of the item.
        skipped: ids (``mem_id``) of elements that are left out.

    Returns:
        The first sibling that is no such line; ``None`` behind the last sibling.
    """
    state.say_line(words)
    if box is not None:
        item_end(state, node, box)
    following, tag, target = node.next, node.tag_id, state.target
    if (
        target is None
        or state.boxes
        or state.table is not None
        or (box is not None and box is not state.lists[-1].bullet)
    ):
        return following  # it stands in something, or each item has a number of its own
    said = 0
    while following is not None:
        if following.is_empty_text_node:
            following = following.next
            continue
        child = following.first_child if following.tag_id == tag else None
        if child is None or child.next is not None or following.attributes:
            break
        behind = child.text_content
        if behind is None or (skipped and following.mem_id in skipped):
            break
        following = following.next
        text, markdown = state.line_of(behind)
        if text:
            said += 1
            if box is None:
                emit_paragraph(target, text, markdown)
            else:
                emit_item(target, box, text, markdown)
    if said:
        target.other += said
        state.ended_list = None
    return following


def part(state: WalkState, node: LexborNode) -> None:
    """Put a space before a text that a style sheet alone sets apart from the element before: "Dose", "500 mg".

    The element before ends with two small letters, or a figure and one ("124g"), and the text begins with a capital or
    a figure: words are written so side by side, and hardly ever amid. "Med<b>line</b>Plus" is one. Between two elements
    so do letters behind a name and a word: "A. Name, MD", "Updated today".

    Args:
        state: words are open in it.
        node: the text.
    """
    last, words, inside = state.text[-1], node.text_content or "", False
    ends = last[-1:].islower() and (last[-2:-1].islower() or last[-2:-1].isdecimal())
    begins = words[:1].isupper() or words[:1].isdecimal()
    lettered = last[-2:].isupper() and _WORD.match(words) is not None and _LETTERS.search(last) is not None
    if not (lettered or (ends and begins)) or (state.open and state.open[-1].kind in _RAISED):
        return
    before = node.prev
    while before is None or before.is_comment_node:
        if before is None:
            around = node.parent
            if around is None:
                return
            node, inside = around, True
            before = node.prev
        else:
            before = before.prev
    if before.is_element_node and (inside or (ends and " " in last)) and before.text(strip=True):
        state.text.append(" ")
        state.markdown.append(" ")
