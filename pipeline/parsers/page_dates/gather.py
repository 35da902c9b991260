"""The dates a page states about itself that stand outside its metas and JSON-LD, for a page without a profile.

Where they are looked for: labelled dates in every short block of the page that is not a comment, a card or navigation
(publishers print "Last reviewed" above, below and beside their text); ``<time>``, microformats and microdata; a bare
date right above or right below the text, which is kept as ``unlabelled`` because the page does not say what happened
then; and the date in the path of the page's address, ``unlabelled`` too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from functools import partial
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim, DateScope, DateSource, Role
from pipeline.parsers.content.survey import Box, Dated
from pipeline.parsers.dates import DateStyle, Unread, find_claims, typed_claims
from pipeline.parsers.dates.addresses import whose
from pipeline.parsers.dates.calendars import names_year
from pipeline.parsers.dates.typed import address_claims
from pipeline.parsers.element_words import FIELD, columns_of, own_words, path_to, shape_of, words_before, words_of
from pipeline.parsers.embedded.page_state import state_claims
from pipeline.parsers.gathering import is_within_any
from pipeline.parsers.page_dates.bare import bare_date, short_year_dates
from pipeline.parsers.page_dates.cards import dated_links, without_cards
from pipeline.parsers.page_dates.items import (
    address_of,
    by_box,
    fields_in,
    is_of_event,
    is_other,
    is_talk,
    item_around,
    of_other_things,
    role_of,
)
from pipeline.parsers.page_dates.named_works import of_named_work
from pipeline.parsers.page_dates.opinions import as_of_other_pages, as_said_by_readers, set_apart
from pipeline.parsers.page_dates.parts import Line, with_parts
from pipeline.parsers.page_dates.places import Places, box_of, parted, places_of
from pipeline.parsers.page_dates.struck import not_struck, struck_out
from pipeline.parsers.page_dates.works import (
    Cited,
    cited_places,
    dates_itself,
    is_footnote,
    is_shown,
    of_link,
    opens_sources,
    tells_of_linked,
)
from pipeline.patterns import NAMES_YEAR

_SHORT = 180
"""Characters of the longest block that may be a line about the page rather than a paragraph of it."""
_DAY = 36
"""Characters of a block that is a day, with weekday and hour at most: its label may stand in the block before."""
_LONG = 800
_OF_ITSELF = re.compile(r"\s*(?:this|dies|cet|est[ea]|quest)[a-z]*\s", re.IGNORECASE)
"""How a longer block opens that blogs put below a post: "This entry was posted on ... and is filed under ..."."""
_DATED = (
    "time, [datetime], abbr[title], [data-date], [data-datetime],"
    " [itemprop]:is([itemprop*=date i], [itemprop=lastReviewed]), .published, .updated, .dt-published, .dt-updated,"
    " [property]:is([property*=date i], [property$=lastReviewed])"
)
_MACHINE = ("datetime", "title", "data-date", "data-datetime")
_LIKE = 3
"""Dated elements that look alike and make a list, of which only one by the text can be the page's."""
_NOT_OF_THE_PAGE = frozenset(("copyright", "cited"))
_TOLD = frozenset(("published", "modified", "reviewed"))
"""Roles of which one with a label is enough to know when a page is from."""
_CARRIERS: tuple[tuple[str, DateSource], ...] = (("datetime", "time"), ("content", "microdata"), ("title", "microdata"))
"""Attributes that carry the machine form: of ``<time>``, of microdata and RDFa, of hAtom's ``<abbr>``."""


class PageDates(NamedTuple):
    """What a page states of dates outside its metas and JSON-LD.

    Attributes:
        claims: in page order.
        histories: those of them that tell of one history, as in a list of changes.
        notes: others, of dated notes in the content ("Updated 3 May 2025: the dose was corrected").
        struck: what the page has struck out, by ids.
        told: the words of blocks beside the content that state a date of the page.
    """

    claims: list[DateClaim]
    histories: tuple[tuple[DateClaim, ...], ...]
    notes: list[DateClaim]
    struck: dict[int, LexborNode]
    told: list[str]


