"""What an export reads from a store: one consistent state, with every blocked site at its last good one."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import cast, get_args

from msgspec import Struct
from msgspec.structs import replace

from pipeline.changes import Grade
from pipeline.changes.values import weightiest
from pipeline.errors import UsageError
from pipeline.export.events import change_row, finding_row, link_check_row
from pipeline.export.heads import ordering
from pipeline.export.manifest import Audited
from pipeline.export.selection import Kept, Reason, Selection
from pipeline.model.document import Document
from pipeline.storage import Store
from pipeline.storage.link_values import Verdict
from pipeline.storage.links import Links
from pipeline.storage.values import Change, SiteState
from pipeline.storage.values import FindingRow as StoredFinding

_ELSEWHERE = ("moved to ", "another spelling of ")
"""How the store says of a page that it ended because it lives elsewhere."""

NEVER = datetime.min.replace(tzinfo=UTC)
"""When a site that is blocked and never was good was last good."""


class Noted:
    """What happened to pages between two states of a database, by their address now.

    Attributes:
        kinds: of each page what happened, with the weightiest grade of its changes.
        moved_to: where pages live now, by every address that they left.
        moved_from: the address that a page had first, by its address now.
        ended_as: of pages that were confirmed gone because they lead elsewhere, in words.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, dict[str, Grade | None]] = {}
        self.moved_to: dict[str, str] = {}
        self.moved_from: dict[str, str] = {}
        self.ended_as: dict[str, str] = {}

    def take(self, url: str, change: Change) -> None:
        """Note one more change of the page at ``url``; in their order."""
        kinds = self.kinds.setdefault(url, {})
        grades = [grade for grade in (kinds.get(change.kind), cast("Grade | None", change.grade)) if grade is not None]
        kinds[change.kind] = weightiest(grades) if grades else None
        detail = change.detail or ""
        if change.kind == "moved" and detail:  # a purge leaves none
            left = detail.removeprefix("from ")
            self.moved_to[left] = url
            self.moved_from.setdefault(url, left)
        elif change.kind == "gone" and detail.startswith(_ELSEWHERE):
            self.ended_as[url] = detail.partition(", which")[0]


