"""The database as a file, while others come and go."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.storage.at_rest import at_rest


def test_a_log_that_goes_while_it_is_looked_at_stops_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite takes it away as the last writer leaves, between any two questions of ours."""
    database, log = tmp_path / "health.db", tmp_path / "health.db-wal"
    database.write_bytes(b"pages")
    log.write_bytes(b"frames")
    exists = Path.exists

    def gone_after(path: Path) -> bool:
        there = exists(path)
        log.unlink(missing_ok=True)
        return there

    monkeypatch.setattr(Path, "exists", gone_after)
    assert at_rest(database) is None
    log.unlink(missing_ok=True)
    assert at_rest(database) is not None
