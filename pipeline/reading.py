"""A capture becomes a document, or an issue that says why not; a page that breaks the reader costs itself only."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from pipeline import parsers, sites
from pipeline.binary import binary
from pipeline.config import Config
from pipeline.content_type import media_type
from pipeline.errors import NotThere, ReadError
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.model.issue import Issue, Severity
from pipeline.model.profile import Pace
from pipeline.model.quiet import QuietHours
from pipeline.model.target import Target
from pipeline.parsers.profile import SiteProfile
from pipeline.parsers.refresh import leads_on
from pipeline.parsers.textdump import TYPES as TEXT_TYPES
from pipeline.urls import Scope, host_of, origin_of

HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"}) | TEXT_TYPES
"""Media types that readers read; a page without one is taken for HTML, as browsers do. Text is read as a dump."""


class Reading(Struct, frozen=True, kw_only=True):
    """A document, or ``None`` with the issues that explain it.

    Attributes:
        leads_to: the page that this one sends its readers to, where that is all it does.
    """

    document: Document | None
    issues: tuple[Issue, ...] = ()
    leads_to: str | None = None


def is_page(*, status: int, revisit_of: str | None, truncated: str | None, content_type: str | None) -> bool:
    """Whether an answer holds a whole page that readers read."""
    return status == 200 and revisit_of is None and truncated is None and media_type(content_type) in HTML_TYPES


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

    def scope_of(self, url: str) -> Scope:
        """Where a fetch of ``url`` may be led: its site, and without a profile of its own the host that was named."""
        scope = self.for_url(url).scope
        return scope if scope.hosts else structs.replace(scope, hosts=(origin_of(url).partition("//")[2],))

    def hosts(self) -> frozenset[str]:
        """Every host that a publisher's profile reads, without ports."""
        own = (profile for name, profile in sites.profiles().items() if name != sites.GENERIC)
        found = {host for profile in (*own, *self._by_origin.values()) for host in profile.scope.hosts}
        return frozenset(host_of(f"http://{host}/") for host in found)

    def named(self, names: Sequence[str]) -> list[SiteProfile]:
        """Profiles by name, mapped origins first."""
        mapped = {profile.name: profile for profile in self._by_origin.values()}
        return [mapped.get(name) or sites.by_name(name) for name in names]


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


def read_capture(capture: Capture, profile: SiteProfile) -> Reading:
    """Read a 200 answer; never raises for what the page does to the reader."""
    try:
        if (nothing := _no_page(capture)) is not None:
            return nothing
        document = parsers.read(capture, profile)
    except NotThere as error:
        return _nothing("soft-404", "error", str(error))
    except ReadError as error:
        return _nothing("profile-mismatch", "error", str(error), profile=profile.name, version=profile.version)
    except Exception as error:  # noqa: BLE001  the one place where a page may break the reader
        return _nothing(
            "reader-crashed",
            "error",
            f"{capture.url}: the {profile.name} reader raised {type(error).__name__}: {error}",
            traceback="".join(traceback.format_exception(error)[-3:])[-2000:],
        )
    return Reading(document=document, issues=document.issues)


def _no_page(capture: Capture) -> Reading | None:
    """Why an answer is nothing that readers read, if it is."""
    content_type = media_type(capture.header("content-type"))
    if content_type not in HTML_TYPES:
        return _nothing(
            "not-html", "info", f"{capture.url} is {content_type}, which no reader reads", type=content_type
        )
    if not capture.body.strip():
        return _nothing("empty-answer", "error", f"{capture.url} answered {capture.status} with nothing in it")
    if (found := binary(capture.body)) is not None:
        said = f"called {content_type}" if content_type else "sent without a media type"
        message = f"{capture.url} is {found.words}, {said}; no reader reads it"
        return _nothing("not-html", "error" if found.spoiled else "info", message, type=content_type)
    if content_type not in TEXT_TYPES and (target := leads_on(capture)) is not None:
        message = f"{capture.url} is no page but leads on to {target} (refresh)"
        return structs.replace(_nothing("leads-on", "info", message, to=target), leads_to=target)
    return None


def _nothing(code: str, severity: Severity, message: str, **evidence: str) -> Reading:
    issue = Issue(code=code, severity=severity, message=message, evidence=evidence)
    return Reading(document=None, issues=(issue,))
