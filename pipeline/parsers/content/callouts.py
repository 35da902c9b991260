"""Asides that stand among the paragraphs of a text and belong to it: "Key points", "When to call a doctor".

HTML calls an ``<aside>`` what is only distantly related; publishers of health pages put their warnings in it. One that
leads elsewhere, sells, or says again what the text says beside it, is left out.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate

from pipeline.parsers.boilerplate import BESIDE_TAGS, opens_elsewhere
from pipeline.parsers.content.survey import HEADINGS, LONG, Box, right_in, with_around
from pipeline.patterns import of_small_letters, small_letters

_CALLOUT = re.compile(
    r"call-?out|not(?:e|ice)s?(?:[-_ ]|$)|alert|warn|caution|danger|important|urgent|emergency|key[-_]|info"
    r"|tip(?:s|[-_ ]|$)|highlight|box|fact|inset|summary|take-?away|advice|remember|care-?card|panel|hinweis|merk"
    r"|achtung|aviso|alerta|consejo|conseil|attention",
    re.IGNORECASE,
)
"""Names of what is set apart to be seen."""
_ELSE = re.compile(
    r"quote|pull|embed|relat|link|gate|wall|enhanc|caption|credit|bio(?:[-_ ]|$)|author|donat|poll(?:[-_ ]|$)|quiz"
    r"|product|offer|shop|partner|event|thumb|gallery|image|figure|widget|toc(?:[-_ ]|$)|tools|series",
    re.IGNORECASE,
)
"""Names of what is set apart for another reason, however it is set."""
_PARAGRAPH = 60
_SAID = 20
"""Characters of the shortest warning."""
_LINKED = 0.4
_REST = 0.5
"""Share of the text around that a note to it holds at most."""
_AGAIN = 60
"""Characters by which a sentence is known where it is said again."""
_LOOKED = 1 << 30
"""Characters that are looked through for such sentences, at most: for every aside of a page it is all around it."""
_MORE = re.compile(
    r"(?:read more|read on\b.{0,30}|continue reading|weiterlesen|lire la suite|leer m[aá]s|leggi tutto)\W*$",
    re.IGNORECASE,
)
"""The last words of a card. What is to be read more of would stand in a text."""
_WARNING = re.compile(r"alert|warn|caution|danger|important|urgent|emergency", re.IGNORECASE)
_CALLS = of_small_letters(
    r"(?<!\w)(?:(?:call|dial|ring|phone) (?:9-?1-?1|999|112|000|111|triple zero|an ambulance|(?:for )?emergency)(?!\w)"
    r"|(?:seek|get|need) (?:emergency|immediate|urgent) (?:medical )?(?:care|help|attention|treatment)"
    r"|go (?:straight )?to (?:a ?& ?e|the (?:nearest )?emergency|an emergency|your (?:nearest|local) emergency)"
    r"|(?:wählen|rufen) sie .{0,40}(?:112|notruf|notarzt|rettungsdienst)|notruf (?:unter )?112"
    r"|appelez (?:immédiatement |vite |tout de suite )?le (?:15|112|samu)|faites le (?:15|112)"
    r"|(?:llame|llama|marque) (?:de inmediato )?al (?:911|112|9-1-1)"
    r"|(?:chiam(?:a|are|ate|i)) (?:subito )?(?:il )?(?:112|118)|ligue (?:já )?(?:para )?(?:o )?(?:112|192|911)"
    r"|bel (?:direct |meteen )?(?:het )?112|ring (?:genast )?112"
    r"|zadzwoń (?:natychmiast )?(?:pod|na) (?:numer )?(?:112|999))"
)
"""What tells of an emergency, in small letters."""
_BRIEF = 600
"""Characters of the longest warning of one."""
_SELLS = re.compile(
    r"(?<![a-z])(?:ads?|advert[a-z]*|spons[a-z]*|newsletter|sign-?up|subscri[a-z]*|cookies?|consent|gdpr|author|bio|byline"
    r"|comments?|share|social|log-?in|donat[a-z]*|survey|feedback|ratings?|poll|quiz|modal|overlay|pop-?up)(?![a-z])",
    re.IGNORECASE,
)
"""Names of what may say sentences between paragraphs and is none of the text."""
_FEW = 6
_NO_PROSE = HEADINGS | {"li", "table", "dl", "form", "figure", "blockquote"}
_END = tuple(".!?:;)\"'”’»。！？")  # noqa: RUF001  full stops of other scripts


_LARGEST = 200
"""Blocks in the largest callout; a page may nest asides as deep as it likes, and each is looked through."""


def mark_callouts(boxes: list[Box]) -> None:
    """Let asides be content that stand among paragraphs and read on with them, and what calls for help there."""
    asides = [box for box in boxes if box.says in ("aside", "beside") and box.named_beside]
    if asides:
        page = _Page(boxes)
        for box in asides:
            if page.is_callout(box) if box.says == "aside" else page.is_call(box) or page.is_prose(box):
                box.says = "aside"
                box.beside = box.named_beside = False


class _Surroundings:
    """What stands right in a block: its paragraphs, and where its first and last prose is. Made once a block."""

    def __init__(self, around: Box, boxes: list[Box]) -> None:
        self.paragraphs = 0
        self.first_ends = len(boxes)
        self.last = -1
        self._node = around.node
        for each in right_in(around, boxes):
            if each.named_beside:
                continue
            if each.tag == "p" and each.own - each.own_linked >= _PARAGRAPH:
                self.paragraphs += 1
            if any(one.own - one.own_linked >= _PARAGRAPH for one in boxes[each.place : each.end]):
                self.first_ends = min(self.first_ends, each.end)
                self.last = each.place

    def have_amid(self, box: Box) -> bool:
        """Whether a box stands behind the first prose and before the last."""
        return self.first_ends <= box.place < self.last

    @cached_property
    def words(self) -> str:
        return " ".join(self._node.text().split())


class _Page:
    """The blocks of a page, with sums by which an aside is judged without going through what is around it."""

    def __init__(self, boxes: list[Box]) -> None:
        self._boxes = boxes
        self._own = [0, *accumulate(box.own for box in boxes)]
        self._linked = [0, *accumulate(box.own_linked for box in boxes)]
        self._around: dict[int, _Surroundings] = {}
        self._room = _LOOKED

    def is_callout(self, box: Box) -> bool:
        if _ELSE.search(box.names) or box.end - box.place > _LARGEST:
            return False
        named = _CALLOUT.search(box.names) is not None
        words = self._said(box)
        linked = self._linked[box.end] - self._linked[box.place]
        if words - linked < _SAID or linked > _LINKED * words:
            return False
        inside = self._boxes[box.place : box.end]
        wrapped = self._wrapped(box)
        if wrapped is None or words > _REST * (self._said(wrapped) - words) or any(each.own_fields for each in inside):
            return False
        around = self._surroundings(wrapped)
        return _stands_among(box, around, named=named) and self._tells(
            box, inside, around, named=named, linked=linked > 0
        )

    def is_call(self, box: Box) -> bool:
        """Whether a block between paragraphs tells what to do in an emergency, whatever its name: "banner", "promo"."""
        words = self._said(box)
        linked = self._linked[box.end] - self._linked[box.place]
        if not _SAID <= words <= _BRIEF or linked > _LINKED * words or box.end - box.place > _LARGEST:
            return False
        if box.tag in BESIDE_TAGS or _CALLS.search(_words_in(box)) is None:
            return False
        wrapped = self._wrapped(box)
        if wrapped is None or any(each.own_fields for each in self._boxes[box.place : box.end]):
            return False
        return self._surroundings(wrapped).have_amid(box)

    def is_prose(self, box: Box) -> bool:
        """Whether a block between paragraphs is nothing but paragraphs as they are, whatever its name: "related-info".

        What leads elsewhere, sells or asks has a link, a field, a picture or a heading; it is short, or ends otherwise.
        """
        inside = self._boxes[box.place : box.end]
        if box.tag in BESIDE_TAGS or len(inside) > _FEW or _SELLS.search(box.names) is not None:
            return False
        if any(each.own_linked or each.own_fields or each.own_images or each.tag in _NO_PROSE for each in inside):
            return False
        said = [each for each in inside if each.own]
        if not said or not all(each.own >= LONG and not each.blocks and _is_closed(each) for each in said):
            return False
        wrapped = self._wrapped(box)
        if wrapped is None:
            return False
        around = self._surroundings(wrapped)
        return around.have_amid(box) and self._is_said_once(_words_of(box), around)

    def _tells(self, box: Box, inside: list[Box], around: _Surroundings, *, named: bool, linked: bool) -> bool:
        """Whether a box says something of its own in sentences, rather than where to read on."""
        lines = [_words_of(each) for each in inside if each.own and not each.blocks] or [_words_of(box)]
        if linked and (opens_elsewhere(lines[0]) or _MORE.search(_words_of(box))):
            return _WARNING.search(box.node.attributes.get("class") or "") is not None
        if named:
            return True
        if any(each.own_images for each in inside) and not any(each.tag in HEADINGS for each in inside):
            return False  # a picture and what it shows
        sentences = [line for line in lines if len(line) >= _SAID and line.endswith(_END)]
        return any(self._is_said_once(line.strip("\"'“”„«» "), around) for line in sentences)

    def _is_said_once(self, line: str, around: _Surroundings) -> bool:
        """Whether no other line of a text begins like one of it; of a page that asks for ever, nothing is known."""
        self._room -= len(around.words)
        return self._room > 0 and around.words.count(line[:_AGAIN]) == 1

    def _surroundings(self, around: Box) -> _Surroundings:
        made = self._around.get(around.place)
        if made is None:
            made = self._around[around.place] = _Surroundings(around, self._boxes)
        return made

    def _said(self, box: Box) -> int:
        return self._own[box.end] - self._own[box.place]

    def _wrapped(self, box: Box) -> Box | None:
        """The block that a box stands in with others; what only wraps it is passed over."""
        return next((around for around in with_around(box) if self._said(around) != self._said(box)), None)


def _words_of(box: Box) -> str:
    return " ".join(box.node.text().split())


def _is_closed(box: Box) -> bool:
    return _words_of(box).endswith(_END)


def _words_in(box: Box) -> str:
    """The words of a block in small letters."""
    return small_letters(" ".join(box.node.text(separator=" ").split()))


def _stands_among(box: Box, around: _Surroundings, *, named: bool) -> bool:
    """Whether paragraphs stand beside a box; one that is named a callout may stand between sections of them."""
    return around.paragraphs > (not named) or (named and around.have_amid(box))
