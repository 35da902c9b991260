"""Dated notes of a page and entries of its history beside the other dates it states: which of them is the page's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import structs

from pipeline.model.dates import DateClaim, Role
from pipeline.parsers.dates.choose import latest


def with_notes(claims: Iterable[DateClaim], notes: Sequence[DateClaim]) -> list[DateClaim]:
    """The claims of a page and its dated notes; where it has no other date of a role, the last of them is the page's.

    Of publications it is the first. A change that a note tells of is the page's, too, where it is later than every
    other, and goes before these. Other notes date a ``section``.
    """
    stated = list(claims)
    if not notes:
        return stated
    by_role: dict[Role, dict[tuple[str, str], DateClaim]] = defaultdict(dict)
    for note in notes:
        by_role[note.role].setdefault((note.value, note.raw), note)
    for role, of_role in by_role.items():
        printed = [claim for claim in stated if claim.role == role and claim.scope == "page" and claim.source == "text"]
        last = latest(of_role.values())
        if not printed or (role == "modified" and last.lo > max(claim.hi for claim in printed)):
            stated.insert(stated.index(printed[0]) if printed else len(stated), last)
            del of_role[last.value, last.raw]
        stated += [structs.replace(note, scope="section") for note in of_role.values()]
    return stated