class Source:
    """A store as exports see it; to be used inside :meth:`Store.snapshot`.

    A site whose last run fell short of what it promises is read as it stood when it was last good, and not at all if
    it never was.

    Args:
        store: open, for reading is enough.
        as_of: the moment whose state is wanted, UTC; ``None``: the newest.
        include_gone: also pages that are confirmed gone.
    """

    def __init__(self, store: Store, *, as_of: datetime | None = None, include_gone: bool = False) -> None:
        self.as_of = as_of
        self.include_gone = include_gone
        states = store.site_states()
        self.sites = {name: _known(state, as_of) for name, state in states.items()}
        self._store = store
        self._moved: dict[datetime, dict[int, str]] = {}
        self._good = {name: _good_until(state, as_of) for name, state in states.items() if _blocked(state, as_of)}

    @property
    def blocks(self) -> bool:
        """Whether a site is read as it was last good instead of as it is."""
        return bool(self._good)

    def documents(self) -> Iterator[Document]:
        """The records, in the order of their URLs."""
        everyone = self._store.documents(as_of=self.as_of, include_gone=self.include_gone)
        if not self._good:
            return everyone
        streams: list[Iterable[Document]] = [(document for document in everyone if document.site not in self._good)]
        streams += [
            self._store.documents(name, as_of=until, include_gone=self.include_gone)
            for name, until in self._good.items()
            if until is not None
        ]
        return heapq.merge(*streams, key=ordering)

    def count(self) -> int:
        """How many :meth:`documents` there are; read through where the state is not the newest."""
        if self.as_of is None and not self._good:
            counts = self._store.counts()
            return counts.documents - (0 if self.include_gone else counts.gone)
        return sum(1 for _ in self.documents())

    def gone_since(self, url: str) -> datetime | None:
        """Since when a page is gone, as known at that moment, or when its blocked site was last good."""
        return self._store.gone_since(url, as_of=self._until(url))

    def events(self, selection: Selection) -> dict[str, Iterable[Struct]]:
        """Rows of the tables that are not made of records, as far as they speak of what is let in."""
        return {
            "findings": self._findings(selection),
            "changes": self._changes(selection),
            "link_checks": self._link_checks(selection),
        }

    def audits(self) -> tuple[Audited, ...]:
        """The audits that its findings are of; also of a moment before them, whose findings have their words."""
        return tuple(Audited(at=one.at, sites=one.sites, rules=one.rules) for one in self._store.last_audits())

    def purged(self, selection: Selection) -> dict[str, str]:
        """Pages removed for good, by URL, with the reason."""
        return {
            stone.url: stone.reason
            for stone in self._store.tombstones()
            if not selection.sites or stone.site in selection.sites
        }

    def changes_of(self, purged: dict[str, str]) -> dict[int, str]:
        """Numbers of the changes of pages that were removed for good, each with the reason of the removal."""
        if not purged:
            return {}
        return {change.id: purged[change.url] for change in self._store.changes() if change.url in purged}

    def document(self, url: str) -> Document | None:
        """The record of a page as it goes out: as known at that moment, of a blocked site as it was last good."""
        newest = self._store.document(url, as_of=self.as_of)
        if newest is None or newest.site not in self._good:
            return newest
        until = self._good[newest.site]
        return None if until is None else self._store.document(url, as_of=until)

    def last_change(self) -> tuple[int, datetime | None]:
        """Number of the last change of the database, and when it was; nought where there is none."""
        return max(((change.id, change.at) for change in self._store.changes(until=self.as_of)), default=(0, None))

    def number_of(self, change: int, at: datetime | None) -> int:
        """Number that the last change known to a release has here.

        The database may have been built again since, or restored: then it is the last one up to that moment.

        Args:
            change: its number then.
            at: when it was; ``None``: the release does not say.
        """
        if at is None or any(one.at == at for one in self._store.changes(since_id=change - 1) if one.id == change):
            return change
        return max((one.id for one in self._store.changes() if one.at <= at), default=0)

    def noted_since(self, change: int, told_until: Mapping[str, datetime]) -> Noted:
        """What happened to pages after a change of the database.

        Args:
            change: its number.
            told_until: sites that were told of as they were at an earlier moment, because they were blocked.
        """
        noted, first = Noted(), min(told_until.values(), default=None)
        for one in self._store.changes(since_id=0 if told_until else change, until=self.as_of):
            until = None if one.url is None or not self._good else self._until(one.url)
            if one.url is None or (until is not None and one.at > until):
                continue  # of a site that is blocked it does not go out
            if one.id <= change:
                page = self._store.document(one.url) if first is not None and one.at > first else None
                if page is None or page.site not in told_until or one.at <= told_until[page.site]:
                    continue
            noted.take(one.url, one)
        return noted

    def _findings(self, selection: Selection) -> Iterator[Struct]:
        for stored in self._store.findings(resolved=self.as_of is not None or bool(self._good)):
            until = self._good.get(stored.finding.site, self.as_of)
            if stored.finding.site in self._good and until is None:
                continue
            if not _open_at(stored, until):
                continue
            if selection.sites and stored.finding.site not in selection.sites:
                continue
            if stored.finding.url is None or self._speaks_of(selection, stored.finding.url):
                yield finding_row(stored, quote=not selection.rights)

    def _changes(self, selection: Selection) -> Iterator[Struct]:
        buried = self.purged(selection) if selection.sites else None
        page: str | None = None
        told, until = False, self.as_of
        for change in self._store.changes(until=self.as_of):
            if change.url is None or (change.kind == "purged" and buried is not None and change.url not in buried):
                continue
            if change.kind != "purged" and (selection.narrows or self._good):
                if change.url != page:
                    page, until = change.url, self._until(change.url)
                    told = self._speaks_of(selection, page)
                if not told or (until is not None and change.at > until):
                    continue
            yield change_row(self._as_then(change, until))

    def _link_checks(self, selection: Selection) -> Iterator[Struct]:
        """Of an earlier moment those that were not checked since: what the others were then is not kept."""
        known = Links.over(self._store).link_checks(get_args(Verdict), standing=False)
        checks = {check.url: check for check in known if self.as_of is None or check.checked_at <= self.as_of}
        stand: set[str] = set()
        for document in self.documents() if checks else ():
            kept = selection.apply(document)
            if isinstance(kept, Kept):
                stand.update(link.url for link in kept.document.links if link.url in checks)
        yield from (link_check_row(checks[url]) for url in sorted(stand))

    def _as_then(self, change: Change, until: datetime | None) -> Change:
        """A change under the address that its page had at a moment, as the documents of that moment have it."""
        if until is None:
            return change
        if until not in self._moved:
            self._moved[until] = self._store.moved_since(until)
        return replace(change, url=self._moved[until].get(change.document_id, change.url))

    def _until(self, url: str) -> datetime | None:
        """The last moment of which a page's site is told; ``None`` is now."""
        newest = self._store.document(url, as_of=self.as_of) if self._good else None
        if newest is None or newest.site not in self._good:
            return self.as_of
        return self._good[newest.site] or NEVER

    def _speaks_of(self, selection: Selection, url: str) -> bool:
        if not selection.narrows:
            return True
        document = self.document(url)
        return document is not None and isinstance(selection.apply(document), Kept)


