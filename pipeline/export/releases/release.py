"""Releases: exports with a name, kept side by side, each with its changelog against the one before.

::

    releases/
      latest              the name of the newest release, on one line
      2026-10/            a release: an export that keeps its records, CHANGES.md, changelog.jsonl
      2026-11/
      2026-10..2026-11/   what leads from one to the other
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from pipeline.archive.files import put_in_place
from pipeline.errors import UsageError
from pipeline.export.columns import columns
from pipeline.export.descriptions.package import digest_of
from pipeline.export.engine import ExportReport, export
from pipeline.export.formats.writers import Options
from pipeline.export.manifest import Facts, Manifest
from pipeline.export.releases.changelog import Status, Why, write_changelog
from pipeline.export.rows import ChangeRow
from pipeline.export.selection import Kept, Selection
from pipeline.export.sinks import MANIFEST
from pipeline.export.source import NEVER, Noted, Source
from pipeline.export.stored import RECORDS, StoredRecord, manifest_of, path_of_root, release_of, rows_of_root
from pipeline.model.document import Document
from pipeline.storage.values import SiteState

LATEST = "latest"
_NAME = re.compile(
    r"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?"
)
"""Also on Windows, which keeps some names for devices and drops a dot at the end."""


class Releases:
    """A folder of releases."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, name: str) -> Path:
        """Where a release stands, or would.

        Raises:
            UsageError: the name cannot be a folder's.
        """
        if not _NAME.fullmatch(name) or ".." in name or name == LATEST:
            raise UsageError(f"{name!r} cannot name a release", mend="use letters, digits, dots between them, - and _")
        return self._root / name

    def delta_folder(self, old: str, new: str) -> Path:
        """Where the delta between two releases stands, or would."""
        return self._root / delta_name(self.folder(old), self.folder(new))

    def latest(self) -> str | None:
        """Name of the newest release, if there is one; where that was taken away or lost, of the one that knew most."""
        try:
            name = (self._root / LATEST).read_text("utf-8", errors="replace").strip()
        except FileNotFoundError:
            name = ""
        if _NAME.fullmatch(name) and (self._root / name / MANIFEST).exists():
            return name
        left = [folder for folder, _ in self.holdings() if (folder / RECORDS).is_dir() and folder.name[0] != "."]
        knew = ((manifest_of(folder).facts.last_change, folder.name) for folder in left)
        return max(knew, default=(0, None))[1]

    def holdings(self) -> list[tuple[Path, Path]]:
        """Releases and deltas by name, each with the file of its records."""
        records = Path(path_of_root(RECORDS))
        found = [(path.parents[1], path) for path in self._root.glob(f"*/{records}")]
        return sorted(found + [(path.parent, path) for path in self._root.glob(f"*/{records.name}")])

    def make(
        self,
        name: str,
        documents: Iterable[Document],
        *,
        options: Options,
        selection: Selection,
        source: Source,
        facts: Facts,
    ) -> ExportReport:
        """Write a release and make it the newest.

        Args:
            name: of the release.
            documents: the source's, watched or not.
            options: how to write its tables.
            selection: who is let in.
            source: the state it is made of.
            facts: what its manifest says beside what is counted.

        Raises:
            UsageError: there is a release of this name, or the name cannot be a folder's.
        """
        folder, previous = self.folder(name), self.latest()
        if folder.exists():
            raise UsageError(
                f"there is a release {name} in {self._root}",
                mend="releases stay; take another name; of two that stand, pipeline make-delta writes the delta",
            )
        before = self.folder(previous) if previous else None
        told = release_of(before) if before else None
        purged = source.purged(selection)
        if before is not None:
            purged |= _buried(before, source, purged)
        why = reasons(source, selection, told=told, purged=purged)
        tables = {spec.name: columns(spec.row_type) for spec in options.specs() if not spec.nested}
        number, at = source.last_change()
        report = export(
            documents,
            out=folder,
            options=options,
            selection=selection,
            sites=source.sites,
            events=source.events(selection),
            gone_since=source.gone_since if source.include_gone else None,
            facts=replace(
                facts,
                name=name,
                previous=previous,
                previous_sha256=digest_of(before / MANIFEST) if before else None,
                last_change=number,
                last_change_at=at,
                purged=purged,
            ),
            keep_records=True,
            beside=lambda made: write_changelog(before, made, previous=previous, tables=tables, why=why),
        )
        with put_in_place(self._root / LATEST) as latest:
            latest.write_text(name + "\n", encoding="utf-8")
        return report


