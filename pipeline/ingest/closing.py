"""The end of a run: what is believed of what was seen, which sites may be published, the verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from pipeline.ingest.answer_issues import LIST_MISSING
from pipeline.ingest.apart import HOSTS_DOUBTED, doubted_hosts, note_doubted
from pipeline.ingest.compare import RUNS, Compared, compare
from pipeline.ingest.desk import COUNTED_AT_ONCE, Desk
from pipeline.ingest.elsewhere import HOST_LEFT
from pipeline.ingest.kept_out import PAGES_REFUSED, Gates, readmit
from pipeline.ingest.plan import Plan
from pipeline.ingest.quiet import Quiet
from pipeline.ingest.reasons import Seen, reasons_of, still_blocked
from pipeline.ingest.sights import ANOTHER_NIGHT
from pipeline.model.courtesy import HostReceipt
from pipeline.model.issue import Issue
from pipeline.model.run import Run, RunCounts, Verdict
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import Profiles
from pipeline.storage import SiteState, Store
from pipeline.urls import canonicalize

FAILED_SHARE, ENOUGH = 0.05, 10
"""Share of asked pages without an answer above which a finished run is called incomplete; of so many one never is."""

HUB_BEHIND = "hub-behind"

LASTING = (PAGES_REFUSED, HOST_LEFT, HOSTS_DOUBTED)
"""Issues of a site that outlast its good runs: they end when what they tell of does."""

NO_PAGES = "no-pages"
"""Of a site: nothing that it starts from names a page that can be read."""


class RunReport(Struct, frozen=True, kw_only=True):
    """How a run ended.

    Attributes:
        run: closed, with its counts.
        blocked: sites whose publication is blocked, and why.
        shut: sites of which nothing may be asked, and why; not those that are blocked for just that.
        barren: sites of which no page is stored, though all was asked.
        receipts: what was done to each host.
        left_due: pages still due, counted up to :data:`~pipeline.ingest.desk.COUNTED_AT_ONCE`.
        spent: the part of the budget that ended the run, if one did.
        quiet: sites whose quiet hours left something due, and when they end, UTC.
        gone: pages confirmed gone by this run.
        compared: its counters beside those of the runs before.
        good: when each site that was asked had its last good run.
    """

    run: Run
    blocked: dict[str, str]
    receipts: tuple[HostReceipt, ...]
    left_due: int
    spent: str | None = None
    quiet: dict[str, datetime] = {}
    gone: tuple[str, ...] = ()
    shut: dict[str, str] = {}
    barren: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()
    good: dict[str, datetime] = {}


class Ending(Protocol):
    """How the asking ended: what was planned, and what of it was left (see :class:`~pipeline.ingest.loop.Loop`)."""

    plan: Plan
    interrupted: bool
    spent: str | None
    cut_short: bool
    quiet: Quiet


def close(desk: Desk, loop: Ending, profiles: Profiles, receipts: tuple[HostReceipt, ...]) -> RunReport:
    """Judge the sites, believe absence where it may be believed, close the run."""
    store, plan = desk.store, loop.plan
    whole = plan.sites if plan.sites is not None else ()
    asked = tuple(dict.fromkeys((*whole, *desk.health, *desk.troubles.sites)))
    with store.batch():
        before = store.site_states()
        gates = Gates(desk, tuple(profiles.named(whole)))
        readmit(desk, whole)
        blocked = _block(desk, profiles.named(asked), before, gates, plan)
        gone = tuple(_confirmed_gone(desk, profiles.named([name for name in asked if name not in blocked]), plan))
        shut = {name: why for name, why in gates.shut.items() if why not in blocked.get(name, "")}
        barren = _barren(desk, set(whole).difference(blocked, shut), loop)
        _begin_again(desk, profiles.named(whole))
        verdict = _verdict(loop, blocked, (*shut, *barren), desk)
        well = [name for name in whole if name not in {*blocked, *shut, *barren}]
        unblocked = _unblock(desk, well, before, verdict, plan)
        for name in unblocked:
            gates.open(name)
        store.save_receipts(desk.run.id, receipts, desk.troubles.honesty)
        store.settle_changes(desk.run.id, now=desk.clock.now())
        now, begun = desk.clock.now(), desk.run.started_at
        left = store.count_due(now=now, sites=plan.sites, begun=begun, at_most=COUNTED_AT_ONCE)
        due = desk.done + (left if plan.urls is None else 0)
        store.add_counts(desk.run.id, RunCounts(due=due, requests=_unanswered(desk, receipts)))
        aside: tuple[str, ...] = ()
        for name in asked:
            since, now = _tonight(desk), desk.clock.now()
            aside += store.doubt_new_pages(name, since=since, now=now, odd=name in blocked)
        if not left and plan.sites is not None:
            for name in asked:
                _count_hubs(desk, name)
        finished = store.finish_run(desk.run.id, verdict=verdict, now=desk.clock.now())
        states = store.site_states()
    gates.tell()
    _tell_blocks(desk, before, blocked, unblocked)
    for url in aside:
        desk.tell("put-aside", url=url, result="suspect")
    for url in gone:
        desk.tell("gone", url=url, result="gone", message=f"{url} is gone: confirmed on separate days")
    desk.tell("run-finished", result=verdict)
    compared = compare(finished, store.runs(4 * RUNS))
    return RunReport(
        run=finished,
        blocked=blocked,
        receipts=receipts,
        left_due=left,
        spent=loop.spent,
        quiet=loop.quiet.left,
        gone=gone,
        compared=compared,
        shut=shut,
        barren=tuple(barren),
        good={name: at for name in whole if name in states and (at := states[name].last_good_at) is not None},
    )


def _block(
    desk: Desk, profiles: Iterable[SiteProfile], before: Mapping[str, SiteState], gates: Gates, plan: Plan
) -> dict[str, str]:
    """Block the sites that fell short of what they promise; why they are, and those that stay blocked, by name."""
    blocked: dict[str, str] = {}
    seen = Seen(store=desk.store, sights=desk.tonight, since=_tonight(desk), new=desk.counts.new)
    for profile in profiles:
        name, state = profile.name, before.get(profile.name)
        reasons = (*gates.refusals(profile), *reasons_of(seen, profile, state, trust_absence=plan.trust_absence))
        if reasons:
            blocked[name] = "; ".join(issue.message for issue in reasons)
            desk.store.add_issues(desk.run.id, reasons, site=name, url=None, now=desk.clock.now())
            desk.store.block_site(name, reason=blocked[name], now=desk.clock.now())
        elif (why := still_blocked(seen, name, state)) is not None and not plan.trust_absence:
            blocked[name] = why
    return blocked


def _tonight(desk: Desk) -> datetime:
    """When the first look of this night was taken: this run's, or that of one which died in it and judged nothing."""
    return max(desk.since, desk.run.started_at - ANOTHER_NIGHT)


