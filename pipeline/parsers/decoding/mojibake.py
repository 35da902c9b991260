"""Text damaged by a wrong decode ("EspaÃ±ol") or a lossy one (U+FFFD): noticed, mended words offered beside the raw.

A record keeps what the page says, damage included; :func:`mend` computes the mended text of any block again, so nothing
needs to be stored but the notice. What counts as damage is ftfy's judgement, which only changes text that decodes to
something far more plausible.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from pipeline.model.issue import Issue
from pipeline.nearest import many
from pipeline.patterns import stretches, when_used

EVIDENCE_BLOCKS = 5
EVIDENCE_CHARACTERS = 240


_ASCII = bytes(range(128))
_SOUND = frozenset(
    "\xa0\xad·´–—―…’→←↑↓ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüāăąćčďđēėęěğģīįıķĺľłļńňņŕřśşšťţůűżźž"  # noqa: RUF001
)
_SUSPECTS = frozenset(
    chr(code)
    for first, last in (
        *((0x80, 0x17F), (0x192, 0x192), (0x2C0, 0x2DF), (0x384, 0x385), (0x402, 0x402), (0x490, 0x490)),
        *((0x2010, 0x25FF), (0xF8FF, 0xF8FF), (0xFB01, 0xFB02), (0xFFFD, 0xFFFD)),
    )
    for code in range(first, last + 1)
).difference(_SOUND)
"""Characters of which each of the patterns by which ftfy knows damage holds one, whatever else stands beside it."""
_SUSPECT = when_used(f"[{re.escape(''.join(sorted(_SUSPECTS)))}]")
_REACH = 8
"""Characters of the longest such pattern, and one more."""


_NULL = b"\x00"


class Damage(Struct, frozen=True):
    """A damaged block: its place among the blocks given, its text, the text mended."""

    index: int
    raw: str
    mended: str


def harmless(text: str) -> bool:
    """Whether a text of any length is certain to hold no damage: its characters alone say so, at the cost of a copy."""
    if text.isascii():
        return True
    beyond = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return _SUSPECTS.isdisjoint(beyond)


def harmless_source(utf8: bytes, beyond: bytes, references: Iterable[bytes]) -> bool:
    """Whether no text of an HTML page can hold damage, said by its bytes: their characters and character references.

    Faster than to take the text out of the tree; a page that this does not clear is looked at text by text.

    Args:
        utf8: the page.
        beyond: the stretches of it that hold all that is not ASCII.
        references: its character references.
    """
    if not all(map(_harmless_reference, references)):
        return False
    return _NULL not in utf8 and _SUSPECTS.isdisjoint(beyond.translate(None, _ASCII).decode("utf-8", "replace"))


@lru_cache(maxsize=1024)
def _harmless_reference(reference: bytes) -> bool:
    meant = html.unescape(reference.decode("utf-8", "replace"))
    return meant != "" and harmless(meant)  # none: a character that the standard library and the parser treat apart


def mend(text: str) -> str:
    """The text as it was before a wrong decode; the very same object where nothing looks wrong."""
    if text.isascii() or not _is_bad(text):
        return text
    import ftfy  # noqa: PLC0415  not with the module: a tenth of our start, and few pages come here

    mended: str = ftfy.fix_encoding(text)
    return text if mended == text else mended


def _is_bad(text: str) -> bool:
    """Whether ftfy sees damage; it looks only around the characters that any damage has, which is ten times faster."""
    import ftfy.badness  # noqa: PLC0415

    bad = ftfy.badness.BADNESS_RE
    near = stretches(_SUSPECT.finditer(text), _REACH, _REACH)
    return any(bad.search(text, start, end) is not None for start, end in near)


def damaged(blocks: Iterable[str]) -> Iterator[Damage]:
    """The blocks that :func:`mend` changes."""
    for index, block in enumerate(blocks):
        if not block.isascii():
            mended = mend(block)
            if mended is not block:
                yield Damage(index, block, mended)


def notice(blocks: Iterable[str]) -> list[Issue]:
    """Issues ``mojibake`` and ``replacement-character`` of a page's blocks of text; none on a clean page.

    The evidence of ``mojibake`` holds ``raw`` and ``mended`` of the first damaged block, ``raw_2``, ``mended_2`` ... of
    the next few (each cut around the damage), and ``blocks``, how many there are. Give blocks before white space is
    collapsed where possible: the no-break space is a byte of many damaged characters.
    """
    kept = [block for block in blocks if not block.isascii()]
    issues = []
    damages = list(damaged(kept))
    if damages:
        evidence = {"blocks": str(len(damages))}
        for number, damage in enumerate(damages[:EVIDENCE_BLOCKS], start=1):
            suffix = "" if number == 1 else f"_{number}"
            evidence[f"raw{suffix}"], evidence[f"mended{suffix}"] = _around(damage)
        message = f"{many(len(damages), 'block holds', 'blocks hold')} wrongly decoded text: {evidence['raw'][:60]!r}"
        issues.append(Issue("mojibake", "warning", message, evidence))
    lost = [block for block in kept if "\ufffd" in block]
    if lost:
        count = sum(block.count("\ufffd") for block in lost)
        place = lost[0].index("\ufffd")
        message = f"{many(count, 'character')} lost to U+FFFD in {many(len(lost), 'block')}"
        evidence = {"count": str(count), "raw": lost[0][max(0, place - 60) : place + 60]}
        issues.append(Issue("replacement-character", "warning", message, evidence))
    return issues


def _around(damage: Damage) -> tuple[str, str]:
    """Raw and mended cut at the same words, from a little before the first difference."""
    raw, mended = damage.raw, damage.mended
    if len(raw) <= EVIDENCE_CHARACTERS:
        return raw, mended
    first = next((place for place, pair in enumerate(zip(raw, mended, strict=False)) if pair[0] != pair[1]), 0)
    start = raw.rfind(" ", 0, max(0, first - 40)) + 1
    piece = raw[start : start + EVIDENCE_CHARACTERS]
    if start + EVIDENCE_CHARACTERS < len(raw):
        piece = piece.rpartition(" ")[0] or piece
    return piece, mend(piece)
