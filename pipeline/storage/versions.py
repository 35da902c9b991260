"""Versions of a document as rows: made, seen again, graded anew, read back; and the ledger of what happened."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.changes import compare
from pipeline.model.document import Document
from pipeline.storage.grading import Grading, Judged, Review, edits_of, review_of
from pipeline.storage.packing import Packed, unpack
from pipeline.storage.values import ChangeKind

TEXTS = """
SELECT t.text, t.markdown FROM version_sections s JOIN texts t ON t.id = s.text_id WHERE s.version_id = ?
ORDER BY s.position
"""
"""The texts of a version's sections, in order."""
VERSION_THEN = """(SELECT id FROM versions WHERE document_id = {} AND first_seen_at <= :as_of
                    ORDER BY number DESC LIMIT 1)"""
"""The version that a document had at a moment."""
ENDED_THEN = """(SELECT CASE kind WHEN 'gone' THEN {} END FROM changes WHERE document_id = {} AND at <= :as_of
                  AND kind IN ('gone', 'returned') ORDER BY id DESC LIMIT 1)"""
"""What is known of the end of a document that was confirmed gone at a moment; null where it stood."""
_CHANGED_TO = "SELECT id, event_id FROM changes WHERE version_id = ? AND kind = 'changed' ORDER BY id LIMIT 1"


class Versions(Grading):
    """Rows of versions and changes; all inside the caller's transaction."""

    def _touch_version(self, run: int, version_id: int, *, at: str) -> None:
        self._sql.execute("UPDATE versions SET last_run = ?, last_seen_at = ? WHERE id = ?", (run, at, version_id))

    def _insert_version(
        self,
        run: int,
        document_id: int,
        version_id: int,
        number: int,
        packed: Packed,
        *,
        at: str,
        judged: Judged | None = None,
    ) -> None:
        origin = packed.document.provenance
        self._sql.execute(
            "INSERT INTO versions (id, document_id, number, content_hash, capture_id, parser_version, profile_version,"
            " first_run, last_run, first_seen_at, last_seen_at, record, grade, fingerprint, review_role, review_value,"
            f" review_lo, review_hi) VALUES ({', '.join('?' * 18)})",
            (
                version_id,
                document_id,
                number,
                packed.content_hash,
                origin.capture_id,
                origin.parser_version,
                origin.profile_version,
                run,
                run,
                at,
                at,
                packed.record,
                None if judged is None else judged.grade,
                None if judged is None else judged.fingerprint,
                *columns_of(review_of(packed.document)),
            ),
        )

    def _link_texts(self, version_id: int, packed: Packed) -> None:
        """Link the texts of a version that is not the current one; those of that one are with its other rows."""
        text_ids = self._text_ids(packed)
        self._sql.executemany(
            "INSERT INTO version_sections VALUES (?, ?, ?, ?)",
            [
                (version_id, position, section.id, text_id)
                for position, (section, text_id) in enumerate(zip(packed.document.sections, text_ids, strict=True))
            ],
        )

    def _record(self, version_id: int) -> Document:
        record = self._value("SELECT record FROM versions WHERE id = ?", (version_id,))
        return unpack(record, self._texts(version_id))

    def _texts(self, version_id: int) -> list[tuple[str, str | None]]:
        return self._sql.execute(TEXTS, (version_id,)).fetchall()

    def _with_first_provenance(self, version_id: int, document: Document) -> Document:
        """The document as if read from the capture that first showed the version."""
        first, new = self._record(version_id).provenance, document.provenance
        origin = replace(
            first,
            encoding=new.encoding,
            profile=new.profile,
            profile_version=new.profile_version,
            parser_version=new.parser_version,
        )
        return replace(document, provenance=origin)

    def _regrade(self, document_id: int, number: int) -> None:
        """Grade a version against the one before again, if the same reader has read both by now.

        What of it is the host's, or boilerplate, is found anew beside the other pages of that night
        (:meth:`~pipeline.storage.events.Events.settle_changes`): with another reader the edits may be other ones.
        """
        both = self._sql.execute(
            "SELECT id, grade, parser_version, profile_version FROM versions WHERE document_id = ? AND number IN (?, ?)"
            " ORDER BY number",
            (document_id, number - 1, number),
        ).fetchall()
        if len(both) != 2 or both[0][2:] != both[1][2:] or both[1][1] == "technical":
            return
        version_id, known = both[1][:2]
        diff = compare(self._record(both[0][0]), self._record(version_id))
        change, event = self._sql.execute(_CHANGED_TO, (version_id,)).fetchone() or (None, None)
        if diff.grade == known and event is None:
            return
        self._sql.execute("UPDATE versions SET grade = ? WHERE id = ?", (diff.grade, version_id))
        if change is not None:
            self._sql.execute("UPDATE changes SET grade = ? WHERE id = ?", (diff.grade, change))
            self._sql.execute("DELETE FROM change_edits WHERE change_id = ?", (change,))
            self._note_edits(change, edits_of(diff))

    def _make_gone(self, run: int, document_id: int | None, url: str, *, since: str, at: str, detail: str) -> bool:
        """End the document that lives at an address; whether one stood there. Its history stays, ended."""
        left = self._value(
            "UPDATE documents SET gone_since = ? WHERE id = ? AND url = ? AND gone_since IS NULL RETURNING version_id",
            (since, document_id, url),
        )
        if document_id is None or left is None:
            return False
        self._log_change(run, document_id, "gone", at=at, version_id=left, detail=detail)
        return True

    def _log_change(
        self,
        run: int | None,
        document_id: int,
        kind: ChangeKind,
        *,
        at: str,
        version_id: int | None,
        previous: int | None = None,
        detail: str | None = None,
        judged: Judged | None = None,
    ) -> int:
        grade = judged.grade if judged else "technical" if kind == "technical" else None
        returns_to, confirm = (judged.returns_to, judged.confirm) if judged else (None, None)
        logged = self._sql.execute(
            "INSERT INTO changes (at, run, document_id, kind, version_id, previous_version_id, detail, grade,"
            " returns_to, confirm) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (at, run, document_id, kind, version_id, previous, detail, grade, returns_to, confirm),
        )
        return int(logged.lastrowid or 0)


def columns_of(review: Review | None) -> tuple[str | None, ...]:
    """The four columns of the claim by which the ledger judges a version."""
    return (None,) * 4 if review is None else (review.role, review.value, review.lo, review.hi)