def dates_of_page(
    url: str,
    boxes: list[Box],
    dated: list[Dated],
    *,
    root: LexborNode,
    title: LexborNode | None,
    left_out: frozenset[int],
    style: DateStyle,
    impossible: list[Unread],
) -> PageDates:
    """Every claim of the places named above, in page order; labelled dates that cannot be go to ``impossible``."""
    notes: list[DateClaim] = []
    places = places_of(url, boxes, dated, root=root, title=title, left_out=left_out)
    places = without_cards(places, dated, style)
    lines: list[Line] = []
    cited = cited_places(places, dated)
    struck = struck_out(boxes[0].node) if dated else {}
    out = struck | dated_links(places, dated)
    dated = not_struck(dated, out) if out else dated
    runs = by_box(dated)
    apart = set_apart(places)
    places = parted(places, apart.others)
    for box, text in _lines(places, cited, runs, out):
        locator = path_to(box.node)
        of_part = id(box) in places.sections or dates_itself(box) or is_shown(box)
        scope: DateScope = "section" if of_part else "page"
        if places.elsewhere(box) or tells_of_linked(places, box, text):
            scope = "source"
        item = box.tag == "li" and id(box) in places.inside and id(box) not in places.byline
        claims_of = partial(
            find_claims,
            locator=locator,
            style=style,
            scope=scope,
            items=item or id(box) in cited.works or is_footnote(box) or opens_sources(text),
            rejected=impossible,
            notes=notes if id(box) in places.inside else None,
        )
        stated, before = _said(box, text, fields_in(box, boxes, runs), claims_of)
        opens = bool(stated) and (id(box) in places.byline or _opens_with_label(f"{before}{text}", stated[0]))
        if id(box) in cited.lists and not (stated and _opens_with_label(text, stated[0])):
            continue
        for others in (of_other_things, of_named_work, of_link):
            stated = others(places, box, text, stated) if stated else stated
        stated = as_said_by_readers(stated) if id(box) in apart.opinions else stated
        stated = as_of_other_pages(stated) if id(box) in apart.cards else stated
        lines += [Line(claim, box, opens) for claim in stated]
    claims, histories = with_parts(places, lines, notes)
    in_fields, times, of_others = _fields(places, out, style)
    claims += in_fields
    stated, times = _labelled_times(places, times, style)
    claims += stated
    of_others.update([run.node.mem_id for run in dated if id(run.box) in apart.others])
    own = [run for run in dated if of_others.isdisjoint((run.node.mem_id, (run.node.parent or run.node).mem_id))]
    told = any(claim.label and claim.scope == "page" and claim.role in _TOLD for claim in claims)
    bare = bare_date(places, own, times, style, told=told)
    if bare is not None and not any(claim.raw == bare.raw for claim in claims):
        claims.append(bare)
    if all(claim.role in _NOT_OF_THE_PAGE for claim in claims):
        claims += short_year_dates(url, places, dated, style)
    if all(claim.role in _NOT_OF_THE_PAGE for claim in claims):
        claims += state_claims(boxes[0].node.parent or boxes[0].node)
    claims += address_claims(url, style)
    return PageDates(claims, histories, notes, struck, _beside(places, lines))


def _beside(places: Places, lines: list[Line]) -> list[str]:
    """The words of blocks beside the content that state a date of the page."""
    boxes = {id(line.box): line.box for line in lines if line.claim.scope == "page" and line.claim.label}
    return [columns_of(box.node) for box in boxes.values() if id(box) not in places.inside]


def _said(
    box: Box, text: str, fields: Iterator[str], claims_of: Callable[[str], list[DateClaim]]
) -> tuple[list[DateClaim], str]:
    """What a line states, else with the words before its block as its label (which are given back), else its fields."""
    stated, before = claims_of(text), ""
    if not stated and box.held <= _DAY and (before := words_before(box.node)):
        stated = claims_of(f"{before}\n{text}")
    return stated or [claim for field in fields for claim in claims_of(field)], before


def _lines(  # noqa: C901  one loop
    places: Places, cited: Cited, own_dates: Container[int], struck: dict[int, LexborNode]
) -> Iterator[tuple[Box, str]]:
    """Short blocks with a year in them, the widest that is short enough; of lists, item by item.

    Cards of other pages that stand in the content are among them: their words are found in its sections, too. Of a
    block with others in it come the words directly in it, as old pages end: ``<hr>Last modified ...</body>``.
    ``own_dates``: ids of blocks with a year among the words directly in them; ``struck``: elements that are left out.
    """
    without = dict.fromkeys(struck, "")
    taken = set(cited.lists)
    for box in places.boxes:
        parent = box.parent
        if id(box) in taken:
            if box.tag == "li" and id(box) in own_dates and box.held <= FIELD and not box.linked:
                yield box, own_words(box.node, without)
            continue
        if parent is not None and id(parent) in taken:
            taken.add(id(box))
            continue
        elsewhere = places.elsewhere(box)
        if box.held < 6 or (elsewhere and id(box) not in places.inside):
            continue
        parted = elsewhere or parent is None or id(box) in places.holding or id(box) in cited.listing
        if parted or box.held > _LONG or (box.blocks and box.held > _SHORT):
            if id(box) in own_dates and 6 <= box.own <= _SHORT:
                yield box, own_words(box.node, without)
            continue
        if box.held > _SHORT:
            words = box.node.text(separator=" ")[:_SHORT]
            if _OF_ITSELF.match(words) and NAMES_YEAR.search(words):
                yield box, " ".join(words.split())
            continue
        taken.add(id(box))
        words = box.node.text(separator=" ", skip_empty=True)
        if NAMES_YEAR.search(words) or names_year(words):
            yield box, "" if struck and is_within_any(box.node, struck) else columns_of(box.node, without)


