"""Who is let into an export: by site, kind of page, language, subject, dates and rights.

Rights are decided for each part of a page. A section falls under its own rights where it has some, under the page's
otherwise. What is not let in is withheld whole, everywhere its words could stand: its text, the links and images in it,
its heading in the paths of others, the page's structured data, and the evidence of issues, which quotes pages.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Literal, TypedDict, get_args

from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.withhold import Otherwise, cleared
from pipeline.model.dates import CHOSEN
from pipeline.model.document import Document
from pipeline.model.profile import RightsStatus
from pipeline.moments import first_day

STATUSES: tuple[str, ...] = get_args(RightsStatus)
_PARTIAL = re.compile(r"\d{4}(?:-\d\d)?")
DATED: tuple[str, ...] = (*CHOSEN, "captured")
Reason = Literal["site", "page_type", "language", "subject", "date", "where", "finding", "rights"]


class Kept(Struct, frozen=True):
    """A document as it goes out, and how many of its sections were withheld."""

    document: Document
    withheld: int = 0


class Between(Struct, frozen=True, kw_only=True):
    """A range of days for one role; an open end lets everything on that side through.

    Attributes:
        role: ``reviewed``, ``modified``, ``published``, ``next_review_due`` (the chosen claim) or ``captured``.
        first, last: days, both within.
    """

    role: str
    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, text: str) -> Between:
        """``ROLE:FIRST..LAST``; either end may be left open, and be a day, a month or a year: all of it.

        Raises:
            UsageError: the text is nothing like it, names no role or day, or ends before it begins.
        """
        role, colon, span = text.partition(":")
        first, dots, last = span.partition("..")
        try:
            days = first_day(first) if first else None, _last_of(last) if last else None
        except ValueError as error:
            raise UsageError(
                f"{text!r} names no day, month or year", mend="write them as in modified:2025-01-15..2025-06"
            ) from error
        if not (colon and dots and role in DATED):
            raise UsageError(f"{text!r} is not ROLE:FIRST..LAST with ROLE one of {', '.join(DATED)}")
        if days[0] is not None and days[1] is not None and days[0] > days[1]:
            raise UsageError(f"{text!r} ends before it begins", mend="put the earlier day first")
        return cls(role=role, first=days[0], last=days[1])

    def __str__(self) -> str:
        return f"{self.role}:{self.first or ''}..{self.last or ''}"

    def holds(self, document: Document) -> bool:
        """Whether the date lies in the range; a date of a month does when all of its days do. No date does not."""
        span = self._span(document)
        if span is None:
            return False
        return (self.first is None or span[0] >= self.first) and (self.last is None or span[1] <= self.last)

    def _span(self, document: Document) -> tuple[date, date] | None:
        if self.role == "captured":
            at = document.provenance.fetched_at
            return None if at is None else (at.date(), at.date())
        chosen = getattr(document, self.role)
        for claim in document.dates if chosen is not None else ():
            if (claim.role, claim.value, claim.source) == (self.role, chosen.value, chosen.source):
                return claim.lo, claim.hi
        return None


def manner(asked: Otherwise | None, rights: Collection[str]) -> Otherwise:
    """What becomes of sections whose rights were not asked for: what was said, else they are withheld.

    Raises:
        UsageError: it was said, and no rights were asked for: no section is one of those.
    """
    if asked is not None and not rights:
        raise UsageError(
            f"{asked!r} speaks of sections whose rights were not asked for, and none were: all words would go out",
            mend="say whose words may go out, as in --rights public_domain, in Python rights='public_domain'",
        )
    return asked or "withhold"


def _last_of(written: str) -> date:
    first = first_day(written)
    if len(written) == 4:
        return first.replace(month=12, day=31)
    return first.replace(day=monthrange(first.year, first.month)[1]) if _PARTIAL.fullmatch(written) else first


class Asked(TypedDict, total=False):
    """What every method of :class:`~pipeline.export.dataset.Dataset` lets pages in by; ``None`` is not asked for."""

    site: str | Iterable[str] | None
    page_type: str | Iterable[str] | None
    language: str | Iterable[str] | None
    subject: str | Iterable[str] | None
    rights: str | Iterable[str] | None
    dates: str | Between | Iterable[str | Between] | None
    where: str | None
    otherwise: Otherwise | None


class Selection(Struct, frozen=True, kw_only=True):
    """What to export; an empty field lets everything through.

    Attributes:
        sites: profile names.
        page_types: kinds of page.
        languages: BCP 47 ranges, basic filtering (RFC 4647 section 3.3.1): ``es`` lets ``es-US`` through.
        subjects: names or codes, whatever their case, or ``SCHEME:NAME``.
        dates: ranges; every one must hold.
        rights: statuses that may go out.
        otherwise: of a section whose rights may not: ``withhold`` leaves it out; ``link-only`` keeps its heading and
            address without words; ``quote`` keeps its first 25 words as well (signs, of a script without spaces).
        where: the condition that ``lets_in`` stands for, in words for the manifest.
        exclude_findings: rules that ``lets_in`` stands for.
        lets_in: a further judge, asked by URL: a reason why the page stays out, or ``None``.
    """

    sites: Collection[str] = ()
    page_types: Collection[str] = ()
    languages: Collection[str] = ()
    subjects: Collection[str] = ()
    dates: Collection[Between] = ()
    rights: Collection[str] = ()
    otherwise: Otherwise = "withhold"
    where: str | None = None
    exclude_findings: Collection[str] = ()
    lets_in: Callable[[str], Reason | None] | None = None

    def check(self) -> None:
        """Refuse what does not exist: it would let nothing out and not say why.

        Raises:
            UsageError: an unknown status, role or manner of withholding.
        """
        unknown = sorted(set(self.rights) - set(STATUSES))
        if unknown:
            raise UsageError(f"no rights status {', '.join(unknown)}", mend=f"statuses are {', '.join(STATUSES)}")
        if self.otherwise not in get_args(Otherwise):
            raise UsageError(
                f"{self.otherwise!r} is no way to withhold", mend=f"ways: {', '.join(get_args(Otherwise))}"
            )
        for between in self.dates:
            if between.role not in DATED:
                raise UsageError(f"no date {between.role!r} to select by", mend=f"dates are {', '.join(DATED)}")

    @property
    def narrows(self) -> bool:
        """Whether any page might stay out."""
        return bool(self.described()) or self.lets_in is not None

    def apply(self, document: Document) -> Kept | Reason:
        """The document as it may go out, or why it may not."""
        reason = self._refusal(document)
        if reason is not None:
            return reason
        if not self.rights:
            return Kept(document)
        parts = cleared(document, frozenset(self.rights), self.otherwise)
        return "rights" if parts is None else Kept(*parts)

    def described(self) -> dict[str, list[str]]:
        """What was asked for, for the manifest; nothing where everything goes."""
        chosen: dict[str, list[str]] = {
            "sites": sorted(self.sites),
            "page_types": sorted(self.page_types),
            "languages": sorted(self.languages),
            "subjects": sorted(self.subjects),
            "dates": sorted(map(str, self.dates)),
            "rights": sorted(self.rights),
            "otherwise": [self.otherwise] if self.rights else [],
            "where": [self.where] if self.where else [],
            "exclude_findings": sorted(self.exclude_findings),
        }
        return {name: values for name, values in chosen.items() if values}

    def _refusal(self, document: Document) -> Reason | None:
        if self.sites and document.site not in self.sites:
            return "site"
        if self.page_types and document.page_type not in self.page_types:
            return "page_type"
        if self.languages and not self._speaks(document.language):
            return "language"
        if self.subjects and not self._about(document):
            return "subject"
        if not all(between.holds(document) for between in self.dates):
            return "date"
        return None if self.lets_in is None else self.lets_in(document.url)

    def _speaks(self, language: str | None) -> bool:
        return any(speaks(language or "", wanted) for wanted in self.languages)

    def _about(self, document: Document) -> bool:
        said = {word for one in document.subjects for word in words_of(one.scheme, one.name, one.code)}
        return any(wanted.casefold() in said for wanted in self.subjects)


def speaks(language: str, wanted: str) -> bool:
    """Whether a language tag lies in a range."""
    tag = language.lower()
    return tag == wanted.lower() or tag.startswith(wanted.lower() + "-")


def words_of(scheme: str, name: str, code: str | None) -> set[str]:
    """What a subject may be called, case folded."""
    words = {word.casefold() for word in (name, code) if word is not None}
    return words | {f"{scheme.casefold()}:{word}" for word in words}
