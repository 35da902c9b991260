"""A "review date" that lies ahead: not when a page was reviewed, but when it must be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.parsers.dates.folding import fold

_OPEN = re.compile(
    r"(?:(?:page|leaflet|medical|clinical|scientific) )?(?:review|revision)(?: date)?|date of (?:review|revision)"
    r"|(?:fecha de |data d[ae] |data di |date de )?(?:revision|revisao|revisione)(?: medica| clinica| scientifica)?"
)
"""Labels that do not say whether the review has been: hospitals print both under "Review date"."""


def planned(claims: Iterable[DateClaim], day: date) -> list[DateClaim]:
    """The claims of a page read on this day, reviews that it cannot have had yet as ``next_review_due``.

    "Last reviewed" ahead stays what it says, for the audit to see: somebody mistyped. A day of tolerance is for zones.
    """
    ahead = day + timedelta(days=1)
    return [
        structs.replace(claim, role="next_review_due")
        if claim.role == "reviewed" and claim.lo > ahead and claim.label and _OPEN.fullmatch(fold(claim.label))
        else claim
        for claim in claims
    ]
