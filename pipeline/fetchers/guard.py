"""Which addresses may be asked: nothing private, nothing odd, and the address checked is the address connected to.

A crawler follows what strangers write into links, redirects and DNS. Every URL passes :meth:`Guard.check` (scheme,
port, hosts that are addresses in disguise such as ``0x7f.1``), every name is looked up here and only here, and the
connection is opened to the addresses that passed (a second look-up, the hole of DNS rebinding, never happens).

Special ranges: the IANA special-purpose registries as :mod:`ipaddress` has them, and what embeds an IPv4 address
(RFC 4291 section 2.5.5, RFC 6052, RFC 3056, RFC 4380) is judged by the address embedded.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

import ada_url

from pipeline.errors import ConfigError, InvalidUrl, SystemLimit, system_limit
from pipeline.fetchers.clock import Clock
from pipeline.urls import origin_of

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str], Awaitable[list[str]]]
"""A host name to its addresses, as text; raises OSError when there are none."""

_DEFAULT_PORTS: Final = {"http:": 80, "https:": 443}
_LOCALHOST: Final = ("127.0.0.0/8", "::1/128")
_NAT64: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_ALSO_REFUSED: Final[tuple[Network, ...]] = (
    ipaddress.IPv4Network("168.63.129.16/32"),  # a cloud's host agent on an address that looks public
    ipaddress.IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; older Pythons call parts of it global
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relay anycast, withdrawn by RFC 7526
    ipaddress.IPv6Network("fec0::/10"),  # site-local, withdrawn by RFC 3879
    ipaddress.IPv6Network("5f00::/16"),  # segment routing, RFC 9602
    ipaddress.IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


_NONE_SUCH: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""What a look-up says of a name that leads nowhere; not every system has the second word for it."""

REMEMBERED: Final = 300.0
"""Seconds for which a look-up counts."""
_HOSTS_REMEMBERED: Final = 4096
"""Hosts whose look-ups are held at once: the links of a million pages lead to more than memory should grow by."""


class Refused(Exception):
    """A URL or what its host resolves to may not be asked. Becomes ``Failed(kind="refused_address")``."""


