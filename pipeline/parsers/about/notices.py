"""Notices of copyright and of public domain: which lines are one, and whom they name."""

from __future__ import annotations

import re

from pipeline.parsers.dates.folding import ZEROS, figures
from pipeline.patterns import when_used

_ALL_RIGHTS = (
    "alle rechte|todos los derechos|tous droits|tutti i diritti|todos os direitos|alle rett|alla rätt|kaikki oikeu"
    "|wszelkie prawa|všechna práva|všetky práva|minden jog|toate drepturile|tüm hakları|sva prava|vse pravice"  # noqa: RUF001
    "|все права|всі права|всички права|με επιφύλαξη|כל הזכויות|جميع الحقوق|کلیه حقوق|تمامی حقوق|सर्वाधिकार|สงวนลิขสิทธิ์"
    "|版权所有|版權所有|不許複製|無断転載"
)
"""The beginning of "all rights reserved" in many languages, as a part of a pattern."""
ALL_RESERVED = re.compile(f"rights reserved|{_ALL_RIGHTS}", re.IGNORECASE)
_YEAR = r"(?:(?:19|20|25)\d\d)"
"""A year of a notice; Thailand counts 543 more."""
_NO_TITLE = "".join(rf"(?<!\b{title})" for title in ("dr", "st", "ste", "prof", "med", "mt"))
"""A full stop behind one of these ends no name: "St. Brendan Health", "Dr. med. Eva Lindner"."""
_INITIALS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]\.\s?)+[^\W\d_]{1,2}$")
"""How a name ends whose last full stop is its own: "Valverde S.L."."""
_NOTICE = when_used(
    r"(?:©|\(c\)|copyright)[\s:]*(?:©|\(c\)|@|by|copyright|notice)?[\s:,]*"
    rf"(?:{_YEAR}(?:\s*[-\u2013\u2014/,]\s*(?:(?:19|20)?\d\d|present|today))*[\s,.:|\u00b7\u2022\u2013\u2014-]*"
    r"|[\s,.:-]*)(?:by:?\s+|for\s+)?"
    r"(?P<holder>[^\W\d_][^|\u2022\u00b7\n©]{1,120}?)?[\s,]*"
    rf"(?=\(?{_YEAR}|{_NO_TITLE}(?<![ .][A-Z])\.\s(?!KG|Ltd|Bhd|z\s?o)|\u00ae?,\s\d|[.\u0964]?$"
    r"|[|\u2022\u00b7\n©\u2013\u2014\u0964]"
    r"|\s\S?ICP\S?[备備證证]"
    r"|\s-\s(?=c\.?f\.|p\.?\s?iva|[cn]if\b|siren|steuer|impress|privacy|terms|content man)"
    r"|\.?\s*(?:all rights|some rights|privacy (?:policy|notice|&)|terms (?:of|and|&)|"
    + _ALL_RIGHTS
    + "|reserved|used with|this |no part))",
    re.IGNORECASE,
)
_SIGN = re.compile(r"©|\(c\)\s*\d{4}|(?<![a-z])copyright\s*(?:©|\(c\)|@|\d{4}|by\s)", re.IGNORECASE)
_SIGNS = {0x24D2: "©", 0x24B8: "©"} | figures(*ZEROS)
"""Letters in circles that stand for the sign, in Korea and Japan; figures of other scripts."""
_NAMED_SIGN = re.compile(
    r"(?:Copyright|COPYRIGHT)\s+(?:(?!Act|Law|Bill|Office)(?:[A-Z][^\s.;:|]*|of|the|for|and|&)\s+){1,10}(?:19|20)\d\d"
    r"(?=\W*$|\.\s)"
)
"""A notice without the sign, the year at its end: "Copyright A Society 2026"."""
_NAMED_BEFORE = re.compile(
    rf"(?!contact|impress|imprint|kontakt|sitemap|log|home|about|help|cookie|access|datens|legal|aviso|mentions|all )"
    rf"(?P<holder>[^\W\d_][^|\u2022\u00b7\n©.]{{1,60}}?)[\s,]*(?:copyright\s*)?©\s*{_YEAR}",
    re.IGNORECASE,
)
"""A holder before the sign: "A Publisher © 2007-2024"; links of the foot run into its notice, too."""
_RESERVED = re.compile(
    f"(?:all rights|{_ALL_RIGHTS}|reserved|copyright|disclaimer|polic[a-z]+|terms|privacy|licen[cs]ed |re-?us(?:e|ed) "
    r"|unless (?:otherwise|stated|noted)|except (?:where|as))",
    re.IGNORECASE,
)
_RESERVED_FIRST = when_used(
    rf"\s*(?:all rights|{_ALL_RIGHTS})[^|:\u2013\u2014-]{{0,24}}[|:\u2013\u2014-]\s*", re.IGNORECASE
)
"""Before a holder whom the sign follows: "All rights reserved \u2013 A Ministry © 2026"."""
_MADE_BY = re.compile(
    r"(?:cc\s|creative commons|wordpress|generatepress|theme\b|powered|built with|design"
    r"|getty images|shutterstock|istock|alamy|adobe ?stock|science photo|depositphotos|123rf|openstreetmap)",
    re.IGNORECASE,
)
"""What stands behind the sign and holds nothing: a licence, who made the site's clothes or sold a picture."""
_TOOL = re.compile(r"genesis framework", re.IGNORECASE)
"""Whose name a theme sets behind its site's own sign: "Copyright © 2026 · News Pro on Genesis Framework"."""
_LETTER = re.compile(r"[^\W\d_]")
_APART = re.compile(r"\.\s+(?=[^\W\d_])|\s[|\u2022\u00b7]\s")
"""What ends the part of a line in which the sign stands: who made the site may be named behind it."""
_SENTENCES = re.compile(r"(?<=[.!\u2122\u00ae])\s+")
_WHOLE = re.compile(f"{_YEAR}|copyright|{ALL_RESERVED.pattern}", re.IGNORECASE)
"""A notice names a year or says so; "© Name / Agency" is the credit of a picture."""
_BARE = re.compile(
    r"(?:©|\(c\))\s*(?:[^\W\d_]{2,12}\s\((?:[^\W\d_]\S*\s){2}[^()|©\d]{2,80}\)|[^\W\d_][^|/\u2022\u00b7©\d()]{2,80}?)"
    r"(?:\.\s+(?:a\s+)?(?:registered|charity|company)\b[^©]{0,120})?"
    r"(?:\s*[|\u2022\u00b7]\s*[^©]{1,80})?",
    re.IGNORECASE,
)
"""The small print of a page that is nothing but the sign and who holds the rights: "© A Trust"; "© A Land | ABN 12";
"© AT (A Trust for Health)"."""
_ALONE = when_used(rf"\W*(?:all rights reserved|(?:{_ALL_RIGHTS})[^.|:;,\d©]{{0,24}})[.!]?\s*", re.IGNORECASE)
_FREE = re.compile(
    r"(?:is|are|as)\s+(?:all\s+)?in\s+the\s+public\s+domain"
    r"|(?<!that )(?<!which )\b(?:is|are)\s+(?:free\s+(?:of|from)\s+copyright|not\s+copyrighted"
    r"|not\s+(?:protected\s+by|subject\s+to)\s+copyright)",
    re.IGNORECASE,
)


