"""Lines of a log that is read by machines, and trouble of the system in this package's words."""

from __future__ import annotations

import errno
from datetime import UTC, datetime

import click
import msgspec

from pipeline.errors import DiskFull, PipelineError, system_limit


def log_line(**fields: object) -> None:
    """One JSON object with the time, on stderr; what is ``None`` is left out."""
    fields = {"at": datetime.now(UTC), **fields}
    click.echo(msgspec.json.encode({key: value for key, value in fields.items() if value is not None}), err=True)


def in_our_words(error: Exception) -> PipelineError:
    """What ends a command, with a message and, where there is one, its mend.

    Raises:
        Exception: the error itself, where it is neither ours nor the system's: a fault of this program.
    """
    if isinstance(error, PipelineError) and error.mend:
        return error
    limit = system_limit(error)
    if limit is not None:
        return limit
    if isinstance(error, PipelineError):
        return error
    if not isinstance(error, OSError):
        raise error
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        why = error.strerror or error
        return DiskFull(f"no space left to write {error.filename or 'output'}: {why}", mend="free some space")
    mend = None
    if error.filename and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        mend = "make its folder writable for this user, or name another place"
    return PipelineError(f"{error.filename or 'the system'}: {error.strerror or error}", mend=mend)
