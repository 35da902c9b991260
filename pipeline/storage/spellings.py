"""One page under several spellings of its address: known again, kept at one of them, joined where two records stand."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.errors import InvalidUrl
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.storage.connection import moment
from pipeline.storage.documents import Held
from pipeline.storage.frontier import was_purged
from pipeline.storage.outcome_rows import LEADS, REFUSED, REMOVED, UNHEARD, Done, Moment, Row
from pipeline.storage.redirects import CONFIRM_GONE_AFTER, Redirects
from pipeline.urls import canonicalize, page_key

_SPELT_OTHERWISE = """
SELECT d.id, d.url, d.version_id, d.title, d.canonical_url, d.changed_at, d.gone_since FROM documents d
LEFT JOIN urls u ON u.url = d.url
WHERE d.spelling = :key AND d.site = :site AND d.url <> :url
  AND (d.gone_since IS NULL OR u.moved_to IS NULL OR u.moved_to = :url)
ORDER BY d.gone_since IS NOT NULL, d.id
"""
"""The records there may be of a page; of those that ended not the ones that another record has taken the place of."""

_WORDS = """
SELECT t.text FROM version_sections s JOIN texts t ON t.id = s.text_id WHERE s.version_id = ? ORDER BY s.position
"""
_SAME_SINCE = """
INSERT INTO aliases (url, document_id, since, reason) VALUES (:url, :document_id, :at, 'spelling')
ON CONFLICT (document_id, url) DO UPDATE SET
  since = CASE WHEN reason = 'spelling' AND since < :changed THEN excluded.since ELSE since END
RETURNING since
"""


class Spelt(NamedTuple):
    """A record whose address may be another spelling of one that answered."""

    id: int
    url: str
    version_id: int
    title: str | None
    canonical_url: str | None
    changed_at: str
    gone_since: str | None


class Spellings(Redirects):
    """What an answer under one spelling of an address means for the records at the others.

    Servers give one page under many (scheme, ``www.``, letter case, final slash, ``index.html``). The spelling alone
    proves nothing: one address must declare the other as canonical, or title and words of both be the same.
    """

    def _spelt_otherwise(self, row: Row, document: Document) -> list[Spelt]:
        values = {"key": page_key(row.url), "site": document.site, "url": row.url}
        return [Spelt._make(found) for found in self._sql.execute(_SPELT_OTHERWISE, values)]

    def _elsewhere(
        self,
        row: Row,
        document: Document,
        capture: Capture,
        known: Held | None,
        others: list[Spelt],
        when: Moment,
    ) -> Done | None:
        """What becomes of a page without a standing record here that has one elsewhere, or may have none.

        The record stays where it was first met, unless it declares this address itself, its own now leads here, or
        nothing is there any more; the spelling that it is not at becomes a dated alias. Where a record that ended
        stands here (``known``), none comes in its place.
        """
        declared = _address(document.canonical_url) if others else None
        came_by = {canonicalize(hop.url) for hop in capture.redirects}
        for spelt in others:
            moves = _address(spelt.canonical_url) == row.url and declared != spelt.url
            if not (moves or declared == spelt.url or self._says_the_same(spelt, document)):
                continue
            if moves or spelt.url in came_by or spelt.gone_since is not None:
                if known is not None:
                    continue
                self._settle_at(row, spelt, when)
                return None
            self._alias(row.url, spelt.id, when.at, "spelling")
            self._lead(row.url, spelt, when)
            return Done("redirected", message=f"another spelling of {spelt.url}")
        return self._removed(row, when) if known is None else None

    def _removed(self, row: Row, when: Moment) -> Done | None:
        """What becomes of an answer at an address of which the page was removed for good; ``None`` of any other."""
        if not was_purged(self._sql, row.url):
            return None
        self._refuse_purged(row, when)
        return Done("out_of_scope", message=REMOVED)

    def _lead(self, url: str, spelt: Spelt, when: Moment) -> None:
        """Let an address lead to the record that its page has elsewhere."""
        self._sql.execute(LEADS, (spelt.url, when.at, when.seldom(), url))
        self._sql.execute("UPDATE urls SET document_id = ? WHERE url = ?", (spelt.id, url))

    def _says_the_same(self, spelt: Spelt, document: Document) -> bool:
        words = [section.text for section in document.sections]
        if spelt.title != document.title or not any(words):
            return False
        return [text for (text,) in self._sql.execute(_WORDS, (spelt.version_id,))] == words

    def _settle_at(self, row: Row, spelt: Spelt, when: Moment) -> None:
        """Let a record live at another spelling of its address; the one before leads there, or stays gone."""
        self._sql.execute("UPDATE documents SET url = ? WHERE id = ?", (row.url, spelt.id))
        if spelt.gone_since is None:
            self._sql.execute(LEADS, (row.url, when.at, when.seldom(), spelt.url))
        else:
            self._sql.execute(UNHEARD, (spelt.url,))
        self._alias(spelt.url, spelt.id, when.at, "spelling")
        detail = f"from {spelt.url}"
        self._log_change(when.run, spelt.id, "moved", at=when.at, version_id=spelt.version_id, detail=detail)

    def _join_spellings(self, row: Row, document: Document, document_id: int, when: Moment) -> None:
        """Where two records of one page stand under two spellings, end one of them: its history stays, ended.

        The one stays that the other declares; where both or none do, the older one. As with pages that moved onto
        another one, two looks must say so, a day or more apart, between which neither page has changed.
        """
        others = [spelt for spelt in self._spelt_otherwise(row, document) if spelt.gone_since is None]
        if not others:
            return
        changed_at, version_id = self._sql.execute(
            "SELECT changed_at, version_id FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        here = Spelt(document_id, row.url, version_id, document.title, document.canonical_url, changed_at, None)
        for there in others:
            leaves = _address(here.canonical_url) == there.url
            leads_here = _address(there.canonical_url) == here.url
            if leaves == leads_here:
                if not self._says_the_same(there, document):
                    continue
                leaves = there.id < here.id
            left, kept = (here, there) if leaves else (there, here)
            if self._end_spelling(left, kept, when) and leaves:
                return

    def _end_spelling(self, left: Spelt, kept: Spelt, when: Moment) -> bool:
        """Note that both are one page; whether that is confirmed, so that one of them ended."""
        changed = max(left.changed_at, kept.changed_at)
        values = {"url": left.url, "document_id": kept.id, "at": when.at, "changed": changed}
        ((since,),) = self._sql.execute(_SAME_SINCE, values).fetchall()
        if when.now - moment(since) < CONFIRM_GONE_AFTER:
            return False
        self._lead(left.url, kept, when)
        detail = f"another spelling of {kept.url}, which has a record of its own, since {since}"
        self._make_gone(when.run, left.id, left.url, since=since, at=when.at, detail=detail)
        return True

    def _refuse_purged(self, row: Row, when: Moment) -> None:
        """Never ask again what is, or leads to, a page that was removed for good."""
        self._sql.execute(REFUSED, ("out_of_scope", when.at, None, None, "purged", row.id))


def _address(declared: str | None) -> str | None:
    """A declared address in the form that addresses are kept in; ``None`` if it is none."""
    try:
        return None if declared is None else canonicalize(declared)
    except InvalidUrl:
        return None
