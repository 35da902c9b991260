"""Patient.info (https://patient.info): health leaflets and articles for professionals.

No real page could be had. Written to landmarks (``main``, one ``h1``) and to the labels that the publisher prints
around an article, wherever they stand; a page without the landmarks is refused, a run without the labels is not
published.

Dates: "Last updated" or "Last reviewed" with the peer reviewer, "Next review due" beside it. The publisher promises
to review every page within five years. In between, dated "Clinical Editor's comments" are notes on a part of the
page (``amended``, of the section), never a review of it.
"""

from __future__ import annotations

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.model.profile import TITLED, Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.parsers.about.credits import people_of
from pipeline.parsers.about.fields import claims_in, crumbs, dates_of
from pipeline.parsers.dates import profile_labels
from pipeline.parsers.page import Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import BESIDE, ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "patient.info"
_LABELS = profile_labels({"Clinical Editor's comments": "amended", "Editor's note": "amended"})
_RULES = ContentRules(skip=BESIDE, internal_hosts=(HOST,))


def is_leaflet(page: Page) -> bool:
    """The publisher's name in the head."""
    return (page.meta("og:site_name") or "").lower().startswith("patient")


def read_leaflet(page: Page) -> Reading:
    """Read a leaflet or a professional article.

    Raises:
        SelectionError: it lacks its main part or title.
    """
    main = page.one("main")
    title = main.one("h1")
    content = _with_sources(outline(page, [main], _RULES, title=title))
    return Reading(
        title=title.text(),
        content=content,
        breadcrumbs=crumbs(page.maybe('[class*="breadcrumb"] ol, ol[class*="breadcrumb"]')),
        dates=tuple(_dates(page, content)),
        people=tuple(dict.fromkeys(people_of(content))),
    )


def _with_sources(content: Outline) -> Outline:
    """A section that ends in "references" lists sources, whatever it is made of."""
    return structs.replace(
        content,
        sections=tuple(
            structs.replace(section, kind="references") if (section.heading or "").endswith("references") else section
            for section in content.sections
        ),
    )


def _dates(page: Page, content: Outline) -> list[DateClaim]:
    """Labelled dates of the page, and the editors' dated notes, which speak of their section only."""
    claims = [claim for claim in dates_of(page, content) if claim.role != "amended"]
    for section in content.sections:
        found = claims_in(page, f"{section.heading}\n{section.text}", f"section:{section.id}", labels=_LABELS)
        claims += [structs.replace(claim, scope="section") for claim in found if claim.role == "amended"]
    return claims


PROFILE = SiteProfile(
    name="patient_info",
    publisher="Patient.info",
    scope=Scope(
        hosts=(HOST,),
        include=(r"^/[a-z-]+/[a-z0-9-]+", r"^/doctor/"),
        exclude=(
            r"^/(?:aspnet_client|pdf|forums|print|sponsored|feedback|in|wellbeing|search|news-and-features)(?:/|$)",
            r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$",
        ),
    ),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=2.0),
    review_policy=ReviewPolicy(
        warn_after=60, error_after=72, source="every page is reviewed every 5 years (patient.info, editorial policy)"
    ),
    rights=(
        RightsRule(
            name="patient-info-all-rights-reserved",
            status="copyrighted",
            holder="Patient.info",
            statement="All rights reserved (https://patient.info/terms-and-conditions)",
        ),
    ),
    expects=Expectations(fill={**TITLED, "modified": 0.85}, min_sections=2, page_types=("leaflet",)),
    readers=(
        ReaderRule(
            page_type="leaflet",
            recognise=is_leaflet,
            read=read_leaflet,
            url=r"-leaflet$|^/doctor/[a-z0-9-]+/[a-z0-9-]+",
        ),
    ),
    date_order="dmy",
    date_labels=_LABELS,
)
