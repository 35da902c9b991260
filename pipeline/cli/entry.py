"""One command in, one exit code out; every trouble becomes a line and its mend, never a traceback."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline.cli.app import app
from pipeline.cli.console import say
from pipeline.cli.streams import allow_files
from pipeline.cli.trouble import in_our_words
from pipeline.errors import PipelineError


def run_command_line(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    try:
        allow_files()
        result = app.main(args=list(arguments), prog_name="pipeline", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("interrupted")
        return 130
    except click.ClickException as error:
        _with_its_place(error).show()
        return error.exit_code
    except (PipelineError, OSError, MemoryError, RuntimeError) as error:
        return _told(in_our_words(error))
    return result if isinstance(result, int) else 0


def _with_its_place(error: click.ClickException) -> click.ClickException:
    """The error, or where an option of every command stands that was written behind one."""
    if not isinstance(error, click.NoSuchOption) or error.ctx is None or error.ctx.parent is None:
        return error
    for option in app.params:
        if error.option_name in option.opts:
            given = error.option_name if getattr(option, "is_flag", False) else f"{error.option_name} ..."
            program, _, command = error.ctx.command_path.partition(" ")
            place = f"{error.option_name} stands before the command: {program} {given} {command}"
            return click.UsageError(place, error.ctx)
    return error


def _told(error: PipelineError) -> int:
    say(f"error: {error.message}")
    if error.mend:
        say(f"  to mend: {error.mend}")
    return error.exit_code
