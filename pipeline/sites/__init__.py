"""Site profiles: one file per publisher, found by being here.

A file of this package with a ``PROFILE`` is a profile. Files know nothing of each other; a page that is in no
profile's scope is read by ``generic``.

A distribution that somebody else installs adds profiles under the entry point group ``pipeline.sites``: each entry
names a SiteProfile, or a module with a ``PROFILE``. The contract is the same; a name or host that is taken is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from itertools import product
from math import isfinite
from pkgutil import iter_modules
from typing import Any

import msgspec

from pipeline.errors import ConfigError, InvalidUrl
from pipeline.model.profile import Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.nearest import meant
from pipeline.parsers.dates import Order
from pipeline.parsers.profile import Seed, SiteProfile
from pipeline.urls import canonicalize, host_in_addresses, host_of, origin_of

GENERIC = "generic"
ENTRY_POINTS = "pipeline.sites"
"""Group of entry points under which an installed distribution adds profiles."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@lru_cache(maxsize=1)
def profiles() -> dict[str, SiteProfile]:
    """Every profile by name, in the order of the names, ``generic`` last.

    Raises:
        ConfigError: two profiles share a name or a host, a ``PROFILE`` is no SiteProfile or one that reads no
            page, an installed one cannot be loaded.
    """
    found: dict[str, SiteProfile] = {}
    for where, profile in (*_own(), *_installed()):
        if not isinstance(profile, SiteProfile):
            raise ConfigError(f"{where}: PROFILE is not a SiteProfile")
        if profile.name in found:
            raise ConfigError(f"{where}: a second profile is named {profile.name!r}")
        wrong = _wrong(profile, found.values())
        if wrong is not None:
            raise ConfigError(f"{where}: {wrong}", mend="mend the profile, or uninstall its distribution")
        found[profile.name] = profile
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == GENERIC, pair[0])))


_STATED: dict[str, Any] = {
    "version": str,
    "publisher": str | None,
    "seeds": tuple[Seed, ...],
    "pace": Pace,
    "review_policy": ReviewPolicy | None,
    "review_policies": dict[str, ReviewPolicy],
    "rights": tuple[RightsRule, ...],
    "expects": Expectations,
    "date_order": Order | None,
}
"""Facts of a profile that are data; Python takes whatever is written, and records and audits would repeat it."""


def _wrong(profile: SiteProfile, others: Iterable[SiteProfile]) -> str | None:
    """What would make a profile read no page, or those of another, ask without a pause, or state what is none."""
    name, hosts, delay = profile.name, profile.scope.hosts, profile.pace.delay
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"{name!r} cannot name a profile: lower-case letters, digits and _, a letter first"
    if not isinstance(hosts, tuple) or not (hosts or name == GENERIC):
        return f"scope.hosts must be a tuple of host names, not {hosts!r}"
    for host in hosts:
        if not _is_host(host):
            return f"{host!r} in scope.hosts is no host as it stands in addresses (lower case, ASCII)"
    for other in others:
        if taken := set(hosts).intersection(other.scope.hosts):
            return f"{min(taken)} is a host of the profile {other.name!r} already"
    if not isinstance(delay, int | float) or not isfinite(delay) or delay < 0:
        return f"pace.delay must be a number of seconds, not {delay!r}"
    return _misstated(profile) or _unasked(profile)


def _misstated(profile: SiteProfile) -> str | None:
    for name, kind in _STATED.items():
        try:
            msgspec.convert(msgspec.to_builtins(getattr(profile, name)), kind)
        except (msgspec.ValidationError, TypeError) as error:
            return f"{name}: {error}"
    for policy in (profile.review_policy, *profile.review_policies.values()):
        if policy is not None and not 0 < policy.warn_after <= policy.error_after:
            return (
                f"a review policy of {policy.warn_after} and {policy.error_after} months: 0 < warn_after <= error_after"
            )
    return None


def _unasked(profile: SiteProfile) -> str | None:
    """A seed that would never be asked, since it belongs to another site."""
    for seed in profile.seeds:
        try:
            url = canonicalize(seed.url)
        except InvalidUrl as error:
            return f"seeds: {error.message}"
        if origin_of(url).partition("//")[2] not in profile.scope.hosts:
            return f"seeds: {seed.url} is at no host of its scope"
    return None


def _is_host(host: object) -> bool:
    return isinstance(host, str) and host_in_addresses(host) == host


def _own() -> Iterator[tuple[str, object]]:
    for module in iter_modules(__path__):
        profile = getattr(import_module(f"{__name__}.{module.name}"), "PROFILE", None)
        if profile is not None:
            yield f"sites/{module.name}.py", profile


def _installed() -> Iterator[tuple[str, object]]:
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        where = f"entry point {entry.name!r} of {entry.dist.name if entry.dist is not None else 'a distribution'}"
        yield where, _loaded(entry, where)


def _loaded(entry: EntryPoint, where: str) -> object:
    try:
        target = entry.load()
    except (Exception, SystemExit) as error:  # it is somebody else's, and may do anything
        raise ConfigError(
            f"{where}: {entry.value} cannot be loaded: {type(error).__name__}: {error}",
            mend="uninstall the distribution, or mend it",
        ) from error
    return getattr(target, "PROFILE", target)


def by_name(name: str) -> SiteProfile:
    """The profile of this name.

    Raises:
        ConfigError: there is none.
    """
    try:
        return profiles()[name]
    except KeyError:
        hint = meant(name, profiles())
        mend = f"known sites: {', '.join(profiles())}; `pipeline sites new` begins one, as long as no setting names it"
        raise ConfigError(f"no site is named {name!r}{hint}", mend=mend) from None


def for_url(url: str) -> SiteProfile:
    """The profile whose scope holds a URL; ``generic`` where none does.

    A host alone decides when no scope holds the page: a page that a site does not want crawled is still its page.

    Raises:
        InvalidUrl: not an absolute http(s) URL.
    """
    canonical = canonicalize(url)
    hosts = (origin_of(canonical).partition("//")[2], host_of(canonical))
    named = [profile for name, profile in profiles().items() if name != GENERIC]
    for profile in named:
        if profile.scope.contains(canonical):
            return profile
    for host, profile in product(hosts, named):
        if host in profile.scope.hosts:
            return profile
    return profiles()[GENERIC]
