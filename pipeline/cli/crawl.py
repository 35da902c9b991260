"""Crawling by several processes: who asks for ``run``, and the ``worker`` command."""

from __future__ import annotations

import asyncio

import click

from pipeline.cli import console
from pipeline.cli.app import App, handed
from pipeline.cli.clock import SystemClock
from pipeline.cluster.crawl.coordinator import default_frontier, shared
from pipeline.cluster.crawl.worker import work
from pipeline.errors import UsageError
from pipeline.ingest.work import Drive
from pipeline.nearest import many


def by_workers(app: App, workers: int | None, frontier: str | None) -> Drive | None:
    """Who asks: other processes if any are wanted or a frontier is named, else (``None``) this one."""
    crawl = app.config.crawl
    many = crawl.workers if workers is None else workers
    address = frontier or crawl.frontier
    if not many and address is None:
        return None
    return shared(address or default_frontier(app.config), workers=many, clock=SystemClock())


@click.command()
@click.option("--frontier", metavar="ADDRESS", help="The one that `pipeline run --frontier` uses: postgresql://...")
@click.pass_context
def worker(ctx: click.Context, frontier: str | None) -> None:
    """Ask pages for a run that shares its frontier; any number of these, on any machine.

    Each keeps what it is answered in an archive file of its own. The configuration must be that of the run, and the
    archive folder must reach the machine of the run. Ends with the run; Ctrl-C finishes the pages in hand.

    \b
    Example
      pipeline worker --frontier postgresql://crawl@db.example/frontier
    """
    app = handed(ctx)
    address = frontier or app.config.crawl.frontier
    if address is None:
        raise UsageError("no frontier to work for", mend="name it with --frontier, or set crawl.frontier")
    pages = asyncio.run(work(app.config, address, clock=SystemClock()))
    console.out(f"{many(pages, 'page')} reported")
