"""Quarantine: a page that lost most of its text, or its end, is taken for damage until a later look says the same.

The reader, the server or a wall is suspected before the publisher. The version from before stays the current one, in
every export; what came is kept as capture, and read again later. Of a page that has no version from before, none is
made of what a wall said: it is met again when its site is itself.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from pipeline.changes import COLLAPSE_LENGTH, Comparison
from pipeline.model.document import Document
from pipeline.moments import stamp
from pipeline.storage.address_state import UNHELD
from pipeline.storage.connection import bound, guarded, moment
from pipeline.storage.grading import fingerprints_of
from pipeline.storage.removal import Removal
from pipeline.storage.versions import Versions

BELIEVED_AFTER = timedelta(hours=12)
"""Looks this far apart that show the same few words are believed while their site is well: two nightly runs."""

ALIKE_BELIEVED_AFTER = timedelta(days=7)
"""The same where another page in quarantine says what this one says: most walls fall sooner."""

SHORT = 250
"""Words of a page that may be a wall among others that say something else, at most."""

_MET = """
SELECT id, version_id FROM documents WHERE site = ?1 AND first_seen BETWEEN ?2 AND ?4 AND (words <= ?3 OR words = (
  SELECT words FROM documents WHERE site = ?1 AND first_seen BETWEEN ?2 AND ?4
  GROUP BY words ORDER BY count(*) DESC LIMIT 1))
