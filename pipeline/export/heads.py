"""What every row of a document repeats: its id, its address, its rights."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from pipeline.model.document import Document, Rights, Section
from pipeline.urls import canonicalize

_IN_FRAGMENTS = "!$&'()*+,;=:@/?-._~"


def document_id(url: str) -> str:
    """First 16 hex digits of the SHA-256 of a document's URL: the same page has the same id in every database."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def ordering(document: Document) -> str:
    """By what records are put in order and told apart: their canonical URL, as the store's order has it."""
    return canonicalize(document.url)


def head_of(document: Document, section: Section | None = None) -> dict[str, Any]:
    """What every row of a document repeats, by column; of a section with the rights that hold for it."""
    rights = document.rights if section is None else rights_of(section, document)
    return {
        "document_id": document_id(document.url),
        "url": document.url,
        "site": document.site,
        "language": document.language,
        "rights": rights.status,
    }


def rights_of(section: Section, document: Document) -> Rights:
    """The rights that hold for a section: its own where it has some, the page's otherwise."""
    return section.rights if section.rights is not None else document.rights


def citation_of(section: Section, document: Document) -> str:
    """The address of a section: the page's URL with its anchor, the page's alone where there is none."""
    return place(document.url, section.anchor)


def place(url: str, anchor: str | None) -> str:
    """The address of a place in a page, as RFC 3986 section 3.5 has it.

    An anchor is an ``id`` or ``name`` of HTML, which may hold spaces, letters of every script and quotes; in an address
    they stand percent-encoded, and browsers decode them before they look for the place.
    """
    return f"{url}#{quote(anchor, safe=_IN_FRAGMENTS)}" if anchor else url
