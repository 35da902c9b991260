"""Which blocks of a page tell of other works: lists of sources, and lines about what they link to (R2).

What is said there was updated or reviewed is what is cited, or what the link leads to, not the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from msgspec import Struct, structs
from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim
from pipeline.parsers.about.names import is_name
from pipeline.parsers.boilerplate import heads_further, heads_sources
from pipeline.parsers.content.survey import HEADINGS, Box, Dated, around_more, with_around
from pipeline.parsers.dates.folding import EAST_SIGN
from pipeline.parsers.element_words import own_words
from pipeline.parsers.gathering import neighbour
from pipeline.parsers.heading_words import words_of_heading
from pipeline.parsers.page_dates.places import Places, add_around
from pipeline.patterns import NAMES_YEAR

_LABEL = 36
"""Characters of the longest heading of a list of sources, and of an item that is a label or a day."""
_NAMES = 12
"""Characters of the shortest link that names a work."""
_LISTS = frozenset(("ul", "ol", "li"))
_LABELS = frozenset(("p", "div", "summary", "dt", "legend", "caption"))
_TITLE = 16
"""Characters of the shortest link that is a page's title."""
_BY_TITLE = 8
"""Blocks above the page's title among which a category may stand with the day."""
_LEVELS = 4
"""Blocks around a line behind which what opens its panel may stand."""
_OPENERS = frozenset((*HEADINGS, *_LABELS, "button", "a", "span"))
_SMALL = 300
"""Characters of the largest part of a page that is told by its name."""
_PARTS = frozenset(
    ("alert", "alerts", "site-alert", "announcement", "video", "download", "downloads", "attachment", "file")
)
_SOURCES = re.compile(r"(?<![a-z])(?:references?|sources|citations?|bibliography|footnotes|endnotes)(?![a-z])")
"""Names of what holds the sources of a page."""
_FIGURES = frozenset(("figure", "figcaption", "caption"))
_LIVE = frozenset(("alert", "status", "log", "marquee", "timer"))
"""Roles of what is told to readers as it happens (WAI-ARIA: live regions)."""
BY_WHOM = re.compile(r"(?:(?<!\w)(?:by|von|vom|por|par|da|dal|dalla|door|av|af)|:)\s*$", re.IGNORECASE)
"""What stands before the name of somebody."""
_SEE = re.compile(
    r"(?<!\w)(?:see(?: also)?|(?:read|learn) more|read (?:also|next)|more(?: information)?|related|further reading"
    r"|siehe(?: auch)?|mehr(?: dazu| zum thema)?|lesen sie auch|voir(?: aussi)?|[aà] lire aussi"
    r"|ver tambi[eé]n|v[eé]ase(?: tambi[eé]n)?"
    r"|leggi anche|vedi anche|veja tamb[eé]m|leia tamb[eé]m|zie ook|lees ook)\s*:\s*$",
    re.IGNORECASE,
)
"""What stands before a link to another page that the reader is sent to."""
_MARKS = " ,;:.()\u2013\u2014|-"
_BUSINESS = re.compile(
    r"\b(?:report a|feedback|contact|browse|(?:all|more|other) [\w\s]*topics|a-z|polic(?:y|ies)|editorial|disclaimer"
    r"|privacy|terms of|copyright|about (?:us|this|the|our)|how we|share|print|subscribe|newsletter|signaler|contactez"
    r"|melden sie|kontakt|redaktionelle|pol[ií]tica|contacto|contacte|informar de|acerca de|mentions l[ée]gales)\b",
    re.IGNORECASE,
)
"""Words of links to what a site is and does, beside which pages say when they were updated."""
_FIELDS = frozenset(("span", "time", "small", "strong", "b", "em"))
_BAR = ("|", "\u00b7", "\u2022", "\u2014")
_FILE = (".pdf", ".doc", ".docx", ".ppt", ".pptx", ".epub")


class Cited(Struct, frozen=True):
    """The sources of a page, by ids of blocks.

    Attributes:
        lists: lists below a heading of sources, with their items.
        works: other blocks there, and what stands under a line such as "Sources:".
        listing: blocks around some of these, or around items of a list, each of which may tell of something else.
    """

    lists: frozenset[int]
    works: frozenset[int]
    listing: frozenset[int]


