"""What went wrong on a connection, in words for an operator: one line, the same every night, with the mend if any."""

from __future__ import annotations

import os
import re
import socket
import ssl
from ast import literal_eval
from collections.abc import Iterator
from typing import Final

import aiohttp
import httpx
from aiohttp import http_exceptions

from pipeline.model.capture import FailureKind

_NO_HTTP: Final = re.compile(
    r"""(?:Bad status line:?\s+)?Expected HTTP/[^:]*:\s+(b(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))(?:\n( *)\^)?""",
    re.DOTALL,
)
"""The parser's words for a status line that is none: the line, and below it a mark where the trouble begins."""
_BEFORE_THE_LINE: Final = len("  b'")
_TOO_LONG: Final = "its answer goes on past its end (its Content-Length is too small, or no body may be there)"
_NO_TLS: Final = {
    "WRONG_VERSION_NUMBER": "what answers speaks no TLS: its address may begin with http://",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks no TLS from 1.2 on",
    "UNSUPPORTED_PROTOCOL": "the server speaks no TLS from 1.2 on",
}
_AUTHORITY: Final = (
    "an authority that you trust, as a gateway's, or an intermediate one that the server leaves out, is named by"
    " fetch.certificates"
)
_DISTRUST: Final = {
    9: "its people must mend that, unless this machine's clock is slow",
    10: "its people must renew it, unless this machine's clock is ahead",
    **dict.fromkeys((18, 19, 20, 21), _AUTHORITY),
}
"""Who can mend what, by OpenSSL's number for what is wrong (``X509_V_ERR_*`` of ``x509_vfy.h``)."""
_NO_ADDRESS: Final = {
    socket.EAI_NONAME: "the name is misspelt, or no more in use",
    socket.EAI_AGAIN: "the resolver of this machine, or the name's own, does not answer",
}


def failure_kind(error: BaseException) -> FailureKind:
    """The kind of trouble behind an exception that came before any answer."""
    if any(isinstance(seen, ssl.SSLError) for seen in _chain(error)):
        return "tls"
    return "protocol" if isinstance(error, httpx.ProtocolError | httpx.UnsupportedProtocol) else "connect"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):  # a chain of causes may be a circle
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def distrust_of(error: BaseException) -> str | None:
    """What is wrong with the certificate of a server and who can mend it, if that is what is wrong."""
    for seen in _chain(error):
        why: str | None = getattr(seen, "verify_message", None)  # aiohttp's errors call themselves so, too, and lack it
        if isinstance(seen, ssl.SSLCertVerificationError) and why is not None:
            mend = _DISTRUST.get(seen.verify_code)
            return f"the server's certificate is not believed: {why.rstrip('.')}" + (f" ({mend})" if mend else "")
    return None


def no_address_of(host: str, error: OSError) -> str:
    """Why a name leads to no address, and where to look."""
    mend = _NO_ADDRESS.get(error.errno) if isinstance(error, socket.gaierror) and error.errno is not None else None
    why = f"no address for {host}: {error.strerror or error}"
    return f"{why} ({mend})" if mend else why


def _what_speaks(first: bytes, mark: str) -> str:
    """What answers in the place of HTTP/1.1, by its first bytes (RFC 9113 section 6.5, RFC 8446 section 5.1).

    Args:
        first: of the line that was to be a status line; the parser shows what stood before it on the same line, too.
        mark: as long as what stands before the trouble in the parser's words: more than the line, and an answer came.
    """
    if len(mark) > _BEFORE_THE_LINE:
        return f"{_TOO_LONG}, which only its server can mend"
    if first.lstrip()[:1] == b"<":  # an answer may have come
        return f"what answers does not speak HTTP, or {_TOO_LONG}: it says {first[:60]!r}"
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


def unheard(error: Exception, host: str, seconds: float) -> str:
    """Why somebody was not told of what he was to be told: without the system's numbers.

    Args:
        error: that ended it.
        host: of the address.
        seconds: that it might take.
    """
    if (why := distrust_of(error)) is not None:
        return why
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {seconds:g} s"
    for seen in _chain(error):
        if isinstance(seen, socket.gaierror):
            return no_address_of(host, seen)
        if isinstance(seen, OSError) and (seen.errno or isinstance(seen, ssl.SSLError)):
            return f"no connection: {_why_not(seen)}"
    return str(error) or type(error).__name__


def _with_mend(words: str, error: Exception) -> str:
    """What the parser says, and who can mend it; of an answer that is cut, or of too many fields, it is nobody here."""
    for seen in _chain(error):
        match seen:
            case http_exceptions.BadHttpMessage() if words.startswith("Data after `Connection: close`"):
                return f"{_TOO_LONG}, which only its server can mend"
            case http_exceptions.LineTooLong():
                return f"{words} (fetch.max_header_bytes)"
            case http_exceptions.PayloadEncodingError():
                return words
            case http_exceptions.BadHttpMessage() if "Too many headers" not in words:  # RFC 9112 sections 5 and 6.3
                return f"the answer is no sound HTTP, which only its server can mend: {words}"
    return words


def words_of(error: Exception) -> str:
    """What an exception says, in one line; with the status of its own that aiohttp gives it, no server said that."""
    if isinstance(error, aiohttp.ClientConnectorError):  # its own words name an object of ours, and where that lies
        return f"no connection to {error.host}:{error.port}: {_why_not(error.os_error)}"
    for each in (error, error.__cause__):
        if isinstance(each, aiohttp.ClientResponseError | http_exceptions.HttpProcessingError) and each.message:
            if said := _NO_HTTP.match(each.message):
                return _what_speaks(literal_eval(said[1]), said[2] or "")
            return _with_mend(" ".join(each.message.split()).removesuffix(" ^"), error)
    return str(error) or type(error).__name__
