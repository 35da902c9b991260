"""A "review date" that is a plan: not when a page was reviewed, but when it must be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import structs

from pipeline.model.dates import DateClaim, Role
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.forms import dates_in
from pipeline.parsers.dates.labels import Label
from pipeline.parsers.dates.value import DateValue, value_of
from pipeline.patterns import when_used

_OPEN = re.compile(
    r"(?:(?:page|leaflet|medical|clinical|scientific) )?(?:review|revision)(?: date|:)?|date of (?:review|revision)"
    r"|(?:fecha de |data d[ae] |data di |date de )?(?:revision|revisao|revisione)(?: medica| clinica| scientifica)?"
)
"""Labels that do not say whether the review has been: hospitals print both under "Review date"."""

_NEXT = when_used(
    r"(?:(?<![a-z])(?:next|upcoming|forthcoming|nachste[nr]?|kommende|prochaine?|proxim[ao]|prossim[ao]|propera|volgende"
    r"|nasta|næste|neste|seuraava|nastepn(?:[ya]|ej)|kolejn[ya]|pristi|dalsia?|kovetkezo|urmatoare(?:a|i)|sonraki|sljedeca"
    r"|следующ[а-я]+|наступн[а-я]+|следващ[а-я]*|επομεν[α-ω]+|अगल[ीा]|পরবর্তী)\s"  # noqa: RUF001
    r"(?:(?:content|page|medical|clinical|scientific|full|formal|annual|editorial|expert|peer|routine)\s)?"
    r"|(?:다음|차기)\s?|次回の?|下次|下一次)$"
)
"""Words before a label: what it says is to be."""
_TO_COME = when_used(
    r"\s*(?:(?:due|berikutnya|mendatang)(?![a-z])|القادمة|التالية|المقبلة|הבאה|הבא|بعدی|ครั้งต่อไป|tiếp theo|kế tiếp)"
)
"""The same behind it: "Review date due", and as other languages put it."""
_OF_WORK = when_used(
    r"(?!last |latest |most recent|ultim|derni|letzt|laatst|sidst|sen[ae]st|sist |viim|posledn|ostatni|utols|son |최)"
    r".*(?:review(?!ed)|update(?!d)|revision|revisao|revisione|relecture|verification|validation|prufung|beoordeling"
    r"|aktuali[sz](?:ierung|acja|ace)|actuali[sz]a[ct]ion|atualizacao|aggiornamento|mise a jour|controle|granskning"
    r"|gennemgang|gjennomgang|tarkistus|weryfikacja|przeglad|revi[zs](?:uire|ia|ija|e)|проверк[аи]|пересмотр|перегляд"
    r"|обновлени[ея]|αναθεωρηση|ελεγχοσ|בדיקה|مراجعة|समीक्षा|ตรวจ|tinjauan|검|감수|審|审|レビュー|監修|確認|核)"
)
"""A label that names the work, not that it is done: behind "Next" of a pager may stand "Updated", and "Last review"."""

_BEGUN = frozenset(("published", "created", "modified", "major_revision", "reviewed", "unlabelled"))
"""Roles of the day that a leaflet counts from to its next review: of its issue, of its approval (no role)."""
_NEAR = 120
"""Characters before a label in which a leaflet says since when it is."""
_LONGEST_CYCLE = 5
"""Years between a leaflet and its next review, at most."""


def roles_of(
    label: Label, folded: str, words: slice, value: DateValue, language: str | None = None
) -> tuple[Role, ...]:
    """The roles a label gives where it stands.

    What is next, or due, is no review that was ("Next content review"), nor is a "review date" whole years behind a
    date that stands before it in the same text ("Version 2, May 2021. Review date: May 2024").
    """
    if label.roles[0] not in ("reviewed", "modified") or _OF_WORK.match(label.words) is None:
        return label.roles
    ahead = bool(_NEXT.search(folded, max(0, words.start - 40), words.start) or _TO_COME.match(folded, words.stop))
    before = folded[max(0, words.start - _NEAR) : words.start]
    if not ahead and _OPEN.fullmatch(label.words) is not None and label.words not in before:
        values = (value_of(each, order=None, language=language) for each in dates_in(before))
        ahead = any(each is not None and _is_due(value, each) for each in values)
    return ("next_review_due",) if ahead else label.roles


def planned(claims: Iterable[DateClaim], day: date) -> list[DateClaim]:
    """The claims of a page read on this day, reviews that were only planned as ``next_review_due``.

    So is a review that the page cannot have had yet, and one that falls whole years behind the issue or the last
    review, to the month or to the day ("Issue date: June 2022, Review date: June 2025"): leaflets print when they must
    be looked at again.
    "Last reviewed" ahead stays what it says, for the audit to see: somebody mistyped. A bare day ahead is no claim:
    what is published or changed has been. A day of tolerance is for zones.
    """
    ahead = day + timedelta(days=1)
    stated = [claim for claim in claims if claim.role != "unlabelled" or claim.lo <= ahead]
    begun = [claim for claim in stated if claim.role in _BEGUN and claim.source == "text" and not _is_open(claim)]
    due = {(claim.value, claim.raw) for claim in stated if claim.role == "next_review_due"}
    told: list[DateClaim] = []
    for claim in stated:
        if claim.role != "reviewed" or not _is_open(claim):
            told.append(claim)
        elif (claim.value, claim.raw) not in due:  # else read twice: with the line before, it says that it is a plan
            plan = claim.lo > ahead or any(_is_due(claim, issue) for issue in begun)
            told.append(structs.replace(claim, role="next_review_due") if plan else claim)
    return told


def _is_open(claim: DateClaim) -> bool:
    """Whether a claim's label leaves open whether the review was or will be: "Review date"."""
    return claim.label is not None and _OPEN.fullmatch(fold(claim.label)) is not None


def _is_due(review: DateClaim | DateValue, issue: DateClaim | DateValue) -> bool:
    """Whether a review falls on the day or month of the issue, whole years later."""
    years = review.lo.year - issue.lo.year
    return (
        0 < years <= _LONGEST_CYCLE
        and review.ambiguous == issue.ambiguous
        and review.precision == issue.precision != "year"
        and (review.lo.month, review.lo.day) == (issue.lo.month, issue.lo.day)
    )
