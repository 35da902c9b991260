"""URLs: one canonical form per page, resolving, and the scope of a site.

Parsing and joining follow the WHATWG URL standard (https://url.spec.whatwg.org/) through ada.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import ada_url
from msgspec import Struct

from pipeline.errors import InvalidUrl

TRACKING_PARAMETERS = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid", "_ga", "_gl", "ref_src", "s_cid"}
)
"""Query parameters that name a campaign, never a page."""

SESSION_PARAMETERS = frozenset({"jsessionid", "phpsessid", "cfid", "cftoken"})
"""Query parameters that name a visit: a server writes them into its links for who comes without cookies, as we do."""

_SESSION = re.compile(r";jsessionid=[^/?#;]*|/\((?:[A-Z]\([^()/]*\))+\)(?=/)", re.IGNORECASE)
"""The same in a path: by Java's servlets (specification 6.1, section 7.1.3), and by ASP.NET, ``/(S(...))/``."""

_LABEL = r"(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_PLAIN_ORIGIN = re.compile(rf"(https?://)((?:{_LABEL}\.)+[a-z]{{2,}})(?=/)")
_PLAIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&()*+,;=:@/?#%"
"""Bytes that the WHATWG URL serialiser leaves as they are in path, query and fragment."""
_ODD_AS_ZERO = bytes(byte if byte in _PLAIN else 0 for byte in range(256))
_NO_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)
_ESCAPE = re.compile(r"(%[0-9A-Fa-f]?)?%([0-9A-Fa-f]{2})")
"""An escape, and in front of it what is none: ``%`` or ``%4``, which a letter more would complete."""

_BEYOND_HOST = re.compile(r"[\s/\\?#@]")
"""What ends a host in an address, or stands before it."""

MAX_LENGTH = 8000
"""Longest URL there is for us; RFC 9110 section 4.1 asks nobody to take longer ones, and few servers do."""


def canonicalize(url: str) -> str:
    """The canonical form of an absolute http(s) URL; idempotent.

    WHATWG serialisation (lower-case scheme and host, IDNA, default port dropped, dot segments resolved), without
    fragment, credentials, tracking parameters (``utm_*`` and :data:`TRACKING_PARAMETERS`), the visit that a server
    wrote into it (:data:`SESSION_PARAMETERS`: another in every answer, so links would never end) and an empty query. Of
    percent-encodings the two changes that RFC 3986 section 6.2.2 calls equivalent: hex digits in upper case, letters,
    digits and ``-._~`` as themselves.

    Raises:
        InvalidUrl: not an absolute http or https URL, or longer than :data:`MAX_LENGTH`.
    """
    try:
        parsed = ada_url.URL(url.strip())
        if "%" in url:  # after the parser, which takes line breaks and tabs out of the middle of an escape
            parsed = ada_url.URL(_ESCAPE.sub(_unreserved, parsed.href))
    except ValueError as error:
        raise InvalidUrl(f"not a URL: {url!r:.500}", mend=f"give an absolute address such as {_whole(url)}") from error
    if parsed.protocol not in ("http:", "https:"):
        raise InvalidUrl(f"not an http or https URL: {url!r:.500}", mend=f"give one such as {_whole(url)}")
    parsed.hash = ""
    parsed.username = ""
    parsed.password = ""
    if (";" in url or "/(" in url) and _SESSION.search(parsed.pathname):
        parsed.pathname = _SESSION.sub("", parsed.pathname)
    if "?" in url:
        kept = "&".join(pair for pair in parsed.search[1:].split("&") if pair and not _is_no_page(pair))
        parsed.search = f"?{kept}" if kept else ""
    canonical = str(parsed.href)
    if len(canonical) > MAX_LENGTH:
        raise InvalidUrl(f"a URL of {len(canonical)} characters, {MAX_LENGTH} are taken: {canonical:.200}...")
    return canonical


def _unreserved(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1] + match[0][len(match[1]) :].upper()
    character = chr(int(match[2], 16))
    plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if plain else match[0].upper()


def _is_no_page(pair: str) -> bool:
    """Whether a pair of a query names a campaign or a visit."""
    name = pair.partition("=")[0].lower()
    if name.startswith(("utm_", "aspsessionid")):
        return True
    return name in TRACKING_PARAMETERS or name in SESSION_PARAMETERS


def without_credentials(url: str) -> str:
    """An absolute URL without ``user:password@``; otherwise as it is, to the letter."""
    if "@" not in url:
        return url
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return url  # whoever asks for it is told
    if not parsed.username and not parsed.password:
        return url
    parsed.username = ""
    parsed.password = ""
    return str(parsed.href)


