"""Blocks, lists and headings on the walk."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.parsers.walk import inline
from pipeline.parsers.walk.blocks import Box, list_state, quote_box
from pipeline.parsers.walk.events import SKIP, Attributes, Entered, block, end_block, whole_number
from pipeline.parsers.walk.outline import SectionDraft
from pipeline.parsers.walk.state import Open, WalkState

_RANKS = {f"h{rank}": rank for rank in range(10)}
_DEEPEST = 40
"""Nesting beyond this is not shown: indenting every line of a page built to nest would take quadratic space."""


def line_break(state: WalkState, _node: LexborNode, _attributes: Attributes) -> Entered:
    """``<br>``."""
    mark = "\n" if state.preformatted else inline.BREAK
    state.text.append(mark)
    state.markdown.append(mark)
    return None


def term(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<dt>``: a line of its own, bold in Markdown."""
    block(state, node, attributes)
    return end_term, state.begin("**", node)


def end_term(state: WalkState, node: LexborNode, entry: Open) -> None:
    """The end of ``<dt>``."""
    state.end(entry, node)
    end_block(state, node, None)


def quote(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<blockquote>``; in a cell of a data table Markdown has no quotations."""
    block(state, node, attributes)
    if state.table is not None or len(state.boxes) >= _DEEPEST:
        return end_block, None
    box = quote_box()
    state.boxes.append(box)
    return end_box, box


def end_box(state: WalkState, _node: LexborNode, _data: Any) -> None:
    """The end of a list item or quotation."""
    if state.text:
        state.flush()
    if state.boxes:  # a heading in it ended all
        state.boxes.pop()


def preformatted(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<pre>``: lines as they stand."""
    if state.heading is not None:
        return None
    block(state, node, attributes)
    state.preformatted += 1
    return end_preformatted, None


def end_preformatted(state: WalkState, _node: LexborNode, _data: Any) -> None:
    """The end of ``<pre>``."""
    state.preformatted -= 1
    for entry in state.open:
        entry.parts.extend(state.text[entry.t :])
        entry.t = entry.m = 0
    raw = "".join(state.text)
    state.text.clear()
    state.markdown.clear()
    lines = [line.rstrip() for line in raw.replace(inline.BREAK, "\n").split("\n")]
    content = "\n".join(lines).strip("\n")
    if content.strip():
        state.words += len(content.split())
        state.add_block("\n".join(line for line in lines if line), inline.fenced(content))
    state.leads_with_link = False


def list_begin(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<ul>``, ``<ol>``, ``<menu>``."""
    block(state, node, attributes)
    ordered = node.tag == "ol"
    step = -1 if "reversed" in attributes else 1
    start = 1
    if ordered:
        items = len([item for item in node.iter() if item.tag == "li"]) if step < 0 else 1
        start = whole_number(attributes.get("start"), items)
    previous = state.ended_list
    # Two lists of one kind side by side would become one in Markdown unless their marks differ.
    alternate = previous is not None and previous.ordered == ordered and not previous.alternate
    state.list_count += 1
    opened = list_state(state.list_count, ordered=ordered, start=start, step=step, alternate=alternate)
    state.lists.append(opened)
    return list_end, (opened, state.item_link, state.item_flags)


def list_end(state: WalkState, node: LexborNode, data: Any) -> None:
    """The end of a list; what follows in the item around it speaks of that item's link again."""
    end_block(state, node, None)
    opened, state.item_link, state.item_flags = data
    del state.lists[state.lists.index(opened) :]
    state.ended_list = opened


def item(state: WalkState, _node: LexborNode, attributes: Attributes) -> Entered:
    """``<li>``."""
    if state.text:
        state.flush()
    if not state.lists:
        state.list_count += 1
        state.lists.append(list_state(state.list_count, ordered=False, start=1, step=1, alternate=False))
    if len(state.boxes) >= _DEEPEST:
        state.item_link = None
        return end_block, None
    opened = state.lists[-1]
    box = opened.bullet
    if box is None:
        value = attributes.get("value") if attributes else None
        box = opened.numbered(whole_number(value, opened.next_number))
    box.fresh = True
    state.boxes.append(box)
    state.item_link = None
    state.item_flags = []
    return item_end, box


def item_end(state: WalkState, node: LexborNode, box: Box) -> None:
    """The end of a list item: nothing after it speaks of its link."""
    end_box(state, node, box)
    state.item_link = None
    state.item_flags = []


def heading(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<h1>`` to ``<h6>`` and ``role=heading``; a table that holds one is no data table."""
    if state.title_id and node.mem_id == state.title_id:
        _begin_lead(state)
        return SKIP
    if node.mem_id in state.labels:
        return block(state, node, attributes)
    if state.heading is not None:
        end_heading(state, state.heading, _rank(state.heading))
    elif state.text:
        state.flush()
    drop_empty_lead(state)
    for entry in state.open:
        entry.gone = False  # what holds a heading was never ended
        if entry.link is not None:
            # A card: the link around a heading belongs to the section that the heading begins.
            entry.link.section = len(state.drafts)
    state.anchors_before = len(state.pending) - bool(attributes.get("id"))
    state.heading = node
    state.heading_alt = state.signs = None
    state.heading_links = len(state.links)
    return end_heading, _rank(node)


def _begin_lead(state: WalkState) -> None:
    """What stands right under the title is of no heading above it, as that of a notice that the page is archived."""
    if state.heading is None and state.drafts and state.drafts[-1].heading is not None:
        if state.text:
            state.flush()
        state.drafts[-1].closed = True
        state.go_on_in(SectionDraft())


def drop_empty_lead(state: WalkState) -> None:
    """Forget a section that began with the title where a heading follows, or nothing at all."""
    if len(state.drafts) > 1 and state.drafts[-1].heading is None and not state.drafts[-1].pieces:
        state.drafts.pop()
        state.target = state.drafts[-1]


def _rank(node: LexborNode) -> int:
    rank = _RANKS.get(node.tag or "")
    if rank is not None:
        return rank
    return min(max(whole_number(node.attributes.get("aria-level"), 2), 1), 9)


def end_heading(state: WalkState, _node: LexborNode, rank: int) -> None:
    """The end of a heading: a section begins. A heading without words is none."""
    if state.heading is None:  # another began in it
        return
    for entry in reversed(state.open):
        state.close_pieces(entry, "")
        entry.t = entry.m = 0
    parts = "".join(state.text).replace(inline.BREAK, " ").split()
    state.words += len(parts)
    words = " ".join(parts)
    state.text.clear()
    state.markdown.clear()
    state.heading = None
    words = words or (state.heading_alt or "")
    if not words:
        for link in state.links[state.heading_links :]:
            link.section = max(len(state.drafts) - 1, 0)
        return
    state.start_section(rank, words, _anchor(state))
    state.pending.clear()


def _anchor(state: WalkState) -> str | None:
    """The fragment that leads to a heading: its own, else one the page's contents name, else the nearest before it."""
    pending = state.pending
    if not pending:
        return None
    groups = state.rules.groups
    if groups:
        for anchor in reversed(pending):
            if anchor in groups:
                return anchor
    return pending[state.anchors_before] if len(pending) > state.anchors_before else pending[-1]
