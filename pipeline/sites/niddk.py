"""National Institute of Diabetes and Digestive and Kidney Diseases (https://www.niddk.nih.gov): health information.

No real page could be had. Written to landmarks (``main``, one ``h1``) and to the one label that readers of the site
agree on, wherever in the text it stands; a page without the landmarks is refused, a run without the label is not
published.

Dates: "Last Reviewed Month YYYY" at the foot is ``reviewed``, to the month.
"""

from __future__ import annotations

from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.credits import people_of
from pipeline.parsers.about.fields import crumbs, dates_of
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.rules import BESIDE, ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.niddk.nih.gov"
_RULES = ContentRules(skip=BESIDE, internal_hosts=(HOST, "niddk.nih.gov"))


def is_health_page(page: Page) -> bool:
    """The institute's own name in the head, and a main part."""
    stated = f"{page.meta('og:site_name') or ''} {page.meta('DC.Publisher') or ''} {page.meta('og:title') or ''}"
    return "Diabetes and Digestive and Kidney" in stated or "NIDDK" in stated


def read_health_page(page: Page) -> Reading:
    """Read a page of the health information.

    Raises:
        SelectionError: it lacks its main part or title.
    """
    main = page.one("main")
    title = main.one("h1")
    content = outline(page, [main], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=with_lent_sections(content, rule="nih-lent-material", own=("NIDDK", "National Institute")),
        breadcrumbs=crumbs(page.maybe('[class*="breadcrumb"] ol, [class*="breadcrumb"] ul')),
        dates=tuple(dates_of(page, content)),
        people=tuple(dict.fromkeys(people_of(content))),
    )


PROFILE = SiteProfile(
    name="niddk",
    publisher="National Institute of Diabetes and Digestive and Kidney Diseases",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/health-information(?:/|$)",),
        exclude=(r"^/system", r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$"),
    ),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=1.0),
    rights=(
        RightsRule(
            name="niddk-public-domain",
            status="public_domain",
            statement=(
                "Content of the institute is not copyrighted and may be used freely; material of others keeps "
                "their rights (https://www.niddk.nih.gov/about-niddk/website-policies)"
            ),
        ),
    ),
    expects=Expectations(fill={**TITLED, "reviewed": 0.9}, min_sections=2, page_types=("health_page",)),
    readers=(
        ReaderRule(
            page_type="health_page",
            recognise=is_health_page,
            read=read_health_page,
            url=r"^/health-information/[a-z0-9-]+/[a-z0-9-]+",
        ),
    ),
    date_order="mdy",
)
