"""Date claims in running text: a date close behind a label that gives it a role (rules R1 and R3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import structs

from pipeline.model.dates import DateClaim, DateScope, DateSource, Role
from pipeline.parsers.dates.between import BY, BYLINE, CONNECTORS, PEOPLE, VAGUE, WEEKDAY_BEFORE, Unread, vague_at
from pipeline.parsers.dates.calendars import names_year
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.forms import dates_in
from pipeline.parsers.dates.labels import (
    AUXILIARY,
    NEXT_FIELD,
    OF_PART,
    OF_THE_SAME,
    SCOPES,
    SPOKEN_OF,
    UNKNOWN_STYLE,
    YEAR_SIGN,
    DateStyle,
    Label,
    LabelSet,
    label_set,
    names_body,
    scope_by,
    starts_field,
    subject_of,
)
from pipeline.parsers.dates.orders import stated_order
from pipeline.parsers.dates.other_languages import said_again
from pipeline.parsers.dates.over import fields_at
from pipeline.parsers.dates.participles import label_behind, opens_clause
from pipeline.parsers.dates.planned import roles_of
from pipeline.parsers.dates.series import also_dated, opens_note, series_of
from pipeline.parsers.dates.taken import published_elsewhere
from pipeline.parsers.dates.value import AT, DateValue, parse_value, value_of
from pipeline.parsers.dates.words import SHORT_WEEKDAYS, WEEKDAYS
from pipeline.parsers.dates.works import AND_THEN, in_aside, of_work
from pipeline.parsers.language_tags import primary_of

REACH = 24
"""Characters between a label and its date (R1)."""
PEOPLE_REACH = 120
"""The same where a person stands between them: "Medically reviewed by N. Name, MD on July 20, 2023"."""

_WINDOW = 220
_AHEAD = 1000
"""Dates behind one that may stand in a row or a list with it: of all that follow, the cost would be the square."""
_NAMED_NEAR = 60
"""Characters around a date in which a text may name the order of its numbers."""
_NOT_OF_THE_PAGE = frozenset(("amended", "cited", "copyright"))
_CITED_REACH = 200
_BREAK = re.compile(r"[!;]|(?<![\s(])\?|(?<!\bdr)(?<!\bdra)(?<!\bprof)(?<!\bmed)\.\s+(?=[a-z]{3})|\n\s*\n")
_FIELD_END = re.compile(
    YEAR_SIGN + r"\s*(?:$|[\n|•·)\](>\-]|[.,]\s*(?:$|[\n|•·]|by)|\.\s+(?=[a-z])|/"
    rf"|\s+(?:{BY})\s"
    rf"|,?\s*(?:(?:{AT})\s+)?\d\d?(?:[:.h]\d\d|\sh(?:\s\d\d)?\b|\s?[ap]\.?m\b|\s?uhr\b))"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[^\d\n]{0,24}?((?:(?:19|20)\d\d\s*[-,]\s*)*((?:19|20)\d\d))(?!\d)")


def find_claims(
    text: str,
    *,
    locator: str,
    style: DateStyle = UNKNOWN_STYLE,
    source: DateSource = "text",
    scope: DateScope = "page",
    items: bool = False,
    rejected: list[Unread] | None = None,
    notes: list[DateClaim] | None = None,
) -> list[DateClaim]:
    """Every date claim of a piece of text, in its order; an unlabelled date is none.

    Text without a year of 1900-2099 is left after two substring searches.

    Args:
        text: a block, or a whole region; words as they stand.
        locator: where the text stands.
        style: how the page writes dates.
        source: the carrier of the text.
        scope: what the text speaks of, where a label does not say.
        items: whether each line may be an item of a list of works: what it says behind other words ("A. Name. Back
            pain. Updated May 2023") has the scope ``source``.
        rejected: receives labelled dates of the page that cannot be (31 February), or are none of the calendar (spring
            2021), for an issue ``date-unreadable``.
        notes: receives what opens a note ("Updated 3 May 2025: the dose was corrected"); else it dates a ``section``.
    """
    if "20" not in text and "19" not in text and not names_year(text):
        return []
    folded, known = fold(text), label_set(style)
    if known.hint.search(folded) is None:
        return []
    claims: list[DateClaim] = []
    ends: list[int] = []
    aside = False
    for label, words, found in _labelled(text, folded, known):
        vague = vague_at(label.roles[0], folded, words.stop, found)
        value = None if vague else _value_at(folded, found, style)
        subject = subject_of(text, folded, words.start)
        start = subject.start() if subject else words.start
        if value is None:
            if rejected is not None and label.roles[0] not in _NOT_OF_THE_PAGE:
                rejected.append(Unread.of(text, slice(start, words.stop), vague or slice(*found.span())))
            continue
        of_part = OF_PART.match(folded, words.stop, max(words.stop, found.start()))
        stated = label.scope or scope_by(subject, label) or (scope if of_part is None else "section")
        if start < found.start() and label.roles[0] not in _NOT_OF_THE_PAGE:
            aside = aside and AND_THEN.fullmatch(folded, ends[-1], start) is not None
            aside = not _of_page(subject) and (aside or in_aside(text, folded, start, found.end(), known))
            moved = label.roles[0] == "published" and published_elsewhere(folded, words, found.start())
            stated = "source" if aside or moved or of_work(folded, start, known, items=items) else stated
        raw, named = text[found.start() : found.end()], text[start : words.stop]
        noted = label.bare and stated == "page" and opens_note(folded, found.end())
        for role in roles_of(label, folded, words, value, style.language):
            claim = claim_of(value, role=role, raw=raw, label=named, source=source, locator=locator, scope=stated)
            if noted and notes is not None:
                notes.append(claim)
                continue
            claims.append(structs.replace(claim, scope="section") if noted else claim)
            ends.append(found.end())
    claims = _of_cited_works(folded, claims, ends)
    if "©" in text or "opyright" in folded or "(c)" in folded:
        claims += _copyrights(text, folded, source, locator)
    return claims


def _of_page(subject: re.Match[str] | None) -> bool:
    """Whether the noun before a label is a name of the page, not of a part of it."""
    return subject is not None and SCOPES.get(subject["noun"]) != "section"


def _of_cited_works(folded: str, claims: list[DateClaim], ends: list[int]) -> list[DateClaim]:
    """R2: in "... Updated January 2023. Accessed May 5, 2024" the first date is the cited work's, not the page's."""
    kept = list(claims)
    for number, (claim, end) in enumerate(zip(claims[1:], ends[1:], strict=True), start=1):
        for before in range(number - 1, -1, -1) if claim.role == "cited" else ():
            between = folded[ends[before] : end]
            if len(between) > _CITED_REACH or "\n" in between or claims[before].role == "cited":
                break
            kept[before] = structs.replace(claims[before], scope="source")
    return kept


def unlabelled_claims(raw: str, *, locator: str, style: DateStyle) -> list[DateClaim]:
    """A line that is a date and nothing else, where a profile vouches for the place (WHO and Mayo print one so).

    Its role is ``unlabelled``: published or revised, the page does not say. A bare year is no such line.
    """
    value = parse_value(raw, order=style.order, language=style.language)
    if value is None or value.precision == "year":
        return []
    raw = raw.strip()
    return [claim_of(value, role="unlabelled", raw=raw, label=None, source="text", locator=locator, scope="page")]


def unlabelled_in(text: str, *, locator: str, style: DateStyle = UNKNOWN_STYLE) -> DateClaim | None:
    """The first day named in a line that holds no label ("By N. Name | 3 May 2021"), as an ``unlabelled`` claim.

    For places where a page says when it is from. Dates that are less precise than a day are left alone: a line may name
    a year for any reason.
    """
    folded = fold(text)
    for found in dates_in(folded):
        value = _value_at(folded, found, style)
        if value is not None and value.precision in ("day", "instant"):
            raw = text[found.start() : found.end()]
            return claim_of(value, role="unlabelled", raw=raw, label=None, source="text", locator=locator, scope="page")
    return None


def _value_at(folded: str, found: re.Match[str], style: DateStyle) -> DateValue | None:
    """What a date of this text says, with the weekday that stands right before it."""
    weekday, order = None, style.order
    day = WEEKDAY_BEFORE.search(folded, max(0, found.start() - 22), found.start()) if found["num"] is not None else None
    if day is not None:
        weekday = WEEKDAYS.get(day[1], SHORT_WEEKDAYS.get(primary_of(style.language), {}).get(day[1]))
    if found["num"] is not None:
        order = stated_order(folded[max(0, found.start() - _NAMED_NEAR) : found.end() + _NAMED_NEAR]) or order
    return value_of(found, order=order, language=style.language, weekday=weekday)


def claim_of(
    value: DateValue, *, role: Role, raw: str, label: str | None, source: DateSource, locator: str, scope: DateScope
) -> DateClaim:
    """The claim that a value read from the page makes."""
    return DateClaim(
        role=role,
        value=value.value,
        precision=value.precision,
        lo=value.lo,
        hi=value.hi,
        raw=raw,
        label=" ".join(label.split()) if label else None,
        source=source,
        locator=locator,
        scope=scope,
        ambiguous=value.ambiguous,
    )


def _labelled(text: str, folded: str, known: LabelSet) -> Iterator[tuple[Label, slice, re.Match[str]]]:
    """Each date with the label it belongs to: the nearest before it, unless another date stands between (R1).

    Dates in a row below a row of labels belong by column.
    """
    after = field = beyond = 0
    dates = list(dates_in(folded))
    for number, found in enumerate(dates):
        if number < beyond:
            continue
        before = known.pattern.finditer(folded, max(after, found.start() - _WINDOW), found.start())
        labels = [words for words in before if not names_body(folded, words)]
        after = found.end()
        coming = dates[number : number + _AHEAD]
        row = fields_at(folded, labels, coming, known, field)
        if row is not None:
            beyond = number + row.dates
            after = dates[beyond - 1].end()
            field = after if row.pairs else field
            for words, day in row.pairs:
                yield known.of(words), slice(*words.span()), day
            continue
        if labels:
            label = known.of(labels[-1])
            series = _listed(folded, coming)
            if label.roles != ("copyright",) and _belongs(text, folded, labels[-1], known, series, field):
                if len(series) == 1 and label.roles[0] == "reviewed":
                    series = also_dated(folded, labels[-1].end(), coming, known.pattern)
                for each in series:
                    yield label, slice(*labels[-1].span()), each
                after = field = series[-1].end()
                beyond = number + len(series)
                continue
        behind = label_behind(folded, known, found, field)
        if behind is not None:
            after = field = max(after, behind.stop)
            yield known.by_words[folded[behind]], behind, found


def _listed(folded: str, dates: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The first of these dates, and those listed behind it where the last of them closes the field."""
    series = series_of(folded, dates) if len(dates) > 1 else dates
    return series if len(series) == 1 or _FIELD_END.match(folded, series[-1].end()) is not None else dates[:1]


def _belongs(
    text: str, folded: str, words: re.Match[str], known: LabelSet, series: Sequence[re.Match[str]], field: int
) -> bool:
    label, found = known.of(words), series[0]
    gap = folded[words.end() - words[0].endswith(":") : found.start()]
    if vague_at(label.roles[0], folded, words.end(), found) and (not label.bare or ":" in gap or VAGUE.fullmatch(gap)):
        return starts_field(folded, subject_of(text, folded, words.start()) or words, field)
    gap = gap[said_again(label, gap) :]
    connected = CONNECTORS.fullmatch(gap) is not None
    by_people = not connected and len(gap) <= PEOPLE_REACH and PEOPLE.match(gap) is not None
    if _may_be_a_number(found, connected=connected, by_people=by_people) or (
        "\n" in gap and _tells_of_day_before(folded, words.start(), gap, known)
    ):
        return False
    if label.roles[0] in {"cited", "amended"} and not label.bare:
        return len(gap) <= REACH
    subject = subject_of(text, folded, words.start())
    told = subject is None and AUXILIARY.search(folded, max(0, words.start() - 80), words.start())
    if told and not (field and OF_THE_SAME.fullmatch(folded, field, words.start())):
        return False
    near = (connected or (len(gap) <= REACH and "\n" not in gap)) and _BREAK.search(gap) is None
    if not label.bare or (subject is not None and not by_people):
        # in the middle of a sentence that is not said to be of the page: "the agency last updated its warning on ..."
        loose = subject is not None or starts_field(folded, words, field) or SPOKEN_OF.match(gap, 4) is not None
        return by_people or (near and (loose or connected))
    ends = (near or by_people) and _ends_field(folded, gap, series[-1], known)
    closed = (connected and ends) or (by_people and (ends or folded[: words.start()].rstrip()[-1:] != ","))
    return closed and (starts_field(folded, subject or words, field) or _is_named(text, words, found))


def _is_named(text: str, words: re.Match[str], found: re.Match[str]) -> bool:
    """Whether a label is written as the name of a field: "NG12 Published: 3 May", "By A. Lee Updated 3 May"."""
    if text[words.start()].islower():
        return False
    return text[words.end() : found.start()].strip() == ":" or BYLINE.fullmatch(text, 0, words.start()) is not None


def _tells_of_day_before(folded: str, label: int, gap: str, known: LabelSet) -> bool:
    """Whether a label closes its line, behind the day it tells of: "3 May 2019 - first published", then other days."""
    before = folded[folded.rfind("\n", 0, label) + 1 : label]
    day = next(dates_in(before), None)
    return gap.lstrip(" ").startswith(".") or (day is not None and known.pattern.search(before, 0, day.start()) is None)


def _may_be_a_number(found: re.Match[str], *, connected: bool, by_people: bool) -> bool:
    """A year or a month in figures may be any number's: not right behind its label ("issue 6/2023"), or "2010-12"."""
    if found["ym"] is not None and int(found["ym_m"]) > int(found["ym_y"]) % 100:
        return True  # three years as well as a December
    year, month = found["y"] is not None, (found["nmy"] or found["ym"]) is not None
    return not connected and (year or (month and not by_people))


def _ends_field(folded: str, gap: str, found: re.Match[str], known: LabelSet) -> bool:
    """The date closes the field; behind "Updated:" anything may follow, because the colon already made it one."""
    if ":" in gap or _FIELD_END.match(folded, found.end()) is not None or opens_note(folded, found.end()):
        return True
    following = NEXT_FIELD.match(folded, found.end()).end()  # type: ignore[union-attr]
    return known.pattern.match(folded, following) is not None or opens_clause(folded, following)


def _copyrights(text: str, folded: str, source: DateSource, locator: str) -> list[DateClaim]:
    claims = []
    for found in _COPYRIGHT.finditer(folded):
        value = parse_value(found[2])
        if value is not None:
            raw, label = text[found.start(1) : found.end(1)], text[found.start() : found.start(1)].strip()
            claims.append(
                claim_of(value, role="copyright", raw=raw, label=label, source=source, locator=locator, scope="page")
            )
    return claims
