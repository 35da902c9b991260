"""What a site says about its content, as data: what to leave out, what its classes mean, how sections are grouped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Mark = Literal["organization", "also_in", "media", "note"]
_PLAIN = re.compile(r"[#.][A-Za-z_][A-Za-z0-9_-]*")


BESIDE = ("nav", "aside", "form", '[class*="breadcrumb"]', ".sr-only", ".visually-hidden")
"""What most publishers put into the content that is none."""


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


LANGUAGES = {
    "am": "አማርኛ|amharic", "ar": "العربية|عربي|عربى|arabic", "bg": "български", "bn": "বাংলা|bengali|bangla",
    "bs": "bosanski|bosnian", "ca": "català|catalan", "cs": "čeština|česky|czech", "cy": "cymraeg|welsh",
    "da": "dansk|danish", "de": "deutsch|german", "el": "ελληνικά|greek",
    "en": "english|inglés|englisch|anglais|inglese", "es": "español|castellano|spanish|espanol",
    "et": "eesti|eesti keel|estonian", "eu": "euskara|basque", "fa": "فارسی|farsi|persian|dari|دری",
    "fi": "suomi|finnish", "fr": "français|french|francais|französisch|francés", "ga": "gaeilge|irish",
    "gl": "galego|galician", "gu": "ગુજરાતી|gujarati", "he": "עברית|hebrew", "hi": "हिन्दी|हिंदी|hindi",
    "hmn": "hmoob|hmong", "hr": "hrvatski|croatian", "ht": "kreyòl|kreyòl ayisyen|kreyol|haitian creole",
    "hu": "magyar|hungarian", "hy": "հայերեն|armenian", "id": "bahasa indonesia|indonesian|indonesia",
    "is": "íslenska|icelandic", "it": "italiano|italian|italienisch", "ja": "日本語|japanese",
    "ka": "ქართული|georgian", "km": "ភាសាខ្មែរ|ខ្មែរ|khmer", "ko": "한국어|korean", "lo": "ລາວ|lao",
    "lt": "lietuvių|lietuvių k|lithuanian", "lv": "latviešu|latviski|latvian", "mk": "македонски|macedonian",
    "ms": "bahasa melayu|bahasa malaysia|malay", "mt": "malti|maltese", "my": "မြန်မာ|မြန်မာဘာသာ|burmese",
    "nb": "norsk bokmål|bokmål", "ne": "नेपाली|nepali", "nl": "nederlands|dutch", "nn": "nynorsk",
    "no": "norsk|norwegian", "pa": "ਪੰਜਾਬੀ|punjabi", "pl": "polski|polish|po polsku", "ps": "پښتو|pashto",
    "pt": "português|portuguese|portugues", "pt-BR": "português (brasil)|português brasileiro|portuguese, brazilian",
    "pt-PT": "português (portugal)", "ro": "română|romanian", "ru": "русский|по-русски|russian|russisch",
    "sk": "slovenčina|slovensky|slovak", "sl": "slovenščina|slovensko|slovenian",
    "so": "soomaali|af-soomaali|af soomaali|somali", "sq": "shqip|albanian", "sr": "српски|srpski|serbian",
    "sv": "svenska|swedish", "sw": "kiswahili|swahili", "ta": "தமிழ்|tamil", "te": "తెలుగు|telugu",
    "th": "ไทย|ภาษาไทย|thai", "ti": "ትግርኛ|tigrinya", "tl": "tagalog|filipino", "tr": "türkçe|turkish|türkisch",
    "uk": "українська|ukrainian", "ur": "اردو|urdu", "vi": "tiếng việt|vietnamese", "yi": "ייִדיש|yiddish",
    "zh": "中文|chinese|汉语",
    "zh-Hans": "简体中文|简体|中文(简体)|中文 (简体)|中文简体|simplified chinese|chinese (simplified)"
    "|chinese, simplified",
    "zh-Hant": "繁體中文|繁體|中文(繁體)|中文 (繁體)|中文繁體|正體中文|traditional chinese"
    "|chinese (traditional)|chinese, traditional",
}  # fmt: skip
"""Names of languages by their tags (BCP 47), lower case: as each calls itself, and as English and others do."""
TAG_BY_NAME = {name: tag for tag, names in LANGUAGES.items() for name in names.split("|")}


def language_tag(word: str) -> str:
    """BCP 47 tag for a language's name; the word itself when it is not one we know."""
    return TAG_BY_NAME.get(word.strip().lower(), word.strip())
