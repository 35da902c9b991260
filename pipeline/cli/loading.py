"""Importing without the collector of cycles, which would go through every module again and again as they come."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported inside, cycles are not looked for; what was made by then is never looked at again.

    That is a third of the time a short command takes. It is for a process of ours, not for an import of the package.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
