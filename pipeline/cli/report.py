"""Commands for those who look: ``report`` and ``serve``."""

from __future__ import annotations

import ipaddress
import socket
import sqlite3
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import covered
from pipeline.audit.registry import meanings
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.audit import policies, store_findings
from pipeline.cli.clock import SystemClock
from pipeline.cli.places import Place
from pipeline.cli.writing import check_replaceable
from pipeline.errors import UsageError
from pipeline.export.public import difference, openness
from pipeline.export.selection import STATUSES, Selection
from pipeline.report import write_report
from pipeline.report.datasette import metadata
from pipeline.report.public import Public
from pipeline.storage import Store
from pipeline.storage.indexed import as_indexed
from pipeline.storage.overview import Overview


@click.command()
@click.option(
    "-o",
    "--output",
    type=Place(dir_okay=False),
    default=Path("output/report.html"),
    show_default=True,
    help="File to write.",
)
@click.option("--title", default="Health pages", show_default=True, help="Title of the report.")
@click.option("--rights", multiple=True, type=click.Choice(STATUSES), help="For the public: words of these only.")
@click.option("--no-audit", is_flag=True, help="Show the findings of the last audit instead of those of today.")
@click.pass_context
def report(ctx: click.Context, output: Path, title: str, rights: tuple[str, ...], *, no_audit: bool) -> None:
    """Write one HTML file that says how things stand.

    What needs attention first, how old the reviews are, what changed, findings with their evidence, broken links, every
    page, runs and their health. It needs no network and no script; with its script it can be searched and filtered.

    It quotes pages, so it is for those who may read them. With --rights it may be published: words whose rights are
    others are left out, facts stay.

    \b
    Examples
      pipeline report -o report.html
      pipeline report --rights public_domain -o public/report.html
    """
    config = handed(ctx).config
    check_replaceable(output, begins=b"<!DOCTYPE html>", what="report")
    now = SystemClock().now()
    today = now.date()
    asked = policies(config)
    if not no_audit:
        with Store.open(config.storage.database, read_only=True) as store:
            found = list(run_audit(gather(store), policies=asked, today=today, hosts=gather_hosts(store)))
        if not store_findings(config, found, now=now):
            console.say("the database cannot be written now: the findings are those of the last audit")
    with Store.open(config.storage.database, read_only=True) as store:
        size = write_report(
            store,
            output,
            now=now,
            counts=lambda page: asked.of(page.site, page.page_type, page.url).review.modified_counts is not None,
            title=title,
            public=_public(rights),
            meanings=meanings(),
            suppressed=partial(covered, config.audit.suppressions, today=today),
        )
    console.out(f"{output}: {size:,} bytes")


def _public(rights: tuple[str, ...]) -> Public | None:
    if not rights:
        return None
    selection = Selection(rights=rights)
    return Public(
        statuses=rights,
        openness=partial(openness, selection=selection),
        difference=partial(difference, selection=selection),
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any free one.")
@click.option("--metadata-only", is_flag=True, help="Print the metadata as JSON and end.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, *, metadata_only: bool) -> None:
    """Open the database in Datasette, read-only.

    Tables and columns are described, sections can be searched, and queries for overdue reviews, changes and broken
    links are ready. Anyone who can reach the address can read everything in the database, so it is loopback unless
    you say otherwise.

    \b
    Example
      pipeline serve --port 8001
    """
    database = handed(ctx).config.storage.database
    with Store.open(database, read_only=True) as store:
        told = metadata(database.stem, Overview.over(store).tables())
    if metadata_only:
        console.data(told)
        return
    if not _is_loopback(host):
        console.say(f"listening on {host}: whoever reaches it can read the whole database")
    _run_datasette(database, told, host=host, port=port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run_datasette(database: Path, told: dict[str, Any], *, host: str, port: int) -> None:
    try:
        import uvicorn  # noqa: PLC0415 - an optional extra
        from datasette import hookimpl, utils  # noqa: PLC0415
        from datasette.app import Datasette  # noqa: PLC0415
        from datasette.plugins import pm  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("Datasette is not installed", mend="pip install 'health-page-pipeline[serve]'") from error

    def prepare_connection(conn: sqlite3.Connection) -> None:  # in the place of Datasette's own, which knows one script
        conn.create_function("escape_fts", 1, lambda words: as_indexed(utils.escape_fts(words)))

    plugin = ModuleType("pipeline_as_indexed")
    vars(plugin).update(prepare_connection=hookimpl(trylast=True)(prepare_connection))
    pm.register(plugin)
    settings = {
        "default_page_size": 50,
        "sql_time_limit_ms": 5_000,
        "facet_time_limit_ms": 1_000,
        "max_returned_rows": 5_000,
    }
    served = Datasette([str(database)], metadata=told, settings=settings)
    with _listening(host, port) as listening:
        console.out(f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
        uvicorn.Server(uvicorn.Config(served.app(), log_level="warning")).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]
        raise UsageError(
            f"nothing can listen on {host}, port {port}: {why}",
            mend="name another --port (0 takes any free one), or a --host of this machine",
        ) from error
