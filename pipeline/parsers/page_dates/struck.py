"""Words that a page has struck out: they stand there to be seen as no longer so, and date nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from pipeline.model.dates import DateClaim
from pipeline.parsers.content.survey import Dated
from pipeline.parsers.element_words import STRUCK_OUT, words_of
from pipeline.parsers.gathering import is_within_any


def struck_out(root: LexborNode) -> dict[int, LexborNode]:
    """The elements of a page that are struck out, by ``mem_id``; one that holds a heading was never closed."""
    return {node.mem_id: node for node in root.css(STRUCK_OUT) if node.css_first("h1, h2") is None}


def not_struck(dated: Iterable[Dated], struck: dict[int, LexborNode]) -> list[Dated]:
    """The texts that are not struck out."""
    return [run for run in dated if not is_within_any(run.node, struck)]


def without_struck(
    claims: Sequence[DateClaim], stated: Sequence[DateClaim], struck: dict[int, LexborNode]
) -> list[DateClaim]:
    """Claims of lines that hold what was struck out, too: without those of its dates that no line makes without it."""
    if not struck:
        return list(claims)
    words = "\n".join(words_of(node) for node in struck.values())
    kept = {(claim.role, claim.raw) for claim in stated}
    return [claim for claim in claims if claim.raw not in words or (claim.role, claim.raw) in kept]
