"""Commands for those who use the records: ``export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.errors import UsageError
from pipeline.export.engine import Options, export_stream
from pipeline.export.engine import export as export_folder
from pipeline.export.selection import Selection
from pipeline.export.tables import TABLES
from pipeline.storage import Store


@click.command()
@click.option("--format", "formats", multiple=True, type=click.Choice(["jsonl", "csv", "parquet"]), help="Repeatable.")
@click.option("--table", "tables", multiple=True, type=click.Choice(list(TABLES)), help="Only this table; repeatable.")
@click.option("-o", "--output", help="Folder to write to, or - for one table on stdout.")
@click.option("--compress", type=click.Choice(["none", "gzip", "zstd"]), default="none", show_default=True)
@click.option("--site", "sites", multiple=True, help="Only pages of this site; repeatable.")
@click.option("--type", "types", multiple=True, help="Only this page type; repeatable.")
@click.option("--language", "languages", multiple=True, help="Only this language; repeatable.")
@click.option("--rights", multiple=True, help="Only pages of this rights status; repeatable.")
@click.pass_context
def export(  # noqa: PLR0917
    ctx: click.Context,
    formats: tuple[str, ...],
    tables: tuple[str, ...],
    output: str | None,
    compress: str,
    sites: tuple[str, ...],
    types: tuple[str, ...],
    languages: tuple[str, ...],
    rights: tuple[str, ...],
) -> None:
    """Write the records as datasets: one folder a format, with manifest, checksums and attribution.

    \b
    Examples
      pipeline export
      pipeline export --format jsonl --rights public_domain -o dataset
      pipeline export --table links --format csv -o - | head
    """
    config = handed(ctx).config
    selection = Selection(sites=sites, page_types=types, languages=languages, rights=rights)
    wanted = formats or config.export.formats
    with Store.open(config.storage.database, read_only=True) as store:
        if output == "-":
            if len(tables) != 1 or len(wanted) != 1:
                raise UsageError("stdout takes one table in one format", mend="add --table NAME and --format NAME")
            options = Options(format=wanted[0], compression=compress)  # type: ignore[arg-type]
            export_stream(
                store.documents(), stream=sys.stdout.buffer, table_name=tables[0], options=options, selection=selection
            )
            return
        for format_ in wanted:
            options = Options(format=format_, tables=tables or tuple(TABLES), compression=compress)  # type: ignore[arg-type]
            folder = Path(output) if output else config.export.folder
            report = export_folder(
                store.documents(),
                out=folder / format_ if len(wanted) > 1 or not output else folder,
                options=options,
                selection=selection,
                sites=store.site_states(),
            )
            rows = ", ".join(f"{table.rows} {table.name}" for table in report.manifest.tables)
            console.out(f"{report.out}: {rows}")
