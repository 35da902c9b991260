"""What an event is shown by: a page of those that show its edit, and the edit in that page's words."""

from __future__ import annotations

from pipeline.changes import RANK, compare, edit_digests
from pipeline.storage.packing import as_json
from pipeline.storage.values import EventSample
from pipeline.storage.versions import Versions

MOST_SAMPLES = 5
"""Edits of an event that are kept in words."""

_SHOWN_BY = "SELECT id FROM events WHERE document_id = ?"
_DIGESTS = "SELECT digest FROM event_edits WHERE event_id = ?"
_OTHERS = """
SELECT id FROM changes WHERE event_id = ? AND document_id <> ?
  AND previous_version_id IS NOT NULL AND version_id IS NOT NULL ORDER BY id
"""


class Samples(Versions):
    """Pages that stand for events; all inside the caller's transaction."""

    def _sample(self, change_id: int, digests: list[bytes]) -> tuple[int, str | None]:
        """The page of a change and its words of these edits, the weightiest; ``None`` where it shows none of them."""
        document_id, before, after = self._sql.execute(
            "SELECT document_id, previous_version_id, version_id FROM changes WHERE id = ?", (change_id,)
        ).fetchone()
        found = edit_digests(compare(self._record(before), self._record(after)))
        traces = sorted((found[digest] for digest in digests if digest in found), key=lambda one: -RANK[one.grade])
        samples = [
            EventSample(what=trace.what, before=trace.before, after=trace.after) for trace in traces[:MOST_SAMPLES]
        ]
        return document_id, as_json(samples) if samples else None

    def _hand_on_events(self, document_id: int) -> None:
        """Show events by another of their pages, in its own words: this one goes. Without another they have neither."""
        for (event,) in self._sql.execute(_SHOWN_BY, (document_id,)).fetchall():
            digests = [digest for (digest,) in self._sql.execute(_DIGESTS, (event,))]
            others = (self._sample(change, digests) for (change,) in self._sql.execute(_OTHERS, (event, document_id)))
            shown = next((one for one in others if one[1] is not None), (None, None))
            self._sql.execute("UPDATE events SET document_id = ?, sample = ? WHERE id = ?", (*shown, event))