def _unblock(
    desk: Desk, sites: Iterable[str], before: Mapping[str, SiteState], verdict: Verdict, plan: Plan
) -> list[str]:
    """Note the good run of those sites that had one, and lift their blocks; their names."""
    free = []
    for name in sites:
        state = before.get(name)
        if _is_good(desk, name, state, verdict) or _is_lifted(plan, state, verdict):
            desk.store.unblock_site(name, run_id=desk.run.id, now=desk.clock.now())
            if state is not None and state.blocked_since is not None:
                desk.store.doubt_anew(name, now=desk.clock.now())
            desk.store.resolve_issues(site=name, url=None, now=desk.clock.now(), but=LASTING)
            free.append(name)
    return free


def _confirmed_gone(desk: Desk, profiles: Iterable[SiteProfile], plan: Plan) -> Iterator[str]:
    for profile in profiles:
        doubted = {} if plan.trust_absence else doubted_hosts(desk.store, desk.tonight, profile)
        note_doubted(desk, profile.name, doubted)
        since, now = desk.believable_since(profile.name), desk.clock.now()
        yield from believed_gone(desk.store, desk.run.id, profile.name, since=since, now=now, but_hosts=doubted)


def believed_gone(
    store: Store, run_id: str, site: str, *, since: datetime, now: datetime, but_hosts: Collection[str]
) -> tuple[str, ...]:
    """Make gone what a run found missing for the second time; what was wrong with those answers is over. The pages."""
    gone = store.confirm_gone(run_id, sites=(site,), since=since, now=now, but_hosts=but_hosts)
    for url in gone:
        store.resolve_issues(site=site, url=url, now=now, but=(LIST_MISSING, HUB_BEHIND))
    return tuple(url for url, stood in gone.items() if stood)


def _begin_again(desk: Desk, profiles: Iterable[SiteProfile]) -> None:
    """Let what a site starts from wait for its interval at most: nothing else tells of new pages, or has any asked."""
    for name, url in {(profile.name, canonicalize(seed.url)) for profile in profiles for seed in profile.seeds}:
        desk.store.look_sooner(url, at=desk.clock.now() + desk.intervals.regular(name, url))


