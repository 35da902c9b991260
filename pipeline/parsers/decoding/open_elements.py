"""Which elements an HTML parser has open at a place of a page: its stack, and the formatting that it opens anew.

The tree construction of the WHATWG standard (13.2.6) as far as it decides what is open; no tree is made. Where a step
would need the tree, more is taken for open than is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pipeline.parsers.decoding import element_kinds as kinds
from pipeline.parsers.decoding.element_kinds import BARRIERS, BARRIERS_OF_P, CODES, SPECIAL
from pipeline.parsers.decoding.element_stack import Formatting, Stack

_ALIKE = 3
"""So many formatting elements with the same attributes are opened anew."""
_P, _RUBY, _RTC, _SELECT = CODES[b"p"], CODES[b"ruby"], CODES[b"rtc"], CODES[b"select"]
_OPTION, _OPTGROUP = CODES[b"option"], CODES[b"optgroup"]
_TABLE, _TBODY, _TR, _TEMPLATE = CODES[b"table"], CODES[b"tbody"], CODES[b"tr"], CODES[b"template"]


def _before_block(stack: Stack, _: bytes) -> None:
    stack.close(_P, BARRIERS_OF_P)


def _before_item(stack: Stack, name: bytes) -> None:
    at = max(stack.open.rfind(code) for code in kinds.ITEMS[name])
    if at >= 0 and kinds.STOP_ITEMS.isdisjoint(stack.open[at + 1 :]):
        stack.cut(at)
    stack.close(_P, BARRIERS_OF_P)


def _before_heading(stack: Stack, _: bytes) -> None:
    stack.close(_P, BARRIERS_OF_P)
    if stack.open[-1:] in tuple(kinds.HEADING_CODES):
        stack.cut(len(stack.open) - 1)


def _before_table(stack: Stack, _: bytes) -> None:
    """A table that begins between the cells of another ends that one; a paragraph, in quirks mode, it does not."""
    at = max(stack.open.rfind(code) for code in kinds.OF_TABLES)
    if at >= 0 and stack.open[at] in kinds.BETWEEN_CELLS:
        stack.close(_TABLE, frozenset())


def _before_button(stack: Stack, name: bytes) -> None:
    stack.close(CODES[name], BARRIERS)
    stack.reconstruct()


def _before_ruby(stack: Stack, name: bytes) -> None:
    if stack.at(_RUBY, BARRIERS) >= 0:
        stack.strip(kinds.IMPLIED if name in (b"rb", b"rtc") else kinds.IMPLIED.replace(_RTC, ""))


def _before_option(stack: Stack, name: bytes) -> None:
    if stack.at(_SELECT, BARRIERS) >= 0:
        stack.strip(kinds.IMPLIED.replace(_OPTGROUP, "") if name == b"option" else kinds.IMPLIED)
    elif stack.open[-1:] == _OPTION:
        stack.cut(len(stack.open) - 1)
    stack.reconstruct()


def _before_template(stack: Stack, _: bytes) -> None:
    pass


def _before_any(stack: Stack, _: bytes) -> None:
    stack.reconstruct()


_BEFORE: dict[bytes, Callable[[Stack, bytes], None]] = {
    **dict.fromkeys(kinds.BLOCKS, _before_block),
    **dict.fromkeys(kinds.ITEMS, _before_item),
    **dict.fromkeys(kinds.HEADINGS, _before_heading),
    **dict.fromkeys((b"rb", b"rtc", b"rp", b"rt"), _before_ruby),
    **dict.fromkeys((b"option", b"optgroup"), _before_option),
    b"table": _before_table,
    b"button": _before_button,
    b"template": _before_template,
}


class OpenElements:
    """What is open, tag by tag."""

    def __init__(self) -> None:
        self._stack: Final = Stack()
        self._letters = kinds.Letters()

    def __len__(self) -> int:
        return len(self._stack.open)

    @property
    def again(self) -> int:
        """How many formatting elements were opened anew so far."""
        return self._stack.again

    @property
    def formatting(self) -> int:
        """How many formatting elements are opened anew until an end tag closes them."""
        return len(self._stack.formatting) - self._stack.formatting.count(None)

    def is_text(self, name: bytes) -> bool:
        """Whether what follows a start tag of this name is text up to its end tag."""
        return name in kinds.RAW and not self.in_foreign

    def text(self) -> None:
        """Words."""
        if not self.in_foreign:
            self._stack.reconstruct()

    def start(self, name: bytes, attributes: bytes, *, closes_itself: bool) -> None:
        """A start tag: its name in small letters, its attributes as they stand, and whether ``/>`` ends it."""
        if self._start_foreign(name, attributes, closes_itself=closes_itself):
            return
        if name in kinds.FORMATTING:
            self._start_formatting(name, attributes)
        elif name in kinds.CONTEXT:
            self._start_part_of_table(name)
        elif name == b"hr":
            self._stack.close(_P, BARRIERS_OF_P)
        elif name not in kinds.UNOPENED and (name != b"select" or not self._stack.close(_SELECT, BARRIERS)):
            _BEFORE.get(name, _before_any)(self._stack, name)
            self._stack.push(self._letters.of(name))

    def end(self, name: bytes) -> None:
        """An end tag."""
        stack = self._stack
        if self._end_foreign(name):
            return
        code = self._letters.of(name)
        if name in kinds.FORMATTING:
            stack.end_formatting(code)
        elif name == b"form":
            stack.remove(stack.at(code, BARRIERS))
        elif name in kinds.HEADINGS:
            stack.close(max(kinds.HEADING_CODES, key=stack.open.rfind), BARRIERS)
        elif not kinds.is_shared(code):
            stack.close(code, kinds.ENDS.get(name, SPECIAL))

    @property
    def in_foreign(self) -> bool:
        """Whether what follows is part of a drawing or formula."""
        top = self._stack.open[-1:]
        return kinds.FOREIGN[0] <= top <= kinds.FOREIGN[-1]

    def _start_foreign(self, name: bytes, attributes: bytes, *, closes_itself: bool) -> bool:
        """Whether a start tag is one of a drawing or formula."""
        stack = self._stack
        maths = name == b"math"
        if self.in_foreign:
            if kinds.breaks_out(name, attributes):
                stack.strip(kinds.FOREIGN)
                return False
            maths = kinds.is_of_maths(stack.open[-1])
        elif name in (b"svg", b"math"):
            stack.reconstruct()
        else:
            return False
        if not closes_itself:
            stack.push(self._letters.of_foreign(name, maths=maths))
        return True

    def _end_foreign(self, name: bytes) -> bool:
        """Whether an end tag is one of the drawing or formula that it stands in."""
        stack = self._stack
        if not self.in_foreign and stack.open[-1:] not in kinds.INSIDE:
            return False
        if name in (b"p", b"br"):
            stack.strip(kinds.FOREIGN)
            return False
        begins = len(stack.open.rstrip(kinds.FOREIGN_OR_INSIDE))
        codes = (self._letters.of_foreign(name, maths=maths) for maths in (False, True))
        at = max((stack.open.rfind(code, begins) for code in codes if not kinds.is_shared(code)), default=-1)
        if at >= 0:
            stack.cut(at)
        return at >= 0

    def _start_part_of_table(self, name: bytes) -> None:
        stack = self._stack
        if stack.at(_TABLE, {_TEMPLATE}) < 0 and _TEMPLATE not in stack.open:
            return
        stack.cut(max(stack.open.rfind(code) for code in kinds.CONTEXT[name]) + 1)
        top = stack.open[-1:]
        if name in (b"tr", b"td", b"th") and top == _TABLE:
            stack.push(_TBODY)
        if name in (b"td", b"th") and top != _TR:
            stack.push(_TR)
        stack.push(CODES[name])

    def _start_formatting(self, name: bytes, attributes: bytes) -> None:
        stack, code = self._stack, CODES[name]
        if name == b"a" and (link := next((each for each in stack.since_mark() if each.code == code), None)):
            stack.end_formatting(code)
            stack.forget(link)
        stack.reconstruct()
        if name == b"nobr" and stack.at(code, BARRIERS) >= 0:
            stack.end_formatting(code)
            stack.reconstruct()
        alike = [each for each in stack.since_mark() if each.code == code and each.attributes == attributes]
        if len(alike) >= _ALIKE:
            stack.formatting.remove(alike[-1])
        stack.formatting.append(Formatting(code, attributes, len(stack.open)))
        stack.push(code)
