"""One command in, one exit code out; every trouble becomes a line and its mend, never a traceback."""

from __future__ import annotations

import errno
from collections.abc import Sequence

import click

from pipeline.cli.app import app
from pipeline.cli.console import say
from pipeline.errors import DiskFull, PipelineError


def run_command_line(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    try:
        result = app.main(args=list(arguments), prog_name="pipeline", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("interrupted")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (PipelineError, OSError) as error:
        return _told(error if isinstance(error, PipelineError) else _of_the_system(error))
    return result if isinstance(result, int) else 0


def _of_the_system(error: OSError) -> PipelineError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        why = error.strerror or error
        return DiskFull(f"no space left to write {error.filename or 'output'}: {why}", mend="free some space")
    return PipelineError(f"{error.filename or 'the system'}: {error.strerror or error}")


def _told(error: PipelineError) -> int:
    say(f"error: {error.message}")
    if error.mend:
        say(f"  to mend: {error.mend}")
    return error.exit_code
