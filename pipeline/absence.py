"""How a server says with status 200 that there is no such page: by a title, by leading home, by listing a folder."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

_HOME = re.compile(
    r"/(?:(?P<of>[a-z]{2})(?:-[a-z]{2})?(?:/|$))?(?:(?:home|index|default|inicio)(?:\.(?:[sx]?html?|php|aspx?|jsp|cfm))?/?)?",
    re.I,
)
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee"
    " el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is"
    " it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms"
    " mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk"
    " sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi"
    " yo za zh zu"
)
"""ISO 639-1."""
_REGIONS = "at au be br ca ch cn de eu fr gb hk ie in it jp kr mx nl nz sg tw uk us"
"""Regions that publishers have home pages for, beside languages; of all that ISO 3166 knows, most are also words."""
_OF = frozenset(f"{_LANGUAGES} {_REGIONS}".split())
_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb:-]\s+|:\s+|\s*\|\s*")
_NOT_FOUND = re.compile(
    r"(?:sorry,?\s+)?(?:(?:the|this|that)\s+)?(?:page|file)\s+(?:(?:was|is|could|cannot|can)\s+)?(?:be\s+)?not\s+(?:be\s+)?found"
    r"|p[aá]gina\s+no\s+encontrada|page\s+(?:introuvable|non\s+trouv[ée]e)|seite\s+nicht\s+gefunden"
    r"|p[aá]gina\s+n[aã]o\s+encontrada",
    re.I,
)
_PHRASES = frozenset(
    status.phrase.lower()
    for status in HTTPStatus
    if status >= HTTPStatus.BAD_REQUEST and (" " in status.phrase or status is HTTPStatus.FORBIDDEN)
)
_NUMBERED = re.compile(r"(?:http\s+)?(?:error\s+)?[45]\d\d(?:\s+error)?(?:\s*[-:]?\s*(?P<phrase>[a-z' -]+))?", re.I)
_LISTING = re.compile(r"(?:index of|directory listing for|(?P<host>\S+) -) (?P<folder>/.*)", re.I)
"""Titles of Apache, nginx and lighttpd; of Python's server; of IIS."""


def lists_a_folder(title: str | None, url: str) -> bool:
    """Whether a title is the one that a server writes over its own list of a folder: its words and that very path."""
    found = _LISTING.fullmatch(title or "")
    if found is None:
        return False
    place = urlsplit(url)
    return (
        place.path.endswith("/")
        and found["folder"].rstrip("/") == unquote(place.path).rstrip("/")
        and found["host"] in (None, place.hostname)
    )


def title_parts(title: str | None) -> tuple[str, ...]:
    """The parts of a title that separators such as ``|`` and `` - `` part, trimmed."""
    if title is None:
        return ()
    return tuple(part.strip() for part in _SEPARATOR.split(title) if part.strip())


def says_not_found(part: str) -> bool:
    """Whether one part of a title is the phrase of an error status, with or without its number.

    One-word phrases ("Gone", "Conflict", "Locked") only count beside their number: health pages use those words.
    """
    plain = part.strip(" .!").lower()
    if plain in _PHRASES or _NOT_FOUND.fullmatch(plain):
        return True
    numbered = _NUMBERED.fullmatch(plain)
    if numbered is None:
        return False
    phrase = (numbered["phrase"] or "").strip()
    statuses = {status.phrase.lower() for status in HTTPStatus}
    return phrase in statuses or bool(_NOT_FOUND.fullmatch(phrase)) or (not phrase and "error" in plain)


def is_home_like(url: str) -> bool:
    """Whether an address is that of a home page: ``/``, ``/index.html``, ``/es/``, ``/es/home``; its query aside.

    Two letters that name no language or region are a page: ``cdc.gov/tb/`` is about tuberculosis.
    """
    found = _HOME.fullmatch(urlsplit(url).path or "/")
    return found is not None and (found["of"] is None or found["of"].lower() in _OF)
