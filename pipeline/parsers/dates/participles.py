"""The label behind its date: "Dieser Beitrag wurde am 3. Mai 2021 um 9:30 Uhr veröffentlicht", "2021年5月3日更新"."""

from __future__ import annotations

import re

from pipeline.parsers.dates.folding import EAST
from pipeline.parsers.dates.labels import LabelSet, subject_of
from pipeline.patterns import when_used

_PASSIVE = re.compile(r"(?<![a-z])wurde[n]?\s[^.!?\n]{0,40}?(?:am|vom|im)\s+(?:[a-z]+,\s*)?$")
_CLAUSE = re.compile(
    r"(?P<clock>[\s,]*um\s+\S{1,8}(?:\s+uhr)?(?=\s))?"
    r"(?:[^.!?;\n]|(?:(?<![a-z]{2})|(?<=\bdr)|(?<=\bmed)|(?<=\bprof))\.){0,160}"
)
"""What follows a date up to the end of its clause; a dot behind an initial, a title or a number ends none."""
_PARTICIPLE = re.compile(r"(?<![a-z])[a-z]+(?:t|en)(?![a-z])")
_QUOTED = re.compile(
    r"[\"\u201e\u201c\u00bb\u00ab][^\"\u201c\u201d\u00ab\u00bb\n]{1,100}[\"\u201c\u201d\u00ab\u00bb]\s*$"
)
"""A title between quotation marks, behind the noun that it is the name of."""
_CLOSES_FIELD = when_used(
    rf"(?: ?(?P<words>[{EAST}]+) *(?:$|[)|\]\n])|(?P<glued>[{EAST}]+) "
    r"| (?:tarihinde|को) (?P<verb>\S+) *(?:$|[.)|\]\n]))"
)
"""Behind a day, and closing its field: a word without spaces; two such fields may stand in a row. Turkish and Hindi
say "on" between the day and the verb."""
_LAST = r"(?:zuletzt|letztmals|letztmalig|laatst)"
_FIELD_OPENS = re.compile(rf"(?:^|[\n|(\u2022\u00b7]|[.!?] )\s*{_LAST}?\s*(?:am|im|op)\s+$")
_NEXT_CLAUSE = re.compile(rf"[\s,;]*(?:(?:und|en)\s+)?{_LAST}\s+(?:am|im|op)\s+")
_FIELD_CLOSES = re.compile(r"(?:[\s,]*um\s+\S{1,8}(?:\s+uhr)?)?\s+(?P<verb>[a-z]+)\s*(?:$|[.;,)|\]\n\u2022\u00b7])")
"""Around a day, where a field is a clause without its verb: "Zuletzt am 3. Mai 2021 aktualisiert"; the next of a line
begins behind the day of the one before."""
_NEAR = 12
"""Characters between the start of a line, or the end of the field before, and a day that opens a field."""
_OPENING = 24
"""Characters before a day in which its field begins."""
_BEFORE = 70
"""Characters before a day in which the verb of its clause begins."""
_OPENS = re.compile(r"(?:^|[\n|])[\s(]*$")


def label_behind(folded: str, known: LabelSet, found: re.Match[str], field: int) -> slice | None:
    """Where the label of a date stands that has none before it; ``None`` where none does.

    Args:
        folded: the text.
        known: the labels of its language.
        found: the date.
        field: where the field before ends, 0 where none does.
    """
    told = not folded.isascii() or folded.startswith(" tarihinde ", found.end())
    closing = _CLOSES_FIELD.match(folded, found.end()) if told else None
    if closing is not None and closing[closing.lastgroup or 0] in known.by_words:
        opens = (0 < field >= found.start() - _NEAR and not folded[field : found.start()].strip()) or _OPENS.search(
            folded, max(0, found.start() - _NEAR), found.start()
        )
        return slice(*closing.span(closing.lastgroup or 0)) if opens else None
    around = _FIELD_CLOSES.match(folded, found.end())
    if around is not None and around["verb"] in known.by_words and _opens_field(folded, found.start(), field):
        return slice(*around.span("verb"))
    passive = folded.find("wurde", max(0, found.start() - _BEFORE), found.start()) >= 0
    return _participle_behind(folded, known, found) if passive else None


def _opens_field(folded: str, start: int, field: int) -> bool:
    """Whether a day at ``start`` opens a clause that is a field, or the next clause behind a field."""
    if field and _NEXT_CLAUSE.fullmatch(folded, field, start) is not None:
        return True
    return _FIELD_OPENS.search(folded, max(0, start - _OPENING), start) is not None


def opens_clause(folded: str, start: int) -> bool:
    """Whether what stands behind the day of a field is the next, with its verb at the end."""
    return _NEXT_CLAUSE.match(folded, start) is not None


def _participle_behind(folded: str, known: LabelSet, found: re.Match[str]) -> slice | None:
    """The same where it is a verb.

    The participle closes the clause, whatever stands before it ("... in der Kategorie Schlaf veröffentlicht"). The
    sentence must speak of the page, by name or by the hour that a publishing system adds.
    """
    opening = _PASSIVE.search(folded, max(0, found.start() - _BEFORE), found.start())
    clause = _CLAUSE.match(folded, found.end())
    if opening is None or clause is None:
        return None
    verbs = _PARTICIPLE.finditer(folded, clause.end("clock") if clause["clock"] else found.end(), clause.end())
    verb = next((each for each in verbs if each[0] in known.by_words), None)
    if verb is None:
        return None
    before = folded[max(0, opening.start() - 160) : opening.start()]
    named = _QUOTED.sub("", before)
    of_page = clause["clock"] or subject_of(named, named, len(named))
    return slice(*verb.span()) if of_page else None