class Guard:
    """Decides where a request may go, and remembers where a name led.

    Args:
        allow_private: addresses, networks or ``localhost`` that are allowed although not public.
        ports: ports allowed on public addresses.
        elsewhere: host (with its port, unless it is the scheme's own) -> the address asked in its place, public or
            not. It is allowed for that host and port only: another name that leads there is judged as any other.
        clock: for the age of what is remembered.
        resolve: looks a name up; the system's resolver by default.
        lookup_timeout: seconds a look-up may take.

    Raises:
        ConfigError: an entry of ``allow_private`` is neither address nor network.
    """

    def __init__(
        self,
        *,
        allow_private: tuple[str, ...] = (),
        ports: tuple[int, ...] = (80, 443),
        elsewhere: Mapping[str, str] | None = None,
        clock: Clock,
        resolve: Resolve | None = None,
        lookup_timeout: float = 15.0,
    ) -> None:
        self._allowed = tuple(_networks(allow_private))
        self._ports = frozenset(ports)
        self._elsewhere = dict(elsewhere or {})
        self._clock = clock
        self._resolve = resolve or system_resolve
        self._lookup_timeout = lookup_timeout
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    async def check(self, url: str) -> tuple[str, ...]:
        """The addresses that may be connected to for ``url``, in the resolver's order.

        Raises:
            Refused: scheme, port or every address is not allowed.
            OSError: the name has no address.
        """
        try:
            protocol, host, hostname, stated = _taken_apart(origin_of(url))
        except InvalidUrl:
            raise Refused(f"not a URL: {url!r:.200}") from None
        if protocol not in _DEFAULT_PORTS:
            raise Refused(f"{url}: only http and https are asked, not {protocol.rstrip(':')}")
        place = self._elsewhere.get(host)
        if place is not None:
            return (place,)
        port = int(stated or _DEFAULT_PORTS[protocol])
        addresses = await self.addresses(hostname)
        if port not in self._ports and not all(self._is_allowed(ipaddress.ip_address(text)) for text in addresses):
            raise Refused(f"{url}: port {port} is not among fetch.ports ({', '.join(map(str, sorted(self._ports)))})")
        return addresses

    async def no_such_host(self, url: str) -> bool:
        """Whether the look-up was answered, and says that there is no such host; silence says nothing."""
        try:
            await self.check(url)
        except socket.gaierror as error:
            return error.errno in _NONE_SUCH
        except (OSError, Refused):
            return False
        return False

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The checked addresses of a host (a name, or an address with or without brackets).

        Raises:
            Refused: none of them may be asked.
            OSError: there is none.
        """
        now = self._clock.monotonic()
        held = self._known.get(host)
        if held is not None and now - held[0] < REMEMBERED:
            return held[1]
        literal = host[1:-1] if host.startswith("[") else host
        found = [literal] if _is_address(literal) else await self._look_up(host)
        good = tuple(dict.fromkeys(text for text in found if self.permits(text)))
        if not good:
            raise Refused(
                f"{host} leads to {', '.join(found) or 'nothing'}, which is not a public address"
                " (one of your own: list it under fetch.allow_private)"
            )
        if len(self._known) >= _HOSTS_REMEMBERED:
            self._known.clear()
        self._known[host] = (now, good)
        return good

    async def _look_up(self, host: str) -> list[str]:
        try:
            async with asyncio.timeout(self._lookup_timeout):
                return await self._resolve(host)
        except TimeoutError:
            raise OSError(f"the look-up took longer than {self._lookup_timeout:g} s (fetch.connect_timeout)") from None
        except UnicodeError as error:  # the system's resolver refuses over-long labels with this
            raise OSError(f"not a name that can be looked up: {error}") from error

    def permits(self, address: str) -> bool:
        """Whether one address may be asked: public, or allowed by setting."""
        if not _is_address(address):
            return False
        parsed = ipaddress.ip_address(address)
        return self._is_allowed(parsed) or is_public(parsed)

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self._allowed)


@lru_cache(maxsize=1024)
def _taken_apart(origin: str) -> tuple[str, str, str, str]:
    """Protocol, host with and without its port, port."""
    parsed = ada_url.URL(origin)
    return str(parsed.protocol), str(parsed.host), str(parsed.hostname), str(parsed.port)


def is_public(address: Address) -> bool:
    """Whether an address is a public unicast one, all the way down to an IPv4 address it embeds."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
    if any(address in network for network in _ALSO_REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def address_of(place: str) -> str:
    """``127.0.0.1`` of ``127.0.0.1:8080``, ``::1`` of ``[::1]:8080``."""
    return place.rpartition(":")[0].strip("[]")


@lru_cache(maxsize=1024)
def is_loopback(address: str) -> bool:
    """Whether an address (as text) is this machine itself."""
    return ipaddress.ip_address(address).is_loopback


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _networks(entries: tuple[str, ...]) -> Iterator[Network]:
    for entry in entries:
        for text in _LOCALHOST if entry == "localhost" else (entry,):
            try:
                yield ipaddress.ip_network(text, strict=False)
            except ValueError as error:
                raise ConfigError(
                    f"fetch.allow_private: {entry!r} is neither an address nor a network",
                    mend="write an address (127.0.0.1), a network (10.0.0.0/8) or localhost",
                ) from error


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


async def system_resolve(host: str) -> list[str]:
    """The system's answer for a name.

    Raises:
        OSError: there is none (socket.gaierror).
        SystemLimit: this machine lets us open no file, or start no thread, to look it up with.
    """
    try:
        infos = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, RuntimeError) as error:
        if (limit := system_limit(error) or _no_file_left()) is not None:
            raise limit from error
        raise
    return [str(info[4][0]) for info in infos]


def _no_file_left() -> SystemLimit | None:
    """Whether no file can be opened: a resolver to which that happens says that there is no such name."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return system_limit(error)
    return None
