"""What is known of one address: what is held there, who named it, when it last answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipeline.storage.connection import guarded, moment_or_none
from pipeline.storage.session import Session

_FULL_ANSWER = """
SELECT f.at FROM fetches f WHERE f.url_id = (SELECT id FROM urls WHERE url = ?) AND f.http_status = 200
ORDER BY f.id DESC LIMIT 1
"""
_SHAPE = """
SELECT (SELECT count(*) FROM sections WHERE document_id = d.id), (SELECT count(*) FROM links WHERE document_id = d.id)
FROM documents d WHERE d.url = ?"""


class Addresses(Session):
    """Questions that a run asks of the frontier and of stored pages, address by address."""

    @guarded
    def last_full_answer(self, url: str) -> datetime | None:
        """When a URL last answered with a whole page (200), not with a 304."""
        return moment_or_none(self._value(_FULL_ANSWER, (url,)))

    @guarded
    def page_type(self, url: str) -> str | None:
        """The kind of page that is stored under a URL."""
        kind: str | None = self._value("SELECT page_type FROM documents WHERE url = ?", (url,))
        return kind

    @guarded
    def page_shape(self, url: str) -> tuple[int, int] | None:
        """How many sections and links the page stored under a URL has; ``None`` when none is."""
        row = self._sql.execute(_SHAPE, (url,)).fetchone()
        return None if row is None else (int(row[0]), int(row[1]))

    @guarded
    def names_pages(self, sitemap: str) -> bool:
        """Whether a list of URLs ever named one."""
        return self._value("SELECT 1 FROM urls WHERE found_on = ? LIMIT 1", (sitemap,)) is not None

    @guarded
    def list_depth(self, sitemap: str, *, at_most: int) -> int:
        """How many lists stand above a list of URLs, each named by the one before; counted no further than asked."""
        depth, at = 0, sitemap
        while depth < at_most:
            above = self._value(
                "SELECT a.url FROM urls u JOIN urls a ON a.url = u.found_on AND a.kind = 'sitemap' WHERE u.url = ?",
                (at,),
            )
            if above is None:
                break
            depth, at = depth + 1, above
        return depth

    @guarded
    def found_in_a_row(self, url: str, *, at_most: int, of: Callable[[str], bool]) -> int:
        """How many pages for which ``of`` holds stand above a page, each of them found by a link on the one above it.

        Counted no further than asked: up to ``at_most`` look-ups of one row.
        """
        count, at = 0, url
        while count < at_most:
            above = self._value("SELECT found_on FROM urls WHERE url = ? AND found_by = 'link'", (at,))
            if above is None or not of(above):
                break
            count, at = count + 1, above
        return count

    @guarded
    def variants(self, path: str, *, at_most: int) -> int:
        """How many addresses are known that are this one with a query; counted no further than asked, in an index."""
        # behind a question mark comes an at
        known = "SELECT count(*) FROM (SELECT 1 FROM urls WHERE url > ?1 || '?' AND url < ?1 || '@' LIMIT ?2)"
        return int(self._value(known, (path, at_most)))
