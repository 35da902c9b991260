"""Connections of aiohttp, which speak HTTP/1.1 as we need it.

Why aiohttp, and why nothing in front of it: docs/adr/0003-transport.md. What is promised here:

- the URL goes out exactly as it was given (no requoting);
- a connection is opened only to addresses the guard has checked, and the address that answered is told;
- fields are bounded while they arrive; the entity comes as sent, content coding untouched;
- one request is one request: nothing is repeated behind our back, no cookie, credential or proxy is added;
- a host can be asked at another place, its URLs left as they are (what curl calls ``--connect-to``);
- every trouble is a :class:`Trouble`; only a limit of this machine (files, memory) is no word about any server.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import aiohttp
import httpx
from aiohttp import hdrs, http_exceptions
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from pipeline.errors import ConfigError, system_limit
from pipeline.fetchers.guard import Guard, Refused
from pipeline.fetchers.settings import FetchSettings
from pipeline.fetchers.trouble import Trouble, trouble_of, trouble_with
from pipeline.urls import host_of, origin_of

LONGEST_URL: Final = 65_536
"""Nothing takes a longer one; a frontier may hold what an older version put there."""

_MAX_HEADER_FIELDS: Final = 200
_AUTO_HEADERS: Final = (hdrs.ACCEPT, hdrs.ACCEPT_ENCODING, hdrs.USER_AGENT, hdrs.CONTENT_TYPE)
_NOTHING_TO_CALL: Final = nullcontext()


class Connections:
    """One HTTP/1.1 connection pool on aiohttp; an async context manager.

    Args:
        guard: where connections may go.
        settings: caps, timeouts, places that are asked for others, authorities that are believed beside certifi's.

    Raises:
        ConfigError: the file of authorities cannot be read, or holds no certificate.
    """

    def __init__(self, guard: Guard, settings: FetchSettings) -> None:
        self._guard = guard
        self._settings = settings
        if settings.certificates is not None:
            believed(settings.certificates)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def ask(
        self, method: str, url: str, fields: list[tuple[str, str]], before_send: Callable[[], None] | None = None
    ) -> Answer:
        """Sends one request and returns when the fields of the answer are there; who asks closes it.

        Args:
            method: what to ask with.
            url: the exact URL.
            fields: all request fields, Host among them.
            before_send: called once the connection stands, right before the first byte is written.

        Raises:
            Trouble: there is no answer.
        """
        if len(url) > LONGEST_URL:
            raise Trouble("URL too long", "protocol")
        session = self._session or self._open()
        place, host = self._placed(url)
        address = URL(place, encoded=True)
        with _TOLD, _called_before_send(before_send) if before_send is not None else _NOTHING_TO_CALL:
            answer = await session.request(
                method,
                address,
                headers=fields,
                allow_redirects=False,
                ssl=believed(self._settings.certificates) if address.scheme == "https" else True,
                server_hostname=host,
            )
        return cast("Answer", answer)

    def _placed(self, url: str) -> tuple[str, str | None]:
        """Where a URL is asked, and if that is elsewhere, the host whose certificate is asked for and checked."""
        origin = origin_of(url) if self._settings.connect_to else ""
        scheme, _, authority = origin.partition("//")
        place = self._settings.connect_to.get(authority)
        if place is None:
            return url, None
        return f"{scheme}//{place}{url[len(origin) :]}", host_of(url)  # path and query keep their spelling

    def _open(self) -> aiohttp.ClientSession:
        # A session binds to the running loop, so it is opened by the first request and not by the constructor.
        settings = self._settings
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Pinned(self._guard),
                use_dns_cache=False,  # the guard remembers, and only what it has checked
                limit=0,  # how many at once is the pacer's business
                keepalive_timeout=15.0,
            ),
            timeout=aiohttp.ClientTimeout(
                total=None,
                connect=settings.connect_timeout,
                sock_connect=settings.connect_timeout,
                sock_read=settings.read_timeout,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=_AUTO_HEADERS,
            max_line_size=settings.max_header_bytes,
            max_field_size=settings.max_header_bytes,
            max_headers=_MAX_HEADER_FIELDS,
            request_class=_Request,
            response_class=Answer,
            middlewares=(_never_twice,),
        )
        return self._session


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


class Answer(aiohttp.ClientResponse):
    """A response that remembers who gave it (aiohttp lets go of the connection once a short body is in)."""

    peer: str | None = None

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """As aiohttp's."""
        if connection.transport is not None:
            name = connection.transport.get_extra_info("peername")
            self.peer = name[0] if name else None
        return await super().start(connection)

    @property
    def http_version(self) -> str:
        """``HTTP/1.1``."""
        return f"HTTP/{self.version.major}.{self.version.minor}" if self.version else "HTTP/1.1"

    @property
    def phrase(self) -> str:
        """The words behind the status, byte for byte."""
        return (self.reason or "").encode("utf-8", "surrogateescape").decode("latin-1")

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it arrives, transfer coding undone and no other.

        Raises:
            Trouble: it breaks off.
        """
        with _TOLD:
            async for piece in self.content.iter_any():
                yield piece


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


async def _never_twice(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keeps aiohttp from silently repeating a request whose connection was lost: repeating is paced and counted."""
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
        raise  # never repeated by aiohttp
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientConnectionResetError) as error:
        closed = isinstance(error, aiohttp.ServerDisconnectedError)
        said = (
            "the server closed the connection without an answer" if closed else str(error) or "the connection was lost"
        )
        kept = isinstance(request, _Request) and request.kept
        raise trouble_with(said, "protocol" if closed and not kept else "connect", error, let_go=kept) from error


class _Told:
    """Every trouble inside is told as such; a class, as a generator would cost four times as much, twice a request."""

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, aiohttp.ClientError | http_exceptions.HttpProcessingError):
            raise system_limit(error) or trouble_of(error) from error
        if isinstance(error, Refused):
            raise Trouble(str(error), "connect") from error


_TOLD: Final = _Told()
