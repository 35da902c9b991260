"""Controls on the walk: buttons that are words of a sentence, labels of tabs."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import CONTENTS
from pipeline.parsers.gathering import is_within_any
from pipeline.parsers.heading_words import is_term
from pipeline.parsers.panels import opens_panel
from pipeline.parsers.walk import inline
from pipeline.parsers.walk.events import SKIP, Attributes, Entered
from pipeline.parsers.walk.state import WalkState

_TOGGLE = re.compile(
    r"(?:expand|collapse|open|close|show|hide|toggle|(?:show|read|see|view) (?:more|less))"
    r"(?: (?:all|section|panel|content|details))?",
    re.IGNORECASE,
)
"""What buttons say that open a part of the page without saying which."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
_GOES_ON = frozenset(",.;:)?!\u2019'")


def button(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<button>``: a control, left out, unless its words head or open a part of the content or stand in a sentence.

    "On this page" opens the list of what the page holds, which is no part of it.
    """
    if opens_panel(attributes):
        words = inline.collapse(node.text())
        return SKIP if (_TOGGLE.fullmatch(words) or CONTENTS.fullmatch(words)) is not None else None
    before = any(map(_LETTERS.search, state.text))
    if state.heading is not None and not before:
        return None
    goes_on = _goes_on(node)
    in_text = (before or goes_on) if is_term(attributes) else (before and goes_on)
    return None if in_text else SKIP


def _goes_on(node: LexborNode) -> bool:
    """Whether a sentence goes on behind an element, and behind what is told of it when it is pressed."""
    after = node.next
    while after is not None and (after.tag == "-comment" or after.attributes.get("role") == "tooltip"):
        after = after.next
    words = (after.text_content or "").lstrip() if after is not None and after.is_text_node else ""
    return words[:1] in _GOES_ON if words and not words[0].isalnum() else bool(words)


def say_label(state: WalkState, panel: LexborNode, attributes: Attributes) -> None:
    """Say the label of a tab before what it opens, where the row of labels is left out: "Adults", then their dose."""
    tab = state.page.panels.tab_of(panel, attributes)
    if tab is None or state.heading is not None or not is_within_any(tab, state.left_out):
        return
    words = inline.collapse(tab.text())
    if words and not inline.collapse(panel.text()).casefold().startswith(words.casefold()):
        if state.text:
            state.flush()
        state.text.append(words)
        state.markdown.append(f"**{inline.escape(words)}**")
        state.flush()
