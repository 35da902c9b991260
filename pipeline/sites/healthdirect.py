"""Healthdirect Australia (https://www.healthdirect.gov.au): health topics.

No real page could be had. Written to the markup that another reader of the site reports
(``#mainContentArticleText`` with the title in its header and the text below), and to the label at its foot; a page
without the article is refused, a run without the label is not published.

Dates: "Last reviewed: Month YYYY" is ``reviewed``, to the month.

Rights: some pages are Healthdirect's own under a Creative Commons licence, others are lent by partners and say so.
"""

from __future__ import annotations

from pipeline.model.document import Rights
from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import crumbs, dates_of
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.rules import BESIDE, ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.healthdirect.gov.au"
_ARTICLE = "#mainContentArticleText"
_LICENCE = 'a[rel~="license"]'
_RULES = ContentRules(skip=BESIDE, internal_hosts=(HOST, "healthdirect.gov.au"))


def is_topic(page: Page) -> bool:
    """The article, or the publisher's name in the head."""
    named = "healthdirect" in (page.meta("og:site_name") or "").lower()
    return named or page.tree.css_first(_ARTICLE) is not None


def read_topic(page: Page) -> Reading:
    """Read a health topic.

    Raises:
        SelectionError: it lacks its article or title.
    """
    article = page.one(_ARTICLE)
    title = article.one("header h1")
    content = outline(page, [article], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=with_lent_sections(content, rule="healthdirect-lent-material", own=("Healthdirect", "Commonwealth")),
        breadcrumbs=crumbs(page.maybe('[class*="breadcrumb"] ol, ol[class*="breadcrumb"]')),
        dates=tuple(dates_of(page, content)),
        rights=_licence(page),
    )


def _licence(page: Page) -> Rights | None:
    """A licence that the page names itself; without one, all rights are reserved."""
    link = page.maybe(_LICENCE)
    if link is None:
        return None
    return Rights(
        status="licensed",
        holder="Healthdirect Australia",
        statement=f"{link.text()} ({link.address()})",
        rule="healthdirect-page-licence",
    )


PROFILE = SiteProfile(
    name="healthdirect",
    publisher="Healthdirect Australia",
    scope=Scope(
        hosts=(HOST,),
        exclude=(
            r"^/(?:australian-health-services|partners|contact|search|symptom-checker|medicines/brand)(?:/|$)",
            r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$",
        ),
    ),
    seeds=(Seed(url=f"https://{HOST}/health-topics", kind="hub"),),
    pace=Pace(delay=2.0),
    rights=(
        RightsRule(
            name="healthdirect-all-rights-reserved",
            status="copyrighted",
            holder="Healthdirect Australia",
            statement=(
                "All rights reserved unless the page names a Creative Commons licence "
                "(https://www.healthdirect.gov.au/copyright)"
            ),
        ),
    ),
    expects=Expectations(fill={**TITLED, "reviewed": 0.9}, min_sections=2, page_types=("topic",)),
    readers=(ReaderRule(page_type="topic", recognise=is_topic, read=read_topic),),
    date_order="dmy",
)
