"""What the items of a list still say about links whose addresses a text dump no longer holds.

A dump keeps the words of a link and loses its address. A link without an address is none (``links`` promises absolute
URLs, and nothing is invented), so the words stay in their section and what they say stands in the record's
``structured_data["text_dump"]["listed"]``: text, organization, form, languages, in page order.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.parsers.walk.rules import language_tag

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<url>[^)\s]*)[^)]*\)")
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\((?P<url>[^)\s]+)[^)]*\)")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")
_ALSO = re.compile(r"\s*Also in (?P<language>[A-Z]\w+)\s*$")
_MEDIA = re.compile(
    r"\s+-\s+(?P<media>PDF|Video|Slideshow|Easy-to-Read|Interactive Tutorial|Audio|Health Check Tool)\s*$",
    re.IGNORECASE,
)
_ORGANIZATION = re.compile(r"\s*\((?P<organization>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_NIH = "From the National Institutes of Health"


def listed(item: str, heading: str | None) -> dict[str, Any] | None:
    """What an item says of its link; ``None`` for one that says nothing beyond its words, or that has its address."""
    if LINK.search(item):
        return None
    from_nih = any(found["alt"] == _NIH for found in IMAGE.finditer(item))
    text = " ".join(ESCAPE.sub(r"\1", IMAGE.sub("", item)).split())
    languages: list[str] = []
    while (also := _ALSO.search(text)) is not None:
        languages.insert(0, language_tag(also["language"]))
        text = text[: also.start()]
    media = _MEDIA.search(text)
    if media is not None:
        text = text[: media.start()]
    organization = _ORGANIZATION.search(text)
    if organization is not None:
        text = text[: organization.start()]
    if not (languages or media or organization or from_nih):
        return None
    return {
        "section": heading,
        "text": text.strip(),
        "organization": organization["organization"] if organization else None,
        "from_nih": from_nih,
        "media": [media["media"].lower()] if media else [],
        "also_in": languages,
        "url": None,
    }
