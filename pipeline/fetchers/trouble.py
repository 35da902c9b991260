"""What went wrong on a connection: of what kind it is, and words for an operator, one line, the same every night."""

from __future__ import annotations

import os
import re
import ssl
from ast import literal_eval
from collections.abc import Iterator
from typing import Final

import aiohttp
from aiohttp import http_exceptions

from pipeline.model.capture import FailureKind

_NO_HTTP: Final = re.compile(
    r"""(?:Bad status line:?\s+)?Expected HTTP/[^:]*:\s+(b(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""", re.DOTALL
)
_NO_TLS: Final = {
    "WRONG_VERSION_NUMBER": "what answers speaks no TLS: its address may begin with http://",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks no TLS from 1.2 on",
    "UNSUPPORTED_PROTOCOL": "the server speaks no TLS from 1.2 on",
}


class Trouble(Exception):
    """A request came to nothing, or its answer broke off.

    Attributes:
        kind: ``timeout``, ``too_large`` (of response fields), ``tls``, ``protocol`` or ``connect``.
        let_go: a kept connection was closed under the request: no word about the page (RFC 9112 section 9.3.1).
    """

    def __init__(self, words: str, kind: FailureKind, *, let_go: bool = False) -> None:
        super().__init__(words)
        self.kind = kind
        self.let_go = let_go


def _what_speaks(first: bytes) -> str:
    """What answers in the place of HTTP/1.1, by its first bytes (RFC 9113 section 6.5, RFC 8446 section 5.1)."""
    if len(first) > 8 and first[3] == 4 and not any(first[5:9]):  # a SETTINGS frame of stream 0
        return "the server speaks HTTP/2 only, where it was asked in HTTP/1.1"
    if first[:2] in (b"\x15\x03", b"\x16\x03"):
        return "the server speaks TLS there: its address begins with https://"
    return f"what answers does not speak HTTP: it says {first[:60]!r}" if first else "what answers does not speak HTTP"


def _why_not(error: OSError) -> str:
    """Why no connection stands."""
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "reason", None) or str(error)
        return _NO_TLS.get(reason) or "TLS: " + reason.replace("_", " ").lower()
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error) or type(error).__name__


def _words_of(error: Exception) -> str:
    """What an exception says, in one line; with the status of its own that aiohttp gives it, no server said that."""
    if isinstance(error, aiohttp.ClientConnectorError):  # its own words name an object of ours, and where that lies
        return f"no connection to {error.host}:{error.port}: {_why_not(error.os_error)}"
    for each in (error, error.__cause__):
        if isinstance(each, aiohttp.ClientResponseError | http_exceptions.HttpProcessingError) and each.message:
            said = _NO_HTTP.match(each.message)
            return _what_speaks(literal_eval(said[1])) if said else " ".join(each.message.split()).removesuffix(" ^")
    return str(error) or type(error).__name__


def trouble_of(error: Exception) -> Trouble:
    """An exception of aiohttp as trouble."""
    text = _words_of(error)
    match error:
        case aiohttp.ServerTimeoutError():
            return Trouble(f"{text} (the server kept silent)", "timeout")
        case aiohttp.ClientPayloadError() | aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return trouble_with(text, "protocol", error)
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            # aiohttp has no class of its own for the first; its words are pinned down by our tests.
            if "Got more than" in text or "Too many headers" in text:
                return Trouble(f"response fields: {text}", "too_large")
            return trouble_with(text, "protocol", error)
        case _:
            return trouble_with(text, "connect", error)


def trouble_with(words: str, kind: FailureKind, error: BaseException, *, let_go: bool = False) -> Trouble:
    """Trouble of this kind, unless TLS is behind it, however deep the libraries put that."""
    for seen in _chain(error):
        if isinstance(seen, ssl.SSLError):
            return Trouble(_distrust(error) or words, "tls", let_go=let_go)
    return Trouble(words, kind, let_go=let_go)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):  # a chain of causes may be a circle
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _distrust(error: BaseException) -> str | None:
    """What is wrong with the certificate of a server, if that is what is wrong."""
    for seen in _chain(error):
        why: str | None = getattr(seen, "verify_message", None)  # aiohttp's errors call themselves so, too, and lack it
        if isinstance(seen, ssl.SSLCertVerificationError) and why is not None:
            return f"the server's certificate is not believed: {why.rstrip('.')}"
    return None
