"""URLs: one canonical form per page, resolving, and the scope of a site.

Parsing and joining follow the WHATWG URL standard (https://url.spec.whatwg.org/) through ada.
"""

from __future__ import annotations

import re
from functools import lru_cache

import ada_url
from msgspec import Struct

from pipeline.errors import InvalidUrl

TRACKING_PARAMETERS = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid", "_ga", "_gl", "ref_src", "s_cid"}
)
"""Query parameters that name a campaign, never a page."""


def canonicalize(url: str) -> str:
    """The canonical form of an absolute http(s) URL; idempotent.

    WHATWG serialisation (lower-case scheme and host, IDNA, default port dropped, dot segments resolved), without
    fragment, credentials and tracking parameters (``utm_*`` and :data:`TRACKING_PARAMETERS`).

    Raises:
        InvalidUrl: not an absolute http or https URL.
    """
    try:
        parsed = ada_url.URL(url.strip())
    except ValueError as error:
        raise InvalidUrl(f"not a URL: {url!r}", mend="give an absolute address such as https://host/page") from error
    if parsed.protocol not in ("http:", "https:"):
        raise InvalidUrl(f"not an http or https URL: {url!r}")
    parsed.hash = ""
    parsed.username = ""
    parsed.password = ""
    if parsed.search:
        kept = [pair for pair in parsed.search[1:].split("&") if pair and not _is_tracking(pair)]
        parsed.search = "&".join(kept)
    return str(parsed.href)


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name.startswith("utm_") or name in TRACKING_PARAMETERS


def resolve(base: str, reference: str) -> str | None:
    """``reference`` made absolute against ``base`` by the WHATWG rules, fragment kept; ``None`` if it is no URL."""
    try:
        return str(ada_url.join_url(base, reference.strip()))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Host without port, lower case; ``""`` if there is none."""
    try:
        return str(ada_url.URL(url).hostname)
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def origin_of(url: str) -> str:
    """``scheme://host[:port]``: what robots.txt and pacing are kept by.

    Raises:
        InvalidUrl: not an absolute URL.
    """
    try:
        parsed = ada_url.URL(url)
    except ValueError as error:
        raise InvalidUrl(f"not a URL: {url!r}") from error
    return f"{parsed.protocol}//{parsed.host}"


class Scope(Struct, frozen=True, kw_only=True):
    """Which URLs belong to a site.

    Attributes:
        hosts: exact host names; a port is part of the name when it is not the scheme's default.
        include: regular expressions searched in path and query; empty means everything.
        exclude: the same; wins over ``include``.
    """

    hosts: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def contains(self, url: str) -> bool:
        """Whether a canonical URL is in scope."""
        origin = origin_of(url)
        if origin.partition("//")[2] not in self.hosts:
            return False
        rest = url[len(origin) :]
        if any(_compiled(pattern).search(rest) for pattern in self.exclude):
            return False
        return not self.include or any(_compiled(pattern).search(rest) for pattern in self.include)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
