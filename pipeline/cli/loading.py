"""Importing with what nobody asks for left out: the search for cycles, certificates, another program's command line."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import cast

_AUTHORITIES = "SSL_CERT_FILE"
"""Where OpenSSL looks for the file of authorities that the system believes."""

_COMMAND_LINE = "httpx._main"
"""The command line of httpx, which its package imports where it finds what it takes: pygments and most of rich."""


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported inside, cycles are not looked for; what was made by then is never looked at again.

    Nor are the system's authorities read: aiohttp does so on import, for a context that is not ours (whom we believe
    says :func:`pipeline.fetchers.transport.believed`), and it takes as long as all of aiohttp. Together that is a third
    of the time a short command takes. And httpx finds no command line of its own, as where it is installed without. A
    signal ends the process with a word. It is for a process of ours, not for an import of the package.
    """
    was_on = gc.isenabled()
    gc.disable()
    stated = os.environ.get(_AUTHORITIES)
    os.environ[_AUTHORITIES] = os.devnull
    left_out = _COMMAND_LINE not in sys.modules
    if left_out:
        sys.modules[_COMMAND_LINE] = cast("ModuleType", None)  # what stops an import of it, with an ImportError
    try:
        with _interruptible():
            yield
    finally:
        if left_out:
            del sys.modules[_COMMAND_LINE]
        if stated is None:
            del os.environ[_AUTHORITIES]
        else:
            os.environ[_AUTHORITIES] = stated
        gc.freeze()
        if was_on:
            gc.enable()


def heed_signals() -> None:
    """See that SIGTERM and SIGHUP end a command as SIGINT does, with its word and its exit code: by KeyboardInterrupt.

    For a process of ours, once. A run takes them itself while it asks; this is for all that comes before and after. One
    that is ignored (nohup) stays so.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Inside, a signal ends the process where it stands: nothing has been begun. One that is ignored stays so."""
    found = {}
    if threading.current_thread() is threading.main_thread():
        found = {number: signal.getsignal(number) for number in _SIGNALS}
    heeded = {number for number, handler in found.items() if handler in (signal.default_int_handler, signal.SIG_DFL)}
    for number in heeded:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, found[number])


def _end(*_: object) -> None:
    with suppress(OSError):
        os.write(2, b"\ninterrupted\n")
    os._exit(130)
