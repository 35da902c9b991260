"""Commands that look after things: ``status``, ``backup``, ``vacuum``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path

import click
from msgspec.structs import replace

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import only_sites, parse_age
from pipeline.cli.clock import SystemClock
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.upgrade import OF_AN_OLDER_AUDIT
from pipeline.cli.writing import written
from pipeline.errors import UsageError
from pipeline.ingest.kept_out import CODES, PAGES_REFUSED
from pipeline.model.courtesy import PaceEntry
from pipeline.model.run import Run
from pipeline.nearest import many
from pipeline.storage import SiteState, Store
from pipeline.storage.lock import may_be_at_work
from pipeline.storage.schedule import CLOCK_SLACK
from pipeline.storage.values import Counts, IssueRow

_ADDRESS = re.compile(r"[0-9.]+|.*:.*")
"""An address beside names of hosts: these hold neither colons nor figures alone."""


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
        counts, states = store.counts(), store.site_states()
        runs = [_as_it_is(run, config.storage.database) for run in store.runs(10)]
        receipts, troubles = store.receipts(limit=20), tuple(store.issues(of_sites=True))
        listed = [row for row in store.issues() if row.url is not None] if issues else []
        audits = store.last_audits()
        resting = dict(_resting(store.load_pace(), SystemClock().now()))
    watched = only or tuple(name for name, site in config.sites.items() if site.enabled) or tuple(states)
    stale = [] if age is None else list(too_old(watched, states, age, SystemClock().now()))
    with reader_may_leave():
        if as_json:
            known = {"counts": counts, "runs": runs, "sites": states, "receipts": receipts, "resting": resting}
            known |= {"troubles": troubles, "audits": audits, "stale": stale}
            console.data({**known, **({"issues": listed} if issues else {})})
        else:
            _show(counts, runs, states, troubles)
            for one in audits:
                where = f" ({', '.join(one.sites)} only)" if one.sites else ""
                told = (
                    f"{many(one.findings, 'finding')}; since the last run {one.opened:,} new, {one.resolved:,} resolved"
                )
                console.out(f"audited {one.at:%Y-%m-%d %H:%M} UTC{where} by rules {one.rules}: {told}")
            if not audits:
                console.out(OF_AN_OLDER_AUDIT if counts.findings else "no audit is stored yet: `pipeline audit`")
            for host, until in resting.items():
                console.out(f"{host} asked to be left alone; it is not asked before {until:%Y-%m-%d %H:%M} UTC")
            if not issues and (apart := counts.issues - len(troubles)) > 0:
                console.out(f"open issues of single pages: {apart:,} (`pipeline status --issues`)")
            for row in listed:
                named = "" if row.url is None or row.url in row.message else f"{row.url}: "
                console.out(f"{row.severity}, since {row.since:%Y-%m-%d}: {row.code}: {named}{row.message}")
            for line in stale:
                console.out(line)
    ctx.exit(1 if stale else 0)


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


def _show(counts: Counts, runs: list[Run], states: Mapping[str, SiteState], troubles: Iterable[IssueRow]) -> None:
    much = ("documents", "gone", "versions", "sections", "links", "captures", "issues", "findings")
    console.table(much, [[getattr(counts, name) for name in much]])
    console.table(("status of URLs", "count"), sorted(counts.by_status.items()))
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
            for run in runs
        ),
    )
    for state in states.values():
        if state.blocked_since:
            console.out(f"{state.name} is blocked since {state.blocked_since:%Y-%m-%d}: {state.blocked_reason}")
    for trouble in troubles:
        about = states.get(trouble.site)
        # what a site is blocked for is said above; what robots.txt keeps from us is another matter
        if about is None or not about.blocked_since or _is_apart(trouble, about):
            console.out(f"{trouble.site}, since {trouble.since:%Y-%m-%d}: {trouble.message}")


def _is_apart(trouble: IssueRow, state: SiteState) -> bool:
    return trouble.code in {*CODES, PAGES_REFUSED} and trouble.message not in (state.blocked_reason or "")


@click.command()
@click.argument("to", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.pass_context
def backup(ctx: click.Context, to: Path, force: bool) -> None:
    """Copy the database to FILE, also while a run is writing it.

    The copy is one consistent state; it is looked through, and appears whole and sound or not at all: that of a damaged
    database takes the place of no earlier one. It may be of a database that an older version wrote. The archive needs
    no such care: its files are only ever appended to, so any copying tool will do.

    \b
    Example
      pipeline backup backup.db
    """
    if to.exists() and not force:
        raise UsageError(f"{to} is there already", mend="name another file, or add --force")
    with Store.open(handed(ctx).config.storage.database, read_only=True, any_version=True) as store:
        store.backup(to)
    console.out(f"{to}: {to.stat().st_size:,} bytes")


@click.command()
@click.option("--rebuild-search", is_flag=True, help="Make the search index anew first.")
@click.pass_context
def vacuum(ctx: click.Context, rebuild_search: bool) -> None:
    """Rewrite the database without holes. Needs as much free space as it takes; no run may be writing."""
    database = handed(ctx).config.storage.database
    with written(database, by="vacuum", now=SystemClock().now()) as store:
        before = database.stat().st_size
        if rebuild_search:
            store.rebuild_search()
        store.vacuum()
    console.out(f"{database}: {before:,} bytes before, {database.stat().st_size:,} after")
    if store.log_held:
        console.say(
            "the file is as it was, and its log holds the new one: another process reads it; end that one (a notebook,"
            " `pipeline serve`) and do it again"
        )
        ctx.exit(3)
