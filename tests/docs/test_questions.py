"""The questions that docs/guides/questions.md answers are answered by an export, as the page says."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.docs import blocks
from tools.lock import ROOT

PAGE = (ROOT / "docs/guides/questions.md").read_text("utf-8")
SQL = [block for block in blocks.blocks(PAGE) if block.language == "sql"]
PYTHON = [block for block in blocks.blocks(PAGE) if block.language == "python"]
UNANSWERED = "FR017"
"""In the demo no link was checked."""


@pytest.fixture(scope="module")
def reader(finished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(finished_demo, folder / "output" / "demo")
    command = [sys.executable, "-m", "pipeline", "-c", "output/demo/pipeline.toml"]
    command += ["export", "--format", "sqlite", "-o", "dataset"]
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True)
    return folder


@pytest.fixture
def dataset(reader: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(reader / "dataset" / "dataset.db")) as database:
        yield database


@pytest.mark.parametrize("block", SQL, ids=lambda block: str(block.line))
def test_each_query_has_an_answer(block: blocks.Block, dataset: sqlite3.Connection) -> None:
    """It runs on the export as it stands, and finds what the demo site has."""
    found = dataset.execute(block.text).fetchall()
    assert found if UNANSWERED not in block.text else not found


def test_a_broken_link_is_found_with_its_section(dataset: sqlite3.Connection) -> None:
    """The evidence of FR017 leads to the row of the link, and that to its section."""
    (query,) = [block.text for block in SQL if UNANSWERED in block.text]
    link = dataset.execute(
        "SELECT l.document_id, l.url, s.heading, l.text, l.link_url FROM links l JOIN sections s"
        " USING (document_id, section_id) WHERE s.heading IS NOT NULL LIMIT 1"
    ).fetchone()
    dataset.execute(
        "UPDATE findings SET rule = 'FR017', document_id = ?, url = ?,"
        " evidence = json_object('link', ?, 'confirmed', '2026-01-01') WHERE key = (SELECT min(key) FROM findings)",
        (link[0], link[1], link[4]),
    )
    assert (*link[1:], "2026-01-01") in dataset.execute(query).fetchall()
    dataset.rollback()


def test_a_sentence_leads_back_to_the_bytes_that_the_server_sent(reader: Path) -> None:
    """What the page shows in Python finds the record in the archive by what the export says, and the digest agrees."""
    (block,) = PYTHON
    done = subprocess.run(
        [sys.executable, "-c", block.text], cwd=reader, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"WARC-Type: response", done.stdout)


def test_every_row_of_documents_leads_to_its_answer(dataset: sqlite3.Connection) -> None:
    """Of what was fetched, file, place and digest of the answer are never absent."""
    counts = (
        "SELECT count(*), count(capture_id), count(payload_sha256), count(archive_file), count(archive_offset),"
        " count(archive_length) FROM documents"
    )
    pages, *found = dataset.execute(counts).fetchone()
    assert found == [pages] * 5
    assert pages > 100
