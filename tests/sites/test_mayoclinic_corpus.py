"""Every real Mayo Clinic page: articles, A-Z lists and pages about the clinic, October 2022."""

from __future__ import annotations

import json
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag

from pipeline import parsers, sites
from pipeline.model.document import Document
from tests.captures import capture_of
from tools import corpus

CORPUS = corpus.CORPUS / "mayoclinic"
INDEX = CORPUS / "index.json"
ENTRIES = [(entry["path"], entry["url"]) for entry in json.loads(INDEX.read_bytes())] if INDEX.exists() else []
ARTICLES = [(path, url) for path, url in ENTRIES if "care-at-mayo" in path or "symptoms-causes" in path]

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.xdist_group("test_mayoclinic_corpus"),  # pages read once are remembered
]
every = pytest.mark.parametrize(("path", "url"), ENTRIES, ids=[path for path, _ in ENTRIES])
articles = pytest.mark.parametrize(("path", "url"), ARTICLES, ids=[path for path, _ in ARTICLES])


@cache
def both(path: str, url: str) -> tuple[Document, BeautifulSoup]:
    body = (CORPUS / path).read_bytes()
    return parsers.read(capture_of(body, url), sites.for_url(url)), BeautifulSoup(body, "html.parser")


def test_all_47_pages_are_tried() -> None:
    """The corpus has 47 pages of three kinds; every one is recognised."""
    kinds = [both(path, url)[0].page_type for path, url in ENTRIES]
    assert len(kinds) == 47
    assert set(kinds) == {"health_article", "az_list", "site_page"}
    assert kinds.count("health_article") == len(ARTICLES) == 8


@every
def test_publish_date_is_the_publication(path: str, url: str) -> None:
    """``PublishDate`` is ``published`` and is the date used; nothing claims a review or an update."""
    document, soup = both(path, url)
    stated = soup.find("meta", attrs={"name": "PublishDate"})
    assert isinstance(stated, Tag)
    assert document.published is not None
    assert document.published.value == stated["content"]
    assert any(claim.locator == 'meta[name="PublishDate"]' for claim in document.dates if claim.role == "published")
    assert (document.reviewed, document.modified) == (None, None)


@every
def test_no_date_is_from_the_future_or_a_copyright_line(path: str, url: str) -> None:
    """Nothing is dated after the capture of October 2022; news beside the page and copyright years are no claims."""
    document, _ = both(path, url)
    assert {claim.role for claim in document.dates} <= {"published", "unlabelled"}
    assert all(claim.hi.isoformat() <= "2022-10-02" for claim in document.dates)


@articles
def test_the_bare_date_of_an_article_is_kept_as_what_it_is(path: str, url: str) -> None:
    """The date at the foot has no word that says what it is: ``unlabelled``, with the words of the page."""
    document, soup = both(path, url)
    foot = soup.select_one(".pubdate")
    assert foot is not None
    assert [claim.raw for claim in document.dates if claim.role == "unlabelled"] == [foot.get_text(strip=True)]


@every
def test_no_word_is_lost_and_all_rights_are_reserved(path: str, url: str) -> None:
    """Every word of the content stands in a section; every record says whose it is."""
    document, _ = both(path, url)
    assert document.coverage.lost == ()
    assert document.issues == ()
    assert (document.rights.status, document.rights.rule) == ("copyrighted", "mayo-all-rights-reserved")


@articles
def test_what_stands_beside_an_article_is_no_section(path: str, url: str) -> None:
    """Newsletter forms, promotions, related links and advertisements head no section; the authors are people."""
    document, _ = both(path, url)
    headings = {section.heading for section in document.sections}
    assert not headings & {"Related", "Advertisement", "From Mayo Clinic to your inbox", "Associated Procedures"}
    assert [(person.name, person.role) for person in document.people] == [("Mayo Clinic Staff", "author")]


@articles
def test_references_under_a_button_are_references(path: str, url: str) -> None:
    """The hidden list of sources is one section of its kind with as many entries as the page has."""
    document, soup = both(path, url)
    listed = soup.select('[id^="dvReferenceList"] > ol > li')
    found = [section for section in document.sections if section.kind == "references"]
    assert len(found) == (1 if listed else 0)
    if found:
        assert (found[0].heading, found[0].id) == (None, "references")
        assert len(found[0].text.split("\n")) == len(listed)


@every
def test_a_list_keeps_every_entry(path: str, url: str) -> None:
    """An A-Z list has one link for every entry of the page."""
    document, soup = both(path, url)
    if document.page_type == "az_list":
        assert len(document.links) == len(soup.select("#index ol a[href]"))


@every
def test_quick_links_and_the_trail_of_a_page_are_no_section(path: str, url: str) -> None:
    """What the template prints at the foot of its pages is not their content; its steps are the breadcrumbs."""
    document, soup = both(path, url)
    quick = {" ".join(each.get_text().split()) for each in soup.select('[class*="footer-quicklinks"] h3')}
    assert not quick & {section.heading for section in document.sections}
    trail = soup.select_one(".breadcrumbs" if document.page_type != "health_article" else ".main header .breadcrumbs")
    steps = [" ".join(each.get_text().split()) for each in trail.select("li")] if trail is not None else []
    assert [crumb.text for crumb in document.breadcrumbs] == [step for step in steps if step]
