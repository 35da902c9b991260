"""What runs leave behind: receipts, how far the archive has its rows, pages that kill the reader, absence confirmed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from pipeline.model.courtesy import HostReceipt
from pipeline.moments import stamp
from pipeline.storage.connection import guarded, moment
from pipeline.storage.redirects import CONFIRM_GONE_AFTER
from pipeline.storage.session import Session
from pipeline.urls import page_key

_FULL_ANSWER = """
SELECT f.at FROM fetches f WHERE f.url_id = (SELECT id FROM urls WHERE url = ?) AND f.http_status = 200
ORDER BY f.id DESC LIMIT 1
"""
_SHAPE = """
SELECT (SELECT count(*) FROM sections WHERE document_id = d.id), (SELECT count(*) FROM links WHERE document_id = d.id)
FROM documents d WHERE d.url = ?"""

# "+" keeps the planner from walking every URL of the site: there is an index of those that have a document
_STAND = "+site = ? AND kind = 'page' AND document_id IS NOT NULL AND status NOT IN ('gone', 'redirected')"
_STANDING = f"SELECT count(*), coalesce(sum(missing_since IS NOT NULL), 0) FROM urls WHERE {_STAND}"  # noqa: S608
_SOME_STANDING = f"SELECT url FROM urls WHERE {_STAND} ORDER BY id * 2654435761 % 4294967291 LIMIT ?"  # noqa: S608
_LED = """
SELECT d.url, u.moved_to FROM documents d JOIN urls u ON u.url = d.url
WHERE d.site = ? AND d.gone_since IS NULL AND u.moved_to IS NOT NULL
"""
_CONFIRMED = """
SELECT u.id, u.url, u.document_id, u.missing_since, u.failure FROM urls u
WHERE +u.site = :site AND u.status = 'failing' AND u.last_tried >= :since
  AND u.missing_since <= strftime('%Y-%m-%dT%H:%M:%f000Z', u.last_tried, :apart)
  AND u.failure IN ('http-404', 'http-410')
