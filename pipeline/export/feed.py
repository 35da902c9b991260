"""Feeds of what a person should look at: material changes of pages, and findings that are new.

Atom (RFC 4287) and JSON Feed 1.1, from the same entries. An entry says what happened, how much it matters and where;
it carries the page's title and address, and none of the page's words. The same state makes the same bytes: a feed's
own time is that of its newest entry.
"""

from __future__ import annotations

import heapq
import re
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from msgspec import Struct

from pipeline.export.descriptions.package import indented
from pipeline.export.rows import ChangeRow, FindingRow
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.moments import iso

MATERIAL = frozenset({"critical", "substantive", "structural"})
KINDS = {"new": "New page", "gone": "Page gone", "returned": "Page is back", "changed": "Changed", "moved": "Moved"}
_GRAVITY = ("info", "warning", "error")
_LONGEST = 500
"""Signs of a title, at most: where a page forgot to end its own, all its words would stand in every reader's list."""
_NO_XML = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_ATOM = "http://www.w3.org/2005/Atom"


class FeedEntry(Struct, frozen=True, kw_only=True):
    """One entry.

    Attributes:
        id: ``urn:uuid:...``, the same in every feed of the database.
        title: what happened, to which page.
        url: of the page; ``None``: a finding about a publisher.
        at: when it was noted, UTC.
        summary: one sentence of ours.
        tags: kind, grade or rule and severity, site.
    """

    id: str
    title: str
    url: str | None
    at: datetime
    summary: str
    tags: tuple[str, ...]


def entries(
    source: Source,
    selection: Selection,
    *,
    limit: int = 100,
    suppressed: Callable[[FindingRow], bool] = lambda _finding: False,
) -> list[FeedEntry]:
    """The newest entries, newest first; memory holds twice ``limit`` of them at most.

    Where there are more than ``limit``, changes and findings each have half: an audit that finds a thousand pages
    without a date at once leaves no change untold. Of findings of one moment the gravest are in.

    A change without a grade (nothing to compare it with, or not graded yet) is in; one graded below structural (links,
    dates, a template, our own reader) is not.

    Args:
        source: the state.
        selection: whose pages may be spoken of.
        limit: how many.
        suppressed: which findings somebody has accepted for a while; they are left out.
    """
    rows = source.events(selection)
    changes: deque[ChangeRow] = deque(maxlen=limit)
    for row in rows["changes"]:
        if isinstance(row, ChangeRow) and row.kind in KINDS and (row.grade is None or row.grade in MATERIAL):
            changes.append(row)
    findings = heapq.nlargest(
        max(limit - len(changes), limit // 2),
        (row for row in rows["findings"] if isinstance(row, FindingRow) and not suppressed(row)),
        key=lambda row: (row.first_seen, _GRAVITY.index(row.severity), row.key),
    )
    newest = list(changes)[max(0, len(changes) + len(findings) - limit) :]
    found = [_of_change(row, source) for row in newest] + [_of_finding(row) for row in findings]
    return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)


def atom(found: list[FeedEntry], *, title: str, address: str | None) -> bytes:
    """The entries as an Atom feed.

    Args:
        found: newest first.
        title: of the feed.
        address: where the feed will be served; its id is made of it. ``None``: nobody has said.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _text(feed, "id", _urn(address or "https://localhost/feed.atom"))
    _text(feed, "title", title)
    _text(feed, "updated", iso(found[0].at) if found else "1970-01-01T00:00:00Z")
    if address is not None:
        ET.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=address)
    ET.SubElement(ET.SubElement(feed, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name").text = "health-page-pipeline"
    for one in found:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _text(entry, "id", one.id)
        _text(entry, "title", one.title)
        _text(entry, "updated", iso(one.at))
        # RFC 4287, section 4.1.2: an entry that leads nowhere has its content
        _text(entry, "content" if one.url is None else "summary", one.summary)
        if one.url is not None:
            ET.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=one.url)
        for tag in one.tags:
            ET.SubElement(entry, f"{{{_ATOM}}}category", term=tag)
    ET.indent(feed)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def json_feed(found: list[FeedEntry], *, title: str, address: str | None) -> bytes:
    """The entries as a JSON Feed."""
    items = []
    for one in found:
        item: dict[str, Any] = {
            "id": one.id,
            "title": one.title,
            "content_text": one.summary,
            "date_published": iso(one.at),
            "tags": one.tags,
        }
        items.append(item if one.url is None else {**item, "url": one.url})
    served = {} if address is None else {"feed_url": address}
    return indented({"version": "https://jsonfeed.org/version/1.1", "title": title, **served, "items": items})


def _of_change(row: ChangeRow, source: Source) -> FeedEntry:
    document = source.document(row.url) if row.url is not None else None
    name = (document.title if document else None) or row.url or "a page"
    grade = f", graded {row.grade}" if row.grade else ""
    versions = f": version {row.previous_version} to {row.version}" if row.previous_version and row.version else ""
    return FeedEntry(
        id=_urn(f"{row.url}#{row.kind}#{iso(row.at)}"),
        title=_clean(f"{KINDS[row.kind]}: {name}"),
        url=row.url,
        at=row.at,
        summary=f"{KINDS[row.kind]}{versions}{grade}.",
        tags=tuple(tag for tag in (row.kind, row.grade, document.site if document else None) if tag),
    )


def _of_finding(row: FindingRow) -> FeedEntry:
    return FeedEntry(
        id=_urn(f"{row.key}#{iso(row.first_seen)}"),
        title=_clean(f"{row.rule} {row.name}: {row.url or row.site}"),
        url=row.url,
        at=row.first_seen,
        summary=f"{row.severity}: {row.rule} {row.name}, open since {row.first_seen:%Y-%m-%d}.",
        tags=("finding", row.rule, row.severity, row.site),
    )


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _clean(text: str) -> str:
    """One line of a length that can be read, without what XML 1.0 cannot hold."""
    line = _NO_XML.sub("", " ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}\u2026"
