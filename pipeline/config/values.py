"""Plain values of a file or a variable as typed ones, and the words for what is wrong with them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import date, time
from pathlib import Path

import msgspec

from pipeline.config.schema import Leaf
from pipeline.errors import ConfigError
from pipeline.nearest import nearest

_LONGEST = 1e9
"""Seconds, some thirty years: neither the system's waits nor the calendar know much longer ones."""
_MOST = 2**53
_VARIABLE = re.compile(r"\$(?:[A-Za-z_]\w*|\{\w+\})")


def converted(value: object, leaf: Leaf, where: Callable[[], str], *, strict: bool) -> object:
    """``value`` as the setting's type; text becomes a number or a truth value unless ``strict``.

    Raises:
        ConfigError: it does not fit; ``where`` says what to call the place.
    """
    try:
        found = msgspec.convert(value, leaf.type, strict=strict, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where()} must be {leaf.words}; it says {_shown(value)}") from error
    if isinstance(found, Path) and (name := unfilled(found)):
        raise ConfigError(f"{where()} says {_shown(value)}: {name} is not filled in here", mend=WRITE_OUT)
    if isinstance(found, float) and not abs(found) <= _LONGEST:  # nan is not, either
        raise ConfigError(f"{where()} must be {leaf.words}; it says {_shown(value)}, which no machine waits for")
    if isinstance(found, int) and abs(found) > _MOST:
        raise ConfigError(f"{where()} must be {leaf.words}; it says {_shown(value)}, which is too large a number")
    return found


def _shown(value: object) -> str:
    """As a file of settings has it, where Python writes otherwise."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def _decode(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str) and value and "\0" not in value:
        try:
            path = Path(value).expanduser()
            os.fsencode(path)
        except (RuntimeError, UnicodeEncodeError) as error:  # ~NAME of a user there is not; a locale without the sign
            raise ValueError(str(error)) from error
        return path
    raise ValueError(f"not a path: {value!r}")


WRITE_OUT = "write the path out; ~ is the home folder"
"""What to do about a name that nobody fills in."""


def unfilled(path: Path) -> str | None:
    """The name of a variable that a shell would have filled in, which would become a folder of that name."""
    found = _VARIABLE.search(str(path))
    return found[0] if found else None


def suggestion(key: str, known: Iterable[str], before: tuple[str, ...] = ()) -> str:
    """The nearest known name, else what there is."""
    names = sorted(known)
    near = nearest(key, names)
    if near is not None:
        return f"did you mean {dotted((*before, near))}?"
    return f"there is {', '.join(names)}" if len(names) <= 20 else "every setting: docs/reference/config.md"


def dotted(path: tuple[str, ...]) -> str:
    """``audit.policies.site``."""
    return ".".join(part for part in path if not part.isdigit())  # digits count the tables of a list


def kind_of(value: object) -> str:
    """What a TOML value is, in words."""
    names = {dict: "a table", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)