def opens_notice(line: str) -> bool:
    """Whether a line begins as a notice does, or a sentence in it that names a holder."""
    line = line.translate(_SIGNS)
    if not is_notice(line):
        return False
    starts = (sentence.end() for sentence in _SENTENCES.finditer(line))
    found = (_NOTICE.match(line, start) for start in starts)
    return _NOTICE.match(line) is not None or any(each is not None and each["holder"] is not None for each in found)


def is_free(line: str) -> bool:
    """Whether a line says that nobody holds the rights."""
    small = line.lower()
    return ("doma" in small or "copyright" in small) and _FREE.search(line) is not None


def is_bare(line: str) -> bool:
    """Whether a line is the sign and a name, which at a site's foot is a notice."""
    line = line.translate(_SIGNS)
    return _BARE.fullmatch(line) is not None and _MADE_BY.search(line) is None


def is_reserved(line: str) -> bool:
    """Whether a line says that all rights are reserved and nothing else, which at a site's foot is a notice."""
    return _ALONE.fullmatch(line) is not None


def is_notice(line: str) -> bool:
    """Whether a line is a notice of copyright: the sign, with a year or the words."""
    line = line.translate(_SIGNS)
    if "©" not in line and "(" not in line and "opyr" not in line.lower():
        return False
    sign = _SIGN.search(line) or _NAMED_SIGN.match(line)
    if sign is None or _WHOLE.search(line) is None:
        return False
    named = _LETTER.search(line, sign.end())
    behind = _APART.search(line, named.start()) if named is not None else None
    begin = line.rfind(". ", 0, sign.start()) + 1
    return _MADE_BY.search(line, begin, len(line) if behind is None else behind.start()) is None


def holder_of_notice(notice: str) -> str | None:
    """Whom a notice names, behind its sign or before it."""
    notice = notice.translate(_SIGNS)
    for found in (_NOTICE.search(notice), _NAMED_BEFORE.match(_RESERVED_FIRST.sub("", notice, count=1))):
        holder = (found["holder"] or "").strip(" .,;:-") if found is not None else ""
        if found is not None and holder and not _RESERVED.match(holder) and not _TOOL.search(holder):
            own_stop = found.string.startswith(".", found.start("holder") + len(holder)) and _INITIALS.search(holder)
            return f"{holder}." if own_stop else holder
    return None
