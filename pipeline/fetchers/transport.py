"""aiohttp's connections under httpx's transport interface.

Why not httpx's own pool, and why not the package ``httpx-aiohttp``: docs/adr/0003-transport.md. What this one promises:

- the URL goes out exactly as it was given (no requoting);
- a connection is opened only to addresses the guard has checked, and the address that answered is told;
- fields are bounded while they arrive; the entity comes as sent, content coding untouched;
- one request is one request: nothing is repeated behind our back, no cookie, credential or proxy is added;
- every trouble is an httpx exception; only a limit of this machine (files, memory) is no word about any server.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import aiohttp
import httpx
from aiohttp import hdrs, http_exceptions
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from pipeline.errors import ConfigError, system_limit
from pipeline.fetchers.guard import Guard, Refused
from pipeline.fetchers.transport_words import words_of

_MAX_HEADER_FIELDS: Final = 200
_AUTO_HEADERS: Final = (hdrs.ACCEPT, hdrs.ACCEPT_ENCODING, hdrs.USER_AGENT, hdrs.CONTENT_TYPE)
_NOTHING_TO_CALL: Final = nullcontext()
_NO_TIMEOUT: Final[dict[str, float | None]] = {}


class HeadersTooLarge(httpx.RemoteProtocolError):
    """The response fields pass the cap."""


class LetGo(httpx.ReadError):
    """A kept connection was closed under a request: no word about the page (RFC 9112 section 9.3.1)."""


class _Unasked(aiohttp.ClientConnectionError):
    """A kept connection has said something since its last answer."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One HTTP/1.1 connection pool on aiohttp.

    Request extensions read: ``timeout`` (httpx's mapping), ``target_url`` (the exact URL text) and ``before_send``
    (called once the connection stands, right before the first byte is written), and httpx's ``sni_hostname`` (whose
    certificate it is to be, if not the URL's host's). Response extensions written: ``http_version``,
    ``reason_phrase`` (httpx's) and ``peer`` (address that answered).

    Args:
        guard: where connections may go.
        max_header_bytes: cap on one field and on the status line.
        certificates: file (PEM) of authorities that are believed beside certifi's.

    Raises:
        ConfigError: that file cannot be read, or holds no certificate.
    """

    def __init__(self, guard: Guard, *, max_header_bytes: int = 64 * 2**10, certificates: Path | None = None) -> None:
        self._guard = guard
        self._certificates = certificates
        if certificates is not None:
            believed(certificates)
        self._max_header_bytes = max_header_bytes
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request and returns when the fields of the answer are there."""
        session = self._session or self._open()
        timeout = request.extensions.get("timeout", _NO_TIMEOUT)
        url = URL(request.extensions.get("target_url") or str(request.url), encoded=True)
        call = request.extensions.get("before_send")
        with _as_httpx(request), _called_before_send(call) if call is not None else _NOTHING_TO_CALL:
            answer = await session.request(
                request.method,
                url,
                headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw],
                allow_redirects=False,
                ssl=believed(self._certificates) if url.scheme == "https" else True,
                server_hostname=request.extensions.get("sni_hostname"),
                timeout=_waits(timeout.get("pool"), timeout.get("connect"), timeout.get("read")),
            )
        version = answer.version
        extensions: dict[str, Any] = {
            "http_version": b"HTTP/%d.%d" % (version.major, version.minor) if version else b"HTTP/1.1",
            "reason_phrase": (answer.reason or "").encode("utf-8", "surrogateescape"),  # the bytes as sent
            "peer": answer.peer if isinstance(answer, _Answer) else None,
        }
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=_Entity(answer, request),
            extensions=extensions,
            request=request,
        )

    async def aclose(self) -> None:
        """Closes every connection and waits until they are gone."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        # A session binds to the running loop, so it is opened by the first request and not by the constructor.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Pinned(self._guard),
                use_dns_cache=False,  # the guard remembers, and only what it has checked
                limit=0,  # how many at once is the pacer's business
                keepalive_timeout=15.0,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=_AUTO_HEADERS,
            max_line_size=self._max_header_bytes,
            max_field_size=self._max_header_bytes,
            max_headers=_MAX_HEADER_FIELDS,
            request_class=_Request,
            response_class=_Answer,
            middlewares=(_never_twice,),
        )
        return self._session


@lru_cache(maxsize=16)
def _waits(pool: float | None, connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=pool, sock_connect=connect, sock_read=read)


_before_send: ContextVar[Callable[[], None] | None] = ContextVar("before_send", default=None)
"""What the request in hand is to call; aiohttp makes its requests itself, so nothing else reaches them."""


@contextmanager
def _called_before_send(call: Callable[[], None]) -> Iterator[None]:
    token = _before_send.set(call)
    try:
        yield
    finally:
        _before_send.reset(token)


class _Request(aiohttp.ClientRequest):
    """A request that asks once more whether it may go when its connection stands, which may have taken a while."""

    kept = False
    """Whether its connection has carried another one."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        if conn.protocol is not None and conn.protocol.should_close:
            raise _Unasked  # a 408 as a goodbye, an answer given twice: it would be taken for that to this request
        seen = vars(conn.protocol)
        self.kept, seen["asked"] = "asked" in seen, True
        call = _before_send.get()
        if call is not None:
            call()
        return await super().send(conn)


