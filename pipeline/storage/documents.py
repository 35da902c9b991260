"""Writing documents: a new state becomes a version, the same state is seen again, the current rows follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import structs

from pipeline.changes import MATERIAL, Comparison
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document
from pipeline.records import content_hash
from pipeline.storage.grading import Judged, fingerprint_of, review_of
from pipeline.storage.packing import Packed, as_json, pack
from pipeline.storage.suspects import Suspects
from pipeline.storage.values import Result
from pipeline.storage.versions import columns_of
from pipeline.urls import page_key

Reread = Callable[[str], Document | None]
"""What today's reader makes of a capture, by its id; ``None`` when it cannot be read."""


FACTS = (
    "site",
    "page_type",
    "title",
    "description",
    "language",
    "publisher",
    "canonical_url",
    "also_called",
    "reviewed",
    "modified",
    "published",
    "next_review_due",
    "rights",
    "rights_holder",
    "words",
    "words_lost",
)
"""The columns of a document that its record makes."""


class Written(NamedTuple):
    """What became of a document: the row, its current version's row and number, and what that means."""

    document_id: int
    version_id: int
    number: int
    result: Result
    detail: str | None = None


class Held(NamedTuple):
    """The current version of a document as the database holds it."""

    document_id: int
    gone_since: str | None
    version_id: int
    number: int
    content_hash: str
    parser_version: str
    profile_version: str
    site: str


_HELD = """
SELECT d.id, d.gone_since, v.id, v.number, v.content_hash, v.parser_version, v.profile_version, d.site
FROM documents d JOIN versions v ON v.id = d.version_id
"""


