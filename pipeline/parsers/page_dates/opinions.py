"""What stands under a heading that says whose days follow, not the page's: opinions, related pages, opening hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.parsers.boilerplate import TALK, heads_others
from pipeline.parsers.content.survey import HEADINGS, Box, around_more
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.labels import NAMES_PAGE
from pipeline.parsers.page_dates.places import Places

_HEADING = 60
"""Characters of the longest such heading."""
_WHO = r"(?:patient|customer|client|user|reader|guest|visitor|member|buyer|shopper|google|product|verified|online)"
_SAID = r"(?:reviews?|ratings?|testimonials?|opinions?|comments)"
_OPINIONS = re.compile(
    rf"(?:(?:our|all|top|latest|recent|read|more|most helpful|verified)\s+)*{_WHO}(?:'?s'?)?\s+{_SAID}"
    rf"(?:\s*(?:and|&|/)\s*{_SAID})?(?:\s+(?:for|of|on|about)\s.{{1,40}})?[\W\d]*"
    r"|(?:reviews?\s*(?:and|&)\s*ratings?|ratings?\s*(?:and|&)\s*reviews?)[\W\d]*"
    r"|what (?:our |other )?(?:patients|customers|clients|users|readers|people) (?:say|think).{0,20}"
    r"|(?:(?:patienten|kunden|nutzer|leser|arzt)-?)(?:bewertungen|meinungen|stimmen)[\W\d]*"
    r"|avis (?:des |de nos |de )?(?:patients|clients|utilisateurs|lecteurs|consommateurs)[\W\d]*"
    r"|opiniones de (?:los |nuestros )?(?:pacientes|clientes|usuarios|lectores)[\W\d]*"
    r"|recensioni (?:dei |di )?(?:pazienti|clienti|utenti)[\W\d]*"
    r"|avaliacoes (?:de|dos) (?:pacientes|clientes|usuarios)[\W\d]*"
    r"|\d+ thoughts? on [\"'\u201c\u201e\xab].{1,50}"
)
_MAYBE = re.compile(r"(?:reviews?|ratings?|testimonials?|bewertungen|avis|opiniones|recensioni|avaliacoes)[\W\d]*")
"""What heads opinions where they come with a mark."""
_STAR = re.compile("[\u2605\u2606\u2b50]")
_STARS = re.compile(r"\s*[\u2605\u2606\u2b50\ufe0f]{3,10}(?:\s*\(?[\d.,/]+\)?)?\s*(?=[^\W\d_]|$)")
"""How an opinion opens that stands under no heading: with its stars."""
_DRAWN = '[aria-label*=" star" i], [title*=" star" i], [class*="star-" i], [class*="stars" i], [class*="rating" i]'
"""Stars that are drawn."""
_MARK = re.compile(r"[\u2605\u2606\u2b50]|(?<![\d/])[0-5](?:[.,]\d)?\s*(?:/|out of)\s*5(?![\d/])")
_OTHER_DAYS = re.compile(
    r"(?:(?:upcoming|next|our|all|past|coming)\s+)?(?:events?|opening (?:hours|times)|office hours|vacancies"
    r"|newsletters?|appointments|webinars?|workshops?|termine?|veranstaltungen|offnungszeiten|sprechzeiten|agenda|evenements"
    r"|horaires(?: d'ouverture)?|proximos eventos|eventos|horarios?(?: de atencion)?|eventi|orari)[\W\d]*"
)
_HINT = re.compile(
    "review|rating|testimonial|opini|comments|say|think|thought|bewertung|meinung|stimmen|avis|recension|avaliac|event|hour"
    "|opening|vacanc|newsletter|appointment|webinar|workshop|termin|veranstalt|zeiten|agenda|evenement|horair|horario"
    "|orari"
)
"""One of which each such heading holds."""
_FIRST = 12
"""Blocks under a heading among which the first mark stands."""
_LINE = 240
"""Characters of the longest line that opens with stars."""
_LISTS = frozenset(("ul", "ol", "dl", "table"))
_PAGE = re.compile(r"(?:last|page|next|zuletzt|letzte|seite|ultima|derniere|medical|clinical)")
"""How a label opens that no reader's opinion has."""


