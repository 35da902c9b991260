"""National Heart, Lung, and Blood Institute (https://www.nhlbi.nih.gov): health topics.

No real page could be had. Written to landmarks (``main``, one ``h1``) and to the label that the institute prints at
the foot, wherever it stands; a page without the landmarks is refused, a run without the label is not published.

Dates: "Last updated on Month D, YYYY" is ``modified``. Nothing states a review, and none is inferred.
"""

from __future__ import annotations

from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import crumbs, dates_of
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.rules import BESIDE, ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.nhlbi.nih.gov"
_RULES = ContentRules(skip=(*BESIDE, ".usa-sr-only"), internal_hosts=(HOST, "nhlbi.nih.gov"))


def is_health_topic(page: Page) -> bool:
    """The institute's own name in the head."""
    stated = f"{page.meta('og:site_name') or ''} {page.meta('og:title') or ''}"
    return "NHLBI" in stated or "Heart, Lung, and Blood" in stated


def read_health_topic(page: Page) -> Reading:
    """Read a page of a health topic.

    Raises:
        SelectionError: it lacks its main part or title.
    """
    main = page.one("main")
    title = main.one("h1")
    content = outline(page, [main], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=with_lent_sections(content, rule="nih-lent-material", own=("NHLBI", "National Heart")),
        breadcrumbs=crumbs(page.maybe('[class*="breadcrumb"] ol, ol[class*="breadcrumb"]')),
        dates=tuple(dates_of(page, content)),
    )


PROFILE = SiteProfile(
    name="nhlbi",
    publisher="National Heart, Lung, and Blood Institute",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/(?:es/)?(?:health|salud)(?:/|$)",),
        exclude=(r"^/(?:core|profiles|admin|search|user|node)/", r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$"),
    ),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"), Seed(url=f"https://{HOST}/health", kind="hub")),
    pace=Pace(delay=1.0),
    rights=(
        RightsRule(
            name="nhlbi-public-domain",
            status="public_domain",
            statement=(
                "Information of the institute is in the public domain and may be used freely; material of others keeps "
                "their rights (https://www.nhlbi.nih.gov/about/site-index/web-policies)"
            ),
        ),
    ),
    expects=Expectations(fill={**TITLED, "modified": 0.9}, min_sections=2, page_types=("health_topic",)),
    readers=(
        ReaderRule(
            page_type="health_topic",
            recognise=is_health_topic,
            read=read_health_topic,
            url=r"^/(?:es/)?(?:health|salud)/[a-z0-9-]+",
        ),
    ),
    date_order="mdy",
)
