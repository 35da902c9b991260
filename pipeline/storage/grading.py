"""What a new version means: graded against the one before when it is saved, and only then."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from pipeline.changes import NORMALISER_VERSION, RANK, Comparison, Diff, Grade, edit_digests, fingerprint
from pipeline.model.dates import ChosenDate, DateClaim, Role
from pipeline.model.document import Document
from pipeline.moments import iso
from pipeline.storage.connection import bound
from pipeline.storage.current import Current

LOOK_BACK = 3
"""Distinct states, the last one included, with which a new one is compared: a page that flickers is seen to."""

WITHIN = 5
"""Versions back that these may stand (audit rule FR025)."""

MOST_EDITS = 256
"""Edits noted of one change for finding host-wide ones; a page with more was rewritten, and is its own event."""


Noted = tuple[tuple[bytes, int, bytes | None, bytes | None], ...]
"""Edits as they are noted: digest and rank of each, with what went and what came."""


class Judged(Struct, frozen=True, kw_only=True):
    """What a version is beside the one before.

    Attributes:
        grade: see :data:`pipeline.changes.Grade`.
        fingerprint: of its words, with the version of the normaliser.
        returns_to: the version whose words it repeats, if it is one of the last few.
        confirm: ``wanted`` where a second look must show that it stands, ``flicker`` for a return.
        edits: of the change, at most :data:`MOST_EDITS`.
    """

    grade: Grade
    fingerprint: str
    returns_to: int | None = None
    confirm: str | None = None
    edits: Noted = ()


class Review(Struct, frozen=True, kw_only=True):
    """The claim that counts as a version's review: the review itself, else the last modification it claims."""

    role: str
    value: str
    lo: str
    hi: str


class Grading(Current):
    """Grades versions; all inside the caller's transaction."""

    def _judge(self, document_id: int, number: int, found: Comparison) -> Judged:
        """The grade of version ``number + 1`` against ``number``; ``found`` compares the two."""
        held, digest = fingerprints_of(found)
        self._sql.execute(
            "UPDATE versions SET fingerprint = ? WHERE document_id = ? AND number = ? AND fingerprint IS NOT ?",
            (held, document_id, number, held),
        )
        returns_to = None if digest == held else self._same_words(document_id, number, digest, held)
        return Judged(
            grade=found.diff.grade,
            fingerprint=digest,
            returns_to=returns_to,
            confirm=_confirm(found.diff, returns=returns_to is not None),
            edits=edits_of(found.diff),
        )

    def _same_words(self, document_id: int, number: int, digest: str, held: str) -> int | None:
        distinct = {held}
        for version_id, known in self._sql.execute(
            "SELECT id, fingerprint FROM versions WHERE document_id = ? AND number < ? ORDER BY number DESC LIMIT ?",
            (document_id, number, WITHIN),
        ):
            if known == digest:
                return int(version_id)
            distinct.add(known)
            if len(distinct) >= LOOK_BACK:
                return None
        return None

    def _note_edits(self, change_id: int, edits: Noted) -> None:
        self._sql.executemany(
            "INSERT INTO change_edits (change_id, digest, rank, gone, come) VALUES (?, ?, ?, ?, ?)",
            [(change_id, *edit) for edit in edits],
        )

    def _settle(self, version_id: int, *, as_: str, until: str | None = None) -> None:
        """End the waiting for a second look at the change that made a version, if it was seen by a moment."""
        # asked first: an update opens a statement journal, and most pages that are as they were wait for nothing
        waits = "SELECT id FROM changes WHERE version_id = ? AND confirm = 'wanted' AND at <= ?"
        for (change,) in self._sql.execute(waits, (version_id, until or bound(None))).fetchall():
            self._sql.execute("UPDATE changes SET confirm = ? WHERE id = ?", (as_, change))


def fingerprint_of(document: Document) -> str:
    """The words of a document as one hash, with the version of the normaliser: only equal versions are compared."""
    return f"{NORMALISER_VERSION}:{fingerprint(document)}"


def fingerprints_of(found: Comparison) -> tuple[str, str]:
    """The same of two documents that were compared: of the one before and of the one after."""
    before, after = found.fingerprints()
    return f"{NORMALISER_VERSION}:{before}", f"{NORMALISER_VERSION}:{after}"


def edits_of(diff: Diff) -> Noted:
    """The edits of a difference, the first :data:`MOST_EDITS` of them."""
    found = islice(edit_digests(diff).items(), MOST_EDITS)
    return tuple((digest, RANK[trace.grade], trace.gone, trace.come) for digest, trace in found)


def _confirm(diff: Diff, *, returns: bool) -> str | None:
    if returns:
        return "flicker"
    return "wanted" if diff.grade == "critical" or diff.collapsed else None


def review_of(document: Document) -> Review | None:
    """The claim by which the ledger judges a version; ``None`` when the page makes none."""
    chosen: tuple[tuple[Role, ChosenDate | None], ...] = (
        ("reviewed", document.reviewed),
        ("modified", document.modified),
    )
    for role, date in chosen:
        claim = None if date is None else _whole(document, role, date)
        if claim is not None:
            return Review(role=role, value=claim.value, lo=iso(claim.lo), hi=iso(claim.hi))
    return None


def _whole(document: Document, role: Role, date: ChosenDate) -> DateClaim | None:
    same = [claim for claim in document.dates if (claim.value, claim.source) == (date.value, date.source)]
    return next((claim for claim in same if claim.role == role), same[0] if same else None)
