"""Every real CDC page: 51 articles and the table of contents of Preventing Chronic Disease, 2024."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from pipeline import parsers, sites
from pipeline.model.document import Document
from pipeline.parsers.dates import parse_value
from tests.captures import capture_of
from tools import corpus

CORPUS = corpus.CORPUS / "cdc"
PAGES = sorted(CORPUS.glob("pcd/issues/2024/*.htm"))
ARTICLES = [page for page in PAGES if "TOC" not in page.name]

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.xdist_group("test_cdc_corpus"),  # pages read once are remembered
]
every = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
articles = pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.stem)


@cache
def both(page: Path) -> tuple[Document, BeautifulSoup]:
    url = f"https://www.cdc.gov/{page.relative_to(CORPUS).as_posix()}"
    body = page.read_bytes()
    return parsers.read(capture_of(body, url), sites.for_url(url)), BeautifulSoup(body, "html.parser")


def meta(soup: BeautifulSoup, name: str) -> str:
    found = soup.find("meta", attrs={"property": name})
    assert isinstance(found, Tag)
    return str(found["content"])


def test_all_52_pages_are_tried() -> None:
    """The corpus has 52 pages, and each is read by its own reader without trouble."""
    assert len(PAGES) == 52
    assert [both(page)[0].page_type for page in ARTICLES] == ["pcd_article"] * 51
    assert all(both(page)[0].issues == () for page in PAGES)


@every
def test_reviewed_is_what_the_publisher_says(page: Path) -> None:
    """The review that is used is ``cdc:last_reviewed``, and the words "Last Reviewed" on the page say the same."""
    document, soup = both(page)
    stated = parse_value(meta(soup, "cdc:last_reviewed"))
    assert stated is not None
    assert document.reviewed is not None
    assert document.reviewed.value == stated.value[:10]
    assert {(claim.source, claim.value[:10]) for claim in document.dates if claim.role == "reviewed"} == {
        ("text", stated.value[:10]),
        ("meta", stated.value[:10]),
    }


@every
def test_a_publishing_run_is_no_date_of_the_text(page: Path) -> None:
    """``DC.date`` and ``cdc:last_published`` (a day late in UTC, at times) are ``generated`` and chosen for nothing."""
    document, soup = both(page)
    generated = {claim.locator for claim in document.dates if claim.role == "generated"}
    assert generated == {'meta[name="DC.date"]', 'meta[name="cdc:last_published"]'}
    updated = parse_value(meta(soup, "cdc:last_updated"))
    assert updated is not None
    assert document.modified is not None
    assert document.modified.value == updated.value[:10]


@every
def test_no_date_is_from_the_future_or_a_copyright_line(page: Path) -> None:
    """Nothing is dated after the pages were served, nothing is taken from references or a copyright year."""
    document, _ = both(page)
    assert all(claim.hi.year <= 2025 for claim in document.dates)
    assert {claim.role for claim in document.dates} <= {"reviewed", "modified", "published", "generated", "unlabelled"}


@articles
def test_authors_are_people_not_a_heading(page: Path) -> None:
    """Names of the byline are authors with an affiliation; no section is headed by them."""
    document, soup = both(page)
    first = soup.find("meta", attrs={"name": "citation_author"})
    assert isinstance(first, Tag)
    assert document.people[0].name.startswith(str(first["content"]).strip())
    byline = soup.select_one('h4:has(a[href="#contribAff"])')
    assert byline is not None
    assert len(document.people) == byline.get_text().count(";") + 1
    assert all(person.role == "author" and person.affiliation for person in document.people)
    assert all("View author affiliations" not in (section.heading or "") for section in document.sections)


@every
def test_no_word_is_lost_and_the_text_is_public_domain(page: Path) -> None:
    """Every word of the content stands in a section; what somebody lent is marked where it stands."""
    document, _ = both(page)
    assert document.coverage.lost == ()
    assert (document.rights.status, document.rights.rule) == ("public_domain", "cdc-public-domain")
    assert all(
        section.rights.rule == "cdc-lent-material" and section.rights.statement
        for section in document.sections
        if section.rights is not None
    )


@articles
def test_references_are_one_section_of_their_kind(page: Path) -> None:
    """Every article ends its text with a list of references, and no control of the page is among its links."""
    document, _ = both(page)
    assert [section.kind for section in document.sections].count("references") == 1
    assert all(link.text != "Top" for link in document.links)


def test_a_figure_that_was_lent_is_marked() -> None:
    """The section with a picture "used with permission" carries rights of its own, with the words that say so."""
    document, _ = both(CORPUS / "pcd/issues/2024/23_0277.htm")
    lent = [section for section in document.sections if section.rights is not None]
    assert [section.heading for section in lent] == ["Study population"]
    assert lent[0].rights is not None
    assert "permission" in (lent[0].rights.statement or "")
