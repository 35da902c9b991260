"""What a site says about its content, as data: what to leave out, what its classes mean, how sections are grouped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Mark = Literal["organization", "also_in", "media", "note"]
_PLAIN = re.compile(r"[#.][A-Za-z_][A-Za-z0-9_-]*")


class ContentRules(Struct, frozen=True, kw_only=True):
    """How to walk one site's content.

    Attributes:
        skip: CSS selectors of what inside the content is not content (table of contents, controls).
        marks: class name -> what an element of that class says about the link of its list item.
        flags: image file name -> what the image says about the link of its list item: ``nih``, ``note:WORD`` or
            ``media:WORD``.
        flag_classes: classes of images that are such flags; one whose file is not in ``flags`` becomes
            ``media`` by its alternative text, so that nothing it says is lost.
        groups: anchor of a section -> the page's own group of sections.
        internal_hosts: hosts that count as this site; the page's own always does.
        notices: CSS selectors of elements whose sections are notices.
    """

    skip: tuple[str, ...] = ()
    marks: Mapping[str, Mark] = {}
    flags: Mapping[str, str] = {}
    flag_classes: frozenset[str] = frozenset()
    groups: Mapping[str, str] = {}
    internal_hosts: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Skips(Struct, frozen=True):
    """What to leave out, by how it is told.

    Attributes:
        ids, classes: of elements that the walk knows when it meets them.
        selectors: what must be looked for beforehand.
    """

    ids: frozenset[str]
    classes: frozenset[str]
    selectors: tuple[str, ...]


@lru_cache(maxsize=64)
def skips_of(selectors: tuple[str, ...]) -> Skips:
    """Sort selectors of what to leave out; for pages in which letter case counts."""
    plain = [selector for selector in selectors if _PLAIN.fullmatch(selector)]
    return Skips(
        ids=frozenset(selector[1:] for selector in plain if selector[0] == "#"),
        classes=frozenset(selector[1:] for selector in plain if selector[0] == "."),
        selectors=tuple(selector for selector in selectors if selector not in plain),
    )


LANGUAGE_NAMES: Mapping[str, str] = {
    "amharic": "am",
    "arabic": "ar",
    "chinese": "zh",
    "chinese, simplified": "zh-Hans",
    "chinese, traditional": "zh-Hant",
    "english": "en",
    "español": "es",
    "farsi": "fa",
    "french": "fr",
    "german": "de",
    "haitian creole": "ht",
    "hindi": "hi",
    "hmong": "hmn",
    "inglés": "en",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "polish": "pl",
    "portuguese": "pt",
    "portuguese, brazilian": "pt-BR",
    "russian": "ru",
    "somali": "so",
    "spanish": "es",
    "tagalog": "tl",
    "ukrainian": "uk",
    "urdu": "ur",
    "vietnamese": "vi",
}
"""A language as pages name it, lower case -> BCP 47."""


@lru_cache(maxsize=256)
def language_tag(word: str) -> str:
    """BCP 47 tag for a language's name; the word itself when it is not one we know."""
    return LANGUAGE_NAMES.get(word.strip().lower(), word.strip())
