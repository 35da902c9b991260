"""One walk over the content of a page yields its sections, links, images, plain text and Markdown.

Cost matters: a node is visited once, an attribute read once, and nothing is searched for twice. The order of events is
that of a depth-first walk, kept on a list of our own because a page may nest deeper than Python's stack.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.issue import Issue
from pipeline.parsers import inline
from pipeline.parsers.coverage import coverage_of
from pipeline.parsers.handlers import ENTER, SKIP, Attributes, Entered, Leave, heading
from pipeline.parsers.outline import Outline, images_of, links_of, sections_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.rules import ContentRules, Mark
from pipeline.parsers.walk_state import Open, WalkState

_special = inline.special
_escape = inline.escape
_TELLING = frozenset({"hidden", "style", "id", "class", "role"})


def outline(page: Page, roots: Sequence[Element], rules: ContentRules, *, title: Element | None = None) -> Outline:
    """Read the content of a page.

    Args:
        page: the page.
        roots: the elements that hold the content, in page order, none inside another.
        rules: what the site says about its content.
        title: the heading that is the page's title and therefore heads no section.
    """
    state = WalkState(page, rules, 0 if title is None else title.node.mem_id)
    skipped = _selected(roots, rules.skip)
    state.notice_ids = _selected(roots, rules.notices)
    for root in roots:
        _walk(state, root.node, skipped)
        if state.text or state.markdown:
            state.flush()
    drafts = state.drafts
    sections = sections_of(drafts, rules.groups)
    coverage = coverage_of([root.node for root in roots], state.skipped, sections)
    issues = state.issues
    if coverage.lost:
        issues.append(
            Issue(
                code="words-lost",
                severity="error",
                message=f"{len(coverage.lost)} words of the content are in no section",
                evidence={"words": " ".join(coverage.lost[:50])},
            )
        )
    return Outline(
        sections=sections,
        links=links_of(state.links, sections),
        images=images_of(state.images, sections),
        coverage=coverage,
        issues=tuple(issues),
    )


def _selected(roots: Sequence[Element], selectors: tuple[str, ...]) -> frozenset[int]:
    if not selectors:
        return frozenset()
    selector = ",".join(selectors)
    return frozenset([node.mem_id for root in roots for node in root.node.css(selector)])


def _walk(state: WalkState, root: LexborNode, skipped: frozenset[int]) -> None:
    enter = ENTER
    text, markdown, pending = state.text, state.markdown, state.pending
    stack: list[tuple[LexborNode, Leave | None, Any]] = []
    leave: Leave | None
    node = root.first_child
    while True:
        if node is None:
            if not stack:
                return
            parent, leave, data = stack.pop()
            if leave is not None:
                leave(state, parent, data)
            node = parent.next
            continue
        tag = node.tag
        if tag == "-text":
            words = node.text_content or ""
            if state.preformatted or not words.isspace():
                text.append(words)
                markdown.append(_escape(words) if _special(words) else words)
                if pending and state.heading is None:
                    pending.clear()
            elif text or markdown:
                text.append(" ")
                markdown.append(" ")
            node = node.next
            continue
        if tag is None or tag[0] == "-":
            node = node.next
            continue
        if skipped and node.mem_id in skipped:
            state.skipped.append(node)
            node = node.next
            continue
        attributes = node.attributes
        handler = enter.get(tag)
        if attributes and not _TELLING.isdisjoint(attributes):
            entered = _enter_telling(state, node, attributes)
        else:
            entered = handler(state, node, attributes) if handler is not None else None
        if entered is None:
            leave = data = None
        elif entered is SKIP:
            state.skipped.append(node)
            node = node.next
            continue
        else:
            leave, data = entered
        child = node.first_child
        if child is not None:
            stack.append((node, leave, data))
            node = child
        else:
            if leave is not None:
                leave(state, node, data)
            node = node.next


def _enter_telling(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """Enter an element whose id, class, role or style may change what it is."""
    if ("hidden" in attributes or "style" in attributes) and _is_hidden(attributes):
        return SKIP
    identifier = attributes.get("id")
    if identifier:
        state.pending.append(identifier)
    role = attributes.get("role")
    handler = ENTER.get(node.tag or "")
    if role is not None:
        if role == "heading":
            handler = heading
        elif role == "navigation" or role == "search":
            return SKIP
    entered = handler(state, node, attributes) if handler is not None else None
    if entered is SKIP:
        return SKIP
    if state.notice_ids and node.mem_id in state.notice_ids:
        state.section().notice = True
    if state.rules.marks:
        names = attributes.get("class")
        mark = _mark_of(state.rules, names) if names else None
        if mark is not None:
            entry = state.begin("mark", node)
            if mark == "also_in":
                state.in_also = True
            return _leave_marked, (mark, entry, entered)
    return entered


def _mark_of(rules: ContentRules, names: str) -> Mark | None:
    marks = rules.marks
    if names in marks:
        return marks[names]
    return next((marks[name] for name in names.split() if name in marks), None) if " " in names else None


def _leave_marked(state: WalkState, node: LexborNode, data: tuple[Mark, Open, Entered]) -> None:
    """The end of an element whose class says something about the link of its list item."""
    mark, entry, entered = data
    state.end(entry, node)
    words = inline.collapse("".join(entry.parts).replace(inline.BREAK, " "))
    if entered is not None:
        leave, inner = entered
        leave(state, node, inner)
    if mark == "also_in":
        state.in_also = False
        return
    draft = state.item_link
    if draft is None or not words:
        return
    if mark == "organization":
        bare = words[1:-1].strip() if words[0] == "(" and words[-1] == ")" else words
        draft.organization = bare or None
    elif mark == "media":
        draft.media.append(words.lower().replace(" ", "-"))
    else:
        draft.note = words


def _is_hidden(attributes: Attributes) -> bool:
    """Whether nobody gets to see an element; a panel that a reader can open is content."""
    if "aria-labelledby" in attributes or attributes.get("role") in ("tabpanel", "region"):
        return False
    if "hidden" in attributes:
        return attributes["hidden"] != "until-found"
    style = (attributes["style"] or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style

