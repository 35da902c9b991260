"""Food and Drug Administration (https://www.fda.gov): consumer and drug-safety pages.

No real page could be had. Written to the markup that many readers of the site agree on: ``h1.content-title``, content
in ``[role=main]``, "Content current as of:" in ``.node-current-date``.

Dates: "Content current as of: MM/DD/YYYY" is ``current_as_of``: a statement about the content, not a review of it.
The words are believed before the ``datetime`` of the same element, which is an instant in UTC.
"""

from __future__ import annotations

from pipeline.model.document import Subject
from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import crumbs, time_at
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.fda.gov"
_CURRENT = ".node-current-date"
_FACTS = ".lcds-description-list, .lcds-metadata-list"
_RULES = ContentRules(
    skip=(
        _CURRENT,
        *_FACTS.split(", "),
        *(".content-title", ".lcds-share", ".social-sharing", ".lcds-toolbar", ".sr-only", ".visually-hidden"),
        *("nav", "aside"),
    ),
    internal_hosts=(HOST, "fda.gov"),
)


def is_page(page: Page) -> bool:
    """Any mark of the agency's template."""
    return page.tree.css_first(f"h1.content-title, {_CURRENT}, [class*='lcds-']") is not None


def read_page(page: Page) -> Reading:
    """Read a page.

    Raises:
        SelectionError: it lacks its title, main part or date.
    """
    title = page.one("h1.content-title")
    body = page.one('div[role="main"]')
    moment = page.one(f"{_CURRENT} time")
    content = outline(page, [body], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=with_lent_sections(content, rule="fda-lent-material", own=("FDA", "Food and Drug")),
        breadcrumbs=crumbs(page.maybe("ol.lcds-breadcrumb, .breadcrumb ol, ol.breadcrumb")),
        subjects=_regulated(page),
        dates=tuple(time_at(moment, "current_as_of", f"{_CURRENT} time", label="Content current as of")),
    )


def _regulated(page: Page) -> tuple[Subject, ...]:
    """What the agency lists beside the text as the products and topics that it regulates."""
    subjects = []
    for heading in page.some(".lcds-description-list__item-heading"):
        scheme = heading.text().rstrip(":")
        group = heading.node.parent
        if group is None or "current as of" in scheme.lower():
            continue
        for item in group.css("ul > li"):
            name = " ".join(item.text().split())
            if name and item.mem_id != group.mem_id:
                subjects.append(Subject(scheme=f"FDA {scheme}", name=name))
    return tuple(subjects)


PROFILE = SiteProfile(
    name="fda",
    publisher="Food and Drug Administration",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/(?:consumers|drugs|food|vaccines-blood-biologics|medical-devices|tobacco-products)(?:/|$)",),
        exclude=(
            r"^/(?:core|profiles|admin|search|node|file|taxonomy|media)/",
            r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$",
        ),
    ),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=2.0),
    rights=(
        RightsRule(
            name="fda-public-domain",
            status="public_domain",
            statement=(
                "Text and graphics of the FDA website are in the public domain unless noted otherwise "
                "(https://www.fda.gov/about-fda/about-website/website-policies)"
            ),
        ),
    ),
    expects=Expectations(fill={**TITLED, "dates": 0.98}, min_sections=1, page_types=("consumer_page",)),
    readers=(
        ReaderRule(
            page_type="consumer_page",
            recognise=is_page,
            read=read_page,
            url=r"^/(?:consumers|drugs)/[a-z0-9-]+/[a-z0-9-]+",
        ),
    ),
    date_order="mdy",
)
