"""One request, one answer: everything between asking and a :class:`Capture`, under every cap."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import httpx
from msgspec import Struct
from msgspec.structs import replace

from pipeline.content_coding import decode_all
from pipeline.content_type import charset_of
from pipeline.errors import BadContentCoding, TooLarge, TruncatedCoding
from pipeline.fetchers.question import asking
from pipeline.fetchers.settings import FetchSettings
from pipeline.fetchers.transport import HeadersTooLarge, LetGo
from pipeline.fetchers.transport_words import distrust_of, failure_kind
from pipeline.fetchers.validators import bare_tag, sendable
from pipeline.model.capture import WHOLE, Capture, FailureKind, Headers, Hop
from pipeline.model.target import Method

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ACCEPT_ENCODING = "gzip, br, zstd"

Truncated = Literal["length", "time", "disconnect", "unspecified"]


class Ask(Struct, frozen=True, kw_only=True):
    """One request to be made.

    Attributes:
        url: the exact URL.
        requested_url: the URL of the target that led here.
        redirects: the hops that led here.
        etag, last_modified: validators to ask with; left out when they cannot be sent (:func:`sendable`).
        single: ask with the ETag alone, not with its bare form beside it (:func:`bare_tag`).
        revisit_of: capture the validators belong to; a 304 becomes a revisit of it.
        entity_sha256: digest of the entity that capture holds; the same entity again is a revisit too.
        content_type: of that capture, ``""`` if it had none, where its encoding is in doubt: the same entity under
            another charset is no revisit then, its publisher may have mended it.
        run_id: the run that asks.
        method: what to ask with.
    """

    url: str
    requested_url: str
    redirects: tuple[Hop, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    single: bool = False
    revisit_of: str | None = None
    entity_sha256: str | None = None
    content_type: str | None = None
    run_id: str | None = None
    method: Method = "GET"

    @property
    def conditional(self) -> bool:
        """Whether a 304 is an answer to it."""
        return sendable(self.etag) or sendable(self.last_modified)

    def plain(self) -> Ask:
        """The same question without validators."""
        return replace(self, etag=None, last_modified=None)


class Heard(Struct, frozen=True, kw_only=True):
    """What came back: a capture, unless nothing was answered, and the fault, unless all is well.

    ``retry_after`` is in seconds; ``final`` says that asking again will not help; ``let_go`` that a kept connection
    was closed under the request.
    """

    capture: Capture | None = None
    fault: FailureKind | None = None
    message: str = ""
    retry_after: float | None = None
    final: bool = False
    let_go: bool = False


class _Received(Struct):
    """An answer while it arrives."""

    response: httpx.Response | None = None
    headers: Headers = ()
    entity: bytes = b""
    cut: Truncated | None = None
    fault: FailureKind | None = None
    message: str = ""
    undecodable: str | None = None
    let_go: bool = False


async def exchange(
    transport: httpx.AsyncBaseTransport,
    ask: Ask,
    *,
    settings: FetchSettings,
    now: Callable[[], datetime],
    answered: Callable[[], None],
    before_send: Callable[[], None] | None,
) -> Heard:
    """Sends one request and takes the answer in, whole or up to the cap that stopped it. Raises nothing that is HTTP.

    Args:
        transport: what carries it.
        ask: what to ask.
        settings: caps, timeouts, user agent.
        now: for ``fetched_at``.
        answered: called as soon as the answer begins.
        before_send: called when the connection stands, right before the request is written; what it raises ends the
            exchange, and nothing is written.
    """
    fields = request_fields(ask, settings)
    received = _Received()
    try:
        request = asking(ask.method, ask.url, fields, _extensions(ask, settings, before_send), settings.connect_to)
        async with asyncio.timeout(settings.total_timeout):
            await _receive(transport, request, received, settings, answered)
    except TimeoutError:
        _stop(received, "timeout", "time", f"no whole answer within {settings.total_timeout:g} s (fetch.total_timeout)")
    except httpx.ConnectTimeout:
        words = f"no connection within {settings.connect_timeout:g} s (fetch.connect_timeout)"
        _stop(received, "timeout", "time", words)
    except httpx.TimeoutException:
        words = f"the server kept silent for {settings.read_timeout:g} s (fetch.read_timeout)"
        _stop(received, "timeout", "time", words)
    except HeadersTooLarge as error:
        _stop(received, "too_large", "length", f"response fields: {_words(error)}")
    except httpx.RequestError as error:
        fault = "truncated" if received.response is not None else failure_kind(error)
        _stop(received, fault, "disconnect", distrust_of(error) or _words(error))
        received.let_go = isinstance(error, LetGo)
    except (ValueError, LookupError, httpx.InvalidURL) as error:  # of the libraries: the page's trouble, not the run's
        _stop(received, "protocol", "unspecified", f"cannot be asked or understood: {type(error).__name__}: {error}")
    if received.response is None:
        return Heard(fault=received.fault, message=f"{ask.url}: {received.message}", let_go=received.let_go)
    heard = _heard(ask, received.response, received, settings, now())
    status = received.response.status_code
    if status == 304 and not ask.conditional and heard.fault is None:
        return replace(heard, fault="protocol", message=f"{ask.url}: 304 to a request that was not conditional")
    return heard if needs_body(status) else replace(heard, fault=None, message="")


def needs_body(status: int) -> bool:
    """Whether an answer is nothing without its body.

    Of a redirect, a page that is not there and an error the status says all: a body that is cut or spoiled takes
    nothing from it (the capture says what is wrong with it).
    """
    return status < 300


def unasked(capture: Capture) -> bool:
    """Whether an answer says that nothing has changed since a state that nobody had named; our own archives tell."""
    named = {name.lower() for name, _ in capture.request_headers}
    return capture.status == 304 and bool(named) and named.isdisjoint({"if-none-match", "if-modified-since"})


def request_fields(ask: Ask, settings: FetchSettings) -> list[tuple[str, str]]:
    """The request fields besides Host. No cookie and no credential is ever among them."""
    fields = [("User-Agent", settings.user_agent), ("Accept", ACCEPT), ("Accept-Encoding", ACCEPT_ENCODING)]
    if settings.accept_language:
        fields.append(("Accept-Language", settings.accept_language))
    if settings.contact and "@" in settings.contact and "//" not in settings.contact:
        fields.append(("From", settings.contact.removeprefix("mailto:")))  # RFC 9110 section 10.1.2
    if sendable(ask.etag):
        bare = bare_tag(ask.etag)
        fields.append(("If-None-Match", ask.etag if ask.single or bare == ask.etag else f"{ask.etag}, {bare}"))
    if sendable(ask.last_modified):
        fields.append(("If-Modified-Since", ask.last_modified))
    return fields


async def _receive(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    received: _Received,
    settings: FetchSettings,
    answered: Callable[[], None],
) -> None:
    response = received.response = await transport.handle_async_request(request)
    response.request = request
    headers = received.headers = _decoded(response.headers.raw)
    answered()
    chunks: list[bytes] = []
    try:
        if sum([len(name) + len(value) + 4 for name, value in headers]) > settings.max_header_bytes:
            _stop(
                received,
                "too_large",
                "length",
                f"response fields pass {settings.max_header_bytes} bytes (fetch.max_header_bytes)",
            )
            return
        announced = None if request.method == "HEAD" else _announced(response.status_code, headers)
        limit = settings.max_body_bytes
        if announced is not None and announced > limit:
            _stop(
                received,
                "too_large",
                "length",
                f"{announced} bytes announced, {limit} are accepted (fetch.max_body_bytes)",
            )
            return
        size = 0
        # The stream itself: httpx's aiter_raw adds a generator per answer and refuses answers made whole (mocks).
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError(f"{type(transport).__name__} gave an answer that cannot be read asynchronously")
        async for chunk in stream:
            size += len(chunk)
            if size > limit:
                _stop(received, "too_large", "length", f"the body passes {limit} bytes (fetch.max_body_bytes)")
                return
            chunks.append(chunk)
    finally:
        received.entity = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        await response.aclose()


def _stop(received: _Received, fault: FailureKind, cut: Truncated | None, message: str) -> None:
    received.fault, received.cut, received.message = fault, cut, message


def _heard(ask: Ask, response: httpx.Response, received: _Received, settings: FetchSettings, at: datetime) -> Heard:
    entity = received.entity
    body = _body(response, received, settings)
    entity_sha256 = hashlib.sha256(entity).hexdigest()
    same = ask.revisit_of is not None and received.fault is None and _repeats(ask, response.status_code, entity_sha256)
    same = same and (response.status_code == 304 or not _is_recoded(ask, received.headers))
    capture = Capture(
        id=str(uuid.uuid4()),
        requested_url=ask.requested_url,
        url=ask.url,
        status=response.status_code,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
        http_version=response.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace"),
        headers=received.headers,
        request_headers=_decoded(response.request.headers.raw),
        entity=entity,
        body=body,
        fetched_at=at,
        entity_sha256=entity_sha256,
        payload_sha256=entity_sha256 if body is entity else hashlib.sha256(body).hexdigest(),
        redirects=ask.redirects,
        ip=response.extensions.get("peer"),
        run_id=ask.run_id,
        truncated=received.cut,
        revisit_of=ask.revisit_of if same else None,
        undecodable=received.undecodable,
    )
    return Heard(capture=capture, fault=received.fault, message=f"{ask.url}: {received.message}" * bool(received.fault))


def _repeats(ask: Ask, status: int, entity_sha256: str) -> bool:
    return (status == 304 and ask.conditional) or (status in WHOLE and entity_sha256 == ask.entity_sha256)


def _is_recoded(ask: Ask, headers: Headers) -> bool:
    """Whether the answer names another charset than the capture that is held: its publisher has mended it, mostly."""
    told = _joined(headers, "content-type")
    if ask.content_type is None or told == ask.content_type:
        return False
    return (charset_of(told) or "").lower() != (charset_of(ask.content_type) or "").lower()


def _body(response: httpx.Response, received: _Received, settings: FetchSettings) -> bytes:
    """The entity with its content coding undone; of a faulty answer as much as can be had, possibly nothing."""
    if response.request.method == "HEAD":
        return received.entity  # the fields speak of the body that a GET would bring
    coding = _joined(received.headers, "content-encoding") or None
    whole = received.fault is None
    try:
        return decode_all(received.entity, coding, max_bytes=settings.max_inflated_bytes, whole=whole)
    except TruncatedCoding as error:
        _stop(received, "truncated", "unspecified", str(error))
        return decode_all(received.entity, coding, max_bytes=settings.max_inflated_bytes, whole=False)
    except (TooLarge, BadContentCoding) as error:
        received.undecodable = str(error)
        if whole:
            received.fault = "too_large" if isinstance(error, TooLarge) else "bad_content_coding"
            received.message = str(error)
        return b""


def _announced(status: int, headers: Headers) -> int | None:
    if status in (204, 304) or "transfer-encoding" in [name.lower() for name, _ in headers]:
        return None
    value = _joined(headers, "content-length")
    return int(value) if value.isascii() and value.isdigit() else None


def _joined(headers: Headers, wanted: str) -> str:
    return ", ".join([value for name, value in headers if name.lower() == wanted])


def _extensions(ask: Ask, settings: FetchSettings, before_send: Callable[[], None] | None) -> dict[str, object]:
    read = settings.read_timeout
    timeout = {"connect": settings.connect_timeout, "read": read, "write": read, "pool": settings.connect_timeout}
    return {"timeout": timeout, "target_url": ask.url, "before_send": before_send}


def _decoded(raw: list[tuple[bytes, bytes]]) -> Headers:
    return tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw])


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
