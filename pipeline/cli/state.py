"""Commands that look after things: ``status``, ``sites``, ``verify``."""

from __future__ import annotations

import click

from pipeline import sites as profiles
from pipeline.archive import verify as verify_archive
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.storage import Store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Show what is stored and how the last runs went."""
    with Store.open(handed(ctx).config.storage.database, read_only=True) as store:
        counts, runs, states = store.counts(), store.runs(10), store.site_states()
    if as_json:
        console.data({"counts": counts, "runs": runs, "sites": states})
        return
    console.table(
        ("documents", "gone", "versions", "sections", "links", "captures", "issues", "findings"),
        [
            (
                counts.documents,
                counts.gone,
                counts.versions,
                counts.sections,
                counts.links,
                counts.captures,
                counts.issues,
                counts.findings,
            )
        ],
    )
    console.table(("status of URLs", "count"), sorted(counts.by_status.items()))
    console.table(
        ("run", "started", "verdict", "requests", "new", "changed", "unchanged", "failed"),
        (
            (
                f"{run.kind} {run.id[:8]}",
                f"{run.started_at:%Y-%m-%d %H:%M}",
                run.verdict,
                run.counts.requests,
                run.counts.new,
                run.counts.changed,
                run.counts.unchanged,
                run.counts.failed,
            )
            for run in runs
        ),
    )
    for state in states.values():
        if state.blocked_since:
            console.out(f"{state.name} is blocked since {state.blocked_since:%Y-%m-%d}: {state.blocked_reason}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a site.")
def sites(as_json: bool) -> None:
    """List the publishers that can be read."""
    known = profiles.profiles().values()
    if as_json:
        console.lines(
            {
                "name": profile.name,
                "publisher": profile.publisher,
                "version": profile.version,
                "hosts": profile.scope.hosts,
                "page_types": [reader.page_type for reader in profile.readers],
            }
            for profile in known
        )
        return
    console.table(
        ("name", "publisher", "version", "hosts", "page types"),
        (
            (
                profile.name,
                profile.publisher,
                profile.version,
                ", ".join(profile.scope.hosts) or "any",
                ", ".join(reader.page_type for reader in profile.readers),
            )
            for profile in known
        ),
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a problem.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Check archive and database: truncation, flipped bits, broken references.

    Exits 1 when anything is wrong.
    """
    storage = handed(ctx).config.storage
    problems = [
        {"where": f"{problem.file} at byte {problem.offset}", "code": problem.code, "message": problem.message}
        for problem in verify_archive(storage.archive)
    ]
    if storage.database.exists():
        with Store.open(storage.database, read_only=True) as store:
            problems += [
                {"where": str(storage.database), "code": "database", "message": message} for message in store.check()
            ]
    if as_json:
        console.lines(problems)
    else:
        for problem in problems:
            console.out(f"{problem['where']}: {problem['code']}: {problem['message']}")
        console.say(f"{len(problems)} problems" if problems else f"{storage.archive} and {storage.database} are whole")
    ctx.exit(1 if problems else 0)
