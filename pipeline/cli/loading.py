"""Importing with what would only be undone again left out: the search for cycles, and certificates nobody asks for."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

_AUTHORITIES = "SSL_CERT_FILE"
"""Where OpenSSL looks for the file of authorities that the system believes."""


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported inside, cycles are not looked for; what was made by then is never looked at again.

    Nor are the system's authorities read: aiohttp does so on import, for a context that is not ours (whom we believe
    says :func:`pipeline.fetchers.transport.believed`), and it takes as long as all of aiohttp. Together that is a third
    of the time a short command takes. It is for a process of ours, not for an import of the package.
    """
    was_on = gc.isenabled()
    gc.disable()
    stated = os.environ.get(_AUTHORITIES)
    os.environ[_AUTHORITIES] = os.devnull
    try:
        yield
    finally:
        if stated is None:
            del os.environ[_AUTHORITIES]
        else:
            os.environ[_AUTHORITIES] = stated
        gc.freeze()
        if was_on:
            gc.enable()
