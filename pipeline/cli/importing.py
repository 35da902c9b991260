"""What comes in as files, ``import``, and NLM's topic XML beside the pages, ``reconcile``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.cluster import bring_shards
from pipeline.cli.places import Place
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.work import EXIT, brought
from pipeline.cluster.merge import is_shards
from pipeline.fetchers.medlineplus_stream import Feed
from pipeline.ingest.topic_capture import SITE
from pipeline.ingest.topics import ImportReport, import_topics, records_of
from pipeline.model.document import Document
from pipeline.nearest import many
from pipeline.sites.medlineplus.feed import PAGE_TYPE
from pipeline.sites.medlineplus.reconcile import Reconciled
from pipeline.sites.medlineplus.reconcile import reconcile as side_by_side
from pipeline.storage import Store


@click.command(name="import")
@click.argument("file", metavar="FILE|FOLDER", type=Place())
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def import_file(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Store what comes in as files, with history: NLM's topic XML, a folder of pages, or shards.

    Each topic of NLM's health topic XML (XML, .gz or .zip) is stored like a page. Of a folder, every text, Markdown and
    HTML file becomes a document (the same as `pipeline run --from FOLDER`). Of a folder of shards (`pipeline reparse
    --engine`), the records take the place of those of the same captures, as if the archive had been read again here.

    \b
    Examples
      pipeline import mplus_topics_compressed_2025-03-04.zip
      pipeline import text-dumps
      pipeline import output/shards
    """
    app = handed(ctx)
    if is_shards(file):
        ctx.exit(bring_shards(app, file, as_json=as_json))
    if file.is_dir():
        ctx.exit(brought(app, file, as_json=as_json))
    with console.progress(app) as listen:
        report = import_topics(app.config, file, clock=SystemClock(), listen=listen)
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            _tell_topics(file, report)
    ctx.exit(EXIT[report.run.verdict])


def _tell_topics(file: Path, report: ImportReport) -> None:
    counts = report.run.counts
    promised = "" if report.promised in (None, report.read) else f" of {report.promised} promised"
    console.out(
        f"{file.name} of {report.generated}: {many(report.read, 'topic')}{promised}: {counts.new} new, "
        f"{counts.changed} changed, {counts.unchanged} unchanged"
    )
    if report.absent:
        absent = many(len(report.absent), "topic is", "topics are")
        console.out(f"  of earlier files {absent} not in this one, and stay as before")


@click.command()
@click.argument("file", required=False, type=Place(dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a topic, on stdout.")
@click.pass_context
def reconcile(ctx: click.Context, file: Path | None, as_json: bool) -> None:
    """Lay stored topic pages and NLM's topic XML side by side: in one and not the other, what differs.

    The XML is FILE, or what `pipeline import` stored. Nothing is written.

    \b
    Examples
      pipeline reconcile mplus_topics_2025-03-04.xml
      pipeline reconcile --json | jq 'select(.where == "feed") | .path'
    """
    config = handed(ctx).config
    clock = SystemClock()
    with Store.open(config.storage.database, read_only=True) as store:
        pages: list[Document] = []
        stored: list[Document] = []
        for document in store.documents(SITE, include_gone=False):
            if document.page_type == "health_topic":
                pages.append(document)
            elif document.page_type == PAGE_TYPE:
                stored.append(document)
    feed = stored if file is None else [document for _, document in records_of(file, feed=Feed(), clock=clock)]
    found = side_by_side(pages, feed)
    if as_json:
        for one in found:
            console.data(one)
    else:
        _tell(found)


def _tell(found: list[Reconciled]) -> None:
    where = Counter(one.where for one in found)
    fields = Counter(difference.field for one in found for difference in one.differences)
    agreeing = sum(one.where == "both" and not one.differences for one in found)
    console.out(
        f"{where['both']} topics in both ({agreeing} agree), {where['page']} only pages, {where['feed']} only XML"
    )
    for field, count in fields.most_common():
        console.out(f"  {field} differs in {count}")
    for one in found:
        if one.differences:
            console.out(f"  {one.path}: {', '.join(difference.field for difference in one.differences)}")
