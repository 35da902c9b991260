"""The ``pipeline`` command: what every subcommand shares."""

from __future__ import annotations

import os
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast

import click
from msgspec import Struct

from pipeline import config
from pipeline._version import __version__
from pipeline.cli.loading import loading
from pipeline.cli.places import Place
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.trouble import in_our_words, log_line
from pipeline.errors import PipelineError, UsageError
from pipeline.nearest import nearest

EPILOG = """\b
Exit codes
  0    fine
  1    findings over a threshold, damage, or the machine gave out
  2    usage or configuration, a database that is not there among them
  3    incomplete: something is left, or over 5 % of what was asked failed
  4    publication of a site is blocked
  5    another run holds the lock
  130  interrupted; run again to go on
"""


COMMANDS = {
    "demo": ("demo:demo", "Run the whole job against a demo site of our own, over real HTTP."),
    "run": ("work:run", "Fetch what is due, keep it, read it, store it."),
    "worker": ("crawl:worker", "Ask pages for a run that shares its frontier; any number of these, on any machine."),
    "fetch": ("work:fetch", "Fetch, keep, read and store single pages, due or not."),
    "parse": ("parsing:parse", "Print the record of one page as a JSON object."),
    "show": ("read:show", "Show the stored record of a page, as it is or as it was."),
    "search": ("read:search", "Search the stored sections, best hits first."),
    "explain": ("read:explain", "Say why a page was fetched, skipped, unchanged, changed or failed."),
    "history": (
        "history:history",
        "List the versions of a page: when each was seen, what it changed, and when the page moved, went or was back.",
    ),
    "diff": ("history:diff", "Show what differs between two versions of a page, section by section, word by word."),
    "changes": (
        "changed:changes",
        "Show what a run saw change: edits made all over a host once, then pages, the weightiest first.",
    ),
    "ledger": (
        "changed:ledger",
        "Show which pages changed since their review, and which moved the date without a change.",
    ),
    "status": ("status:status", "Show what is stored and how the last runs went."),
    "sites": ("sites:sites", "List the publishers that can be read, prove them, or begin a new one."),
    "audit": ("audit:audit", "Say what is overdue, undated, contradictory, silently changed or gone."),
    "links": ("links:links", "Check the links of the pages we hold, and list those that are broken."),
    "dates": (
        "dates:dates",
        "Show every date that speaks of a page, side by side, and how far each carrier can be believed.",
    ),
    "languages": (
        "dates:languages",
        "Compare pages with their translations: missing pages, missing sections, dates that lie behind.",
    ),
    "report": ("report:report", "Write one HTML file that says how things stand."),
    "serve": ("report:serve", "Open the database in Datasette, read-only."),
    "export": (
        "export:export",
        "Write the records as datasets: one folder a format, with manifest, checksums and attribution.",
    ),
    "feeds": ("feeds:feeds", "Write feeds of material changes and new findings: feed.atom and feed.json."),
    "make-delta": (
        "deltas:make_delta",
        "Write what leads from the OLD release to the NEW one, for those who hold the old one.",
    ),
    "apply-delta": ("deltas:apply_delta", "Make the new release from the OLD one and a DELTA, byte for byte."),
    "purge": ("purge:purge", "Remove a page for good: from database, search, archive and every later export."),
    "verify": (
        "verify:verify",
        "Check archive and database: truncation, flipped bits, broken references, the search index.",
    ),
    "backup": ("state:backup", "Copy the database to FILE, also while a run is writing it."),
    "restore": ("restoring:restore", "Put the backup FILE in the place of the database."),
    "vacuum": ("state:vacuum", "Rewrite the database without holes."),
    "reparse": ("work:reparse", "Read the whole archive again, without the network."),
    "import": (
        "importing:import_file",
        "Store what comes in as files, with history: NLM's topic XML, a folder of pages, or shards.",
    ),
    "reconcile": (
        "importing:reconcile",
        "Lay stored topic pages and NLM's topic XML side by side: in one and not the other, what differs.",
    ),
}
"""In the order of work: where each command is in this package, and the first sentence of its help."""


class App(Struct, frozen=True):
    """What every command is handed: the configuration, and whether to be silent."""

    config: config.Config
    quiet: bool


class SuggestingGroup(click.Group):
    """A group that names the nearest command when one is mistyped, and imports a command when it is asked for.

    Attributes:
        later: Commands that are imported when they are asked for, by name: ``module:function``, and what the list of
            commands says. A night of short commands should not pay each time for all that the others need.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.later: dict[str, tuple[str, str]] = {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click's, but a value that is nothing is refused: as a rule a variable that the shell does not know.

        To the command it would be as if the option were not there, or the folder that the caller stands in.
        """
        for before, given in pairwise(["pipeline", *args] if not ctx.resilient_parsing else ()):
            option, equals, value = given.partition("=")
            if not given or (equals and not value and option.startswith("--")):
                raise UsageError(
                    f"nothing is given behind {option or before}",
                    mend="give a value, or leave it out; it may be a variable that is not set",
                )
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were added."""
        del ctx
        return [*self.commands, *(name for name in self.later if name not in self.commands)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """As click's, importing the command where that has not happened yet."""
        if cmd_name in self.later:
            module, _, function = self.later[cmd_name][0].partition(":")
            with loading():
                return cast("click.Command", getattr(import_module(module), function))
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click's, but a sentence that is longer than its line goes on in the next; click cuts it off."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._sentence(ctx, name)) for name in self.list_commands(ctx)])

    def _sentence(self, ctx: click.Context, name: str) -> str:
        if name in self.later:
            return self.later[name][1]
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(limit=200)

    def invoke(self, ctx: click.Context) -> object:
        """As click's, but a reader of our stdout that left (``| head``) is no failure, and a JSON log stays one."""
        answer: object = 0
        try:
            with reader_may_leave():
                answer = super().invoke(ctx)
        except (PipelineError, OSError, MemoryError, RuntimeError) as error:
            found = ctx.find_object(App)
            log_format = _meant_log_format(ctx) if found is None else found.config.logging.format
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


def _meant_log_format(ctx: click.Context) -> object:
    """How trouble with the settings themselves is to be told."""
    return ctx.params.get("log_format") or config.log_format_of(ctx.params.get("config_file"), os.environ)


@click.group(cls=SuggestingGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pipeline")
@click.option(
    "-c",
    "--config",
    "config_file",
    type=Place(dir_okay=False),
    help="Configuration file. Default: pipeline.toml in this folder, if there is one.",
)
@click.option("-d", "--database", type=Place(dir_okay=False), help="SQLite file to use.")
@click.option("-a", "--archive", type=Place(file_okay=False), help="Folder of the WARC archive.")
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
      pipeline demo                       the whole job, on a small site of ours
      pipeline parse page.html --url URL  what a saved page becomes
      pipeline run --site medlineplus --limit 20
      pipeline status
    """
    loaded = config.load(config_file, os.environ)
    ctx.obj = App(config.with_flags(loaded, database=database, archive=archive, log_format=log_format), quiet)


app.later.update({name: (f"{__package__}.{place}", sentence) for name, (place, sentence) in COMMANDS.items()})


def handed(ctx: click.Context) -> App:
    """The application's own object out of click's context."""
    found = ctx.find_object(App)
    if found is None:
        raise click.UsageError("run this through the pipeline command")
    return found
