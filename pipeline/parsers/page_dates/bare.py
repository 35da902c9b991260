"""The bare date a page prints by its text: which of the dates without a word for what happened then is the page's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim
from pipeline.parsers.content.survey import HEADINGS, LONG, Box, Dated
from pipeline.parsers.dates import DateStyle, typed_claims, unlabelled_in
from pipeline.parsers.dates.between import WEEKDAY_BEFORE
from pipeline.parsers.dates.folding import EAST_SIGN, fold
from pipeline.parsers.dates.two_digits import short_year_claims, years_named
from pipeline.parsers.element_words import in_time, own_words, path_to, shape_of, words_before, words_of
from pipeline.parsers.page_dates.places import Places, is_item
from pipeline.parsers.page_dates.works import dates_itself

_SHORT = 180
_FEW = 12
"""Characters of other words beside a date that is a line of its own."""
_LINE = 36
"""Characters directly in a block that is a day, with weekday and hour at most."""
_SOME = 40
"""The same between the title and the text, where a name may stand beside it."""
_PIECE = 24
"""Characters of the longest piece of a date that elements or comments part, and of the words beside it."""
_SENTENCE = 30
"""The same of a line that tells of something."""
_PERIOD = 4
_EAST_PERIOD = re.compile("(?:\u3002|\u0964|\ub2e4\\.)$")
"""How a sentence ends in Chinese, Japanese, Hindi and Korean, which need few signs for one."""
_OF_WORDS = frozenset(("a", "b", "em", "i", "strong", "u", "mark", "font"))
"""Elements that stress words of a sentence; others set words apart from it."""
_CELLS = frozenset(("td", "th"))
_OPENING = 12
"""Characters by which a text is known again."""
_LIKE = 3
"""Dates that look alike and make a list."""
_NAMED = re.compile(
    r"dat(?:e|um)(?![a-tv-z])|time|publi|posted|created|fecha|byline|dateline|submitted|stamp", re.IGNORECASE
)
_NAMED_FOR_ANOTHER = re.compile(
    r"joined|regist|member-?since|to-?day|current-?(?:date|time)|expir|valid-?until|birth|event|deadline",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"(?:registriert(?: seit)?|registered|joined|member since|mitglied seit|dabei seit|beigetreten|inscrit le"
    r"|membre depuis|today(?: is|'s date)?|heute(?: ist)?|aktuelle zeit|current time|it is currently|nous sommes le"
    r"|oggi e|hoy es|termine?|einlass|beginn|born|geboren|valid until|gultig bis|expires|deadline|einsendeschluss"
    r"|webinar|event|register|apply|clos(?:ed|es|ing)|opens|opening|starts|begins|ends|effective"
    r"|approved(?: by [^\d\n]{2,40})?|(?:last )?(?:log-?in|logged in|visit|visited|inspected|inspection|verified)"
    r"|(?:last|letzter|letzte|derniere?|ultim[oa]) (?:besuch|anmeldung|visite|connexion|visita|acceso|accesso)"
    r"|next [a-z]+|recall(?:ed| date)|printed|generated|archived|uploaded|translated|aired|week ending|episode \d+"
    r"|\d+(?:\.\d+)+\W*released"
    r"|for (?:example|instance)|such as|zum beispiel|par exemple|por ejemplo|ad esempio|por exemplo|bijvoorbeeld"
    r"|(?<![a-z])(?:by|until|till|before|after|since|from|through|as of|bis|seit|ab|vor|nach|hasta|desde|a partir del?"
    r"|jusqu'au|depuis|a partir du|dal|fino al|ate|desde))"
    r"[\s:,.]*(?:(?:on|am|den)\s+)?$"
)
"""Words before a date that is not when the page was published or changed."""
_A_DATE = "\u2400"
_DATELINE = re.compile(
    rf"(?:[^\W\d_a-z][\w/-]*(?:[ ][^\W\d_a-z][\w/-]*)*,?\s*)?\(?{_A_DATE}[).]*\s*"
    r"[\u2013\u2014:|.)\u201e\u201c\u00bb\u00ab\"-]"
)
"""Text that opens with a place and a day, set off from what follows, as a quotation is: "Berlin, 3 May 2021 - The"."""
_WORD_FOR_DATE = re.compile(r"(?:^|[\n|,.(])\s*(?:date|datum|fecha|data|am|vom)\s*:\s*$")
_CLUTTER = re.compile(
    r"\d\d?[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?(?![a-z]))?|(?<![a-z])(?:uhr|um|at|on|am|vom|den|by|von|par|por|di|gmt|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo|"
    r"date|datum|fecha|data)(?![a-z])|[\W_]+"
)
"""What stands beside a date without saying anything of it."""


class _Read(NamedTuple):
    """What a run of text says: the claim, its element, how many characters of other words, whether called a date.

    ``opens``: it opens its text, set off from what follows.
    """

    claim: DateClaim
    element: LexborNode
    others: int
    called: bool
    opens: bool = False


def bare_date(
    places: Places, dated: Iterable[Dated], times: Iterable[Dated], style: DateStyle, *, told: bool
) -> DateClaim | None:
    """The bare date that is most likely the page's: in an element named for it, in little text, the first of equals.

    What the page prints goes before what it only says to machines (R5).

    Args:
        places: the page's blocks.
        dated: runs of text with a year.
        times: ``<time>`` elements without a year in their words ("3 days ago"), ``words`` being their ``datetime``.
        style: how the page writes dates.
        told: whether labelled days of it are known: one behind the opening that no name calls a date is then none.
    """
    shapes = Counter(shape_of(run.node.parent or run.node) for run in dated if not run.opens)
    if told:
        opening = max(places.among, default=0)
        dated = [
            run
            for run in dated
            if run.place <= opening or (_is_named(run.node.parent or run.node) and not run.box.beside)
        ]
    printed = _best(places, dated, shapes, lambda run: _read(run, style))
    return printed or _best(places, times, Counter(), _machine_form)


def _best(
    places: Places, runs: Iterable[Dated], shapes: Counter[tuple[str, ...]], read: Callable[[Dated], _Read | None]
) -> DateClaim | None:
    best: tuple[float, DateClaim] | None = None
    beyond: DateClaim | None = None
    for run in runs:
        if places.of_part(run.box) or places.in_site_head(run) or (what := read(run)) is None or dates_itself(run.box):
            continue
        if what.opens and any(box.tag in HEADINGS for box in places.boxes[min(places.among, default=0) : run.place]):
            continue  # a day set off from what follows opens the text, or in a part of it tells of that day
        of_link = what.others > 0 and what.element.tag == "a"  # its name says what it leads to
        named = what.called or (_is_named(what.element) and not of_link)
        repeated = shapes[shape_of(run.node.parent or run.node)] >= _LIKE
        listed = places.listed(run)
        if (listed and repeated) or _is_part(places, run, what, named=named):
            continue
        if places.of_linked(run, what.claim.raw) or places.in_card(run):
            continue
        if _goes_on(what.element) or (not named and _in_sentence(run, what)):
            continue
        if run.place not in places.near:
            whole = what.others == 0 and run.box.own <= _LINE and id(run.box) in places.inside
            alone = (whole or (named and what.others <= _FEW)) and not listed and not repeated
            if beyond is None and alone and (run.place in places.among or not run.box.beside):
                beyond = what.claim
            continue
        worth = 40 * named - what.others - 20 * what.claim.ambiguous - 30 * repeated
        if best is None or worth > best[0]:
            best = worth, what.claim
    return beyond if best is None else best[1]


def _is_of_a_term(box: Box) -> bool:
    """Whether a block says what a word before it means: of a list of terms, or in a row of a table."""
    return box.tag == "dd" or (box.tag in _CELLS and bool(words_before(box.node)))


def _heads_row(places: Places, box: Box) -> bool:
    """Whether a block is the cell that opens one of several rows of data; a table above the text may be a byline."""
    if box.tag not in _CELLS or box.held > _LINE or id(box) in places.byline:
        return False
    behind, row = box.node.next, box.node.parent
    beside = (row.prev, row.next) if row is not None else ()
    return behind is not None and behind.tag in _CELLS and any(each is not None and each.tag == "tr" for each in beside)


def _is_part(places: Places, run: Dated, what: _Read, *, named: bool) -> bool:
    """Whether a date is a part of what its block says: of a heading, of an item, of what the word before it means."""
    if _is_of_a_term(run.box) or _heads_row(places, run.box):
        return not named
    few = _SOME if id(run.box) in places.byline else _FEW
    if run.box.tag in HEADINGS:
        return what.others > few and not in_time(run.node)
    if named or not is_item(run.box):
        return False
    return what.others > _FEW // 3 or (id(run.box) not in places.byline and _leads_on(places, run.box))


def _leads_on(places: Places, box: Box) -> bool:
    """Whether an item leads to another page by a name of some length: the day beside it is that page's."""
    return any(
        len(" ".join(link.text().split())) > _FEW and places.leads_elsewhere(link) for link in box.node.css("a[href]")
    )


