"""Who is named in one line that says who wrote, checked or edited a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.model.document import Person
from pipeline.parsers.about.credit_words import BY, ENDS, STATEMENT, role_named, roles_of
from pipeline.parsers.about.credits_behind import people_before_verb
from pipeline.parsers.about.credits_east import people_of_east
from pipeline.parsers.about.names import people_in, people_labelled
from pipeline.parsers.dates.folding import EAST_SIGN, fold
from pipeline.parsers.dates.forms import DATE
from pipeline.parsers.dates.other_languages import label_at_end
from pipeline.parsers.dates.series import other_person
from pipeline.patterns import small_letters

_DAY_OPENS = re.compile(r"\s+(?:in|im|nel|op|pada|في|בתאריך)\s+$")
"""What stands between a person and the month of a sentence: "Reviewed by Dr A. Name in May 2021"."""
_DATED = re.compile(r"(?:[^.!?]|\.(?=\d)){0,40}(?:19|20)\d\d")
"""How a byline opens that first says when: "Updated 3 May 2024  Reviewed by A. Name"."""
_SIGNS = " \xa0.|,\u2022\u00b7\u2013\u2014-"
"""What stands between the fields of a byline."""
_BY_BEHIND = re.compile(r"\s*[\u2014\u2013|\u2022\u00b7-]\s*(?:[Bb]y|BY)\s+(?=[^\W\d_a-z])")
"""Between a reviewer and who wrote: "Medically reviewed by A, MD \u2014 By B \u2014 Updated on ..."."""
_PUBLISHED = re.compile(
    r"^(?:posted|published|submitted|publicad[oa]|postado|enviado|publi[ée]e?|post[ée]e?|veröffentlicht|eingestellt"
    r"|pubblicat[oa]|postato|geplaatst|gepubliceerd|publicera[dt]|publiceret|publisert)\s+"
    r"(?=(?:by|por|par|von|da|door|av|af)\s)",
    re.IGNORECASE,
)
"""Before who wrote, where bylines stand; elsewhere it is a company that published a book or a journal."""
_BY_FIRST = re.compile(rf"^{BY.pattern}[^|:!?]{{4,60}}\s\|\s+(?=[^|]{{4,40}}\s[Bb]y\s)")
"""Before the next statement, who wrote, where bylines do not stand: it needs more than "By" there."""
_AND = re.compile(r"[\s,;]+(?:and|y|e|et|und)\s*$")
"""Between who wrote and the next statement: "Written by A. Name and reviewed by B. Other"."""
_ROLE_BEHIND = re.compile(r"\s*(?:[\u2014\u2013-]\s*|\()(?P<role>[^\W\d_][\w\s]{3,24})\)?\s*")
_ROLE_OPENS = re.compile(r"\s(?:[\u2014\u2013-]\s|\()")
BYLINE = 90
"""Characters of the longest line that is a byline by its place alone."""
POST = re.compile(r" - [A-Z][a-z]+(?: (?:and |& )?[A-Z][a-z]+){0,3}(?=\s*$| & [A-Z])")
"""What somebody is, behind letters: "Ann Lee MD - Family Medicine & Jo Roe MD - Internal Medicine"."""


def stated_people(line: str, *, byline: bool = False) -> Iterator[Person]:
    """People of a line that opens by saying by whom ("Medically reviewed by A. Name, MD | Written by B. Other").

    Args:
        line: words of one block.
        byline: whether it stands where bylines stand, so that "By A. Name" is one.
    """
    start = 0
    line = POST.sub("", line) if " - " in line else line
    if not line.isascii() and EAST_SIGN.search(line) is not None and (east := list(people_of_east(line))):
        yield from east
        return
    line = _PUBLISHED.sub("", line) if byline else _BY_FIRST.sub("", line)
    small = small_letters(line)
    yield from people_before_verb(line, small)
    if not (byline and BY.match(line)) and STATEMENT.match(small) is None:
        dated = _DATED.match(line)
        day = DATE.search(fold(line), 0, dated.end()) if dated is not None and "©" not in dated[0] else None
        start = len(line) - len(line[day.end() :].lstrip(_SIGNS)) if day is not None else 0
    if byline:
        yield from _before_role(line)
    if byline and (opening := BY.match(line, start)) is not None:
        end = _end_of_people(line, small, opening.end())
        start = _next_statement(small, end)
        people = people_in(line[opening.end() : end], role="author")
        if len(line) <= BYLINE or start < len(line):
            yield from people
        else:  # with a place of work as long as a sentence: whose letters tell
            yield from (person for person in people if person.credentials)
    while (statement := STATEMENT.match(small, start)) is not None:
        end = _end_of_people(line, small, statement.end())
        start = _next_statement(small, end)
        named = _AND.sub("", line[statement.end() : end])
        behind = _role_behind(line, end)
        for role in (behind,) if behind else roles_of(statement):
            yield from (people_labelled if statement["noun"] else people_in)(named, role=role)
            for each in _also_dated(line, end, start):
                yield from people_in(each, role=role)
        if byline and (writer := _BY_BEHIND.match(line, end)) is not None:
            yield from people_in(line[writer.end() : _end_of_people(line, small, writer.end())], role="author")


def _before_role(line: str) -> Iterator[Person]:
    """People of a short line with nothing behind them but their role: "A. Name, PhD (reviewer)"."""
    opens = _ROLE_OPENS.search(line) if len(line) <= BYLINE else None
    if opens is not None and (role := _role_behind(line, opens.start())) is not None:
        yield from people_in(line[: opens.start()], role=role)


def _role_behind(line: str, end: int) -> str | None:
    """The role that stands behind people and ends the line: "Contributors: A. Name, PhD (reviewer)"."""
    behind = _ROLE_BEHIND.fullmatch(line, end)
    return None if behind is None else role_named(behind["role"])


def _also_dated(line: str, start: int, end: int) -> Iterator[str]:
    """What stands between a person's date and the next: "... on 3 May 2021 and by Cy Dee, MD on 4 June 2023"."""
    folded = fold(line)
    for one, other in pairwise(DATE.finditer(folded, start, end)):
        who = other_person(folded, one, other)
        if who is not None:
            yield line[who]


def _end_of_people(line: str, small: str, start: int) -> int:
    ends = ENDS.search(line, start)
    end = len(line) if ends is None else ends.start()
    end = min(end, _next_statement(small, start))
    folded = fold(line)
    date = DATE.search(folded, start, end)
    end = end if date is None else start + len(_DAY_OPENS.sub("", folded[start : date.start()]))
    before = folded[start:end].partition(":")[0]
    label = label_at_end(before)
    return start + label if label < len(before) else end


def _next_statement(small: str, end: int) -> int:
    following = STATEMENT.search(small, end)
    if following is None or following.end() == len(small):  # a job: "A. Name, Senior Writer"
        return len(small)
    return following.start()
