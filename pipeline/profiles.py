"""Which profile reads which address and how its site may be asked, as this configuration has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import structs

from pipeline import sites
from pipeline.config import Config
from pipeline.model.profile import Pace
from pipeline.model.quiet import QuietHours
from pipeline.model.target import Target
from pipeline.parsers.profile import Seed, SiteProfile
from pipeline.urls import Scope, canonicalize, host_of, origin_of


class Profiles:
    """Which profile reads which origin: the installed profiles, plus origins mapped by configuration.

    Args:
        by_origin: profiles at other origins than their own (a demo, a mirror, a test), by ``scheme://host[:port]``.
        floor: seconds between two requests to a host that no site may go below.
        delays: seconds that the operator set for a site instead, by its name.
        quiet: hours in which no site is asked.
        quiet_of: hours that the operator set for a site instead, by its name.
    """

    def __init__(
        self,
        by_origin: Mapping[str, SiteProfile] | None = None,
        *,
        floor: float = 1.0,
        delays: Mapping[str, float] | None = None,
        quiet: tuple[QuietHours, ...] = (),
        quiet_of: Mapping[str, tuple[QuietHours, ...]] | None = None,
    ) -> None:
        self._by_origin = by_origin or {}
        self._mapped = {profile.name: profile for profile in self._by_origin.values()}
        self._floor = floor
        self._delays = delays or {}
        self._quiet = quiet
        self._quiet_of = quiet_of or {}

    def pace_of(self, profile: SiteProfile) -> Pace:
        """How its site may be asked: what the operator set for it, else the longer of profile and floor."""
        delay = self._delays.get(profile.name, max(self._floor, profile.pace.delay))
        return Pace(delay=delay, quiet=self.quiet_of(profile.name))

    def pace_for(self, target: Target) -> Pace:
        """How a target may be asked: as the site it is a page of, also at a host that is nobody's any more."""
        return self.pace_of(self.of_page(target.url, target.site))

    def quiet_of(self, site: str) -> tuple[QuietHours, ...]:
        """When a site is not asked, by its name."""
        return self._quiet_of.get(site, self._quiet)

    def for_url(self, url: str) -> SiteProfile:
        """The profile that reads ``url``; ``generic`` when no publisher's does."""
        return self._by_origin.get(origin_of(url)) or sites.for_url(url)

    def of_page(self, url: str, site: str) -> SiteProfile:
        """Who reads a page of a site: the profile of its address, and where that is nobody's any more, the site's."""
        today = self.for_url(url)
        return today if today.name != sites.GENERIC else sites.profiles().get(site, today)

    def is_at(self, site: str, host: str) -> bool:
        """Whether a host (with a port that is not its scheme's own) is one of a site's, as it is configured today."""
        (profile,) = self.named((site,))
        return not profile.scope.hosts or host in profile.scope.hosts

    def is_inside(self, site: str, url: str) -> bool:
        """Whether a page is one that a site asks for by itself, as it is configured today; what it starts from is."""
        (profile,) = self.named((site,))
        return not profile.scope.hosts or profile.scope.contains(url) or url in _addresses_of(profile.seeds)

    def scope_of(self, target: Target) -> Scope:
        """Where a fetch may be led: its site, and without a profile of its own the host that was named.

        A list of URLs may live at any path of the site's hosts.
        """
        scope = self.for_url(target.url).scope
        if not scope.hosts:
            scope = structs.replace(scope, hosts=(origin_of(target.url).partition("//")[2],))
        return scope if target.kind == "page" else structs.replace(scope, include=(), exclude=())

    def hosts(self) -> frozenset[str]:
        """Every host that a publisher's profile reads, without ports."""
        own = (profile for name, profile in sites.profiles().items() if name != sites.GENERIC)
        found = {host for profile in (*own, *self._by_origin.values()) for host in profile.scope.hosts}
        return frozenset(host_of(f"http://{host}/") for host in found)

    def named(self, names: Sequence[str]) -> list[SiteProfile]:
        """Profiles by name, mapped origins first."""
        return [self._mapped.get(name) or sites.by_name(name) for name in names]


@lru_cache(maxsize=256)
def _addresses_of(seeds: tuple[Seed, ...]) -> frozenset[str]:
    return frozenset(canonicalize(seed.url) for seed in seeds)


def at_origin(profile: SiteProfile, origin: str) -> SiteProfile:
    """The profile, reading the same paths at another origin (a demo, a mirror, a test)."""
    host = origin.partition("//")[2]
    seeds = tuple(
        structs.replace(seed, url=origin + seed.url.removeprefix(origin_of(seed.url))) for seed in profile.seeds
    )
    return structs.replace(profile, scope=structs.replace(profile.scope, hosts=(host,)), seeds=seeds)


def profiles_of(config: Config) -> Profiles:
    """The profiles as this configuration maps them to origins.

    Raises:
        ConfigError: a site is named that no profile reads.
    """
    known = {name: sites.by_name(name) for name in config.sites}
    mapped = {site.origin: at_origin(known[name], site.origin) for name, site in config.sites.items() if site.origin}
    delays = {name: site.delay for name, site in config.sites.items() if site.delay is not None}
    quiet_of = {name: site.quiet for name, site in config.sites.items() if site.quiet is not None}
    return Profiles(mapped, floor=config.fetch.delay, delays=delays, quiet=config.fetch.quiet, quiet_of=quiet_of)
