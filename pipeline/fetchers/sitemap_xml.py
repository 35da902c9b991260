"""URLs out of XML that strangers wrote: urlset, sitemapindex, RSS, Atom.

Read by expat in pieces. A document that declares an entity is refused from there on, so nothing can expand, and
nothing outside the document is ever loaded.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final, Literal
from xml.parsers import expat

from msgspec import Struct

from pipeline.content_type import media_type
from pipeline.urls import resolve

ListKind = Literal["urlset", "index", "text", "rss", "atom", "unknown"]

_PIECE: Final = 64 * 2**10
# No repetition gives anything back: white space without end in a broken list must not cost hours.
_LOOSE_LOC: Final = re.compile(rb"<loc>\s*+(?:<!\[CDATA\[)?+([^<>\]]{1,4096}+)(?:\]\]>\s*+)?+</loc>", re.IGNORECASE)
_ROOTS: Final[dict[str, ListKind]] = {
    "urlset": "urlset",
    "sitemapindex": "index",
    "rss": "rss",
    "RDF": "rss",
    "feed": "atom",
}
_ENTRIES: Final = frozenset({"url", "sitemap", "item", "entry"})
_ADDRESSES: Final = frozenset({"loc", "link"})
_RELATIONS: Final = "http://www.iana.org/assignments/relation/"
"""What the names of relations stand for (RFC 4287, 4.2.7.2)."""
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_DECLARED: Final = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOSE_AMPERSAND: Final = re.compile(
    r"<!\[CDATA\[(?:[^\]]|\](?!\]>))*+(?:\]\]>)?+|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,40};)?"
)
_DATES: Final = ("lastmod", "updated", "pubDate", "date", "modified", "published", "issued")


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
        lists: of one site in one run.
        depth: of indexes inside indexes.
    """

    urls: int = 50_000
    inflated_bytes: int = 50 * 2**20
    lists: int = 2_000
    depth: int = 3


class _Stop(Exception):
    """Enough was read."""


class XmlList:
    """Takes entries out of XML while it is read: an address or date counts only as a child of its entry.

    Namespaces are not checked (real sitemaps have them wrong as often as not); instead, a name counts when it has the
    root's prefix, so ``image:loc`` and ``xhtml:link`` never pass for a page.
    """

    def __init__(self, url: str, limits: ListLimits) -> None:
        self.kind: ListKind = "unknown"
        self.found: list[Listed] = []
        self.stopped = False
        self._bases = [url]
        self._url = url
        self._limits = limits
        self._prefix = ""
        self._path: list[str] = []
        self._text: list[str] = []
        self._address: str | None = None
        self._is_html = False
        self._guid: str | None = None
        self._dates: dict[str, str] = {}
        self._strange = 0

    def read(self, body: bytes, problems: list[str], *, encoding: str | None = None) -> None:
        """Reads it all; what is wrong with it is added to ``problems``, a sentence each.

        ``encoding`` is taken for what the body says of itself.
        """
        parser = expat.ParserCreate(encoding)
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
            self._salvage(body[max(0, body.rfind(b"<loc", 0, max(0, parser.ErrorByteIndex))) :])
        except (LookupError, ValueError) as error:
            problems.append(f"its encoding cannot be read: {error}")
            self._salvage(body)
        except _Stop as stop:
            self.stopped = True
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
        self._bases.append(self._base(attributes.get("xml:base")))
        self._text.clear()
        if own in _ENTRIES:
            self._address, self._is_html, self._guid, self._dates = None, False, None, {}
        elif own == "link" and self.kind == "atom" and self._path[-2] in _ENTRIES:
            self._link(attributes)

    def _end(self, name: str) -> None:
        own = self._path.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        if own in _ENTRIES:
            self._add(self._here(text))
        elif text and self._path and self._path[-1] in _ENTRIES:
            date = name.rpartition(":")[2] if self.kind in ("rss", "atom") else own
            if own in _ADDRESSES and self._address is None:
                self._address = self._here(text)
            elif own == "guid" and text.startswith(("http://", "https://")):
                # a name that may be no address: the link says where the page is, if there is one
                self._guid = self._here(text)
            elif date in _DATES:
                self._dates.setdefault(date, text)
        self._bases.pop()

    def _link(self, attributes: dict[str, str]) -> None:
        """An Atom link: where the page of its entry is, if it says so; HTML before what is something else."""
        relation = attributes.get("rel", "alternate").strip().lower().removeprefix(_RELATIONS)
        if relation != "alternate" or "href" not in attributes:
            return
        is_html = media_type(attributes.get("type", "text/html")) in _HTML
        if self._address is None or (is_html and not self._is_html):
            self._address, self._is_html = self._here(attributes["href"]), is_html

    def _base(self, stated: str | None) -> str:
        """What addresses in an element are relative to; what is no web address is passed over."""
        base = self._here(stated or "")
        return base if base.startswith(("http://", "https://")) else self._bases[-1]

    def _here(self, address: str) -> str:
        """An address as it is meant in the element at hand; nothing where it is none."""
        # in which encoding it is, nobody says: any guess would be another address
        return (resolve(self._bases[-1], address) or "") if address and "\ufffd" not in address else ""

    def _own(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return local if prefix == self._prefix else name

    def _add(self, text: str) -> None:
        # Some indexes put the address into <sitemap> itself, without <loc>.
        absolute = self._address or self._guid or text
        self._address = self._guid = None
        if not absolute.startswith(("http://", "https://")):
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
            try:
                address = html.unescape(match[1].decode("utf-8")).strip()
            except UnicodeDecodeError:
                self._strange += 1  # in which encoding it is, nobody says: any guess would be another address
                continue
            absolute = resolve(self._url, address)
            if absolute and absolute.startswith(("http://", "https://")) and len(self.found) < self._limits.urls:
                self.found.append(Listed(url=absolute))


def mended(body: bytes) -> bytes:
    """A feed as its author meant it, in UTF-8: no bytes of another encoding, no bare ``&``, no names that HTML has."""
    declared = _DECLARED.match(body)
    try:
        text = body.decode("utf-8" if declared is None else declared[1].decode("ascii"), "replace")
    except (LookupError, UnicodeError):
        text = body.decode("utf-8", "replace")
    return _LOOSE_AMPERSAND.sub(_meant, _CONTROLS.sub(" ", text)).encode()


def _meant(match: re.Match[str]) -> str:
    return _referred(match[1]) if match[1] else "&amp;" if match[0] == "&" else match[0]


@lru_cache(maxsize=512)
def _referred(name: str) -> str:
    said = html.unescape(f"&{name}")
    return f"&amp;{name}" if said == f"&{name}" else "".join(f"&#{ord(each)};" for each in said)
