"""Commands that ask servers or write records: ``run``, ``fetch``, ``reparse``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from pipeline.cli import console
from pipeline.cli.app import App, handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.cluster import Elsewhere, reparse_elsewhere
from pipeline.cli.crawl import by_workers
from pipeline.cli.listed import addresses
from pipeline.cli.notify import state_changes_told
from pipeline.cli.places import Place
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.upgrade import compared, tell_left_out
from pipeline.cli.writing import check_replaceable
from pipeline.errors import UsageError
from pipeline.ingest.closing import RunReport
from pipeline.ingest.desk import COUNTED_AT_ONCE
from pipeline.ingest.folder import FolderReport, import_folder
from pipeline.ingest.metrics import metrics, write_metrics
from pipeline.ingest.plan import Budget, Plan
from pipeline.ingest.planned import enabled, planned
from pipeline.ingest.reparse import reread
from pipeline.ingest.work import Drive, execute
from pipeline.model.quiet import not_before
from pipeline.nearest import many
from pipeline.urls import canonicalize

EXIT = {"ok": 0, "incomplete": 3, "blocked": 4, "interrupted": 130, "failed": 1, "running": 1}
"""Exit code of a run by its verdict."""

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@click.command()
@click.option("--site", "sites", multiple=True, help="Only this site; repeatable. Default: every configured site.")
@click.option("--from", "folder", type=Place(file_okay=False), help="Read a folder of files instead.")
@click.option("--limit", type=click.IntRange(min=1), help="Pages to ask at most.")
@click.option("--budget", "budget_text", metavar="NAME=N,...", help="Most to spend: requests, minutes, megabytes.")
@click.option("--workers", type=click.IntRange(min=0), help="Ask with so many processes; see docs/guides/scale.md.")
@click.option("--frontier", metavar="ADDRESS", help="Where workers share their work: postgresql://..., or a file.")
@click.option("--force", is_flag=True, help="Ask also for pages that are not due.")
@click.option("--no-discover", is_flag=True, help="Add nothing to the frontier from sitemaps and links.")
@click.option("--trust-absence", is_flag=True, help="Believe that many pages at once are gone; look before you say so.")
@click.option("--dry-run", is_flag=True, help="Ask nothing; print what would be asked, and why.")
@click.option("--metrics", "metrics_file", type=Place(dir_okay=False), help="Prometheus textfile.")
@click.option("--json", "as_json", is_flag=True, help="Print the report (or the plan, a line each) as JSON.")
@click.pass_context
def run(  # noqa: PLR0913, PLR0917  one parameter per option
    ctx: click.Context,
    sites: tuple[str, ...],
    folder: Path | None,
    limit: int | None,
    budget_text: str | None,
    workers: int | None,
    frontier: str | None,
    force: bool,
    no_discover: bool,
    trust_absence: bool,
    dry_run: bool,
    metrics_file: Path | None,
    as_json: bool,
) -> None:
    """Fetch what is due, keep it, read it, store it.

    Politely: robots.txt, crawl delays and Retry-After are obeyed, requests are conditional, one host is asked at a
    time at its own pace. Ctrl-C finishes the pages in hand; running again goes on where it stopped, also after a crash.

    \b
    Examples
      pipeline run --site medlineplus --limit 20
      pipeline run --dry-run
      pipeline run --from text-dumps
      pipeline run --budget requests=500,minutes=30,megabytes=200
      pipeline run --workers 3
      pipeline run --json > report.json
    """
    app = handed(ctx)
    if folder is not None:
        _refuse_beside(ctx, "folder", "as_json")
        ctx.exit(brought(app, folder, as_json=as_json))
    plan = Plan(
        sites=enabled(app.config, sites),
        limit=limit,
        force=force,
        discover=not no_discover,
        budget=Budget.parse(budget_text) if budget_text is not None else Budget(),
        trust_absence=trust_absence,
    )
    if dry_run:
        _show_plan(app, plan, as_json=as_json)
        return
    by = by_workers(app, workers, frontier)
    ctx.exit(_worked(app, plan, as_json=as_json, metrics_file=metrics_file, by=by))


def _refuse_beside(ctx: click.Context, *taken: str) -> None:
    """Stop where options were given that ``--from`` has no use for: a dry run above all."""
    said = [one.opts[0] for one in ctx.command.params if one.name and one.name not in taken and _is_said(ctx, one.name)]
    if said:
        raise UsageError(f"--from reads the files of a folder and asks nobody: it goes without {', '.join(said)}")


def _is_said(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def brought(app: App, folder: Path, *, as_json: bool) -> int:
    """Import a folder of files, say what came of it, and give the exit code."""
    with console.progress(app) as listen:
        report = import_folder(app.config, folder, clock=SystemClock(), listen=listen)
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            _tell_folder(folder, report)
    return EXIT[report.run.verdict]


def _tell_folder(folder: Path, report: FolderReport) -> None:
    counts = report.run.counts
    console.out(
        f"{folder.name}: {many(report.files, 'file')}: {counts.new} new, {counts.changed} changed, "
        f"{counts.unchanged} unchanged, {len(report.unreadable)} unreadable"
    )
    for url, reason in report.unreadable.items():
        console.out(f"  {url}: {reason}")


@click.command()
@click.argument("urls", metavar="[URL]...", nargs=-1)
@click.option(
    "--from",
    "lists",
    type=Place(dir_okay=False, exists=True, allow_dash=True),
    multiple=True,
    metavar="FILE|-",
    help="Also those of a list, one a line; blank lines and # comments are left out; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def fetch(ctx: click.Context, urls: tuple[str, ...], lists: tuple[Path, ...], as_json: bool) -> None:
    """Fetch, keep, read and store single pages, due or not.

    \b
    Examples
      pipeline fetch https://medlineplus.gov/leukemia.html
      pipeline fetch --from addresses.txt
      sqlite3 output/health.db "SELECT ..." | pipeline fetch --from -
    """
    app = handed(ctx)
    if not urls and not lists:
        raise UsageError("nothing to fetch", mend="give addresses, or a list of them: --from FILE")
    named = [canonicalize(url) for url in urls] + [url for one in lists for url in addresses(one)]
    plan = Plan(urls=tuple(dict.fromkeys(named)), force=True, discover=False)
    ctx.exit(_worked(app, plan, as_json=as_json, kind="fetch"))


@click.command()
@click.option("--dry-run", is_flag=True, help="Store nothing; say what would change.")
@click.option("--engine", type=click.Choice(["process", "ray"]), help="Read on many cores or machines, into shards.")
@click.option("--workers", type=click.IntRange(min=1), help="Cores the engine may use. Default: all of them.")
@click.option(
    "--ray-address", metavar="ADDRESS", help="Running Ray cluster: auto, or HOST:PORT. Default: one of our own."
)
@click.option(
    "--units",
    "units",
    multiple=True,
    metavar="WHERE",
    help="Archive, folder, index or list, here or elsewhere; repeatable.",
)
@click.option("--out", type=Place(file_okay=False), help="Folder of the shards.")
@click.option(
    "--known-hosts/--every-host",
    default=None,
    help="Whether hosts that no profile knows are passed over. Default: for an index yes, for archives no.",
)
@click.option(
    "--follow-revisits",
    is_flag=True,
    help="Give revisit records the payload of other files asked for; reads them twice.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def reparse(ctx: click.Context, /, dry_run: bool, engine: str | None, as_json: bool, **given: Any) -> None:
    """Read the whole archive again, without the network.

    With the reader that made the records nothing changes. After an upgrade the records change, and each change is
    marked as technical: ours, not the publisher's.

    With --engine the database is left alone: records go into Parquet shards with a manifest (by default in `shards`
    beside the database), from any archive: files and folders of WARC and WACZ, s3:// and other addresses, Common
    Crawl's indexes and lists of paths. Run again, it takes up what is missing. `pipeline import SHARDS` takes them into
    the database.

    \b
    Examples
      pipeline reparse
      pipeline reparse --engine process --workers 8
      pipeline reparse --engine ray --ray-address auto --units FOLDER --out SHARDS
      pipeline reparse --engine process --units s3://BUCKET/years --out SHARDS
    """
    app = handed(ctx)
    if engine is not None:
        if dry_run:
            raise UsageError("--dry-run goes without --engine, which stores nothing in the database anyway")
        ctx.exit(reparse_elsewhere(app, Elsewhere(engine=engine, **given), as_json=as_json))
    if any(_is_said(ctx, name) for name in given):
        raise UsageError("options of an engine (--workers, --units, --out, ...) go with --engine")
    with console.progress(app, changed="rewritten") as listen:
        report = reread(app.config, clock=SystemClock(), listen=listen, dry_run=dry_run)
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            console.out(
                f"read {many(report.captures, 'capture')} again: {compared(report)}; {report.unreadable} unreadable"
                + (f", {report.unreadable_now} not readable any more" if report.unreadable_now else "")
            )
            tell_left_out(report, app.config.storage)
    ctx.exit(1 if report.unreadable_now or report.damaged else 0)


def _show_plan(app: App, plan: Plan, *, as_json: bool) -> None:
    lines = planned(app.config, plan, clock=SystemClock())
    if as_json:
        console.lines(lines)
        return
    rows, quiet = [], {}
    for line in lines:
        rows.append((line.url, line.kind, line.reason, "if changed" if line.conditional else "whole"))
        if line.not_before is not None:
            quiet[line.site] = line.not_before
    console.table(("url", "kind", "because", "asked for"), rows)
    console.say(f"{len(rows)} would be asked; nothing was")
    for site, until in quiet.items():
        console.say(not_before(site, until))


def _worked(
    app: App,
    plan: Plan,
    *,
    as_json: bool,
    kind: str = "run",
    metrics_file: Path | None = None,
    by: Drive | None = None,
) -> int:
    if metrics_file is not None:  # said before hours of asking, not after them
        if not metrics_file.absolute().parent.is_dir():
            raise UsageError(f"{metrics_file} cannot be written: there is no folder {metrics_file.absolute().parent}")
        check_replaceable(metrics_file, begins=b"# HELP ", what="file of metrics")
    with (
        state_changes_told(app.config, errors=kind == "run"),
        console.progress(app) as listen,
    ):
        report = execute(app.config, plan, clock=SystemClock(), listen=listen, kind=kind, by=by)
    if metrics_file is not None:
        write_metrics(metrics_file, metrics(report, plan.sites or ()))
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            tell(report)
    return EXIT[report.run.verdict]


def tell(report: RunReport) -> None:
    """A run's report for people, on stdout."""
    counts = report.run.counts
    finished = report.run.finished_at or report.run.started_at
    seconds = (finished - report.run.started_at).total_seconds()
    console.out(f"{report.run.kind} {report.run.id}: {report.run.verdict} after {seconds:.1f} s")
    console.out(
        f"  {many(counts.requests, 'request')} ({counts.conditional} conditional, {counts.bytes:,} bytes):"
        f" {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, {counts.redirected} redirected, "
        f"{counts.gone} gone or missing, {counts.failed} failed, {counts.disallowed} disallowed, "
        f"{counts.out_of_scope} out of scope"
    )
    for receipt in report.receipts:
        gap = "" if receipt.smallest_gap is None else f", smallest gap {receipt.smallest_gap:.2f} s"
        told = f"{many(receipt.requests, 'request')}, {many(receipt.refusals, 'refusal')}"
        console.out(f"  {receipt.host}: {told}{gap}")
    for line in _of_sites(report):
        console.out(f"  {line}")
    if report.spent:
        console.out(f"  the budget of {report.spent} is spent")
    for site, until in report.quiet.items():
        console.out(f"  {not_before(site, until)}")
    if report.left_due:
        more = "or more " if report.left_due >= COUNTED_AT_ONCE else ""
        console.out(f"  {many(report.left_due, f'{more}page is', f'{more}pages are')} still due")
    for row in report.compared:
        if row.unusual:
            console.out(f"  unusual: {row.name} {row.now:.0f}, usually {row.usual:.0f}")


def _of_sites(report: RunReport) -> Iterator[str]:
    """Which sites were not well, and why."""
    for site, reason in report.blocked.items():
        yield f"{site} is blocked: {reason}"
    for site, reason in report.shut.items():
        yield f"{site} keeps us out: {reason}"
    if report.shut and not report.run.counts.bytes:  # nobody was reached
        names = (name for name in _PROXIES if os.environ.get(name))
        yield from (f"{name} is set, and no proxy is used: every host is asked directly" for name in islice(names, 1))
    for site in report.barren:
        yield f"{site}: no page of it is stored; `pipeline status --issues` says what is wrong with its lists"
