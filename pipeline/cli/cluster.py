"""Reading archives again with an engine, and taking shards into the database."""

from __future__ import annotations

import hashlib
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct, structs

from pipeline.archive.files import as_archive_error
from pipeline.cli import console
from pipeline.cli.app import App
from pipeline.cli.clock import SystemClock, now
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.upgrade import compared
from pipeline.cluster.driver import Progress, Report, reread_units
from pipeline.cluster.engine import Engine
from pipeline.cluster.job import Access, Job
from pipeline.cluster.merge import Shards
from pipeline.cluster.pool import process_engine
from pipeline.cluster.ray_engine import ray_engine
from pipeline.errors import UsageError
from pipeline.fetchers.doors import Machine, Wanted, index_originals, is_remote, units_of
from pipeline.ingest.reparse import reread
from pipeline.model.unit import Unit
from pipeline.nearest import many
from pipeline.profiles import profiles_of

SHARDS = "shards"
"""Folder of the shards beside the database, unless another one is named."""


class Elsewhere(Struct, frozen=True, kw_only=True):
    """What was asked of an engine on the command line."""

    engine: str
    ray_address: str | None
    workers: int | None
    units: tuple[str, ...]
    out: Path | None
    known_hosts: bool | None
    follow_revisits: bool


def reparse_elsewhere(app: App, asked: Elsewhere, *, as_json: bool) -> int:
    """Read archives into shards, say what came of it, and give the exit code."""
    out = asked.out or app.config.storage.database.parent / SHARDS
    origins = tuple((name, site.origin) for name, site in app.config.sites.items() if site.origin)
    access = _access(app)
    job = Job(out=out.resolve(), origins=origins, generic=not asked.known_hosts, access=access)
    unwanted: Counter[str] = Counter()
    with redirect_stdout(sys.stderr):  # Ray prints what happens to its workers
        if asked.follow_revisits:
            job = structs.replace(job, originals=_originals(app, asked, job, access))
        units = _units(app, asked, access, unwanted)
        units = chain([*islice(units, 1)], units)  # what names no archive leaves no folder of shards
        report = reread_units(job, units, _engine(asked), _listener(quiet=app.quiet))
    if +unwanted and not app.quiet:
        console.say("not asked for: " + ", ".join(f"{count} {why}" for why, count in sorted((+unwanted).items())))
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            _tell(report)
    if report.failed:
        return 3
    return 1 if report.quarantined else 0


def bring_shards(app: App, folder: Path, *, as_json: bool) -> int:
    """Take the records of shards into the database, as reading the archive here would have; gives the exit code."""
    with Shards(folder) as shards, console.progress(app) as listen:
        report = reread(app.config, clock=SystemClock(), listen=listen, source=shards)
    with reader_may_leave():
        if as_json:
            console.data(report)
        else:
            console.out(
                f"{many(report.captures, 'capture')} from {shards.folder.name}: {compared(report)};"
                f" {report.unreadable} unreadable, {report.absent} not in the shards"
            )
            if shards.manifest.pages and not report.captures and not report.otherwise:
                console.out("  nothing in the shards was captured here: query them as they are (docs/guides/scale.md)")
            if report.otherwise:
                console.out(
                    f"  {report.otherwise} were read as pages of another site than they are here, and stay as they are:"
                    " give `reparse --engine` the configuration of this database"
                )
    return 1 if report.unreadable_now else 0


def _engine(asked: Elsewhere) -> Engine:
    if asked.engine == "ray":
        return ray_engine(asked.ray_address, workers=asked.workers)
    if asked.ray_address is not None:
        raise UsageError("--ray-address goes with --engine ray")
    return process_engine(asked.workers or _cores())


def _cores() -> int:
    """The cores this process may use, which in a container is not the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _access(app: App) -> Access:
    archives = app.config.archives
    return Access(
        settings=app.config.fetch,
        ledger=archives.shared_ledger or str(archives.ledger.resolve()),
        rate=archives.requests_per_second,
        machines=1 if archives.shared_ledger else archives.machines,
        machine=Machine(now=now, monotonic=time.monotonic, sleep=time.sleep, random=random.random),
    )


def _originals(app: App, asked: Elsewhere, job: Job, access: Access) -> Path:
    """The index of payloads in all the archives asked for, in the folder of the shards, named by its content."""
    path = job.out / "revisits.index"
    with as_archive_error(path), access.door() as door:
        rows = index_originals(_units(app, asked, access, Counter()), door, path)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        named = path.rename(path.with_name(f"revisits-{digest[:12]}.index"))
    if not app.quiet:
        console.say(f"{rows} places of payloads for revisit records")
    return named


def _units(app: App, asked: Elsewhere, access: Access, unwanted: Counter[str]) -> Iterator[Unit]:
    """The units asked for. Of an index, only pages of hosts that a profile knows, unless every host is asked for."""
    addresses = asked.units or (str(app.config.storage.archive),)
    hosts = None if asked.known_hosts is False else profiles_of(app.config).hosts()
    with access.door(far=any(is_remote(address) for address in addresses)) as door:
        base = app.config.archives.base
        yield from units_of(addresses, door=door, wanted=Wanted(hosts=hosts), base=base, tally=unwanted)


def _listener(*, quiet: bool) -> Callable[[Progress], None]:
    """Says a line a unit on stderr; nothing when it should be quiet, but trouble always."""

    def listen(progress: Progress) -> None:
        if progress.trouble is not None:
            console.say(f"{progress.name}: {progress.trouble}")
        elif not quiet:
            console.say(f"{progress.name}: {many(progress.pages, 'page')}")

    return listen


def _tell(report: Report) -> None:
    errors = ", ".join(f"{count} {code}" for code, count in report.errors.items()) or "none"
    console.out(
        f"{many(report.units, 'unit')}, {report.skipped} done before: {many(report.pages, 'record')} written to"
        f" {report.folder}, pages without one: {errors}"
    )
    if report.quarantined:
        kill = many(report.quarantined, "page kills its reader", "pages kill their reader")
        console.out(f"  {kill}; see {report.folder}/quarantine")
    for name, why in report.failed.items():
        console.out(f"  {name} could not be read: {why}")
