"""``pipeline demo`` and the folder it keeps its things in; all of it runs in ``tests/demo`` and ``tests/docs``."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from pipeline.cli.demo import look, own_folder
from tests.cli.operator import Operator
from tests.export.test_export_folder import contents


@pytest.mark.parametrize("folder", ["a-file/demo", "/proc/demo"])
def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path, folder: str) -> None:
    """The first command that anybody tries, where nothing may be written: exit 2, and what to name instead."""
    (tmp_path / "a-file").write_text("mine")
    ran = Operator(tmp_path)("demo", "-o", folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{folder} cannot be the folder of a demo: " in ran.stderr
    assert "to mend: name one with -o that this user may write" in ran.stderr


@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
@pytest.mark.parametrize("folder", [".", "output"])
def test_a_demo_leaves_the_folder_of_an_operator_alone(tmp_path: Path, folder: str, fresh: tuple[str, ...]) -> None:
    """Where a database, an archive or settings of somebody lie, nothing is removed, overwritten or mixed."""
    operator = Operator(tmp_path)
    (tmp_path / "output" / "archive").mkdir(parents=True)
    (tmp_path / "output" / "archive" / "pages.warc.gz").write_text("years of answers")
    (tmp_path / "output" / "health.db").write_text("years of records")
    before = contents(tmp_path)
    ran = operator("demo", "-o", folder, *fresh)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{folder} is no folder of a demo: it holds " in ran.stderr
    assert contents(tmp_path) == before


def test_a_demo_starts_over_in_a_folder_of_its_own(own_demo: Path) -> None:
    """What earlier demos left goes, only when asked for; the settings stay as the reader may have changed them."""
    folder = own_demo / "output" / "demo"
    before = contents(folder)
    assert own_folder(folder, fresh=False) == folder / "pipeline.toml"
    assert contents(folder) == before
    (folder / "pipeline.toml").write_text((folder / "pipeline.toml").read_text() + "# mine\n")
    own_folder(folder, fresh=True)
    assert list(contents(folder)) == ["pipeline.toml"]
    assert (folder / "pipeline.toml").read_text().endswith("# mine\n")
    assert own_folder(folder / "deeper", fresh=True).is_file()


def test_what_a_demo_says_can_be_copied_into_a_shell(tmp_path: Path) -> None:
    """Folders with blanks and quotes stand quoted."""
    config = tmp_path / "a reader's folder" / "pipeline.toml"
    commands = [shlex.split(line) for line in look(config).splitlines() if line.startswith("  ")]
    assert {command[2] for command in commands} == {str(config)}
    assert commands[-1][-1] == str(config.with_name("report.html"))