@cache
def believed(certificates: Path | None) -> ssl.SSLContext:
    """Whom we believe: one for all pools, read when it is first needed: that takes as long as several pages.

    Raises:
        ConfigError: ``certificates`` cannot be read, or holds none.
    """
    context = httpx.create_ssl_context(trust_env=False)
    if certificates is not None:
        mend = "name a file of certificates, each from -----BEGIN CERTIFICATE----- to its end"
        try:
            context.load_verify_locations(certificates)
        except ssl.SSLError as error:
            raise ConfigError(f"fetch.certificates: {certificates} holds no certificate (PEM)", mend=mend) from error
        except OSError as error:
            raise ConfigError(f"fetch.certificates: {certificates}: {error.strerror}", mend=mend) from error
    return context


class _Answer(aiohttp.ClientResponse):
    """A response that remembers who gave it (aiohttp lets go of the connection once a short body is in)."""

    peer: str | None = None

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        if connection.transport is not None:
            name = connection.transport.get_extra_info("peername")
            self.peer = name[0] if name else None
        return await super().start(connection)


class _Entity(httpx.AsyncByteStream):
    """The body as it arrives; closing it early closes the connection."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx(self._request):
            async for chunk in self._answer.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        self._answer.close()


class _Pinned(AbstractResolver):
    """Hands aiohttp the addresses that the guard has checked, and no others."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [  # of which family an address is, aiohttp sees by itself
            ResolveResult(hostname=host, host=text, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for text in await self._guard.addresses(host)
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def _on_a_quiet_connection(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    while True:
        try:
            return await handler(request)
        except _Unasked:  # that one is closed by now, and nothing was sent: the next one, or a new one
            continue


async def _never_twice(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keeps aiohttp from silently repeating a request whose connection was lost: repeating is paced and counted."""
    try:
        return await _on_a_quiet_connection(request, handler)
    except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
        raise  # never repeated by aiohttp
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientConnectionResetError) as error:
        closed = isinstance(error, aiohttp.ServerDisconnectedError)
        said = (
            "the server closed the connection without an answer" if closed else str(error) or "the connection was lost"
        )
        if isinstance(request, _Request) and request.kept:
            raise LetGo(said) from error
        raise (httpx.RemoteProtocolError if closed else httpx.ReadError)(said) from error


class _as_httpx:  # noqa: N801 - read as a statement; a generator would cost four times as much, twice a request
    """Every trouble inside becomes an httpx exception that knows its request."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.RequestError):
            error.request = self._request
        elif isinstance(error, aiohttp.ClientError | http_exceptions.HttpProcessingError):
            if (limit := system_limit(error)) is not None:
                raise limit from error
            mapped = _mapped(error)
            mapped.request = self._request
            raise mapped from error
        elif isinstance(error, Refused):
            raise httpx.ConnectError(str(error), request=self._request) from error


def _mapped(error: Exception) -> httpx.RequestError:  # noqa: PLR0911 - a table
    text = words_of(error)
    match error:
        case aiohttp.ConnectionTimeoutError():
            return httpx.ConnectTimeout(text)
        case aiohttp.ServerTimeoutError() | asyncio.TimeoutError():
            return httpx.ReadTimeout(text)
        case aiohttp.ClientConnectorError():
            return httpx.ConnectError(text)
        case aiohttp.ClientPayloadError():
            return httpx.RemoteProtocolError(text)
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            # aiohttp has no class of its own for the second; its words are pinned down by our tests.
            too_large = "Got more than" in text or "Too many headers" in text
            return HeadersTooLarge(text) if too_large else httpx.RemoteProtocolError(text)
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return httpx.UnsupportedProtocol(text)
        case aiohttp.ClientConnectionError():
            return httpx.ReadError(text)
        case _:
            return httpx.NetworkError(text)
