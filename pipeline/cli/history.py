"""Commands that look back: ``history``, ``diff``, ``changes``, ``ledger``."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline.changes import Diff, Entry, Evidence, plain
from pipeline.changes import page as html_page
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import as_of_day, no_record, only_sites
from pipeline.cli.clock import end_of
from pipeline.cli.read import own_versions
from pipeline.errors import UsageError
from pipeline.export.public import difference
from pipeline.export.selection import STATUSES, Selection
from pipeline.storage import Change, Event, Store, VersionRow
from pipeline.urls import canonicalize

STATES = ("changed-since-review", "date-moved-without-change", "both", "neither")
GRADES = ("critical", "substantive", "structural", "links-only", "dates-only", "template", "technical", "none")

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
    """List the versions of a page: when each was seen, and what it changed.

    \b
    Example
      pipeline history https://medlineplus.gov/asthma.html
    """
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        versions = _versions(store, url)
        state = store.url_state(versions[0].url)
        changes = {
            change.version: change for change in store.changes_of(versions[0].document_id) if change.kind == "changed"
        }
    if state is not None and state.moved_to and not handed(ctx).quiet:
        console.say(f"{state.url} leads to {state.moved_to} now; these are its own versions, from before")
    if as_json:
        console.lines({"version": row, "change": changes.get(row.number)} for row in versions)
        return
    console.table(
        ("version", "first seen", "last seen", "grade", "review claim", "note"),
        (
            (
                row.number,
                f"{row.first_seen_at:%Y-%m-%d %H:%M}",
                f"{row.last_seen_at:%Y-%m-%d %H:%M}",
                row.grade or ("first" if row.number == 1 else "none"),
                f"{row.review_role} {row.review_value}" if row.review_value else None,
                _note(changes.get(row.number)),
            )
            for row in versions
        ),
    )


def _note(change: Change | None) -> str | None:
    if change is None:
        return None
    told = []
    if change.returns_to is not None:
        told.append(f"says again what version {change.returns_to} said")
    if change.confirm is not None and change.confirm != "flicker":
        told.append({"wanted": "a second look is due"}.get(change.confirm, change.confirm))
    if change.event_id is not None:
        told.append(f"part of event {change.event_id}")
    if change.detail:
        told.append(change.detail)
    return "; ".join(told) or None


@click.command()
@click.argument("url")
@click.argument("first", metavar="[A]", type=click.IntRange(min=1), required=False)
@click.argument("second", metavar="[B]", type=click.IntRange(min=1), required=False)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the difference to this HTML file.")
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
    paint = _paint if sys.stdout.isatty() else plain.no_paint
    for line in plain.lines(found, paint):
        console.out(line, painted=True)
    if found.empty:
        console.out("nothing that a reader sees differs")


def _paint(text: str, style: plain.Style) -> str:
    return click.style(text, **_COLOURS[style])


@click.command()
@click.option("--run", "run_id", help="Changes of this run (its id or the beginning of it). Default: the last run.")
@click.option(
    "--grade",
    "grades",
    multiple=True,
    type=click.Choice(GRADES),
    metavar="GRADE",
    help=f"Only this grade; repeatable: {', '.join(GRADES)}.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as a JSON object.")
@click.pass_context
def changes(ctx: click.Context, run_id: str | None, grades: tuple[str, ...], as_json: bool) -> None:
    """Show what a run saw change: edits made all over a host once, then pages, the weightiest first.

    \b
    Examples
      pipeline changes
      pipeline changes --grade critical --json
    """
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        run = _run(store, run_id)
        events = list(store.events(run_id=run))
        seen = [change for change in store.changes_of_run(run) if change.kind == "changed"]
    counts = Counter(change.grade or "none" for change in seen)
    shown = [change for change in seen if (change.grade in grades if grades else change.grade != "template")]
    shown.sort(key=lambda change: (GRADES.index(change.grade or "none"), change.url or ""))
    if as_json:
        console.data({"run": run, "counts": counts, "events": events, "changes": shown})
        return
    told = ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade])
    console.out(f"run {run[:8]}: {told or 'no page changed'}")
    for event in events:
        for line in _event(event):
            console.out(line)
    console.table(
        ("grade", "page", "versions", "note"),
        (
            (change.grade, change.url, f"{change.previous_version} to {change.version}", _note(change))
            for change in shown
        ),
    )


def _run(store: Store, wanted: str | None) -> str:
    runs = [run.id for run in store.runs(None if wanted else 1)]
    found = [run for run in runs if run.startswith(wanted or "")]
    if len(found) != 1:
        raise UsageError(
            f"{len(found)} runs begin with {wanted!r}" if wanted else "there is no run yet",
            mend="see `pipeline status`",
        )
    return found[0]


def _event(event: Event) -> list[str]:
    if event.kind == "technical":
        return [f"event {event.id}: our reader changed; {event.edits} records of {event.pages} pages read otherwise"]
    where = f"{event.pages} of {event.looked_at} pages of {event.host}, such as {event.url}"
    told = [f"event {event.id}: one {event.grade} edit on {where}"]
    told += [f"  {one.what}: {_brief(one.before)} -> {_brief(one.after)}" for one in event.sample]
    return told


def _brief(text: str | None) -> str:
    if text is None:
        return "nothing"
    flat = " / ".join(text.split("\n"))
    return flat if len(flat) <= 100 else flat[:100] + " ..."


@click.command()
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only this state; repeatable.")
@only_sites()
@as_of_day("As it was known at the end of this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page.")
@click.pass_context
def ledger(
    ctx: click.Context, states: tuple[str, ...], sites: tuple[str, ...], as_of: datetime | None, as_json: bool
) -> None:
    """Show which pages changed since their review, and which moved the date without a change.

    The table leaves out pages of which neither is true; --json and --state neither show them.

    \b
    Examples
      pipeline ledger
      pipeline ledger --state date-moved-without-change --json
    """
    until = end_of(as_of)
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        rows = (
            row
            for row in store.review_ledger(sites=sites, as_of=until)
            if (row.entry.state in states if states else as_json or row.entry.state != "neither")
        )
        if as_json:
            console.lines(rows)
            return
        console.table(
            ("state", "page", "review claim", "evidence"),
            (
                (
                    row.entry.state,
                    row.url,
                    f"{row.entry.role} {row.entry.claim}" if row.entry.claim else None,
                    _why(row.entry),
                )
                for row in rows
            ),
            empty=f"no page is {' or '.join(states)}"
            if states
            else "no page changed since its review, and no date moved without a change",
        )


def _why(entry: Entry) -> str:
    told = []
    if entry.changed:
        claim = entry.changed.claim_after
        stands = "no review stated any more" if claim is None else f"{claim} still standing"
        told.append(f"changed in {_seen(entry.changed)} with {stands}")
    if entry.moved:
        told.append(f"{entry.moved.claim_before} became {entry.moved.claim_after} in {_seen(entry.moved)}")
    return "; ".join(told)


def _seen(evidence: Evidence) -> str:
    return f"version {evidence.after} ({evidence.since:%Y-%m-%d})"


def _versions(store: Store, url: str) -> list[VersionRow]:
    address = canonicalize(url)
    state = store.url_state(address)
    there = state.moved_to if state and state.moved_to else address
    versions = own_versions(store, address) or store.versions(there)
    if not versions:
        raise no_record(store, address)
    return versions
