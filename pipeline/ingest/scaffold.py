"""A new publisher: a profile, a saved page and what is expected of it, written for a person to finish."""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipeline import sites
from pipeline.errors import InvalidUrl, UsageError
from pipeline.ingest.proving import ASK, UNREAD
from pipeline.parsers.decoding.encoding import decode
from pipeline.parsers.page import Page
from pipeline.urls import canonicalize, host_of, origin_of

_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")
_CONTAINERS = ("main", '[role="main"]', "article", "#main-content", "#content", "body")

_MOST_SITEMAPS: Final = 20
"""That are written as seeds; a site that names more has an index of them, or too many to be listed by hand."""

_TEMPLATE = '''"""{publisher} ({origin}): SAY WHAT IT PUBLISHES.

Read on one page. SAY WHICH, AND WHEN IT WAS SERVED.

Dates: SAY WHICH WORDS THE PUBLISHER USES AND WHAT THEY MEAN.
"""

from __future__ import annotations

from pipeline.model.profile import Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.parsers.about.fields import dates_of
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "{host}"
_RULES = ContentRules(skip=("nav", "aside", "form"), internal_hosts=(HOST,))


def is_article(page: Page) -> bool:
    """NAME THE MARKS OF THIS KIND OF PAGE; any of them is enough, so that a page that lost one fails loudly."""
    return page.tree.css_first({container}) is not None


def read_article(page: Page) -> Reading:
    """Read an article.

    Raises:
        SelectionError: it lacks its main part or title.
    """
    main = page.one({container})
    title = {title}
    content = outline(page, [main], _RULES, title=title)
    return Reading(title=title.text(), content=content, dates=tuple(dates_of(page, content)))


PROFILE = SiteProfile(
    name="{name}",
    publisher="{publisher}",
    version="1",
    scope=Scope(hosts=(HOST,)),
    seeds=({seeds}),
    pace=Pace(delay=2.0),
    review_policy=ReviewPolicy(warn_after=36, error_after=54, source="assumed"),
    rights=(
        RightsRule(
            name="{name}-rights",
            status="unknown",
            holder=None,
            statement=None,  # SAY WHAT THE PUBLISHER SAYS, AND WHERE
        ),
    ),
    expects=Expectations(fill={{"title": 1.0, "language": 1.0}}, min_sections=1, page_types=("article",)),
    readers=(ReaderRule(page_type="article", recognise=is_article, read=read_article),),
)
'''


class Scaffold(Struct, frozen=True, kw_only=True):
    """The files that were written."""

    profile: Path
    page: Path
    expected: Path


def scaffold(
    name: str,
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    profiles: Path,
    fixtures: Path,
    sitemaps: Iterable[str] = (),
) -> Scaffold:
    """Write the three files of a new publisher.

    Args:
        name: short name, a Python identifier in lower case.
        url: where the page was served.
        body: the page.
        content_type: the header it came with.
        profiles: folder for ``NAME.py``.
        fixtures: folder for ``NAME/<page>.html`` and ``.json``.
        sitemaps: those that robots.txt names; the ones of the page's own host become seeds.

    Raises:
        UsageError: as :func:`refuse_taken`, or a file is there already.
    """
    refuse_taken(name, url, profiles=profiles)
    address = canonicalize(url)
    page_name = re.sub(r"[^a-z0-9]+", "-", address.rstrip("/").rpartition("/")[2].partition(".")[0].lower()).strip("-")
    made = Scaffold(
        profile=profiles / f"{name}.py",
        page=fixtures / name / f"{page_name or 'page'}.html",
        expected=fixtures / name / f"{page_name or 'page'}.json",
    )
    for file in (made.profile, made.page, made.expected):
        if file.exists():
            raise UsageError(f"{file} is there already", mend="move it away; nothing was written")
    source = _source(name, address, body, content_type, _seeds(address, sitemaps))
    made.page.parent.mkdir(parents=True, exist_ok=True)
    made.profile.parent.mkdir(parents=True, exist_ok=True)
    made.profile.write_text(source, "utf-8")
    made.page.write_bytes(body)
    made.expected.write_text(json.dumps({UNREAD: ASK, "url": address}, indent=2) + "\n", "utf-8")
    return made


def refuse_taken(name: str, url: str, *, profiles: Path) -> None:
    """See that a publisher can begin under this name and at this address, before anybody is asked for a page.

    Raises:
        UsageError: the name is taken or no name for a module, its file is there, or another profile reads the host.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(f"{name!r} cannot name a site", mend="lower-case letters, digits and _, a letter first")
    if name in sys.stdlib_module_names:
        raise UsageError(f"{name!r} is a module of Python, which would be read for it", mend="choose another name")
    if name in sites.profiles():
        raise UsageError(f"a site is named {name!r} already", mend="choose another name, or mend that profile")
    if (profiles / f"{name}.py").exists():
        raise UsageError(f"{profiles / f'{name}.py'} is there already", mend="move it away; nothing was written")
    reader = sites.for_url(url).name
    if reader != sites.GENERIC:
        host = origin_of(canonicalize(url)).partition("//")[2]
        raise UsageError(f"{host} is read by the profile {reader!r} already", mend="mend that profile: a host has one")


def _seeds(url: str, sitemaps: Iterable[str]) -> str:
    """The seeds as they stand in the profile: the home page, and the sitemaps in whose scope the page is."""
    found = dict.fromkeys(_canonical(sitemap) for sitemap in sitemaps)
    named = [sitemap for sitemap in found if sitemap is not None and host_of(sitemap) == host_of(url)]
    seeds = [f'Seed(url="{origin_of(url)}/", kind="hub"),']
    seeds += [f'Seed(url="{sitemap}", kind="sitemap"),' for sitemap in named[:_MOST_SITEMAPS]]
    return seeds[0] if len(seeds) == 1 else "".join(f"\n        {seed}" for seed in seeds) + "\n    "


def _canonical(url: str) -> str | None:
    try:
        return canonicalize(url)
    except InvalidUrl:
        return None


def _source(name: str, url: str, body: bytes, content_type: str | None, seeds: str) -> str:
    """The profile's file, with the selectors that fit the page at hand."""
    page = Page(url, decode(body, content_type).utf8)
    container = next((one for one in _CONTAINERS if len(page.some(one)) == 1), "body")
    inside = len(page.some(f"{container} h1"))
    title = 'main.one("h1")' if inside == 1 else 'page.some("h1", at_least=1)[0]'
    origin = origin_of(url)
    publisher = " ".join((page.meta("og:site_name") or host_of(url)).replace('"', "'").replace("\\", "").split())
    quoted = f"'{container}'" if '"' in container else f'"{container}"'
    return _TEMPLATE.format(
        name=name,
        origin=origin,
        host=origin.partition("//")[2],
        seeds=seeds,
        container=quoted,
        title=title,
        publisher=publisher,
    )
