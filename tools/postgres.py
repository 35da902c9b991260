"""A PostgreSQL server of one's own for a while: on a Unix socket, in a folder that is thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

MISSING = "no PostgreSQL server here (postgres and initdb, on PATH or in /usr/lib/postgresql); .ci/run installs one"

_PATIENCE = 60.0


def binaries() -> Path | None:
    """The folder with ``postgres`` and ``initdb``; ``None`` when there is none."""
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders.extend(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


@contextmanager
def server() -> Iterator[Server]:
    """Start one, and end it with the block.

    Raises:
        FileNotFoundError: there is none to start.
        RuntimeError: it does not start.
    """
    programs = binaries()
    if programs is None:
        raise FileNotFoundError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        run_as = _unprivileged()
        if run_as is not None:  # initdb refuses to run as root
            shutil.chown(folder, run_as)
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "crawl", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
            user=run_as,
            cwd=folder,
            capture_output=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(made.stderr.decode())
        # no fsync: the folder does not outlive the machine anyway
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            user=run_as,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(folder / ".s.PGSQL.5432", process)
        yield Server(folder, programs)
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # "fast": sessions are ended
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A running server."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder = folder
        self._programs = programs

    @property
    def socket(self) -> Path:
        """The folder of its socket."""
        return self._folder

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        subprocess.run(
            [self._programs / "createdb", "-h", self._folder, "-U", "crawl", name], check=True, capture_output=True
        )
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://crawl@/{name}?host={quote(str(self._folder), safe='')}"


def _unprivileged() -> int | None:
    """Whom to run as: somebody without rights, if we are root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    ready = socket.parent / "data" / "postmaster.pid"
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once, with code {process.returncode}")
        if socket.exists() and ready.exists() and "ready" in ready.read_text("utf-8", "replace"):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not get ready")
