"""How we ask: who we say we are, how long we wait, how much we take."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from pipeline._version import SOFTWARE
from pipeline.errors import ConfigError
from pipeline.urls import host_in_addresses

PRODUCT_TOKEN = "health-page-pipeline"  # noqa: S105
"""Our name in robots.txt (RFC 9309 section 2.2.1) and at the head of the user agent."""

_CONTACT = re.compile(r"(?:mailto:)?[^@\s()<>]+@[^@\s()<>]+\.[^@\s()<>]+|https?://[^\s()<>]+\.[^\s()<>]+")

_FIELD = re.compile(r"[!-~](?:[ -~]*[!-~])?")
"""What a request field can say (RFC 9110 section 5.5, without what is obsolete)."""

_LAST_PORT = 65_535

_PLACE = re.compile(r"(?:([0-9.]+)|\[([0-9a-fA-F:.]+)\]):([0-9]{1,5})")

_Limit = Annotated[float, Meta(gt=0)]
"""Seconds of which none would be no answer at all to some of our libraries, and no limit to others."""
_Bytes = Annotated[int, Meta(ge=1)]


class FetchSettings(Struct, frozen=True, kw_only=True):
    """Limits and manners of fetching. Sizes in bytes, times in seconds.

    Attributes:
        contact: mail address or URL where a site owner reaches the operator; must be set before the first
            request to a host that is not loopback.
        connect_timeout: to look a name up, and to open a connection (TLS included).
        read_timeout: longest silence of a server.
        total_timeout: longest time for one answer from asking to its last byte; also the cap on slow drips.
        max_header_bytes: of all response fields together; a single field may not exceed it either.
        max_body_bytes: of the entity as sent.
        max_inflated_bytes: of the body after content coding is undone.
        max_redirects: hops that are followed (RFC 9309 asks for at least five for robots.txt).
        concurrency: requests under way at once, all hosts together.
        per_host: requests under way at once to one host that asks for no gap; with a gap it is always one.
        attempts: requests for one URL before its trouble is reported, the first included; of one host at most a fifth
            of the requests (and ten) are repeated ones.
        backoff: wait before the second attempt; doubled each time up to a minute, jittered by half either way.
        max_wait: longest wait inside one fetch (Retry-After, back-off); longer is handed back. The gap between two
            requests is waited for however long it is.
        max_crawl_delay: a Crawl-delay above this is read as this (a robots.txt must not stop a run for a week).
        robots_max_age: how long a robots.txt counts; 24 hours at most, whatever is set (RFC 9309 section 2.4).
        robots_retry: how long a robots.txt that could not be read closes its origin; doubled each time it fails
            again, up to 85 % of ``robots_max_age``; ``--force`` asks at once.
        allow_private: addresses or networks that may be asked although they are not public (``127.0.0.1``,
            ``10.0.0.0/8``; ``localhost`` stands for 127.0.0.0/8 and ::1). Any port is allowed there.
        ports: ports that may be asked on public addresses.
        connect_to: host (with its port, unless it is the scheme's own) -> ``ADDRESS:PORT`` that is asked in its
            place; URL and Host field stay. For tests, mirrors and the demo; such an address may be private, and is
            asked for that host only.
        accept_language: value of that field; without one none is sent.
        certificates: file (PEM) of authorities that are believed beside the usual ones: that of a gateway which looks
            into TLS, or an intermediate one that a server leaves out.
    """

    contact: str | None = None
    connect_timeout: _Limit = 15.0
    read_timeout: _Limit = 30.0
    total_timeout: _Limit = 120.0
    max_header_bytes: _Bytes = 64 * 2**10
    max_body_bytes: _Bytes = 32 * 2**20
    max_inflated_bytes: _Bytes = 128 * 2**20
    max_redirects: int = 5
    concurrency: int = 16
    per_host: int = 8
    attempts: int = 3
    backoff: float = 1.0
    max_wait: float = 120.0
    max_crawl_delay: float = 120.0
    robots_max_age: float = 86_400.0
    robots_retry: float = 600.0
    allow_private: tuple[str, ...] = ()
    ports: tuple[int, ...] = (80, 443, 8080, 8443)
    connect_to: dict[str, str] = {}
    accept_language: str | None = None
    certificates: Path | None = None

    def __post_init__(self) -> None:
        if self.contact is not None and not (self.contact.isascii() and _CONTACT.fullmatch(self.contact)):
            raise ConfigError(
                f"not a contact a site owner could use: {self.contact!r}",
                mend="set fetch.contact to a mail address or an https:// page about your crawl, in ASCII",
            )
        if self.accept_language is not None and not _FIELD.fullmatch(self.accept_language):
            raise ConfigError(f"fetch.accept_language cannot be sent: {self.accept_language!r}")
        for host, place in self.connect_to.items():
            written = host_in_addresses(host)
            if written != host:
                meant = f"; it is written {written}" if written else ", such as clinic.example or clinic.example:8080"
                raise ConfigError(f"fetch.connect_to: {host!r} is no host as it stands in addresses{meant}")
            if not _is_place(place):
                raise ConfigError(f"fetch.connect_to: {host} must lead to ADDRESS:PORT, not {place!r}")
        for port in self.ports:
            if not 0 < port <= _LAST_PORT:
                raise ConfigError(f"fetch.ports: {port} is no port: they are numbered from 1 to {_LAST_PORT}")
        for name in ("concurrency", "per_host", "attempts"):
            if getattr(self, name) < 1:
                raise ConfigError(f"fetch.{name} must be at least 1, not {getattr(self, name)}")

    @property
    def user_agent(self) -> str:
        """``health-page-pipeline/VERSION (+CONTACT)``."""
        return f"{SOFTWARE} (+{self.contact})" if self.contact else SOFTWARE

    def require_contact(self, host: str) -> None:
        """Stops before a public host is asked by nobody in particular.

        Raises:
            ConfigError: no contact is set.
        """
        if self.contact is None:
            raise ConfigError(
                f"no contact is set, so {host} is not asked",
                mend='set contact = "you@example.org" under [fetch] in pipeline.toml, or PIPELINE_FETCH__CONTACT',
            )


def _is_place(text: str) -> bool:
    found = _PLACE.fullmatch(text)
    if found is None or not 0 < int(found[3]) <= _LAST_PORT:
        return False
    try:
        return ip_address(found[1] or found[2]).version == (4 if found[1] else 6)
    except ValueError:
        return False
