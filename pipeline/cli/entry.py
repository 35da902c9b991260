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
        error.show()
        return error.exit_code
    except (PipelineError, OSError, MemoryError, RuntimeError) as error:
        return _told(in_our_words(error))
    return result if isinstance(result, int) else 0


def _told(error: PipelineError) -> int:
    say(f"error: {error.message}")
    if error.mend:
        say(f"  to mend: {error.mend}")
    return error.exit_code
