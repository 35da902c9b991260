"""Keeping the file healthy: check, backup, vacuum, and the removal that leaves no trace but a tombstone."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from pipeline.errors import DatabaseDamaged, StorageError, UsageError
from pipeline.moments import stamp
from pipeline.storage.address_state import NO_TROUBLE, UNHELD
from pipeline.storage.at_rest import behind, file_beside
from pipeline.storage.connection import guarded, translate
from pipeline.storage.dated import out_of_step
from pipeline.storage.derived import rows_that_differ
from pipeline.storage.removal import Removal
from pipeline.storage.samples import Samples
from pipeline.storage.sound import damaged_versions, fault_of, structure, undecodable
from pipeline.urls import page_key

_ENDED_SPELLINGS = """
SELECT d.id, d.url FROM aliases a JOIN documents d ON d.url = a.url AND d.id <> a.document_id
JOIN urls u ON u.url = d.url AND u.document_id = a.document_id
WHERE a.document_id = ? AND a.reason = 'spelling' AND d.gone_since IS NOT NULL
"""
"""Records that ended because they were of the same page."""


LOGS = ("-journal", "-wal", "-shm")
BELONG = ("", *LOGS, ".lock", ".reading")
"""Ends of the names of what lies beside a database and is no copy of it."""

_TO_BURY = """
SELECT id, site FROM documents WHERE url = ?1
UNION ALL SELECT -u.id, u.site FROM urls u WHERE u.url = ?1 AND u.kind = 'page'
  AND EXISTS (SELECT 1 FROM fetches f WHERE f.url_id = u.id AND f.capture IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.url = ?1)
