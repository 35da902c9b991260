"""What an export holds, as data: counts, checksums, columns, selection, where the records came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, astuple

from pipeline._version import __version__
from pipeline.config.publishing import Imprint
from pipeline.export.columns import Column
from pipeline.model.document import SCHEMA_VERSION, Document, Rights
from pipeline.nearest import many
from pipeline.storage.values import SiteState

MANIFEST_VERSION = "1"
MAX_STATEMENTS = 500
"""Different rights statements kept by a manifest; what lies past them is counted, so memory stays flat."""


class SiteSummary(Struct, frozen=True, kw_only=True):
    """A site in the manifest.

    Attributes:
        name: profile name.
        publisher: its name in words, as the pages have it; null where they name none, or several.
        documents: of it in this export.
        profile_versions: versions of the profile that read them.
        blocked: its last run fell short of what it promises, so this is its last good state.
        reason: why it is blocked.
        last_good_run: id of the run that last published it.
        last_good_at: when that was, UTC.
        several_publishers: its pages name more than one, as pages without a profile do.
    """

    name: str
    publisher: str | None
    documents: int
    profile_versions: tuple[str, ...]
    blocked: bool
    reason: str | None
    last_good_run: str | None
    last_good_at: datetime | None
    several_publishers: bool = False


class RightsSummary(Struct, frozen=True, kw_only=True):
    """One rights statement and how many documents and sections of the export fall under it.

    ``sections`` counts only those that state rights of their own.
    """

    site: str
    status: str
    holder: str | None
    statement: str | None
    rule: str
    documents: int
    sections: int


class TableFile(Struct, frozen=True, kw_only=True):
    """One table: its file (relative to the manifest), rows, size, checksums and columns.

    ``content_sha256`` is of the content before compression: equal content has it equal even where two versions of a
    compressor pack it differently. ``columns`` is empty for whole records, whose schema stands in ``schema``.
    """

    name: str
    path: str
    rows: int
    bytes: int
    sha256: str
    content_sha256: str
    columns: tuple[Column, ...] = ()
    schema: str | None = None


class Audited(Struct, frozen=True, kw_only=True):
    """An audit that the findings are of: when, of which sites (``None``: all), and the version of its rules."""

    at: datetime
    sites: tuple[str, ...] | None
    rules: str


class Facts(Struct, frozen=True, kw_only=True):
    """What an export is, beside what it holds.

    Attributes:
        name: of the release; ``None`` for a plain export.
        previous: name of the release before it.
        previous_sha256: of that release's manifest.
        as_of: the moment whose state this is, UTC; ``None``: the newest.
        gone: whether pages that are confirmed gone are in it, marked.
        purged: pages that were removed for good, by URL, with the reason; no later export has them. Of a release by
            every address, too, under which the releases before had them.
        last_change: number of the last change of the database that it knows; of a release.
        last_change_at: when that was: a database that is built again has other numbers.
        audits: the last stored audit of all sites, and later ones of some, newest first; of exports with ``findings``.
            Empty: none was made, and no findings say nothing of any page; ``None``: not said.
        dataset: who publishes it and under what name, as far as its maintainer has said.
    """

    name: str | None = None
    previous: str | None = None
    previous_sha256: str | None = None
    as_of: datetime | None = None
    gone: bool = False
    purged: dict[str, str] = {}
    last_change: int = 0
    last_change_at: datetime | None = None
    audits: tuple[Audited, ...] | None = None
    dataset: Imprint = Imprint()


class Manifest(Struct, frozen=True, kw_only=True):
    """The whole of ``manifest.json``.

    Nothing in it comes from a clock or a machine: same state, same bytes.
    """

    manifest_version: str = MANIFEST_VERSION
    generator: str = f"health-page-pipeline {__version__}"
    schema_version: str = SCHEMA_VERSION
    format: str
    compression: str
    options: dict[str, str] = {}
    selection: dict[str, list[str]] = {}
    documents: int
    left_out: dict[str, int]
    withheld_sections: int
    first_capture: datetime | None
    last_capture: datetime | None
    runs: tuple[str, ...]
    parser_versions: tuple[str, ...]
    sites: tuple[SiteSummary, ...]
    rights: tuple[RightsSummary, ...]
    further_rights: int
    tables: tuple[TableFile, ...]
    facts: Facts = Facts()
    languages: tuple[str, ...] = ()
    """BCP 47 tags of the pages, as they state them."""

    @property
    def title(self) -> str:
        """What the dataset is called, whichever release of it this is."""
        return self.facts.dataset.title or "Health pages"

    @property
    def description(self) -> str:
        """What the dataset is, in a sentence."""
        return self.facts.dataset.description or "What consumer-health pages say, and when they say it was reviewed."

    def publishers(self) -> list[str]:
        """Who is named as publisher of pages that are here: of each site whose pages agree on one name."""
        return list(dict.fromkeys(site.publisher for site in self.sites if site.documents and site.publisher))

    def citation(self) -> str:
        """One line by which the export can be cited, and told from every other."""
        release = f", release {self.facts.name}" if self.facts.name else ""
        what = f"{self.title}{release}: {many(self.documents, 'document')}"
        others = ["others"] if any(site.documents and not site.publisher for site in self.sites) else []
        whose = f" of {'; '.join([*self.publishers(), *others])}" if self.documents else ""
        until = f", as seen until {self.last_capture.date().isoformat()}" if self.last_capture is not None else ""
        said = self.facts.dataset
        by = f". Published by {said.maintainer}" if said.maintainer else ""
        where = f", {said.persistent or said.homepage}" if said.persistent or said.homepage else ""
        digest = hashlib.sha256(self.to_json()).hexdigest()
        return f"{what}{whose}{until}{by}{where}. Written by {self.generator}. SHA-256 of manifest.json: {digest}"

    def to_json(self) -> bytes:
        """Indented, keys in the order above."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


