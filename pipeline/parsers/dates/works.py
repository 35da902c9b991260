"""Dates of what the words before them name, not of the page: of a work in a list, of what a sentence tells of (R2)."""

from __future__ import annotations

import re

from pipeline.parsers.dates.between import BY, CONNECTORS
from pipeline.parsers.dates.folding import EAST, EAST_SIGN
from pipeline.parsers.dates.forms import DATE
from pipeline.parsers.dates.labels import NAMES_PAGE, SCOPES, SPOKEN_OF, SUBJECT, WORKS, LabelSet
from pipeline.parsers.dates.taken import names_source
from pipeline.parsers.dates.value import AT
from pipeline.patterns import when_used

_MARKER = re.compile(r"[ ]*(?:[\u2022\u25e6\u25aa\u2023*-]|\[?\d{1,3}(?:[.)\]]))\s+")
"""What an item of a list begins with."""
_WORK = 12
"""Letters of the shortest name of a work."""
_BY_WHOM = re.compile(rf"(?:{BY}|authors?|autor(?:es|in)?|auteurs?|written|reviewers?|editors?|page|content)(?![a-z])")
"""Words that open a line about who wrote the page, and when."""
_ASIDE = re.compile(r"(?:(?P<bracket>[(\[])|(?P<dash> -)|(?<=[a-z\d,]) )\s*$")
_BRACKET_ENDS = re.compile(r"[^()\[\]\n]{0,40}[)\]]")
_GOES_ON = when_used(rf",?\ +[^\W_]|\ ?[{EAST}]")
"""A sentence behind the bracket that its date closes."""
_DASH_GOES_ON = re.compile(r"\ +-\ +[a-z]")
_WORDS_GO_ON = re.compile(rf",?\ +(?!(?:{BY}|{AT}|and|or|y|et|und|e|i|with|mit|con|avec|com)\s)[^\W\d_]")
"""A sentence behind the date; by whom, the hour and a second label may follow in a byline, too."""
AND_THEN = re.compile(r"[,;]?\ +(?:(?:and|y|et|und|e|och|og|en|oraz)\ +)?")
"""Between the dates of one thing: "published in 2015 and last updated in 2019"."""
_OF_WHAT_FOLLOWS = re.compile(r",\s(?=(?:the|an?|la|les?|el|l[oa]s|il)\s[^\n|]{20})")
"""Behind the date of what the sentence is about: "Last updated in May 2019, the report names ..."."""
_WORK_NAMED = when_used(rf"(?<![a-z]){WORKS}(?:(?![a-z])[^.!?:;\n]{{0,40}},)?$")
_IS_WORK = when_used(rf"(?:this|the|our|dies[a-z]*|cette|est[ea]|quest[ao])\ (?:[\w-]+\ ){{0,2}}{WORKS}")
"""A sentence that speaks of the page, which is such a work itself: "This clinical guideline was last updated"."""
_SENTENCE_ENDS = re.compile(r"[.!?]\s")
_SOURCE = re.compile(r"[\s|]*(?:source|quelle|fuente|fonte|bron)s?\s*:")
_CITES = re.compile(
    r"[\s|]*(?:(?:suggested|recommended|preferred) citation|how to cite|cite (?:this|as)|zitierweise|zitierhinweis"
    r"|como citar|pour citer)"
)
"""How a line opens that tells how to cite the page: the day in it is one of the citation."""
_FEW_WORDS = 4
"""Words of the shortest sentence; what has fewer before a bracket is a title or a name."""
_WINDOW = 240
"""Characters before a bracket that are looked at."""
_NEAR_DATE = 14
"""Characters between the end of a date and a bracket with another, at most: an hour may stand there."""


