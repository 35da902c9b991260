"""Patterns that take long to compile, compiled when they are first used: most commands read no page."""

from __future__ import annotations

import re
from typing import Any, cast


def when_used(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What :func:`re.compile` gives, but for the moment of compiling.

    For patterns whose compiling takes a millisecond and more, as those of long lists of words and of wide ranges of
    characters do. A mistake in one is an error of its first use, so tests have to use it.
    """
    return cast("re.Pattern[str]", _Later(pattern, flags))


class _Later:
    def __init__(self, pattern: str, flags: int) -> None:
        self._given = (pattern, flags)
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        """An attribute of the pattern, asked for the first time; from then on it is found without coming here."""
        if self._compiled is None:
            self._compiled = re.compile(*self._given)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
