"""``sites diff``: what today's readers would alter, before it is stored."""

from __future__ import annotations

from collections import Counter

import click

from pipeline.archive import purged
from pipeline.changes import Diff, compare, plain
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.clock import SystemClock
from pipeline.config import Storage
from pipeline.ingest import imports, recovery
from pipeline.ingest.reparse import RereadReport, reread
from pipeline.ingest.unsettled import passed_over
from pipeline.model.document import Document
from pipeline.nearest import many
from pipeline.records import content_hash
from pipeline.storage import CaptureRow, Store

OF_AN_OLDER_AUDIT = (
    "the findings are of an audit by an older version of this software, which did not note when: `pipeline audit`"
)


@click.command("diff")
@click.option("--samples", type=click.IntRange(min=0), default=3, show_default=True, help="Records to show in full.")
@click.option("--json", "as_json", is_flag=True, help="Print as a JSON object.")
@click.pass_context
def diff_sites(ctx: click.Context, samples: int, as_json: bool) -> None:
    """Show what today's readers would alter, before `pipeline reparse` stores it.

    Reads the whole archive again and undoes it. What it counts is what a reparse will do.

    \b
    Example
      pipeline sites diff
    """
    app = handed(ctx)
    seen = _Alterations(samples)
    with console.progress(app, changed="rewritten") as listen:
        report = reread(app.config, clock=SystemClock(), listen=listen, dry_run=True, notice=seen.notice)
    if as_json:
        console.data({"report": report, "kinds": seen.kinds, "fields": seen.fields, "grades": seen.grades})
        return
    console.out(
        f"read {many(report.captures, 'capture')}: {compared(report)};"
        f" {report.unreadable_now} could not be read any more"
    )
    tell_left_out(report, app.config.storage)
    if seen.kinds:
        console.table(("pages of", "records altered"), seen.kinds.most_common())
        console.table(("field", "records altered"), seen.fields.most_common())
        console.table(("weight, were it the publisher's", "records"), seen.grades.most_common())
    for url, found in seen.samples:
        console.out(f"\n{url}")
        for line in plain.lines(found):
            console.out(line)


def compared(report: RereadReport) -> str:
    """How the records compare; most of those that are rewritten only name another reader."""
    rewritten = f"{report.changed} rewritten, {report.technical} of them say something else"
    return f"{many(report.identical, 'record')} identical, {rewritten}"


def tell_left_out(report: RereadReport, kept: Storage) -> None:
    """Say what was not read again: what the archive does not give, and what in it the database does not know."""
    if report.damaged:
        console.out(
            f"{many(report.damaged, 'capture is', 'captures are')} damaged in the archive, or the file is not there;"
            " the records stay (`pipeline verify` says which)"
        )
    tell_passed_over(kept)


def tell_passed_over(kept: Storage) -> None:
    """Name on stderr the files of the archive folder that are nobody's: it looks as if they were part of it."""
    with Store.open(kept.database, read_only=True) as store:
        names = passed_over(kept.archive, store, (recovery.PREFIX, imports.PREFIX, purged.PREFIX))
    for name in names:
        console.say(
            f"{name}: runs and `pipeline reparse` pass it over: it was not written here, or is renamed or moved;"
            f" what is in it: `pipeline reparse --engine process --units {kept.archive / name} --out SHARDS`"
        )


class _Alterations:
    """Counts what a reading alters, and keeps a few differences whole."""

    def __init__(self, samples: int) -> None:
        self.kinds: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self.grades: Counter[str] = Counter()
        self.samples: list[tuple[str, Diff]] = []
        self._wanted = samples

    def notice(self, row: CaptureRow, before: Document | None, after: Document) -> None:
        """Take one record that says something else."""
        self.kinds[f"{after.site} {after.page_type}"] += 1
        if before is None:
            self.fields["(could not be read before)"] += 1
            return
        names = [name for name in Document.__struct_fields__ if name != "provenance"]
        self.fields.update(name for name in names if getattr(before, name) != getattr(after, name))
        found = compare(before, after)
        self.grades[found.grade] += 1
        if len(self.samples) < self._wanted and content_hash(before) != content_hash(after):
            self.samples.append((row.url, found))
