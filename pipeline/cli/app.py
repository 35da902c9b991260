"""The ``pipeline`` command: what every subcommand shares."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

import click
from msgspec import Struct

from pipeline import config
from pipeline._version import __version__
from pipeline.cli.loading import loading
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.trouble import in_our_words, log_line
from pipeline.errors import PipelineError
from pipeline.nearest import nearest

EPILOG = """\b
Exit codes
  0    fine
  1    findings over a threshold, or something is damaged
  2    usage or configuration
  3    finished but incomplete: something is left, or over 5 % of what was asked failed
  4    publication of a site is blocked
  5    another run holds the lock
  130  interrupted; run again to go on
"""


COMMANDS = {
    "demo": "demo:demo",
    "run": "work:run",
    "worker": "crawl:worker",
    "fetch": "work:fetch",
    "parse": "read:parse",
    "show": "read:show",
    "search": "read:search",
    "explain": "read:explain",
    "history": "history:history",
    "diff": "history:diff",
    "changes": "history:changes",
    "ledger": "history:ledger",
    "status": "state:status",
    "sites": "sites:sites",
    "audit": "audit:audit",
    "links": "links:links",
    "dates": "dates:dates",
    "languages": "dates:languages",
    "report": "report:report",
    "serve": "report:serve",
    "export": "export:export",
    "feeds": "feeds:feeds",
    "make-delta": "deltas:make_delta",
    "apply-delta": "deltas:apply_delta",
    "purge": "purge:purge",
    "verify": "state:verify",
    "backup": "state:backup",
    "restore": "restoring:restore",
    "vacuum": "state:vacuum",
    "reparse": "work:reparse",
    "import": "importing:import_file",
    "reconcile": "importing:reconcile",
}
"""In the order of work: each command's name, and where it is in this package. Only the one that is used is imported."""


class App(Struct, frozen=True):
    """What every command is handed: the configuration, and whether to be silent."""

    config: config.Config
    quiet: bool


class SuggestingGroup(click.Group):
    """A group that names the nearest command when one is mistyped, and imports a command when it is asked for.

    Attributes:
        places: Commands not imported yet: name to ``module:function``. A night of short commands should not pay
            each time for all that the others need.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.places: dict[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were added."""
        del ctx
        return [*self.commands, *(name for name in self.places if name not in self.commands)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """As click's, importing the command where that has not happened yet."""
        if (place := self.places.get(cmd_name)) is not None:
            module, _, function = place.partition(":")
            with loading():
                return cast("click.Command", getattr(import_module(module), function))
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click's, but a sentence that is longer than its line goes on in the next; click cuts it off."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(limit=200)) for name, one in commands if one is not None])

    def invoke(self, ctx: click.Context) -> object:
        """As click's, but a reader of our stdout that left (``| head``) is no failure, and a JSON log stays one."""
        answer: object = 0
        try:
            with reader_may_leave():
                answer = super().invoke(ctx)
        except (PipelineError, OSError) as error:
            found = ctx.find_object(App)
            log_format = ctx.params.get("log_format") if found is None else found.config.logging.format
            if log_format != "json":
                raise
            ours = in_our_words(error)
            log_line(event="error", message=ours.message, mend=ours.mend)
            return ours.exit_code
        return answer

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = nearest(args[0], self.list_commands(ctx))
            if near is None or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near!r}?", ctx) from error


@click.group(cls=SuggestingGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pipeline")
@click.option(
    "-c",
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file. Default: pipeline.toml in this folder, if there is one.",
)
@click.option("-d", "--database", type=click.Path(path_type=Path, dir_okay=False), help="SQLite file to use.")
@click.option("-a", "--archive", type=click.Path(path_type=Path, file_okay=False), help="Folder of the WARC archive.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("--log-format", type=click.Choice(["text", "json"]), help="How progress is told on stderr.")
@click.pass_context
def app(
    ctx: click.Context,
    config_file: Path | None,
    database: Path | None,
    archive: Path | None,
    quiet: bool,
    log_format: Literal["text", "json"] | None,
) -> None:
    """Keep a local, trustworthy copy of consumer-health pages.

    \b
    First steps
      pipeline demo                             the whole job against a small site of our own
      pipeline parse page.html --url URL        what a saved page becomes
      pipeline run --site medlineplus --limit 20
      pipeline status
    """
    loaded = config.load(config_file, os.environ)
    ctx.obj = App(config.with_flags(loaded, database=database, archive=archive, log_format=log_format), quiet)


app.places.update({name: f"{__package__}.{place}" for name, place in COMMANDS.items()})


def handed(ctx: click.Context) -> App:
    """The application's own object out of click's context."""
    found = ctx.find_object(App)
    if found is None:
        raise click.UsageError("run this through the pipeline command")
    return found
