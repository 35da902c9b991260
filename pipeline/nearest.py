"""Names and numbers in what is said to somebody: the name that was meant, the first of many, one page, two pages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_FEW = 3


def nearest(written: str, names: Iterable[str], *, alike: float = 0.5) -> str | None:
    """The name most like what was written; ``None`` where none is ``alike`` (1: the same) so much."""
    near = difflib.get_close_matches(written, sorted(names), n=1, cutoff=alike)
    return near[0] if near else None


def meant(written: str, names: Iterable[str]) -> str:
    """The same as the end of a sentence, ``; did you mean 'x'?``; empty where no name is like it."""
    near = nearest(written, names)
    return "" if near is None else f"; did you mean {near!r}?"


def few_of(names: Sequence[str]) -> str:
    """The first three of some names, and how many more there are."""
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"{', '.join(names[:_FEW])}{more}"


def many(number: int, one: str, several: str | None = None) -> str:
    """How many there are of something, in words: 1 page, 2,000 pages."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
