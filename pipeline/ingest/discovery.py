"""URLs that answers tell us about: entries of sitemaps, links of documents; canonical, in scope, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from pipeline.errors import InvalidUrl
from pipeline.fetchers.sitemaps import UrlList
from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.model.target import Discovered, FoundBy, UrlKind
from pipeline.parsers.dates import parse_value
from pipeline.parsers.profile import SiteProfile
from pipeline.urls import Scope, canonicalize, goes_round, origin_of

REMEMBERED = 16_384
"""URLs that are remembered, at most: some megabytes, however large the frontier."""


REMEMBERED_FOR = timedelta(hours=1)
"""How long; what is asked of the moment at which a URL was named last is half a day."""


class News:
    """What of the URLs found has not been put into the frontier lately: a page names what the pages before it named.

    What was handed out is taken for stored: a run ends with the first commit that fails. After an hour all is news
    again: when a URL was named last says whether its list still names it, in a long run and in the many nights that
    are taken up from an archive in one go.
    """

    def __init__(self) -> None:
        self._known: set[tuple[str, UrlKind]] = set()
        self._since = datetime.min.replace(tzinfo=UTC)

    def of(self, found: Iterable[Discovered], at: datetime) -> list[Discovered]:
        """Those that are news at a moment; one with a date of change always is."""
        known = self._known
        if len(known) > REMEMBERED or at - self._since > REMEMBERED_FOR:
            known.clear()
            self._since = at
        news = [one for one in found if one.lastmod is not None or (one.url, one.kind) not in known]
        known.update((one.url, one.kind) for one in news)
        return news


def seeds(profile: SiteProfile) -> Iterator[Discovered]:
    """What a profile starts from."""
    for seed in profile.seeds:
        kind: UrlKind = "sitemap" if seed.kind in ("sitemap", "feed") else "page"
        yield Discovered(url=canonicalize(seed.url), site=profile.name, kind=kind, found_by="seed")


def from_list(urls: UrlList, profile: SiteProfile, *, found_on: str) -> Iterator[Discovered]:
    """Pages and further lists that a sitemap or feed names; what is out of scope is left out.

    A further list may live at any path of the site's hosts, so only its host is checked.

    Args:
        urls: the list.
        profile: of its site.
        found_on: where the list is named; redirects may have led to another address.
    """
    by: FoundBy = "feed" if urls.kind in ("rss", "atom") else "sitemap"
    for entry in urls.lists:
        found = _discovered(entry.url, profile, by, found_on, kind="sitemap", lastmod=entry.lastmod)
        if found:
            yield found
    for entry in urls.entries:
        found = _discovered(entry.url, profile, by, found_on, lastmod=entry.lastmod)
        if found:
            yield found


def troubles(urls: UrlList, found: Collection[Discovered], profile: SiteProfile) -> Iterator[Issue]:
    """What is wrong with a list: a warning when part of it was read, an error when nothing was.

    Args:
        urls: the list.
        found: what :func:`from_list` took from it. Feeds name what is new, which may be elsewhere; a sitemap that
            names pages or lists of other hosts only is one of a site that has moved.
        profile: of its site.
    """
    named = urls.lists or urls.entries
    scope, secure = profile.scope, _is_secure(profile)
    if urls.kind in ("urlset", "text", "index") and named and not found:
        what = "list" if urls.lists else "page"
        message = f"{urls.url} names no {what} of the site, but {named[0].url:.200} and {len(named) - 1} others"
        yield Issue(code="sitemap-empty", severity="error", message=message)
    elif away := [each.url for each in urls.lists if _inside(each.url, scope, True, secure) is None]:
        where = f"{len(away)} of its {len(urls.lists)} lists at other hosts"
        message = f"{urls.url} names {where}, which are not read: {away[0]:.200}"
        yield Issue(code="sitemap-broken", severity="warning", message=message)
    if urls.verdict == "whole" and not urls.entries and not urls.lists:
        yield Issue(code="sitemap-empty", severity="error", message=f"{urls.url} names no page at all")
    elif urls.verdict != "whole":
        yield Issue(
            code="sitemap-broken",
            severity="warning" if urls.verdict == "partial" else "error",
            message=f"{urls.url} is {urls.verdict}: {'; '.join(urls.problems)}",
        )


def from_document(document: Document, profile: SiteProfile) -> Iterator[Discovered]:
    """Pages in scope that a document links to: in its content, beside it, and in its other languages.

    Links that go round in circles are left out; a list may name such an address, if a publisher means it.
    """
    secure = _is_secure(profile)
    named = dict.fromkeys(_addresses(document))
    named.pop(document.url, None)
    for url in named:
        canonical = _worth_following(url, profile.scope, secure)
        if canonical is not None:
            yield Discovered(url=canonical, site=profile.name, found_by="link", found_on=document.url)


def from_listing(listing: Document, profile: SiteProfile) -> Iterator[Discovered]:
    """What lies in a folder that a server lists by itself; not what is above it, nor the same list in another order."""
    folder = urlsplit(listing.url).path
    for found in from_document(listing, profile):
        path = urlsplit(found.url).path
        if path.startswith(folder) and path != folder:
            yield found


def led_on(url: str, found_on: str, profile: SiteProfile) -> Iterator[Discovered]:
    """The page that another one sends its readers to, if it is in scope."""
    canonical = _worth_following(url, profile.scope, _is_secure(profile))
    if canonical is not None:
        yield Discovered(url=canonical, site=profile.name, found_by="redirect", found_on=found_on)


def _addresses(document: Document) -> Iterator[str]:
    for link in document.links:
        if link.kind == "internal":
            yield link.url
        for alternate in link.also_in:
            yield alternate.url
    for related in document.related:
        if related.url:
            yield related.url
    for alternate in document.alternates:
        yield alternate.url


def _discovered(
    url: str,
    profile: SiteProfile,
    found_by: FoundBy,
    found_on: str,
    *,
    kind: UrlKind = "page",
    lastmod: str | None = None,
) -> Discovered | None:
    canonical = _inside(url, profile.scope, kind == "sitemap", _is_secure(profile))
    if canonical is None:
        return None
    changed = None if lastmod is None else _comparable(lastmod)
    return Discovered(
        url=canonical, site=profile.name, kind=kind, found_by=found_by, found_on=found_on, lastmod=changed
    )


@lru_cache(maxsize=REMEMBERED)
def _comparable(words: str) -> str | None:
    """A list's date of change, so that the later of two is the greater: a day, month or year, or an instant in UTC.

    ``None`` for what is no date or more than one: feeds and sitemaps write what they like.
    """
    read = parse_value(words)
    if read is None or read.ambiguous:
        return None
    if read.precision != "instant":
        return read.value
    try:
        instant = datetime.fromisoformat(read.value)
    except ValueError:  # a leap second, an offset of four days: the day is still one
        return read.lo.isoformat()
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _is_secure(profile: SiteProfile) -> bool:
    return bool(profile.seeds) and profile.seeds[0].url.startswith("https:")


@lru_cache(maxsize=REMEMBERED)
def _worth_following(url: str, scope: Scope, secure: bool) -> str | None:
    """Canonical form of a URL in scope that does not go round in circles."""
    canonical = _inside(url, scope, False, secure)
    return None if canonical is None or goes_round(canonical) else canonical


@lru_cache(maxsize=REMEMBERED)
def _inside(url: str, scope: Scope, anywhere: bool, secure: bool) -> str | None:  # by place: a key of names is slow
    """Canonical form of a URL in scope; remembered, because the pages of a site name each other again and again.

    Args:
        url: as a page or list names it.
        scope: of the site.
        anywhere: the host alone decides.
        secure: the site is read over https, so an old http address of it is the same page.
    """
    try:
        canonical = canonicalize(url)
        if secure and canonical.startswith("http://"):
            canonical = canonicalize(f"https://{canonical[7:]}")
    except InvalidUrl:
        return None
    inside = origin_of(canonical).partition("//")[2] in scope.hosts if anywhere else scope.contains(canonical)
    return canonical if inside else None
