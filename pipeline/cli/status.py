"""``status``: what is stored, and how the last runs went."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path

import click
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import only_sites, parse_age
from pipeline.cli.clock import SystemClock
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.upgrade import OF_AN_OLDER_AUDIT
from pipeline.errors import UsageError
from pipeline.ingest.kept_out import CODES, PAGES_REFUSED
from pipeline.model.courtesy import PaceEntry
from pipeline.model.run import Run
from pipeline.nearest import many
from pipeline.storage import SiteState, Store
from pipeline.storage.courtesy import ReceiptRow
from pipeline.storage.lock import may_be_at_work
from pipeline.storage.schedule import CLOCK_SLACK
from pipeline.storage.values import AuditRow, Counts, IssueRow

_ADDRESS = re.compile(r"[0-9.]+|.*:.*")
"""An address beside names of hosts: these hold neither colons nor figures alone."""


class StatusReport(Struct, kw_only=True):
    """How things stand; what ``status --json`` prints.

    Attributes:
        counts: of the database.
        runs: the last ten, newest first.
        sites: by name.
        receipts: of hosts, of the last runs.
        resting: hosts that asked to be left alone, and until when.
        troubles: open issues of sites.
        audits: the last one of all sites, and before it those of single sites since.
        stale: a sentence for each site whose last good run is too old; none where nobody asked.
        issues: open ones of single pages; only with ``--issues``.
    """

    counts: Counts
    runs: list[Run]
    sites: dict[str, SiteState]
    receipts: list[ReceiptRow]
    resting: dict[str, datetime]
    troubles: tuple[IssueRow, ...]
    audits: list[AuditRow]
    stale: list[str] = []
    issues: list[IssueRow] | UnsetType = UNSET


@click.command()
@click.option("--max-age", metavar="26h", help="Exit 1 when the last good run of a site is older (m, h, d).")
@only_sites("only", help="For --max-age: only this site; repeatable.")
@click.option("--issues", is_flag=True, help="List what is open, page by page.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def status(ctx: click.Context, max_age: str | None, only: tuple[str, ...], issues: bool, as_json: bool) -> None:
    """Show what is stored and how the last runs went.

    \b
    Examples, the first for whoever watches the schedule
      pipeline status --max-age 26h
      pipeline status --issues
    """
    config = handed(ctx).config
    age = None if max_age is None else parse_age(max_age)
    if only and age is None:
        raise UsageError(
            "--site says whose age counts; what is listed is of all sites", mend="add --max-age, as in 26h"
        )
    with Store.open(config.storage.database, read_only=True) as store:
        stands = StatusReport(
            counts=store.counts(),
            runs=[_as_it_is(run, config.storage.database) for run in store.runs(10)],
            sites=(sites := store.site_states()),
            receipts=store.receipts(limit=20),
            resting=dict(_resting(store.load_pace(), SystemClock().now())),
            troubles=tuple(store.issues(of_sites=True)),
            audits=store.last_audits(),
            issues=[row for row in store.issues() if row.url is not None] if issues else UNSET,
        )
    watched = only or tuple(name for name, site in config.sites.items() if site.enabled) or tuple(sites)
    if age is not None:
        stands.stale = list(too_old(watched, sites, age, SystemClock().now()))
    with reader_may_leave():
        if as_json:
            console.data(stands)
        else:
            _show(stands)
    ctx.exit(1 if stands.stale else 0)


def _as_it_is(run: Run, database: Path) -> Run:
    """A run as it stands: one whose process is no more is running until the next one begins, in the database alone."""
    if run.verdict != "running" or may_be_at_work(database, run.id):
        return run
    return replace(run, verdict="interrupted")


def _resting(ledger: Iterable[PaceEntry], now: datetime) -> Iterator[tuple[str, datetime]]:
    """Hosts that have asked for a wait that is not over (Retry-After), and until when; addresses that have no name."""
    holds = [(entry.key, entry.hold_until) for entry in ledger if entry.hold_until and entry.hold_until > now]
    named = {until for key, until in holds if not _ADDRESS.fullmatch(key)}
    return ((key, until) for key, until in holds if not _ADDRESS.fullmatch(key) or until not in named)


def too_old(sites: Iterable[str], states: Mapping[str, SiteState], age: timedelta, now: datetime) -> Iterator[str]:
    """A sentence for every site without a good run for longer than ``age``; one for all if there is no site at all."""
    names = tuple(sites)
    if not names:
        yield "no run has ended well yet"
    for name in names:
        good = states[name].last_good_at if name in states else None
        if good is None:
            yield f"{name} has had no good run yet"
        elif good - now > CLOCK_SLACK:
            yield f"the last good run of {name} ended {good:%Y-%m-%d %H:%M}, which is still to come: a clock was wrong"
        elif now - good > age:
            yield f"the last good run of {name} ended {good:%Y-%m-%d %H:%M}, {_ago(now - good)} ago"


def _ago(span: timedelta) -> str:
    """In whole units, two of them: what is over 26 hours by minutes does not look like 26 hours."""
    minutes = int(span.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 72 else f"{hours // 24} days {hours % 24} h"


def _show(stands: StatusReport) -> None:
    _show_tables(stands)
    _show_sites(stands)
    for one in stands.audits:
        where = f" ({', '.join(one.sites)} only)" if one.sites else ""
        told = f"{many(one.findings, 'finding')}; since the last run {one.opened:,} new, {one.resolved:,} resolved"
        console.out(f"audited {one.at:%Y-%m-%d %H:%M} UTC{where} by rules {one.rules}: {told}")
    if not stands.audits:
        console.out(OF_AN_OLDER_AUDIT if stands.counts.findings else "no audit is stored yet: `pipeline audit`")
    for host, until in stands.resting.items():
        console.out(f"{host} asked to be left alone; it is not asked before {until:%Y-%m-%d %H:%M} UTC")
    if stands.issues is UNSET and (apart := stands.counts.issues - len(stands.troubles)) > 0:
        console.out(f"open issues of single pages: {apart:,} (`pipeline status --issues`)")
    for row in stands.issues or ():
        named = "" if row.url is None or row.url in row.message else f"{row.url}: "
        console.out(f"{row.severity}, since {row.since:%Y-%m-%d}: {row.code}: {named}{row.message}")
    for line in stands.stale:
        console.out(line)


def _show_sites(stands: StatusReport) -> None:
    for state in stands.sites.values():
        if state.blocked_since:
            console.out(f"{state.name} is blocked since {state.blocked_since:%Y-%m-%d}: {state.blocked_reason}")
    for trouble in stands.troubles:
        about = stands.sites.get(trouble.site)
        # what a site is blocked for is said above; what robots.txt keeps from us is another matter
        if about is None or not about.blocked_since or _is_apart(trouble, about):
            console.out(f"{trouble.site}, since {trouble.since:%Y-%m-%d}: {trouble.message}")


def _show_tables(stands: StatusReport) -> None:
    much = ("documents", "gone", "versions", "sections", "links", "captures", "issues", "findings")
    console.table(much, [[getattr(stands.counts, name) for name in much]])
    console.table(("status of URLs", "count"), sorted(stands.counts.by_status.items()))
    counted = ("requests", "new", "changed", "unchanged", "failed")
    console.table(
        ("run", "started", "verdict", *counted),
        (
            (
                f"{run.kind} {run.id[:8]}",
                f"{run.started_at:%Y-%m-%d %H:%M}",
                run.verdict,
                *attrgetter(*counted)(run.counts),
            )
            for run in stands.runs
        ),
    )


def _is_apart(trouble: IssueRow, state: SiteState) -> bool:
    return trouble.code in {*CODES, PAGES_REFUSED} and trouble.message not in (state.blocked_reason or "")