def _unanswered(desk: Desk, receipts: Iterable[HostReceipt]) -> int:
    """Requests that were sent for nothing: receipts know of them, the archive does not."""
    return max(sum(receipt.requests for receipt in receipts) - desk.counts.requests, 0)


def _tell_blocks(
    desk: Desk, before: Mapping[str, SiteState], blocked: Mapping[str, str], unblocked: Iterable[str]
) -> None:
    """Tell which blocks began and which ended, once each."""
    since = {name: state.blocked_since for name, state in before.items() if state.blocked_since is not None}
    for name, why in blocked.items():
        if name not in since:
            desk.tell("site-blocked", result=name, message=f"{name} is blocked, its last good state stands: {why}")
    for name in unblocked:
        if name in since:
            message = f"{name} is well again; it had been blocked since {since[name]:%Y-%m-%d}"
            desk.tell("site-unblocked", result=name, message=message)


def _count_hubs(desk: Desk, site: str) -> None:
    """Beside each list of pages, how many of them are stored; told while some are not and nothing is due any more."""
    store, now = desk.store, desk.clock.now()
    for hub in store.hub_counts(site):
        if hub.stored == hub.listed:
            store.resolve_issues(site=site, url=hub.url, now=now, codes=(HUB_BEHIND,))
            continue
        issue = Issue(
            code=HUB_BEHIND,
            severity="info",
            message=f"{hub.url} lists {hub.listed} pages, {hub.stored} of them are stored",
            evidence={"listed": str(hub.listed), "stored": str(hub.stored)},
        )
        store.add_issues(desk.run.id, (issue,), site=site, url=hub.url, now=now)


def _stands_well(desk: Desk, site: str, state: SiteState | None) -> bool:
    """Whether a site is as it should be: it answered, or nothing was due since a run to which it did."""
    if any((site, kind) in desk.well for kind in ("page", "sitemap")):
        return True
    return state is not None and state.last_good_run is not None and not desk.store.asked_since_good(site, desk.run.id)


def _is_good(desk: Desk, site: str, state: SiteState | None, verdict: Verdict) -> bool:
    """Whether the run was a good one of a site; other sites may have had a bad night.

    A site without a single page has none: it is read at the wrong place, or by the wrong profile.
    """
    if verdict == "interrupted" or not _stands_well(desk, site, state) or not desk.store.has_pages(site):
        return False
    if verdict == "ok" or (verdict == "incomplete" and _all_well(desk)):
        return True
    asked = desk.asked[site]
    return not desk.troubles.paused_of(site) and _are_few(asked.unheard, asked.done)


def _is_lifted(plan: Plan, state: SiteState | None, verdict: Verdict) -> bool:
    """Whether a person who has looked lifts a block; that needs no answer of the site."""
    return plan.trust_absence and verdict != "interrupted" and state is not None and state.blocked_since is not None


def _barren(desk: Desk, sites: Iterable[str], loop: Ending) -> list[str]:
    """The sites of which no page is stored though all was asked; noted, and told when that begins."""
    if loop.interrupted or loop.cut_short or loop.spent is not None or loop.quiet.left or not loop.plan.discover:
        return []
    found = [site for site in sorted(sites) if not desk.troubles.paused_of(site) and not desk.store.has_pages(site)]
    told = {(row.site, row.code) for row in desk.store.issues(of_sites=True)} if found else set()
    issue = Issue(
        code=NO_PAGES,
        severity="error",
        message="no page of it is stored, and what it starts from names none that can be read",
    )
    for site in found:
        desk.store.add_issues(desk.run.id, (issue,), site=site, url=None, now=desk.clock.now())
        if (site, NO_PAGES) not in told:
            desk.tell("issue", result=NO_PAGES, message=f"{site}: {issue.message}")
    return found


def _verdict(loop: Ending, blocked: Iterable[str], shut: Iterable[str], desk: Desk) -> Verdict:
    if loop.interrupted:
        return "interrupted"
    if any(blocked):
        return "blocked"
    if loop.cut_short or loop.spent is not None or loop.quiet.left or desk.troubles.any_paused or any(shut):
        return "incomplete"
    return "ok" if _all_well(desk) else "incomplete"


def _all_well(desk: Desk) -> bool:
    """Whether nearly all that was asked was answered."""
    return not desk.troubles.any_paused and _are_few(desk.counts.failed + desk.closed, desk.done)


def _are_few(failed: int, asked: int) -> bool:
    return failed <= max(asked >= ENOUGH, FAILED_SHARE * asked)
