"""World Health Organization (https://www.who.int): fact sheets.

No real page could be had. Written to the markup that many readers of the site agree on: ``.sf-item-header-wrapper``
with the title and the date, ``article.sf-detail-body-wrapper`` with the text.

Dates: a bare "24 October 2025" under the title (``span.timestamp``). The page does not say whether it was published
or revised then: ``unlabelled``.
"""

from __future__ import annotations

from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import bare_date, crumbs
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.who.int"
_HEADER = ".sf-item-header-wrapper"
_BODY = "article.sf-detail-body-wrapper"
_RULES = ContentRules(skip=(".sr-only", ".visuallyhidden", "nav", "aside", "form"), internal_hosts=(HOST, "who.int"))


def is_fact_sheet(page: Page) -> bool:
    """Any mark of the template of articles."""
    return page.tree.css_first(f"{_HEADER}, {_BODY}, [class*='sf-detail-']") is not None


def read_fact_sheet(page: Page) -> Reading:
    """Read a fact sheet.

    Raises:
        SelectionError: it lacks its title, date or body.
    """
    header = page.one(_HEADER)
    header.one("span.timestamp")
    return Reading(
        title=header.one("h1").text(),
        content=outline(page, [page.one(_BODY)], _RULES),
        breadcrumbs=crumbs(page.maybe("ul.breadcrumb, ol.breadcrumb")),
        dates=tuple(bare_date(page, f"{_HEADER} span.timestamp")),
    )


PROFILE = SiteProfile(
    name="who",
    publisher="World Health Organization",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/(?:[a-z]{2}/)?news-room/(?:fact-sheets|questions-and-answers)(?:/|$)",),
        exclude=(r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$",),
    ),
    seeds=(Seed(url=f"https://{HOST}/news-room/fact-sheets", kind="hub"),),
    pace=Pace(delay=2.0),
    rights=(
        RightsRule(
            name="who-cc-by-nc-sa",
            status="licensed",
            holder="World Health Organization",
            statement=(
                "CC BY-NC-SA 3.0 IGO; the licence excludes commercial use and logos "
                "(https://www.who.int/about/policies/publishing/copyright)"
            ),
        ),
    ),
    expects=Expectations(fill={**TITLED, "dates": 0.98}, min_sections=3, page_types=("fact_sheet",)),
    readers=(
        ReaderRule(
            page_type="fact_sheet",
            recognise=is_fact_sheet,
            read=read_fact_sheet,
            url=r"/news-room/fact-sheets/detail/",
        ),
    ),
    date_order="dmy",
)
