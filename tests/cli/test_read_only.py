"""Those who may read and not write: an auditor with an account of their own, a share, a snapshot, a disc."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.storage import Owner, Store, writer_lock
from tests.cli.operator import ORIGIN, Operator, operating
from tests.processes import ROOT

ASTHMA = f"{ORIGIN}/topic000001.html"

ORDINARY = """
import os, shutil, sys, tempfile
from pathlib import Path
from pipeline.cli.entry import run_command_line
from pipeline.errors import StorageError
from pipeline.storage import Store

def warm(arguments):
    here, said = os.getcwd(), [os.dup(1), os.dup(2)]
    with tempfile.TemporaryDirectory() as copy, open(os.devnull, "w") as nobody:
        shutil.copytree(".", f"{copy}/folder")
        os.chdir(f"{copy}/folder")
        os.dup2(nobody.fileno(), 1), os.dup2(nobody.fileno(), 2)
        run_command_line(arguments)
        sys.stdout.flush(), os.dup2(said[0], 1), os.dup2(said[1], 2)
        os.chdir(here)

def give_up_rights():
    if os.geteuid() == 0:
        os.setgroups([]), os.setgid(65534), os.setuid(65534)
"""
"""The interpreter may be where only root can read, so a command is run on a copy before rights are given up: then all
that it needs is loaded, and who reads the database itself leaves no log beside it for others to find."""

by_root = pytest.mark.skipif(os.geteuid() != 0, reason="another user can be had by root only")
"""Where one account runs everything, the reader owns the files, and may leave a log that it can take away again."""

READER = """
with Store.open(Path(sys.argv[1]), read_only=True, any_version=True):
    pass
for end in ("-wal", "-shm"):
    Path(sys.argv[1] + end).unlink()
give_up_rights()
try:
    with Store.open(Path(sys.argv[1]), read_only=True) as store:
        print(len(list(store.documents())), flush=True)
        sys.stdin.readline()
except StorageError as error:
    print(error.message, error.mend, sep="; ")
else:
    print("sound")