LIMIT 1
"""
"""A page by the id of its record; one that was never read by a number below nothing, which no record has."""


_BELOW_ALL = "SELECT min(-1099511627776, coalesce(min(document_id), 0)) - 1 FROM tombstones"


class Upkeep(Samples, Removal):
    """What an operator does with the file as a whole.

    Attributes:
        log_held: another process read the file so long that what was written last could not be moved there from the
            log: what it replaces still lies in the file.
    """

    log_held: bool = False

    @guarded
    def check(self) -> list[str]:
        """What is wrong with the file, in words; empty when it is sound.

        SQLite's own integrity check, foreign keys, every version as it was stored, the rows that are made of it, and
        where the file is open for writing the search index.
        """
        wrong = list(structure(self._sql))
        if unread := list(undecodable(self._sql)):
            return wrong + unread  # what looks further would end at the first of them
        wrong.extend(
            f"{url} has no current version"
            for (url,) in self._sql.execute(
                "SELECT d.url FROM documents d WHERE NOT EXISTS"
                " (SELECT 1 FROM versions v WHERE v.id = d.version_id AND v.document_id = d.id)"
            )
        )
        wrong.extend(
            f"{url} points to a missing capture or document"
            for (url,) in self._sql.execute(
                "SELECT url FROM urls WHERE (capture IS NOT NULL AND capture NOT IN (SELECT number FROM captures))"
                " OR (document_id IS NOT NULL AND document_id NOT IN (SELECT id FROM documents))"
            )
        )
        wrong.extend(
            f"version {version} was last seen by a missing run"
            for (version,) in self._sql.execute(
                "SELECT id FROM versions WHERE last_run NOT IN (SELECT number FROM runs)"
            )
        )
        wrong.extend(damaged_versions(self._sql))
        wrong.extend(rows_that_differ(self._sql))
        if not wrong and not self._value("PRAGMA query_only"):
            wrong.extend(self.check_search())
        return wrong

    @guarded
    def out_of_step(self) -> list[str]:
        """What looks, versions and changes say of when and how, and the answers they stand on do not."""
        return list(out_of_step(self._sql))

    @guarded
    def check_search(self) -> list[str]:
        """Whether the search index matches the texts; SQLite asks for the right to write, and writes nothing."""
        try:
            # rank 1: compare with the texts themselves, not only the index with itself
            self._sql.execute("INSERT INTO sections_fts (sections_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise  # it could not be checked: a file that may not be written, a full disk
            return [f"the search index does not match the texts: {error}; `pipeline vacuum --rebuild-search` mends it"]
        return []

    @guarded
    def rebuild_search(self) -> None:
        """Build the search index anew from the sections as they stand."""
        with self.batch():
            self._index_words()  # what this transaction has stored is not put in a second time at its end
            self._sql.execute("INSERT INTO sections_fts (sections_fts) VALUES ('rebuild')")

    @guarded
    def backup(self, to: Path) -> None:
        """Copy the database to ``to`` while it is in use; the copy appears whole and sound, or not at all.

        Raises:
            DatabaseDamaged: the database is; what stood at ``to`` stays.
            UsageError: ``to`` is this database, one of the files that belong to it, or no file (a folder, a device).
            StorageError: the copy cannot be written.
        """
        if to.resolve() in {self.path.resolve().with_name(self.path.resolve().name + end) for end in BELONG}:
            raise UsageError(f"{to} belongs to the database itself", mend="name another file for the backup")
        if to.exists() and not to.is_file():
            raise UsageError(f"{to} is no file", mend="name a file for the backup")
        to = behind(to)
        part = file_beside(to, ".part")
        try:
            self.copy(part)
            self._look_through(part, to)
            discard(to, *LOGS)  # of what stood there: SQLite would mix an old log into the copy
            part.replace(to)
        except StorageError:
            discard(part)
            raise
        except OSError as error:
            discard(part)
            raise StorageError(f"{to} cannot be written: {os.strerror(error.errno or 0)}") from error

    def _look_through(self, part: Path, to: Path) -> None:
        """A copy that could not be restored takes the place of no earlier one, which may be the last that can."""
        if (fault := fault_of(part, name=self.path)) is not None:
            left = f"{to} stays as it was" if to.exists() else "there is no backup"
            raise DatabaseDamaged(
                f"{self.path} is damaged: {fault}; {left}",
                mend="`pipeline restore` an earlier backup; any tool copies the damaged file, if it is wanted",
            )

    @guarded
    def copy(self, to: Path) -> None:
        """Copy the database, with what its log holds, to a new file without a log; what stands there is lost.

        Raises:
            StorageError: the copy cannot be written.
        """
        discard(to)
        try:
            copy = sqlite3.connect(to.absolute())  # SQLite may take "file:..." for an address
            try:
                self._sql.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            finally:
                copy.close()
        except sqlite3.Error as error:
            raise translate(error, to) from error

    @guarded
    def vacuum(self) -> None:
        """Rewrite the file without holes and fold the log into it; needs as much free space as the file takes."""
        self._sql.execute("VACUUM")
        self._fold()

    def _fold(self) -> None:
        self.log_held = bool(self._value("PRAGMA wal_checkpoint(TRUNCATE)"))

    @guarded
    def purgeable(self, url: str) -> str | None:
        """The site of a page that :meth:`purge` would remove; ``None`` if there is no such page."""
        row = self._sql.execute(_TO_BURY, (url,)).fetchone()
        return None if row is None else row[1]

    @guarded
    def purge(self, url: str, *, reason: str, now: datetime) -> tuple[str, ...]:
        """Remove a page for good: record, every version, texts nobody else uses, search index, findings.

        A tombstone with the reason stays, and the frontier never asks for the page again; a record that ended as
        another spelling of this one goes the same way, and so does a page that was asked and never read. The bytes are
        overwritten in the file, not only unlinked; where a reader keeps them there, ``log_held`` says so. Returns the
        ids of its captures, for the archive to remove.

        Raises:
            StorageError: no such page, or it was removed before.
        """
        row = self._sql.execute(_TO_BURY, (url,)).fetchone()
        if row is None:
            raise StorageError(f"{self.path} holds no page {url}")
        document_id, site = row
        with self.batch():
            spelt = self._sql.execute(_ENDED_SPELLINGS, (document_id,)).fetchall()
            captures = self._bury(document_id, url, site, reason=reason, at=stamp(now))
            for other_id, other in spelt:
                captures |= self._bury(other_id, other, site, reason=reason, at=stamp(now))
            # deleted words linger in the index until its segments are merged
            self._sql.execute("INSERT INTO sections_fts (sections_fts) VALUES ('optimize')")
        self._fold()
        return tuple(sorted(captures))

    @guarded
    def bury(self, url: str, site: str, *, reason: str, at: datetime) -> tuple[str, ...]:
        """Keep a page away that was removed while another database was in use; the ids of its captures held here.

        What there is of it goes as in :meth:`purge`; a page that this database never knew gets its tombstone alone.
        """
        if self.purgeable(url) is not None:
            return self.purge(url, reason=reason, now=at)
        with self.batch():
            # below all numbers of addresses, which stand for pages that were never read
            return tuple(sorted(self._bury(self._value(_BELOW_ALL), url, site, reason=reason, at=stamp(at))))

    def _bury(self, document_id: int, url: str, site: str, *, reason: str, at: str) -> set[str]:
        captures = self._forget(document_id, url)
        self._sql.execute(
            "INSERT INTO tombstones (document_id, url, site, purged_at, reason, spelling) VALUES (?, ?, ?, ?, ?, ?)",
            (document_id, url, site, at, reason, page_key(url)),
        )
        self._sql.execute("INSERT INTO changes (at, document_id, kind) VALUES (?, ?, 'purged')", (at, document_id))
        return {capture for (capture,) in captures}

    def _forget(self, document_id: int, url: str) -> list[tuple[str]]:
        sql = self._sql
        versions = "SELECT id FROM versions WHERE document_id = ?"
        captures = sql.execute(
            "SELECT DISTINCT c.id FROM fetches f JOIN captures c ON c.number = f.capture WHERE f.url_id IN"
            " (SELECT id FROM urls WHERE document_id = ?1 OR url = ?2) OR f.version_id IN (SELECT id FROM versions"
            " WHERE document_id = ?1) ORDER BY c.id",
            (document_id, url),
        ).fetchall()
        sql.execute(
            f"UPDATE urls SET document_id = NULL, {UNHELD}, next_due = NULL, due_reason = 'purged',"
            f" status = 'out_of_scope', {NO_TROUBLE} WHERE document_id = ? OR url = ?",
            (document_id, url),
        )
        sql.execute(f"UPDATE fetches SET version_id = NULL WHERE version_id IN ({versions})", (document_id,))
        sql.execute(
            "UPDATE changes SET version_id = NULL, previous_version_id = NULL, returns_to = NULL, detail = NULL"
            " WHERE document_id = ?",
            (document_id,),
        )
        sql.execute(
            "DELETE FROM change_edits WHERE change_id IN (SELECT id FROM changes WHERE document_id = ?)", (document_id,)
        )
        self._hand_on_events(document_id)
        sql.execute("DELETE FROM issues WHERE url = ?", (url,))
        sql.execute("DELETE FROM findings WHERE url = ?", (url,))
        self._remove_records([document_id])
        return captures


def discard(database: Path, *ends: str) -> None:
    """Remove a file of SQLite's with what it leaves beside it: a journal would be rolled back into the next one."""
    for end in ends or ("", *LOGS):
        database.with_name(database.name + end).unlink(missing_ok=True)
