"""Hostile answers, each met by a process of its own: ``python -m tools.bombs``.

What each of them came to, and the most memory the whole process had (interpreter and libraries included), in a table.
Bombs inflate to 10 GB; redirects lead to addresses that are nobody's business.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.demo.behaviours import (
    AnyBehaviour,
    Bomb,
    EndlessBody,
    EndlessHeaders,
    EntityBomb,
    Redirect,
    RedirectLoop,
    Rule,
)
from pipeline.demo.pages import Page
from pipeline.demo.server import DemoSite
from pipeline.demo.server import serve_in_thread as serve
from pipeline.urls import canonicalize

ROOT = Path(__file__).resolve().parent.parent
HOST = "demo.localhost"
LIMIT_MB = 200
INFLATED = 10_000_000_000

HOSTILE: dict[str, tuple[AnyBehaviour, str]] = {
    "10 GB in gzip": (Bomb(coding="gzip", inflated=INFLATED), "failed: too_large"),
    "10 GB in brotli": (Bomb(coding="br", inflated=INFLATED), "failed: too_large"),
    "10 GB in zstd": (Bomb(coding="zstd", inflated=INFLATED), "failed: too_large"),
    "a billion entities in XML": (EntityBomb(), "unread: "),
    "a body without end": (EndlessBody(), "failed: too_large"),
    "fields without end": (EndlessHeaders(), "failed: too_large"),
    "redirects in a circle": (RedirectLoop(), "failed: redirect_loop"),
    "a redirect to 169.254.169.254": (Redirect(to="http://169.254.169.254/", code=302), "out_of_scope: "),
}
"""What answers, and how what is said of it must begin: for another reason it was not refused, but merely failed."""

PRIVATE = ("127.0.0.1", "169.254.169.254", "[::1]", "10.1.2.3", "0x7f.1", "2130706433", "[::ffff:10.0.0.1]")
"""Addresses that are asked for by name of their own."""
REFUSED = "failed: refused_address"


class Met(Struct, frozen=True, kw_only=True):
    """How one of them ended: what was said of it, and must be, stored documents, exit code and peak memory."""

    name: str
    said: str
    expected: str
    documents: int
    code: int
    peak_mb: float

    @property
    def held(self) -> bool:
        """Whether it was refused, cheaply and by name."""
        return (
            self.code in (0, 3)
            and self.documents == 0
            and self.peak_mb < LIMIT_MB
            and self.said.startswith(self.expected)
        )


def meet(folder: Path, name: str, url: str, expected: str) -> Met:
    """One process asks for it; another one tells what came of it."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "-q", "fetch", url],
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    told = subprocess.run(
        [sys.executable, "-m", "pipeline", "explain", url, "--json"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
    )
    explained = msgspec.json.decode(told.stdout)
    last = explained["fetches"][-1]
    words = [issue["message"] for issue in explained["issues"]]
    return Met(
        name=name,
        expected=expected,
        said=f"{last['result']}: {last['message'] or '; '.join(words)}",
        documents=last["version"] or 0,
        code=process.returncode,
        peak_mb=usage.ru_maxrss / 1024,
    )


def trial(folder: Path) -> Iterator[Met]:
    """Every hostile answer."""
    names = list(HOSTILE)
    rules = tuple(Rule(path=f"/{number}.html", behaviour=HOSTILE[name][0]) for number, name in enumerate(names))
    pages = {"/robots.txt": Page(body=b"User-agent: *\nDisallow:\n", content_type="text/plain")}
    with serve(DemoSite(pages=pages, rules=rules)) as site:
        (folder / "pipeline.toml").write_text(
            '[storage]\ndatabase = "health.db"\narchive = "archive"\n[sites.generic]\ndelay = 0.0\n'
            "[fetch]\ndelay = 0.0\nbackoff = 0.01\nattempts = 1\ntotal_timeout = 900\nread_timeout = 120\n"
            f'connect_to = {{"{HOST}" = "127.0.0.1:{site.port}"}}\n',
            encoding="utf-8",
        )
        for number, name in enumerate(names):
            yield meet(folder, name, f"http://{HOST}/{number}.html", HOSTILE[name][1])
        for place in PRIVATE:
            yield meet(folder, f"http://{place}/", canonicalize(f"http://{place}/"), REFUSED)


def main() -> int:
    """``python -m tools.bombs``."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="bombs-") as name:
        for met in trial(Path(name)):
            failed += not met.held
            mark = "" if met.held else "NOT REFUSED "
            sys.stdout.write(f"{met.name:<32}{met.peak_mb:>6.0f} MB  exit {met.code}  {mark}{met.said}\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
