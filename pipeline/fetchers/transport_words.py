"""What went wrong on a connection, in words for an operator: one line, the same every night."""

from __future__ import annotations

import os
import re
import ssl
from ast import literal_eval
from typing import Final

import aiohttp
from aiohttp import http_exceptions

_NO_HTTP: Final = re.compile(
    r"""(?:Bad status line:?\s+)?Expected HTTP/[^:]*:\s+(b(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""", re.DOTALL
)
_NO_TLS: Final = {
    "WRONG_VERSION_NUMBER": "what answers speaks no TLS: its address may begin with http://",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks no TLS from 1.2 on",
    "UNSUPPORTED_PROTOCOL": "the server speaks no TLS from 1.2 on",
}


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


def words_of(error: Exception) -> str:
    """What an exception says, in one line; with the status of its own that aiohttp gives it, no server said that."""
    if isinstance(error, aiohttp.ClientConnectorError):  # its own words name an object of ours, and where that lies
        return f"no connection to {error.host}:{error.port}: {_why_not(error.os_error)}"
    for each in (error, error.__cause__):
        if isinstance(each, aiohttp.ClientResponseError | http_exceptions.HttpProcessingError) and each.message:
            said = _NO_HTTP.match(each.message)
            return _what_speaks(literal_eval(said[1])) if said else " ".join(each.message.split()).removesuffix(" ^")
    return str(error) or type(error).__name__