class Documents(Suspects):
    """The writing half of documents and their versions; all inside the caller's transaction."""

    def _held(self, url: str) -> Held | None:
        row = self._sql.execute(_HELD + "WHERE d.url = ?", (url,)).fetchone()
        return None if row is None else Held._make(row)

    def _see_document(
        self,
        run: int,
        url: str,
        document: Document,
        held: Held | None,
        *,
        at: str,
        same_payload: bool,
        reread: Reread | None,
    ) -> Written:
        """Store what a page says now.

        Args:
            run: number of the run.
            url: canonical URL of the page; its identity.
            document: what it says.
            held: what is held of it.
            at: when it said so.
            same_payload: its bytes are those that were held, so a difference is our reader's doing.
            reread: what today's reader makes of a capture that is in the archive.
        """
        packed = pack(document)
        if held is None:
            return self._add_document(run, url, packed, at=at)
        differs = (held.parser_version, held.profile_version, held.site) != (
            document.provenance.parser_version,
            document.provenance.profile_version,
            document.site,
        )
        detail = None
        if differs and not same_payload and held.content_hash != packed.content_hash:
            # the page and its reader changed at once: like is compared with like, or it is said that it is not
            known = held
            held = self._read_today(run, held, reread, at=at)
            detail = "reader differs" if held is known else None
        changed = held.content_hash != packed.content_hash
        if changed and not (differs and same_payload):
            found = Comparison(self._record(held.version_id), document)
            why = self._suspect(held.document_id, held.number, found, at=at)
            if why is not None:
                return Written(held.document_id, held.version_id, held.number, "suspect", why)
            judged = self._judge(held.document_id, held.number, found)
            self._return(run, held, at=at)
            return self._add_version(run, held, packed, judged, at=at, detail=detail)
        if changed:
            self._reread_version(run, held, self._with_first_provenance(held.version_id, document), at=at)
        self._release(held.document_id)
        self._touch_version(run, held.version_id, at=at)
        result: Result = "returned" if self._return(run, held, at=at) else "unchanged"
        return Written(held.document_id, held.version_id, held.number, result)

    def _return(self, run: int, held: Held, *, at: str) -> bool:
        """Note that the page is back, if it was confirmed gone."""
        if held.gone_since is not None:
            self._bring_back(run, held.document_id, held.version_id, at=at)
        return held.gone_since is not None

    def _read_today(self, run: int, held: Held, reread: Reread | None, *, at: str) -> Held:
        """The current version with the record that today's reader makes of its capture; as it was if none can."""
        capture = self._value("SELECT capture_id FROM versions WHERE id = ?", (held.version_id,))
        again = None if reread is None or capture is None else reread(capture)
        if again is None:
            return held
        origin = again.provenance
        self._reread_version(run, held, self._with_first_provenance(held.version_id, again), at=at)
        return held._replace(
            content_hash=pack(again).content_hash,
            parser_version=origin.parser_version,
            profile_version=origin.profile_version,
        )

    def _bring_back(self, run: int, document_id: int, version_id: int, *, at: str) -> None:
        """A page that was confirmed gone answers again."""
        self._sql.execute("UPDATE documents SET gone_since = NULL WHERE id = ?", (document_id,))
        self._log_change(run, document_id, "returned", at=at, version_id=version_id)

    def _add_document(self, run: int, url: str, packed: Packed, *, at: str) -> Written:
        document_id = self._take_ids("documents", 1)
        version_id = self._take_ids("versions", 1)
        self._sql.execute(
            f"INSERT INTO documents (url, {', '.join(FACTS)}, version_id, id, first_seen, changed_at, spelling)"
            f" VALUES ({', '.join('?' * 22)})",
            (url, *facts_of(packed.document), version_id, document_id, at, at, page_key(url)),
        )
        self._insert_version(run, document_id, version_id, 1, packed, at=at)
        self._replace_current(document_id, version_id, packed, known=False)
        self._replace_issues(run, document_id, url, packed.document, at=at, known=False)
        self._log_change(run, document_id, "new", at=at, version_id=version_id)
        return Written(document_id, version_id, 1, "new")

    def _add_version(
        self, run: int, held: Held, packed: Packed, judged: Judged, *, at: str, detail: str | None
    ) -> Written:
        version_id = self._take_ids("versions", 1)
        number = held.number + 1
        if self._release(held.document_id) and judged.confirm == "wanted":
            judged = structs.replace(judged, confirm="confirmed")
        self._insert_version(run, held.document_id, version_id, number, packed, at=at, judged=judged)
        self._make_current(run, held.document_id, version_id, packed, at=at)
        self._settle(held.version_id, as_=_settled(judged))
        change = self._log_change(
            run,
            held.document_id,
            "changed",
            at=at,
            version_id=version_id,
            previous=held.version_id,
            detail=detail,
            judged=judged,
        )
        self._note_edits(change, judged.edits)
        return Written(held.document_id, version_id, number, "changed")

    def _make_current(self, run: int, document_id: int, version_id: int, packed: Packed, *, at: str) -> None:
        """Point a known document at a version that has no texts linked yet, and make its rows that version's."""
        self._sql.execute(
            f"UPDATE documents SET {', '.join(f'{name} = ?' for name in FACTS)}, version_id = ?, changed_at = ?"
            " WHERE id = ?",
            (*facts_of(packed.document), version_id, at, document_id),
        )
        self._replace_current(document_id, version_id, packed, known=True)
        url = self._value("SELECT url FROM documents WHERE id = ?", (document_id,))
        self._replace_issues(run, document_id, url, packed.document, at=at, known=True)

    def _reread_version(self, run: int, held: Held, document: Document, *, at: str, current: bool = True) -> None:
        """The same page, read by another reader: the version's record follows, the publisher changed nothing."""
        packed = pack(document)
        otherwise = packed.content_hash != held.content_hash and (
            # an older version of this software hashed records of fewer fields
            packed.content_hash != content_hash(self._record(held.version_id))
        )
        self._sql.execute("DELETE FROM version_sections WHERE version_id = ?", (held.version_id,))
        self._sql.execute(
            "UPDATE versions SET content_hash = ?, parser_version = ?, profile_version = ?, record = ?,"
            " fingerprint = ?, review_role = ?, review_value = ?, review_lo = ?, review_hi = ? WHERE id = ?",
            (
                packed.content_hash,
                document.provenance.parser_version,
                document.provenance.profile_version,
                packed.record,
                fingerprint_of(document),
                *columns_of(review_of(document)),
                held.version_id,
            ),
        )
        if current:
            changed_at = self._value("SELECT changed_at FROM documents WHERE id = ?", (held.document_id,))
            self._make_current(run, held.document_id, held.version_id, packed, at=changed_at)
        else:
            self._link_texts(held.version_id, packed)
        if otherwise:
            self._log_change(run, held.document_id, "technical", at=at, version_id=held.version_id)
        self._regrade(held.document_id, held.number)
        self._regrade(held.document_id, held.number + 1)

    def _replace_issues(
        self, run: int, document_id: int, url: str, document: Document, *, at: str, known: bool
    ) -> None:
        """The issues of a document are those of its current version; one that goes on keeps its since-when."""
        since: dict[tuple[str, str], str] = {}
        if known:
            for code, message, begun in self._sql.execute(
                "SELECT code, message, since FROM issues WHERE document_id = ?", (document_id,)
            ):
                since[code, message] = begun
            self._sql.execute("DELETE FROM issues WHERE document_id = ?", (document_id,))
        if document.issues:
            self._sql.executemany(
                "INSERT INTO issues (site, url, document_id, run, code, severity, message, evidence, since)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        document.site,
                        url,
                        document_id,
                        run,
                        issue.code,
                        issue.severity,
                        issue.message,
                        as_json(issue.evidence),
                        since.get((issue.code, issue.message), at),
                    )
                    for issue in document.issues
                ],
            )
            self._count(run).issues += len(document.issues)


def _settled(judged: Judged) -> str:
    """What a further state says of the change before it that waited for a second look."""
    if judged.returns_to is not None:
        return "withdrawn"
    return "superseded" if judged.grade in MATERIAL else "confirmed"


def facts_of(document: Document) -> tuple[str | int | None, ...]:
    """What the row of a document says of its record: :data:`FACTS`."""
    return (
        document.site,
        document.page_type,
        document.title,
        document.description,
        document.language,
        document.publisher,
        document.canonical_url,
        as_json(document.also_called),
        _value(document.reviewed),
        _value(document.modified),
        _value(document.published),
        _value(document.next_review_due),
        document.rights.status,
        document.rights.holder,
        document.coverage.content_words,
        len(document.coverage.lost),
    )


def _value(date: ChosenDate | None) -> str | None:
    return None if date is None else date.value
