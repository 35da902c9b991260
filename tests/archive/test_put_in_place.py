"""What is written whole takes a file's place, and nothing else's."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.archive.files import put_in_place


def put(path: Path, words: str) -> None:
    with put_in_place(path) as beside:
        beside.write_text(words)


def test_a_link_stays_and_leads_to_what_is_new(tmp_path: Path) -> None:
    """A report that a web server is led to is there after the next one, too; also one that is not there yet."""
    file, link, ahead = tmp_path / "folder" / "report.html", tmp_path / "link.html", tmp_path / "ahead.html"
    file.parent.mkdir()
    file.write_text("old")
    link.symlink_to(file)
    ahead.symlink_to(file.parent / "next.html")
    put(link, "new")
    put(ahead, "next")
    assert (link.is_symlink(), file.read_text(), (file.parent / "next.html").read_text()) == (True, "new", "next")
    assert sorted(one.name for one in file.parent.iterdir()) == ["next.html", "report.html"]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """So is a device: who is root and names /dev/null has it afterwards."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        put(pipe, "words")
        assert read.result(timeout=30) == "words"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_after_an_exception_the_file_is_as_it_was(tmp_path: Path) -> None:
    """Nothing is left beside it."""
    file = tmp_path / "file"
    file.write_text("old")

    def fail() -> None:
        with put_in_place(file) as beside:
            beside.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "old")]
