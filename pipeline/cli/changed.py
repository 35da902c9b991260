"""Commands that say what changed: ``changes`` of a run, and the ``ledger`` of changes and reviews."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import click

from pipeline.changes import Evidence
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import as_of_day, known_day, only_sites
from pipeline.cli.clock import now
from pipeline.errors import UsageError
from pipeline.moments import end_of
from pipeline.nearest import many
from pipeline.storage import Change, Event, Store
from pipeline.storage.reviews import LedgerRow

STATES = ("changed-since-review", "date-moved-without-change", "both", "neither")
GRADES = ("critical", "substantive", "structural", "links-only", "dates-only", "template", "technical", "none")
MOVES = ("gone", "returned", "moved")
"""What befalls a page whose words stay as they were."""
_WEIGHTIEST = ("critical", "gone", "purged", "substantive", "structural", "returned", "moved", *GRADES[3:])


def note(change: Change | None) -> str | None:
    """What there is to say of a change beside its grade."""
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
@click.option("--run", "run_id", help="Changes of this run (its id or the beginning of it). Default: the last run.")
@click.option(
    "--since",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Changes of every run from this day on (UTC), instead of one run's.",
)
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
def changes(
    ctx: click.Context, run_id: str | None, since: datetime | None, grades: tuple[str, ...], as_json: bool
) -> None:
    """Show what a run saw change: edits made all over a host once, then pages, the weightiest first.

    Pages that are gone now, are back, or live elsewhere, are among them; new ones are counted. With --since, pages
    that were purged are, too: no run does that.

    \b
    Examples
      pipeline changes
      pipeline changes --since 2026-11-20
      pipeline changes --grade critical --json
    """
    if run_id is not None and since is not None:
        raise UsageError("--run and --since were both given", mend="ask for one run, or for all since a day")
    day = known_day(since, now(), option="--since")
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        run = _run(store, run_id) if day is None else None
        since_at = None if day is None else day.replace(tzinfo=UTC)
        events = [one for one in store.events(run_id=run) if since_at is None or one.at >= since_at]
        found = store.changes_of_run(run) if run is not None else store.changes_since(since_at)
        seen = [change for change in found if change.kind in ("changed", "new", "purged", *MOVES)]
    counts = Counter(map(_what, seen))
    wanted = grades or set(_WEIGHTIEST) - {"template"}
    shown = [change for change in seen if _what(change) in wanted]
    shown.sort(key=lambda change: (_WEIGHTIEST.index(_what(change)), change.url or ""))
    if as_json:
        from_day = None if day is None else f"{day:%Y-%m-%d}"
        console.data({"run": run, "since": from_day, "counts": counts, "events": events, "changes": shown})
        return
    told = ", ".join(f"{counts[what]} {what}" for what in (*_WEIGHTIEST, "new") if counts[what])
    where = f"since {day:%Y-%m-%d}" if run is None else f"run {run[:8]}"
    console.out(f"{where}: {told or 'no page changed'}")
    for event in events:
        for line in _event(event):
            console.out(line)
    rows = ((_what(one), f"{one.at:%Y-%m-%d}", one.url, _versions(one), note(one)) for one in shown)
    if run is None:
        console.table(("what", "day", "page", "versions", "note"), rows)
    else:
        console.table(("what", "page", "versions", "note"), ((what, *rest) for what, _, *rest in rows))


def _what(change: Change) -> str:
    return change.grade or "none" if change.kind == "changed" else change.kind


def _versions(change: Change) -> str | None:
    return f"{change.previous_version} to {change.version}" if change.kind == "changed" else None


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
        of = f"{many(event.edits, 'record')} of {many(event.pages, 'page')}"
        return [f"event {event.id}: our reader changed; {of} read otherwise"]
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
@as_of_day("As it was known at the end of this day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page.")
@click.pass_context
def ledger(
    ctx: click.Context, states: tuple[str, ...], sites: tuple[str, ...], as_of: datetime | None, as_json: bool
) -> None:
    """Show which pages changed since their review, and which moved the date without a change.

    The table leaves out pages of which neither is true, and those that are gone; --json and --state show them.

    \b
    Examples
      pipeline ledger
      pipeline ledger --state date-moved-without-change --json
    """
    until = end_of(known_day(as_of, now()))
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        rows = (
            row
            for row in store.review_ledger(sites=sites, as_of=until)
            if (row.entry.state in states if states else as_json or (row.entry.state != "neither" and not row.gone_at))
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
                    _why(row),
                )
                for row in rows
            ),
            empty=f"no page is {' or '.join(states)}"
            if states
            else "no page changed since its review, and no date moved without a change",
        )


def _why(row: LedgerRow) -> str:
    entry, told = row.entry, []
    if entry.changed:
        claim = entry.changed.claim_after
        stands = "no review stated any more" if claim is None else f"{claim} still standing"
        told.append(f"changed in {_seen(entry.changed)} with {stands}")
    if entry.moved:
        told.append(f"{entry.moved.claim_before} became {entry.moved.claim_after} in {_seen(entry.moved)}")
    if row.gone_at:
        told.append(f"gone ({row.gone_at:%Y-%m-%d})")
    return "; ".join(told)


def _seen(evidence: Evidence) -> str:
    return f"version {evidence.after} ({evidence.since:%Y-%m-%d})"
