"""What may stand between a label and its date: small words and an hour, a weekday, by whom."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.model.dates import Role
from pipeline.parsers.dates.forms import DATE
from pipeline.parsers.dates.words import SHORT_WEEKDAYS, WEEKDAYS
from pipeline.patterns import when_used

_WEEKDAY = "(?:" + "|".join(sorted(set(WEEKDAYS).union(*SHORT_WEEKDAYS.values()), key=len, reverse=True)) + ")"
WEEKDAY_BEFORE = when_used(rf"(?<![a-z])({_WEEKDAY})[.,]*\s+(?:(?:den|the|le|el)\s+)?$")
CONNECTORS = when_used(
    r"\)?[\s:.,\-|(]*(?:\(?[?\u24d8\u2139]\)?[\s:]*)?(?:\$date:\s*)?(?:\d\d?[:.h]?\d\d\s*(?:[ap]\.?m\.?\s*)?(?:[a-z]{2,4}\s*)?(?:\([^)]{1,12}\))?[\s,|-]+)?(?:(?:on|in|of|the|as|at|by|date|op|pada|tanggal|ngay|dnia|dne|d|el|la|le|en|am|vom|den|im|em|il|del|de|da|dia|a|al|nel|du|au"
    r"|pe|data|por ultima vez|pela ultima vez|pour la derniere fois|(?:per )?l'ultima volta|for the last time"
    r"|на|в|у|στισ|σε|i|v|w|u|في|ב)"  # noqa: RUF001  letters of other languages
    r"(?![a-z])[\s:.,\-|(]*)*"
    rf"(?:{_WEEKDAY}(?![a-z])[.,]*\s*(?:(?:den|the|le|el)\s+)?)?"
)
VAGUE = when_used(
    r"[\s:(]*(?:(?:in|im|the|en|au|a)\s+)?(?P<when>(?:spring|summer|autumn|fall|winter|early|mid|late|fy|h[12]|q[1-4]|t[1-4]|"
    r"(?:[1-4](?:st|nd|rd|th|\.)?|first|second|third|fourth)\s+(?:quarter|half|quartal)(?:\s+of)?|"
    r"fruhjahr|fruhling|sommer|herbst|anfang|mitte|ende|printemps|ete|automne|hiver|primavera|verano|otono|invierno|"
    r"estate|autunno|inverno|verao|outono)[\s,/'-]*)"
)
"""Between a label and a year: a time of the year that is no date of the calendar."""
_BOUND = when_used(
    r"[\s:(]*(?P<when>(?:not |nicht |non |no )?(?:before|after|since|prior to|until|about|around|circa|approx"
    r"(?:imately)?|(?:later|earlier) than|vor|nach|seit|bis|ca|etwa|ungefahr|avant|apres|depuis|vers|environ|jusqu'en"
    r"|(?:antes|despues|depois) de|desde|hacia|hasta|prima d[ei]|dopo|fino a|ate|voor|sinds)l?\.?\s+"
    r"(?:(?:the|el|le|l[ao]|dem)\s+)?)"
)
"""Between a label and a date: the day is none that is told, but lies on one side of it, or near it."""
_RANGE = re.compile(r"\s*(?:-|\s(?:to|until|through|bis|al?|au|tot|t/m|ate)\s)\s*(?:(?:the|el|le|den|zum)\s)?")
"""Between the first and the last day of a time: "Last reviewed: 2019 to 2022"."""
_ANY_TIME = frozenset(("next_review_due", "amended", "cited", "copyright"))
BY = (
    r"(?:by|oleh|door|af|av|przez|por|par|von|vom|da|durch|da(?:l|lla|llo|i|gli|lle)|pel[oa]s?|a\ cura\ d[a-z]+"
    r"|בידי|על\ ידי|بواسطة|من\ قبل)"
)
"""Words that name by whom."""
_DONE = r"(?:performed|conducted|completed|realizad[ao]|efectuad[ao]|feit[ao]|effectuee?|realisee?|effettuat[ao])\s+"
_SOMEBODY = (
    r"(?:dra?|dott(?:\.ssa)?|lek|prof(?:essor|\.ssa)?)[\s.]"
    r"|[a-z][a-z.' -]{3,40},\s*(?:m\.?d|r\.?n|d\.?o|ph\.?d|mbbs|pharm\.?d)(?![a-z])"
    r"|(?:[mpr][uhn]dr|mgr|doc|д-р|د|ד\"ר|פרופ')[\s.]|[а-я-]{2,20}\ (?:[а-я]\.|[а-я]{2,20}\ [а-я]{2,20}(?:ич|вна|чна))"  # noqa: RUF001
    r"|[^\s:()\d]{1,8}(?:\ ?[^\s:()\d]{1,8})?\ ?(?:医師|医生|醫師|教授|先生|薬剤師|박사|교수|전문의|원장)"
)
"""A person behind a colon, by title, degree or father's name: "Reviewed: Dr A. Name, May 2024"."""
_DEGREE = r"(?:,\s*[a-z][a-z.\-]{0,8})"
PEOPLE = when_used(
    rf"\s*(?::?\s*(?:{_DONE})?(?:{BY}[\s:]|dall')|:\s*(?={_SOMEBODY}))\s*(?!.*(?<![a-z])(?:by|oleh|por|par|von|durch)[\s:])"
    r"(?!(?!pagina|artigo|conteudo|texto|articolo|contenuto|scheda).*\s(?:foi|sera|sara)\s)(?:[^\n].*?"
    rf"(?:(?<![a-z])(?:on|el|le|am|em|il|pada|op|den|d\.|dnia|dne|в|في|בתאריך):?\s+(?:the\s+)?(?:{_WEEKDAY}[.,]*\s+)?|[,|(\-]\s*|\n\s*(?=date)|\s(?=date\s*:))(?:date\s*:?\s*)?"
    rf"|[^\n,;]{{2,60}}?(?:{_DEGREE}*|{_DEGREE}+,?\s(?:and|y|e|et|und)\s[^\n,;]{{2,60}}?{_DEGREE}+),?\s(?:in|en|im|nel|a)\s+)$",
    re.DOTALL,
)
"""Between a label and its date: a person. "In" and the like also stand in what is said of a team and its history; a
line of its own below the person that does not say that it is the review's date is as often the page's."""
BYLINE = re.compile(r"\s*(?:by|por|par|von|di|door|af|av|oleh)\s+[A-Z][^!?:;\n]{3,60}", re.IGNORECASE)
"""A byline up to the label that follows in the same line: "By A. Lee Updated 3 May 2021"."""


class Unread(NamedTuple):
    """A labelled date of a page that tells of no day, month or year.

    Attributes:
        words: from the label to the date, or from the date to the label, as they stand.
        label: of these what says what the date is of.
        date: of these what should be a date.
    """

    words: str
    label: str
    date: str

    @classmethod
    def of(cls, text: str, label: slice, date: slice) -> Unread:
        """A label and a date of a text, whichever comes first."""
        words = slice(min(label.start, date.start), max(label.stop, date.stop))
        return cls(*(" ".join(text[part].split()) for part in (words, label, date)))


def vague_at(role: Role, folded: str, start: int, found: re.Match[str]) -> slice | None:
    """Where words with a date tell of no day or month: "spring 2021", "before May 2021", "2019 to 2022".

    When the next review is due lies before a day, and in a time, as well as on a day.
    """
    vague = VAGUE.fullmatch(folded, start, found.start())
    if vague is None and role not in _ANY_TIME:
        vague = _BOUND.fullmatch(folded, start, found.start())
    if vague is not None:
        return slice(vague.start("when"), found.end())
    between = None if role in _ANY_TIME else _RANGE.match(folded, found.end())
    until = None if between is None else DATE.match(folded, between.end())
    return None if until is None else slice(found.start(), until.end())
