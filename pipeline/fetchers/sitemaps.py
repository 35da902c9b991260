"""Lists of URLs: sitemaps (https://www.sitemaps.org/protocol.html), their indexes, plain text, RSS and Atom.

Reading is forgiving and says so: a list that breaks off gives what stands before the break (and, for sitemaps, every
plain ``<loc>`` after it) with the verdict ``partial``. What a list does not name is never a reason to remove anything.

XML is read by expat in pieces; a document that declares an entity is refused from there on, so nothing can expand,
and nothing outside the document is ever loaded.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, Literal
from xml.parsers import expat

from msgspec import Struct

from pipeline.content_coding import decode_all
from pipeline.errors import BadContentCoding, TooLarge
from pipeline.urls import canonicalize, resolve

ListKind = Literal["urlset", "index", "text", "rss", "atom", "unknown"]
Verdict = Literal["whole", "partial", "unreadable"]

_PIECE: Final = 64 * 2**10
_LOOSE_LOC: Final = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?([^<>\]]{1,4096})(?:\]\]>)?\s*</loc>", re.IGNORECASE)
_ROOTS: Final[dict[str, ListKind]] = {
    "urlset": "urlset",
    "sitemapindex": "index",
    "rss": "rss",
    "RDF": "rss",
    "feed": "atom",
}
_ENTRIES: Final = frozenset({"url", "sitemap", "item", "entry"})
_ADDRESSES: Final = frozenset({"loc", "link", "guid"})
_DATES: Final = ("lastmod", "updated", "pubDate", "date", "modified", "published", "issued")
_ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Listed(Struct, frozen=True, kw_only=True):
    """One URL a list names.

    Attributes:
        url: absolute, as given (not canonical).
        lastmod: the date given with it, in its own words; a hint, never a fact.
    """

    url: str
    lastmod: str | None = None


class ListLimits(Struct, frozen=True, kw_only=True):
    """How much is read. The protocol allows 50,000 URLs and 50 MiB (52,428,800 bytes) a sitemap.

    Attributes:
        urls: of one list.
        inflated_bytes: of one list, gzip undone.
        lists: of one walk.
        depth: of indexes inside indexes.
    """

    urls: int = 50_000
    inflated_bytes: int = 50 * 2**20
    lists: int = 2_000
    depth: int = 3


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
        reader = _Xml(url, limits)
        reader.read(body, problems)
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


async def walk(
    starts: Iterable[str],
    load: Callable[[str], Awaitable[UrlList | None]],
    *,
    limits: ListLimits | None = None,
) -> tuple[UrlList, ...]:
    """Reads lists and the lists they name, each once, breadth first, within the limits.

    Args:
        starts: URLs of the first lists.
        load: fetches and reads one; ``None`` when there is nothing to read (the caller knows why).
        limits: ``lists`` and ``depth`` bound the walk. What they cut off makes the last list's verdict ``partial``.
    """
    limits = limits or ListLimits()
    seen: set[str] = set()
    read: list[UrlList] = []
    level = [canonicalize(start) for start in starts]
    for depth in range(limits.depth + 1):
        following: list[str] = []
        for url in level:
            if url in seen:
                continue
            if len(seen) >= limits.lists:
                _cut(read, f"more than {limits.lists} lists: {url} and what follows was not read")
                return tuple(read)
            seen.add(url)
            listed = await load(url)
            if listed is None:
                continue
            read.append(listed)
            following += [canonicalize(entry.url) for entry in listed.lists]
        if depth == limits.depth and following:
            _cut(read, f"indexes deeper than {limits.depth}: {following[0]} was not read")
        level = following
    return tuple(read)


def _cut(read: list[UrlList], problem: str) -> None:
    if read:
        last = read[-1]
        read[-1] = UrlList(
            url=last.url,
            kind=last.kind,
            verdict="partial",
            entries=last.entries,
            lists=last.lists,
            problems=(*last.problems, problem),
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


def _is_text(body: bytes) -> bool:
    """UTF-16 text begins with the same two bytes as UTF-16 XML."""
    for mark, encoding in _ENCODINGS[1:]:
        if body.startswith(mark):
            return not body[2:42].decode(encoding, "replace").lstrip().startswith("<")
    return False


def _read_text(body: bytes, url: str, limits: ListLimits, problems: list[str]) -> list[Listed]:
    encoding = next((name for mark, name in _ENCODINGS if body.startswith(mark)), "utf-8")
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    found: list[Listed] = []
    strange = 0
    for line in text.split("\n"):
        given = line.strip()
        if not given:
            continue
        if not given.lower().startswith(("http://", "https://")) or resolve(url, given) is None:
            strange += 1
            continue
        if len(found) >= limits.urls:
            problems.append(f"more than {limits.urls} URLs: the rest was not read")
            break
        found.append(Listed(url=given))
    if strange:
        problems.append(f"{strange} lines are not URLs")
    return found


class _Stop(Exception):
    """Enough was read."""


class _Xml:
    """Takes entries out of XML while it is read: an address or date counts only as a child of its entry.

    Namespaces are not checked (real sitemaps have them wrong as often as not); instead, a name counts when it has the
    root's prefix, so ``image:loc`` and ``xhtml:link`` never pass for a page.
    """

    def __init__(self, url: str, limits: ListLimits) -> None:
        self.kind: ListKind = "unknown"
        self.found: list[Listed] = []
        self._url = url
        self._limits = limits
        self._prefix = ""
        self._path: list[str] = []
        self._text: list[str] = []
        self._address: str | None = None
        self._dates: dict[str, str] = {}
        self._strange = 0

    def read(self, body: bytes, problems: list[str]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = self._entity
        try:
            for at in range(0, len(body), _PIECE):
                parser.Parse(body[at : at + _PIECE], False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            problems.append(f"the XML breaks at line {error.lineno}: {expat.ErrorString(error.code)}")
            self._salvage(body[max(0, parser.ErrorByteIndex) :])
        except (LookupError, ValueError) as error:
            problems.append(f"its encoding cannot be read: {error}")
            self._salvage(body)
        except _Stop as stop:
            problems.append(str(stop))
        if self._strange:
            problems.append(f"{self._strange} entries have no address that is a URL")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            prefix, _, local = name.rpartition(":")
            self.kind = _ROOTS.get(local, "unknown")
            self._prefix = "" if local == "RDF" else prefix  # RSS 1.0: the root alone has the prefix
        if len(self._path) >= 64:
            raise _Stop("elements nested deeper than 64: the rest was not read")
        own = self._own(name)
        self._path.append(own)
        self._text.clear()
        if own in _ENTRIES:
            self._address, self._dates = None, {}
        elif own == "link" and self.kind == "atom" and self._path[-2] in _ENTRIES and self._address is None:
            self._address = attributes.get("href") if attributes.get("rel", "alternate") == "alternate" else None

    def _end(self, name: str) -> None:
        own = self._path.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        if own in _ENTRIES:
            self._add(text)
        elif text and self._path and self._path[-1] in _ENTRIES:
            date = name.rpartition(":")[2] if self.kind in ("rss", "atom") else own
            permanent = own != "guid" or text.startswith(("http://", "https://"))
            if own in _ADDRESSES and self._address is None and permanent:
                self._address = text
            elif date in _DATES:
                self._dates.setdefault(date, text)

    def _own(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return local if prefix == self._prefix else name

    def _add(self, text: str) -> None:
        # Some indexes put the address into <sitemap> itself, without <loc>.
        address = self._address or text
        self._address = None
        absolute = resolve(self._url, address) if address else None
        if absolute is None or not absolute.startswith(("http://", "https://")):
            self._strange += 1
            return
        if len(self.found) >= self._limits.urls:
            raise _Stop(f"more than {self._limits.urls} URLs: the rest was not read")
        lastmod = next((self._dates[name] for name in _DATES if name in self._dates), None)
        self.found.append(Listed(url=absolute, lastmod=lastmod))

    def _entity(self, name: str, *_: object) -> None:
        raise _Stop(f"it declares an entity ({name!r:.60}): the rest was not read")

    def _salvage(self, rest: bytes) -> None:
        if self.kind not in ("urlset", "index"):
            return
        for match in _LOOSE_LOC.finditer(rest):
            address = html.unescape(match[1].decode("utf-8", "replace")).strip()
            absolute = resolve(self._url, address)
            if absolute and absolute.startswith(("http://", "https://")) and len(self.found) < self._limits.urls:
                self.found.append(Listed(url=absolute))
