"""Lines in the middle of a text that name a work of others and say of that, field by field, when it was updated (R2).

"NICE guideline NG80. Published: 29 November 2017. Last updated: 22 March 2021": a work that has a number of its own, or
whose name says who made it, is not the page that tells of it. On its publisher's own page the same line stands by the
title, or the title names it too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.parsers.content.survey import Box
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.labels import NAMES_PAGE, WORKS
from pipeline.parsers.page_dates.places import Places
from pipeline.parsers.page_dates.works import at_foot, is_by_title
from pipeline.patterns import when_used

_NUMBER = r"(?:[A-Z]{1,6}[\ -]?\d{1,4}(?:-\d{1,4})*|(?:[Nn]o\.?|[Nn]umber|[Nn]r\.?)\ ?\d{1,6}[\w/-]*)"
_NAMED = when_used(
    rf"(?<!\w)(?:(?:[A-Z]{{2,6}}|S[123][ke]?)[ -](?i:{WORKS})(?!\w)(?:\ {_NUMBER}(?!\w))?"
    rf"|(?i:{WORKS})\ (?:\([^()]{{1,40}}\)\ )?{_NUMBER}(?!\w)"
    r"|(?:NCT|ISRCTN|DRKS|EudraCT)[\ :-]?\d[\d-]{5,14}(?!\w))"
)
"""A work by who made it, or by its number: "WHO guideline", "S3-Leitlinie", "guideline NG80", "NCT01234567"."""
_RESTS_ON = re.compile(
    r"(?<!\w)(?:based|rests?|adapted|according|compliant|in line|follow(?:s|ing)?|basiert|beruht|nach|gemass|angelehnt"
    r"|segun|basad[ao]|selon|fondee?|d'apres|secondo|basat[ao]|segundo|basead[ao]|volgens|gebaseerd)(?!\w)"
)
"""The sentence says what the page follows, and what comes behind it may be the page's own field."""
_LETTERS = 4
"""Letters of the shortest word of a name that says which work it is."""


def of_named_work(places: Places, box: Box, words: str, claims: Sequence[DateClaim]) -> list[DateClaim]:
    """The claims of a line, those behind the name of a work of others in it with the scope ``source``."""
    if id(box) not in places.inside or is_by_title(places, box) or at_foot(box):
        return list(claims)
    named = _NAMED.search(words)
    if named is None or _RESTS_ON.search(fold(words[: named.start()])) or _is_page(places, named[0]):
        return list(claims)
    line = words[named.end() :].partition("\n")[0]
    of_it = [claim for claim in claims if claim.scope == "page" and claim.label and claim.label in line]
    if not of_it or ":" in line.partition(of_it[0].label or "")[0] or NAMES_PAGE.match(fold(of_it[0].label or "")):
        return list(claims)  # in a row of fields, and in a sentence of its own, the page speaks of itself
    return [structs.replace(claim, scope="source") if claim in of_it else claim for claim in claims]


def _is_page(places: Places, name: str) -> bool:
    """Whether the page's title names a work too, by its number or by one of its words."""
    if places.title is None:
        return False
    title = fold(places.boxes[places.title].node.text())
    return any(word in title for word in re.findall(r"\w+", fold(name)) if len(word) >= _LETTERS)
