"""Putting a backup back, ``restore``."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.places import Place
from pipeline.ingest.restored import Restore, restore_backup
from pipeline.nearest import many
from pipeline.storage import Owner


@click.command()
@click.argument("backup", metavar="FILE", type=Place(dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def restore(ctx: click.Context, backup: Path, as_json: bool) -> None:
    """Put the backup FILE in the place of the database.

    FILE is checked first, and a damaged one refused. The database of before is kept beside the new one, with what its
    log held. No run may be writing; a crash at any moment leaves the one or the other. Pages that were purged after the
    backup are taken out of it again. What the archive holds and the backup does not know is taken up by the next run,
    without asking anybody.

    \b
    Example
      pipeline restore backup.db
    """
    config, clock = handed(ctx).config, SystemClock()
    done = restore_backup(config, backup, owner=Owner.of_this_process("restore", clock.now()), clock=clock)
    if as_json:
        console.data(done)
    else:
        _say(done, backup)


def _say(done: Restore, backup: Path) -> None:
    file = done.file
    console.out(f"{file.database} holds what {backup} holds: {file.bytes:,} bytes, {_what(done)}")
    if file.aside is not None:
        console.out(f"the database of before is {file.aside}; remove it when it is not needed any more")
    if done.answers:
        console.out(
            f"the archive holds {many(done.answers, 'answer')} that it does not know ({many(done.files, 'file')}):"
            " the next run takes up what it holds without asking anybody"
        )
    for url in done.purged:
        console.out(f"{url} was purged after the backup, and is taken out again")


def _what(done: Restore) -> str:
    if done.older:
        return "of an older version of this software; the next run brings it up to date"
    if done.last_run is None:
        return "and no run in it"
    return f"{many(done.documents, 'page')}, its last run of {done.last_run:%Y-%m-%d %H:%M} UTC"
