"""The store: one SQLite file behind one class.

The public surface, being filled in::

    class Store:
        path: Path
        @classmethod
        def open(cls, path: Path, *, read_only: bool = False) -> Store: ...   # context manager; migrates when writable
        def close(self) -> None: ...
        def batch(self, before_commit: Callable[[], None] | None = None) -> ContextManager[None]: ...

        # frontier
        def discover(self, found: Iterable[Discovered], *, now: datetime) -> int: ...      # how many were new; known ones get last_seen, lastmod
        def due(self, *, now: datetime, sites: Collection[str] | None = None, urls: Iterable[str] | None = None, limit: int | None = None, force: bool = False) -> Iterator[Target]: ...
            # urls named are yielded whether due or not (they must be in the frontier: discover them first); safe while saving; each URL at most once per call
        def count_due(self, *, now: datetime, sites: Collection[str] | None = None, force: bool = False) -> int: ...
        def url_state(self, url: str) -> UrlState | None: ...

        # runs
        def start_run(self, run: Run) -> tuple[str, ...]: ...   # ids of runs a dead process left behind, now `interrupted`; call under writer_lock
        def finish_run(self, run_id: str, *, verdict: Verdict, now: datetime, counts: RunCounts | None = None) -> Run: ...   # counts are ADDED (requests, due, skipped...)
        def add_counts(self, run_id: str, counts: RunCounts) -> None: ...
        def run(self, run_id: str) -> Run | None: ...
        def runs(self, limit: int | None = 20) -> list[Run]: ...       # newest first
        def block_site / unblock_site / site_good / site_states

        # writing pages
        def save_outcome(self, run_id: str, target: Target, outcome: Outcome, *, now: datetime, elapsed_ms: int, next_due: datetime | None,
                         document: Document | None = None, trust_absence: bool = True) -> Saved: ...
            # counts saved here: fetched, unchanged, changed, new, redirected, gone, failed, disallowed, out_of_scope, issues, bytes, conditional.
            # `requests`, `due`, `skipped` are yours (add_counts).
            # Answered 2xx + document None + capture.revisit_of set  -> unchanged (same payload, not parsed again)
            # Answered 2xx + document None otherwise                 -> unread (validators are dropped so that it is read again in full)
        def save_capture(self, capture: Capture) -> None: ...
        def save_robots(self, snapshot: RobotsSnapshot) -> None: ...
        def robots(self, origin: str) -> RobotsSnapshot | None: ...     # newest
        def load_pace(self) -> dict[str, HostPace]: ...
        def save_pace(self, paces: Iterable[HostPace]) -> None: ...
        def add_issues(self, run_id: str, issues: Iterable[Issue], *, site: str, url: str | None, now: datetime) -> None: ...
        def save_reparsed(self, run_id: str, capture_id: str, document: Document, *, now: datetime) -> Saved: ...

        # reading
        def document(self, url: str, *, as_of: datetime | None = None) -> Document | None: ...
        def documents(self, site: str | None = None, *, as_of: datetime | None = None, include_gone: bool = True) -> Iterator[Document]: ...
        def versions(self, url: str) -> list[VersionRow]: ...
        def record_of(self, version_id: int) -> Document: ...
        def changes(self, *, since_id: int = 0, until: datetime | None = None) -> Iterator[Change]: ...
        def search(self, words: str, limit: int = 10, *, site: str | None = None) -> list[Hit]: ...
        def explain(self, url: str) -> list[FetchRow]: ...
        def captures(self, *, url: str | None = None) -> Iterator[CaptureRow]: ...   # in the order stored
        def issues(self, *, site=None, url=None, run_id=None) -> Iterator[IssueRow]: ...
        def sync_findings(self, findings: Iterable[Finding], *, now: datetime, sites: Collection[str] | None = None) -> FindingChanges: ...
        def findings(self, *, site=None, resolved=False) -> Iterator[FindingRow]: ...
        def counts(self) -> Counts: ...
        def check(self) -> list[str]: ...    # integrity_check, foreign_key_check, FTS check; empty = healthy
        def backup(self, to: Path) -> None: ...
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.errors import DatabaseReadOnly, StorageError
from pipeline.storage.connection import connect, translated
from pipeline.storage.schema import check_version, is_current, migrate
from pipeline.storage.session import Session


class Store(Session):
    """The database of pages, their history and the frontier. Use as a context manager."""

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the database at ``path``; when writable, create it and bring its schema up to date.

        Raises:
            DatabaseReadOnly: it does not exist (when reading) or cannot be written.
            DatabaseDamaged: the file is no database.
            SchemaTooNew: a newer version of this software wrote it.
            StorageError: it is older than this version and opened for reading only.
        """
        if read_only and not path.exists():
            raise DatabaseReadOnly(f"there is no database at {path}", mend="make one with `pipeline run`")
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = connect(path, read_only=read_only)
            try:
                if not read_only:
                    migrate(connection, name=str(path))
                else:
                    check_version(connection, name=str(path))
                    if not is_current(connection):
                        raise StorageError(
                            f"{path} was written by an older version", mend="open it once for writing: `pipeline status`"
                        )
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
