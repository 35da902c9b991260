"""What a site profile is: the facts of a publisher as data, and how its pages are recognised and read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from pipeline.model.dates import DateClaim
from pipeline.model.document import Alternate, Crumb, Image, Person, Related, Rights, Subject
from pipeline.model.issue import Issue
from pipeline.model.profile import Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.parsers.dates import Label, Order
from pipeline.parsers.page import Page
from pipeline.parsers.walk.outline import Outline
from pipeline.urls import Scope


class Seed(Struct, frozen=True, kw_only=True):
    """Where a crawl of the site begins: a page, a hub (a page whose links are wanted), a sitemap or a feed."""

    url: str
    kind: Literal["page", "hub", "sitemap", "feed"] = "page"


class Reading(Struct, frozen=True, kw_only=True):
    """What a site's reader found; the rest of the record is the same for every page and is added by ``parsers.read``.

    Attributes:
        title: without the site's suffix.
        content: what :func:`pipeline.parsers.walk.walker.outline` gave.
        dates: claims beyond those of metas, JSON-LD, microdata and HTTP, which every page is asked for.
        histories: those of these dates that tell of one history (see :func:`pipeline.parsers.dates.choose`).
        alternates: beyond hreflang, e.g. of a language switch; ``None``: the reader does not know the site's, and the
            page's language menu is looked for.
        images: beside the content, e.g. in a side column; put in front of the content's own.
        rights: where the page itself says more than the profile's rules.
        publisher: where the page names another than the profile.
        of_any_page: no profile's reader made it: what the page states beside its text is asked for, too.
    """

    title: str | None
    content: Outline
    description: str | None = None
    language: str | None = None
    publisher: str | None = None
    breadcrumbs: tuple[Crumb, ...] = ()
    also_called: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    related: tuple[Related, ...] = ()
    images: tuple[Image, ...] = ()
    dates: tuple[DateClaim, ...] = ()
    histories: tuple[tuple[DateClaim, ...], ...] = ()
    people: tuple[Person, ...] = ()
    alternates: tuple[Alternate, ...] | None = None
    rights: Rights | None = None
    issues: tuple[Issue, ...] = ()
    of_any_page: bool = False


class ReaderRule(Struct, frozen=True, kw_only=True):
    """One kind of page: how it is recognised and read.

    Attributes:
        page_type: what the record's ``page_type`` says.
        recognise: whether a page is of this kind, by its own marks (cheap, and without raising).
        read: reads it; raises SelectionError where the page breaks what its kind promises.
        url: regular expression searched in path and query of URLs that are always of this kind: such a page that is
            not recognised is an error (a redesign, a wall, an empty answer), never another kind of page.
        expects: what a healthy run looks like for pages of this kind; ``None`` leaves them to the profile's own.
    """

    page_type: str
    recognise: Callable[[Page], bool]
    read: Callable[[Page], Reading]
    url: str | None = None
    expects: Expectations | None = None


class SiteProfile(Struct, frozen=True, kw_only=True):
    """One publisher.

    Attributes:
        name: short name, the record's ``site``.
        publisher: full name.
        version: of the profile; raise it when a record of the same bytes comes out differently.
        scope: which URLs belong to the site.
        seeds: where a crawl begins.
        pace: how fast the site may be asked.
        review_policy: how old a review may grow.
        review_policies: the same by page type, where the publisher says something else of one; stands over it.
        rights: rules by page type; the first that fits decides.
        expects: what a healthy run looks like, for pages whose reader states nothing of its own.
        readers: kinds of page, the most telling first.
        date_order: order of day and month in numeric dates, ``None`` when the publisher shows none.
        date_labels: labels of dates that are this publisher's own.
    """

    name: str
    publisher: str | None
    version: str = "1"
    scope: Scope
    seeds: tuple[Seed, ...] = ()
    pace: Pace = Pace()
    review_policy: ReviewPolicy | None = ReviewPolicy()
    review_policies: dict[str, ReviewPolicy] = {}
    rights: tuple[RightsRule, ...] = ()
    expects: Expectations = Expectations()
    readers: tuple[ReaderRule, ...] = ()
    date_order: Order | None = None
    date_labels: tuple[Label, ...] = ()
