"""Every setting there is: its name, type, default and meaning. docs/reference/config.md is made from here.

The meaning of a key is its line under ``Attributes`` in the class that declares it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pipeline.config.auditing import Audit
from pipeline.config.kinds import Days, Seconds, Words
from pipeline.config.publishing import Export, Imprint
from pipeline.errors import InvalidUrl
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.quiet import QuietHours
from pipeline.urls import canonicalize, origin_of


def _quiet(texts: tuple[str, ...]) -> tuple[QuietHours, ...]:
    try:
        return tuple(map(QuietHours.parse, texts))
    except ValueError as error:
        raise ValueError(f"quiet_hours: {error}") from None


class Storage(Struct, frozen=True, kw_only=True):
    """Where things are kept. A relative path in a file is relative to that file's folder.

    Attributes:
        database: SQLite file; made when it is not there.
        archive: folder of the WARC files.
    """

    database: Path = Path("output/health.db")
    archive: Path = Path("output/archive")


class Fetch(FetchSettings, frozen=True, kw_only=True):
    """How we behave towards servers. Sizes in bytes, times in seconds. robots.txt is always obeyed.

    Attributes:
        delay: seconds between request starts to one host; a longer pace of its profile or Crawl-delay wins.
        quiet_hours: when no host is asked, as in ``mon-fri 08:00-18:00 America/New_York``; the time zone must be given.
        quiet_wait: longest wait of a run for quiet hours to end; a longer one ends it, and what is left stays due.
    """

    delay: Seconds = 1.0
    quiet_hours: tuple[str, ...] = ()
    quiet_wait: Seconds = 0.0

    def __post_init__(self) -> None:
        """Raises ConfigError for what FetchSettings refuses, ValueError for a number below nothing."""
        super().__post_init__()
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, int | float) and value < 0:
                raise ValueError(f"{name} must not be negative, it is {value}")
        _ = self.quiet

    @property
    def quiet(self) -> tuple[QuietHours, ...]:
        """The quiet hours of every host."""
        return _quiet(self.quiet_hours)


class Schedule(Struct, frozen=True, kw_only=True):
    """When a page is due again.

    Attributes:
        interval_days: days until a page that answered well is due again, less the 5 to 15 % by which it is early.
        min_interval_days: no interval, of a site neither, may be set shorter.
        max_interval_days: none may be set longer; the longest wait for a page that is gone, too.
        full_check_days: days after which a page is asked without validators, as a 304 may be wrong; 0 never.
    """

    interval_days: Days = 7.0
    min_interval_days: Days = 1.0
    max_interval_days: Days = 90.0
    full_check_days: Annotated[float, Meta(ge=0, le=36_500)] = 30.0

    def __post_init__(self) -> None:
        """Raises ValueError when the three do not stand in order."""
        if not self.min_interval_days <= self.interval_days <= self.max_interval_days:
            message = "min_interval_days <= interval_days <= max_interval_days must hold, got {} / {} / {}"
            raise ValueError(message.format(self.min_interval_days, self.interval_days, self.max_interval_days))


class Site(Struct, frozen=True, kw_only=True):
    """One publisher, as this installation treats it; the facts about it are in its profile.

    Attributes:
        enabled: whether it takes part in ``pipeline run``.
        origin: ``scheme://host[:port]`` that is read with the profile, instead of the publisher's own.
        interval_days: instead of ``schedule.interval_days``.
        delay: instead of ``fetch.delay``.
        quiet_hours: instead of ``fetch.quiet_hours``; an empty list for none.
    """

    enabled: bool = True
    origin: Words | None = None
    interval_days: Days | None = None
    delay: Seconds | None = None
    quiet_hours: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError when ``origin`` is more or less than an origin, or quiet hours are none."""
        _ = self.quiet
        if self.origin is None:
            return
        try:
            origin = origin_of(self.origin)
        except InvalidUrl as error:
            raise ValueError(f"origin {self.origin!r} is not scheme://host or scheme://host:port") from error
        if origin != self.origin:
            raise ValueError(f"origin {self.origin!r} must be written {origin!r}")

    @property
    def quiet(self) -> tuple[QuietHours, ...] | None:
        """The quiet hours of this site; ``None`` where those of every host hold."""
        return None if self.quiet_hours is None else _quiet(self.quiet_hours)


