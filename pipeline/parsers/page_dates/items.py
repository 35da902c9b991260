"""What the microdata and RDFa around a date say that it is of: the page, or something else that stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import structs
from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim, Role
from pipeline.parsers.content.survey import Box, Dated
from pipeline.parsers.dates.nodes import kinds_of, of_page
from pipeline.parsers.element_words import field_of
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.page_dates.places import Places
from pipeline.parsers.page_dates.works import at_foot

_HOLDS_THE_PAGE = ("mainEntity", "mainEntityOfPage", "mainContentOfPage", "blogPost", "blogPosts")
_SPEAK = ("Review", "Comment", "Comments", "Event", "Answer")
"""How the types of schema.org end that tell of readers' opinions and of what takes place."""
_SHORT = 180
"""Characters of the longest block that is read as one line."""
_CHANGED = frozenset(("modified", "reviewed"))
_VERSION = re.compile(r"(?<![a-z])(?:v|version|release|build|rev)\.?\s*\d+(?:\.\d+)+", re.IGNORECASE)

_FIELDS: dict[str, Role] = {
    "datepublished": "published", "datemodified": "modified", "datecreated": "created", "lastreviewed": "reviewed",
    "dateupdated": "modified", "dateupdate": "modified", "published": "published",
    "dt-published": "published", "updated": "modified", "dt-updated": "modified",
}  # fmt: skip
"""schema.org properties, and the date classes of the microformats hAtom 0.1 and h-entry."""
_OF_EVENTS = frozenset(("dtstart", "dtend", "bday"))
"""Classes of the microformats hCalendar and hCard."""
_PRICES = re.compile(r"product advertising api|amazon api", re.IGNORECASE)
"""What shops make sites say beside prices, with the day on which these were asked for."""


def item_around(node: LexborNode, *, or_it: bool = False) -> LexborNode | None:
    """The item of microdata or RDFa that an element stands in, or that it is."""
    for at in ancestry(node if or_it else node.parent):
        if "itemscope" in (attributes := at.attributes) or "typeof" in attributes:
            return at
    return None


def is_other(item: LexborNode) -> bool:
    """Whether an item is something else than the page: a comment, a video, an event, a part of another."""
    attributes = item.attributes
    part_of = attributes.get("itemprop") or (attributes.get("property") or "").rpartition(":")[2]
    return part_of not in _HOLDS_THE_PAGE if part_of else not of_page(_types_of(item))


def address_of(item: LexborNode) -> list[str]:
    """The one address that a microdata item states as its own; of several, one may be a film's or a picture's."""
    links = item.css('[itemprop~="url"][href]')
    named = [link.attributes.get("href") or "" for link in links if item_around(link) == item]
    return named if len(named) == 1 else []


def of_other_things(places: Places, box: Box, words: str, claims: list[DateClaim]) -> list[DateClaim]:
    """The claims of a line, those of something else with the scope ``source``.

    All are in a reader's review or an event, and in a link to another page that says more than they; at the foot of the
    site, a release of the program that it runs on is. What was changed or reviewed above the site's menu is the site,
    or a service of it; what is said beside prices is of these.
    """
    if claims[0].role in _CHANGED and places.above_menu(box.place, box):
        return [
            structs.replace(claim, scope="collection") if claim.scope == "page" and claim.role in _CHANGED else claim
            for claim in claims
        ]
    if _PRICES.search(words) is not None:
        return [structs.replace(claim, scope="section") for claim in claims]
    item = item_around(box.node, or_it=True)
    dated = "".join(f"{claim.label or ''}{claim.raw}" for claim in claims)
    if (item is not None and is_talk(item)) or places.of_linked(Dated(box.place, box, box.node, ""), dated):
        return [structs.replace(claim, scope="source") for claim in claims]
    if id(box) in places.inside or not at_foot(box):
        return claims
    released = list(filter(_VERSION.search, words.split("\n")))
    return [
        structs.replace(claim, scope="source")
        if claim.role == "published" and any(claim.raw in line for line in released)
        else claim
        for claim in claims
    ]


def is_talk(item: LexborNode) -> bool:
    """Whether an item is what a reader wrote, or what takes place on its own day."""
    return any(kind.endswith(_SPEAK) for kind in kinds_of(_types_of(item)))


def _types_of(item: LexborNode) -> list[str]:
    attributes = item.attributes
    return f"{attributes.get('itemtype') or ''} {attributes.get('typeof') or ''}".split()


def by_box(dated: Iterable[Dated]) -> dict[int, list[Dated]]:
    """The texts with a year, by the ids of the blocks that they stand right in."""
    runs: dict[int, list[Dated]] = {}
    for run in dated:
        runs.setdefault(id(run.box), []).append(run)
    return runs


def fields_in(box: Box, boxes: Sequence[Box], runs: Mapping[int, list[Dated]]) -> Iterator[str]:
    """What elements of a line say that stand there as fields, each with a year in it; of a large block right in it."""
    for each in boxes[box.place : box.end] if box.held <= _SHORT else (box,):
        for run in runs.get(id(each), ()):
            if field := field_of(run.node):
                yield field


def is_of_event(node: LexborNode) -> bool:
    """Whether a day is one on which something took place or somebody was born, whatever else it is called."""
    return not _OF_EVENTS.isdisjoint((node.attributes.get("class") or "").lower().split())


def role_of(node: LexborNode) -> Role | None:
    """The role that an element has by its property or the class of a microformat."""
    attributes = node.attributes
    stated_as = (attributes.get("property") or "").rpartition(":")[2]
    names = f"{attributes.get('itemprop') or ''} {stated_as} {attributes.get('class') or ''}".lower().split()
    role = next((_FIELDS[name] for name in names if name in _FIELDS), None)
    return "published" if role is None and "pubdate" in attributes else role
