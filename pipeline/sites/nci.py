"""National Cancer Institute (https://www.cancer.gov): cancer pages and PDQ summaries, English and Spanish.

No real page could be had. Written to the markup that the institute's own templates and tests show: dates in
``.cgdp-document-dates`` (older: ``.document-dates``) as a label and a ``<time>`` for each, PDQ lists in
``.pdq-content-list``.

Dates: "Posted", "Updated" and "Reviewed" (Spanish "Publicación", "Actualización", "Revisión") are three roles, and
any of them may be absent. The metas carry the posting date only (``dcterms.issued``).

Rights: text of the institute is in the public domain, PDQ's too; many pictures belong to their artist and say so.
"""

from __future__ import annotations

from pipeline.model.dates import DateClaim, Role
from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import crumbs
from pipeline.parsers.dates import DateStyle, time_claims
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.cancer.gov"
_DATES = ".cgdp-document-dates, .document-dates"
_ROLES: dict[str, Role] = {
    "posted": "published",
    "updated": "modified",
    "reviewed": "reviewed",
    "publicación": "published",
    "actualización": "modified",
    "revisión": "reviewed",
}
_RULES = ContentRules(
    skip=(
        *(".cgdp-document-dates", ".document-dates", ".on-this-page", ".public-use", ".cgdp-page-options"),
        *(".usa-sr-only", ".show-for-sr", "nav"),
    ),
    internal_hosts=(HOST, "cancer.gov"),
)


def is_pdq(page: Page) -> bool:
    """Lists and sections of a PDQ summary."""
    return page.tree.css_first(".pdq-sections, .pdq-content-list, [class*='cgdp-pdq']") is not None


def is_article(page: Page) -> bool:
    """Any mark of the institute's template."""
    return page.tree.css_first(f"{_DATES}, [class*='cgdp-'], #cgvBody") is not None


def read_page(page: Page) -> Reading:
    """Read an article or a PDQ summary.

    Raises:
        SelectionError: it lacks its article, title or dates.
    """
    article = page.one("main article, #cgvBody article")
    title = article.one("h1")
    article.some(_DATES, at_least=1)
    content = outline(page, [article], _RULES, title=title)
    return Reading(
        title=title.text(),
        content=with_lent_sections(content, rule="nci-lent-material", own=("National Cancer Institute", "NCI")),
        breadcrumbs=crumbs(page.maybe(".cgdp-breadcrumbs ol, .breadcrumbs ul, .usa-breadcrumb__list")),
        dates=tuple(_dates(page)),
    )


def _dates(page: Page) -> list[DateClaim]:
    claims: list[DateClaim] = []
    for item in page.some(".cgdp-document-dates li, .document-dates li"):
        label = item.maybe("strong")
        moment = item.maybe("time")
        words = label.text().rstrip(": ").lower() if label is not None else item.text().partition(":")[0].lower()
        role = _ROLES.get(words)
        if role is None:
            continue
        claims += time_claims(
            moment.text() if moment is not None else item.text().partition(":")[2].strip(),
            moment.attribute("datetime") if moment is not None else None,
            role=role,
            locator=".cgdp-document-dates li",
            label=words.capitalize(),
            style=DateStyle(page.language),
        )
    return claims


PROFILE = SiteProfile(
    name="nci",
    publisher="National Cancer Institute",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/(?:about-cancer|types|publications|espanol)(?:/|$)",),
        exclude=(r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf|epub)$", r"/search(?:/|$)"),
    ),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=1.0),
    rights=(
        RightsRule(
            name="nci-pdq",
            status="public_domain",
            statement=(
                "PDQ text may be used freely; it may be called an NCI PDQ summary only whole and regularly updated "
                "(https://www.cancer.gov/policies/copyright-reuse)"
            ),
            page_types=("pdq_summary",),
        ),
        RightsRule(
            name="nci-public-domain",
            status="public_domain",
            statement=(
                "Text of the National Cancer Institute is in the public domain; material of others "
                "keeps their rights (https://www.cancer.gov/policies/copyright-reuse)"
            ),
        ),
    ),
    expects=Expectations(
        fill={**TITLED, "modified": 0.6, "published": 0.5}, min_sections=2, page_types=("pdq_summary", "cancer_page")
    ),
    readers=(
        ReaderRule(page_type="pdq_summary", recognise=is_pdq, read=read_page, url=r"-pdq(?:[/#?]|$)"),
        ReaderRule(
            page_type="cancer_page",
            recognise=is_article,
            read=read_page,
            url=r"^/(?:about-cancer|types)/[a-z0-9-]+/[a-z0-9-]+",
        ),
    ),
    date_order="mdy",
)
