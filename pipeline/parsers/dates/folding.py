"""One character in, one character out: lower case, no accents, plain spaces, quotes, dashes and figures.

Labels and dates are sought in folded text; because no character is added or dropped, a place in it is the same place in
the words as they stand.
"""

from __future__ import annotations

import unicodedata

from pipeline.patterns import when_used

EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Signs of Chinese, Japanese and Korean: no spaces between words, and each says as much as two letters."""
EAST_SIGN = when_used(f"[{EAST}]")


ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50)
"""Zeros of the scripts whose figures are read: Arabic, Persian, Devanagari, Bengali, Thai."""


def figures(*zeros: int) -> dict[int, str]:
    """A table for :meth:`str.translate`: the ten figures of scripts, told by the code of their zero, as ours."""
    return {zero + digit: str(digit) for zero in zeros for digit in range(10)}


_TABLE: dict[int, str] = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
for _code in range(0xAA, 0x180):
    _base = unicodedata.normalize("NFKD", chr(_code))[0].lower()
    if _base.isascii() and _base.isalpha():
        _TABLE[_code] = _base
    elif len(chr(_code).lower()) == 1:
        _TABLE[_code] = chr(_code).lower()
_TABLE |= {code: chr(code + 1) for code in range(0x1EA0, 0x1F00, 2)}
_TABLE |= {code: unicodedata.normalize("NFKD", chr(code).lower())[0] for code in range(0x400, 0x460)}
_TABLE |= {code: unicodedata.normalize("NFKD", chr(code).lower())[0] for code in range(0x386, 0x3CF)}
_TABLE |= {code: chr(code + 1) for code in range(0x48A, 0x530, 2) if chr(code).lower() == chr(code + 1)}
_TABLE |= {code: chr(code + 48) for code in range(0x531, 0x557)}
_TABLE |= {0x3C2: "\u03c3", 0x60C: ",", 0x55D: ":"}
_TABLE |= figures(*ZEROS)
_TABLE |= {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
_TABLE |= {0x131: "i", 0x141: "l", 0x142: "l"}
_TABLE |= dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x3000, 0x9, 0xAD, 0x61C), " ")
_TABLE |= dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF), " ")
_TABLE |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-")
_TABLE |= dict.fromkeys((0x2018, 0x2019, 0x2BC, 0x60, 0xB4), "'")


def fold(text: str) -> str:
    """Text folded for matching, of the same length."""
    # ASCII needs no table: lower-casing is twenty times faster, and tabs are white space to every pattern here.
    return text.lower() if text.isascii() else text.translate(_TABLE)