def gate(
    store: Store, *, where: str | None, exclude_findings: Collection[str], as_of: datetime | None = None
) -> Callable[[str], Reason | None] | None:
    """The judge that a condition on the view ``pages`` and a list of the audit's rules stand for.

    Held in memory: the URLs that the rules speak of, and a number for each page the condition picks.

    Args:
        store: open, for reading is enough.
        where: the condition.
        exclude_findings: the rules.
        as_of: the moment at which a finding must have been open; ``None`` is now.

    Raises:
        UsageError: SQLite does not take the condition, or it is asked of an earlier moment.
    """
    if where is not None and as_of is not None:
        raise UsageError("a condition asks the pages as they are now", mend="leave the condition out, or the day")
    if where is None and not exclude_findings:
        return None
    barred = {
        stored.finding.url
        for stored in (store.findings(resolved=as_of is not None) if exclude_findings else ())
        if stored.finding.rule in exclude_findings and _open_at(stored, as_of)
    }
    picked = None if where is None else {hash(url) for url in store.pages_where(where)}

    def judge(url: str) -> Reason | None:
        if url in barred:
            return "finding"
        return None if picked is None or hash(url) in picked else "where"

    return judge


def _open_at(stored: StoredFinding, moment: datetime | None) -> bool:
    """Whether a finding was open at a moment; ``None`` is now."""
    if moment is None:
        return stored.resolved_at is None
    return stored.first_seen <= moment and (stored.resolved_at is None or stored.resolved_at > moment)


def _known(state: SiteState, as_of: datetime | None) -> SiteState:
    """How a site stood at a moment, as far as that is still known."""
    if not _blocked(state, as_of):
        state = replace(state, blocked_since=None, blocked_reason=None)
    if as_of is None or state.last_good_at is None or state.last_good_at <= as_of:
        return state
    return replace(state, last_good_run=None, last_good_at=None)


def _blocked(state: SiteState, as_of: datetime | None) -> bool:
    return state.blocked_since is not None and (as_of is None or state.blocked_since <= as_of)


def _good_until(state: SiteState, as_of: datetime | None) -> datetime | None:
    if state.last_good_at is None or as_of is None:
        return state.last_good_at
    return min(state.last_good_at, as_of)
