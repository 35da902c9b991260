"""What each HTML element does to the walk when it begins and when it ends.

A handler is called with the state, the node and its attributes. It returns ``None`` (nothing happens at the end),
:data:`SKIP` (leave the element and everything in it out), :data:`DONE` (it is read already), or a pair: what to call at
the end, and with what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.document import Alternate
from pipeline.model.issue import Issue
from pipeline.parsers import inline
from pipeline.parsers.blocks import Box, ListState, Table, quote_box
from pipeline.parsers.outline import ImageDraft, LinkDraft
from pipeline.parsers.rules import language_tag
from pipeline.parsers.walk_state import Open, WalkState

Attributes = dict[str, str | None]
Leave = Callable[[WalkState, LexborNode, Any], None]
Entered = tuple[Leave, Any] | None


def _nothing(_state: WalkState, _node: LexborNode, _data: Any) -> None:
    """What happens at the end of an element that is not entered."""


SKIP: tuple[Leave, Any] = (_nothing, "skip")
"""Leave the element and everything in it out; its words are declared as left out."""
DONE: tuple[Leave, Any] = (_nothing, "done")
"""The element is read already; do not go into it."""
_HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]"


def whole_number(value: str | None, default: int) -> int:
    """An attribute that should be a number."""
    try:
        return int(value) if value else default
    except ValueError:
        return default


# -- blocks ----------------------------------------------------------------------------------------------------


def block(state: WalkState, _node: LexborNode, _attributes: Attributes) -> Entered:
    """A block: what was open before it ends, and it ends with it."""
    if state.text:
        state.flush()
    return end_block, None


def end_block(state: WalkState, _node: LexborNode, _data: Any) -> None:
    """The end of a block."""
    if state.text:
        state.flush()


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
    """``<blockquote>``."""
    block(state, node, attributes)
    box = quote_box()
    state.boxes.append(box)
    return end_box, box


def end_box(state: WalkState, node: LexborNode, box: Box) -> None:
    """The end of a list item or quotation."""
    end_block(state, node, None)
    boxes = state.boxes
    if boxes and boxes[-1] is box:
        boxes.pop()
    elif box in boxes:
        del boxes[boxes.index(box) :]


def preformatted(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<pre>``: lines as they stand."""
    if state.heading is not None:
        return None
    block(state, node, attributes)
    state.preformatted += 1
    return end_preformatted, None


def end_preformatted(state: WalkState, _node: LexborNode, _data: Any) -> None:
    """The end of ``<pre>``."""
    state.preformatted = max(0, state.preformatted - 1)
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


# -- lists -----------------------------------------------------------------------------------------------------


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
    opened = ListState(state.list_count, ordered=ordered, start=start, step=step, alternate=alternate)
    state.lists.append(opened)
    return list_end, (opened, state.item_link, state.item_flags)


def list_end(state: WalkState, node: LexborNode, data: Any) -> None:
    """The end of a list; what follows in the item around it speaks of that item's link again."""
    end_block(state, node, None)
    opened, state.item_link, state.item_flags = data
    if opened in state.lists:
        del state.lists[state.lists.index(opened) :]
    state.ended_list = opened


def item(state: WalkState, _node: LexborNode, attributes: Attributes) -> Entered:
    """``<li>``."""
    if state.text:
        state.flush()
    if not state.lists:
        state.list_count += 1
        state.lists.append(ListState(state.list_count, ordered=False, start=1, step=1, alternate=False))
    value = attributes.get("value") if attributes else None
    box = state.lists[-1].box(whole_number(value, 1) if value else None)
    state.boxes.append(box)
    state.item_link = None
    state.item_flags = []
    return item_end, box


def item_end(state: WalkState, node: LexborNode, box: Box) -> None:
    """The end of a list item: nothing after it speaks of its link."""
    if state.text:
        state.flush()
    boxes = state.boxes
    if boxes and boxes[-1] is box:
        boxes.pop()
    else:
        end_box(state, node, box)
    state.item_link = None
    state.item_flags = []


# -- headings --------------------------------------------------------------------------------------------------


