"""The words of a heading: without the signs that lead to it and the controls beside it."""

from __future__ import annotations

import re
from functools import cached_property

from selectolax.lexbor import LexborNode

_TERM = re.compile(r"gloss|defin|(?<![a-z])term(?![a-z])|tool-?tip|popover", re.IGNORECASE)
"""What buttons are called that are words of the text and say what they mean when they are pressed."""
_PERMALINK = re.compile(r"anchor|perma|hash|header-?link|heading-?link", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 400
"""Characters of the longest heading in which signs are looked for by where they stand."""
Attributes = dict[str, str | None]
_CONTROLS = 'button, a[href^="#"]'


def is_term(attributes: Attributes) -> bool:
    """Whether a button is a word of the text that says what it means when it is pressed."""
    kind = attributes.get("data-toggle") or attributes.get("data-bs-toggle")
    return _TERM.search(f"{attributes.get('class')} {kind}") is not None


class Signs:
    """Which links in a heading are signs beside its words that lead to it: "#", "¶", "Copy link", a drawn one.

    What is asked of the heading is asked once, however many links stand in it.
    """

    def __init__(self, heading: LexborNode) -> None:
        self._heading = heading

    def hold(self, link: LexborNode, attributes: Attributes) -> bool:
        """Whether a link to a place of this page is one: by its name, or by what it leads to and where it stands."""
        words = _line(link)
        if not words:
            return link.css_first("img") is None
        if not any(map(str.isalnum, words)):
            return self._says
        if len(self._words) > _LONGEST or words == self._words:
            return False
        if _PERMALINK.search(attributes.get("class") or "") is not None:
            return True
        return self.lead(attributes) and _LETTER.search(self._words.rpartition(words)[0]) is not None

    def lead(self, attributes: Attributes) -> bool:
        """Whether a link leads to the heading: to its id, to one in it, or to that of what it stands in."""
        return (attributes.get("href") or "")[1:] in self._places

    @cached_property
    def _words(self) -> str:
        return _line(self._heading)

    @cached_property
    def _says(self) -> bool:
        return any(map(str.isalnum, self._words))

    @cached_property
    def _places(self) -> set[str | None]:
        around = self._heading.parent
        named = [self._heading, *self._heading.css("[id], [name]"), *([] if around is None else [around])]
        return {each.attributes.get(name) for each in named for name in ("id", "name")} - {""}


def words_of_heading(heading: LexborNode, words: str = "") -> str:
    """A heading's words (``words``, or its text) in a line, without the controls at its end: "Listen", "Print", "#"."""
    words = words or _line(heading)
    last = heading.last_child
    if last is None or (last.is_text_node and not last.is_empty_text_node):
        return words
    signs = Signs(heading)
    for control in reversed(heading.css(_CONTROLS)):
        attributes, said = control.attributes, _line(control)
        if not said or words == said or not words.endswith(said):
            continue
        pressed = control.tag == "button" or attributes["href"] == "#"
        if not is_term(attributes) if pressed else signs.hold(control, attributes):
            words = words.removesuffix(said).rstrip()
    return words


def _line(node: LexborNode) -> str:
    return " ".join(node.text().split())
