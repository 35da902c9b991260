"""Commands about links: ``links check`` and ``links list``."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import click

from pipeline.cli import console
from pipeline.cli.app import App, SuggestingGroup, handed
from pipeline.cli.choices import only_sites, parse_age
from pipeline.cli.clock import SystemClock
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.writing import written
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.http import Fetcher
from pipeline.ingest.signals import signals
from pipeline.linkcheck import LinkReport, Round
from pipeline.nearest import many
from pipeline.profiles import profiles_of
from pipeline.storage import Store
from pipeline.storage.link_values import LinkCheck
from pipeline.storage.links import Links
from pipeline.urls import host_of

VERDICTS = ("broken", "suspect", "unknown", "fine")

RESTS = frozenset({"host-paused", "http-429", "http-503"})
"""What is said of a link whose host asked to be left alone for a while, or may have."""


@click.group(cls=SuggestingGroup)
def links() -> None:
    """Check the links of the pages we hold, and list those that are broken."""


@links.command()
@only_sites(help="Only links of pages of this site; repeatable.")
@click.option("--limit", type=click.IntRange(min=1), help="Links to check at most.")
@click.option(
    "--max-age", metavar="30d", default="30d", show_default=True, help="How long a fine link is believed (m, h, d)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def check(ctx: click.Context, sites: tuple[str, ...], limit: int | None, max_age: str, *, as_json: bool) -> None:
    """Ask where links lead, as politely as pages are fetched.

    Links to pages that we hold are answered from the database and the archive. A link is called broken when two checks,
    a week or more apart, found its page gone; a host that refuses us or keeps silent has said nothing of the link.

    \b
    Examples
      pipeline links check --limit 500
      pipeline links list
    """
    app = handed(ctx)
    report = run_checks(app, SystemClock(), sites=sites, limit=limit, max_age=parse_age(max_age, bare="d"))
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(report.verdicts.items()))
            console.out(
                f"{many(sum(report.verdicts.values()), 'link')} checked with {many(report.requests, 'request')}:"
                f" {told or 'none due'}"
            )
            console.table(("outcome", "links"), sorted(report.checked.items()))
            if report.quiet:
                console.out("some links were left for later: it is their quiet hours")
    ctx.exit(130 if report.interrupted else 3 if report.quiet else 0)


def run_checks(app: App, clock: Clock, *, sites: tuple[str, ...], limit: int | None, max_age: timedelta) -> LinkReport:
    """One round under the writer's lock, so that no run asks the same hosts at the same time.

    Raises:
        RunLocked: a run holds the database.
    """
    config = app.config
    now = clock.now()
    with written(config.storage.database, by="links check", now=now) as store:
        known = Links.over(store)
        urls = list(known.links_due(now=now, fine_for=max_age, sites=sites, limit=limit))
        fetcher = Fetcher(
            settings=config.fetch,
            clock=clock,
            keep=lambda capture: capture,
            robots=store.robots_snapshots(now=now),
            on_robots=store.save_robots,
            ledger=store.load_pace(),
        )
        report = asyncio.run(_round(known, store, fetcher, urls, app, clock, max_age))
        store.save_pace(fetcher.ledger())
    return report


async def _round(
    known: Links, store: Store, fetcher: Fetcher, urls: list[str], app: App, clock: Clock, max_age: timedelta
) -> LinkReport:
    resting: set[str] = set()

    def tell(before: LinkCheck | None, kept: LinkCheck) -> None:
        host = host_of(kept.target)
        if kept.outcome in RESTS and host not in resting:
            resting.add(host)
            store.save_pace(fetcher.ledger())  # should this process die, the next one knows of the wait
        known = None if before is None else before.verdict
        if app.quiet or kept.verdict == known:
            return
        if kept.verdict in ("broken", "suspect"):
            console.say(f"{kept.verdict}: {kept.url} ({kept.outcome})")
        elif before is not None and before.first_bad is not None and kept.first_bad is None:
            console.say(f"mended: {kept.url} (it was {known} since {before.first_bad:%Y-%m-%d})")

    profiles = profiles_of(app.config)
    async with fetcher:
        with signals(fetcher.stop):
            return await Round(
                links=known,
                fetcher=fetcher,
                clock=clock,
                archive_folder=app.config.storage.archive,
                own_age=max_age,
                pace=lambda url: profiles.pace_of(profiles.for_url(url)),
                tell=tell,
            ).check(urls)


@links.command(name="list")
@click.option("--verdict", "verdicts", multiple=True, type=click.Choice(VERDICTS), help="Default: broken; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a link.")
@click.pass_context
def list_links(ctx: click.Context, verdicts: tuple[str, ...], *, as_json: bool) -> None:
    """List links with their dates and the places where they stand."""
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        known = Links.over(store)
        wanted = verdicts or ("broken",)
        found = [(kept, known.places(kept.url)) for kept in known.link_checks(wanted)]
        checked = 0 if found else sum(known.link_counts().values())
    if as_json:
        console.lines({"check": kept, "places": places} for kept, places in found)
        return
    console.table(
        ("link", "verdict", "why", "since", "last fine", "stands in", "as"),
        (
            (
                kept.url,
                kept.verdict,
                kept.outcome,
                f"{kept.first_bad:%Y-%m-%d}" if kept.first_bad else "",
                f"{kept.last_fine:%Y-%m-%d}" if kept.last_fine else "never",
                "\n".join(f"{place.url} ({place.section or 'top'})" for place in places),
                "\n".join(dict.fromkeys(place.text for place in places)),
            )
            for kept, places in found
        ),
        empty=f"none of {checked} checked links is {' or '.join(wanted)}"
        if checked
        else "no link has been checked yet: `pipeline links check`",
    )