def _fields(
    places: Places, struck: dict[int, LexborNode], style: DateStyle
) -> tuple[list[DateClaim], list[Dated], set[int]]:
    """Dates in ``itemprop`` and microformat classes that are defined to hold one of the page.

    Beside them, the machine forms of ``<time>`` elements that say nothing of what happened then, and the ids of those
    elements that make a list of other pages' dates.
    """
    claims: list[DateClaim] = []
    bare: list[Dated] = []
    of_others: set[int] = set()
    about_others: dict[int, bool] = {}
    boxes = places.boxes
    page = boxes[0].node.parent or boxes[0].node
    by_node = {box.node.mem_id: number for number, box in enumerate(boxes)}
    nodes = {node.mem_id: node for node in page.css(_DATED)}  # a node that two selectors name comes twice
    found = [(node, box_of(node, by_node), role_of(node)) for node in nodes.values()]
    alike = Counter((role, shape_of(node)) for node, _, role in found)
    for node, place, role in found:
        if struck and is_within_any(node, struck):
            continue
        item = item_around(node)
        if place is not None and places.of_part(boxes[place]):
            continue
        if item is not None and is_other(item) and not is_talk(item):
            continue
        if is_of_event(node) or (item is not None and _is_of_another(item, places.url, about_others)):
            of_others.add(node.mem_id)
            continue
        if place is not None and places.of_linked(Dated(place, boxes[place], node, ""), node.text()):
            of_others.add(node.mem_id)
            continue
        if role is None:
            machine = next((value for name in _MACHINE if (value := node.attributes.get(name))), None)
            if place is not None and machine and not NAMES_YEAR.search(node.text()):
                bare.append(Dated(place + 1, boxes[place], node, machine))
            continue
        if place is not None and alike[role, shape_of(node)] >= _LIKE and not places.by_text(place, boxes[place]):
            of_others.add(node.mem_id)
            continue
        claims += _stated(node, role, style)
    return claims, bare, of_others


def _is_of_another(item: LexborNode, url: str, known: dict[int, bool]) -> bool:
    """Whether an item is a reader's or another page; ``known``: what was found of items, by ``mem_id``."""
    if item.mem_id not in known:
        known[item.mem_id] = is_talk(item) or whose(address_of(item), (url,)) == "another"
    return known[item.mem_id]


def _opens_with_label(text: str, claim: DateClaim) -> bool:
    """Whether a line begins with the label of its first claim."""
    return claim.label is not None and " ".join(text.split()).startswith(claim.label)


def _labelled_times(places: Places, times: list[Dated], style: DateStyle) -> tuple[list[DateClaim], list[Dated]]:
    """What machine forms say behind a label ("Last reviewed: <time>last summer</time>"), and those that have none."""
    claims: list[DateClaim] = []
    bare: list[Dated] = []
    alike = Counter(shape_of(run.node) for run in times)
    instead = {run.node.mem_id: run.words.strip() for run in times}
    for run in times:
        line = _widest(places, run.box)
        if line.held > _SHORT:
            bare.append(run)
            continue
        text = words_of(line.node, instead)
        if line.held <= _DAY and (before := words_before(line.node)):
            text = f"{before}\n{text}"
        locator = f"{path_to(run.node)}@datetime"
        found = find_claims(text, locator=locator, style=style, source="time")
        stated = [claim for claim in found if claim.raw == instead[run.node.mem_id]]
        of_others = alike[shape_of(run.node)] >= _LIKE and not places.by_text(run.place - 1, run.box)
        of_others = of_others or places.of_part(run.box)
        if stated and not of_others and not places.listed(run) and not places.in_card(run):
            claims += stated
        else:
            bare.append(run)
    return claims, bare


def _widest(places: Places, box: Box) -> Box:
    """The widest block around one that is a line about the page."""
    while box.parent is not None and box.parent.parent is not None and box.parent.held <= _SHORT:
        if id(box.parent) in places.holding or places.elsewhere(box.parent):
            break
        box = box.parent
    return box


def _stated(node: LexborNode, role: Role, style: DateStyle) -> Iterator[DateClaim]:
    """What an element of a known role says: its words first, then its machine forms (R4)."""
    locator = path_to(node)
    yield from typed_claims(role, " ".join(node.text().split()), source="text", locator=locator, style=style)
    for name, source in _CARRIERS:
        raw = node.attributes.get(name)
        yield from typed_claims(role, raw, source=source, locator=f"{locator}@{name}", style=style)
