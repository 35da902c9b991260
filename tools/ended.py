"""What a run left, read back, for comparison with what another one left."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline import archive, records
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.storage import Store


class State(Struct, frozen=True, kw_only=True):
    """What a run leaves, without what differs between any two runs (ids, moments, places in files).

    A 503 that was answered by asking again is not counted: the server of the demo says it once, to whom it may be.
    """

    records: dict[str, bytes]
    versions: dict[str, list[str]]
    links: Counter[str]
    frontier: dict[str, str]
    fetches: Counter[str]
    counted: Counter[str]
    captures: Counter[str]
    unsound: tuple[str, ...]


def without_origin(document: Document) -> bytes:
    """A record without when it was fetched, by which run, and where it is kept."""
    provenance = replace(document.provenance, capture_id=None, fetched_at=None, archive=None, run_id=None)
    return records.to_json(replace(document, provenance=provenance))


def state_of(folder: Path) -> State:
    """Read everything back."""
    with Store.open(folder / "health.db", read_only=True) as store:
        documents = list(store.documents())
        versions = {d.url: [version.content_hash for version in store.versions(d.url)] for d in documents}
        rows = {row.id for row in store.captures()}
        unsound = store.check()
    kept = list(archive.iterate(folder / "archive"))
    unsound += [f"{p.file} at {p.offset}: {p.code}" for p in archive.verify(folder / "archive") if p.severity != "note"]
    if {capture.id for capture in kept} != rows:
        unsound.append(f"{len(kept)} captures in the archive, {len(rows)} in the database")
    with closing(sqlite3.connect(f"{(folder / 'health.db').as_uri()}?mode=ro", uri=True)) as sql, sql:
        links = sql.execute(
            "SELECT d.url, l.position, l.url, l.text FROM links l JOIN documents d ON d.id = document_id"
        )
        frontier = sql.execute(
            "SELECT url, kind, status, attempts, failure, missing_since IS NULL, etag, last_modified, payload_sha256,"
            " moved_to, due_reason, document_id IS NULL, next_due IS NULL FROM urls"
        )
        fetches = sql.execute(
            "SELECT u.url, f.result, iif(f.http_status = 304, 200, f.http_status)"
            " FROM fetches f JOIN urls u ON u.id = f.url_id"
        )
        state = State(
            records={document.url: without_origin(document) for document in documents},
            versions=versions,
            links=Counter(map(repr, links)),
            frontier={row[0]: repr(row[1:]) for row in frontier},
            fetches=Counter(map(repr, fetches)),
            counted=_counted(sql),
            captures=Counter(map(_answer, (c for c in kept if c.status != 503))),
            unsound=tuple(unsound),
        )
    sql.close()
    return state


def _answer(capture: Capture) -> str:
    """What was answered. Where a redirect leads answers 304 once that page itself has answered in this run."""
    led = bool(capture.redirects) and capture.status in (200, 304)
    return f"{capture.requested_url} {capture.url} {'page' if led else f'{capture.status} {capture.entity_sha256}'}"


def _counted(sql: sqlite3.Connection) -> Counter[str]:
    total: Counter[str] = Counter()
    for (counts,) in sql.execute("SELECT counts FROM runs"):
        total.update({name: n for name, n in msgspec.json.decode(counts).items() if name in ("new", "changed", "gone")})
    return total


def differences(got: State, want: State, *, asked_twice: Collection[str]) -> Iterator[str]:
    """What is not as an uninterrupted run leaves it; empty when the guarantee held.

    Args:
        got: what is there.
        want: what an uninterrupted run leaves.
        asked_twice: paths that may have more answers than one.
    """
    for name in ("records", "versions", "links", "frontier", "fetches", "counted"):
        if getattr(got, name) != getattr(want, name):
            yield f"{name}: {_first(getattr(got, name), getattr(want, name))}"
    yield from got.unsound
    if got.captures.keys() != want.captures.keys():
        yield f"captures: {_first(got.captures, want.captures)}"
    for name, many in got.captures.items():
        if many > want.captures[name] and urlsplit(name.split()[0]).path not in asked_twice:
            yield f"answered, archived and asked again: {name}"


def _first(got: Mapping[str, object], want: Mapping[str, object]) -> str:
    key = next(key for key in sorted({*got, *want}) if got.get(key) != want.get(key))
    return f"{key}: {got.get(key)!s:.300} instead of {want.get(key)!s:.300}"