class Archives(Struct, frozen=True, kw_only=True):
    """How the archives of others are read: Common Crawl's, a library's, one's own in an object store.

    Attributes:
        requests_per_second: range requests to public archives, of all workers of all machines together.
        ledger: SQLite file on each machine, of the turns that its workers take; made when it is not there.
        machines: how many machines ask at once, each with a ledger of its own and its part of the requests.
        shared_ledger: ``postgresql://`` address of one ledger for the workers of all machines, instead.
        base: folder or address of the files that an index names by a relative path, instead of the index's own place
            or Common Crawl's.
    """

    requests_per_second: Annotated[float, Meta(ge=1)] = 50.0
    ledger: Path = Path("output/requests.sqlite")
    machines: Annotated[int, Meta(ge=1)] = 1
    shared_ledger: Annotated[str, Meta(pattern="^postgres(ql)?://")] | None = None
    base: Words | None = None

    def __post_init__(self) -> None:
        """Raises ValueError when a machine's part is less than a request a second."""
        if self.requests_per_second < self.machines:
            raise ValueError(f"{self.machines} machines cannot share {self.requests_per_second:g} requests a second")


class Crawl(Struct, frozen=True, kw_only=True):
    """Crawling by several processes (docs/guides/scale.md); ``pipeline run`` alone needs none of it.

    Attributes:
        workers: worker processes that ``pipeline run`` starts on this machine; 0 asks in one process.
        frontier: where they share work: ``postgresql://...``, or a file on this machine, else one beside the database.
        hosts: hosts one worker has in hand at once.
        lease: seconds a host is left to a worker that says nothing; more than twice ``fetch.total_timeout``. A host
            whose worker died rests that long.
        stint: seconds after which a worker gives a host back for others to have a turn.
    """

    workers: Annotated[int, Meta(ge=0)] = 0
    frontier: Words | None = None
    hosts: Annotated[int, Meta(ge=1)] = 64
    lease: Annotated[float, Meta(gt=0)] = 300.0
    stint: Seconds = 60.0


class Notify(Struct, frozen=True, kw_only=True):
    """Who is told when a run changes the state of things: a site blocked or free again, another verdict than before.

    Attributes:
        webhook: http(s) address that is sent a JSON object; nobody is told without one.
        timeout: seconds it may take to answer.
    """

    webhook: Words | None = None
    timeout: Annotated[float, Meta(gt=0)] = 10.0

    def __post_init__(self) -> None:
        """Raises ValueError when nobody could be told there."""
        try:
            _ = self.webhook and canonicalize(self.webhook)
        except InvalidUrl as error:
            raise ValueError(f"webhook {self.webhook!r} is no http(s) address") from error


class Logging(Struct, frozen=True, kw_only=True):
    """How progress is told on stderr.

    Attributes:
        format: ``text`` for people, ``json`` for one object a line.
    """

    format: Literal["text", "json"] = "text"


class Config(Struct, frozen=True, kw_only=True):
    """Everything that can be set; one table of ``pipeline.toml`` each."""

    storage: Storage = Storage()
    fetch: Fetch = Fetch()
    schedule: Schedule = Schedule()
    audit: Audit = Audit()
    export: Export = Export()
    dataset: Imprint = Imprint()
    sites: dict[str, Site] = {}
    crawl: Crawl = Crawl()
    notify: Notify = Notify()
    archives: Archives = Archives()
    logging: Logging = Logging()

    def __post_init__(self) -> None:
        """Raises ValueError when an interval of a site is none that can be kept, or two sites share an origin."""
        by_origin: dict[str, str] = {}
        least, most = self.schedule.min_interval_days, self.schedule.max_interval_days
        for name, site in self.sites.items():
            if (days := site.interval_days) is not None and not least <= days <= most:
                raise ValueError(f"sites.{name}.interval_days is {days:g}; [schedule] keeps to {least:g} .. {most:g}")
            if site.origin is not None and by_origin.setdefault(site.origin, name) != name:
                raise ValueError(f"sites.{by_origin[site.origin]} and sites.{name} have the same origin, {site.origin}")
