"""What a run has seen of its sites: tonight, and in nights before it whose answers it takes up from the archive."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from msgspec import Struct

from pipeline.ingest.health import SiteHealth
from pipeline.ingest.trouble import Sight, Troubles
from pipeline.model.target import Target, UrlKind
from pipeline.parsers.profile import SiteProfile
from pipeline.urls import host_of

ANOTHER_NIGHT = timedelta(hours=12)
"""A look that is older than this when a run begins says nothing of how a host or a site is tonight."""


class Tally(Struct):
    """Of one site: targets that came to an end, those nobody answered for, those that robots.txt kept us from."""

    done: int = 0
    unheard: int = 0
    kept_out: int = 0


class Sights:
    """What looks of one night came to.

    Attributes:
        health: by site, what its pages looked like.
        of_hosts: the same by host, of pages without a profile: their publishers say nothing of each other.
        troubles: hosts that went wrong as a whole.
        well: site and kind of what was answered as it should be.
        odd_until: by site, when a wave of answers that are no page was last noticed; absence is not believed then.
    """

    def __init__(self) -> None:
        self.health: defaultdict[str, SiteHealth] = defaultdict(SiteHealth)
        self.of_hosts: defaultdict[str, SiteHealth] = defaultdict(SiteHealth)
        self.troubles = Troubles()
        self.well: set[tuple[str, UrlKind]] = set()
        self.odd_until: dict[str, datetime] = {}

    def health_of(self, profile: SiteProfile, url: str) -> SiteHealth:
        """Where a page counts: for its site, or for its host where no profile knows its publisher."""
        return self.health[profile.name] if profile.scope.hosts else self.of_hosts[host_of(url)]

    def see(self, target: Target, sight: Sight, at: datetime) -> str | None:
        """Count one look at a page; what is to be told of its host, when it is left alone from now on."""
        why = self.troubles.see(target.url, target.site, sight)
        if why is not None and any(self.troubles.waves(target.site)):
            self.odd_until[target.site] = at
        return why


class Past(Sights):
    """What looks of a night before came to: no host is left alone for it.

    Attributes:
        runs: those of which only the archive tells: each is judged by itself, however short a while ago it was.
    """

    def __init__(self) -> None:
        super().__init__()
        self.runs: set[str] = set()

    def see(self, target: Target, sight: Sight, at: datetime) -> str | None:
        """Count one look at a page; nothing is to be told."""
        super().see(target, sight, at)
        return None

    def end(self) -> None:
        """Begin with the night after it; when waves were noticed stays known."""
        self.health.clear()
        self.of_hosts.clear()
        self.well.clear()
        self.troubles = Troubles()
