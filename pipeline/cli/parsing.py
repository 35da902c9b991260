"""The command that reads one page: ``parse``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.app import App, handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.read import stored
from pipeline.errors import UsageError
from pipeline.fetchers.files import from_file, from_stream
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.model.document import Document
from pipeline.profiles import Profiles, profiles_of
from pipeline.records import to_json
from pipeline.saved import read_saved
from pipeline.storage import Store
from pipeline.urls import canonicalize


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option("--url", help="Where the file was served; its profile and its relative links depend on it.")
@click.option("--content-type", help="The Content-Type it was served with. Default: by the end of its name.")
@click.pass_context
def parse(ctx: click.Context, source: str, url: str | None, content_type: str | None) -> None:
    """Print the record of one page as a JSON object.

    A file (or ``-`` for standard input) is read without the network. A URL is fetched politely, kept and stored first.

    \b
    Examples
      pipeline parse leukemia.html --url https://medlineplus.gov/leukemia.html
      curl -s URL | pipeline parse - --url URL
      pipeline parse https://medlineplus.gov/leukemia.html
    """
    app = handed(ctx)
    document = (
        _fetched(app, source)
        if source.startswith(("http://", "https://"))
        else _from_file(profiles_of(app.config), source, url, content_type)
    )
    click.echo(to_json(document))


def _from_file(profiles: Profiles, source: str, url: str | None, content_type: str | None) -> Document:
    if url is None and source != "-" and not Path(source).exists():
        raise UsageError(
            f"there is no file {source}", mend="check the path; a page to be fetched begins with https:// or http://"
        )
    if url is None:
        raise UsageError(f"where was {source} served?", mend="say it with --url URL; links and profile depend on it")
    address = canonicalize(url)
    if source == "-":
        capture = from_stream(sys.stdin.buffer, url=address, fetched_at=SystemClock().now(), content_type=content_type)
        return read_saved(capture, profiles, name="standard input")
    return read_saved(from_file(Path(source), url=address, content_type=content_type), profiles, name=source)


def fetched(app: App, url: str) -> str:
    """Ask for a page as every page is asked for, keep and store it; its canonical address."""
    address = canonicalize(url)
    with console.progress(app) as listen:
        plan = Plan(urls=(address,), force=True, discover=False)
        execute(app.config, plan, clock=SystemClock(), listen=listen, kind="fetch")
    return address


def _fetched(app: App, url: str) -> Document:
    address = fetched(app, url)
    with Store.open(app.config.storage.database, read_only=True) as store:
        return stored(store, address)
