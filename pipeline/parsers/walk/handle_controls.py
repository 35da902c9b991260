"""Controls on the walk: buttons that are words of a sentence, signs that lead to their own heading, labels of tabs."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.parsers.gathering import is_within_any
from pipeline.parsers.panels import opens_panel
from pipeline.parsers.walk import inline
from pipeline.parsers.walk.events import SKIP, Attributes, Entered
from pipeline.parsers.walk.state import WalkState

_TERM = re.compile(r"gloss|defin|(?<![a-z])term(?![a-z])|tool-?tip|popover", re.IGNORECASE)
"""What buttons are called that are words of the text and say what they mean when they are pressed."""
_PERMALINK = re.compile(r"anchor|perma|hash|header-?link|heading-?link", re.IGNORECASE)
_TOGGLE = re.compile(
    r"(?:expand|collapse|open|close|show|hide|toggle|(?:show|read|see|view) (?:more|less))"
    r"(?: (?:all|section|panel|content|details))?",
    re.IGNORECASE,
)
"""What buttons say that open a part of the page without saying which."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
_GOES_ON = frozenset(",.;:)?!\u2019'")


def button(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<button>``: a control, left out, unless its words head or open a part of the content or stand in a sentence."""
    if opens_panel(attributes):
        return SKIP if _TOGGLE.fullmatch(inline.collapse(node.text())) is not None else None
    before = any(map(_LETTERS.search, state.text))
    if state.heading is not None and not before:
        return None
    goes_on = _goes_on(node)
    in_text = (before or goes_on) if _is_term(attributes) else (before and goes_on)
    return None if in_text else SKIP


def _is_term(attributes: Attributes) -> bool:
    kind = attributes.get("data-toggle") or attributes.get("data-bs-toggle")
    return _TERM.search(f"{attributes.get('class')} {kind}") is not None


def _goes_on(node: LexborNode) -> bool:
    """Whether a sentence goes on behind an element, and behind what is told of it when it is pressed."""
    after = node.next
    while after is not None and (after.tag == "-comment" or after.attributes.get("role") == "tooltip"):
        after = after.next
    words = (after.text_content or "").lstrip() if after is not None and after.is_text_node else ""
    return words[:1] in _GOES_ON if words and not words[0].isalnum() else bool(words)


def leads_to_itself(heading: LexborNode, link: LexborNode, attributes: Attributes) -> bool:
    """Whether a link to a place of this page is the sign beside a heading that leads to it: "#", "¶", "Permalink"."""
    words = inline.collapse(link.text())
    if not words:
        return False
    if any(map(str.isalnum, words)):
        named = _PERMALINK.search(attributes.get("class") or "") is not None
        return named and words != inline.collapse(heading.text())
    texts = (node.text_content or "" for node in heading.traverse(include_text=True))
    return any(any(map(str.isalnum, text)) for text in texts)  # the first says so, as a rule


def words_of_heading(heading: LexborNode, words: str) -> str:
    """A heading's words without those of the controls at its end: "Listen", "Print", "#"."""
    for control in reversed(heading.css('button, a[href^="#"]')):
        attributes, said = control.attributes, inline.collapse(control.text())
        if not said or words == said or not words.endswith(said):
            continue
        pressed = control.tag == "button" or attributes["href"] == "#"
        if not _is_term(attributes) if pressed else leads_to_itself(heading, control, attributes):
            words = words.removesuffix(said).rstrip()
    return words


def say_label(state: WalkState, panel: LexborNode, attributes: Attributes) -> None:
    """Say the label of a tab before what it opens, where the row of labels is left out: "Adults", then their dose."""
    tab = state.page.panels.tab_of(attributes)
    if tab is None or state.heading is not None or not is_within_any(tab, state.left_out):
        return
    words = inline.collapse(tab.text())
    if words and not inline.collapse(panel.text()).casefold().startswith(words.casefold()):
        if state.text:
            state.flush()
        state.text.append(words)
        state.markdown.append(f"**{inline.escape(words)}**")
        state.flush()