"""
"""Pages that may be a wall: short ones, and those with as many words as most have. A front page or a long notice that
answers at every address has the same number at each; to read all long pages of a first night would take minutes. What
a clock that was ahead has dated was met before, and has been looked at since."""

_ANOTHER_SAYS_SO = """
SELECT 1 FROM suspects s JOIN documents d ON d.id = s.document_id AND d.gone_since IS NULL
WHERE d.site = ? AND s.document_id <> ? AND s.gist = ?
"""
_IN_QUARANTINE = "SELECT s.gist FROM suspects s JOIN documents d ON d.id = s.document_id WHERE d.site = ?"
_ASK_AGAIN = f"""
UPDATE urls SET {UNHELD}, document_id = NULL, next_due = ?, due_reason = 'retry' WHERE document_id = ?
"""
_SAW_NO_PAGE = """
UPDATE fetches SET version_id = NULL, result = 'suspect', message = ?
WHERE version_id IN (SELECT id FROM versions WHERE document_id = ?)
"""
_COUNTED_AS_NEW = """
SELECT f.run, count(*) FROM fetches f JOIN versions v ON v.id = f.version_id
WHERE v.document_id = ? AND f.result = 'new' GROUP BY f.run
"""
_LIKE_OTHERS = "says what others say, and was met behind a wall"


_LETTERS = re.compile(r"[^\W\d_]+")
_OF_ONE_VISIT = re.compile(r"[\d/]")


class Suspects(Versions, Removal):
    """Which page is in quarantine, since when, with which words; all inside the caller's transaction."""

    def _suspect(self, document_id: int, number: int, found: Comparison, *, at: str) -> str | None:
        """Why this state must not become a version yet; ``None`` when it may.

        A page that never had much text cannot lose it, nor one that had no end its end. A collapse that was seen
        :data:`BELIEVED_AFTER` ago in the same words is true, unless its site is blocked: a wall may stand for weeks,
        and before some pages longer than before the others, so that those weeks do not count (:meth:`doubt_anew`).
        So it is later where others say the same: of a site that is asked little by little, too few pages meet a wall in
        one night to block it. One that leads back to one of the last few states is true at once.
        """
        before, after = found.before, found.after
        collapsed = found.diff.collapsed and _characters(before) >= COLLAPSE_LENGTH
        if not collapsed and (_is_cut_off(before) or not _is_cut_off(after)):
            return None
        held, words = fingerprints_of(found)
        if self._same_words(document_id, number, words, held) is not None:
            return None
        known = self._value(
            "SELECT since FROM suspects WHERE document_id = ? AND fingerprint = ?", (document_id, words)
        )
        if known is not None and not self._is_blocked(after.site):
            alike = self._value(_ANOTHER_SAYS_SO, (after.site, document_id, gist_of(after)))
            if moment(at) - moment(known) >= (ALIKE_BELIEVED_AFTER if alike else BELIEVED_AFTER):
                return None
        if known is None:
            values = (document_id, words, at, gist_of(after))
            self._sql.execute(
                "INSERT OR REPLACE INTO suspects (document_id, fingerprint, since, gist) VALUES (?, ?, ?, ?)", values
            )
        left = f"{_characters(after)} of {_characters(before)} characters of text are left"
        return left if collapsed else f"the page ends in the middle, {left}"

    def _is_blocked(self, site: str) -> bool:
        return self._value("SELECT blocked_since FROM sites WHERE name = ?", (site,)) is not None

    @guarded
    def doubt_anew(self, site: str, *, now: datetime) -> None:
        """A site's block ends: pages that are in quarantine still are as if they had been put there now."""
        with self.batch():
            self._sql.execute(
                "UPDATE suspects SET since = ? WHERE document_id IN (SELECT id FROM documents WHERE site = ?)",
                (stamp(now), site),
            )

    @guarded
    def doubt_new_pages(self, site: str, *, since: datetime, now: datetime, odd: bool = True) -> tuple[str, ...]:
        """Put pages aside, and ask for them whole, that were first met behind a wall; which.

        Only those that say what another one says, which was met with them or is in quarantine: a wall says the
        same at every address (:func:`gist_of`), and no record of better days tells it from the page. Their looks
        stay, as ``suspect``, with their captures, and the runs that took them have so many new pages less. Where the
        site is not ``odd``, only quarantine speaks against them.
        """
        with self.batch():
            walls = {words for (words,) in self._sql.execute(_IN_QUARANTINE, (site,))}
            if not odd and not walls:
                return ()
            said = self._met(site, since, now)
            often = Counter(said.values())
            doubted = [one for one, words in said.items() if (odd and often[words] > 1) or words in walls]
            for document_id in doubted:
                for run, pages in self._sql.execute(_COUNTED_AS_NEW, (document_id,)):
                    self._count(run).new -= pages
                self._sql.execute(_SAW_NO_PAGE, (_LIKE_OTHERS, document_id))
                self._sql.execute(_ASK_AGAIN, (stamp(now), document_id))
                self._sql.execute("DELETE FROM changes WHERE document_id = ?", (document_id,))
            urls = tuple(str(self._value("SELECT url FROM documents WHERE id = ?", (one,))) for one in doubted)
            self._remove_records(doubted)
        return urls

    @guarded
    def met_alike(self, site: str, *, since: datetime) -> int:
        """How many pages that were first met say one and the same; of several such groups the largest."""
        return max(Counter(self._met(site, since).values()).values(), default=0)

    def _met(self, site: str, since: datetime, until: datetime | None = None) -> dict[int, str]:
        """What each page says that was first met since then and may be a wall, by document."""
        met = self._sql.execute(_MET, (site, stamp(since), SHORT, bound(until))).fetchall()
        return {document_id: gist_of(self._record(version_id)) for document_id, version_id in met}

    def _release(self, document_id: int) -> bool:
        """End a quarantine; whether there was one."""
        return self._sql.execute("DELETE FROM suspects WHERE document_id = ?", (document_id,)).rowcount > 0


def gist_of(document: Document) -> str:
    """The words of a page as one hash, but for figures and addresses, and for the words of its own address.

    A wall names the page that was asked, the visitor and the visit; otherwise it says the same to all.
    """
    own = frozenset(_LETTERS.findall(unquote(urlsplit(document.url).path).casefold()))
    said = " ".join(f"{section.heading or ''} {section.text}" for section in document.sections)
    words = (word.casefold() for word in said.split() if not _OF_ONE_VISIT.search(word))
    return sha256(" ".join(word for word in words if own.isdisjoint(_LETTERS.findall(word))).encode()).hexdigest()


def _is_cut_off(document: Document) -> bool:
    return any(issue.code == "cut-off" for issue in document.issues)


def _characters(document: Document) -> int:
    return sum(len(section.text) for section in document.sections)
