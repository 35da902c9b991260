"""What a handler of the walk is: called when an element begins, it says what happens when it ends.

A handler is called with the state, the node and its attributes. It returns ``None`` (nothing happens at the end),
:data:`SKIP` (leave the element and everything in it out), :data:`DONE` (it is read already), or a pair: what to call at
the end, and with what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.parsers.walk.state import WalkState

Attributes = dict[str, str | None]
Leave = Callable[[WalkState, LexborNode, Any], None]
Entered = tuple[Leave, Any] | None
Handler = Callable[[WalkState, LexborNode, Attributes], Entered]


def _nothing(_state: WalkState, _node: LexborNode, _data: Any) -> None:
    """What happens at the end of an element that is not entered."""


SKIP: tuple[Leave, Any] = (_nothing, "skip")
"""Leave the element and everything in it out; its words are declared as left out."""
DONE: tuple[Leave, Any] = (_nothing, "done")
"""The element is read already; do not go into it."""


def whole_number(value: str | None, default: int) -> int:
    """An attribute that should be a number."""
    try:
        return int(value) if value else default
    except ValueError:
        return default


def block(state: WalkState, _node: LexborNode, _attributes: Attributes) -> Entered:
    """A block: what was open before it ends, and it ends with it."""
    if state.text:
        state.flush()
    return end_block, None


def end_block(state: WalkState, _node: LexborNode, _data: Any) -> None:
    """The end of a block."""
    if state.text:
        state.flush()
