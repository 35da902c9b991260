"""One walk over the content of a page yields its sections, links, images, plain text and Markdown.

Cost matters: a node is visited once, an attribute read once, and nothing is searched for twice. The order of events is
that of a depth-first walk, kept on a list of our own because a page may nest deeper than Python's stack.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.issue import Issue
from pipeline.nearest import many
from pipeline.parsers.page import Element, Page
from pipeline.parsers.panels import is_hidden
from pipeline.parsers.walk import inline
from pipeline.parsers.walk.asking import asked
from pipeline.parsers.walk.coverage import coverage_of, words_of
from pipeline.parsers.walk.events import DONE, SKIP, Attributes, Entered, Handler, Leave, block, end_block
from pipeline.parsers.walk.handle_blocks import drop_empty_lead, heading, item_end
from pipeline.parsers.walk.handle_controls import say_label
from pipeline.parsers.walk.handle_inline import end_inline, struck
from pipeline.parsers.walk.handlers import ENTER_BY_ID, ENTER_CUSTOM, skip
from pipeline.parsers.walk.link_index import Told
from pipeline.parsers.walk.outline import Outline, images_of, links_of, sections_of
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.runs import part, say_lines
from pipeline.parsers.walk.state import Open, WalkState
from pipeline.parsers.walk.tools import notes_of

_escape = inline.escape
_TEXT = 2
"""lexbor's number for the tag of a text node."""
_LINES = (end_block, item_end)
"""Ends of elements whose words, where they hold nothing else, are a line."""
_END_BLOCK: tuple[Leave, Any] = (end_block, None)
_NOTHING: tuple[Leave | None, Any] = (None, None)
_CELLS = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
"""Roles of what stands apart from its neighbours, whatever element it is (WAI-ARIA 1.2): "Dose" and "100 mg"."""
_AS_BLOCK = re.compile(r"(?<![\w-])display\s*:\s*(?:block|flex|grid|table(?:-row)?)\b")
_TELLING = frozenset({"hidden", "style", "id", "role"})


def outline(
    page: Page,
    roots: Sequence[Element],
    rules: ContentRules,
    *,
    title: Element | None = None,
    left_out: frozenset[int] = frozenset(),
    labels: frozenset[int] = frozenset(),
) -> Outline:
    """Read the content of a page.

    Args:
        page: the page.
        roots: the elements that hold the content, in page order, none inside another.
        rules: what the site says about its content.
        title: the heading that is the page's title and therefore heads no section.
        left_out: ids (``mem_id``) of elements that are not content, beside those that ``rules.skip`` selects.
        labels: ids of headings that are but a line: "Reviewed by" above a name.
    """
    nodes = [root.node for root in roots]
    whole = words_of(nodes)
    state = WalkState(page, rules, 0 if title is None else title.node.mem_id, whole)
    controls = _selected(roots, state.skip.selectors)
    beside = (*controls, *asked(nodes, whole, page.language), *notes_of(nodes, whole, page.language))
    state.left_out = skipped = {*left_out, *[node.mem_id for node in beside]}
    state.labels = labels
    state.notice_ids = frozenset([node.mem_id for node in _selected(roots, rules.notices)])
    for node in nodes:
        _walk(state, node, skipped)
        if state.text:
            state.flush()
    drop_empty_lead(state)
    drafts = state.drafts
    sections = sections_of(drafts, rules.groups)
    coverage = coverage_of(nodes, whole, state.skipped, sections, state.words_said())
    issues = state.issues
    if coverage.lost:
        message = f"{many(len(coverage.lost), 'word')} of the content in no section"
        issues.append(Issue("words-lost", "error", message, {"words": " ".join(coverage.lost[:50])}))
    return Outline(
        sections=sections,
        links=links_of(state.links, sections),
        images=images_of(state.images, sections),
        coverage=coverage,
        issues=tuple(issues),
    )


def _selected(roots: Sequence[Element], selectors: tuple[str, ...]) -> list[LexborNode]:
    if not selectors:
        return []
    return [node for root in roots for node in root.node.css(",".join(selectors))]


