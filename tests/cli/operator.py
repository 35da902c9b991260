"""The command line as an operator uses it: processes, exit codes, stdout and stderr."""

from __future__ import annotations

import atexit
import functools
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from pipeline.demo.behaviours import Rule
from pipeline.demo.pages import Page
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from tests import processes
from tests.cli.ready import Order
from tests.processes import ROOT

HOST = "demo.localhost"
ORIGIN = f"http://{HOST}"


UNPRIVILEGED = """
import os, sys
from pipeline.cli.entry import run_command_line
if os.geteuid() == 0:
    run_command_line(["-q", "run", "--dry-run", "--json"])  # whatever is imported late is imported now
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(run_command_line(sys.argv[1:]))
"""
"""The interpreter may be where only root can read, so rights are given up after it has been loaded."""


class Operator:
    """A folder with a pipeline.toml, and the pipeline command in it."""

    def __init__(self, folder: Path, site: DemoSite | None = None, *, more: str = "") -> None:
        self.folder = folder
        self._site = site
        port = 9 if site is None else site.port
        (folder / "pipeline.toml").write_text(
            f'[storage]\ndatabase = "health.db"\narchive = "archive"\n[export]\nfolder = "export"\n'
            f'[sites.medlineplus]\norigin = "{ORIGIN}"\ndelay = 0.0\n'
            f"[fetch]\ndelay = 0.0\nbackoff = 0.01\nmax_wait = 2.0\n"
            f'connect_to = {{"{HOST}" = "127.0.0.1:{port}"}}\n{more}'
        )
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIPELINE_")}
        self.environment = {**inherited, "PYTHONPATH": str(ROOT)}

    @property
    def database(self) -> Path:
        return self.folder / "health.db"

    @property
    def site(self) -> DemoSite:
        """The site that is asked."""
        assert self._site is not None
        return self._site

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end, in a process of its own."""
        return _ready().run(self.folder, arguments, {**self.environment, **environment})

    def as_ordinary_user(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command as a user whom permissions bind: root, whom they do not, becomes nobody first."""
        return self.other(sys.executable, "-c", UNPRIVILEGED, *arguments)

    def other(self, *program: str) -> subprocess.CompletedProcess[str]:
        """Run any program to its end, where and as the operator would."""
        return processes.run(*program, folder=self.folder, env=self.environment)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin one command."""
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def pages(count: int = 12, *, crawl_delay: float | None = None) -> dict[str, Page | tuple[bytes, str]]:
    """Made-up topics; with a crawl delay if wanted."""
    made: dict[str, Page | tuple[bytes, str]] = dict(synthetic_site(count, 5_000))
    if crawl_delay is not None:
        robots = f"User-agent: *\nCrawl-delay: {crawl_delay}\nSitemap: {ORIGIN}/sitemap.xml\n"
        made["/robots.txt"] = (robots.encode(), "text/plain")
    return made


class _Ready:
    """A process that has the pipeline imported and forks one command after another."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="said-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.ready"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        atexit.register(self.close)

    def run(
        self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """One command, from its arguments to its exit code and what it said."""
        out, error = Path(self._folder.name, "out"), Path(self._folder.name, "error")
        order = Order(arguments=arguments, folder=str(folder), environment=environment, out=str(out), error=str(error))
        orders, answers = self._process.stdin, self._process.stdout
        assert orders is not None
        assert answers is not None
        orders.write(msgspec.json.encode(order) + b"\n")
        orders.flush()
        if not select.select([answers], [], [], 90)[0]:
            self._process.kill()
            _ready.cache_clear()  # the next command is not handed the answer of this one
            raise AssertionError(f"{arguments} takes longer than 90 s")
        code = int(answers.readline())
        return subprocess.CompletedProcess(arguments, code, out.read_text("utf-8"), error.read_text("utf-8"))

    def close(self) -> None:
        """End it."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()
        self._folder.cleanup()


@functools.cache
def _ready() -> _Ready:
    return _Ready()


@contextmanager
def operating(
    folder: Path, served: dict[str, Page | tuple[bytes, str]] | None = None, *rules: Rule, more: str = ""
) -> Iterator[Operator]:
    """An operator and the site it asks."""
    with serve_in_thread(DemoSite(pages=served or pages(), rules=rules)) as site:
        yield Operator(folder, site, more=more)


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
