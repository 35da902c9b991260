"""What a run asks, in its order: what was named or forced first, then what is due, as long as anything is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.ingest.desk import Desk
from pipeline.ingest.elsewhere import Outside
from pipeline.ingest.plan import Plan
from pipeline.ingest.quiet import Quiet
from pipeline.model.target import Target


def turns(
    plan: Plan, desk: Desk, quiet: Quiet, *, wanted: Callable[[Target], bool], many: Callable[[], int]
) -> Iterator[Target | None]:
    """What to ask, in order; ``None`` when nothing is due right now but what is in hand may still tell of more.

    Args:
        plan: of the run.
        desk: has the frontier and the time.
        quiet: knows which sites are in their quiet hours, and their profiles.
        wanted: whether a target may be begun now; asked of each as it comes.
        many: how many that are due are looked at in one go.
    """
    outside = Outside(desk, quiet.profiles)
    yield from _asked_for(plan, desk, quiet, outside, wanted)
    while True:
        fresh = False
        for target in _held_up(plan, desk, quiet):
            if wanted(target):
                fresh = True
                yield target
        if plan.urls is None:
            now, begun = desk.clock.now(), desk.run.started_at
            for target in desk.store.due(now=now, sites=quiet.awake(plan.sites), limit=many(), begun=begun):
                if not quiet.holds(target.site) and wanted(target) and not outside.holds(target):
                    fresh = True
                    yield target
            fresh = outside.leave() or fresh
        if not fresh:
            yield None


def _held_up(plan: Plan, desk: Desk, quiet: Quiet) -> Iterator[Target]:
    """What was named or forced, begun, and held up by quiet hours that have ended: it may not be due."""
    if not quiet.back or not (plan.force or plan.urls is not None):
        return
    urls, now = tuple(quiet.back), desk.clock.now()
    for target in tuple(desk.store.due(now=now, urls=urls, force=plan.force)):
        if not quiet.holds(target.site):
            quiet.back.discard(target.url)
            yield target


def _asked_for(
    plan: Plan, desk: Desk, quiet: Quiet, outside: Outside, wanted: Callable[[Target], bool]
) -> Iterator[Target | None]:
    """What the plan names, once; again for what quiet hours kept back, until they have ended."""
    begun = desk.clock.now()
    urls, whole = plan.urls, False
    while not whole:
        awake = quiet.awake(plan.sites)
        whole = awake == plan.sites
        kept_back = []
        for target in desk.store.due(now=begun, sites=awake, urls=urls, force=plan.force):
            if quiet.holds(target.site):
                whole = False
                if urls is not None:
                    kept_back.append(target.url)
            elif wanted(target) and (urls is not None or not outside.holds(target)):
                yield target
        outside.leave()
        urls = None if urls is None else tuple(kept_back)
        if not whole:
            yield None
