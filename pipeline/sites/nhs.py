"""NHS (https://www.nhs.uk): conditions, symptoms, tests, medicines and live-well pages.

No real page could be had. Written to the markup of the NHS design system (``nhsuk-*`` class names,
``#maincontent``) and to what other readers of the site report; a page that lacks those marks is refused.

Dates: "Page last reviewed" is ``reviewed`` and "Next review due" ``next_review_due``. The NHS tells its writers not
to move the review when a part of a page changed, so text may move while the date stands. The JSON-LD of a page
lists both dates in one ``lastReviewed``; the words on the page say which is which, and are believed.
"""

from __future__ import annotations

from msgspec import structs

from pipeline.model.document import Related
from pipeline.model.profile import TITLED, Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.parsers.about.fields import crumbs, dates_at
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.nhs.uk"
_MAIN = "main.nhsuk-main-wrapper"
_FOOT = ".nhsuk-review-date, p.nhsuk-body-s.nhsuk-u-secondary-text-color"
"""Where both dates stand: the component of old, and the plain small print that took its place."""

_NOTICES = ".nhsuk-care-card__heading, .nhsuk-card--care__heading, .nhsuk-warning-callout__label"

_RULES = ContentRules(
    skip=(
        *(".nhsuk-review-date", "p.nhsuk-body-s.nhsuk-u-secondary-text-color", ".nhsuk-contents-list"),
        *(".nhsuk-pagination", ".nhsuk-breadcrumb", ".nhsuk-skip-link", ".nhsuk-related-nav", ".app-share"),
        ".nhsuk-warning-callout__label .nhsuk-u-visually-hidden",
        ".nhsuk-inset-text > .nhsuk-u-visually-hidden",
    ),
    internal_hosts=(HOST, "111.nhs.uk"),
)


def is_health_page(page: Page) -> bool:
    """Any mark of the design system."""
    return page.tree.css_first(f"{_MAIN}, .nhsuk-review-date, .nhsuk-header, .nhsuk-breadcrumb") is not None


def read_health_page(page: Page) -> Reading:
    """Read a page about health.

    Raises:
        SelectionError: it lacks its main part or title.
    """
    main = page.one(_MAIN)
    title = main.one("h1")
    content = _with_notices(main, outline(page, [main], _RULES, title=title))
    beside = main.some(".nhsuk-contents-list a[href], .nhsuk-related-nav a[href]")
    return Reading(
        title=_title(title.text()),
        content=with_lent_sections(content, rule="nhs-third-party-material", own=("Crown", "NHS")),
        breadcrumbs=crumbs(page.maybe(".nhsuk-breadcrumb__list")),
        related=tuple(Related(relation="same_guide", text=link.text(), url=link.address()) for link in beside),
        dates=tuple(dates_at(page, _FOOT)),
    )


def _with_notices(main: Element, content: Outline) -> Outline:
    """Care cards and warnings are notices; their headings say how urgent ("Immediate action required: ...")."""
    headings = {heading.text() for heading in main.some(_NOTICES)}
    return structs.replace(
        content,
        sections=tuple(
            structs.replace(section, kind="notice") if section.heading in headings else section
            for section in content.sections
        ),
    )


def _title(words: str) -> str:
    """A guide's chapter says "Symptoms - Asthma" in one heading, with a hidden dash."""
    return " ".join(words.split()).removesuffix("-").strip()


PROFILE = SiteProfile(
    name="nhs",
    publisher="NHS England",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/(?:conditions|symptoms|medicines|tests-and-treatments|live-well|mental-health|pregnancy|baby)/",),
        exclude=(r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$", r"^/nhs-services/", r"^/service-search/"),
    ),
    seeds=(
        Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),
        Seed(url=f"https://{HOST}/conditions/", kind="hub"),
    ),
    pace=Pace(delay=2.0),
    review_policy=ReviewPolicy(
        source="every page states its own next review; by practice within 3 years (NHS digital service manual)",
    ),
    rights=(
        RightsRule(
            name="nhs-ogl-3",
            status="licensed",
            holder="Crown copyright, NHS England",
            statement=(
                "Open Government Licence v3.0, unless stated otherwise "
                "(https://www.nhs.uk/our-policies/terms-and-conditions/)"
            ),
        ),
    ),
    expects=Expectations(
        fill={**TITLED, "reviewed": 0.9, "next_review_due": 0.85},
        min_sections=2,
        min_links=1,
        page_types=("health_page",),
    ),
    readers=(
        ReaderRule(
            page_type="health_page",
            recognise=is_health_page,
            read=read_health_page,
            url=r"^/(?:conditions|symptoms|medicines|tests-and-treatments)/[a-z0-9-]+/",
        ),
    ),
    date_order="dmy",
)
