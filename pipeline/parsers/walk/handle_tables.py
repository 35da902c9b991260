"""Tables on the walk."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.parsers.walk.blocks import Table
from pipeline.parsers.walk.events import Attributes, Entered, block, end_block, whole_number
from pipeline.parsers.walk.state import WalkState

_HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]"


def table(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<table>``; one that only lays out the page (its role says so, or it holds headings or tables) is a block."""
    if state.heading is not None:
        return None
    block(state, node, attributes)
    role = attributes.get("role")
    if role in ("presentation", "none") or _lays_out(node):
        return end_block, None
    state.section()
    state.table = Table(state.boxes)
    return end_table, state.table


def _lays_out(node: LexborNode) -> bool:
    # A node is among the matches of a selection made from it.
    return node.css_first(_HEADINGS) is not None or len(node.css("table")) > 1


def end_table(state: WalkState, node: LexborNode, opened: Table) -> None:
    """The end of a data table: one block of rows."""
    end_block(state, node, None)
    state.table = None
    text = "\n".join(opened.lines())
    if text:
        state.leads_with_link = False
        state.section().tables += 1
        state.section().other -= 1
        state.add_block(text, opened.markdown())


def row(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<tr>``."""
    block(state, node, attributes)
    if state.table is None:
        return end_block, None
    state.table.open_row()
    return end_row, state.table


def end_row(state: WalkState, node: LexborNode, opened: Table) -> None:
    """The end of ``<tr>``."""
    end_block(state, node, None)
    opened.close_row()


def cell(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<td>`` and ``<th>``."""
    block(state, node, attributes)
    opened = state.table
    if opened is None:
        return end_block, None
    state.target = opened.open_cell(
        header=node.tag == "th",
        colspan=whole_number(attributes.get("colspan"), 1),
        rowspan=whole_number(attributes.get("rowspan"), 1),
    )
    state.boxes = []
    return end_cell, opened


def end_cell(state: WalkState, node: LexborNode, opened: Table) -> None:
    """The end of a cell: blocks go where they went before the table."""
    end_block(state, node, None)
    opened.close_cell()
    state.target = state.drafts[-1]
    state.boxes = opened.around