def page_key(url: str) -> str:
    """What the spellings of one page have in common.

    A canonical URL without scheme, ``www.``, letter case, final slash and ``index.html``. For finding candidates to
    merge; never for asking, and never proof.
    """
    rest = url.partition("//")[2].lower().removeprefix("www.")
    path, mark, query = rest.partition("?")
    host, _, path = path.partition("/")
    path = path.removesuffix("index.html").removesuffix("index.htm").rstrip("/")
    return f"{host}/{path}{mark}{query}"


def goes_round(url: str) -> bool:
    """Whether a path holds one segment four times, or a query one pair: what links in a circle grow to.

    A link that is relative by mistake (``more/a.html`` on every page), on a server that answers any path, names
    another page on each: ``/more/more/more/more/a.html``. Three times is in use by people who name a folder, a folder
    in it and its page alike; and figures do not count: ``/2001/01/01/01/01.html`` is a date.
    """
    if url.count("/") + url.count("&") < 6:  # most links: asked of every one
        return False
    path, _, query = url.partition("?")
    parts = [part for part in path.split("/")[3:] if part and not part.isdigit()]
    pairs = [pair for pair in query.split("&") if pair] if query else []
    return any(len(some) > 3 and max(Counter(some).values()) > 3 for some in (parts, pairs))


@lru_cache(maxsize=8192)
def is_serialised_origin(origin: str) -> bool:
    """Whether ``scheme://host`` is as the URL parser writes it (lower case, no default port, no credentials)."""
    return origin.startswith(("https://", "http://")) and "@" not in origin and _plain_origin(origin) == origin


def is_plain(reference: str) -> bool:
    """Whether the URL parser is certain to leave path, query and fragment of a reference as they are.

    Asked of every link, by a table of bytes: to match a pattern costs three times as much.
    """
    if not reference.isascii() or 0 in reference.encode().translate(_ODD_AS_ZERO) or "/." in reference:
        return False
    # An escaped dot makes a dot segment of a path as a plain one does.
    return "%2" not in reference or "%2" not in reference.partition("?")[0]


def is_serialised(reference: str) -> bool:
    """Whether a reference is an absolute http(s) URL and certain to be as the URL parser would write it."""
    path = reference.find("/", 8)
    return path > 0 and is_serialised_origin(reference[:path]) and is_plain(reference)


def resolve(base: str, reference: str) -> str | None:
    """``reference`` made absolute against ``base`` by the WHATWG rules, fragment kept; ``None`` if it is no URL.

    Most references on a page are plain (``/a/b.html``, ``https://host/a``): nothing in them needs parsing, and the
    answer is put together without the parser at a fraction of its cost. Everything else goes through it.
    """
    if reference[:1] == "/":
        if reference[1:2] != "/" and is_plain(reference) and (origin := _plain_origin(base)) is not None:
            return origin + reference
    elif is_serialised(reference):
        return reference
    try:
        return str(ada_url.join_url(base, reference.strip()))
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _plain_origin(base: str) -> str | None:
    """Origin of an http(s) URL; ``None`` where a rooted reference needs the parser."""
    try:
        parsed = ada_url.URL(base)
    except ValueError:
        return None
    plain = parsed.protocol in ("http:", "https:") and not parsed.username and not parsed.password
    return f"{parsed.protocol}//{parsed.host}" if plain else None


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Host without port, lower case; ``""`` if there is none."""
    if plain := _PLAIN_ORIGIN.match(url):
        return plain[2]
    try:
        return str(ada_url.URL(url).hostname)
    except ValueError:
        return ""


def plain_host(url: str) -> str | None:
    """The host of a URL that is its own canonical spelling and names no port; ``None`` where a parser has to look."""
    host = origin_of(url).partition("//")[2] if is_serialised(url) else ""
    return host if host and ":" not in host else None


@lru_cache(maxsize=4096)
def origin_of(url: str) -> str:
    """``scheme://host[:port]``: what robots.txt and pacing are kept by.

    Raises:
        InvalidUrl: not an absolute URL.
    """
    if plain := _PLAIN_ORIGIN.match(url):
        return plain[0]
    try:
        parsed = ada_url.URL(url)
    except ValueError as error:
        raise InvalidUrl(f"not a URL: {url!r}") from error
    return f"{parsed.protocol}//{parsed.host}"


def host_in_addresses(host: str) -> str | None:
    """``host[:port]`` as it stands in addresses of either scheme; ``None`` where it is none."""
    if not host or _BEYOND_HOST.search(host):
        return None
    try:
        spellings = [origin_of(f"{scheme}://{host}/").partition("//")[2] for scheme in ("https", "http")]
    except InvalidUrl:
        return None
    return host if host in spellings else spellings[0]


def _whole(written: str) -> str:
    """What was probably meant by something that is no address, in an example of one."""
    return f"https://{written.strip()}" if _NO_SCHEME.fullmatch(written.strip()) else "https://host/page"


class Scope(Struct, frozen=True, kw_only=True, cache_hash=True):
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