def heading(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<h1>`` to ``<h6>`` and ``role=heading``; in a cell of a data table it is only words."""
    if state.tables:
        return block(state, node, attributes)
    if state.title_id and node.mem_id == state.title_id:
        return SKIP
    if state.heading is not None:
        end_heading(state, state.heading, _rank(state.heading))
    elif state.text:
        state.flush()
    for entry in state.open:
        if entry.link is not None:
            # A card: the link around a heading belongs to the section that the heading begins.
            entry.link.section = len(state.drafts)
    own = attributes.get("id")
    state.anchors_before = len(state.pending) - (1 if own and state.pending and state.pending[-1] == own else 0)
    state.heading = node
    state.heading_alt = None
    state.heading_links = len(state.links)
    return end_heading, _rank(node)


def _rank(node: LexborNode) -> int:
    tag = node.tag or ""
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return int(tag[1])
    return min(max(whole_number(node.attributes.get("aria-level"), 2), 1), 9)


def end_heading(state: WalkState, node: LexborNode, rank: int) -> None:
    """The end of a heading: a section begins. A heading without words is none."""
    if state.heading is None or state.heading.mem_id != node.mem_id:
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
    own = state.pending[state.anchors_before :]
    groups = state.rules.groups
    if groups:
        named = next((anchor for anchor in reversed(state.pending) if anchor in groups), None)
        if named is not None:
            return named
    if own:
        return own[0]
    return state.pending[-1] if state.pending else None


# -- tables ----------------------------------------------------------------------------------------------------


def table(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<table>``; one that only lays out the page (its role says so, or it holds headings or tables) is a block."""
    if state.heading is not None:
        return None
    block(state, node, attributes)
    role = attributes.get("role")
    if role in ("presentation", "none") or _lays_out(node):
        return end_block, None
    opened = Table(list(state.boxes), state.section() if state.target is None else state.target)
    state.tables.append(opened)
    return end_table, opened


def _lays_out(node: LexborNode) -> bool:
    # A node is among the matches of a selection made from it.
    return node.css_first(_HEADINGS) is not None or len(node.css("table")) > 1


def end_table(state: WalkState, node: LexborNode, opened: Table) -> None:
    """The end of a data table: one block of rows."""
    end_block(state, node, None)
    opened.close_row()
    _leave_cell(state, opened)
    state.tables.remove(opened)
    text = "\n".join(opened.lines())
    if text:
        if not state.tables:
            state.leads_with_link = False
            state.section().tables += 1
            state.section().other -= 1
        state.add_block(text, opened.markdown())


def row(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<tr>``."""
    block(state, node, attributes)
    if not state.tables:
        return end_block, None
    state.tables[-1].open_row()
    return end_row, state.tables[-1]


def end_row(state: WalkState, node: LexborNode, opened: Table) -> None:
    """The end of ``<tr>``."""
    end_block(state, node, None)
    opened.close_row()


def cell(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<td>`` and ``<th>``."""
    block(state, node, attributes)
    if not state.tables:
        return end_block, None
    opened = state.tables[-1]
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
    _leave_cell(state, opened)


def _leave_cell(state: WalkState, opened: Table) -> None:
    state.target = opened.saved_target
    state.boxes = list(opened.saved_boxes)


# -- links, images, emphasis -----------------------------------------------------------------------------------


def link(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:  # noqa: C901 - one call for each link
    """``<a>``: with ``href`` a link; ``javascript:`` leads nowhere and is only words."""
    name = attributes.get("name")
    if name:
        state.pending.append(name)
    if "href" not in attributes:
        return None
    href = attributes["href"] or ""  # an empty one leads to the page itself
    if href[:4] != "http" and href.lstrip()[:11].lower() == "javascript:":
        return None
    url = state.page.resolve(href)
    if url is None:
        state.issues.append(
            Issue(
                code="link-unreadable",
                severity="warning",
                message="a link of the content is not a URL",
                evidence={"href": href, "text": inline.collapse(node.text())},
            )
        )
        return None
    also = state.in_also and state.item_link is not None
    draft = LinkDraft(url, state.link_kind(url), state.section_index())
    if not also:
        if not state.text:
            state.leads_with_link = True
        state.links.append(draft)
        state.item_link = draft
        if state.item_flags:
            for flag in state.item_flags:
                draft.flag(flag)
            state.item_flags = []
    child = node.first_child
    if child is not None and child.next is None and not state.preformatted:
        words = child.text_content
        if words is not None and not words.isspace():
            _plain_link(state, draft, words)
            if also:
                _say_also(state, draft)
            return DONE
    entry = state.begin("link", node)
    entry.link = draft
    return (end_also if also else end_link), entry


def _plain_link(state: WalkState, draft: LinkDraft, words: str) -> None:
    """A link that holds nothing but words, read at once."""
    draft.text = core = " ".join(words.split())
    state.text.append(words)
    if inline.special(core):
        core = inline.escape(core)
    url = draft.url
    if "(" in url or ")" in url or " " in url:
        url = f"<{url}>"
    lead = " " if words[0].isspace() else ""
    state.markdown.append(f"{lead}[{core}]({url}) " if words[-1].isspace() else f"{lead}[{core}]({url})")
    if state.pending and state.heading is None:
        state.pending.clear()


def end_link(state: WalkState, node: LexborNode, entry: Open) -> None:
    """The end of a link: its words are whole now; a link around a picture alone is named by the picture."""
    state.end(entry, node)
    draft = entry.link
    if draft is not None:
        draft.text = " ".join("".join(entry.parts).replace(inline.BREAK, " ").split()) or entry.alt or ""


def end_also(state: WalkState, node: LexborNode, entry: Open) -> None:
    """The end of an "Also in ..." link, which its item's link carries."""
    end_link(state, node, entry)
    if entry.link is not None:
        _say_also(state, entry.link)


def _say_also(state: WalkState, draft: LinkDraft) -> None:
    if state.item_link is not None:
        state.item_link.also_in += (Alternate(language=language_tag(draft.text), url=draft.url),)


def image(state: WalkState, _node: LexborNode, attributes: Attributes) -> Entered:
    """``<img>``: a flag of the item's link, or an image of the content."""
    alt = " ".join((attributes.get("alt") or "").split()) or None
    source = attributes.get("src") or ""
    if not source or source.startswith("data:"):
        source = attributes.get("data-src") or attributes.get("data-lazy-src") or attributes.get("data-original") or ""
    flag = state.flag_of(attributes, source)
    if flag is not None:
        if state.item_link is None:
            state.item_flags.append(flag)
        else:
            state.item_link.flag(flag)
        return None
    url = state.page.resolve(source) if source else None
    if url is None or url.startswith("data:"):
        return None
    state.images.append(ImageDraft(url=url, alt=alt, caption=None, section=state.section_index()))
    state.text.append("")
    state.markdown.append(f"![{inline.escape(alt or '')}]({inline.destination(url)})")
    for entry in state.open:
        entry.alt = entry.alt or alt
    if state.heading is not None:
        state.heading_alt = state.heading_alt or alt
    return None


def figure(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<figure>``: its caption belongs to its images."""
    block(state, node, attributes)
    return end_figure, len(state.images)


def end_figure(state: WalkState, node: LexborNode, first: int) -> None:
    """The end of ``<figure>``."""
    end_block(state, node, None)
    caption = node.css_first("figcaption")
    if caption is not None and len(state.images) > first:
        words = " ".join(caption.text().split()) or None
        for draft in state.images[first:]:
            draft.caption = draft.caption or words


def emphasis(mark: str) -> Callable[[WalkState, LexborNode, Attributes], Entered]:
    """A handler for an element that Markdown writes with ``mark``; one inside another of its kind adds nothing."""

    def enter(state: WalkState, node: LexborNode, _attributes: Attributes) -> Entered:
        if any(entry.kind == mark for entry in state.open):
            return None
        entry = state.begin(mark, node)
        entry.links_before = len(state.links)
        return end_inline, entry

    return enter


def end_inline(state: WalkState, node: LexborNode, entry: Open) -> None:
    """The end of an inline element."""
    state.end(entry, node)


def button(state: WalkState, _node: LexborNode, attributes: Attributes) -> Entered:
    """``<button>``: a control, left out, unless its words head or open a part of the content."""
    return None if state.heading is not None or "aria-controls" in attributes else SKIP


def skip(_state: WalkState, _node: LexborNode, _attributes: Attributes) -> Entered:
    """An element without words of the content: scripts, media, form fields, navigation."""
    return SKIP


def _names(*lines: str) -> list[str]:
    return " ".join(lines).split()


Handler = Callable[[WalkState, LexborNode, Attributes], Entered]
ENTER: dict[str, Handler] = {
    **dict.fromkeys(
        _names(
            "address article aside body center dd details dialog div dl fieldset figcaption footer form header",
            "hgroup hr html legend main optgroup p search section summary caption tbody thead tfoot",
        ),
        block,
    ),
    **dict.fromkeys(
        _names(
            "script style template noscript svg iframe object embed canvas audio video select textarea input datalist",
            "nav head title meta link base",
        ),
        skip,
    ),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), list_begin),
    **dict.fromkeys(("b", "strong"), emphasis("**")),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), emphasis("*")),
    **dict.fromkeys(("del", "s", "strike"), emphasis("~~")),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), emphasis("code")),
    **dict.fromkeys(("td", "th"), cell),
    **dict.fromkeys(("pre", "listing", "plaintext", "xmp"), preformatted),
    "sup": emphasis("sup"),
    "sub": emphasis("sub"),
    "a": link,
    "blockquote": quote,
    "br": line_break,
    "button": button,
    "dt": term,
    "figure": figure,
    "img": image,
    "li": item,
    "table": table,
    "tr": row,
}
"""Element name -> what happens when it begins. An element without a name here is only its words."""