class Census:
    """Counts documents as they go out; grows with sites, runs and rights statements, not with documents.

    Attributes:
        runs: ids of those whose captures are in the export.
        parsers: versions of the code that read the pages.
        languages: of the pages.
    """

    def __init__(self) -> None:
        self.documents = 0
        self.withheld_sections = 0
        self.left_out: dict[str, int] = {}
        self.first_capture: datetime | None = None
        self.last_capture: datetime | None = None
        self.further_rights = 0
        self.runs: set[str] = set()
        self.parsers: set[str] = set()
        self._sites: dict[str, int] = {}
        self.languages: set[str] = set()
        self._publishers: dict[str, str] = {}
        self._several: set[str] = set()
        self._profiles: dict[str, set[str]] = {}
        self._rights: dict[tuple[str, Rights], list[int]] = {}

    def leave_out(self, reason: str) -> None:
        """Count a document that was not let in."""
        self.left_out[reason] = self.left_out.get(reason, 0) + 1

    def add(self, document: Document, *, withheld: int) -> None:
        """Count a document that goes out."""
        self.documents += 1
        self.withheld_sections += withheld
        self._sites[document.site] = self._sites.get(document.site, 0) + 1
        named = document.publisher
        if named is not None and self._publishers.setdefault(document.site, named) != named:
            self._several.add(document.site)
        if document.language is not None:
            self.languages.add(document.language)
        provenance = document.provenance
        self._profiles.setdefault(document.site, set()).add(provenance.profile_version)
        self.parsers.add(provenance.parser_version)
        if provenance.run_id is not None:
            self.runs.add(provenance.run_id)
        at = provenance.fetched_at
        if at is not None:
            self.first_capture = at if self.first_capture is None else min(self.first_capture, at)
            self.last_capture = at if self.last_capture is None else max(self.last_capture, at)
        self._count_rights((document.site, document.rights), 0)
        for section in document.sections:
            if section.rights is not None:
                self._count_rights((document.site, section.rights), 1)

    def _count_rights(self, key: tuple[str, Rights], column: int) -> None:
        counts = self._rights.get(key)
        if counts is None:
            if len(self._rights) >= MAX_STATEMENTS:
                self.further_rights += 1
                return
            counts = self._rights[key] = [0, 0]
        counts[column] += 1

    def sites(self, states: Mapping[str, SiteState]) -> tuple[SiteSummary, ...]:
        """Sites with documents here, and those the store calls blocked even if they have none."""
        blocked = {name for name, state in states.items() if state.blocked_since is not None}
        return tuple(
            self._site(states.get(name) or SiteState(name=name)) for name in sorted(blocked | set(self._sites))
        )

    def _site(self, state: SiteState) -> SiteSummary:
        return SiteSummary(
            name=state.name,
            publisher=None if state.name in self._several else self._publishers.get(state.name),
            documents=self._sites.get(state.name, 0),
            profile_versions=tuple(sorted(self._profiles.get(state.name, ()))),
            blocked=state.blocked_since is not None,
            reason=state.blocked_reason,
            last_good_run=state.last_good_run,
            last_good_at=state.last_good_at,
            several_publishers=state.name in self._several,
        )

    def rights(self) -> tuple[RightsSummary, ...]:
        """The statements, by site and status."""
        ordered = sorted(self._rights, key=lambda key: (key[0], *(part or "" for part in astuple(key[1]))))
        return tuple(
            RightsSummary(site=key[0], **asdict(key[1]), documents=self._rights[key][0], sections=self._rights[key][1])
            for key in ordered
        )
