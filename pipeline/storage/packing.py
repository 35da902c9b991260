"""A record as it is stored: its texts once each, by their digest; the rest as compressed JSON.

The texts of the sections stand outside the record, so an edit to one section stores one text, and a record is
rebuilt byte for byte by putting them back.
"""

from __future__ import annotations

import hashlib
import threading

import msgspec
import zstandard
from msgspec import Struct
from msgspec.structs import replace

from pipeline import records
from pipeline.errors import StorageError
from pipeline.model.document import Document
from pipeline.urls import canonicalize


class _Codec(threading.local):
    """Compression contexts: each thread has its own, since one of them must not be used by two at a time."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(level=3, write_checksum=True).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_codec = _Codec()
_encoder = msgspec.json.Encoder()
_blank = hashlib.blake2b(digest_size=20)


class Packed(Struct, frozen=True, kw_only=True):
    """A document ready to be stored: everything that can go wrong with it has gone wrong by now."""

    document: Document
    content_hash: str
    record: bytes
    digests: tuple[bytes, ...]


def pack(document: Document) -> Packed:
    """Hash and encode a document, under its canonical URL: the one that answered may name the visit.

    Raises:
        StorageError: it holds text that is not Unicode (a lone surrogate) or a number beyond 64 bits, so it cannot be
            written as JSON.
    """
    if (url := canonicalize(document.url)) != document.url:
        document = replace(document, url=url)
    try:
        known = replace(document, links=msgspec.Raw(_encoder.encode(document.links)))  # as both write them
        bare = replace(known, sections=tuple(replace(s, text="", markdown="") for s in document.sections))
        return Packed(
            document=document,
            content_hash=records.content_hash(known),
            record=_codec.compress(records.to_json(bare)),
            digests=tuple(text_digest(s.text, s.markdown) for s in document.sections),
        )
    except UnicodeEncodeError as error:
        raise StorageError(f"{document.url}: the record holds text that is not Unicode: {error}") from error
    except OverflowError as error:
        raise StorageError(f"{document.url}: the record holds a number too large to write: {error}") from error


class Unreadable(Exception):
    """What is stored is no record: the file was damaged, as by a flipped bit, where SQLite does not look."""


def unpack(record: bytes, texts: list[tuple[str, str | None]]) -> Document:
    """The document back from its stored record and the texts of its sections in order.

    Raises:
        Unreadable: the record is damaged, or texts of it are not there.
        msgspec.DecodeError: what was packed is no record.
    """
    return with_texts(unpack_bare(record), texts)


def with_texts(bare: Document, texts: list[tuple[str, str | None]]) -> Document:
    """A document without the texts of its sections, with them again.

    Raises:
        Unreadable: it has more sections or less.
    """
    if len(bare.sections) != len(texts):
        raise Unreadable(f"{len(texts)} of {len(bare.sections)} texts of its sections are there")
    sections = tuple(
        replace(section, text=text, markdown=text if markdown is None else markdown)
        for section, (text, markdown) in zip(bare.sections, texts, strict=True)
    )
    return replace(bare, sections=sections)


def unpack_bare(record: bytes) -> Document:
    """The same without the texts of its sections: what a version claimed, at a fraction of the cost."""
    return records.from_json(unpack_json(record))


def unpack_json(record: bytes) -> bytes:
    """The stored record as JSON, without the texts of its sections.

    Raises:
        Unreadable: it is damaged.
    """
    try:
        return _codec.decompress(record)
    except zstandard.ZstdError as error:
        raise Unreadable(str(error)) from error


def text_digest(text: str, markdown: str) -> bytes:
    """The address of a section's content: BLAKE2b-160 of both forms, unambiguously joined."""
    plain = text.encode()
    digest = _blank.copy()
    digest.update(b"%d:" % len(plain))
    digest.update(plain)
    digest.update(markdown.encode())
    return digest.digest()


def as_json(value: object) -> str:
    """A value as JSON text for a column."""
    return _encoder.encode(value).decode()


def as_json_or_none(value: tuple[object, ...]) -> str | None:
    """The same; ``None`` when there is nothing."""
    return _encoder.encode(value).decode() if value else None
