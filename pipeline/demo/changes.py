"""Applying changes to a page: pure functions from page to page."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import singledispatch

from msgspec.structs import replace

from pipeline.demo.behaviours import (
    AddHeaders,
    Banner,
    Behaviour,
    BumpDate,
    Change,
    Edit,
    NewEtag,
    Nonce,
    Replace,
    Rotate,
    WrongCharset,
)
from pipeline.demo.pages import Page

_MONTHS_EN = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTHS_ES = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
)

_EACH_REQUEST = (NewEtag, Rotate, Nonce)


def written_date(day: date, language: str) -> str:
    """A day as the site writes it at the foot: ``June 3, 2025`` or ``3 junio 2025``."""
    if language == "es":
        return f"{day.day} {_MONTHS_ES[day.month - 1]} {day.year}"
    return f"{_MONTHS_EN[day.month - 1]} {day.day}, {day.year}"


def depends_on_visit(changes: tuple[Change, ...]) -> bool:
    """Whether the changes give a different page at every request."""
    return any(isinstance(change, _EACH_REQUEST) for change in changes)


def changed(page: Page, changes: tuple[Change, ...], visit: int) -> Page:
    """The page after all changes, in order; ``visit`` is the count of earlier requests for it."""
    for change in changes:
        page = _one(change, page, visit)
    return page


@singledispatch
def _one(_change: Behaviour, page: Page, _visit: int) -> Page:
    """What one change makes of a page; those that only steer the answer leave the page alone."""
    return page


@_one.register
def _(change: Edit, page: Page, _visit: int) -> Page:
    body = page.body.replace(change.find.encode(), change.replace.encode())
    return replace(page, body=body, etag=None, last_modified=_next_day(page.last_modified))


@_one.register
def _(change: Replace, page: Page, _visit: int) -> Page:
    kind = change.content_type or page.content_type
    moment = _next_day(page.last_modified)
    return replace(page, body=change.text.encode(), content_type=kind, etag=None, last_modified=moment)


@_one.register
def _(change: BumpDate, page: Page, _visit: int) -> Page:
    midnight = datetime.combine(change.to, time(), UTC)
    return replace(page, body=_with_date(page.body, change.to), etag=None, last_modified=midnight)


@_one.register
def _(_change: NewEtag, page: Page, visit: int) -> Page:
    return replace(page, etag=f'"{_digest(page.body, visit)}"')


@_one.register
def _(_change: Rotate, page: Page, visit: int) -> Page:
    return replace(page, body=_rotated(page.body, visit), etag=None)


@_one.register
def _(_change: Nonce, page: Page, visit: int) -> Page:
    token = f'<meta name="request-token" content="{_digest(page.body, visit)}"/></head>'.encode()
    return replace(page, body=page.body.replace(b"</head>", token, 1), etag=None)


@_one.register
def _(change: Banner, page: Page, _visit: int) -> Page:
    note = f'<div class="main">\n<p class="site-notice">{change.text}</p>'.encode()
    return replace(page, body=page.body.replace(b'<div class="main">', note, 1), etag=None)


@_one.register
def _(change: WrongCharset, page: Page, _visit: int) -> Page:
    kind = page.content_type.partition(";")[0]
    body = page.body.decode("utf-8").encode(change.sent, "xmlcharrefreplace")
    return replace(page, body=body, content_type=f"{kind}; charset={change.declared}", etag=None)


@_one.register
def _(change: AddHeaders, page: Page, _visit: int) -> Page:
    return replace(page, headers=page.headers + change.headers)


def _with_date(body: bytes, day: date) -> bytes:
    body = re.sub(rb'(name="DC\.Date\.Modified" content=")[^"]*', rb"\g<1>" + day.isoformat().encode(), body)
    return re.sub(
        rb'(<span id="lastupdate">(Last updated|\xc3\x9altima actualizaci\xc3\xb3n) )[^<]*',
        lambda found: found[1] + written_date(day, "en" if found[2].startswith(b"Last") else "es").encode(),
        body,
    )


def _rotated(body: bytes, visit: int) -> bytes:
    start = body.find(b'id="mplus-menu-list"')
    end = body.find(b"</ul>", start)
    if start < 0 or end < 0:
        return body
    items = list(re.finditer(rb"<li>.*?</li>", body[start:end], re.DOTALL))
    if not items:
        return body
    first, last = start + items[0].start(), start + items[-1].end()
    turn = visit % len(items)
    texts = [item[0] for item in items]
    return body[:first] + b"\n".join(texts[turn:] + texts[:turn]) + body[last:]


def _digest(body: bytes, visit: int) -> str:
    return hashlib.sha256(body + str(visit).encode()).hexdigest()[:20]


def _next_day(moment: datetime | None) -> datetime | None:
    return moment + timedelta(days=1) if moment else None