"""


def ordinary(operator: Operator, *command: str) -> subprocess.CompletedProcess[str]:
    """One command as a user whom permissions bind, and nothing before it: who has read has left a log behind."""
    program = f"{ORDINARY}warm(sys.argv[1:]); give_up_rights(); sys.exit(run_command_line(sys.argv[1:]))"
    return operator.other(sys.executable, "-c", program, *command)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others can reach (a test's own cannot be), and not write in."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)
        Path(made).chmod(0o700)


@pytest.fixture
def shared(folder: Path) -> Iterator[Operator]:
    """A database at rest, in a folder where an ordinary user may only read."""
    with operating(folder) as operator:
        operator("-q", "run")
        assert sorted(path.name for path in folder.glob("health.db-*")) == []
        folder.chmod(0o555)
        yield operator


@pytest.mark.parametrize(
    "command",
    ["status", f"show {ASTHMA}", "search blood", "audit --fail-on never", "verify", "export --table links -o -"],
)
def test_whoever_may_read_the_database_can(shared: Operator, command: str) -> None:
    """Beside a run and without one; nothing is put beside the file."""
    held = {path: path.read_bytes() for path in shared.folder.glob("health.db*")}
    ran = ordinary(shared, *command.split(), *(["--format", "csv"] if "export" in command else []))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout or command == "verify"
    assert {path: path.read_bytes() for path in shared.folder.glob("health.db*")} == held


@by_root
def test_who_only_reads_leaves_nothing_in_the_way_of_the_next_run(shared: Operator) -> None:
    """In a folder of a group: a log that another user has made could not be written by the one who runs."""
    shared.folder.chmod(0o777)
    assert ordinary(shared, "status").returncode == 0
    assert [path.name for path in shared.folder.glob("health.db-*")] == []


def test_a_backup_is_made_elsewhere_by_whoever_may_read(shared: Operator) -> None:
    """As from a snapshot of the disk."""
    with tempfile.TemporaryDirectory() as elsewhere:
        Path(elsewhere).chmod(0o777)
        ran = ordinary(shared, "backup", f"{elsewhere}/backup.db", "--force")
        assert ran.returncode == 0, ran.stderr
        with Store.open(Path(elsewhere, "backup.db"), read_only=True) as store:
            assert store.counts().documents == 12


@by_root
@pytest.mark.parametrize("command", ["report --no-audit -o {}/report.html", "feeds -o {}/new", "feeds -o {}"])
def test_what_cannot_be_written_is_named_as_it_was_asked_for(shared: Operator, command: str) -> None:
    """Not by a name of ours that stood there for a moment; and what would mend it is said."""
    with tempfile.TemporaryDirectory() as of_root:
        Path(of_root).chmod(0o755)
        ran = ordinary(shared, *command.format(of_root).split())
    assert ran.returncode == 1
    assert ".tmp" not in ran.stderr
    assert f"error: {of_root}/" in ran.stderr
    assert "to mend: make its folder writable for this user, or name another place" in ran.stderr


@by_root
@pytest.mark.parametrize("written", [False, True], ids=["still", "written"])
def test_what_was_read_while_the_file_was_written_is_not_trusted(shared: Operator, written: bool) -> None:
    """A reader that no lock protects says so when the file is another one at its end; else it has read one state."""
    reader = subprocess.Popen(
        [sys.executable, "-c", ORDINARY + READER, str(shared.database)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "12\n"
    shared.folder.chmod(0o755)
    if written:
        shared("-q", "run", "--force")
    said = reader.communicate("\n", timeout=30)[0]
    if written:
        assert "was written while it was read" in said
        assert "; do it again" in said
    else:
        assert said == "sound\n"


def test_a_database_has_one_lock_whatever_leads_to_it(operator: Operator, tmp_path: Path) -> None:
    """A link in another folder is the same database: no second run asks the same pages at the same time."""
    (tmp_path / "data").mkdir()
    operator.database.symlink_to("data/health.db")
    owner = Owner(pid=4321, machine="elsewhere", started_at="2025-01-01T00:00:00", run_id="the-other-run")
    with writer_lock(tmp_path / "data" / "health.db", owner=owner):
        ran = operator("-q", "run")
    assert (ran.returncode, "the-other-run" in ran.stderr) == (5, True)
    assert operator("-q", "run").returncode == 0
    assert operator("-d", "data/health.db", "verify").returncode == 0
    assert sorted(path.name for path in tmp_path.glob("health.db*")) == ["health.db"]


def test_what_stands_behind_a_link_is_replaced_and_not_the_link(operator: Operator, tmp_path: Path) -> None:
    """A backup on another disk, figures in the collector's folder: both stay where the link leads."""
    (tmp_path / "disk").mkdir()
    for name in ("backup.db", "run.prom"):
        (tmp_path / name).symlink_to(f"disk/{name}")
    assert operator("-q", "run", "--metrics", "run.prom").returncode == 0
    for _ in range(2):
        assert operator("backup", "backup.db", "--force").returncode == 0
    assert all(os.path.islink(tmp_path / name) for name in ("backup.db", "run.prom"))  # noqa: PTH114
    assert "run_verdict" in (tmp_path / "disk" / "run.prom").read_text()
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == ["backup.db", "run.prom"]
    with Store.open(tmp_path / "disk" / "backup.db", read_only=True) as store:
        assert store.counts().documents == 12


def test_a_full_disk_keeps_nobody_from_looking(tmp_path: Path) -> None:
    """What stands there can be read, checked and copied to another disk, which is what its operator needs then."""
    small = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(tmp_path)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(small, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be had by root only")
    try:
        with operating(tmp_path) as operator, tempfile.TemporaryDirectory() as elsewhere:
            assert operator("-q", "run").returncode == 0
            with pytest.raises(OSError, match="No space left"):
                (tmp_path / "filled").write_bytes(bytes(30_000_000))
            for command in ("status", f"show {ASTHMA}", "verify", "audit --fail-on never", f"backup {elsewhere}/b.db"):
                ran = operator(*command.split())
                assert ran.returncode == 0, (command, ran.stderr)
            assert "not checked: health.db.lock cannot be written: No space" in operator("verify").stderr
            for freed in (8_192, 49_152, 65_536):  # room for the lock, and for the beginning of a transaction
                os.truncate(tmp_path / "filled", (tmp_path / "filled").stat().st_size - freed)
                ran = operator("audit", "--fail-on", "never")
                assert ran.returncode == 0, ran.stderr
            ran = operator("-q", "run", "--force")
            assert (ran.returncode, "to mend: free some space" in ran.stderr) == (1, True)
            with Store.open(Path(elsewhere, "b.db"), read_only=True) as store:
                assert store.counts().documents == 12
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)
