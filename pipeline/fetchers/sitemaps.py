"""Lists of URLs: sitemaps (https://www.sitemaps.org/protocol.html), their indexes, plain text, RSS and Atom.

Reading is forgiving and says so: a list that breaks off gives what stands before the break (and, for sitemaps, every
plain ``<loc>`` after it) with the verdict ``partial``. What a list does not name is never a reason to remove anything.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal

from msgspec import Struct

from pipeline.content_coding import decode_all
from pipeline.errors import BadContentCoding, TooLarge
from pipeline.fetchers.sitemap_xml import Listed, ListKind, ListLimits, XmlList, mended
from pipeline.urls import resolve

__all__ = ["ListLimits", "Listed", "UrlList", "read_list"]

Verdict = Literal["whole", "partial", "unreadable"]

_ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_LINE_ENDS: Final = re.compile(r"\r\n|[\n\r\u2028]")
_BEGINNING: Final = re.compile(rb"<\?xml\b|<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|RDF)\b")
_LOOKED_THROUGH: Final = 64 * 2**10
"""How far a list is looked for behind what a server said in front of it."""


class UrlList(Struct, frozen=True, kw_only=True):
    """One list, read.

    Attributes:
        url: where it came from.
        kind: what it turned out to be.
        verdict: ``whole``; ``partial``: something is missing; ``unreadable``: nothing could be taken from it.
        entries: the pages it names, in order; none for an index.
        lists: the lists an index names, in order.
        problems: one sentence each.
    """

    url: str
    kind: ListKind
    verdict: Verdict
    entries: tuple[Listed, ...] = ()
    lists: tuple[Listed, ...] = ()
    problems: tuple[str, ...] = ()


def read_list(body: bytes, url: str, *, limits: ListLimits | None = None) -> UrlList:
    """Reads a sitemap, index, text list or feed. Never raises for what stands in it.

    Args:
        body: the payload, content coding undone; a gzip file is inflated here.
        url: where it came from; relative addresses are resolved against it.
        limits: how much is read.
    """
    limits = limits or ListLimits()
    problems: list[str] = []
    body = _inflated(body, limits, problems)
    head = body[:1024].lstrip(codecs.BOM_UTF8 + b" \t\r\n")
    looks_xml = head.startswith((b"<", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not _is_text(body)
    kind: ListKind = "text"
    if looks_xml:
        reader = _read_xml(body, url, limits, problems)
        found, kind = reader.found, reader.kind
    else:
        found = _read_text(body, url, limits, problems)
    first: dict[str, Listed] = {}
    for listed in found:
        first.setdefault(listed.url, listed)
    unique = tuple(first.values())
    if kind == "unknown" or (kind == "text" and not unique):
        problems.append("it is neither a sitemap nor a feed nor a list of URLs")
    verdict: Verdict = "whole" if not problems else "partial" if unique else "unreadable"
    index = kind == "index"
    return UrlList(
        url=url,
        kind=kind,
        verdict=verdict,
        entries=() if index else unique,
        lists=unique if index else (),
        problems=tuple(problems),
    )


def _inflated(body: bytes, limits: ListLimits, problems: list[str]) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        if len(body) > limits.inflated_bytes:
            problems.append(f"longer than {limits.inflated_bytes} bytes: the rest was not read")
        return body[: limits.inflated_bytes]
    try:
        return decode_all(body, "gzip", max_bytes=limits.inflated_bytes)
    except TooLarge as error:
        problems.append(str(error))
        return b""
    except BadContentCoding as error:
        problems.append(str(error))
    try:
        return decode_all(body, "gzip", max_bytes=limits.inflated_bytes, whole=False)
    except (TooLarge, BadContentCoding):
        return b""


def _read_xml(body: bytes, url: str, limits: ListLimits, problems: list[str]) -> XmlList:
    """XML, also where a server put an empty line or its own warnings in front of it."""
    body = body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    reader, wrong = XmlList(url, limits), list[str]()
    reader.read(body, wrong)
    strange = reader.kind == "unknown" and not reader.stopped
    begins = _BEGINNING.search(body, 1, _LOOKED_THROUGH) if strange else None
    if begins is not None:
        reader, wrong = XmlList(url, limits), [f"{begins.start()} bytes in front of it are none of it"]
        reader.read(body[begins.start() :], wrong)
    if wrong and not reader.stopped and reader.kind in ("rss", "atom"):
        again = XmlList(url, limits)
        again.read(mended(body), wrong_again := list[str](), encoding="utf-8")
        if len(again.found) > len(reader.found):
            reader, wrong = again, [f"{wrong[0]}, and was read all the same", *wrong_again]
    problems.extend(wrong)
    return reader


def _is_text(body: bytes) -> bool:
    """UTF-16 text begins with the same two bytes as UTF-16 XML."""
    for mark, encoding in _ENCODINGS[1:]:
        if body.startswith(mark):
            return not body[2:42].decode(encoding, "replace").lstrip().startswith("<")
    return False


def _is_address(line: str) -> bool:
    """Whether a line is one address and all of it: no table's row, no bytes in another encoding than they seemed."""
    return line.lower().startswith(("http://", "https://")) and "\t" not in line and "\ufffd" not in line


def _read_text(body: bytes, url: str, limits: ListLimits, problems: list[str]) -> list[Listed]:
    encoding = next((name for mark, name in _ENCODINGS if body.startswith(mark)), "utf-8")
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    found: list[Listed] = []
    strange = 0
    for line in _LINE_ENDS.split(text):
        given = line.strip()
        if not given:
            continue
        if not _is_address(given) or resolve(url, given) is None:
            strange += 1
            continue
        if len(found) >= limits.urls:
            problems.append(f"more than {limits.urls} URLs: the rest was not read")
            break
        found.append(Listed(url=given))
    if strange:
        problems.append(f"{strange} lines are not URLs")
    return found