def delta_name(old: Path, new: Path) -> str:
    """What the delta between two releases is called."""
    return f"{old.name}..{new.name}"


def _buried(before: Path, source: Source, purged: dict[str, str]) -> dict[str, str]:
    """Addresses under which an earlier release had pages that were removed for good since, with the reason.

    The database forgets where such a page lived before it moved; whoever holds that release has it under that address,
    and knows it by the numbers of its changes.
    """
    facts = release_of(before).facts
    known = dict(facts.purged)
    counted_alike = source.number_of(facts.last_change, facts.last_change_at) == facts.last_change
    if counted_alike and (of_purged := source.changes_of(purged)):
        told = rows_of_root(before, "changes", ChangeRow)
        known |= {row.url: of_purged[row.change] for row in told if row.url is not None and row.change in of_purged}
    return {url: reason for url, reason in known.items() if url not in purged and source.document(url) is None}


def reasons(source: Source, selection: Selection, *, told: Manifest | None, purged: dict[str, str]) -> Why:
    """Why records came, changed and went, from what the store noted after a change.

    Args:
        source: the state of the newer release.
        selection: of the newer release.
        told: of the older release; a site that it had as it was last good is told of from then on.
        purged: pages that were removed for good, by every address under which they went out.
    """
    held_back = {site.name: site.last_good_at or NEVER for site in told.sites if site.blocked} if told else {}
    known = source.number_of(told.facts.last_change, told.facts.last_change_at) if told else 0
    noted = source.noted_since(known, held_back)

    def why(record: StoredRecord, status: Status, says_else: bool) -> str | None:
        noted_of = _noted(record.url, status, says_else)
        return _why_blocked(source.sites.get(record.site)) if noted_of is None else noted_of

    def _noted(url: str, status: Status, says_else: bool) -> str | None:
        if status == "removed":
            return _why_removed(url, source, selection, noted, purged)
        if status == "added":
            return _why_added(url, noted)
        if status == "unchanged":
            return None
        kinds = noted.kinds.get(url, {})
        if "changed" not in kinds and kinds.keys() & {"gone", "returned"}:
            gone = source.gone_since(url)
            return "the page is back" if gone is None else _gone(gone)
        return _why_changed(kinds, says_else=says_else)

    return why


def _why_blocked(site: SiteState | None) -> str | None:
    if site is None or site.blocked_since is None:
        return None
    good = site.last_good_at
    return f"its site is blocked, and {f'as it was last good, on {good:%Y-%m-%d}' if good else 'was never good'}"


def _why_added(url: str, noted: Noted) -> str | None:
    if url in noted.moved_from:
        return f"moved from {noted.moved_from[url]}"
    known = {"new": "a new page", "returned": "the page is back"}
    return next((known[kind] for kind in noted.kinds.get(url, ()) if kind in known), None)


def _why_changed(kinds: Mapping[str, str | None], *, says_else: bool) -> str | None:
    if "changed" in kinds:
        if not says_else:
            return "changed by the publisher, and back to what it said"
        grade = kinds["changed"]
        return f"changed by the publisher ({grade})" if grade else "changed by the publisher"
    return "technical: read again by a newer reader" if "technical" in kinds else None


def _gone(since: datetime) -> str:
    return f"gone since {since.date().isoformat()}"


def _why_removed(url: str, source: Source, selection: Selection, noted: Noted, purged: dict[str, str]) -> str | None:
    to = noted.moved_to.get(url)
    if url in purged or to in purged:
        return "purged"
    gone = source.gone_since(url)
    if gone is not None and not source.include_gone:
        return noted.ended_as.get(url) or _gone(gone)
    document = source.document(url)
    verdict = None if document is None else selection.apply(document)
    if verdict is not None and not isinstance(verdict, Kept):
        return f"left out by {verdict}"
    return None if to is None else f"moved to {to}"
