"""Nights of a site that lies and falls, one run each: ``python -m tools.nights``.

Two hundred pages; time is moved, not waited for. The table has for every night what the server did and what the run
made of it: verdict and exit code, the share of conditional requests, entity bytes, new versions, pages gone, records
held, and whether an export gives what it gave after the last good night.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from pipeline import config
from pipeline.cli.clock import SystemClock
from pipeline.cli.work import EXIT
from pipeline.demo.behaviours import AlwaysNotModified, Edit, NewEtag, Nonce, Replace, Rotate, Rule, Status
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.storage import Store

ROOT = Path(__file__).resolve().parent.parent
HOST = "demo.localhost"
PAGES = 200
TOPICS = "/topic*"
NIGHT = timedelta(hours=30)
EMPTY = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'

_LIE = (
    Rule(path=TOPICS, behaviour=AlwaysNotModified()),
    Rule(path="/topic000003.html", behaviour=Edit(find="Living With", replace="Living Well With")),
)
_WAVE = Rule(path=TOPICS, behaviour=Status(code=404), share=0.6)
_NOTHING = Rule(path="/sitemap.xml", behaviour=Replace(text=EMPTY))
_EDITED = _LIE[1]

SCRIPT: tuple[tuple[str, tuple[Rule, ...], timedelta], ...] = (
    ("the first run", (), timedelta()),
    ("nothing changed", (), NIGHT),
    ("a new ETag every time, the same bytes", (Rule(behaviour=NewEtag()),), NIGHT),
    ("rotating navigation", (Rule(path=TOPICS, behaviour=Rotate()),), NIGHT),
    ("nonces in the markup", (Rule(path=TOPICS, behaviour=Nonce()),), NIGHT),
    ("as on the first night", (), NIGHT),
    ("304 although a page changed", _LIE, NIGHT),
    ("the same, when the full check is due", _LIE, timedelta(days=30)),
    ("60 % answer 404", (_WAVE, _EDITED), NIGHT),
    ("and the sitemap is empty", (_WAVE, _NOTHING, _EDITED), NIGHT),
    ("everything answers 500", (Rule(behaviour=Status(code=500)),), NIGHT),
    ("all is well again", (_EDITED,), timedelta(days=5)),
)
"""What the server does, and how long after the night before."""


class MovableClock(SystemClock):
    """The machine's time, moved by as much as its user likes: a week passes without waiting for it."""

    ahead = timedelta()

    def now(self) -> datetime:
        """The moved time."""
        return super().now() + self.ahead


class Night(Struct, frozen=True, kw_only=True):
    """One night: ``export`` is the digest of what an export gives after it."""

    server: str
    verdict: str
    code: int
    requests: int
    conditional: int
    bytes: int
    versions: int
    gone: int
    documents: int
    export: str


def nights(folder: Path) -> Iterator[Night]:
    """The script, played."""
    clock = MovableClock()
    with serve_in_thread(DemoSite(pages=synthetic_site(PAGES, 6_000))) as site:
        file = folder / "pipeline.toml"
        file.write_text(
            '[storage]\ndatabase = "health.db"\narchive = "archive"\n[export]\nfolder = "export"\n[schedule]\n'
            f'interval_days = 1.0\n[sites.medlineplus]\norigin = "http://{HOST}"\ndelay = 0.0\n[fetch]\ndelay = 0.0\n'
            f'backoff = 0.01\nconnect_to = {{"{HOST}" = "127.0.0.1:{site.port}"}}\n',
            encoding="utf-8",
        )
        settings = config.load(file, {})
        for server, rules, later in SCRIPT:
            site.tell(*rules)
            site.log.clear()
            clock.ahead += later
            run = execute(settings, Plan(sites=("medlineplus",)), clock=clock, listen=silent).run
            pages = [entry for entry in site.requests if not entry.path.startswith("/robots.txt")]
            with Store.open(settings.storage.database, read_only=True) as store:
                held = store.counts()
            yield Night(
                server=server,
                verdict=run.verdict,
                code=EXIT[run.verdict],
                requests=len(pages),
                conditional=sum(entry.conditional for entry in pages),
                bytes=run.counts.bytes,
                versions=run.counts.new + run.counts.changed,
                gone=held.gone,
                documents=held.documents,
                export=_exported(folder),
            )


def _exported(folder: Path) -> str:
    command = [sys.executable, "-m", "pipeline", "-q", "export", "--format", "jsonl", "--table", "sections"]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    files = sorted((folder / "export").rglob("sections*.jsonl"))
    if not files:
        raise RuntimeError(f"nothing was exported: {done.stderr}")
    return hashlib.sha256(files[0].read_bytes()).hexdigest()[:8]


def main() -> int:
    """``python -m tools.nights``."""
    line = "{:<40}{:<12}{:>5}{:>10}{:>13}{:>12}{:>10}{:>6}{:>9}  {}\n"
    heads = ("the server", "verdict", "exit", "requests", "conditional", "bytes", "versions", "gone", "records")
    sys.stdout.write(line.format(*heads, "export"))
    with tempfile.TemporaryDirectory(prefix="nights-") as name:
        for night in nights(Path(name)):
            share = f"{night.conditional / night.requests:.0%}" if night.requests else "-"
            sys.stdout.write(
                line.format(
                    night.server,
                    night.verdict,
                    night.code,
                    night.requests,
                    share,
                    f"{night.bytes:,}",
                    night.versions,
                    night.gone,
                    night.documents,
                    night.export,
                )
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
