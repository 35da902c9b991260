"""``verify``: archive and database looked through, each by itself and side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path

import click

from pipeline.archive import read_capture
from pipeline.archive import verify as verify_archive
from pipeline.archive.erase import erased
from pipeline.archive.purged import remembered
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.clock import SystemClock
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.upgrade import tell_passed_over
from pipeline.cli.writing import written
from pipeline.config import Storage
from pipeline.errors import ArchiveError, DatabaseDamaged, DatabaseReadOnly, DiskFull, PipelineError, RunLocked
from pipeline.fetchers.robots_rules import decode
from pipeline.ingest.restored import unknown
from pipeline.model.capture import ArchiveRef
from pipeline.nearest import many
from pipeline.storage import Store
from pipeline.storage.store import must_be_there

_ASTRAY = {
    "unreadable": "cannot be read where the database has",
    "another": "missing, and others stand where the database has",
    "differs": "not as the database has",
}
"""What is wrong with captures, in words."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a problem.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Check archive and database: truncation, flipped bits, broken references, the search index.

    Exits 1 when anything is wrong. The search index and the newest file can only be checked while no run is writing;
    it says so if one is.
    """
    storage = handed(ctx).config.storage
    if not storage.archive.exists():
        must_be_there(storage.database)  # a folder that is gone is damage, one that never was is not
    problems: list[dict[str, str]] = []
    for found in verify_archive(storage.archive):
        if found.severity == "note":
            console.say(f"{found.file}: {found.message}")
        else:
            problems.append({"where": _place(found.file, found.offset), "code": found.code, "message": found.message})
    if storage.database.exists():
        problems += _database_problems(storage.database, storage.archive, {problem["where"] for problem in problems})
        tell_passed_over(storage)
        _tell_unknown(storage)
    else:
        message = "there is none; `pipeline run` makes it again from the archive, before it asks anybody"
        problems.append({"where": str(storage.database), "code": "missing", "message": message})
    with reader_may_leave():
        if as_json:
            console.lines(problems)
        else:
            for problem in problems:
                console.out(f"{problem['where']}: {problem['code']}: {problem['message']}")
    if not as_json:
        console.say(
            many(len(problems), "problem") if problems else f"{storage.archive} and {storage.database} are whole"
        )
    ctx.exit(1 if problems else 0)


def _tell_unknown(kept: Storage) -> None:
    """Say what the archive holds and the database has no rows for: no damage, and little of it after a crash."""
    with Store.open(kept.database, read_only=True) as store, suppress(PipelineError):
        found = list(filter(None, unknown(kept.archive, store)))
        if found:
            console.say(
                f"the archive holds {many(sum(found), 'answer')} that the database does not know"
                f" ({many(len(found), 'file')}): the next run takes up what it holds without asking anybody"
            )


def _place(file: str, offset: int) -> str:
    return f"{file} at byte {offset}"


def _database_problems(database: Path, archive: Path, known: Collection[str]) -> Iterator[dict[str, str]]:
    """What is wrong with the database, and between it and the archive; ``known``: the places that were told."""
    purged: list[str] = []
    beside: list[dict[str, str]] = []
    with Store.open(database, read_only=True) as store:
        wrong = store.check()
        try:
            purged, beside = _beside(store, archive, known)
            beside += _other_rules(store, archive)
            if not any(problem["code"] == "capture-differs" for problem in beside):  # what stands on it would be told
                wrong = wrong or store.out_of_step()
        except DatabaseDamaged as error:
            wrong = wrong or [error.message]
    yield from beside
    told = {page.url for page in remembered(archive)} if purged else set()
    for url in purged:
        way = f"`pipeline purge {url}` once more"
        if url in told:  # older versions told the archive nothing
            way = f"the next run removes it, or {way}"
        message = f"it was purged from the archive, and the database still has it: {way}"
        yield {"where": url, "code": "purged", "message": message}
    for message in wrong or _wrong_with_search(database):
        yield {"where": str(database), "code": "database", "message": message}


def _beside(store: Store, archive: Path, known: Collection[str]) -> tuple[list[str], list[dict[str, str]]]:
    """What the archive has erased and the database has, by address; and what the database has and the archive has not.

    Raises:
        DatabaseDamaged: it cannot be read.
    """
    held = store.captures_by_file()
    places = ((row.requested_url, row.archive) for row in store.captures() if row.archive is not None)
    purged = sorted(set(erased(archive, places)))
    # a package holds several files
    lost = {name for name in held if not any(one.is_file() for one in (archive / name, *(archive / name).parents))}
    missing = [
        {"where": name, "code": "missing", "message": f"{many(held[name], 'capture')} stood in it, and it is gone"}
        for name in sorted(lost)
    ]
    astray = _astray(store, archive, lambda ref, url: ref.file in lost or url in purged, known)
    return purged, [*missing, *astray]


def _astray(
    store: Store, archive: Path, told: Callable[[ArchiveRef, str], bool], known: Collection[str]
) -> Iterator[dict[str, str]]:
    """Captures that are not in the archive as the database has them: once a file and kind, with the first."""
    found = (one for one in store.captures_astray(partial(read_capture, archive)) if not told(one[0], one[1]))
    unknown = (one for one in found if _place(one[0].file, one[0].offset) not in known)
    for (file, kind), some in groupby(sorted(unknown, key=_file_and_kind), key=_file_and_kind):
        (ref, url, _), *more = some
        them = "them, the first of" if more else "it, of"
        message = f"{many(1 + len(more), 'capture')} {_ASTRAY[kind]} {them} {url}"
        yield {"where": _place(file, ref.offset), "code": f"capture-{kind}", "message": message}


def _other_rules(store: Store, archive: Path) -> Iterator[dict[str, str]]:
    """Rules of a robots.txt that are not those of the answer they were read from; one that cannot be read is told."""
    for origin, text, ref in store.robots_texts():
        with suppress(ArchiveError):
            if decode(read_capture(archive, ref).body) != text:
                message = "the database has other rules than the answer that they were read from"
                yield {"where": f"{origin}/robots.txt", "code": "robots", "message": message}


def _file_and_kind(found: tuple[ArchiveRef, str, str]) -> tuple[str, str]:
    return found[0].file, found[2]


def _wrong_with_search(database: Path) -> list[str]:
    try:
        with written(database, by="verify", now=SystemClock().now()) as store:
            return store.check_search()
    except (RunLocked, DatabaseReadOnly, DiskFull) as error:
        console.say(f"the search index was not checked: {error}")
        return []
