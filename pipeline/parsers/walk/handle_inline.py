"""Links, images and emphasis on the walk."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, islice

from selectolax.lexbor import LexborNode

from pipeline.model.document import Alternate
from pipeline.model.issue import Issue
from pipeline.parsers.element_words import STRUCK_OUT
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.heading_words import Signs
from pipeline.parsers.walk import inline
from pipeline.parsers.walk.events import DONE, SKIP, Attributes, Entered, Handler, block, end_block
from pipeline.parsers.walk.outline import ImageDraft, LinkDraft
from pipeline.parsers.walk.rules import language_tag
from pipeline.parsers.walk.runs import part
from pipeline.parsers.walk.state import Open, WalkState

_STRUCK = "~~"
_LATE = ("data-src", "data-lazy-src", "data-original")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_SIGN, _CELL = 5, 20
"""Characters of the longest picture that is a sign, and of one that is what a cell says."""
_FIGURES = frozenset(("Nd", "No", "So"))
_SIGNS = frozenset(("Sm", "Sc"))
"""Categories of Unicode: figures and pictures say something wherever they stand, "<" and ">" amid words."""
_DOTS = frozenset(("0", "1", "0px", "1px"))
_CELLS = frozenset(("td", "th", "table"))
_CAPTION = re.compile(
    r"(?<!\S)(?!\S*(?:with|has|no)[-_])[\w-]*caption(?:[-_]*(?:text|txt|copy|body|content|box|wrap\w*))?(?!\S)",
    re.IGNORECASE,
)
"""Classes of what is a picture's caption ("wp-caption-text"), and not of what has one."""
_CAPTION_LONGEST, _WRAPPED = 400, 4
"""Characters of the longest caption, and elements that may wrap a picture beside it."""
_HOLDERS = frozenset(("body", "main", "article", "section", "figure"))
_CANDIDATE = re.compile(r"[\s,]*(?P<url>\S*[^\s,])(?:\s+(?P<size>\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
"""One of a set (HTML, 4.8.4.2.1); its URL may hold commas but does not end with one."""


def link(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:  # noqa: C901 - one call for each link
    """``<a>``: with ``href`` a link; ``javascript:`` leads nowhere and is only words."""
    if "name" in attributes and (name := attributes["name"]):
        state.pending.append(name)
    if "href" not in attributes:
        return None
    href = attributes["href"] or ""  # an empty one leads to the page itself
    if state.heading is not None and href[:1] == "#" and _is_led_to(state, state.heading, node, attributes):
        return SKIP if state.signs is not None and state.signs.hold(node, attributes) else None
    leads = state.leads.of(href)
    if (leads is None or leads[1] == "other") and href.lstrip()[:11].lower() == "javascript:":
        return None
    if leads is None:
        evidence = {"href": href, "text": inline.collapse(node.text())}
        state.issues.append(Issue("link-unreadable", "warning", "a link of the content is not a URL", evidence))
        return None
    heading, drafts = state.heading, state.drafts
    url, kind = leads
    draft = LinkDraft(url, kind, len(drafts) - 1 if drafts and heading is None else state.section_index())
    also = state.in_also and state.item_link is not None
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
            _plain_link(state, child, draft, words)
            if also:
                _say_also(state, draft)
            return DONE
    entry = state.begin("link", node)
    entry.link = draft
    return (end_also if also else end_link), entry


def _is_led_to(state: WalkState, heading: LexborNode, link: LexborNode, attributes: Attributes) -> bool:
    """Whether a link in a heading leads to the heading, as a sign beside its words or in these."""
    state.signs = state.signs or Signs(heading)
    return state.signs.lead(attributes) or state.signs.hold(link, attributes)


def _plain_link(state: WalkState, node: LexborNode, draft: LinkDraft, words: str) -> None:
    """A link that holds nothing but words, read at once."""
    draft.text = core = " ".join(words.split())
    text = state.text
    if text and words > "/" and text[-1][-1:] > "@":
        part(state, node)
    text.append(words)
    if state.special is not None and state.special(core):
        core = inline.escape(core)
    url = draft.url
    if "(" in url or ")" in url or " " in url:
        url = f"<{url}>"
    markdown = state.markdown
    if markdown and markdown[-1][-1:] == "!" and not words[0].isspace():
        markdown[-1] = inline.plain_bang(markdown[-1])
    if core == words:
        markdown.append(f"[{core}]({url})")
    else:
        lead = " " if words[0].isspace() else ""
        markdown.append(f"{lead}[{core}]({url}) " if words[-1].isspace() else f"{lead}[{core}]({url})")
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


def image(state: WalkState, node: LexborNode, attributes: Attributes) -> Entered:
    """``<img>``: a flag of the item's link, or an image of the content; what is a dot wide and high counts readers."""
    if attributes.get("width") in _DOTS and attributes.get("height") in _DOTS and not attributes.get("alt"):
        return None
    source = attributes.get("src") or ""
    if not source or source.startswith("data:"):
        source = late_source(node, attributes)
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
    alt = " ".join((attributes.get("alt") or "").split()) or None
    state.images.append(ImageDraft(url=url, alt=alt, caption=_caption(node), section=state.section_index()))
    state.text.append(alt if alt and len(alt) <= _CELL and _says(state, node, alt) else "")
    state.markdown.append(f"![{inline.escape(alt or '')}]({inline.destination(url)})")
    for entry in state.open:
        entry.alt = entry.alt or alt
    if state.heading is not None:
        state.heading_alt = state.heading_alt or alt
    return None


def _caption(picture: LexborNode) -> str | None:
    """The words right behind a picture, or what wraps it, in an element that is called its caption."""
    at = picture
    figures = (each for each in islice(ancestry(picture.parent), 2 * _WRAPPED) if each.tag == "figure")
    if any(each.css_first("figcaption") is not None for each in figures):
        return None  # it has one that HTML knows
    for _ in range(_WRAPPED):
        behind = at.next
        while behind is not None and not behind.is_element_node:
            if not behind.is_empty_text_node and behind.is_text_node:
                return None
            behind = behind.next
        if behind is not None:
            named = _CAPTION.search(behind.attributes.get("class") or "") is not None
            words = " ".join(behind.text().split()) if named else ""
            return words if 0 < len(words) <= _CAPTION_LONGEST else None
        if at.parent is None or at.parent.tag in _HOLDERS:
            return None
        at = at.parent
    return None


def _says(state: WalkState, node: LexborNode, alt: str) -> bool:
    """Whether a picture is a word of the text: a sign ("≥", "½", "✅"), or all that a cell of a table says ("Yes")."""
    at = node.parent
    if len(alt) <= _SIGN and not any(map(str.isalpha, alt)):
        signs = {unicodedata.category(each) for each in alt}
        before = bool("".join(state.text).strip())
        if not signs.isdisjoint(_FIGURES) and (before or (at is not None and at.text(strip=True))):
            return True
        return before and not signs.isdisjoint(_SIGNS)
    if state.table is None or "." in alt:
        return False
    cell = next((around for around in ancestry(at) if around.tag in _CELLS), None)
    return cell is not None and not cell.text(strip=True)


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


def emphasis(mark: str) -> Handler:
    """A handler for an element that Markdown writes with ``mark``; one inside another of its kind adds nothing."""

    def enter(state: WalkState, node: LexborNode, _attributes: Attributes) -> Entered:
        if any(entry.kind == mark for entry in state.open):
            return None
        entry = state.begin(mark, node)
        entry.links_before = len(state.links)
        return end_inline, entry

    return enter


def struck(state: WalkState, node: LexborNode, _attributes: Attributes) -> Entered:
    """``<del>`` and ``<s>``: what no longer holds is in the Markdown, as such, and not in the plain text.

    A dose that was struck out would be read there, found and compared as the one to take. A heading keeps its words
    where it has no others.
    """
    if any(entry.kind == _STRUCK for entry in state.open):
        return None
    if state.struck is None:  # where most is, somebody forgot to end it
        state.struck = 2 * sum(len(each.text()) for each in state.page.css(STRUCK_OUT)) <= state.length
    entry = state.begin(_STRUCK, node)
    around = state.heading
    if state.struck and not state.preformatted and (around is None or around.text(strip=True) != node.text(strip=True)):
        entry.gone = True
        state.skipped.append(node)
    return end_inline, entry


def end_inline(state: WalkState, node: LexborNode, entry: Open) -> None:
    """The end of an inline element."""
    state.end(entry, node)


def late_source(node: LexborNode, attributes: Attributes) -> str:
    """The address of a picture without a ``src`` of its own; ``""`` where there is none.

    What loads late, else the largest of its set, else of the first set of the ``<picture>`` around it.
    """
    around = node.parent
    sources = around.css("source") if around is not None and around.tag == "picture" else []
    sets = (each.get(name) for each in (attributes, *(one.attributes for one in sources)) for name in _SETS)
    largest = (largest_of(candidates) for candidates in sets if candidates)
    return next(filter(None, chain(map(attributes.get, _LATE), largest)), "")


def largest_of(candidates: str) -> str:
    """The address of the largest picture of a ``srcset``, the first of equals; ``""`` for none."""
    best, most = "", -1.0
    for found in _CANDIDATE.finditer(candidates):
        size = float(found["size"] or 1)
        if size > most and not found["url"].startswith("data:"):
            best, most = found["url"], size
    return best
