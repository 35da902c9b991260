"""Reading the archive again with a newer reader: the history is what the captures say, whoever reads them.

Captures come in the order of time. What a reader newly sees or no longer sees may split a version in two or make
two of them one; none of it is a publisher's change, so the ledger of changes calls it ``technical``.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.changes import compare
from pipeline.errors import StorageError
from pipeline.model.document import Document
from pipeline.storage.connection import guarded
from pipeline.storage.documents import Documents, Held, Written
from pipeline.storage.packing import Packed, pack
from pipeline.storage.suspects import SHORT
from pipeline.storage.values import Saved
from pipeline.urls import canonicalize

_NO_PAGE_OF_ITS_OWN = frozenset({"redirected", "out_of_scope"})
"""Results of an answer that was a page and became none: another spelling of one, or one that was removed for good."""


class _Fetch(NamedTuple):
    id: int
    run: int
    at: str
    version_id: int | None
    result: str


class Reparse(Documents):
    """Replacing what a reader made of a capture."""

    @guarded
    def save_reparsed(self, capture_id: str, document: Document) -> Saved:
        """Store what a (newer) reader makes of a capture that is in the database; captures in the order of time.

        The runs and moments that saw a version stay what they were. ``unchanged`` means the record is the one held,
        byte for byte, or the version's record comes from an earlier capture and says the same, or a suspect look is
        still not believed; ``changed`` that the stored reading was replaced, ``new`` that a capture nobody could read
        before has become a version.

        Raises:
            StorageError: no page was fetched with this capture, or the document cannot be encoded.
        """
        packed = pack(document)
        with self.batch():
            row = self._sql.execute(
                "SELECT f.id, f.run, f.at, f.version_id, f.result FROM fetches f"
                " JOIN captures c ON c.number = f.capture WHERE c.id = ?",
                (capture_id,),
            ).fetchone()
            if row is None:
                raise StorageError(f"{self.path} knows no page fetched with capture {capture_id}")
            fetch = _Fetch._make(row)
            if fetch.version_id is None and fetch.result in _NO_PAGE_OF_ITS_OWN:
                return Saved(result="unchanged", url=document.url)
            if fetch.version_id is None:
                document_id = self._value("SELECT id FROM documents WHERE url = ?", (canonicalize(document.url),))
                if fetch.result == "suspect" and self._stays_aside(document_id, fetch, packed):
                    return Saved(result="unchanged", url=document.url, document_id=document_id)
                written = self._read_late(document_id, fetch, packed)
            else:
                written = self._read_again(fetch, self._version(fetch.version_id), capture_id, packed)
        return Saved(result=written.result, url=document.url, document_id=written.document_id, version=written.number)

    def _version(self, version_id: int) -> Held:
        row = self._sql.execute(
            "SELECT v.document_id, NULL, v.id, v.number, v.content_hash, v.parser_version, v.profile_version, d.site"
            " FROM versions v JOIN documents d ON d.id = v.document_id WHERE v.id = ?",
            (version_id,),
        ).fetchone()
        return Held._make(row)

    def _numbered(self, document_id: int, number: int) -> Held | None:
        found = self._value("SELECT id FROM versions WHERE document_id = ? AND number = ?", (document_id, number))
        return None if found is None else self._version(found)

    def _is_current(self, held: Held) -> bool:
        current: int = self._value("SELECT version_id FROM documents WHERE id = ?", (held.document_id,))
        return current == held.version_id

    def _read_again(self, fetch: _Fetch, held: Held, capture_id: str, packed: Packed) -> Written:
        first_capture, record, changed_at = self._sql.execute(
            "SELECT v.capture_id, v.record, v.first_seen_at FROM versions v WHERE v.id = ?", (held.version_id,)
        ).fetchone()
        if first_capture != capture_id:
            if packed.content_hash == held.content_hash:
                return Written(held.document_id, held.version_id, held.number, "unchanged")
            return self._split(fetch, held, packed)
        if packed.content_hash == held.content_hash and packed.record == record:
            self._regrade(held.document_id, held.number)  # by the rules of today
            return Written(held.document_id, held.version_id, held.number, "unchanged")
        self._reread_version(fetch.run, held, packed.document, at=changed_at, current=self._is_current(held))
        before = self._numbered(held.document_id, held.number - 1)
        if before is not None and before.content_hash == packed.content_hash:
            return self._merge(fetch.run, before, held)
        return Written(held.document_id, held.version_id, held.number, "changed")

    def _split(self, fetch: _Fetch, held: Held, packed: Packed) -> Written:
        """From this fetch on, what was one version is another one."""
        new = self._insert_between(fetch, held.document_id, held.number + 1, packed)
        self._sql.execute(
            "UPDATE fetches SET version_id = ? WHERE version_id = ? AND id >= ?",
            (new.version_id, held.version_id, fetch.id),
        )
        was_current = self._is_current(held)
        self._spans(held.version_id)
        self._spans(new.version_id)
        if was_current:
            self._make_current(fetch.run, held.document_id, new.version_id, packed, at=fetch.at)
        else:
            self._link_texts(new.version_id, packed)
        return new

    def _before(self, document_id: int, fetch: _Fetch) -> Held | None:
        """The version that the last good look before this one saw."""
        found = self._value(
            "SELECT v.id FROM fetches f JOIN versions v ON v.id = f.version_id WHERE v.document_id = ? AND f.id < ?"
            " ORDER BY f.id DESC LIMIT 1",
            (document_id, fetch.id),
        )
        return None if found is None else self._version(found)

    def _stays_aside(self, document_id: int | None, fetch: _Fetch, packed: Packed) -> bool:
        """Whether what a suspect look saw is still too little to be the page."""
        before = None if document_id is None else self._before(document_id, fetch)
        if before is None:  # put aside as the page was met: there is nothing to compare it with
            return packed.document.coverage.content_words <= SHORT
        return compare(self._record(before.version_id), packed.document).collapsed

    def _read_late(self, document_id: int | None, fetch: _Fetch, packed: Packed) -> Written:
        """A capture nobody could read before, or whose text was missing, takes its place in the history."""
        if document_id is None:
            url = canonicalize(packed.document.url)
            written = self._add_document(fetch.run, url, packed, at=fetch.at)
            self._sql.execute("UPDATE fetches SET version_id = ? WHERE id = ?", (written.version_id, fetch.id))
            self._sql.execute("UPDATE urls SET document_id = ? WHERE url = ?", (written.document_id, url))
            return written
        before = self._before(document_id, fetch)
        number = 1 if before is None else before.number + 1
        if before is not None and before.content_hash == packed.content_hash:
            return self._attach(fetch, before)
        if fetch.result == "suspect":
            self._release(document_id)
        after = self._numbered(document_id, number)
        if after is not None and after.content_hash == packed.content_hash:
            return self._attach(fetch, after)
        if before is not None:
            self._cut(before, fetch)
        new = self._insert_between(fetch, document_id, number, packed)
        self._sql.execute("UPDATE fetches SET version_id = ? WHERE id = ?", (new.version_id, fetch.id))
        if self._numbered(document_id, number + 1) is None:
            self._make_current(fetch.run, document_id, new.version_id, packed, at=fetch.at)
        else:
            self._link_texts(new.version_id, packed)
        return new._replace(result="new")

    def _attach(self, fetch: _Fetch, held: Held) -> Written:
        self._sql.execute("UPDATE fetches SET version_id = ? WHERE id = ?", (held.version_id, fetch.id))
        self._spans(held.version_id)
        return Written(held.document_id, held.version_id, held.number, "unchanged")

    def _cut(self, held: Held, fetch: _Fetch) -> None:
        """Fetches of a version that came after another state was seen belong to a later version of the same words."""
        later = self._sql.execute(
            "SELECT id, run, at, version_id, result FROM fetches WHERE version_id = ? AND id > ? ORDER BY id LIMIT 1",
            (held.version_id, fetch.id),
        ).fetchone()
        if later is not None:
            self._split(_Fetch._make(later), held, pack(self._record(held.version_id)))

    def _insert_between(self, fetch: _Fetch, document_id: int, number: int, packed: Packed) -> Written:
        self._renumber(document_id, number - 1, +1)
        version_id = self._take_ids("versions", 1)
        self._insert_version(fetch.run, document_id, version_id, number, packed, at=fetch.at)
        self._log_change(
            fetch.run, document_id, "technical", at=fetch.at, version_id=version_id, detail="split by another reading"
        )
        return Written(document_id, version_id, number, "changed")

    def _merge(self, run: int, before: Held, held: Held) -> Written:
        """Two neighbours say the same after all: the earlier one stays and takes over what the later one saw."""
        document_id = held.document_id
        self._sql.execute(
            "UPDATE fetches SET version_id = ? WHERE version_id = ?", (before.version_id, held.version_id)
        )
        self._sql.execute(
            "UPDATE changes SET kind = 'technical', version_id = ?, detail = 'no difference by another reading'"
            " WHERE version_id = ? AND kind = 'changed'",
            (before.version_id, held.version_id),
        )
        for column in ("version_id", "previous_version_id"):
            self._sql.execute(
                f"UPDATE changes SET {column} = ? WHERE {column} = ?",
                (before.version_id, held.version_id),
            )
        first_seen = self._value("SELECT first_seen_at FROM versions WHERE id = ?", (before.version_id,))
        self._sql.execute("DELETE FROM version_sections WHERE version_id = ?", (held.version_id,))
        if self._is_current(held):
            # what both say is the same, what stands beside it (dates of the transport) need not be
            packed = pack(self._record(before.version_id))
            self._sql.execute("DELETE FROM version_sections WHERE version_id = ?", (before.version_id,))
            self._make_current(run, document_id, before.version_id, packed, at=first_seen)
        self._sql.execute("DELETE FROM versions WHERE id = ?", (held.version_id,))
        self._renumber(document_id, held.number, -1)
        self._spans(before.version_id)
        return Written(document_id, before.version_id, before.number, "changed")

    def _renumber(self, document_id: int, above: int, by: int) -> None:
        # through negative numbers: (document_id, number) is unique at every step
        self._sql.execute(
            "UPDATE versions SET number = -number WHERE document_id = ? AND number > ?", (document_id, above)
        )
        self._sql.execute(
            "UPDATE versions SET number = -number + ? WHERE document_id = ? AND number < 0", (by, document_id)
        )

    def _spans(self, version_id: int) -> None:
        """First and last sight of a version, told by the fetches that saw it."""
        self._sql.execute(
            "UPDATE versions SET (first_run, first_seen_at) ="
            " (SELECT run, at FROM fetches WHERE version_id = ?1 ORDER BY id LIMIT 1),"
            " (last_run, last_seen_at) = (SELECT run, at FROM fetches WHERE version_id = ?1 ORDER BY id DESC LIMIT 1)"
            " WHERE id = ?1",
            (version_id,),
        )
