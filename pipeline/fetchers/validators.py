"""What a server gave us to ask with the next time: which of it can go back, and how."""

from __future__ import annotations

from typing import TypeGuard

MAX_VALIDATOR = 1024
"""Longest ETag or Last-Modified that is sent back."""

_CODED = ('-gzip"', '-br"')


def bare_tag(etag: str) -> str:
    """The ETag of a page whatever coding it came in.

    Apache compresses what it is about to send, writes ``-gzip`` or ``-br`` into the tag, and then compares only the tag
    without it (its bug 45023; ``DeflateAlterETag AddSuffix`` is the default): asked with its own tag
    alone, it sends every page whole, every night. Varnish before it compares the whole field with the tag that it
    holds, so a list matches nothing there; and nginx refuses two fields (400). Which of the two is asked shows only in
    the answer.
    """
    for suffix in _CODED:
        if etag.endswith(suffix):
            return etag.removesuffix(suffix) + '"'
    return etag


def sendable(validator: str | None) -> TypeGuard[str]:
    """Whether a validator can go back as it came.

    An ETag may hold bytes that are no ASCII (RFC 9110 section 8.8.3), which would not arrive as the same bytes, and may
    be longer than a server takes in a request: asking without it costs one full answer.
    """
    if not validator or len(validator) > MAX_VALIDATOR or validator == "*":  # which any page answers with a 304
        return False
    return validator.isascii() and validator.isprintable()
