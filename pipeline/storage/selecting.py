"""Pages picked by a condition of the reader's own, and what was removed for good."""

# the reader's SQL is the point; what it may do is decided by the authorizer below
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime

from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.model.capture import ArchiveRef
from pipeline.nearest import nearest
from pipeline.storage.connection import connect, guarded
from pipeline.storage.outcome_rows import REMOVED
from pipeline.storage.session import Session
from pipeline.urls import page_key

_STEPS = 100_000_000
"""Virtual machine steps a condition may take between two pages before it is called endless."""

_MAY = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_NOT = frozenset({"load_extension", "fts3_tokenizer", "edit", "readfile", "writefile", "randomblob", "zeroblob"})


_CAPTURES_OF = """
SELECT id, file, offset, length FROM captures WHERE (requested_url = ?1 OR url = ?1 OR number IN (
    SELECT f.capture FROM fetches f JOIN urls u ON u.id = f.url_id LEFT JOIN documents d ON d.id = u.document_id
    WHERE d.url = ?1 OR u.url = ?1
  ))
  AND number NOT IN (
    SELECT f.capture FROM urls u JOIN fetches f ON f.url_id = u.id JOIN versions v ON v.id = f.version_id
    JOIN documents d ON d.id = v.document_id JOIN captures c ON c.number = f.capture
    WHERE u.url = ?1 AND d.url <> ?1 AND c.url <> ?1 AND f.capture IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM urls o JOIN documents p ON p.id = o.document_id WHERE o.url = d.url AND p.url = ?1)
  )
ORDER BY number
"""
_OF_REMOVED = """
SELECT DISTINCT c.id, c.file, c.offset, c.length
FROM runs r JOIN fetches f ON f.run = r.number JOIN urls u ON u.id = f.url_id
JOIN captures c ON c.requested_url = u.url AND c.number >= (SELECT min(capture) FROM fetches WHERE run = r.number)
WHERE r.id = :run AND f.result = 'out_of_scope' AND f.message = :removed AND c.file IS NOT NULL
"""
"""Every answer on the way, not only the last; from the first one of the run on, as no index has their addresses."""


TOMBSTONES = "SELECT url, site, purged_at, reason FROM tombstones ORDER BY url"


class Tombstone(Struct, frozen=True, kw_only=True):
    """A page that was removed for good: its canonical URL, its site, when and why."""

    url: str
    site: str
    purged_at: datetime
    reason: str


class Facets(Struct, frozen=True, kw_only=True):
    """What pages can be picked by: kinds of page, languages, and subjects as (scheme, name, code)."""

    page_types: tuple[str, ...]
    languages: tuple[str, ...]
    subjects: tuple[tuple[str, str, str | None], ...]


_ADDRESSES = """
SELECT ?1 UNION SELECT a.url FROM aliases a JOIN documents d ON d.id = a.document_id WHERE d.url = ?1
UNION SELECT substr(c.detail, 6) FROM changes c JOIN documents d ON d.id = c.document_id
WHERE d.url = ?1 AND c.kind = 'moved' AND c.detail IS NOT NULL
"""


_NEAR = """
SELECT spelling, url FROM documents WHERE spelling > ? AND spelling < ? ORDER BY length(spelling), spelling LIMIT 5000
"""
_ALIKE = 0.75
"""How much alike the last parts of two addresses are of which one is a slip for the other."""


