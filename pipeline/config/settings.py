"""Every setting there is: its name, type, default and meaning. docs/reference/config.md is made from here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pipeline.errors import InvalidUrl
from pipeline.model.issue import Severity
from pipeline.model.profile import ReviewPolicy
from pipeline.urls import origin_of

ANY = "*"


def _says(text: str) -> Meta:
    return Meta(description=text)


class Storage(Struct, frozen=True, kw_only=True):
    """Where things are kept. A relative path in a file is relative to that file's folder."""

    database: Annotated[Path, _says("SQLite file; made when it is not there")] = Path("output/health.db")
    archive: Annotated[Path, _says("folder of the WARC files")] = Path("output/archive")


class Fetch(Struct, frozen=True, kw_only=True):
    """How we behave towards servers. robots.txt is always obeyed; no setting turns that off."""

    contact: Annotated[
        str | None, _says("e-mail address or URL put into the user agent; required before a host that is not loopback")
    ] = None
    user_agent: Annotated[
        str | None, _says("product token before the contact; default is the project's name and version")
    ] = None
    concurrency: Annotated[int, Meta(ge=1, le=256, description="requests in flight at once, over all hosts")] = 8
    delay: Annotated[
        float,
        Meta(ge=0, description="seconds between request starts to one host; a longer Crawl-delay or profile pace wins"),
    ] = 1.0
    connect_timeout: Annotated[float, Meta(gt=0, description="seconds to reach a server")] = 10.0
    read_timeout: Annotated[float, Meta(gt=0, description="seconds without a byte before we give up")] = 30.0
    total_timeout: Annotated[float, Meta(gt=0, description="seconds for one request, redirects apart")] = 120.0
    max_header_bytes: Annotated[int, Meta(ge=1024, description="cap on a response's header")] = 64 * 1024
    max_body_bytes: Annotated[int, Meta(ge=1024, description="cap on a body as sent")] = 32 * 1024 * 1024
    max_inflated_bytes: Annotated[int, Meta(ge=1024, description="cap on a body after gzip, br or zstd is undone")] = (
        64 * 1024 * 1024
    )
    max_redirects: Annotated[int, Meta(ge=0, le=20, description="hops followed, each checked against the scope")] = 5
    retries: Annotated[int, Meta(ge=0, le=10, description="further tries of a transient failure within one run")] = 2
    allow_private: Annotated[
        bool, _says("let addresses that are private, link-local or loopback be asked (an intranet, a test server)")
    ] = False


class Schedule(Struct, frozen=True, kw_only=True):
    """When a page is due again."""

    interval_days: Annotated[float, Meta(gt=0, description="days until a page without history of its own is due")] = 7.0
    min_interval_days: Annotated[float, Meta(gt=0, description="never sooner than this")] = 1.0
    max_interval_days: Annotated[float, Meta(gt=0, description="never later than this")] = 90.0

    def __post_init__(self) -> None:
        """Raises ValueError when the three do not stand in order."""
        if not self.min_interval_days <= self.interval_days <= self.max_interval_days:
            message = "min_interval_days <= interval_days <= max_interval_days must hold, got {} / {} / {}"
            raise ValueError(message.format(self.min_interval_days, self.interval_days, self.max_interval_days))


class Policy(Struct, frozen=True, kw_only=True):
    """How old a review may grow on the pages of a site; stands over what the site's profile says."""

    site: Annotated[str, _says(f"profile name, or {ANY} for every site")]
    page_type: Annotated[str, _says(f"kind of page, or {ANY} for every kind")] = ANY
    warn_after: Annotated[int, Meta(ge=1, description="months since the review before a warning")]
    error_after: Annotated[int, Meta(ge=1, description="months since the review before an error")]
    source: Annotated[str, Meta(min_length=1, description="where the publisher promises it, or `assumed`")] = "assumed"
    modified_counts: Annotated[
        str | None, _says('where the publisher says that its "last updated" means "reviewed and updated"')
    ] = None

    def __post_init__(self) -> None:
        """Raises ValueError when the error would come before the warning."""
        if self.error_after < self.warn_after:
            raise ValueError(f"error_after ({self.error_after}) is less than warn_after ({self.warn_after})")


class Audit(Struct, frozen=True, kw_only=True):
    """What the audit calls overdue, and when it fails."""

    fail_on: Annotated[
        Severity | Literal["never"], _says("least severity of a finding that makes `pipeline audit` exit 1")
    ] = "error"
    policies: Annotated[tuple[Policy, ...], _says("review policies, as `[[audit.policies]]` tables")] = ()

    def policy_for(self, site: str, page_type: str) -> ReviewPolicy | None:
        """The policy that speaks most precisely of these pages, or ``None``: site and type, site, type, any."""
        for wanted in ((site, page_type), (site, ANY), (ANY, page_type), (ANY, ANY)):
            for policy in self.policies:
                if (policy.site, policy.page_type) == wanted:
                    return ReviewPolicy(
                        warn_after=policy.warn_after,
                        error_after=policy.error_after,
                        source=policy.source,
                        modified_counts=policy.modified_counts,
                    )
        return None


class Export(Struct, frozen=True, kw_only=True):
    """Where exports go."""

    folder: Annotated[Path, _says("folder that exports are written to")] = Path("output/export")
    formats: Annotated[tuple[Literal["jsonl", "csv"], ...], Meta(min_length=1, description="file formats")] = (
        "jsonl",
        "csv",
    )


class Site(Struct, frozen=True, kw_only=True):
    """One publisher, as this installation treats it; the facts about it are in its profile."""

    enabled: Annotated[bool, _says("take part in `pipeline run`")] = True
    origin: Annotated[
        str | None, _says("read this `scheme://host[:port]` with the profile instead of the publisher's own")
    ] = None
    interval_days: Annotated[float, Meta(gt=0, description="instead of schedule.interval_days")] | None = None
    delay: Annotated[float, Meta(ge=0, description="instead of fetch.delay")] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError when ``origin`` is more or less than an origin."""
        if self.origin is None:
            return
        try:
            origin = origin_of(self.origin)
        except InvalidUrl as error:
            raise ValueError(f"origin {self.origin!r} is not scheme://host or scheme://host:port") from error
        if origin != self.origin:
            raise ValueError(f"origin {self.origin!r} must be written {origin!r}")


class Logging(Struct, frozen=True, kw_only=True):
    """How progress is told on stderr."""

    format: Annotated[Literal["text", "json"], _says("`text` for people, `json` for one object a line")] = "text"


class Config(Struct, frozen=True, kw_only=True):
    """Everything that can be set; one table of ``pipeline.toml`` each."""

    storage: Storage = Storage()
    fetch: Fetch = Fetch()
    schedule: Schedule = Schedule()
    audit: Audit = Audit()
    export: Export = Export()
    sites: dict[str, Site] = {}
    logging: Logging = Logging()