def of_work(folded: str, start: int, known: LabelSet, *, items: bool) -> bool:
    """Whether a label at ``start`` stands in an item of a list behind other words, which do not say by whom.

    Args:
        folded: the text, folded.
        start: where the label begins.
        known: all labels of the page's language.
        items: whether each line is an item; one that begins with a bullet or number is one anyway.
    """
    line = folded.rfind("\n", 0, start) + 1
    if _CITES.match(folded, line) is not None:
        return True
    if names_source(folded, line, start):
        return True
    marker = _MARKER.match(folded, line, start)
    if marker is None and not items:
        return False
    begins = marker.end() if marker is not None else line
    before = folded[begins:start]
    if sum(map(str.isalnum, before)) + len(EAST_SIGN.findall(before)) < _WORK:
        return False
    return known.pattern.match(folded, begins) is None and _BY_WHOM.match(folded, begins) is None


def in_aside(text: str, folded: str, start: int, end: int, known: LabelSet) -> bool:
    """Whether a date is an aside of a sentence: "The DSM-5 (published in May 2013) lists", also without the brackets.

    It then belongs to the words before it. A line that opens with a label, a date or by whom, a sentence that speaks of
    the page, and a title or a sentence before brackets of their own say so of the page.

    Args:
        text: as it stands.
        folded: the same, folded.
        start: where the label begins.
        end: where its date ends.
        known: all labels of the page's language.
    """
    thing = _OF_WHAT_FOLLOWS.match(text, end)
    opening = _ASIDE.search(folded, max(0, start - 4), start)
    if thing is not None or opening is None:
        return thing is not None and NAMES_PAGE.match(folded, thing.end()) is None
    line = folded.rfind("\n", 0, start) + 1
    before = folded[max(line, opening.start() - _WINDOW) : opening.start()].rstrip()
    if not before or before[-1] in ".!?:|":
        return False
    if opening["bracket"] is None:
        # a field of a byline is written as one: "Health desk - Updated May 2019 - 5 min"
        goes_on = _WORDS_GO_ON if opening["dash"] is None else _DASH_GOES_ON
        ends = _second_end(folded, end, known)
        told = text[start].islower() and (goes_on.match(folded, ends) is not None or _names_work(before))
    else:
        closing = _BRACKET_ENDS.match(folded, end)
        if closing is None:
            return False
        if _SOURCE.match(folded, line) is not None:
            return True
        ends = closing.end()
        told = _GOES_ON.match(folded, ends) is not None or (folded[ends : ends + 1] == "." and _is_sentence(before))
    if not told or known.pattern.match(folded, line) is not None or _BY_WHOM.match(folded, line) is not None:
        return False
    return _names_work(before) or not _speaks_of_page(before)


def _second_end(folded: str, end: int, known: LabelSet) -> int:
    """Where the second date of one thing ends: "published in 2015 and last updated in 2019"; of one alone, its end."""
    joined = AND_THEN.match(folded, end)
    label = known.pattern.match(folded, joined.end()) if joined is not None else None
    gap = CONNECTORS.match(folded, label.end()) if label is not None else None
    second = DATE.match(folded, gap.end()) if gap is not None else None
    return end if second is None else second.end()


def _names_work(before: str) -> bool:
    """Whether a sentence names a work right before its date: "It rests on guideline 215, last updated May 2022."."""
    if _WORK_NAMED.search(before) is None or not _is_sentence(before):
        return False
    return before.endswith(",") or _IS_WORK.fullmatch(_SENTENCE_ENDS.split(before)[-1]) is None


def _is_sentence(before: str) -> bool:
    return len(_SENTENCE_ENDS.split(before)[-1].split()) >= _FEW_WORDS


def _speaks_of_page(before: str) -> bool:
    """Whether the words before an aside name the page, or close with a date of their own."""
    subject = SUBJECT.search(before)
    if (subject is not None and SCOPES.get(subject["noun"]) != "section") or SPOKEN_OF.search(before) is not None:
        return True
    nearest = max(0, len(before) - _NEAR_DATE - 40)
    return any(
        found["y"] is None and len(before) - found.end() < _NEAR_DATE for found in DATE.finditer(before, nearest)
    )
