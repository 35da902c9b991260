"""Stretches of files on a web server (RFC 9110, section 14), asked for politely.

For archives that somebody publishes as files, such as Common Crawl's. Not for pages: those are fetched by
:mod:`pipeline.fetchers.http`, with robots.txt and a pace for each host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from pipeline.fetchers.doors.allowance import Allowance, Machine, take
from pipeline.fetchers.doors.opening import Door
from pipeline.fetchers.retry import TRANSIENT_STATUS, backoff, retry_after
from pipeline.fetchers.settings import FetchSettings
from pipeline.urls import host_of

ATTEMPTS: Final = 6
_LONGEST_REST: Final = 120.0
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]", "::1")


class HttpRanges:
    """Asks a server for stretches of files, one after another.

    Args:
        settings: who we are, and how long we wait.
        allowance: what all workers together may ask.
        machine: time and chance.
    """

    def __init__(self, settings: FetchSettings, allowance: Allowance | None, machine: Machine) -> None:
        self._settings = settings
        self._allowance = allowance
        self._machine = machine
        self._opened: httpx.Client | None = None

    def close(self) -> None:
        """Ends the connections."""
        if self._opened is not None:
            self._opened.close()

    @property
    def _client(self) -> httpx.Client:
        """Made when it is needed: reading certificates takes longer than opening a file that is here."""
        if self._opened is None:
            self._opened = httpx.Client(
                headers={"User-Agent": self._settings.user_agent, "Accept-Encoding": "identity", "Accept": "*/*"},
                timeout=httpx.Timeout(self._settings.read_timeout, connect=self._settings.connect_timeout),
                follow_redirects=False,
            )
        return self._opened

    def fetch(self, url: str, start: int, end: int) -> tuple[bytes, int | None]:
        """The bytes of a file from ``start`` up to ``end``, and its length if the server says it.

        Raises:
            OSError: they are not to be had: the server refuses, has no such file, knows no ranges, or does not answer
                after several attempts.
            ConfigError: no contact is set, and the server is not on this machine.
        """
        host = host_of(url)
        if host not in _LOOPBACK:
            self._settings.require_contact(host)
        for attempt in range(1, ATTEMPTS + 1):
            take(self._allowance, self._machine)
            try:
                with self._client.stream("GET", url, headers={"Range": f"bytes={start}-{end - 1}"}) as answer:
                    if answer.status_code not in TRANSIENT_STATUS:
                        return _stretch_of(answer, url, start, end)
                    trouble = f"status {answer.status_code}"
                    asked = retry_after(answer.headers.get("Retry-After"), self._machine.now())
            except httpx.TransportError as error:
                trouble, asked = f"{type(error).__name__}: {error}", None
            if attempt < ATTEMPTS:
                self._rest(attempt, asked)
        raise OSError(f"{url}: {trouble}, {ATTEMPTS} times")

    def _rest(self, attempt: int, asked: float | None) -> None:
        """A server that is tired is left alone by all workers."""
        ours = backoff(attempt, base=self._settings.backoff, random=self._machine.random)
        seconds = min(_LONGEST_REST, max(asked or 0.0, ours))
        if self._allowance is not None:
            self._allowance.hold(seconds)
        else:
            self._machine.sleep(seconds)


@contextmanager
def door_to(settings: FetchSettings, allowance: Allowance | None, machine: Machine) -> Iterator[Door]:
    """A door that asks for stretches of public archives only as often as the allowance has it.

    Args:
        settings: who we are, and how long we wait.
        allowance: what all workers together may ask; ``None`` where only own files are read.
        machine: time and chance.
    """
    ranges = HttpRanges(settings, allowance, machine)
    try:
        yield Door(web=ranges.fetch, turn=lambda: take(allowance, machine))
    finally:
        ranges.close()


def _stretch_of(answer: httpx.Response, url: str, start: int, end: int) -> tuple[bytes, int | None]:
    if answer.status_code == 416:
        total = answer.headers.get("Content-Range", "").rpartition("/")[2]
        return b"", int(total) if total.isdecimal() else start
    if answer.status_code in (404, 410):
        raise FileNotFoundError(f"{url}: status {answer.status_code}")
    if answer.status_code == 200:
        raise OSError(f"{url}: the server gives whole files only, and a stretch was asked for")
    if answer.status_code != 206:
        raise OSError(f"{url}: status {answer.status_code}")
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != start:
        raise OSError(f"{url}: asked for bytes from {start}, given {answer.headers.get('Content-Range')!r}")
    total = int(found[3]) if found[3] != "*" else None
    wanted = min(end, total if total is not None else end) - start
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_raw():
        pieces.append(piece)
        size += len(piece)
        if size > wanted:
            break
    if size != wanted:
        raise httpx.ReadError(f"{wanted} bytes were promised, {size} came")
    return b"".join(pieces), total