class Selecting(Session):
    """Reading by a condition; reading tombstones."""

    @guarded
    def pages_where(self, condition: str) -> Iterator[str]:
        """URLs of the rows of the view ``pages`` for which a condition holds, in ascending order.

        The condition is one SQL expression over the view's columns; subqueries may read other tables. It cannot
        write, attach, load or run pragmas: SQLite asks an authorizer for every single thing a statement would do.

        Args:
            condition: as in ``reviewed < '2022' AND site = 'medlineplus'``.

        Raises:
            UsageError: SQLite does not take it, or it does not end.
        """
        # on its own first, so that a bracket closed too early cannot lead out of the WHERE
        tried, query = (
            f"SELECT ({condition}\n) FROM pages LIMIT 0",
            f"SELECT url FROM pages WHERE ({condition}\n) ORDER BY url",
        )
        with closing(connect(self.path, read_only=True)) as apart:
            # what SQLite asks Python in the middle of a statement waits for who reads by the same connection in
            # another thread, and that one for the statement
            apart.set_authorizer(_authorize)
            apart.set_progress_handler(lambda: 1, _STEPS)
            try:
                apart.execute(tried)
                apart.execute(query).fetchone()
                cursor = self._sql.execute(query)
                while rows := cursor.fetchmany(500):
                    for (url,) in rows:
                        yield url
            except (sqlite3.Error, UnicodeEncodeError) as error:
                raise UsageError(
                    f"the condition {condition!r} cannot be used: {error}",
                    mend="write one SQL expression over the columns of the view pages (docs/reference/tables.md)",
                ) from error

    @guarded
    def facets(self) -> Facets:
        """Every kind of page, language and subject of the documents there are."""
        types = self._sql.execute("SELECT DISTINCT page_type FROM documents ORDER BY 1").fetchall()
        languages = self._sql.execute(
            "SELECT DISTINCT language FROM documents WHERE language IS NOT NULL ORDER BY 1"
        ).fetchall()
        return Facets(
            page_types=tuple(name for (name,) in types),
            languages=tuple(name for (name,) in languages),
            subjects=tuple(self._sql.execute("SELECT DISTINCT scheme, name, code FROM subjects ORDER BY 1, 2, 3")),
        )

    @guarded
    def address_like(self, url: str) -> str | None:
        """The page that was probably meant by an address of none: another spelling of it, or one much like it.

        Of those in the same folder or below it, by the last part of the path, without its ending; figures are no slips.
        """
        key = page_key(url)
        spelt = self._value("SELECT url FROM documents WHERE spelling = ? ORDER BY url LIMIT 1", (key,))
        if spelt is not None:
            return str(spelt)
        folder = key.rpartition("/")[0]
        last = chr(ord("/") + 1)
        near: dict[str, str] = {}
        for other, address in self._sql.execute(_NEAR, (f"{folder}/", f"{folder}{last}")):
            if _figures(other.rpartition("/")[2]) == _figures(key.rpartition("/")[2]):
                near.setdefault(_stem(other), address)
        alike = nearest(_stem(key), near, alike=_ALIKE)
        return None if alike is None else near[alike]

    @guarded
    def tombstones(self) -> Iterator[Tombstone]:
        """What was removed for good, by URL."""
        yield from self._all(Tombstone, TOMBSTONES)

    @guarded
    def captures_of(self, url: str) -> list[tuple[str, ArchiveRef | None]]:
        """Every capture of a page, by id, with its place in the archive: of its URL and of those that led to it.

        Not what another page said while this address led to it: that page's history rests on it.
        """
        rows = self._sql.execute(_CAPTURES_OF, (url,))
        return [
            (row[0], None if row[1] is None else ArchiveRef(file=row[1], offset=row[2], length=row[3])) for row in rows
        ]

    @guarded
    def addresses_of(self, url: str) -> frozenset[str]:
        """Every address that a page has or had: its own, its aliases, those that it moved from."""
        return frozenset(address for (address,) in self._sql.execute(_ADDRESSES, (url,)))

    @guarded
    def captures_of_removed(self, run_ids: Iterable[str]) -> list[tuple[str, ArchiveRef]]:
        """What some runs were answered, and archived, where a page had been removed for good: asked under another name.

        Addresses found later lead to such pages by redirects; that shows when they have been asked.
        """
        if not self._value("SELECT EXISTS (SELECT 1 FROM tombstones)"):
            return []
        rows = (row for run in run_ids for row in self._sql.execute(_OF_REMOVED, {"run": run, "removed": REMOVED}))
        return [(row[0], ArchiveRef(file=row[1], offset=row[2], length=row[3])) for row in rows]

    @guarded
    def drop_captures(self, ids: Iterable[str]) -> None:
        """Note that the archive no longer holds these captures: that they were made stays, what they said does not."""
        with self.batch():
            self._sql.executemany(
                "UPDATE captures SET file = NULL, offset = NULL, length = NULL WHERE id = ?", [(one,) for one in ids]
            )


def _stem(spelling: str) -> str:
    return spelling.rpartition("/")[2].partition(".")[0]


def _figures(name: str) -> str:
    return "".join(sign for sign in name if sign.isdigit())


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _NOT else sqlite3.SQLITE_OK
    del first
    return sqlite3.SQLITE_OK if action in _MAY else sqlite3.SQLITE_DENY
