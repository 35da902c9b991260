"""The claim used for a role, out of all the page makes (rules R5 and R6; explained in docs/ideas/dates.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.model.dates import ChosenDate, DateClaim, Role
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.typed import meta_field

_RANK = {
    "text": 0,
    "time": 1,
    "jsonld": 2,
    "microdata": 2,
    "meta": 4,
    "feed": 5,
    "sitemap": 5,
    "http": 5,
    "script": 6,
    "url": 7,
}
_OWN_META = 3
_SHOWN: tuple[Role, ...] = ("published", "unlabelled", "modified", "current_as_of", "created", "generated", "reviewed")
_ONCE = frozenset(("published", "created"))
"""Roles of what happens to a page once: a later day is of a version. All else happens again and again."""
_FIRST_TIME = re.compile(
    r"(?<![a-z])(?:first|origin|initial|erst(?!ell)|premiere|prim(?:er|eir)a|prim[ao] |pierwsz|eerst|forst)|перв|初|首"
)
"""In a folded label: that it was the first time."""
_META_NAME = re.compile(r'^meta\[[\w-]+="(.*)"\]$')


def choose(claims: Iterable[DateClaim], role: Role, histories: Sequence[Sequence[DateClaim]] = ()) -> ChosenDate | None:
    """The most authoritative claim of a role, or ``None``: no other role ever stands in (R6).

    Of the page's own scope; where the page makes none, of the topic it treats. A section's, collection's, source's or
    translation's date is never the page's. Authority: visible text, ``time@datetime``, JSON-LD and microdata, the
    publisher's own metas, generic metas, transport; then the first in page order. Of the history it stands in, it is
    the last change, review or due day, and the first publication. A claim that reads both ways is used only where no
    claim that says which way agrees with it.

    Args:
        claims: all that the page makes.
        role: what happened.
        histories: claims that stand together, as a list of changes does.
    """
    claims = tuple(claims)
    of_role = [claim for claim in claims if claim.role == role]
    for scope in ("page", "topic"):
        candidates = [claim for claim in of_role if claim.scope == scope]
        if len(candidates) > 1:
            candidates.sort(key=authority)
        if candidates:
            best = _unposted(candidates, claims) if role == "modified" else candidates[0]
            history = next((each for each in histories if best in each), ()) if len(candidates) > 1 else ()
            if history:
                best = _of_history(best, history)
            if best.ambiguous:
                best = next((claim for claim in candidates if _settles(claim, best)), best)
            return ChosenDate(value=best.value, precision=best.precision, source=best.source)
    return None


def _unposted(candidates: list[DateClaim], claims: Iterable[DateClaim]) -> DateClaim:
    """The first of the changes, or where it only has the day of the publication, the first later one a field names.

    hAtom asks of every entry that a date be ``updated``, so themes call the printed day of the post that, too.
    """
    best = candidates[0]
    if best.label is None and best.source in ("text", "time"):
        later = [
            claim for claim in candidates if claim.source not in ("text", "time") and (claim.lo - best.hi).days > 1
        ]
        if later and any(claim.role == "published" and claim.lo == best.lo for claim in claims):
            return later[0]
    return best


def _of_history(best: DateClaim, history: Sequence[DateClaim]) -> DateClaim:
    """Of the claims of a history that say the same as one of them does of a page, the one to use."""
    equals = [
        claim for claim in history if (claim.role, claim.scope, claim.source) == (best.role, best.scope, best.source)
    ]
    return latest(equals)


def is_first(claim: DateClaim) -> bool:
    """Whether a claim's label says that it was the first time ("Originally published")."""
    return claim.label is not None and _FIRST_TIME.search(fold(claim.label)) is not None


def latest(claims: Iterable[DateClaim]) -> DateClaim:
    """Of claims of one role the last, of what happens once (a publication) the first.

    "5 May 2025" is later than "May 2025", and earlier.
    """
    several = list(claims)
    if several[0].role in _ONCE:
        return min(several, key=lambda claim: (claim.hi, claim.hi - claim.lo))
    return max(several, key=lambda claim: (claim.lo, claim.lo - claim.hi))


def page_date(claims: Iterable[DateClaim]) -> ChosenDate | None:
    """The one date to show where only one can be: published, else bare in a byline or URL, else modified, else created.

    A convenience for readers of one date; the record itself never crosses roles (R6).
    """
    of_page = tuple(claims)
    printed = choose([claim for claim in of_page if claim.source == "text" and not claim.ambiguous], "unlabelled")
    if printed is not None and any(
        claim.role in ("published", "modified") and claim.value[:10] == printed.value[:10] for claim in of_page
    ):
        return printed  # a field says what happened on the bare day the page prints; others may date other things
    of_page = _stated_apart(of_page)
    to_a_day = [claim for claim in of_page if claim.precision in ("day", "instant")]
    vague = None
    for role in _SHOWN:
        chosen = choose(to_a_day, role)
        if chosen is not None:
            return _as_printed(chosen, of_page) if chosen.precision == "instant" else chosen
        vague = vague or choose(of_page, role)
    return vague


def _stated_apart(claims: tuple[DateClaim, ...]) -> tuple[DateClaim, ...]:
    """Without publications on the day of a change, where a machine field names an earlier day and none is printed.

    Publishing systems fill one field of a page from its last change and another from its first day (as R7).
    """
    published = [claim for claim in claims if claim.role == "published" and claim.precision in ("day", "instant")]
    if any(claim.source == "text" for claim in published) or len({claim.lo for claim in published}) < 2:
        return claims
    changed = [claim.lo for claim in claims if claim.role == "modified"]
    first = min(claim.lo for claim in published)
    filled = [claim for claim in published if claim.lo in changed and (claim.lo - first).days > 1]
    return tuple(claim for claim in claims if claim not in filled)


def _as_printed(instant: ChosenDate, claims: tuple[DateClaim, ...]) -> ChosenDate:
    """The day printed beside an instant, where they are one day apart: machine dates drift in UTC (R4)."""
    if not instant.value.endswith(("Z", "+00:00")):
        return instant
    day = date.fromisoformat(instant.value[:10])
    printed = [
        claim
        for claim in claims
        if claim.source in ("text", "url") and claim.precision == "day" and not claim.ambiguous
    ]
    if any(claim.lo == day for claim in printed):
        return instant
    for claim in printed:
        if abs((claim.lo - day).days) == 1 and claim.role in ("unlabelled", "published"):
            return ChosenDate(value=claim.value, precision=claim.precision, source=claim.source)
    return instant


def authority(claim: DateClaim) -> int:
    """Rank of a claim's carrier, 0 the highest (R5)."""
    if claim.source == "meta":
        name = _META_NAME.match(claim.locator)
        field = meta_field(name[1]) if name else None
        return _OWN_META if field is not None and field.own else _RANK["meta"]
    return _RANK[claim.source]


def _settles(claim: DateClaim, ambiguous: DateClaim) -> bool:
    """Whether a claim names one of the two days an ambiguous one can mean (to a day: machine dates drift in UTC)."""
    if claim.ambiguous or claim.precision not in {"day", "instant"}:
        return False
    return any(abs((claim.lo - reading).days) <= 1 for reading in (ambiguous.lo, ambiguous.hi))