class Apart(NamedTuple):
    """Blocks under headings that say whose days follow, by ids, as far as the block around the heading reaches.

    Attributes:
        opinions: what readers wrote.
        cards: of other pages.
        others: all that, and events, opening hours and the like: bare days there are what they head.
    """

    opinions: frozenset[int]
    cards: frozenset[int]
    others: frozenset[int]


def set_apart(places: Places) -> Apart:
    """What of a page stands under such headings."""
    opinions: set[int] = set()
    cards: set[int] = set()
    others: set[int] = set()
    for heading in places.boxes:
        if heading.tag not in HEADINGS or heading.tag == "h1" or not 0 < heading.held <= _HEADING:
            continue
        stated = " ".join(heading.node.text().split())
        if heading.place == places.title:
            continue
        if heads_others(stated):
            cards.update(map(id, _cards_under(places, heading)))
            continue
        words = fold(stated)
        if TALK.fullmatch(stated) is not None:
            opinions.update(map(id, _under(places, heading)))
        elif _HINT.search(words) is None:
            continue
        if _OPINIONS.fullmatch(words) is not None or (_MAYBE.fullmatch(words) is not None and _marked(places, heading)):
            opinions.update(map(id, _under(places, heading)))
        elif _OTHER_DAYS.fullmatch(words) is not None:
            others.update(map(id, _under(places, heading)))
    opinions.update(map(id, _starred(places)))
    return Apart(frozenset(opinions), frozenset(cards), frozenset(opinions | cards | others))


def _marked(places: Places, heading: Box) -> bool:
    """Whether something under a heading bears a mark: stars, or so many of five."""
    under = _under(places, heading)
    if any(_MARK.search(box.node.text()) for box in under if not box.blocks):
        return True
    return any(box.node.css_first(_DRAWN) is not None for box in under[:_FIRST])


def _starred(places: Places) -> Iterator[Box]:
    """The blocks that open with stars, with what stands beside them: of what a reader says, wherever that stands.

    Stars beside the title, and those that stand right in the content, are the page's own.
    """
    starred = places.boxes and _STAR.search(places.boxes[0].node.text()) is not None
    for box in places.boxes if starred else ():
        if box.blocks or not 0 < box.own <= _LINE or id(box) in places.byline:
            continue
        stars = _STARS.match(box.node.text())
        if stars is None:
            continue
        around = box.parent if box.own <= stars.end() else box
        if around is not None and id(around) not in places.own:
            yield from places.boxes[around.place : around.end]


def as_said_by_readers(claims: list[DateClaim]) -> list[DateClaim]:
    """Claims among readers' opinions: the source's; those whose label no reader's opinion has stay as they are."""
    return _of_others(claims, but=_PAGE)


def as_of_other_pages(claims: list[DateClaim]) -> list[DateClaim]:
    """Claims among cards of other pages: the source's; what calls itself the page's stays as it is."""
    return _of_others(claims, but=NAMES_PAGE)


def _of_others(claims: list[DateClaim], *, but: re.Pattern[str]) -> list[DateClaim]:
    """Claims in a place of others: the source's, those aside whose label says that they are the page's."""
    return [
        structs.replace(claim, scope="source")
        if claim.scope == "page" and claim.role != "copyright" and but.match(fold(claim.label or "")) is None
        else claim
        for claim in claims
    ]


def _cards_under(places: Places, heading: Box) -> list[Box]:
    """The blocks under a heading of cards: to the end of their list, amid the page's own text to the last with a link.

    What comes then may be of the page: sites print when it was changed at its end.
    """
    under = _under(places, heading)
    ends = [box.end for box in under if box.tag in _LISTS]
    if not ends and id(heading.parent) in places.own:
        ends = [box.end for box in under if box.own_linked]
    elif not ends:
        return under
    return [box for box in under if box.end <= max(ends, default=0)]


def _under(places: Places, heading: Box) -> list[Box]:
    """The blocks from a heading to the next of its rank, or to the end of the block that holds more than it.

    Those around too, where the heading opens them and nothing else follows.
    """
    at = around_more(heading)
    if at is None:
        return []
    under: list[Box] = []
    for box in places.boxes[heading.end : at.end]:
        if box.tag in HEADINGS and box.tag <= heading.tag:
            return under
        under.append(box)
    opens = not at.own and not any(box.own for box in places.boxes[at.place + 1 : heading.place])
    while opens and at.parent is not None:
        under.append(at)
        opens = at.parent.held == at.held
        at = at.parent
    return under
