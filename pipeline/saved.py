"""Pages that were saved, as files or in memory: what they are by their names, and one of them as its record."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType

from msgspec.structs import replace

from pipeline.binary import binary
from pipeline.errors import UsageError
from pipeline.fetchers.files import from_bytes, from_file
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.parsers.textdump import TYPES as TEXT_TYPES
from pipeline.profiles import Profiles
from pipeline.reading import read_capture
from pipeline.urls import canonicalize

TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
}
"""Files that are taken, by the end of their names."""
_PAGE = re.compile(rb"[^<\w]{0,9}<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_TEXT = frozenset("<\n\0")
"""No path of a page holds one of these."""
_TAG = re.compile(rb"<[a-zA-Z!/?]")


def type_of(name: str, body: bytes) -> str | None:
    """What a file is: by the end of its name, but text that begins as a page does is one.

    By no name at all it is text where no tag is, as browsers take it: in HTML its lines would be nothing.
    """
    called = TYPES.get(Path(name).suffix.lower())
    if called is not None and called not in TEXT_TYPES:
        return called
    signs = body.replace(b"\x00", b"")  # of text in UTF-16, too
    if _PAGE.match(signs):
        return called and "text/html"
    return called or (None if _TAG.search(signs) else "text/plain")


def parse(
    page: bytes | str | os.PathLike[str],
    *,
    url: str,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
) -> Document:
    """The record of one page, as ``pipeline parse`` prints it. Nothing is asked of the network, nothing is stored.

    Args:
        page: its bytes as they were served (of a text: ``text.encode()``), or the path of a file that holds them.
        url: where it was served; its profile and its relative links depend on it.
        content_type: the Content-Type it was served with, which takes part in deciding the encoding; by default of a
            file by the end of its name, of bytes HTML, or text where no tag is in them.
        fetched_at: when it was served, aware; by default, of a file, when that was last changed.

    Raises:
        PipelineError: the file cannot be read, or is no page; the page is not what its site's profile expects; ``url``
            is no absolute address; bytes come without the moment; an argument is of another kind.
    """
    for called, given, kinds, mend in (
        ("page", page, (bytes, str, os.PathLike), "give its bytes, or the path of a file"),
        ("url", url, (str,), "give the address as a string: str(url)"),
        ("content_type", content_type, (str, NoneType), "give the field as a string"),
        ("fetched_at", fetched_at, (datetime, NoneType), "give a datetime: datetime.now(UTC)"),
    ):
        if not isinstance(given, kinds):
            raise UsageError(f"{called} cannot be {given!r:.200}", mend=mend)
    if fetched_at is not None and fetched_at.tzinfo is None:
        raise UsageError(f"{fetched_at} is a moment of no time zone", mend="give an aware one: datetime.now(UTC)")
    moment = fetched_at and fetched_at.astimezone(UTC)
    if isinstance(page, bytes):
        name = "the page"
        if moment is None:
            raise UsageError(
                "the bytes of a page do not say when it was served",
                mend="say it: fetched_at=datetime.now(UTC), where it came just now",
            )
        capture = from_bytes(page, url=canonicalize(url), fetched_at=moment, content_type=content_type)
    else:
        name = os.fspath(page)
        if isinstance(page, str) and not _TEXT.isdisjoint(page):
            raise UsageError("a page was given as text, where a path goes", mend="give its bytes: text.encode()")
        capture = from_file(Path(name), url=canonicalize(url), content_type=content_type)
        capture = capture if moment is None else replace(capture, fetched_at=moment)
    return read_saved(capture, Profiles(), name=name)


def read_saved(capture: Capture, profiles: Profiles, *, name: str) -> Document:
    """The record of a capture that no server gave us and no archive keeps: it names none.

    Args:
        capture: of a file, of bytes, or of standard input; of the type it says, or else that of its name.
        profiles: who reads which address.
        name: of the file; in messages.

    Raises:
        UsageError: it holds nothing, is no page, or is not what its profile expects.
    """
    if not capture.headers and (told := type_of(name, capture.body)) is not None:
        capture = replace(capture, headers=(("Content-Type", told),))
    if not capture.body.strip():
        raise UsageError(f"{name} holds nothing", mend="give a page, as HTML or text")
    if (found := binary(capture.body)) is not None:
        raise UsageError(f"{name} is {found.words}, and no page", mend=found.mend)
    reading = read_capture(capture, profiles.for_url(capture.url))
    if reading.document is None:
        raise UsageError("; ".join(issue.message for issue in reading.issues) or f"{name} cannot be read")
    return replace(reading.document, provenance=replace(reading.document.provenance, capture_id=None))
