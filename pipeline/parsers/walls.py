"""Answers that say 200 and are no page: error pages, walls of consent, login and robot checks. Read as such, loudly."""

from __future__ import annotations

import re

from pipeline.errors import NotThere, ReadError
from pipeline.nearest import many
from pipeline.parsers.page import Page
from pipeline.patterns import when_used

_NOT_FOUND = when_used(
    r"\b(?:(?:page|file|document|resource|article|content) "
    r"(?:(?:was|is|could|can) ?not (?:be )?found|not found|no longer (?:available|exists)|unavailable"
    r"|does not exist|doesn.t exist|missing)"
    r"|404 ?\W? ?(?:error|not found|page)|error 404|http 404|not found$|^404\b"
    r"|(?:p[aá]gina|documento) no (?:encontrad[ao]|disponible|existe)"
    r"|no se (?:encontr[oó]|encuentra|pudo encontrar) (?:la p[aá]gina|el documento)"
    r"|seite nicht gefunden|page (?:introuvable|non trouv[eé]e)|p[aá]gina n[aã]o encontrada|pagina non trovata)",
    re.IGNORECASE,
)
_WALL = when_used(
    r"\b(?:just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:human|robot)"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|security check|pardon our interruption"
    r"|request (?:unsuccessful|blocked|rejected)|unusual traffic"
    r"|enable javascript|javascript (?:is )?(?:required|disabled)"
    r"|before you continue|(?:your|cookie|privacy) (?:choices|consent|preferences|settings)"
    r"|we (?:use|value) (?:cookies|your privacy)"
    r"|(?:sign|log) ?in(?: (?:to|required)|$)|please (?:sign|log) in|subscribe to (?:read|continue)"
    r"|service unavailable|temporarily unavailable|down for maintenance|under maintenance|too many requests"
    r"|forbidden|bad gateway|(?:403|429|500|502|503) error|error (?:403|429|500|502|503))",
    re.IGNORECASE,
)
_SHORT = 250
"""A wall or an error page has few words; an article about walls has more."""


def refuse(page: Page, *headings: str | None, words: int) -> None:
    """Raise when title or heading and length together say that this is no page of content.

    Args:
        page: the page.
        headings: what it calls itself (its title, its first heading).
        words: words of its content.

    Raises:
        NotThere: a soft 404.
        ReadError: a wall.
    """
    if words >= _SHORT:
        return
    for heading in headings:
        if not heading:
            continue
        kinds = ((_NOT_FOUND, "soft 404", NotThere), (_WALL, "wall or error page", ReadError))
        for pattern, what, error in kinds:
            if pattern.search(heading):
                raise error(
                    f"{page.url}: a {what}, not content: it calls itself {heading[:80]!r} and has"
                    f" {many(words, 'word')}",
                    url=page.url,
                    mend="fetch it again later; if it stays so, the page is gone or closed to us",
                )
