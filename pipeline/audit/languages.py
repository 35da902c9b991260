"""A page and its translation side by side: what is missing, and how far one lies behind the other.

Headings are translated, so sections are matched by what is not: the anchor that leads to them, where a page has one,
else the nearest anchor above, the depth and the kind of content. A kind of page that a publisher never translates
misses no translation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from pipeline.audit.intervals import days_between
from pipeline.audit.past import chosen_claim
from pipeline.model.dates import DateClaim
from pipeline.model.document import Document, Section
from pipeline.storage.beside import Beside
from pipeline.storage.seen import Named


class Pair(Struct, frozen=True, kw_only=True):
    """A page and its translation.

    Attributes:
        site, page_type: of whichever there is.
        original, translation: addresses; ``None`` where there is none that we hold.
        why: why one is missing: the other names none, or how the address it names stands.
        original_date, translation_date: the review each states, else its last update.
        lag_days: days by which the translation's date lies behind the original's; 0 when it does not, ``None`` when
            one states none.
        missing_in_translation, missing_in_original: headings of sections that the other does not have.
    """

    site: str
    page_type: str
    original: str | None
    translation: str | None
    why: str | None = None
    original_date: str | None = None
    translation_date: str | None = None
    lag_days: int | None = None
    missing_in_translation: tuple[str, ...] = ()
    missing_in_original: tuple[str, ...] = ()

    def skewed(self, *, lag: int) -> bool:
        """Whether anything is missing, or the translation lies more than ``lag`` days behind."""
        gap = self.lag_days is not None and self.lag_days > lag
        return bool(self.why or gap or self.missing_in_translation or self.missing_in_original)


def language_pairs(
    looks: Beside, *, original: str = "en", translation: str = "es", sites: tuple[str, ...] = ()
) -> Iterator[Pair]:
    """Every standing page of two languages, with its counterpart, in order of address; originals first.

    Args:
        looks: the open store.
        original: primary language subtag of the pages that are translated.
        translation: the same of their translations.
        sites: only these.
    """
    named = list(looks.counterparts(original, translation, sites))
    back = {one.other: one.url for one in looks.counterparts(translation, original, sites) if one.other}
    translated_kinds = {(one.site, one.page_type) for one in named if one.held}
    answered: set[str] = set()
    for one in named:
        other = one.other if one.held else back.get(one.url)
        if other is not None:
            answered.add(other)
            yield _pair(looks, one, other)
        elif (one.site, one.page_type) in translated_kinds:
            yield Pair(site=one.site, page_type=one.page_type, original=one.url, translation=None, why=_why(one))
    for one in looks.counterparts(translation, original, sites):
        if one.url not in answered and (one.site, one.page_type) in translated_kinds:
            yield Pair(site=one.site, page_type=one.page_type, original=None, translation=one.url, why=_why(one))


def _why(one: Named) -> str:
    return f"{one.other} is {one.status or 'not known'}" if one.other else "not named"


def _pair(looks: Beside, one: Named, other: str) -> Pair:
    before, after = looks.document(one.url), looks.document(other)
    if before is None or after is None:
        raise AssertionError(f"{one.url} and {other} were held a moment ago")
    return compare_languages(before, after)


def compare_languages(original: Document, translation: Document) -> Pair:
    """Two pages that are each other in two languages."""
    ours, theirs = _stated(original), _stated(translation)
    return Pair(
        site=original.site,
        page_type=original.page_type,
        original=original.url,
        translation=translation.url,
        original_date=ours.value if ours else None,
        translation_date=theirs.value if theirs else None,
        lag_days=None if ours is None or theirs is None else max(0, days_between(theirs.hi, ours.lo)),
        missing_in_translation=_missing(original, translation),
        missing_in_original=_missing(translation, original),
    )


def _stated(document: Document) -> DateClaim | None:
    return chosen_claim(document, "reviewed") or chosen_claim(document, "modified")


def _missing(document: Document, other: Document) -> tuple[str, ...]:
    """Headings of sections of a document for which the other has none."""
    left = Counter(key for key, _ in _keyed(other))
    missing = []
    for key, section in _keyed(document):
        if left[key] > 0:
            left[key] -= 1
        else:
            missing.append(section.heading or "(before the first heading)")
    return tuple(missing)


def _keyed(document: Document) -> Iterator[tuple[tuple[str, ...], Section]]:
    """Each section with what it has in common with its translation."""
    above: list[tuple[int, str]] = []
    for section in document.sections:
        above = [(level, anchor) for level, anchor in above if level < section.level]
        nearest = above[-1][1] if above else ""
        if section.anchor:
            above.append((section.level, section.anchor))
            yield (section.anchor,), section
        else:
            yield (nearest, str(section.level), section.kind), section
