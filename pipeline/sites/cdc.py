"""Centers for Disease Control and Prevention (https://www.cdc.gov): health pages, and Preventing Chronic Disease (PCD).

PCD was read on 52 real pages of 2024 (template 4). Health pages of today's template (``cdc-dfe-body``) could not be
had: their reader is written to element names that other readers of them report, and refuses what lacks those.

Dates: ``cdc:first_published``, ``cdc:last_updated`` and ``cdc:last_reviewed`` are the printed dates;
``cdc:last_published`` and ``DC.date`` are runs of the publishing system (``generated``). The journal's dateline and
the date under the title of a health page bear no word that says what they are (``unlabelled``).

A PCD article opens with its authors in a heading. That is no heading of the outline: it is read as people.
"""

from __future__ import annotations

import re

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.model.document import Person, Related, Subject
from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import dates_at, time_at
from pipeline.parsers.about.names import people_in
from pipeline.parsers.dates import unlabelled_claims
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.cdc.gov"
_ICONS = ("span.sr-only", "span.fi", "span.file-details")
_TEMPLATE_4 = ContentRules(
    skip=(
        *_ICONS,
        ".tp-on-this-page",
        'a[href$="_up"]:has(img)',
        'p.float-right:has(> a[href="#"])',
        'h4:has(a[href="#contribAff"])',
    ),
    internal_hosts=(HOST, "cdc.gov", "wwwn.cdc.gov"),
)
_HEALTH_PAGE = ContentRules(
    skip=(*_ICONS, ".visually-hidden", ".dfe-section__nav", ".dfe-block--keep_reading"),
    internal_hosts=(HOST, "cdc.gov", "wwwn.cdc.gov"),
)
_BODY = ".cdc-dfe-body__top, .cdc-dfe-body__center"
_REVIEWED = ".last-reviewed"
_NO_WORDS = frozenset(("-comment", "script", "style"))
_NUMBERS = re.compile(r"[\d,\s]+")


def is_pcd_article(page: Page) -> bool:
    """The class of its body says so, or its page type."""
    return (
        page.meta("cdc:page_type") == "cdc_pcd_journal_page"
        or page.tree.css_first("body.cdc-pcd-journal-page") is not None
    )


def read_pcd_article(page: Page) -> Reading:
    """Read an article of the journal.

    Raises:
        SelectionError: it lacks its title, dateline, authors, body or review line.
    """
    main = page.one("main")
    dateline = main.one(".dateline")
    body = main.some(".syndicate", at_least=2)[-1]
    page.one(_REVIEWED)
    content = outline(page, [dateline, body], _TEMPLATE_4)
    return Reading(
        title=main.one("h1.page-title").text(),
        content=with_lent_sections(content, rule="cdc-lent-material"),
        subjects=tuple(Subject(scheme="PCD category", name=name) for name in page.metas("citation_categories")),
        dates=(*_dateline(page, dateline), *dates_at(page, _REVIEWED)),
        people=_authors(body),
    )


def _dateline(page: Page, dateline: Element) -> list[DateClaim]:
    """The last part of "RESEARCH BRIEF — Volume 21 — May 9, 2024": a date without a word that says what it is."""
    line = next((text for part in dateline.some("p", at_least=1) if (text := part.text())), "")
    last = line.rpartition("—")[2]
    return unlabelled_claims(last, locator=".dateline p", style=page.date_style)


def _authors(body: Element) -> tuple[Person, ...]:
    """Authors with their affiliations, joined by the raised numbers behind names and before places."""
    byline = body.one('h4:has(a[href="#contribAff"])')
    places = _affiliations(body.one("p:has(a#contribAff)"))
    found: list[Person] = []
    for names, numbers in _numbered(byline):
        stated = people_in(names.strip(" ;("), role="author")
        place = "; ".join(places[number] for number in numbers if number in places) or None
        found += [structs.replace(one, affiliation=place) for one in stated]
    return tuple(found)


def _affiliations(paragraph: Element) -> dict[str, str]:
    places: dict[str, str] = {}
    number = None
    for node in paragraph.node.iter(include_text=True):
        words = node.text() or ""
        if node.tag == "sup" and words.strip(", \n").isdigit():
            number = words.strip(", \n")
        elif number is not None and node.tag not in _NO_WORDS:
            places[number] = places.get(number, "") + (" " if node.tag == "br" else words)
    return {number: " ".join(words.split()).rstrip(". ") for number, words in places.items()}


