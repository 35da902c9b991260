"""Deltas from the command line: beside a release, and of any two that stand."""

from __future__ import annotations

import json

from tests.cli.operator import Operator
from tests.export.test_export_folder import contents


def test_a_delta_that_could_not_be_written_with_its_release_is_made_later(done: Operator) -> None:
    """Something lies where the delta goes: the release stands, and what is said leads to the delta all the same."""
    assert done("export", "--release", "r1", "-o", "kept").returncode == 0
    (done.folder / "kept" / "r1..r2").write_text("somebody's")
    ran = done("export", "--release", "r2", "--since", "r1", "--language", "en", "-o", "kept")
    assert ran.returncode == 2
    assert "release r2 is made, its delta is not: " in ran.stderr
    _, _, command = ran.stderr.strip().rpartition("; then: pipeline ")
    (done.folder / "kept" / "r1..r2").unlink()
    made = done(*command.split())
    assert (made.returncode, made.stderr) == (0, "")
    assert "r1..r2: " in made.stdout
    assert done("apply-delta", "kept/r1", "kept/r1..r2", "-o", "made").returncode == 0
    assert contents(done.folder / "made") == contents(done.folder / "kept" / "r2")
    again = done("export", "--release", "r2", "--since", "r1", "-o", "kept")
    assert (again.returncode, "make-delta" in again.stderr) == (2, True)


def test_sections_that_only_gained_a_column_are_not_called_new(done: Operator) -> None:
    """Every row of theirs is put, since whoever holds the old ones lacks the column; what they say is as it was."""
    for name in ("r1", "r2"):
        assert done("export", "--release", name, "--table", "sections", "-o", "gained").returncode == 0
    file = done.folder / "gained" / "r1" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["tables"][0]["columns"].pop()
    file.write_text(json.dumps(manifest))
    made = done("make-delta", "gained/r1", "gained/r2")
    said = json.loads((done.folder / "gained" / "r1..r2" / "manifest.json").read_text())
    assert said["sections_put"] > 0
    told = f"0 records put, 0 deleted, 0 sections new or changed, {said['sections_put']} with other columns alone"
    assert made.stdout.strip().endswith(told)
