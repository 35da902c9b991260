"""What pages say in places of their own, asked for by a profile: crumbs, dates behind labels, pictures."""

from __future__ import annotations

from itertools import pairwise

from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim, Role
from pipeline.model.document import Crumb, Image, Section
from pipeline.parsers.boilerplate import heads_others
from pipeline.parsers.dates import DateStyle, Label, find_claims, time_claims, unlabelled_claims
from pipeline.parsers.dates.history import history_claims, with_notes
from pipeline.parsers.element_words import FIELD, words_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.outline import Outline

_BLOCKS = frozenset(("br", "p", "li", "div", "dt", "dd", "tr", "ul", "ol", "h2", "h3", "h4", "h5", "h6", "section"))
_NO_WORDS = frozenset(("script", "style", "template", "noscript", "title", "desc"))
"""The last two are names of icons."""


def lines(element: Element) -> str:
    """Its words, one line for each block or ``<br>``: two dates that stand under each other do not run together."""
    pieces: list[str] = []
    blocks: dict[int, int] = {}
    block = 0
    for node in element.node.traverse(include_text=True):
        text = node.text_content
        if text is not None:
            parent = node.parent
            if parent is None or parent.tag in _NO_WORDS:
                continue
            if text.isspace():
                pieces.append(" ")
                continue
            last, block = block, blocks.get(parent.mem_id) or _block_of(parent, blocks)
            words = text.replace("\n", " ")
            pieces.append(words if block == last else f"\n{words}")
        elif node.tag in _BLOCKS:
            pieces.append("\n")
    return "\n".join(words for line in "".join(pieces).split("\n") if (words := " ".join(line.split())))


def _block_of(element: LexborNode, blocks: dict[int, int]) -> int:
    """The id (``mem_id``) of the block that an element's words stand in: behind the end of another a line begins, too.

    What is found is kept in ``blocks``.
    """
    at = element
    while at.tag not in _BLOCKS and at.parent is not None:
        at = at.parent
    blocks[element.mem_id] = at.mem_id
    return at.mem_id


def crumbs(trail: Element | None, *, items: str = "li") -> tuple[Crumb, ...]:
    """The steps of a breadcrumb trail, one for each item; a step without a link has no URL."""
    if trail is None:
        return ()
    steps = []
    for item in trail.some(items):
        words = item.text().strip(" /\u203a\u00bb>")
        link = item.node.css_first("a[href]")
        if words:
            url = trail.page.resolve(link.attributes.get("href") or "") if link is not None else None
            steps.append(Crumb(text=words, url=url))
    return tuple(steps)


def claims_in(page: Page, text: str, locator: str, *, labels: tuple[Label, ...] = ()) -> list[DateClaim]:
    """Labelled dates of a text of the page, in its language and order; the page keeps those that cannot be.

    Args:
        page: the page.
        text: words as they stand.
        locator: where they stand.
        labels: a profile's own labels.
    """
    style = DateStyle(page.language, page.date_order, labels)
    return find_claims(text, locator=locator, style=style, rejected=page.impossible)


def dates_at(page: Page, *selectors: str) -> list[DateClaim]:
    """Labelled dates in the words of these places; a place that is not there says nothing."""
    places = ((selector, place) for selector in selectors for place in page.some(selector))
    return [claim for selector, place in places for claim in claims_in(page, words_of(place.node), selector)]


def time_at(moment: Element, role: Role, locator: str, *, label: str | None = None) -> list[DateClaim]:
    """What a ``<time>`` element says in its words and in its attribute."""
    words, machine = moment.text(), moment.attribute("datetime")
    return time_claims(words, machine, role=role, locator=locator, label=label, style=moment.page.date_style)


def dates_of(page: Page, content: Outline) -> list[DateClaim]:
    """Labelled dates in the words of the content, for publishers that print them in no place of their own; its history.

    A page's foot often follows its list of sources: there, only a line that begins with its label speaks of the page.
    """
    style = page.date_style
    claims: list[DateClaim] = []
    entries: list[DateClaim] = []
    for section in content.sections:
        locator = f"section:{section.id}"
        if section.kind != "references":
            entries += history_claims(section.path, section.text, locator=locator, style=style)
            claims += claims_in(page, _own_lines(section), locator)
            continue
        for each, after in pairwise([*section.text.split("\n"), ""]):
            line = each.removeprefix("\u2022 ") if len(each) <= FIELD else each
            found = find_claims(line, locator=locator, style=style)
            if not found and len(line) + len(after) <= FIELD:  # a label over its day
                found = find_claims(f"{line}\n{after}", locator=locator, style=style)
            if found and found[0].label is not None and line.startswith(found[0].label):
                claims += found
    return with_notes(claims, entries)


def _own_lines(section: Section) -> str:
    """Words of a section; under "Related content" without its items: their dates are of the pages that are led to."""
    if section.heading is None or not heads_others(section.heading):
        return section.text
    return "\n".join(line for line in section.text.split("\n") if line[:1] not in ("\u2022", " "))


def bare_date(page: Page, selector: str) -> list[DateClaim]:
    """A place that holds a date and no word that says which: kept as ``unlabelled``.

    Raises:
        SelectionError: there is more than one such place.
    """
    place = page.maybe(selector)
    return [] if place is None else unlabelled_claims(place.text(), locator=selector, style=page.date_style)


def pictures(places: list[Element], *, caption: str) -> tuple[Image, ...]:
    """The picture of each place (a pop-up, a box), with the words of ``caption`` inside it."""
    images = []
    for place in places:
        picture = place.node.css_first("img[src]")
        if picture is None:
            continue
        url = place.page.resolve(picture.attributes.get("src") or "")
        if url is None:
            continue
        words = [text for part in place.some(caption) if (text := lines(part))]
        images.append(
            Image(
                url=url,
                alt=(picture.attributes.get("alt") or "").strip() or None,
                caption="\n".join(dict.fromkeys(words)) or None,
                section_id=None,
            )
        )
    return tuple(images)
