"""Why a site may not be published: what a run saw of it, or what stands since a run before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from pipeline.ingest.health import SiteHealth
from pipeline.ingest.sights import Sights
from pipeline.ingest.trouble import MISSING_SHARE, too_many
from pipeline.model.issue import Issue
from pipeline.parsers.profile import SiteProfile
from pipeline.storage import SiteState, Store

FEW = 3
"""Pages in trouble, or all where there are two, that make a wave of a night on which none was as it should be."""

ALIKE_ENOUGH, ALIKE_SHARE = 3, 0.9
"""Pages first met in a run that say the same, and their share of all of a site, that make it a wall: on its first
nights no page of better days tells the site from it."""

_OF_LISTS = frozenset({"sitemap-empty", "sitemap-broken"})
"""Errors of a list of pages: it names none, or cannot be read at all."""


class Seen(Struct, frozen=True, kw_only=True):
    """What one run saw, for whoever judges its sites at its end.

    Attributes:
        store: with all that it stored.
        sights: what its looks came to.
        since: when it began.
        new: pages that it met.
    """

    store: Store
    sights: Sights
    since: datetime
    new: int


def reasons_of(seen: Seen, profile: SiteProfile, state: SiteState | None, *, trust_absence: bool) -> Iterator[Issue]:
    """Why a site may not be published now; none if it may."""
    found = False
    for issue in _of_this_run(seen, profile, trust_absence=trust_absence):
        found = True
        yield issue
    if not found and state is not None and state.blocked_since is not None:
        # Most pages may have answered 304 since: only what is stored tells whether the site is itself again.
        yield from _stored_health(seen.store, profile).shortfalls() if profile.scope.hosts else ()
        held, away = seen.store.led_away_share(profile.name)
        if not trust_absence and too_many(away, held):
            yield Issue(
                code="pages-led-away",
                severity="error",
                message=f"{away} of {held} pages still lead to others (if that is right: run --trust-absence)",
                evidence={"held": str(held), "led_away": str(away)},
            )


def still_blocked(seen: Seen, site: str, state: SiteState | None) -> str | None:
    """Why a site is blocked of which this run has seen nothing that could lift the block: silence is no evidence."""
    if state is None or state.blocked_since is None or (site, "page") in seen.sights.well:
        return None
    open_issues = (row for row in seen.store.issues(site=site) if row.url is None and row.severity == "error")
    if (site, "sitemap") in seen.sights.well and all(row.code in _OF_LISTS for row in open_issues):
        return None
    return state.blocked_reason


def _of_this_run(seen: Seen, profile: SiteProfile, *, trust_absence: bool) -> Iterator[Issue]:
    store, site, sights = seen.store, profile.name, seen.sights
    yield from sights.health[site].shortfalls() if site in sights.health else ()
    if not trust_absence:
        held, missing = store.missing_share(site)
        # without a profile hosts of which pages are missing are doubted one by one
        waves = sights.troubles.waves(site, missing=None if profile.scope.hosts else False)
        yield from list(waves) or _small_wave(seen, profile)
        if profile.scope.hosts and too_many(missing, held):
            yield Issue(
                code="pages-missing",
                severity="error",
                message=f"{missing} of {held} pages are missing at once (if that is right: run --trust-absence)",
                evidence={"held": str(held), "missing": str(missing)},
            )
        if seen.new >= ALIKE_SHARE * held and (wall := met_behind_a_wall(store, site, since=seen.since)):
            yield wall
    for row in store.issues(site=site):
        if row.code in _OF_LISTS and row.severity == "error" and row.url is not None and store.names_pages(row.url):
            yield Issue(code=row.code, severity="error", message=row.message, evidence={"url": row.url})


def _small_wave(seen: Seen, profile: SiteProfile) -> Iterator[Issue]:
    """A wave on a site, or a night, of too few pages for a window of them to tell; pages of no profile are no site."""
    if not profile.scope.hosts or not seen.sights.troubles.nothing_well(profile.name):
        return
    held, strange = seen.store.strange_share(profile.name)
    if held > 1 and strange >= max(min(FEW, held), MISSING_SHARE * held):
        message = f"{strange} of {held} pages are answered with something that is no page, none as it was"
        yield Issue(code="wave", severity="error", message=f"{message} (if that is right: run --trust-absence)")


def met_behind_a_wall(store: Store, site: str, *, since: datetime) -> Issue | None:
    """Pages first met since then say one and the same, and are nearly all there is of their site."""
    (held, _), alike = store.missing_share(site), store.met_alike(site, since=since)
    if alike < ALIKE_ENOUGH or alike < ALIKE_SHARE * held:
        return None
    return Issue(
        code="pages-alike",
        severity="error",
        message=f"{alike} of {held} pages say one and the same, a wall usually (if that is right: run --trust-absence)",
        evidence={"held": str(held), "alike": str(alike)},
    )


def _stored_health(store: Store, profile: SiteProfile) -> SiteHealth:
    health = SiteHealth()
    for document in store.documents(profile.name, include_gone=False):
        health.add(document, profile)
    return health
