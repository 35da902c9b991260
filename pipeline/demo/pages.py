"""Pages to serve: reading them from a folder, and their prepared answers."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError

PLACEHOLDER = "https://medlineplus.gov"
"""The origin written in the fixtures; the server puts its own in its place."""

_TEXT = ("text/", "application/xml", "application/json", "application/rss+xml")


class Page(Struct, frozen=True, kw_only=True):
    """One resource: body, content type, date of change (UTC), and what it sends besides.

    ``etag`` (with its quotes) and ``last_modified`` are sent as given; an ``etag`` of ``None`` is made of the body and
    ``""`` sends none. ``rewrite`` puts the server's origin in place of :data:`PLACEHOLDER`.
    """

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    last_modified: datetime | None = None
    etag: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    rewrite: bool = False


class PageEntry(Struct, frozen=True, kw_only=True):
    """A line of ``pages.json``: the file of a path, its content type, and when it says it changed."""

    file: str
    content_type: str
    last_modified: datetime | None = None


class Prepared:
    """A page with everything that can be known before a request: heads, gzip form, validators.

    The gzip form carries its own strong ETag (RFC 9110, 8.8.3.3: two codings are two representations).
    """

    __slots__ = ("body", "etag", "etag_gzip", "gzip_body", "head", "head_gzip", "last_modified", "not_modified")

    def __init__(self, page: Page) -> None:
        self.body = page.body
        self.etag = page.etag
        if self.etag is None:
            self.etag = f'"{hashlib.sha256(page.body).hexdigest()[:20]}"'
        self.etag_gzip = self.etag[:-1] + '-gz"' if self.etag else ""
        self.last_modified = http_date(page.last_modified) if page.last_modified else ""
        self.gzip_body = b""
        if page.content_type.startswith(_TEXT) and len(page.body) > 200:
            self.gzip_body = gzip.compress(page.body, compresslevel=6, mtime=0)
        common = [("Content-Type", page.content_type), *page.headers, ("Vary", "Accept-Encoding")]
        if self.last_modified:
            common.append(("Last-Modified", self.last_modified))
        self.head = lines([*common, *_etag(self.etag), ("Content-Length", str(len(self.body)))])
        self.head_gzip = lines(
            [
                *common,
                *_etag(self.etag_gzip),
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(len(self.gzip_body))),
            ]
        )
        validators = [("Vary", "Accept-Encoding")]
        if self.last_modified:
            validators.append(("Last-Modified", self.last_modified))
        self.not_modified = {
            tag: lines([*validators, *page.headers, *_etag(tag)]) for tag in {self.etag, self.etag_gzip}
        }


def _etag(value: str) -> list[tuple[str, str]]:
    return [("ETag", value)] if value else []


def lines(headers: list[tuple[str, str]]) -> bytes:
    """Header fields as they go over the wire."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1")


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (IMF-fixdate)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def rewritten(page: Page, origin: str) -> Page:
    """The page with ``origin`` in place of the placeholder, inside gzip too."""
    if not page.rewrite:
        return page
    old, new = PLACEHOLDER.encode(), origin.encode()
    if page.content_type == "application/gzip":
        body = gzip.compress(gzip.decompress(page.body).replace(old, new), mtime=0)
    elif page.content_type.startswith(_TEXT):
        body = page.body.replace(old, new)
    else:
        return page
    return msgspec.structs.replace(page, body=body)


def load_tree(root: Path) -> dict[str, Page]:
    """The pages of a folder by path.

    ``root/pages.json`` names them (:class:`PageEntry`); without it every file below ``root`` is served under its own
    path, without Last-Modified.

    Raises:
        UsageError: no such folder, or ``pages.json`` cannot be read or names a file that is not there.
    """
    if not root.is_dir():
        raise UsageError(f"no such folder: {root}", mend="name a folder of pages with --root")
    index = root / "pages.json"
    if not index.is_file():
        found = sorted(path for path in root.rglob("*") if path.is_file())
        return {f"/{path.relative_to(root).as_posix()}": page_of(path.read_bytes(), path.name) for path in found}
    try:
        entries = msgspec.json.decode(index.read_bytes(), type=dict[str, PageEntry])
        return {
            path: Page(
                body=(root / entry.file).read_bytes(),
                content_type=entry.content_type,
                last_modified=entry.last_modified,
                rewrite=True,
            )
            for path, entry in entries.items()
        }
    except (msgspec.DecodeError, OSError) as error:
        raise UsageError(f"{index}: {error}", mend="run fixtures/build.py to write it again") from error


def page_of(body: bytes, name: str) -> Page:
    """A page whose content type is told by its name (no charset: the bytes decide)."""
    kind, coding = mimetypes.guess_type(name)
    return Page(body=body, content_type="application/gzip" if coding == "gzip" else kind or "application/octet-stream")


def as_pages(pages: Mapping[str, Page | tuple[bytes, str]]) -> dict[str, Page]:
    """A mapping of path to page, or to ``(bytes, content type)``, as pages."""
    return {
        path: page if isinstance(page, Page) else Page(body=page[0], content_type=page[1])
        for path, page in pages.items()
    }
