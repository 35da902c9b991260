"""Commands that look back at one page: ``history`` and ``diff``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.changes import Diff, plain
from pipeline.changes import page as html_page
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.changed import MOVES, note
from pipeline.cli.choices import no_record
from pipeline.cli.places import Place
from pipeline.cli.read import own_versions
from pipeline.errors import UsageError
from pipeline.export.public import difference
from pipeline.export.selection import STATUSES, Selection
from pipeline.storage import Change, Store
from pipeline.storage.values import VersionRow
from pipeline.urls import canonicalize

_COLOURS: dict[plain.Style, dict[str, Any]] = {
    "heading": {"bold": True},
    "removed": {"fg": "red"},
    "added": {"fg": "green"},
    "removed-critical": {"fg": "red", "bold": True, "reverse": True},
    "added-critical": {"fg": "green", "bold": True, "reverse": True},
    "context": {"dim": True},
    "warning": {"fg": "yellow"},
}


@click.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a version.")
@click.pass_context
def history(ctx: click.Context, url: str, as_json: bool) -> None:
    """List the versions of a page: when each was seen, what it changed, and when the page moved, went or was back.

    \b
    Example
      pipeline history https://medlineplus.gov/asthma.html
    """
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        versions = _versions(store, url)
        address, lives = canonicalize(url), versions[0].url
        state = store.url_state(lives)
        known = store.changes_of(versions[0].document_id)
        left = [move for move in store.moves_from(address) if move.url not in (None, lives)]
    changes = {change.version: change for change in known if change.kind == "changed"}
    happened = {
        row.number: [one for one in known if one.version == row.number and one.kind in MOVES] for row in versions
    }
    if state is not None and state.moved_to and not handed(ctx).quiet:
        console.say(f"{state.url} leads to {state.moved_to} now; these are its own versions, from before")
    elif address != lives and not handed(ctx).quiet:
        console.say(f"{address} is {lives} now; these are the versions of that page")
    for move in left if not handed(ctx).quiet else ():
        console.say(f"until {move.at:%Y-%m-%d} another page stood at {address}: see `pipeline history {move.url}`")
    if as_json:
        console.lines(
            {"version": row, "change": changes.get(row.number), "happened": happened[row.number]} for row in versions
        )
        return
    console.table(
        ("version", "first seen (UTC)", "last seen (UTC)", "grade", "review claim", "note"),
        (
            (
                row.number,
                f"{row.first_seen_at:%Y-%m-%d %H:%M}",
                f"{row.last_seen_at:%Y-%m-%d %H:%M}",
                row.grade or ("first" if row.number == 1 else "none"),
                f"{row.review_role} {row.review_value}" if row.review_value else None,
                "; ".join(filter(None, (note(changes.get(row.number)), *map(_befell, happened[row.number])))),
            )
            for row in versions
        ),
    )


def _befell(change: Change) -> str:
    return " ".join(filter(None, (f"{change.at:%Y-%m-%d} {change.kind}", change.detail)))


@click.command()
@click.argument("url")
@click.argument("first", metavar="[A]", type=click.IntRange(min=1), required=False)
@click.argument("second", metavar="[B]", type=click.IntRange(min=1), required=False)
@click.option("--html", type=Place(dir_okay=False), help="Write the difference to this HTML file.")
@click.option("--rights", multiple=True, type=click.Choice(STATUSES), help="Only words of this status; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print it as a JSON object.")
@click.pass_context
def diff(
    ctx: click.Context,
    url: str,
    first: int | None,
    second: int | None,
    html: Path | None,
    rights: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show what differs between two versions of a page, section by section, word by word.

    Without numbers: the last change. With one: that version against the one before. Words that came or went are
    marked; numbers, units and negations among them stand out, removed warnings come first. With --rights, sections
    whose rights are others are left out of both versions: what is shown may be published.

    \b
    Examples
      pipeline diff https://medlineplus.gov/asthma.html
      pipeline diff https://medlineplus.gov/asthma.html 1 3 --html asthma.html
    """
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        old, new = _pair(_versions(store, url), url, first, second)
        before, after = store.record_of(old.id), store.record_of(new.id)
    found = difference(before, after, Selection(rights=rights))
    if found is None:
        raise UsageError(f"the rights of {url} are not {' or '.join(rights)}", mend="leave --rights out, for yourself")
    if html is not None:
        html.write_text(html_page.page(found, title=after.title or url, facts=_facts(url, old, new)), encoding="utf-8")
        console.out(f"{html}: {found.grade}")
    elif as_json:
        console.data({"url": url, "before": old, "after": new, "diff": found})
    else:
        _print(found, url, old, new)


def _pair(versions: list[VersionRow], url: str, first: int | None, second: int | None) -> tuple[VersionRow, VersionRow]:
    if first is not None and second is None:
        first, second = first - 1, first
    if first is None or second is None:
        first, second = len(versions) - 1, len(versions)
    if len(versions) == 1:
        raise UsageError(f"{url} has one version: since it was first seen it has not changed")
    by_number = {row.number: row for row in versions}
    if first not in by_number or second not in by_number:
        raise UsageError(
            f"{url} has {len(versions)} version(s), so {first} and {second} cannot be compared",
            mend=f"see `pipeline history {url}`",
        )
    return by_number[first], by_number[second]


def _facts(url: str, old: VersionRow, new: VersionRow) -> dict[str, str]:
    return {
        "Address": url,
        "Versions": f"{old.number} and {new.number}",
        "Changed between": _between(old, new),
        "Captures": f"{old.capture_id or 'unknown'} and {new.capture_id or 'unknown'}",
    }


def _between(one: VersionRow, other: VersionRow) -> str:
    """The looks between which the page went from the earlier version to the later one, whichever is asked for first."""
    old, new = sorted((one, other), key=lambda row: row.number)
    since, until = sorted((old.last_seen_at, new.first_seen_at))
    return f"{since:%Y-%m-%d %H:%M} and {until:%Y-%m-%d %H:%M} UTC"


def _print(found: Diff, url: str, old: VersionRow, new: VersionRow) -> None:
    console.out(f"{url} version {old.number} to {new.number}: {found.grade}")
    console.out(f"changed between {_between(old, new)}")
    paint = (lambda text, style: click.style(text, **_COLOURS[style])) if sys.stdout.isatty() else plain.no_paint
    for line in plain.lines(found, paint):
        console.out(line, painted=True)
    if found.empty:
        console.out("nothing that a reader sees differs")


def _versions(store: Store, url: str) -> list[VersionRow]:
    address = canonicalize(url)
    state = store.url_state(address)
    there = state.moved_to if state and state.moved_to else address
    versions = own_versions(store, address) or store.versions(there)
    if not versions:
        raise no_record(store, address)
    return versions