def _in_sentence(run: Dated, what: _Read) -> bool:
    """Whether a date stands amid the words of a sentence, which tell of what happened then, not of the page."""
    box = run.box
    if what.opens or box.tag in HEADINGS:
        return False  # a heading is judged by the words beside its date
    if what.others > _SENTENCE or (what.others > _PERIOD and _EAST_PERIOD.search(run.words.rstrip()) is not None):
        return True
    apart = what.element.tag not in _OF_WORDS and what.element.mem_id != box.node.mem_id and box.tag != "li"
    return box.own >= LONG and not apart and not _begins(run)


def _goes_on(element: LexborNode) -> bool:
    """Whether the words before an element and behind it are one sentence, whatever the element is called."""
    before, behind = element.prev, element.next
    if before is None or behind is None or not before.is_text_node or not behind.is_text_node:
        return False
    said, rest = before.text().rstrip(), behind.text().lstrip()
    return len(said) > _SENTENCE and said[-1].islower() and (rest[:1] in (".", ",") or rest[:1].islower())


def _begins(run: Dated) -> bool:
    """Whether a block begins with this run of text."""
    opening, said = run.words.lstrip()[:_OPENING], ""
    for node in run.box.node.traverse(include_text=True):
        said = (said + (node.text_content or "")).lstrip()
        if len(said) >= len(opening):
            return said.startswith(opening)
    return False