def cited_places(places: Places, dated: Sequence[Dated]) -> Cited:
    """Where a page tells of its sources."""
    lists: set[int] = set()
    works: set[int] = set()
    listing: set[int] = set()
    _add_items(listing, places, dated)
    for run in dated:
        _add_named(works, run.box)
    rank = ""
    under = -1
    for place, box in enumerate(places.boxes):
        heading = box.tag in HEADINGS
        if heading and rank and box.tag > rank:
            continue  # of a part of the sources
        label = ""
        if box.held <= _LABEL and (heading or (box.held and box.tag in _LABELS and not box.blocks)):
            label = words_of_heading(box.node) if heading else box.node.text(strip=True)
        if label and len(label) <= _LABEL and heads_sources(label):
            rank = box.tag if heading else rank
            under = _reach(box)
            add_around(listing, box)
        elif heading:
            rank, under = "", _reach(box) if heads_further(label) else -1
        elif rank and box.tag in _LISTS:
            lists.add(id(box))
        elif place < under:
            works.add(id(box))
        elif box.blocks and 0 < box.own <= _LABEL and _opens_with_label(box.node):
            under = box.end
            works.add(id(box))
    return Cited(frozenset(lists), frozenset(works), frozenset(listing))


def _add_items(listing: set[int], places: Places, dated: Iterable[Dated]) -> None:
    for run in dated:
        at: Box | None = run.box
        while at is not None and id(at) not in listing:
            if at.tag == "li" and _is_item_of_works(places, at):
                add_around(listing, at)
                break
            at = at.parent


def _add_named(works: set[int], box: Box) -> None:
    """Add a block that stands in one named for sources, or behind what opens them, and those around it up to that."""
    line: list[int] = []
    for at in with_around(box):
        line.append(id(at))
        behind = len(line) <= _LEVELS and any(map(_is_behind_label, (at.node, *at.wraps)))
        if behind or _SOURCES.search(at.names.lower()) is not None:
            works.update(line)
            return


def _is_behind_label(node: LexborNode) -> bool:
    """Whether what stands right before an element is a label of sources, be it a button or a heading around one."""
    before = neighbour(node, back=True)
    label = before.text(strip=True) if before is not None and before.tag in _OPENERS else ""
    return labels_sources(label)


def _opens_with_label(node: LexborNode) -> bool:
    """Whether a block begins with the label of its sources, right in it: ``<div><b>References</b><p>...``."""
    label = own_words(node).strip()
    return heads_sources(label) and node.text().lstrip().startswith(label)


def _is_item_of_works(places: Places, box: Box) -> bool:
    """Whether an item may tell of something: in the content if it is more than a label, elsewhere about a link."""
    if id(box) in places.inside:
        return box.held > _LABEL or box.linked > 0 or box.held + len(EAST_SIGN.findall(box.node.text())) > _LABEL
    link = box.node.css_first("a[href]")
    return link is not None and _NAMES <= len(link.text().strip()) <= box.held - _NAMES


def _reach(label: Box) -> int:
    """How far what a label heads may go on: to the end of the block that holds more than the label."""
    at = around_more(label)
    return at.end if at is not None else -1


def tells_of_linked(places: Places, box: Box, words: str) -> bool:
    """Whether a block begins with a link to another page or a file by its name, and so tells of that."""
    if id(box) in places.byline:
        return False
    link = box.node.css_first("a[href]")
    name = " ".join(link.text().split()) if link is not None else ""
    if link is None or len(name) < _NAMES or not " ".join(words.split()).startswith(name):
        return False
    return _is_file(link) or (box.tag == "li" and places.leads_elsewhere(link))


