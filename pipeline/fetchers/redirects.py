"""Where a redirect leads."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from pipeline.model.capture import Capture
from pipeline.urls import resolve, without_credentials

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
"""The statuses that send a GET elsewhere (RFC 9110 section 15.4)."""


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
