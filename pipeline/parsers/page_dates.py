"""The dates a page states about itself that stand outside its metas and JSON-LD, for a page without a profile.

Where they are looked for: labelled dates in every short block of the page that is not a comment, a card or navigation
(publishers print "Last reviewed" above, below and beside their text); ``<time>``, microformats and microdata; a bare
date right above or right below the text, which is kept as ``unlabelled`` because the page does not say what happened
then; and the date in the path of the page's address, ``unlabelled`` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import structs
from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim, DateSource, Role
from pipeline.parsers.dates import NOT_THE_PAGE, Label, Order, find_claims, typed_claim, unlabelled_in
from pipeline.parsers.survey import TWO_DIGITS, Box, Dated

_SHORT = 180
"""Characters of the longest block that may be a line about the page rather than a paragraph of it."""
_ABOVE, _BELOW = 30, 18
"""Blocks before the first and after the last paragraph among which a bare date is believed to be the page's."""
_FAR = 160
_FEW = 12
_PARAGRAPH = 120
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIELDS: dict[str, Role] = {
    "datepublished": "published", "datemodified": "modified", "datecreated": "created", "lastreviewed": "reviewed",
    "published": "published", "dt-published": "published", "updated": "modified", "dt-updated": "modified",
}  # fmt: skip
"""schema.org properties, and the date classes of the microformats hAtom 0.1 and h-entry."""
_URL_DATE = re.compile(
    r"/(?P<y>19[89]\d|20[0-4]\d)(?P<s>[-/_]?)(?P<m>0[1-9]|1[0-2])(?:(?P=s)(?P<d>0[1-9]|[12]\d|3[01]))?(?=[-/_.?]|$)"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NAMED = re.compile(
    r"dat(?:e|um)(?![a-tv-z])|time|publi|posted|created|fecha|byline|dateline|submitted|stamp", re.IGNORECASE
)
_CARRIERS: tuple[tuple[str, DateSource], ...] = (("datetime", "time"), ("content", "microdata"), ("title", "microdata"))
"""Attributes that carry the machine form: of ``<time>``, of microdata and RDFa, of hAtom's ``<abbr>``."""
_CARD = 300
_A_DATE = "\u2400"
_DATELINE = re.compile(
    rf"(?:[^\W\d_a-z][\w/-]*(?:[ ][^\W\d_a-z][\w/-]*)*,?\s*)?\(?{_A_DATE}[).]*\s*[\u2013\u2014:|.)-]"
)
"""Text that opens with a place and a day, set off from what follows: "Berlin, 3 May 2021 - The ..."."""
_NOT_PROSE = frozenset(("nav", "select", "option"))


def dates_of_page(
    url: str,
    boxes: list[Box],
    dated: list[Dated],
    *,
    root: LexborNode,
    title: LexborNode | None,
    left_out: frozenset[int],
    language: str | None,
    order: Order | None,
    labels: tuple[Label, ...],
) -> list[DateClaim]:
    """Every claim of the places named above, in page order."""
    elsewhere = _elsewhere(boxes, _around(boxes, title))
    lines = list(_lines(boxes, elsewhere))
    claims: list[DateClaim] = []
    for box, text in lines:
        claims += find_claims(text, locator=_path(box.node), language=language, order=order, labels=labels)
    claims += _fields(boxes, elsewhere, order=order, language=language)
    bare = _bare(dated, elsewhere, _near(boxes, root, title, left_out), order=order, language=language)
    if bare is not None and not any(claim.raw == bare.raw for claim in claims):
        claims.append(bare)
    claims += _of_address(url)
    return claims


def _lines(boxes: list[Box], elsewhere: set[int]) -> Iterator[tuple[Box, str]]:
    """Short blocks with a year in them, the widest that is short enough."""
    taken: set[int] = set()
    for box in boxes:
        parent = box.parent
        if parent is None:
            continue
        if id(parent) in taken:
            taken.add(id(box))
            continue
        if not 6 <= box.held <= _SHORT or id(box) in elsewhere:
            continue
        taken.add(id(box))
        text = box.node.text(separator=" ", skip_empty=True)
        if _YEAR.search(text):
            yield box, " ".join(text.split())


def _bare(
    dated: list[Dated], elsewhere: set[int], near: frozenset[int], *, order: Order | None, language: str | None
) -> DateClaim | None:
    """The bare date that is most likely the page's: in an element named for it, in little text, the first of equals."""
    best: tuple[float, DateClaim] | None = None
    beyond: DateClaim | None = None
    for run in dated:
        if id(run.box) in elsewhere:
            continue
        words = " ".join(run.words.split())
        element = run.node.parent or run.box.node
        claim = unlabelled_in(words, locator=_path(element), order=order, language=language)
        claim = claim or _two_digits(words, _path(element))
        if claim is None:
            continue
        if run.opens and _DATELINE.match(words.replace(claim.raw, _A_DATE, 1)) is None:
            continue
        others = len(words) - len(claim.raw)
        if run.box.tag in _HEADINGS and others > _FEW:
            continue
        named = _is_named(element)
        if run.place not in near:
            if beyond is None and named and others <= _FEW and not run.box.beside and not _listed(run):
                beyond = claim
            continue
        if run.box.tag == "li" and not named and others > _FEW:
            continue
        worth = 40 * named - others - 20 * claim.ambiguous
        if best is None or worth > best[0]:
            best = worth, claim
    return beyond if best is None else best[1]


def _two_digits(words: str, locator: str) -> DateClaim | None:
    found = TWO_DIGITS.search(words)
    if found is None:
        return None
    whole = f"{found['d']}.{found['m']}.20{found['y']}"
    claim = unlabelled_in(whole, locator=locator)
    return None if claim is None else structs.replace(claim, raw=found[0])


def _listed(run: Dated) -> bool:
    """One of a list, or in a small article of its own: about something else than the page."""
    if run.box.tag == "li":
        return run.node.parent is None or run.node.parent.tag != "time"
    at: Box | None = run.box
    while at is not None:
        if at.tag == "article" and at.prose < _CARD:
            return True
        at = at.parent
    return False


def _is_named(element: LexborNode) -> bool:
    """Whether an element or the one around it is named for a date."""
    for each in (element, element.parent):
        if each is None:
            return False
        attributes = each.attributes
        if each.tag == "time" or _NAMED.search(f"{attributes.get('class')} {attributes.get('id')}"):
            return True
    return False


def _around(boxes: list[Box], title: LexborNode | None) -> set[int]:
    """The blocks that hold the title: whatever they look like, they are no card of another page."""
    around: set[int] = set()
    at = next((box for box in boxes if title is not None and box.node.mem_id == title.mem_id), boxes[0])
    while at.parent is not None:
        around.add(id(at))
        at = at.parent
    around.add(id(at))
    return around


def _elsewhere(boxes: list[Box], own: set[int]) -> set[int]:
    """The blocks in readers' comments, in navigation or in a card of another page."""
    elsewhere: set[int] = set()
    for box in boxes:
        if id(box) not in own and (
            id(box.parent) in elsewhere
            or box.says == "talk"
            or box.tag in _NOT_PROSE
            or (box.cards and box.cards == box.headings and box.prose < 300 * box.cards)
        ):
            elsewhere.add(id(box))
    return elsewhere


def _near(boxes: list[Box], root: LexborNode, title: LexborNode | None, left_out: frozenset[int]) -> frozenset[int]:
    """Places of the blocks around the text: from the title to the first paragraph, and just below the last."""
    inside: set[int] = set()
    paragraphs: list[int] = []
    begin = 0
    for number, box in enumerate(boxes):
        if title is not None and box.node.mem_id == title.mem_id:
            begin = number
        if box.node.mem_id != root.mem_id and id(box.parent) not in inside:
            continue
        if box.node.mem_id in left_out:
            continue
        inside.add(id(box))
        if box.own - box.own_linked >= _PARAGRAPH:
            paragraphs.append(number)
    if not paragraphs:
        return frozenset(range(len(boxes) + 1))
    first, last = paragraphs[0], paragraphs[-1]
    near = {*range(max(0, first - _ABOVE), first + 6), *range(last + 1, last + _BELOW)}
    if title is not None and abs(first - begin) <= _FAR:
        near.update(range(max(0, begin - 6), max(begin + 20, first)))
    return frozenset(near)


def _fields(boxes: list[Box], elsewhere: set[int], *, order: Order | None, language: str | None) -> list[DateClaim]:
    """``itemprop`` and microformat classes that are defined to hold a date of the page."""
    claims: list[DateClaim] = []
    page = boxes[0].node.parent or boxes[0].node
    by_id = {box.node.mem_id: box for box in boxes}
    for node in page.css(
        "time, [itemprop*=date i], [itemprop=lastReviewed], .published, .updated, .dt-published, .dt-updated,"
        " [property*=date i][content]"
    ):
        box = _box_of(node, by_id)
        if (box is not None and id(box) in elsewhere) or _of_another(node):
            continue
        attributes = node.attributes
        stated_as = (attributes.get("property") or "").rpartition(":")[2]
        names = f"{attributes.get('itemprop') or ''} {stated_as} {attributes.get('class') or ''}".lower().split()
        role = next((_FIELDS[name] for name in names if name in _FIELDS), None)
        if role is None and "pubdate" in attributes:
            role = "published"
        if role is None:
            continue
        words = " ".join(node.text().split())
        locator = _path(node)
        carriers: list[tuple[DateSource, str | None, str]] = [("text", words, locator)]
        for name, source in _CARRIERS:
            carriers.append((source, attributes.get(name), f"{locator}@{name}"))
        stated = (
            typed_claim(role, raw, source=source, locator=at, order=order, language=language)
            for source, raw, at in carriers
        )
        claims += [claim for claim in stated if claim is not None]
    return claims


def _of_another(node: LexborNode) -> bool:
    """In a microdata item that is something else than the page: a comment, a video, an event."""
    at = node.parent
    while at is not None:
        attributes = at.attributes
        if "itemscope" in attributes:
            kind = (attributes.get("itemtype") or "").rstrip("/").rpartition("/")[2]
            return kind in NOT_THE_PAGE
        at = at.parent
    return False


def _box_of(node: LexborNode, by_id: dict[int, Box]) -> Box | None:
    at: LexborNode | None = node
    while at is not None:
        box = by_id.get(at.mem_id)
        if box is not None:
            return box
        at = at.parent
    return None


def _of_address(url: str) -> Iterable[DateClaim]:
    """A date in the path, as blogs and news sites address their pages. It does not say what happened then."""
    path = "/" + url.partition("//")[2].partition("/")[2]
    found = _URL_DATE.search(path.partition("?")[0])
    if found is None or (found["d"] is None and found["s"] != "/"):
        return ()
    raw = "-".join(part for part in (found["y"], found["m"], found["d"]) if part)
    claim = typed_claim("unlabelled", raw, source="url", locator="url")
    return () if claim is None else (claim,)


def _path(node: LexborNode) -> str:
    """A CSS path that leads back to an element, from its nearest id down."""
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in ("html", "body") and len(steps) < 6:
        attributes = at.attributes
        name = attributes.get("id")
        if name and re.fullmatch(r"[A-Za-z][\w-]*", name):
            steps.append(f"#{name}")
            break
        classes = (attributes.get("class") or "").split()
        plain = next((each for each in classes if re.fullmatch(r"[A-Za-z][\w-]*", each)), None)
        steps.append(f"{at.tag}.{plain}" if plain else str(at.tag))
        at = at.parent
    return " > ".join(reversed(steps))
