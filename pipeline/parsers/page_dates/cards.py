"""Cards in a row, each with a heading and a date of its own: news, posts, events. None of their dates is the page's."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, structs
from selectolax.lexbor import LexborNode

from pipeline.parsers.about.names import is_name
from pipeline.parsers.content.leftovers import sign
from pipeline.parsers.content.survey import HEADINGS, Box, Dated
from pipeline.parsers.dates import DateStyle, find_claims, unlabelled_in
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.labels import LabelSet, label_set
from pipeline.parsers.element_words import shape_of
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.page_dates.places import Places, add_around
from pipeline.parsers.page_dates.works import BY_WHOM

_CARD = 300
"""Characters of the longest card."""
_BLOCKS = 40
_TITLE = 6
"""Characters of the shortest title of a card."""
_MANY = 3
_LINKED = 16
"""Characters of the shortest title of a card that has no heading but a link."""
_HAPPENED = frozenset(("published", "modified", "bare"))
_BARE = "bare"
_DAY = 36
"""Characters of a line that is a day, with weekday and hour at most."""


def without_cards(places: Places, dated: Iterable[Dated], style: DateStyle) -> Places:
    """The same places, knowing of cards: those in the content date sections of it, others are about something else."""
    rows = _rows(places, dated)
    if not rows:
        return places
    said = _Said(label_set(style), style)
    cards: list[Box] = []
    within: set[int] = set()
    for row in sorted(rows.values(), key=lambda row: row[0][0].place):  # what is in a card needs no second look
        found = _cards([one for one in row if one[0].place not in within], places, said)
        cards += found
        within.update(place for box in found for place in range(box.place, box.end))
    if not cards:
        return places
    inside = {id(each) for box in cards for each in places.boxes[box.place : box.end] if id(each) in places.inside}
    others = {id(each) for box in cards for each in places.boxes[box.place : box.end]} - inside
    around: set[int] = set()
    for box in cards:
        add_around(around, box)
    return structs.replace(
        places,
        others=places.others | others,
        sections=frozenset(inside),
        holding=(places.holding | around) - places.others - others - inside,
    )


def dated_links(places: Places, dated: Iterable[Dated]) -> dict[int, LexborNode]:
    """Links to several other pages, built alike, with a day in the words of each, by ``mem_id``: the day is theirs.

    However short the names of these pages are. In the content and in the byline a day may lead to what it is of.
    """
    rows: dict[tuple[str, ...], dict[str, list[tuple[LexborNode, str]]]] = {}
    for run in dated:
        if not run.box.own_linked or id(run.box) in places.byline or id(run.box) in places.inside:
            continue
        at = next((each for each in ancestry(run.node.parent) if each.tag == "a"), None)
        if at is not None and (href := at.attributes.get("href")) and places.leads_elsewhere(at):
            rows.setdefault(shape_of(at), {}).setdefault(href, []).append((at, run.words))
    alike = [links for row in rows.values() if len(row) > 1 for links in row.values()]
    days = [one for links in alike for one in links if unlabelled_in(one[1], locator="") is not None]
    return {link.mem_id: link for link, _ in days} if len(days) > 1 else {}


def _rows(places: Places, dated: Iterable[Dated]) -> dict[tuple[int, str, str | None], list[tuple[Box, list[Dated]]]]:
    """Small blocks with dates, by the block around, element and class; not those around the title and the content."""
    runs_of: dict[int, tuple[Box, list[Dated]]] = {}
    for run in dated:
        at: Box | None = run.box
        while at is not None and at.held < _CARD and id(at) not in places.own:
            if not places.elsewhere(at) and id(at) not in places.byline:
                runs_of.setdefault(id(at), (at, []))[1].append(run)
            at = at.parent
    rows: dict[tuple[int, str, str | None], list[tuple[Box, list[Dated]]]] = {}
    for box, runs in runs_of.values():
        if box.blocks or (box.own_linked and (box.tag == "li" or id(box) not in places.inside)):
            names = sign(box) if box.cards else box.node.attributes.get("class")
            rows.setdefault((id(box.parent), box.tag, names), []).append((box, runs))
    return rows


class _Said(Struct, frozen=True):
    """What small blocks say of dates."""

    known: LabelSet
    style: DateStyle

    def heads(self, heading: Box | None) -> bool:
        """Whether a heading is a title, not the label of a date."""
        return heading is not None and fold(heading.node.text()).strip(" :\n\t") not in self.known.by_words

    def date_of(self, box: Box, runs: list[Dated]) -> tuple[str, str, bool] | None:
        """What a block's date means by its label or ``bare``, the date, and whether much else is said."""
        words = box.node.text(separator="\n", strip=True)
        claims = find_claims(words, locator="", style=self.style)
        if claims:
            first = claims[0]
            return first.role, first.value, len(words) - len(first.raw) - len(first.label or "") >= _TITLE
        for run in runs:
            line = " ".join(run.words.split())
            claim = unlabelled_in(line, locator="", style=self.style)
            if claim is not None and len(line) <= _DAY:
                return _BARE, claim.value, False
        return None


def _leads_on(box: Box, places: Places) -> bool:
    """Whether a block opens with a link to another page by words of some length, as a card without a heading does.

    Outside of the content the link may stand anywhere in it, and its words may be few, as the names of illnesses are,
    but not those of somebody.
    """
    link = next((link for link in box.node.css("a[href]") if link.text(strip=True)), None)
    if link is None or not places.leads_elsewhere(link):
        return False
    words = " ".join(link.text().split())
    before, _, _ = " ".join(box.node.text().split()).partition(words)
    if not before and len(words) >= _LINKED:
        return True
    return id(box) not in places.inside and not is_name(words.partition(",")[0]) and BY_WHOM.search(before) is None


def _cards(row: list[tuple[Box, list[Dated]]], places: Places, said: _Said) -> list[Box]:
    """The cards among blocks that are built alike: two with headings of their own, or three published on days apart.

    Two are enough that lead on to other pages by titles. An article outside of the content, with a heading, is one
    alone.
    """
    cards: list[Box] = []
    headed: dict[str, list[Box]] = {}
    linked: dict[str, dict[str, list[Box]]] = {}
    published: dict[str, list[Box]] = {}
    for box, runs in row:
        alone = box.tag == "article" and id(box) not in places.inside
        if len(row) == 1 and not alone:
            continue
        inside = places.boxes[box.place : min(box.end, box.place + _BLOCKS)]
        heading = next((each for each in inside if each.tag in HEADINGS and each.held), None)
        leads = heading is None and _leads_on(box, places)
        if heading is None and not leads and len(row) < _MANY:
            continue
        date = said.date_of(box, runs)
        if date is None:
            continue
        if said.heads(heading):
            headed.setdefault(date[0], []).append(box)
            if alone:
                cards.append(box)
        elif leads and (date[0] in _HAPPENED or (date[0] == "reviewed" and id(box) not in places.inside)):
            linked.setdefault(date[0], {}).setdefault(date[1], []).append(box)
        elif heading is None and date[0] == "published" and date[2]:
            published.setdefault(date[1], []).append(box)
    cards += [box for boxes in headed.values() if len(boxes) > 1 for box in boxes]
    cards += [box for days in linked.values() if len(days) > 1 for boxes in days.values() for box in boxes]
    return cards + [box for boxes in published.values() if len(published) >= _MANY for box in boxes]
