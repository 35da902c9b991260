"""Shards queried as they are, with the statements that the guide shows (``make scale`` has DuckDB)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cluster.cluster_archive import read, small
from tools.lock import ROOT

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed (make scale)")


def test_the_statements_of_the_guide(tmp_path: Path) -> None:
    """Both give what the archive holds."""
    read(small(tmp_path / "archive", pages=6, files=2), tmp_path / "shards")
    guide = (ROOT / "docs/guides/scale.md").read_text("utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", guide, flags=re.DOTALL)
    by_type, headings = (one.replace("'shards/", f"'{tmp_path}/shards/") for one in block.split(";") if one.strip())
    ((site, page_type, pages, *_),) = duckdb.sql(by_type).fetchall()
    assert (site, page_type, pages) == ("medlineplus", "health_topic", 6)
    found = duckdb.sql(headings).fetchall()
    assert len({url for url, _ in found}) == 6
    assert "Start Here" in {heading for _, heading in found}
