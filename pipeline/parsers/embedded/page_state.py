"""The state that a page hands its own scripts, where it says when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim
from pipeline.parsers.dates import typed_claims

_PUBLISHED = re.compile(
    r"\"(?P<key>date_?published|published_?(?:at|date|time|on)|(?:publish|publication)_?date(?:_?time)?|pub_?date"
    r"|(?:first|originally)_?published(?:_?(?:at|date|on))?)\\?\"\s*:\s*"
    r"\\?\"(?P<value>(?:19|20)\d\d-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)?)?)\\?\"",
    re.IGNORECASE,
)
_SPELLINGS = ("pub", "Pub", "PUB")
_BEFORE = len('"originally_')


def state_claims(page: LexborNode) -> list[DateClaim]:
    """The page's publication as its state names it; nothing where the state names more than one day.

    A state holds other pages too (a list of latest posts): only where all it says of publications agrees is that the
    page's own. Scripts may be megabytes, so it is for pages that state no date in the usual places.
    """
    found: list[re.Match[str]] = []
    for node in page.css("script:not([src])"):
        if "ld+json" not in (node.attributes.get("type") or "").lower():
            found += sorted(_stated_in(node.text(deep=True)), key=re.Match.start)
    if len({each["value"][:10] for each in found}) != 1:
        return []
    first = found[0]
    return typed_claims("published", first["value"], source="script", locator=f"script {first['key']}")


def _stated_in(script: str) -> Iterator[re.Match[str]]:
    """Each day of publication, looked for by its word: trying the pattern at every quote takes 20 times as long."""
    for word in _SPELLINGS:
        at = script.find(word)
        while at >= 0:
            quote = script.rfind('"', max(0, at - _BEFORE), at)
            stated = _PUBLISHED.match(script, quote) if quote >= 0 else None
            if stated is not None:
                yield stated
            at = script.find(word, at + len(word))
