"""American Cancer Society (https://www.cancer.org): cancer pages, English and Spanish.

No real page could be had. Written to landmarks (``main``, one ``h1``) and to the two labels that the society prints
at the foot, wherever they stand; a page without the landmarks is refused, a run without the labels is not
published.

Dates: "Last Medical Review" is ``reviewed`` and "Last Revised" ``modified``; they often differ. The team that wrote
the page ("Developed by the American Cancer Society medical and editorial content team ...") is its author.
"""

from __future__ import annotations

from pipeline.model.document import Person
from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import crumbs, dates_of
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import BESIDE, ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.cancer.org"
_TEAM = "developed by the american cancer society"
_RULES = ContentRules(skip=BESIDE, internal_hosts=(HOST, "cancer.org"))


def is_cancer_page(page: Page) -> bool:
    """The society's name in the head."""
    stated = f"{page.meta('og:site_name') or ''} {page.meta('og:title') or ''}"
    return "American Cancer Society" in stated


def read_cancer_page(page: Page) -> Reading:
    """Read a page on cancer.

    Raises:
        SelectionError: it lacks its main part or title.
    """
    main = page.one("main")
    title = main.one("h1")
    content = outline(page, [main], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=content,
        breadcrumbs=crumbs(page.maybe('[class*="breadcrumb"] ol, ol[class*="breadcrumb"]')),
        dates=tuple(dates_of(page, content)),
        people=_team(content),
    )


def _team(content: Outline) -> tuple[Person, ...]:
    """The team that the page says it was developed by."""
    for section in content.sections:
        for line in section.text.split("\n"):
            if line.lower().startswith(_TEAM):
                name = line[len("developed by the ") :].partition(" with ")[0].strip(" .")
                return (Person(name=name, affiliation="American Cancer Society", role="author"),)
    return ()


PROFILE = SiteProfile(
    name="cancer_org",
    publisher="American Cancer Society",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/(?:es/)?cancer(?:/|\.html$)",),
        exclude=(r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$",),
    ),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=2.0),
    rights=(
        RightsRule(
            name="acs-all-rights-reserved",
            status="copyrighted",
            holder="American Cancer Society",
            statement=(
                "American Cancer Society medical information is copyrighted material "
                "(https://www.cancer.org/about-us/policies/content-usage.html)"
            ),
        ),
    ),
    expects=Expectations(
        fill={**TITLED, "reviewed": 0.8, "modified": 0.9}, min_sections=2, page_types=("cancer_page",)
    ),
    readers=(
        ReaderRule(
            page_type="cancer_page",
            recognise=is_cancer_page,
            read=read_cancer_page,
            url=r"^/(?:es/)?cancer/.+/[a-z0-9-]+\.html$",
        ),
    ),
    date_order="mdy",
)
