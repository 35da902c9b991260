"""Captures: what servers said, as rows that point into the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from pipeline.errors import ArchiveError
from pipeline.model.capture import ArchiveRef, Capture
from pipeline.moments import stamp
from pipeline.storage.connection import guarded
from pipeline.storage.rows import read_rows
from pipeline.storage.session import Session
from pipeline.storage.values import CaptureRow

Astray = Literal["unreadable", "another", "differs"]
"""What stands where a capture should: nothing that can be read, another one, or it with something else."""

_COLUMNS = """id, requested_url, url, status, fetched_at, payload_sha256, entity_sha256, file, offset, length,
  revisit_of, content_type, content_encoding, redirects, ip, truncated, run_id, robots_tag"""
_FILE = 7
"""The place of ``file`` among them."""
_INSERT = f"""
INSERT INTO captures ({_COLUMNS})
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING
"""
_SELECT = """
SELECT number, id, requested_url, url, status, fetched_at, payload_sha256, entity_sha256,
       iif(file IS NULL, NULL, json_object('file', file, 'offset', offset, 'length', length)),
       revisit_of, content_type, content_encoding, coalesce(redirects, '[]'), ip, truncated, run_id, robots_tag
FROM captures
"""
_IN_PLACE = f"SELECT {_COLUMNS} FROM captures WHERE file IS NOT NULL ORDER BY file, offset"
_PAGE = 500


class Captures(Session):
    """What servers said, in the order in which it was stored."""

    @guarded
    def save_capture(self, capture: Capture) -> None:
        """Note a capture that is no page of the frontier: robots.txt, a sitemap, the hop of a redirect.

        A capture that is already there is left as it is (its id is unique).
        """
        with self.batch():
            self._capture_number(capture)

    def _capture_number(self, capture: Capture) -> int:
        """The number of a capture, which is stored if it is not there yet."""
        known = self._capture_numbers.get(capture.id)
        if known is not None:
            return known
        number = self._capture_numbers[capture.id] = self._store_capture(capture)
        return number

    def _store_capture(self, capture: Capture) -> int:
        cursor = self._sql.execute(_INSERT, columns_of(capture))
        if cursor.rowcount == 1 and cursor.lastrowid is not None:
            return cursor.lastrowid
        return int(self._value("SELECT number FROM captures WHERE id = ?", (capture.id,)))

    @guarded
    def captures(self, *, pages: bool = False) -> Iterator[CaptureRow]:
        """Captures in the order they were stored, which is the order of time.

        Args:
            pages: only captures that ended the fetch of a page: no robots.txt, sitemap, hop or answer asked again.

        Read in pages, so captures may be saved while this is being read.
        """
        where = "number > :after"
        if pages:
            where += (
                " AND EXISTS (SELECT 1 FROM fetches f JOIN urls u ON u.id = f.url_id"
                " WHERE f.capture = captures.number AND u.kind = 'page')"
            )
        page = f"{_SELECT} WHERE {where} ORDER BY number LIMIT {_PAGE}"
        yield from read_rows(CaptureRow, self._pages(page, 0))

    @guarded
    def has_version(self, capture_id: str) -> bool:
        """Whether a version of a document was read from, or confirmed by, this capture."""
        seen = "FROM fetches f JOIN captures c ON c.number = f.capture WHERE c.id = ? AND f.version_id IS NOT NULL"
        return self._value(f"SELECT 1 {seen}", (capture_id,)) is not None

    @guarded
    def capture(self, capture_id: str) -> CaptureRow | None:
        """One capture by its id."""
        return self._one(CaptureRow, f"{_SELECT} WHERE id = ?", (capture_id,))

    @guarded
    def captures_by_file(self) -> dict[str, int]:
        """Names of the archive files that hold captures, relative to the archive, and how many each holds."""
        return dict(
            self._sql.execute("SELECT file, count(*) FROM captures WHERE file IS NOT NULL GROUP BY file ORDER BY file")
        )

    @guarded
    def captures_astray(self, kept: Callable[[ArchiveRef], Capture]) -> Iterator[tuple[ArchiveRef, str, Astray]]:
        """The captures that do not stand in the archive where their rows say, or say something else there.

        Args:
            kept: reads what stands at a place.

        Yields:
            Where the row says that it is, the address that was asked, and what is wrong.
        """
        for row in self._sql.execute(_IN_PLACE):
            ref = ArchiveRef(file=row[_FILE], offset=row[_FILE + 1], length=row[_FILE + 2])
            try:
                found = columns_of(kept(ref))
            except ArchiveError:
                yield ref, row[1], "unreadable"
            else:
                if found != row:
                    yield ref, row[1], "another" if found[0] != row[0] else "differs"


def columns_of(capture: Capture) -> tuple[str | int | None, ...]:
    """What the row of a capture says of it."""
    ref = capture.archive
    content_type = content_encoding = robots_tag = None
    for name, value in capture.headers:
        lower = name.lower()
        if lower == "content-type" and content_type is None:
            content_type = value
        elif lower == "content-encoding" and content_encoding is None:
            content_encoding = value
        elif lower == "x-robots-tag":
            robots_tag = value if robots_tag is None else f"{robots_tag}\n{value}"
    return (
        capture.id,
        capture.requested_url,
        capture.url,
        capture.status,
        stamp(capture.fetched_at),
        capture.payload_sha256,
        capture.entity_sha256,
        None if ref is None else ref.file,
        None if ref is None else ref.offset,
        None if ref is None else ref.length,
        capture.revisit_of,
        content_type,
        content_encoding,
        msgspec.json.encode(capture.redirects).decode() if capture.redirects else None,
        capture.ip,
        capture.truncated,
        capture.run_id,
        robots_tag,
    )