def short_year_dates(url: str, places: Places, dated: Iterable[Dated], style: DateStyle) -> list[DateClaim]:
    """Days near the text whose year is written with two digits, where the page names it elsewhere: labelled, or one."""
    texts = [("url", url), *((path_to(run.node.parent or run.node), run.words) for run in dated)]
    long = (box for box in places.boxes if box.own >= LONG)  # of these, the walk kept what they open with
    named = years_named([*texts, *((path_to(box.node), own_words(box.node)) for box in long)])
    if not named:
        return []
    best: tuple[float, list[DateClaim]] = (0.0, [])
    labelled: list[DateClaim] = []
    for place in sorted(places.near):
        box = places.boxes[place] if place < len(places.boxes) else None
        if box is None or not 6 <= box.own <= _SHORT or box.own_linked == box.own or places.of_part(box):
            continue
        words = own_words(box.node)
        claims_of = partial(short_year_claims, years=named, locator=path_to(box.node), style=style)
        if box.own > _SHORT // 2:  # several lines, as "Written by: ...<br>Last updated: 11/13/23"
            lines = words_of(box.node).split("\n") if not box.blocks else []
            claims = [claim for line in lines[1:] for claim in claims_of(line) if claim.label is not None]
        else:
            claims = claims_of(words)
        if not claims or _named_for(box.node, _NAMED_FOR_ANOTHER):
            continue
        if claims[0].label is not None:
            labelled += claims
            continue
        others = len(_CLUTTER.sub("", fold(words.replace(claims[0].raw, " ", 1))))
        worth = 200.0 + 40 * _is_named(box.node) - others - 20 * claims[0].ambiguous
        best = max(best, (worth, claims), key=lambda one: one[0])
    return labelled or best[1]


def _read(run: Dated, style: DateStyle) -> _Read | None:
    box, tried = run.box, set[str]()
    for element, words in _wordings(run):
        if words not in tried:
            tried.add(words)
            claim = unlabelled_in(words, locator=path_to(element), style=style)
            if claim is not None:
                break
    else:
        return None
    line = " ".join(box.node.text(separator=" ").split()) if _is_line(run) else words
    before = fold((line if claim.raw in line else words).partition(claim.raw)[0])
    weekday = WEEKDAY_BEFORE.search(before)
    before = before[: weekday.start()] if weekday is not None else before
    if _OF_ANOTHER.search(before) or _named_for(element, _NAMED_FOR_ANOTHER):
        return None
    opens = _DATELINE.match(words.replace(claim.raw, _A_DATE, 1)) is not None and (run.opens or _begins(run))
    if run.opens and not opens:
        return None
    rest = _CLUTTER.sub("", fold(words.replace(claim.raw, " ", 1)))
    others = len(rest) + len(EAST_SIGN.findall(rest))
    if _is_of_a_term(box):
        before = f"{fold(words_before(box.node)).rstrip(' :')}:"
    return _Read(claim, element, others, _WORD_FOR_DATE.search(before) is not None, opens)


def _is_line(run: Dated) -> bool:
    """Whether the block of a run is a line of its own."""
    return not run.opens and not run.box.blocks and run.box.held <= _SHORT


def _wordings(run: Dated) -> Iterator[tuple[LexborNode, str]]:
    """The elements and words in which a day may stand whole, the narrowest first.

    It may stand in another element than its year, and its "21" in another than its "st".
    """
    element, block = run.node.parent or run.box.node, run.box.node
    words = " ".join(run.words.split())
    yield element, words
    at: LexborNode | None = element if len(words) <= _PIECE else None
    while at is not None and at.mem_id != block.mem_id and len(at.text()) <= _SHORT:
        if at.first_child != at.last_child:  # its words are parted by elements or comments
            yield at, " ".join(words_of(at).split())
        at = at.parent
    if _is_line(run):
        yield block, " ".join(words_of(block).split())
        if block.css_first("script, style") is None:
            yield block, " ".join(block.text().split())


def _machine_form(run: Dated) -> _Read | None:
    claims = typed_claims("unlabelled", run.words, source="time", locator=f"{path_to(run.node)}@datetime")
    if not claims or claims[0].precision not in ("day", "instant") or _named_for(run.node, _NAMED_FOR_ANOTHER):
        return None
    return _Read(claims[0], run.node, 0, True)


def _is_named(element: LexborNode) -> bool:
    """Whether an element or the one around it is named for a date."""
    return element.tag == "time" or _named_for(element, _NAMED)


def _named_for(element: LexborNode, names: re.Pattern[str]) -> bool:
    for each in (element, element.parent):
        if each is not None and each.tag != "body":
            attributes = each.attributes
            if names.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
                return True
            if each.tag == "time" and names is _NAMED:
                return True
    return False