def _numbered(byline: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Names with the raised numbers behind each of them, in order."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    names, numbers = "", ""
    around = byline.node
    while (inside := around.first_child) is not None and inside.is_element_node and inside.next is None:
        around = inside
    for node in around.iter(include_text=True):
        if node.tag == "a":
            if parts or names:
                break
            continue  # a sign before the names
        words = " ".join(f"|{node.text()}|".split())[1:-1]
        if node.tag == "sup" and _NUMBERS.fullmatch(words):
            numbers += f",{words}"
        elif words.strip(" (;") and numbers:
            parts.append((names, _split(numbers)))
            names, numbers = words, ""
        else:
            names += words
    if names.strip(" (;"):
        parts.append((names, _split(numbers)))
    return parts


def _split(numbers: str) -> tuple[str, ...]:
    return tuple(number for part in numbers.split(",") if (number := part.strip()))


def is_template_4(page: Page) -> bool:
    """Any other page of the template that came before 2024."""
    return page.meta("cdc:template_version") is not None and page.tree.css_first("main .syndicate") is not None


def read_template_4(page: Page) -> Reading:
    """Read a table of contents of the journal, or another page of its template.

    Raises:
        SelectionError: it lacks its title or body.
    """
    main = page.one("main")
    body = main.some(".syndicate", at_least=2)[1:]
    content = outline(page, body, _TEMPLATE_4)
    return Reading(
        title=main.one("h1.page-title").text(),
        content=with_lent_sections(content, rule="cdc-lent-material"),
        dates=tuple(dates_at(page, _REVIEWED)),
    )


def is_health_page(page: Page) -> bool:
    """Any mark of today's template."""
    return page.tree.css_first(f"{_BODY}, .cdc-page-title, .cdc-page-title-bar") is not None


def read_health_page(page: Page) -> Reading:
    """Read a health page.

    Raises:
        SelectionError: it lacks its title or its body.
    """
    body = page.some(_BODY, at_least=1)
    content = outline(page, body, _HEALTH_PAGE)
    reading = page.some(".dfe-block--keep_reading a[href]")
    return Reading(
        title=page.one(".cdc-page-title h1").text(),
        content=with_lent_sections(content, rule="cdc-lent-material"),
        related=tuple(Related(relation="keep_reading", text=link.text(), url=link.address()) for link in reading),
        dates=_title_bar(page),
    )


def _title_bar(page: Page) -> tuple[DateClaim, ...]:
    """The bare date under the title, in words and in its attribute."""
    place = page.maybe(".cdc-page-title-bar time")
    return () if place is None else tuple(time_at(place, "unlabelled", ".cdc-page-title-bar time"))


_STATEMENT = (
    "Most of the information on the CDC website is not subject to copyright, is in the public domain and may be used "
    "freely; material of others keeps their rights (https://www.cdc.gov/other/agencymaterials.html)"
)

PROFILE = SiteProfile(
    name="cdc",
    publisher="Centers for Disease Control and Prevention",
    scope=Scope(
        hosts=(HOST,),
        exclude=(
            r"(?i)^/(?:TemplatePackage|JScript|Other/plugins|_|search|media/images|wcms|pcd/wcms-inc)",
            r"(?i)\.(?:jpe?g|png|gif|svg|ico|css|js|pdf|zip|xlsx?|docx?|pptx?|mp[34])$",
        ),
    ),
    seeds=(
        Seed(url=f"https://{HOST}/health-topics.html", kind="hub"),
        Seed(url=f"https://{HOST}/pcd/issues/2024/2024_TOC.htm", kind="hub"),
    ),
    pace=Pace(delay=1.0),
    rights=(RightsRule(name="cdc-public-domain", status="public_domain", statement=_STATEMENT),),
    expects=Expectations(
        fill={**TITLED, "reviewed": 0.95, "modified": 0.95}, min_sections=2, page_types=("pcd_article", "health_page")
    ),
    readers=(
        ReaderRule(
            page_type="pcd_article",
            recognise=is_pcd_article,
            read=read_pcd_article,
            url=r"^/pcd/issues/\d{4}/\d\d_\d{4}e?\.htm$",
        ),
        ReaderRule(page_type="health_page", recognise=is_health_page, read=read_health_page),
        ReaderRule(page_type="page", recognise=is_template_4, read=read_template_4),
    ),
    date_order="mdy",
)
