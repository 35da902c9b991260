"""Cleveland Clinic (https://my.clevelandclinic.org): health library.

No real page could be had. Written to landmarks (``main``, one ``h1``) and to what other readers of the library
report: parts named ``#overview``, ``#symptoms-and-causes``, ``#diagnosis-and-tests`` and so on. A page without a
part is refused, a run without review lines is not published.

Dates: "Last reviewed by a Cleveland Clinic (medical) professional on MM/DD/YYYY" and "Last reviewed on MM/DD/YYYY"
are ``reviewed``. The reviewer is the clinic's staff as a rule; a named one is kept.
"""

from __future__ import annotations

from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.credits import people_of
from pipeline.parsers.about.fields import crumbs, dates_of
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.rules import BESIDE, ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "my.clevelandclinic.org"
_PARTS = (
    "#overview, #symptoms-and-causes, #diagnosis-and-tests, #management-and-treatment, #outlook-prognosis, "
    "#prevention, #living-with, #procedure-details, #risks-benefits, #recovery-and-outlook, #when-to-call-the-doctor, "
    "#function, #anatomy, #conditions-and-disorders, #care, #test-details, #results-and-follow-up"
)
_RULES = ContentRules(skip=BESIDE, internal_hosts=(HOST, "clevelandclinic.org"))


def is_library_article(page: Page) -> bool:
    """Any part of a library article."""
    return page.tree.css_first(_PARTS) is not None


def read_library_article(page: Page) -> Reading:
    """Read an article of the health library.

    Raises:
        SelectionError: it lacks its main part, title or every known part.
    """
    main = page.one("main")
    main.some(_PARTS, at_least=1)
    title = main.one("h1")
    content = outline(page, [main], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=content,
        breadcrumbs=crumbs(page.maybe('nav[aria-label="Breadcrumb"] ol, [class*="breadcrumb"] ol')),
        dates=tuple(dates_of(page, content)),
        people=tuple(dict.fromkeys(people_of(content))),
    )


PROFILE = SiteProfile(
    name="clevelandclinic",
    publisher="Cleveland Clinic",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/health/(?:diseases|symptoms|treatments|procedures|diagnostics|body|articles|drugs)(?:/|$)",),
        exclude=(r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$",),
    ),
    seeds=(Seed(url=f"https://{HOST}/health/diseases", kind="hub"),),
    pace=Pace(delay=2.0),
    rights=(
        RightsRule(
            name="clevelandclinic-all-rights-reserved",
            status="copyrighted",
            holder="Cleveland Clinic",
            statement="All rights reserved (https://my.clevelandclinic.org/about/website/terms-of-use)",
        ),
    ),
    expects=Expectations(fill={**TITLED, "reviewed": 0.9}, min_sections=3, page_types=("library_article",)),
    readers=(
        ReaderRule(
            page_type="library_article",
            recognise=is_library_article,
            read=read_library_article,
            url=r"^/health/[a-z]+/\d+-",
        ),
    ),
    date_order="mdy",
)
