"""Whether a host's lists are believed when they say that a page has changed."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b

from pipeline.model.target import Discovered
from pipeline.storage.session import Session
from pipeline.urls import host_of

SIGNALS = 12
"""Announcements below which nothing is said about who made them."""

TRUE_SHARE = 0.5
"""Share of announcements that must be followed by a change. Trust is binary and earned (freshness rules, A5): Google
uses ``lastmod`` where it is "consistently and verifiably accurate", and degrees of trust gain nothing in simulation."""

PROBES = 12
"""Pages of one list that are looked at all the same while its host is not believed, so that it can be again."""

MOVED = "{new} > lastmod AND substr({new}, 1, length(lastmod)) <> lastmod"
"""A date of change has moved forward; that it is written to the minute now is no move."""

_TOLD = "SELECT hints, true_hints FROM receipts WHERE host = ? AND hints > 0 ORDER BY run DESC LIMIT ?"
_HAS_MOVED = f"SELECT 1 FROM urls WHERE url = ?1 AND next_due > ?3 AND {MOVED.format(new='?2')}"
_LOOK = "UPDATE urls SET next_due = ?, due_reason = 'lastmod-moved' WHERE url = ?"


class Heard:
    """What one list announced: whose word is believed, and what is looked at of the others'.

    Which pages these are follows from the URL and its date alone: others each time the dates move, the same ones
    after a crash.
    """

    def __init__(self) -> None:
        self.believed: dict[str, bool] = {}
        self._chosen: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)

    def offer(self, found: Discovered, host: str) -> None:
        """A page whose date has moved, on a host that is not believed."""
        digest = blake2b(f"{found.url} {found.lastmod}".encode(), digest_size=8).digest()
        one = (-int.from_bytes(digest), found.url)
        chosen = self._chosen[host]
        if one in chosen:
            return  # named twice
        if len(chosen) < PROBES:
            heapq.heappush(chosen, one)
        else:
            heapq.heappushpop(chosen, one)

    def probes(self) -> Iterator[str]:
        """At most :data:`PROBES` URLs a host."""
        return (url for chosen in self._chosen.values() for _, url in chosen)


class Hints(Session):
    """What dates of change in a list are worth, by what came of the last ones."""

    def _believes(self, found: Discovered, heard: Heard, at: str) -> bool:
        """Whether a date of change may call a page; asked before the row follows. A list's own date always may."""
        if found.lastmod is None or found.kind == "sitemap":
            return True
        host = host_of(found.url)
        believed = heard.believed.get(host)
        if believed is None:
            believed = heard.believed[host] = self._trusts(host)
        if not believed and self._sql.execute(_HAS_MOVED, (found.url, found.lastmod, at)).fetchone():
            heard.offer(found, host)
        return believed

    def _trusts(self, host: str) -> bool:
        """Whether enough of the newest dozen or more announcements were true; fewer are believed."""
        said = true = 0
        for hints, of_these in self._sql.execute(_TOLD, (host, SIGNALS)):
            said, true = said + hints, true + of_these
            if said >= SIGNALS:
                return bool(true / said >= TRUE_SHARE)
        return True

    def _probe(self, heard: Heard, at: str) -> None:
        self._sql.executemany(_LOOK, ((at, url) for url in heard.probes()))
