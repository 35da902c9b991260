"""MedlinePlus (https://medlineplus.gov), National Library of Medicine: every kind of page, English and Spanish.

Health topics are read on pages served in November 2025 and on the skin of January 2020; encyclopedia articles to markup
seen in 2025 and 2026. Of the other kinds no whole page was at hand: each module says what its reading rests on, and
selections fail loudly where a page is otherwise. A page of a kind that its address promises and that bears none of the
kind's marks is an error, never another kind of page.

Rights differ by kind: topic summaries, medical tests and genetics are works of the US government; encyclopedia
(A.D.A.M.), drugs (AHFS) and herbs (Natural Medicines) are licensed and may not be copied on.
"""

from __future__ import annotations

from functools import partial

from pipeline.model.profile import TITLED, Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.parsers.profile import ReaderRule, Seed, SiteProfile
from pipeline.sites.medlineplus import drugs, encyclopedia, feed, plain, topic
from pipeline.sites.medlineplus.urls import HOST, page_type_of
from pipeline.urls import Scope

_USING = "https://medlineplus.gov/about/using/usingcontent/"
_ADAM = tuple(kind for kind in encyclopedia.PAGE_TYPES if kind not in ("encyclopedia_article", "patient_instructions"))

_RIGHTS = (
    RightsRule(
        name="medlineplus-topic-summary",
        status="public_domain",
        statement=(
            "Health topic summaries are works of the US government and not subject to copyright; pages they link to "
            f"keep their own rights ({_USING})"
        ),
        page_types=("health_topic",),
    ),
    RightsRule(
        name="medlineplus-own-text",
        status="public_domain",
        statement=f"Written by the National Library of Medicine: a work of the US government ({_USING})",
        page_types=("lab_test", *plain.GENETICS, "recipe", "hub", *plain.SITE),
    ),
    RightsRule(
        name="medlineplus-adam",
        status="licensed",
        holder=encyclopedia.HOLDER,
        statement=f"The medical encyclopedia is licensed from A.D.A.M. and may not be redistributed ({_USING})",
        page_types=encyclopedia.PAGE_TYPES,
    ),
    RightsRule(
        name="medlineplus-ahfs",
        status="licensed",
        holder=drugs.AHFS,
        statement=f"Drug information is licensed from AHFS and may not be redistributed ({_USING})",
        page_types=("drug",),
    ),
    RightsRule(
        name="medlineplus-natural-medicines",
        status="licensed",
        holder=drugs.NATURAL_MEDICINES,
        statement=f"Information on herbs is licensed from Natural Medicines and may not be redistributed ({_USING})",
        page_types=("herb",),
    ),
)

_UPDATED = f"https://{HOST}/about/general/reviewandupdate/"
_NOT_REVIEWED = ReviewPolicy(expected=False)
_REVIEWS = {
    "lab_test": ReviewPolicy(
        source=f"fully reviewed at least every 3 years ({_UPDATED})",
        modified_counts=f"'Last updated': the test was reviewed and updated ({_UPDATED})",
    ),
    **dict.fromkeys(
        plain.GENETICS,
        ReviewPolicy(modified_counts=f"'Last updated': the information was reviewed and updated ({_UPDATED})"),
    ),
    **dict.fromkeys(("hub", "recipe", feed.PAGE_TYPE, *plain.SITE, *_ADAM), _NOT_REVIEWED),
}

_ARTICLES = r"^/(?:spanish/)?ency/{}/\d+\.htm"
_READERS = (
    ReaderRule(
        page_type="health_topic",
        recognise=topic.is_health_topic,
        read=topic.read_health_topic,
        expects=Expectations(fill={**TITLED, "modified": 0.98, "description": 0.95}, min_sections=2, min_links=3),
    ),
    *(
        ReaderRule(
            page_type=kind,
            recognise=partial(encyclopedia.recognise, kind),
            read=encyclopedia.read_article,
            url=_ARTICLES.format(folder),
            expects=Expectations(fill={**TITLED, "dates": 0.98, "people": 0.95}, min_sections=3),
        )
        for kind, folder in (("encyclopedia_article", "article"), ("patient_instructions", "patientinstructions"))
    ),
    *(
        ReaderRule(
            page_type=kind,
            recognise=partial(encyclopedia.recognise, kind),
            read=encyclopedia.read_illustration,
            expects=Expectations(fill=TITLED),
        )
        for kind in _ADAM
    ),
    ReaderRule(
        page_type="drug",
        recognise=drugs.is_drug,
        read=drugs.read_drug,
        url=r"^/(?:spanish/)?druginfo/meds/a\d+",
        expects=Expectations(fill={**TITLED, "modified": 0.95}, min_sections=5),
    ),
    ReaderRule(
        page_type="herb",
        recognise=drugs.is_herb,
        read=drugs.read_herb,
        expects=Expectations(fill=TITLED, min_sections=4),
    ),
    ReaderRule(
        page_type="lab_test",
        recognise=partial(plain.recognise, "lab_test"),
        read=plain.read_reviewed,
        url=r"^/(?:lab-tests|spanish/pruebas-de-laboratorio)/[^/]+/?$",
        expects=Expectations(fill={**TITLED, "reviewed": 0.95}, min_sections=3),
    ),
    *(
        ReaderRule(
            page_type=kind,
            recognise=partial(plain.recognise, kind),
            read=plain.read_reviewed,
            url=rf"^/genetics/{folder}/[^/]+/?$" if folder else None,
            expects=Expectations(fill={**TITLED, "reviewed": 0.9}, min_sections=1 if folder is None else 3),
        )
        for kind, folder in (
            ("genetics_condition", "condition"),
            ("genetics_gene", "gene"),
            ("genetics_chromosome", "chromosome"),
            ("genetics_primer", None),
        )
    ),
    ReaderRule(
        page_type="recipe",
        recognise=partial(plain.recognise, "recipe"),
        read=plain.read_recipe,
        expects=Expectations(fill=TITLED, min_sections=2),
    ),
    ReaderRule(
        page_type="hub",
        recognise=partial(plain.recognise, "hub"),
        read=plain.read_hub,
        expects=Expectations(min_links=1),
    ),
    *(
        ReaderRule(
            page_type=kind, recognise=partial(plain.recognise, kind), read=plain.read_site_page, expects=Expectations()
        )
        for kind in plain.SITE
    ),
)

PROFILE = SiteProfile(
    name="medlineplus",
    publisher="National Library of Medicine",
    version="2",
    scope=Scope(hosts=(HOST,), exclude=(r"^/(?:images|css|js|jslib|uswds|feeds|download)/",)),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=1.0),
    review_policies=_REVIEWS,
    rights=_RIGHTS,
    readers=_READERS,
    date_order="mdy",  # on both sides of the site (freshness notes R3: the language must not decide)
)

__all__ = ["PROFILE", "page_type_of"]
