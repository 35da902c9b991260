"""``demo``: the whole job against the demo site, over real HTTP."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec

from pipeline import config as configuration
from pipeline.audit.engine import Tally, run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.audit import policies, store_findings
from pipeline.cli.clock import SystemClock
from pipeline.cli.places import Place
from pipeline.cli.work import EXIT, tell
from pipeline.config import Config
from pipeline.demo.behaviours import SCENARIOS
from pipeline.demo.locate import demo_root
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.errors import UsageError
from pipeline.export.engine import Options, export
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.nearest import few_of, many
from pipeline.storage import Store

HOST = "demo.localhost"
"""Name of the demo site: the same in every run, whatever port the server got (RFC 6761 keeps it on this machine)."""

SETTINGS = """\
# Where the demo left its data, and how it was read.
[storage]
database = "health.db"
archive = "archive"

[export]
folder = "export"

[sites.medlineplus]
origin = "http://{host}"
"""

LOOK = """
Look at what is there now:
  {command} -c {config} status
  {command} -c {config} search bone marrow
  {command} -c {config} show http://{host}/asthma.html
  {command} -c {config} explain http://{host}/asthma.html
  {command} -c {config} audit
  {command} -c {config} links check --limit 60
  {command} -c {config} report -o {report}"""


@click.command()
@click.option(
    "-o",
    "--output",
    type=Place(file_okay=False),
    default=Path("output/demo"),
    show_default=True,
    help="Folder for database, archive and exports.",
)
@click.option(
    "--scenario",
    type=click.Choice(sorted(SCENARIOS)),
    metavar="NAME",
    multiple=True,
    help=f"Trouble to play; repeatable: {', '.join(sorted(SCENARIOS))}.",
)
@click.option("--fresh", is_flag=True, help="Start over: remove what earlier demos left in the output folder.")
@click.pass_context
def demo(ctx: click.Context, output: Path, scenario: tuple[str, ...], fresh: bool) -> None:
    """Run the whole job against a demo site of our own, over real HTTP.

    Fetches, keeps, reads, stores, audits and exports pages that we wrote ourselves, some of which
    misbehave on purpose. Run it twice: the second time pages that are held are asked conditionally, and nothing is new.
    """
    app = handed(ctx)
    configured = own_folder(output, fresh=fresh)
    rules = tuple(rule for name in scenario for rule in SCENARIOS[name])
    with serve_in_thread(DemoSite(demo_root(), rules=rules, origin=f"http://{HOST}")) as site:
        settings = _settings(app.config, output, urlsplit(site.url).port or 80)
        with console.progress(app) as listen:
            report = execute(settings, Plan(sites=("medlineplus",), force=True), clock=SystemClock(), listen=listen)
    tell(report)
    _audited(settings)
    _exported(settings)
    console.out(look(configured))
    ctx.exit(EXIT[report.run.verdict])


def _settings(base: Config, output: Path, port: int) -> Config:
    """The operator's configuration, pointed at the demo site and at the demo's own folder."""
    replace = msgspec.structs.replace
    return replace(
        base,
        storage=replace(base.storage, database=output / "health.db", archive=output / "archive"),
        export=replace(base.export, folder=output / "export"),
        fetch=replace(base.fetch, connect_to={HOST: f"127.0.0.1:{port}"}, delay=0.0, backoff=0.2, read_timeout=5.0),
        sites={"medlineplus": configuration.Site(origin=f"http://{HOST}", delay=0.0)},
    )


def own_folder(output: Path, *, fresh: bool) -> Path:
    """The configuration file of the demo's folder, with which the other commands find what is in it.

    Raises:
        UsageError: the folder is somebody's: with ``fresh`` all that is in it would go, without it would be mixed with
            pages that we made up; or it cannot be made or written.
    """
    try:
        return _made_ready(output, fresh=fresh)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be the folder of a demo: {error.strerror or error}",
            mend="name one with -o that this user may write",
        ) from error


def _made_ready(output: Path, *, fresh: bool) -> Path:
    file = output / "pipeline.toml"
    held = sorted(path.name for path in output.iterdir()) if output.exists() else []
    if held and not (file.is_file() and file.read_bytes().startswith(SETTINGS.splitlines()[0].encode())):
        raise UsageError(
            f"{output} is no folder of a demo: it holds {few_of(held)}",
            mend="name a new one with -o; the demo has a database, an archive and exports of its own",
        )
    if fresh:
        _clear(output)
    if not file.exists():
        output.mkdir(parents=True, exist_ok=True)
        file.write_text(SETTINGS.format(host=HOST), encoding="utf-8")
    return file


def look(configured: Path) -> str:
    """Commands that show what the demo left, to be copied into a shell as they stand."""
    words = (_command(), configured, configured.with_name("report.html"))
    command, config, report = (shlex.quote(os.fspath(word)) for word in words)
    return LOOK.format(command=command, config=config, report=report, host=HOST)


def _command() -> str:
    """How this program was called: its bare name where a shell finds that, its path elsewhere."""
    called = Path(sys.argv[0])
    if shutil.which(called.name) or not called.is_file():
        return "pipeline"
    return os.path.relpath(called)


def _clear(output: Path) -> None:
    for leftover in ("archive", "export"):
        shutil.rmtree(output / leftover, ignore_errors=True)
    for file in output.glob("health.db*"):
        file.unlink()


def _audited(settings: Config) -> None:
    tally = Tally()
    now = SystemClock().now()
    with Store.open(settings.storage.database, read_only=True) as store:
        found = list(run_audit(gather(store), policies=policies(settings), today=now.date(), hosts=gather_hosts(store)))
    for _ in tally.watch(found, today=now.date()):
        pass
    store_findings(settings, found, now=now)
    by_rule = ", ".join(f"{rule} {count}" for rule, count in sorted(tally.by_rule.items()))
    console.out(f"audit: {many(sum(tally.by_rule.values()), 'finding')} ({by_rule})")


def _exported(settings: Config) -> None:
    """Every table, findings and changes too, as ``pipeline export`` writes them."""
    with Store.open(settings.storage.database, read_only=True) as store, store.snapshot():
        source, everyone = Source(store), Selection()
        for format_ in settings.export.formats:
            report = export(
                source.documents(),
                out=settings.export.folder / format_,
                options=Options(format=format_),
                selection=everyone,
                sites=source.sites,
                events=source.events(everyone),
            )
            rows = ", ".join(f"{table.rows} {table.name}" for table in report.manifest.tables)
            console.out(f"exported {report.out}: {rows}")
