"""Where a redirect leads."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from pipeline.errors import InvalidUrl
from pipeline.model.capture import Capture, Failed, FailureKind, Hop, OutOfScope
from pipeline.urls import Scope, canonicalize, resolve, without_credentials

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
"""The statuses that send a GET elsewhere (RFC 9110 section 15.4)."""


def is_redirect(capture: Capture) -> bool:
    """Whether an answer sends a GET elsewhere."""
    return capture.status in REDIRECTS and capture.header("location") is not None


def followed(capture: Capture, scope: Scope, *, most: int) -> Hop | OutOfScope | Failed:
    """What a redirect comes to: a hop to where it leads, or the end of the fetch.

    Args:
        capture: the redirect, with the hops that led to it.
        scope: the site's.
        most: hops that are followed.
    """

    def failed(kind: FailureKind, message: str) -> Failed:
        return Failed(url=capture.requested_url, kind=kind, message=f"{capture.url} {message}", capture=capture)

    location = redirect_target(capture)
    if location is None:
        return failed("bad_redirect", f"redirects to {capture.header('location')!r:.300}")
    if location in {capture.url, *(hop.url for hop in capture.redirects)}:
        return failed("redirect_loop", f"redirects in a circle, back to {location}")
    try:
        inside = scope.contains(canonicalize(location))
    except InvalidUrl as error:
        return failed("bad_redirect", str(error))
    if not inside:
        return OutOfScope(url=capture.requested_url, location=location, capture=capture)
    if len(capture.redirects) >= most:
        return failed("redirect_loop", f"more than {most} redirects (fetch.max_redirects)")
    return Hop(url=capture.url, status=capture.status, location=location)


def redirect_target(capture: Capture) -> str | None:
    """Where a redirect leads: absolute http(s) URL without fragment, or ``None`` if it leads nowhere we could go.

    A name and password in it are left out: a server may not make us send credentials to anybody.

    The field's bytes are read as UTF-8 where they are UTF-8 (RFC 9110 allows ASCII only; browsers and servers do this).
    """
    value = capture.header("location")
    if value is None or not value.strip():
        return None
    try:
        value = value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        value = quote(value, safe="%/:?#[]@!$&'()*+,;=~", encoding="latin-1")
    target = resolve(capture.url, value)
    if target is None or not target.startswith(("http://", "https://")):
        return None
    return without_credentials(target.partition("#")[0])
