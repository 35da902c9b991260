"""Addresses out of a list, one a line: of a file, or of standard input."""

from __future__ import annotations

import re
import sys
from itertools import islice
from pathlib import Path

from pipeline.errors import InvalidUrl, UsageError
from pipeline.nearest import many
from pipeline.urls import canonicalize

_COMMENT = re.compile(r"(?:^|\s)#.*")
"""``#`` that begins a line or stands behind a space; one in an address is a fragment of it."""

_SHOWN = 10
"""Lines that are wrong and told with their number."""


def addresses(source: Path) -> tuple[str, ...]:
    """The canonical addresses of a list, in its order; blank lines and comments aside.

    Args:
        source: the file, in UTF-8; ``-`` for standard input.

    Raises:
        UsageError: it cannot be read, some lines are no addresses (each is told by its number), or none is.
    """
    name = "standard input" if str(source) == "-" else str(source)
    try:
        body = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
        lines = body.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name}, line {line}: not UTF-8", mend="give plain text, one address a line") from error
    found: list[str] = []
    wrong: list[str] = []
    for number, line in enumerate(lines, 1):
        said = _COMMENT.sub("", line).strip()
        try:
            found += [canonicalize(said)] if said else []
        except InvalidUrl as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        more = [f"and {many(len(wrong) - _SHOWN, 'line')} more"] if len(wrong) > _SHOWN else []
        raise UsageError("\n  ".join([f"{name} holds what is no address:", *islice(wrong, _SHOWN), *more]))
    if not found:
        raise UsageError(f"{name} names no address", mend="give one a line; blank lines and # comments are left out")
    return tuple(dict.fromkeys(found))
