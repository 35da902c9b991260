"""Dates of what a text was taken from: of the source that a line names, of where it was published before (R2)."""

from __future__ import annotations

import re

from pipeline.parsers.dates.between import CONNECTORS
from pipeline.parsers.dates.labels import NAMES_PAGE
from pipeline.patterns import when_used

_SOURCE = (
    r"(?:(?:content|text|data|information)\ )?sources?\s*:|(?:data|information|text)\ from\s*:|(?:daten)?quellen?\s*:"
    r"|fuentes?\s*:|font[ei]s?\s*:|bron(?:nen)?\s*:"
)
_TAKEN = (
    r"(?:adapted|reprinted|reproduced|republished|excerpted|abridged|translated|taken|modified|condensed)"
    r"(?:\ and\ [a-z]+)?\ (?:with\ (?:the\ )?(?:kind\ )?permission\ (?:of|from)|from)(?![a-z])|based\ on(?![a-z])"
    r"|(?:ubernommen|entnommen|adaptiert|ubersetzt|bearbeitet)\ (?:aus|von|nach)(?![a-z])"
    r"|(?:adapte|traduit|tire|extrait|reproduit)e?s?\ d(?:e|u|es|')(?![a-z]{2})|d'apres(?![a-z])"
    r"|(?:adapta|traduci|toma|extrai|reproduci)d[oa]s?\ del?(?![a-z])"
    r"|(?:adattat|tradott|tratt|riprodott)[oaie]\ da[a-z]*"
    r"|(?:adaptad|traduzid|extraid|reproduzid)[oa]s?\ d[eoa]s?(?![a-z])"
    r"|(?:vertaald|overgenomen|bewerkt)\ (?:uit|van|naar)(?![a-z])"
)
_OPENS = when_used(
    r"(?:^|(?<=[.!?;)] ))\s*(?P<said>(?:this|the)\ [a-z ]{4,24}\ (?:is|was|has\ been)\ )?"
    rf"(?:(?P<source>{_SOURCE})|{_TAKEN})"
)
"""How words open that name where a text, or what stands in it, was taken from."""
_BASED = when_used(
    r"(?<![a-z])(?:gebaseerd\ op|(?:basier(?:t|en)|beruh(?:t|en)|(?:stutz(?:t|en)|grunde(?:t|n))\ sich|gestutzt)\ auf"
    r"|(?:repose(?:nt)?|s'appuie(?:nt)?|se\ base(?:nt)?|(?:base|fonde)e?s?)\ sur"
    r"|(?:se\ basan?|basad[oa]s?)\ en|(?:baseiam?-se|se\ baseiam?|basead[oa]s?)\ (?:em|n[ao]s?)"
    r"|(?:si\ basan?o?|basat[oaie])\ su[a-z']*|(?:bygger|baserade?|baseret|basert)\ pa"
    r"|(?:opracowan[aoey]\ )?na\ podstawie)\ [^.!?;|\n]{4,120}[,(]\s*$"
)
"""How a sentence names what a text rests on, up to the bracket or comma behind its name."""
_FIELDS = re.compile(r"[|\u2022\u00b7]")
_SHORTEST = 10
"""Characters of the shortest words of that kind with a name; most labels open their line."""
_REACH = 160
"""Characters between such words and the label of a date that may be of what they name."""
_SENTENCE_ENDS = re.compile(r"[a-z\d)\"']{3}\.\s(?=\S)")
_GOES_ON = re.compile(r"[a-z ]{4,24}[\d a-z]{0,16}(?:19|20)\d\d,$")
"""A sentence that is a label with a date, and goes on: "Published May 2011, last updated ..."."""
_CLOSES = (",", ".", ";", "(")
"""What stands before the date of a source: a field right behind its name is one of the page."""
_FIRST = re.compile(r"(?<![a-z])(?:first|origin|erstmal|ursprung|premiere|primera|prima |pela primeira|eerst)")
_ELSEWHERE = re.compile(
    r"\s+(?:in|on|at|im|bei|auf|dans|sur|en|nel|sul|su|no|na|op)\ "
    r"(?!(?:this|our|its|these|print|paper|full|line|html|pdf|english|german|french|spanish|dutch|italian|portuguese)(?![a-z]))"
    r"(?:the\ |der\ |la\ |le\ |il\ |el\ )?[a-z]"
)


def names_source(folded: str, line: int, start: int) -> bool:
    """Whether the words of a line before a label name where a text was taken from ("Adapted from A. Work. Updated").

    Or what it rests on, right before the label ("It is based on the guideline of A. Society (updated").

    Then the date is of that work. Another field of the line, a second sentence with a date, and a label that names the
    page behind a full stop are of the page.

    Args:
        folded: the text, folded.
        line: where the line begins.
        start: where the label begins.
    """
    if start - line < _SHORTEST:
        return False
    if _BASED.search(folded, max(line, start - _REACH), start) is not None:
        return True
    begins = max(line, start - 2 * _REACH)
    for bar in _FIELDS.finditer(folded, begins, start):
        begins = bar.end()
    opening = None
    for opening in _OPENS.finditer(folded[begins:start]):  # noqa: B007  the last is wanted
        pass
    if opening is None or start - begins - opening.end() > _REACH:
        return False
    named = folded[begins + opening.end() : start].rstrip()
    sentence = _SENTENCE_ENDS.search(named)
    if not any(map(str.isalpha, named)) or (sentence is not None and not _GOES_ON.match(named, sentence.end())):
        return False
    closed = named.endswith(_CLOSES)
    rests = opening["said"] is not None and opening[0].endswith("based on")
    if (opening["source"] is not None and not closed) or (rests and named.endswith(".")):
        return False  # a field right behind the source; the page says what it rests on, and then of itself
    return not (closed and named[-1] != "," and named[-1] != "(" and NAMES_PAGE.match(folded, start))


def published_elsewhere(folded: str, label: slice, date: int) -> bool:
    """Whether a label and its date say where else a text appeared: "first published in The Journal on 3 May 2019"."""
    return (
        _FIRST.search(folded, label.start, label.stop) is not None
        and CONNECTORS.fullmatch(folded, label.stop, date) is None
        and _ELSEWHERE.match(folded, label.stop, date) is not None
    )