def of_link(places: Places, box: Box, words: str, claims: Sequence[DateClaim]) -> list[DateClaim]:
    """The claims of a line, those right behind a link to another page or a file with the scope ``source``.

    "Asthma in children (PDF), published May 2020" tells of the file. Not so where the link is who wrote ("by A. Name")
    or a field beside the date, in the byline and at the foot of the site.
    """
    if is_by_title(places, box) or at_foot(box):
        return list(claims)
    behind: list[str] = []
    for link in box.node.css("a[href]"):
        name = " ".join(link.text().split())
        before, after = _around(words, name) if len(name) >= _NAMES else ("", "")
        leads = len(name) >= _TITLE and places.leads_elsewhere(link) and not (is_name(name) or _is_beside(link, name))
        sent = BY_WHOM.search(before) is None or _SEE.search(before) is not None
        if after and ((leads and sent) or _is_file(link)):
            behind.append(after)
    return [
        structs.replace(claim, scope="source")
        if claim.scope == "page"
        and claim.label
        and claim.role != "copyright"
        and any(each.startswith(claim.label) for each in behind)
        else claim
        for claim in claims
    ]


def is_by_title(places: Places, box: Box) -> bool:
    """Whether a block stands in the byline, or right above the title."""
    return id(box) in places.byline or (places.title is not None and 0 <= places.title - box.place <= _BY_TITLE)


def _is_beside(link: LexborNode, name: str) -> bool:
    """Whether a link is a field of a row beside others, and what follows it another.

    They are parted by a bar, or each is an element of its own; what leads to the site's own business is one anyway.
    """
    at = link
    while at.next is None and at.parent is not None and at.parent.tag in _FIELDS:
        at = at.parent
    after = at.next
    while after is not None and after.is_text_node and not (after.text_content or "").strip():
        after = after.next
    if after is not None and after.is_text_node:
        return (after.text_content or "").lstrip().startswith(_BAR)
    fields = at.tag in _FIELDS and after is not None and after.tag in _FIELDS
    return fields or _BUSINESS.search(name) is not None


def _around(words: str, name: str) -> tuple[str, str]:
    """What stands before and right behind a link in the words of its block.

    Behind a link that is a line of its own come the words of the next; one that closes a line of more words has none.
    """
    before, found, after = words.partition(name)
    if not found:  # it goes over lines
        before, found, after = " ".join(words.split()).partition(name)
    rest, _, _ = after.partition("\n")
    amid = before.rpartition("\n")[2].strip() and not rest.strip(_MARKS)
    return before, "" if amid or not found else " ".join(after.split()).lstrip(_MARKS)


def dates_itself(box: Box) -> bool:
    """Whether a small block is by its name a film, a file to load or an alert: a part of the page with its own date."""
    return any(
        each.node.attributes.get("role") in _LIVE or not _PARTS.isdisjoint(each.names.lower().split())
        for each in _small(box)
    )


def is_shown(box: Box) -> bool:
    """Whether a small block is a figure or the words of one, or a table whose caption says when it is from."""
    return any(each.tag in _FIGURES or (each.tag == "table" and _is_dated_above(each.node)) for each in _small(box))


def _small(box: Box) -> Iterator[Box]:
    return takewhile(lambda each: each.held <= _SMALL, with_around(box))


def _is_dated_above(table: LexborNode) -> bool:
    """Whether the caption of a table names a year, so that its date is the table's."""
    caption = table.css_first("caption")
    return caption is not None and NAMES_YEAR.search(caption.text()) is not None


def is_footnote(box: Box) -> bool:
    """Whether a block opens with a raised number, as a note on a source does."""
    first = box.node.first_child
    while first is not None and first.tag == "-text" and first.is_empty_text_node:
        first = first.next
    return first is not None and first.tag == "sup" and first.text().strip(" .[]()").isdecimal()


def labels_sources(line: str) -> bool:
    """Whether a line is a label of sources and nothing else."""
    return len(line) <= _LABEL and heads_sources(line)


def opens_sources(words: str) -> bool:
    """Whether the first of several lines is a label of sources: ``<p><b>References:</b><br>...``."""
    label, _, rest = words.partition("\n")
    return bool(rest) and labels_sources(label)


def at_foot(box: Box) -> bool:
    """Whether a block stands in what is named for the foot of the site."""
    return any(each.tag == "footer" or "foot" in each.names.lower() for each in with_around(box))


def _is_file(link: LexborNode) -> bool:
    address = (link.attributes.get("href") or "").partition("?")[0].partition("#")[0]
    return address.lower().endswith(_FILE)
