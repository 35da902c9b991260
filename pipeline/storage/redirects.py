"""Where a page lives: redirects, moves that keep a document's identity, and aliases."""

from __future__ import annotations

import re

from pipeline.model.capture import Capture
from pipeline.storage.documents import Documents
from pipeline.urls import canonicalize, origin_of

_PERMANENT = frozenset({301, 308})
_HOME = re.compile(r"/([a-z]{2}(-[a-z]{2})?/)?((index|home|default)(\.[a-z]+)?)?/?", re.IGNORECASE)


def is_home_like(url: str) -> bool:
    """Whether a canonical URL is a home page: ``/``, ``/index.html``, ``/es/``. Nothing moves there."""
    path = url[len(origin_of(url)) :]
    return "?" not in path and _HOME.fullmatch(path) is not None


class Redirects(Documents):
    """What a followed redirect means for the documents at its two ends."""

    def _page_url(self, asked: str, capture: Capture) -> str:
        return asked if capture.url == asked else canonicalize(capture.url)

    def _move(self, document_id: int | None, old: str, new: str, capture: Capture, *, at: str) -> None:
        """Let the document at ``old`` live at ``new`` from now on, with its id and history, if the answer says so.

        Only a wholly permanent redirect (301, 308) to something that is no home page says so, and only while no
        document stands there: two documents are never merged.
        """
        if document_id is None or not _says_moved(new, capture):
            return
        if self._sql.execute("SELECT 1 FROM documents WHERE url = ?", (new,)).fetchone():
            return
        moved = self._sql.execute(
            "UPDATE documents SET url = ? WHERE id = ? AND url = ? RETURNING version_id", (new, document_id, old)
        ).fetchone()
        if moved is not None:
            self._log_change(None, document_id, "moved", at=at, version_id=moved[0], detail=f"from {old}")

    def _note_alias(self, url_id: int, old: str, new: str, document_id: int, capture: Capture, *, at: str) -> None:
        """Note that the document at ``new`` is also reached, permanently, through ``old``; the first date stays."""
        if not _says_moved(new, capture):
            return
        self._sql.execute(
            "INSERT INTO aliases (url, document_id, since, reason) VALUES (?, ?, ?, 'redirect') ON CONFLICT DO NOTHING",
            (old, document_id, at),
        )
        self._sql.execute("UPDATE urls SET document_id = ? WHERE id = ?", (document_id, url_id))


def _says_moved(new: str, capture: Capture) -> bool:
    return (
        bool(capture.redirects) and all(hop.status in _PERMANENT for hop in capture.redirects) and not is_home_like(new)
    )