def _walk(state: WalkState, root: LexborNode, skipped: set[int]) -> None:  # noqa: C901, PLR0912, PLR0915
    """Visit every node once, the elements ``skipped`` aside; one function, as calls would cost as much as visits."""
    enter, known, marks = ENTER_BY_ID, len(ENTER_BY_ID), state.marks
    text, markdown, notices, silent = state.text, state.markdown, bool(state.notice_ids), _TELLING.isdisjoint
    stack: list[tuple[LexborNode, Leave | None, Any]] = []
    node = root.first_child
    while True:
        if node is not None and node.is_empty_text_node and not state.preformatted:
            if text:
                text.append(" ")
                markdown.append(" ")
            node = node.next
        if node is None:
            if not stack:
                return
            node, leave, data = stack.pop()
        else:
            tag = node.tag_id
            if tag == _TEXT:
                _say(state, node, node.text_content or "")
                node = node.next
                continue
            handler = enter[tag] if tag < known else ENTER_CUSTOM.get(node.tag or "")
            attributes = node.attributes
            names = attributes.get("class") if attributes else None
            mark = marks[names] if names and marks is not None else None
            if (mark is not None and mark == "skip") or (skipped and node.mem_id in skipped):
                entered: Entered = SKIP
            elif notices or (attributes and (names is None or len(attributes) > 1) and not silent(attributes)):
                entered = _enter_telling(state, node, handler, attributes)
            elif handler is block:
                if text:
                    state.flush()
                entered = _END_BLOCK
            else:
                entered = handler(state, node, attributes) if handler is not None else None
            if mark is not None:
                entered = _enter_marked(state, node, mark, entered)
            if entered is SKIP or entered is DONE:
                if entered is SKIP:
                    state.skipped.append(node)
                    state.tabs = state.tabs or (names is not None and "tab" in names)
                node = node.next
                continue
            leave, data = entered or _NOTHING
            if (child := node.first_child) is not None:
                if not text and child.is_empty_text_node and not state.preformatted:
                    stack.append((node, leave, data))
                    node = child.next
                    continue
                words = child.text_content if child.next is None else None  # alone, they need no turn of the loop
                if words is None or (text and child.is_empty_text_node):
                    stack.append((node, leave, data))
                    node = child
                    continue
                if text or state.open or state.preformatted or state.heading is not None or leave not in _LINES:
                    _say(state, child, words)
                elif attributes or notices:
                    state.say_line(words)
                else:
                    node = say_lines(state, node, words, data, skipped)
                    continue
        if leave is not None and (text or leave is not end_block):
            leave(state, node, data)
        node = node.next


def _say(state: WalkState, node: LexborNode, words: str) -> None:
    """Words of the open block."""
    text = state.text
    if text and words > "/" and text[-1][-1:] > "@":
        part(state, node)
    text.append(words)
    state.markdown.append(_escape(words) if state.special is not None and state.special(words) else words)
    if state.pending and state.heading is None:
        state.pending.clear()


def _enter_telling(state: WalkState, node: LexborNode, handler: Handler | None, attributes: Attributes) -> Entered:
    """Enter an element whose id, role or style may change what it is, or that may be a notice."""
    style = attributes.get("style")
    if "hidden" in attributes or style:
        if is_hidden(attributes) and not state.page.panels.open(node, attributes):
            return SKIP
        if handler is None and style and "display" in style and _AS_BLOCK.search(style):
            handler = block
    identifier = attributes.get("id")
    if identifier:
        if identifier in state.skip.ids:
            return SKIP
        state.pending.append(identifier)
        if state.tabs:
            say_label(state, node, attributes)
    if "role" in attributes:
        handler = _by_role(state, node, handler, attributes)
    entered = handler(state, node, attributes) if handler is not None else None
    if style and "line-through" in style and entered is not SKIP and entered is not DONE:
        inner = struck(state, node, attributes)
        entered = (_leave_struck, (inner[1], entered)) if inner is not None else entered
    if state.notice_ids and entered is not SKIP and node.mem_id in state.notice_ids:
        state.section().notice = True
    return entered


def _by_role(state: WalkState, node: LexborNode, handler: Handler | None, attributes: Attributes) -> Handler | None:
    """What handles an element that states a role."""
    role = attributes["role"]
    if role == "heading":
        return heading
    if role in ("navigation", "search", "tooltip"):
        return skip
    if role == "tabpanel" and not (state.tabs and attributes.get("id")):
        say_label(state, node, attributes)
    return block if handler is None and role in _CELLS else handler


def _enter_marked(state: WalkState, node: LexborNode, mark: Told, entered: Entered) -> Entered:
    """An element whose class says something about the link of its list item, or that it is left out."""
    if entered is SKIP or mark == "skip":
        return SKIP
    if mark == "also_in":
        if entered is DONE:
            return DONE
        state.in_also = True
        return _leave_also, entered
    draft = state.item_link
    if draft is not None:
        child = node.first_child
        only = child.text_content if child is not None and child.next is None else None
        words = " ".join((node.text() if only is None else only).split())
        if words:
            draft.say(mark, words)
    return entered


def _leave_struck(state: WalkState, node: LexborNode, data: tuple[Open, Entered]) -> None:
    entry, entered = data
    end_inline(state, node, entry)
    if entered is not None:
        leave, inner = entered
        leave(state, node, inner)


def _leave_also(state: WalkState, node: LexborNode, entered: Entered) -> None:
    state.in_also = False
    if entered is not None:
        leave, data = entered
        leave(state, node, data)
