"""What a run has to ask: the sites, where it begins, what is due; also for those who want to know before it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import cache

from msgspec import structs

from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.fetchers.clock import Clock
from pipeline.ingest import discovery
from pipeline.ingest.elsewhere import is_outside
from pipeline.ingest.handed import changing_hands
from pipeline.ingest.plan import Plan, Planned, asked_as
from pipeline.model.quiet import quiet_until
from pipeline.model.target import Discovered, Target
from pipeline.profiles import Profiles, profiles_of
from pipeline.scheduling import SPREAD, Intervals
from pipeline.storage import Store
from pipeline.storage.frontier import host_with_port


def enabled(config: Config, names: tuple[str, ...]) -> tuple[str, ...]:
    """The sites a run asks: those named, else every configured site that is enabled.

    Raises:
        UsageError: nothing is named or configured, so there is nothing to ask.
    """
    if names:
        return names
    chosen = tuple(name for name, site in config.sites.items() if site.enabled)
    if not chosen and config.sites:
        raise UsageError(
            f"every configured site is switched off ({', '.join(sorted(config.sites))}), so there is nothing to fetch",
            mend="take out `enabled = false` of one, or name it with --site",
        )
    if not chosen:
        raise UsageError(
            "no site is configured, so there is nothing to fetch",
            mend="name one with --site (see `pipeline sites`), or add a [sites.NAME] table to pipeline.toml",
        )
    return chosen


def planned(config: Config, plan: Plan, *, clock: Clock) -> Iterator[Planned]:
    """What :func:`execute` would ask now, in its order, as far as it is known before the first answer.

    Raises:
        PipelineError: database or configuration are not usable.
    """
    profiles = profiles_of(config)
    with ExitStack() as stack:
        database = config.storage.database
        store = stack.enter_context(Store.open(database, read_only=True)) if database.exists() else None
        now = clock.now()

        @cache
        def quiet(site: str) -> datetime | None:
            return quiet_until(profiles.quiet_of(site), now)

        limit = min(filter(None, (plan.limit, plan.budget.requests)), default=None)
        pages = 0
        for target in _targets(config, plan, profiles, store, now):
            if target.kind == "page":
                if pages == limit:
                    return
                pages += 1
            asked = asked_as(target, store=store, now=now, full_check=full_check(config))
            yield Planned(
                url=asked.url,
                site=asked.site,
                kind=asked.kind,
                reason=asked.reason,
                conditional=bool(asked.etag or asked.last_modified),
                not_before=quiet(asked.site),
            )


def _targets(config: Config, plan: Plan, profiles: Profiles, store: Store | None, now: datetime) -> Iterator[Target]:
    """What is due once the run has begun, in order."""
    found_first = beginnings(plan, profiles)
    if store is None:
        for found in found_first:
            reason = "never-seen" if plan.urls is None else "requested"
            yield Target(url=found.url, site=found.site, kind=found.kind, reason=reason)
        return
    late: list[str] = []
    if plan.urls is None:
        late = store.coming_back(profiles.is_at, sites=plan.sites or ())
        late += store.excluded(profiles.is_inside, sites=plan.sites or ())
        late += [] if plan.force else store.late(now=now, usual=intervals_of(config).of, spread=SPREAD)
    due = store.due(now=now, sites=plan.sites, urls=plan.urls, force=plan.force, late=late, new=found_first)
    if plan.urls is not None:
        yield from due
        return
    here = (one for one in due if profiles.is_at(one.site, host_with_port(one.url)))
    yield from (one for one in here if not is_outside(one, profiles, store))
    for (_, new, _), urls in changing_hands(store, profiles, plan.sites or ()).items():
        for one in store.due(now=now, urls=urls):
            target = structs.replace(one, site=new, reason="interval", etag=None, last_modified=None)
            if not is_outside(target, profiles, store):
                yield target


def beginnings(plan: Plan, profiles: Profiles) -> Iterator[Discovered]:
    """What the frontier must know before the first page: the URLs named, or the seeds of the sites."""
    if plan.urls is not None:
        for url in plan.urls:
            yield Discovered(url=url, site=profiles.for_url(url).name, found_by="cli")
        return
    for profile in profiles.named(plan.sites or ()):
        yield from discovery.seeds(profile)


def full_check(config: Config) -> timedelta:
    """Longest time between two full answers of a page."""
    return timedelta(days=config.schedule.full_check_days)


def intervals_of(config: Config) -> Intervals:
    """How long pages wait for their next look."""
    schedule = config.schedule
    per_site = {name: timedelta(days=site.interval_days) for name, site in config.sites.items() if site.interval_days}
    return Intervals(
        usual=timedelta(days=schedule.interval_days),
        shortest=timedelta(days=schedule.min_interval_days),
        longest=timedelta(days=schedule.max_interval_days),
        per_site=per_site,
    )