"""


class HonestyCount(Struct, kw_only=True):
    """What a host's words were worth in one run.

    Attributes:
        full_checks: pages asked without validators.
        missed_changes: changes that a 304 had hidden before.
        hints: pages asked because their date in a sitemap had moved.
        true_hints: of these, pages that had changed.
    """

    full_checks: int = 0
    missed_changes: int = 0
    hints: int = 0
    true_hints: int = 0


class ReceiptRow(Struct, frozen=True, kw_only=True):
    """A stored receipt: what a run did to a host, and the rest as :class:`HonestyCount`."""

    run_id: str
    receipt: HostReceipt
    full_checks: int
    missed_changes: int
    hints: int = 0
    true_hints: int = 0


class ArchiveMark(Struct, frozen=True, kw_only=True):
    """How far the captures of an archive file have their rows.

    Attributes:
        file: name relative to the archive folder.
        settled: byte offset before which every capture has its row.
        done: every capture of the file has its row, and no more will come.
    """

    file: str
    settled: int
    done: bool = False


class Ledger(Session):
    """The rows by which one run knows what the ones before it did."""

    @guarded
    def save_receipts(
        self, run_id: str, receipts: Iterable[HostReceipt], honesty: Mapping[str, HonestyCount] | None = None
    ) -> None:
        """Store what a run did to each host; a second call for a host replaces the first."""
        honesty = honesty or {}
        known = ((receipt, honesty.get(receipt.host, HonestyCount())) for receipt in receipts)
        with self.batch():
            run = self._run_number(run_id)
            self._sql.executemany(
                "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        run,
                        receipt.host,
                        receipt.requests,
                        receipt.bytes,
                        receipt.refusals,
                        receipt.smallest_gap,
                        receipt.median_gap,
                        receipt.robots_id,
                        counted.full_checks,
                        counted.missed_changes,
                        counted.hints,
                        counted.true_hints,
                    )
                    for receipt, counted in known
                ],
            )

    @guarded
    def receipts(self, *, run_id: str | None = None, host: str | None = None, limit: int = 100) -> list[ReceiptRow]:
        """Stored receipts, those of the newest run first."""
        rows = self._sql.execute(
            "SELECT r.id, p.host, p.requests, p.bytes, p.refusals, p.smallest_gap, p.median_gap, p.robots_id,"
            " p.full_checks, p.missed_changes, p.hints, p.true_hints FROM receipts p JOIN runs r ON r.number = p.run"
            " WHERE (?1 IS NULL OR r.id = ?1) AND (?2 IS NULL OR p.host = ?2) ORDER BY p.run DESC, p.host LIMIT ?3",
            (run_id, host, limit),
        )
        names = HostReceipt.__struct_fields__
        return [
            ReceiptRow(
                run_id=row[0],
                receipt=HostReceipt(**dict(zip(names, row[1:8], strict=True))),
                full_checks=row[8],
                missed_changes=row[9],
                hints=row[10],
                true_hints=row[11],
            )
            for row in rows
        ]

    @guarded
    def archive_marks(self) -> dict[str, ArchiveMark]:
        """How far each archive file has its rows, by name; a file without a mark was never committed from."""
        rows = self._sql.execute("SELECT file, settled, done FROM archive_files")
        return {file: ArchiveMark(file=file, settled=settled, done=bool(done)) for file, settled, done in rows}

    @guarded
    def mark_archive(self, marks: Iterable[ArchiveMark]) -> None:
        """Note how far archive files have their rows; in the transaction that stores the rows."""
        with self.batch():
            self._sql.executemany(
                "INSERT OR REPLACE INTO archive_files VALUES (?, ?, ?)",
                [(mark.file, mark.settled, mark.done) for mark in marks],
            )

    @guarded
    def quarantined(self, parser_version: str) -> frozenset[str]:
        """Payload digests that this version of the reader must not read: it died of them."""
        rows = self._sql.execute("SELECT payload_sha256 FROM quarantine WHERE parser_version = ?", (parser_version,))
        return frozenset(row[0] for row in rows)

    @guarded
    def quarantine(
        self, payload_sha256: str, *, parser_version: str, url: str, capture_id: str, reason: str, now: datetime
    ) -> None:
        """Never hand these bytes to this version of the reader again."""
        with self.batch():
            self._sql.execute(
                "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?, ?, ?, ?)",
                (payload_sha256, parser_version, url, capture_id, stamp(now), reason),
            )

    @guarded
    def last_full_answer(self, url: str) -> datetime | None:
        """When a URL last answered with a whole page (200), not with a 304."""
        row = self._sql.execute(_FULL_ANSWER, (url,)).fetchone()
        return None if row is None else moment(row[0])

    @guarded
    def page_type(self, url: str) -> str | None:
        """The kind of page that is stored under a URL."""
        row = self._sql.execute("SELECT page_type FROM documents WHERE url = ?", (url,)).fetchone()
        return None if row is None else str(row[0])

    @guarded
    def page_shape(self, url: str) -> tuple[int, int] | None:
        """How many sections and links the page stored under a URL has; ``None`` when none is."""
        row = self._sql.execute(_SHAPE, (url,)).fetchone()
        return None if row is None else (int(row[0]), int(row[1]))

    @guarded
    def names_pages(self, sitemap: str) -> bool:
        """Whether a list of URLs ever named one."""
        return self._sql.execute("SELECT 1 FROM urls WHERE found_on = ? LIMIT 1", (sitemap,)).fetchone() is not None

    @guarded
    def list_depth(self, sitemap: str, *, at_most: int) -> int:
        """How many lists stand above a list of URLs, each named by the one before; counted no further than asked."""
        depth, at = 0, sitemap
        while depth < at_most:
            above = self._sql.execute(
                "SELECT a.url FROM urls u JOIN urls a ON a.url = u.found_on AND a.kind = 'sitemap' WHERE u.url = ?",
                (at,),
            ).fetchone()
            if above is None:
                break
            depth, at = depth + 1, above[0]
        return depth

    @guarded
    def found_in_a_row(self, url: str, *, at_most: int, of: Callable[[str], bool]) -> int:
        """How many pages for which ``of`` holds stand above a page, each of them found by a link on the one above it.

        Counted no further than asked: up to ``at_most`` look-ups of one row.
        """
        count, at = 0, url
        while count < at_most:
            above = self._sql.execute("SELECT found_on FROM urls WHERE url = ? AND found_by = 'link'", (at,)).fetchone()
            if above is None or above[0] is None or not of(above[0]):
                break
            count, at = count + 1, above[0]
        return count

    @guarded
    def variants(self, path: str, *, at_most: int) -> int:
        """How many addresses are known that are this one with a query; counted no further than asked, in an index."""
        return int(
            self._sql.execute(
                "SELECT count(*) FROM (SELECT 1 FROM urls WHERE url > ?1 || '?' AND url < ?1 || '@' LIMIT ?2)",
                (path, at_most),  # behind a question mark comes an at
            ).fetchone()[0]
        )

    @guarded
    def missing_share(self, site: str) -> tuple[int, int]:
        """How many pages of a site are held and not confirmed gone, and how many of them answer 404 or 410 now."""
        held, missing = self._sql.execute(_STANDING, (site,)).fetchone()
        return int(held), int(missing)

    @guarded
    def led_away_share(self, site: str) -> tuple[int, int]:
        """How many pages of a site are held and not confirmed gone, and how many of their addresses lead elsewhere.

        Another spelling of the address is not elsewhere.
        """
        sql = "SELECT count(*) FROM documents WHERE site = ? AND gone_since IS NULL"
        led = self._sql.execute(_LED, (site,))
        return int(self._sql.execute(sql, (site,)).fetchone()[0]), sum(page_key(url) != page_key(to) for url, to in led)

    @guarded
    def some_standing(self, site: str, at_most: int) -> list[str]:
        """Some pages of a site that are held and not confirmed gone, from all over it; the same ones each time."""
        return [url for (url,) in self._sql.execute(_SOME_STANDING, (site, at_most))]

    @guarded
    def has_pages(self, site: str) -> bool:
        """Whether there is any record of a site that is not confirmed gone."""
        sql = "SELECT EXISTS (SELECT 1 FROM documents WHERE site = ? AND gone_since IS NULL)"
        return bool(self._sql.execute(sql, (site,)).fetchone()[0])

    @guarded
    def standing(self, site: str) -> list[str]:
        """Where every record of a site lives that is not confirmed gone, in order."""
        sql = "SELECT url FROM documents WHERE site = ? AND gone_since IS NULL ORDER BY url"
        return [url for (url,) in self._sql.execute(sql, (site,))]

    @guarded
    def confirm_gone(self, run_id: str, *, sites: Collection[str], since: datetime, now: datetime) -> tuple[str, ...]:
        """Make pages gone whose last look found them missing, a day or more after another one did; their URLs.

        Args:
            run_id: the run whose look confirms.
            sites: those whose absence is to be believed.
            since: when the looks began that the run stored: its own, and those of dead runs that it took up.
            now: the moment that decides.
        """
        gone: list[str] = []
        bounds = {"apart": f"-{CONFIRM_GONE_AFTER.total_seconds():.0f} seconds", "since": stamp(since)}
        with self.batch():
            run = self._run_number(run_id)
            for site in sites:
                for url_id, url, document_id, missing, failure in self._sql.execute(
                    _CONFIRMED, {**bounds, "site": site}
                ).fetchall():
                    self._sql.execute("UPDATE urls SET status = 'gone', due_reason = 'gone' WHERE id = ?", (url_id,))
                    self._sql.execute(
                        "UPDATE fetches SET result = 'gone' WHERE id = (SELECT max(id) FROM fetches WHERE url_id = ?)",
                        (url_id,),
                    )
                    gone.append(url)
                    left = self._sql.execute(
                        "UPDATE documents SET gone_since = ? WHERE id = ? AND url = ? AND gone_since IS NULL"
                        " RETURNING version_id",
                        (missing, document_id, url),
                    ).fetchone()
                    if left is not None:
                        self._sql.execute(
                            "INSERT INTO changes (at, run, document_id, kind, version_id, detail)"
                            " VALUES (?, ?, ?, 'gone', ?, ?)",
                            (stamp(now), run, document_id, left[0], f"{failure} since {missing}"),
                        )
        return tuple(gone)
