"""``export``: the records as datasets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click
from msgspec import Struct
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.audit.registry import all_rules
from pipeline.cli import console
from pipeline.cli.app import App, handed
from pipeline.cli.choices import as_of_day, known_day, only_sites
from pipeline.cli.clock import now
from pipeline.cli.deltas import told_after_release
from pipeline.cli.places import Place
from pipeline.cli.upgrade import OF_AN_OLDER_AUDIT
from pipeline.config import Config
from pipeline.config.publishing import Imprint
from pipeline.errors import UsageError
from pipeline.export.chunks import Chunking
from pipeline.export.engine import ExportReport, Options, export_stream
from pipeline.export.engine import export as export_folder
from pipeline.export.formats.writers import FORMATS
from pipeline.export.known import check_known, unknown
from pipeline.export.manifest import Facts, Manifest
from pipeline.export.releases.release import Releases
from pipeline.export.selection import STATUSES, Between, Selection, manner
from pipeline.export.sinks import SUFFIX
from pipeline.export.source import Source, gate
from pipeline.export.stored import release_of
from pipeline.export.tables import TABLES
from pipeline.export.withhold import Otherwise
from pipeline.model.document import Document
from pipeline.moments import end_of
from pipeline.storage import Store

_CHUNKS = Chunking()


class Asked(Struct, frozen=True, kw_only=True):
    """The options of the command, as given, and when they were."""

    now: datetime
    formats: tuple[str, ...]
    tables: tuple[str, ...]
    output: str | None
    compress: Any
    formulas: Any
    max_tokens: int | None
    overlap: int | None
    sites: tuple[str, ...]
    types: tuple[str, ...]
    languages: tuple[str, ...]
    subjects: tuple[str, ...]
    dates: tuple[Between, ...]
    where: str | None
    as_of: datetime | None
    rights: tuple[str, ...]
    otherwise: Any
    exclude_findings: tuple[str, ...]
    include_gone: bool
    release: str | None
    since: str | None

    def options(self, format_: Any) -> Options:
        """How to write."""
        return Options(
            format=format_,
            tables=self.tables or None,
            compression=self.compress,
            formulas=self.formulas,
            chunking=Chunking(
                max_tokens=_CHUNKS.max_tokens if self.max_tokens is None else self.max_tokens,
                overlap=_CHUNKS.overlap if self.overlap is None else self.overlap,
            ),
        )

    def check(self) -> None:
        """Refuse options that only mean something beside another one: left alone, they would seem to have been obeyed.

        Raises:
            UsageError: there is one, or a day to come is asked for, whose state nobody knows.
        """
        known_day(self.as_of, self.now)
        if self.since and not self.release:
            raise UsageError("--since leads to a release", mend="name it: --release NAME")
        if self.release and self.output == "-":
            raise UsageError("a release is a folder, and stdout is none", mend="leave -o out, or --release")
        manner(self.otherwise, self.rights)
        if "chunks" not in self.tables and not (self.max_tokens is None and self.overlap is None):
            raise UsageError(
                "--max-tokens and --overlap cut chunks, and none were asked for", mend="add --table chunks"
            )

    @property
    def moment(self) -> datetime | None:
        """The moment whose state is asked for: no later than now, since what the day still brings nobody knows.

        ``None`` is the newest.
        """
        end = end_of(self.as_of)
        return None if end is None else min(end, self.now)

    def selection(self, store: Store) -> Selection:
        """Who is let in."""
        rules = sorted({rule.id for rule in all_rules()})
        for wanted in self.exclude_findings:
            if wanted not in rules:
                raise unknown("rule is called", wanted, rules)
        selection = Selection(
            sites=self.sites,
            page_types=self.types,
            languages=self.languages,
            subjects=self.subjects,
            dates=self.dates,
            rights=self.rights,
            otherwise=manner(self.otherwise, self.rights),
            where=self.where,
            exclude_findings=self.exclude_findings,
            lets_in=gate(store, where=self.where, exclude_findings=self.exclude_findings, as_of=self.moment),
        )
        if self.as_of is None:  # of an earlier day nobody keeps what kinds of page there were
            check_known(store, selection)
        return selection


class _Range(click.ParamType[Between]):
    """``ROLE:FIRST..LAST``; either end may be left open."""

    name = "ROLE:FIRST..LAST"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Between:
        try:
            return Between.parse(str(value))
        except UsageError as error:
            self.fail("; ".join(filter(None, (error.message, error.mend))), param, ctx)


OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Repeatable."),
    click.option(
        "--table",
        "tables",
        multiple=True,
        type=click.Choice(list(TABLES)),
        metavar="TABLE",
        help=f"Only this; repeatable: {', '.join(TABLES)}.",
    ),
    click.option("-o", "--output", type=Place(path_type=str), help="Folder to write to, or - for one table on stdout."),
    click.option("--compress", type=click.Choice(list(SUFFIX)), default="none", show_default=True),
    click.option("--formulas", type=click.Choice(["escape", "keep"]), default="escape", help="CSV cells like =1+1."),
    click.option("--max-tokens", type=int, show_default=str(_CHUNKS.max_tokens), help="Size of chunks."),
    click.option("--overlap", type=int, show_default=str(_CHUNKS.overlap), help="Tokens that chunks repeat."),
    only_sites(),
    click.option("--type", "types", multiple=True, help="Only this page type; repeatable."),
    click.option("--language", "languages", multiple=True, help="Only this language; repeatable."),
    click.option("--subject", "subjects", multiple=True, help="Only this subject, by name, code or SCHEME:NAME."),
    click.option("--date", "dates", multiple=True, type=_Range(), help="Only dates in this range; repeatable."),
    click.option("--where", help="Only rows of the view pages for which this SQL condition holds."),
    as_of_day("The state at the end of this day (UTC); of today, as it is now."),
    click.option("--rights", multiple=True, type=click.Choice(STATUSES), help="Only parts of this status; repeatable."),
    click.option(
        "--otherwise",
        type=click.Choice(get_args(Otherwise)),
        show_default=Selection().otherwise,
        help="What becomes of sections whose rights are not asked for; with --rights.",
    ),
    click.option("--exclude-findings", type=str, default="", help="No pages with these open findings: FR014,FR016."),
    click.option("--include-gone", is_flag=True, help="Also pages that are confirmed gone, marked."),
    click.option("--release", metavar="NAME", help="Write a release, with a changelog against the one before."),
    click.option("--since", metavar="RELEASE", help="Also write what leads from this release to the new one."),
)


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command()
@_with_options
@click.pass_context
def export(ctx: click.Context, /, **given: Any) -> None:
    """Write the records as datasets: one folder a format, with manifest, checksums and attribution.

    \b
    Examples
      pipeline export
      pipeline export --format jsonl --rights public_domain -o dataset
      pipeline export --table links --format csv -o - | head
      pipeline export --format parquet --table chunks --language es
      pipeline export --release 2026-11 --since 2026-10
    """
    rules = tuple(rule.strip() for rule in given["exclude_findings"].split(",") if rule.strip())
    formats = tuple(dict.fromkeys(given["formats"]))
    asked = Asked(**{**given, "exclude_findings": rules, "formats": formats}, now=now())
    app = handed(ctx)
    asked.check()
    with Store.open(app.config.storage.database, read_only=True) as store, store.snapshot():
        source = Source(store, as_of=asked.moment, include_gone=asked.include_gone)
        selection = asked.selection(store)
        if asked.output == "-":
            _stream(asked, app.config, source, selection)
        elif asked.release:
            _release(asked, app, source, selection, store)
        else:
            _folders(asked, app, source, selection, store)


def _stream(asked: Asked, config: Config, source: Source, selection: Selection) -> None:
    wanted = asked.formats or config.export.formats
    if len(asked.tables) != 1 or len(wanted) != 1:
        raise UsageError("stdout takes one table in one format", mend="add --table NAME and --format NAME")
    report = export_stream(
        source.documents(),
        stream=sys.stdout.buffer,
        table_name=asked.tables[0],
        options=asked.options(wanted[0]),
        selection=selection,
        events=source.events(selection),
        gone_since=source.gone_since if asked.include_gone else None,
    )
    if TABLES[asked.tables[0]].rows is not None:  # events are written without a look at the pages
        _warn_of_nothing(report.manifest)


def _folders(asked: Asked, app: App, source: Source, selection: Selection, store: Store) -> None:
    wanted = asked.formats or app.config.export.formats
    folder = Path(asked.output) if asked.output else app.config.export.folder
    for format_ in wanted:  # what one of them cannot do is said before any is written
        asked.options(format_).specs()
    for format_ in wanted:
        report = export_folder(
            watched(source.documents(), total=store.counts().documents, label=format_, quiet=app.quiet),
            out=folder / format_ if len(wanted) > 1 or not asked.output else folder,
            options=asked.options(format_),
            selection=selection,
            sites=source.sites,
            events=source.events(selection),
            gone_since=source.gone_since if asked.include_gone else None,
            facts=_facts(asked, source, selection, app.config.dataset),
        )
        tell(report)


def _release(asked: Asked, app: App, source: Source, selection: Selection, store: Store) -> None:
    if len(asked.formats) > 1:
        raise UsageError("a release has one format", mend="name one, or make two releases")
    releases = Releases(Path(asked.output) if asked.output else app.config.export.folder / "releases")
    if asked.since:
        release_of(releases.folder(asked.since))  # before a release is made that stays without its delta
    report = releases.make(
        str(asked.release),
        watched(source.documents(), total=store.counts().documents, label="release", quiet=app.quiet),
        options=asked.options(asked.formats[0] if asked.formats else "jsonl"),
        selection=selection,
        source=source,
        facts=_facts(asked, source, selection, app.config.dataset),
    )
    tell(report)
    if asked.since:
        old, new = releases.folder(asked.since), releases.folder(str(asked.release))
        told_after_release(old, new, releases.delta_folder(asked.since, str(asked.release)))


def _facts(asked: Asked, source: Source, selection: Selection, imprint: Imprint) -> Facts:
    return Facts(
        as_of=source.as_of,
        gone=asked.include_gone,
        purged=source.purged(selection),
        audits=source.audits(),
        dataset=imprint,
    )


def tell(report: ExportReport) -> None:
    """What was written, on one line; what stands at its last good state, on another."""
    rows = ", ".join(f"{table.rows} {table.name}" for table in report.manifest.tables)
    console.out(f"{report.out}: {rows}")
    _warn_of_nothing(report.manifest)
    if report.manifest.facts.audits == ():
        if any(table.rows for table in report.manifest.tables if table.name == "findings"):
            console.say(OF_AN_OLDER_AUDIT)
        else:
            console.say("no audit is stored, so findings say nothing of any page: `pipeline audit` first")
    for site in report.manifest.sites:
        if site.blocked:
            since = f"of {site.last_good_at:%Y-%m-%d}" if site.last_good_at else "is none"
            console.say(f"{site.name} is blocked ({site.reason}): its last good state {since}")
            if report.manifest.selection.get("where"):
                console.say("  --where was asked of its pages as they are now, not of that state")


def _warn_of_nothing(manifest: Manifest) -> None:
    """An export without a page is a right answer to some questions; nobody should have to count to see it."""
    if manifest.documents:
        return
    left_out = ", ".join(f"{count} by {reason}" for reason, count in manifest.left_out.items())
    of_then = f" of {manifest.facts.as_of:%Y-%m-%d}" if manifest.facts.as_of else ""
    console.say(f"no page goes out: {f'left out are {left_out}' if left_out else f'the state{of_then} holds none'}")


def watched(documents: Iterable[Document], *, total: int, label: str, quiet: bool) -> Iterator[Document]:
    """The documents, with a bar on stderr if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield from documents
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console.errors(), transient=True) as bar:
        task = bar.add_task(label, total=total)
        for document in documents:
            yield document
            bar.advance(task)
