"""``feeds``: what changed and what was found, for feed readers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from pipeline.archive.files import put_in_place
from pipeline.audit.policy import covered
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import only_sites
from pipeline.cli.clock import SystemClock
from pipeline.cli.places import Place
from pipeline.errors import UsageError
from pipeline.export.feed import atom, entries, json_feed
from pipeline.export.selection import STATUSES, Selection
from pipeline.export.source import Source
from pipeline.nearest import many
from pipeline.storage import Store


@click.command()
@click.option("-o", "--output", type=Place(file_okay=False), help="Folder to write to.")
@click.option("--address", help="Where the folder will be served; feeds say so.")
@click.option(
    "--limit", type=click.IntRange(min=1, max=10_000), default=100, show_default=True, help="Entries, newest first."
)
@only_sites()
@click.option("--rights", multiple=True, type=click.Choice(STATUSES), help="Only pages of this status; repeatable.")
@click.pass_context
def feeds(
    ctx: click.Context,
    output: Path | None,
    address: str | None,
    limit: int,
    sites: tuple[str, ...],
    rights: tuple[str, ...],
) -> None:
    """Write feeds of material changes and new findings: feed.atom and feed.json.

    Findings that the configuration suppresses are left out.

    \b
    Example
      pipeline feeds -o public --address https://example.org/health/
    """
    where = urlsplit(address or "https://localhost/")
    if where.scheme not in ("http", "https") or not where.netloc:
        raise UsageError(f"{address!r} is no address to serve feeds at", mend="say --address https://HOST/FOLDER/")
    config = handed(ctx).config
    today = SystemClock().now().date()
    suppressed = partial(covered, config.audit.suppressions, today=today)
    folder = output or config.export.folder / "feeds"
    with Store.open(config.storage.database, read_only=True) as store, store.snapshot():
        found = entries(Source(store), Selection(sites=sites, rights=rights), limit=limit, suppressed=suppressed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, written in (("feed.atom", atom), ("feed.json", json_feed)):
        served = None if address is None else f"{address.rstrip('/')}/{name}"
        with put_in_place(folder / name) as part:
            part.write_bytes(written(found, title="Health pages", address=served))
    console.out(f"{folder}: {many(len(found), 'entry', 'entries')}")
