"""Commands that look after the database: ``backup``, ``vacuum``."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.places import Place
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.writing import written
from pipeline.errors import UsageError
from pipeline.storage import Store


@click.command()
@click.argument("to", metavar="FILE", type=Place(dir_okay=False))
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
    with reader_may_leave():
        console.out(f"{database}: {before:,} bytes before, {database.stat().st_size:,} after")
    if store.log_held:
        console.say(
            "the file is as it was, and its log holds the new one: another process reads it; end that one (a notebook,"
            " `pipeline serve`) and do it again"
        )
        ctx.exit(3)
