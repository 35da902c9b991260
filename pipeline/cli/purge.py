"""``purge``: a page that has to go, from what we hold and from every later export."""

from __future__ import annotations

import sys

import click

from pipeline.archive import set_aside
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.writing import written
from pipeline.errors import UsageError
from pipeline.export.releases.purge import purge as remove
from pipeline.export.releases.purge import still_holding
from pipeline.export.releases.release import Releases
from pipeline.export.sinks import MANIFEST
from pipeline.ingest.removed import keep_removed
from pipeline.nearest import many
from pipeline.storage.restoring import put_aside
from pipeline.urls import canonicalize


def _sure(ctx: click.Context, param: click.Parameter, yes: bool) -> None:
    """Ask a person, where there is one.

    Raises:
        Abort: the answer was no, or Ctrl-C.
        UsageError: nobody answers, as in a schedule; to run it again would not mend that.
    """
    del param
    if yes or ctx.resilient_parsing:
        return
    try:
        sure = click.confirm("This cannot be undone. Remove the page for good?", err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise UsageError("nobody is there to be asked; nothing was removed", mend="add --yes") from None
    if not sure:
        raise click.Abort


@click.command()
@click.argument("url")
@click.option("--reason", required=True, help="Why; kept with the tombstone, and told in later exports.")
@click.option("--yes", is_flag=True, expose_value=False, callback=_sure, help="Do not ask.")
@click.pass_context
def purge(ctx: click.Context, url: str, reason: str) -> None:
    """Remove a page for good: from database, search, archive and every later export.

    A tombstone stays, and the page is never asked for again; it need not ever have been read, but fetched. Where its
    publisher gives it another address later, that is another page: purge it there, too. Releases and deltas
    written before are named, for you to delete, and so is what crashes and restores put aside; a backup of before has
    to be purged by itself.

    \b
    Example
      pipeline purge https://medlineplus.gov/leukemia.html --reason "asked to"
    """
    if not reason.strip():
        raise UsageError("a page is removed for a reason", mend='say it: --reason "asked to by the publisher"')
    config = handed(ctx).config
    now = SystemClock().now()
    address = canonicalize(url)
    with written(config.storage.database, by="purge", now=now) as store:
        gone = remove(store, address, archive=config.storage.archive, reason=reason, now=now)
        keep_removed(store, config.storage.archive, SystemClock())  # the archive is told
    with reader_may_leave():
        erased = f"{many(gone.captures, 'capture')}, {many(gone.records, 'archive record')} erased"
        console.out(f"purged {gone.url}: {erased}")
    for folder, trouble in still_holding(gone.addresses, Releases(config.export.folder / "releases")).items():
        why = "which was written before" if trouble is None else f"for all that can be read of it: {trouble.message}"
        console.say(f"still in {folder}, {why}")
    for left in (*set_aside(config.storage.archive), *put_aside(config.storage.database)):
        console.say(f"still in {left}, if it was there: nothing reads what was put aside there, delete it")
    if store.log_held:
        console.say(
            f"still in the file {config.storage.database}, because another process reads what it was before; end that"
            " one (a notebook, `pipeline serve`), then `pipeline vacuum`"
        )
    for manifest in sorted({*config.export.folder.glob(MANIFEST), *config.export.folder.glob(f"*/{MANIFEST}")}):
        console.say(f"still in {manifest.parent}, if it was there, until that is exported again")
    ctx.exit(3 if store.log_held else 0)
