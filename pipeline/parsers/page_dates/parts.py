"""Labelled dates of a page that date a part of it: a section that was reviewed alone, a note, what stands beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import structs

from pipeline.model.dates import DateClaim, Role
from pipeline.parsers.content.survey import HEADINGS, PARAGRAPH, Box, with_around
from pipeline.parsers.dates import is_first
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.labels import NAMES_PAGE
from pipeline.parsers.page_dates.places import Places

Lines = tuple[list[DateClaim], tuple[tuple[DateClaim, ...], ...]]
"""Claims in page order, and those among them that stand together."""
_SEVERAL = 2
_ROWS = frozenset(("li", "tr", "dd"))
_CHECKED = frozenset(("reviewed", "next_review_due", "current_as_of"))
"""Roles that a part may have without the page: what changed in a part has changed in the page."""


class Line(NamedTuple):
    """A claim of a line, its block, and whether a label opens the line."""

    claim: DateClaim
    box: Box
    opens: bool


def with_parts(places: Places, found: Iterable[Line], notes: Iterable[DateClaim]) -> Lines:
    """The claims of lines, those of parts with the scope ``section``.

    An aside dates itself where the content has a date of the same role. Reviews below several headings, with text
    between each and its review, are of these parts; a label that names the page ("Page last reviewed") never is. So are
    days as of which answers stand, where the page has one of its own.
    """
    stated = list(found)
    if len(stated) < _SEVERAL:
        return [line.claim for line in stated], ()
    own: set[Role] = {
        line.claim.role for line in stated if line.claim.scope == "page" and _in_content(places, line.box)
    }
    own.update(claim.role for claim in notes)
    reviews = [line for line in stated if line.claim.role in _CHECKED and line.claim.scope == "page"]
    parts = _of_parts(places, reviews) if len(reviews) >= _SEVERAL else set()
    states = [line.claim for line in reviews if line.claim.role == "current_as_of"]
    if all(id(claim) in parts for claim in states):
        parts -= {*map(id, states)}  # the last of them may be the page's
    for number, line in enumerate(stated):
        aside = line.claim.role in own and not _in_content(places, line.box) and _is_aside(line.box)
        if line.claim.scope == "page" and (id(line.claim) in parts or aside):
            stated[number] = line._replace(claim=structs.replace(line.claim, scope="section"))
    of_page = [line for line in stated if line.claim.scope == "page" and line.box.tag != "figure"]
    return [line.claim for line in stated], tuple(_histories(places, of_page))


def _histories(places: Places, stated: list[Line]) -> Iterator[tuple[DateClaim, ...]]:
    """Claims that tell of one history: lines that say when the page or a part was changed; what stands together.

    That is in one line or list, or in lines with neither heading nor paragraph between. A line that says when the page
    was first published goes with the first that says it was published.
    """
    lines = [line for line in stated if line.opens and _in_content(places, line.box)]
    yield tuple(line.claim for line in lines if line.claim.role == "modified")
    published = [line.claim for line in stated if line.claim.role == "published"]
    first = tuple(line.claim for line in lines if line.claim.role == "published" and is_first(line.claim))
    if first:
        yield (published[0], *first)
    together: list[DateClaim] = []
    last: Box | None = None
    for line in stated:
        if last is not None and not _together(places, last, line.box):
            yield tuple(together)
            together = []
        together.append(line.claim)
        last = line.box
    yield tuple(together)


def _together(places: Places, one: Box, other: Box) -> bool:
    if one is other or (one.tag in _ROWS and one.parent is other.parent):
        return True
    between = places.boxes[min(one.end, other.place) : other.place]
    return not any(box.tag in HEADINGS or box.own - box.own_linked >= PARAGRAPH for box in between)


def _in_content(places: Places, box: Box) -> bool:
    return id(box) in places.inside or id(box) in places.byline


def _is_aside(box: Box) -> bool:
    return any(
        each.tag == "aside" or each.says == "aside" or "sidebar" in each.names.lower() for each in with_around(box)
    )


def _of_parts(places: Places, reviews: list[Line]) -> set[int]:
    """Ids of the claims that stand at the end of parts with text of their own, where several do.

    Of two of a role in one part the second is no part's: it closes the page.
    """
    parts: dict[tuple[Role, int], DateClaim] = {}
    headed: dict[Role, set[int]] = defaultdict(set)
    headings = _headings_of(places, sorted({line.box.place for line in reviews}))
    for claim, box, _ in reviews:
        heading = headings[box.place]
        if heading is not None and id(box) in places.inside and NAMES_PAGE.match(fold(claim.label or "")) is None:
            parts.setdefault((claim.role, heading), claim)
            headed[claim.role].add(heading)
    return {id(claim) for (role, _), claim in parts.items() if len(headed[role]) > 1}


def _headings_of(places: Places, wanted: list[int]) -> dict[int, int | None]:
    """For places of blocks, in their order, the heading that each stands under with a paragraph between.

    It is no heading of the page's title. No block between is looked at twice.
    """
    under: dict[int, int | None] = {}
    heading: int | None = None
    paragraph = False
    seen = 0
    for place in wanted:
        since = False
        for at in reversed(places.boxes[seen:place]):
            if at.place == places.title or (at.tag in HEADINGS and id(at) in places.inside):
                heading, paragraph = (None if at.place == places.title else at.place), False
                break
            since = since or at.own - at.own_linked >= PARAGRAPH
        paragraph = paragraph or since
        seen = place
        under[place] = heading if paragraph else None
    return under
