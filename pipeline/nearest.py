"""What somebody meant who wrote a name that there is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(written: str, names: Iterable[str]) -> str | None:
    """The name most like what was written; ``None`` where none is like it."""
    near = difflib.get_close_matches(written, sorted(names), n=1, cutoff=0.5)
    return near[0] if near else None
