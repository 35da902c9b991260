"""The 41 real topics against a count made with another parser (Beautiful Soup over html.parser)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ada_url
import jsonschema
import msgspec
import pytest
from bs4 import BeautifulSoup, Tag

from pipeline import parsers, records, sites
from pipeline.model.document import Document
from tests.captures import capture_of
from tools import corpus

CORPUS = corpus.CORPUS / "medlineplus"
TOPICS = sorted((CORPUS / "topics").glob("*.html"))
_RECORDS: dict[Path, tuple[Document, BeautifulSoup]] = {}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.xdist_group("test_medlineplus_corpus"),  # pages read once are remembered
]
topics = pytest.mark.parametrize("page", TOPICS, ids=lambda page: page.stem)


def url_of(page: Path) -> str:
    return f"https://medlineplus.gov/{page.name}"


def both(page: Path) -> tuple[Document, BeautifulSoup]:
    if page not in _RECORDS:
        url = url_of(page)
        document = parsers.read(capture_of(page.read_bytes(), url), sites.for_url(url))
        _RECORDS[page] = document, BeautifulSoup(page.read_bytes(), "html.parser", from_encoding="utf-8")
    return _RECORDS[page]


def main_column(soup: BeautifulSoup) -> Tag:
    main = soup.select_one("article .main")
    assert main is not None
    return main


def address(tag: Tag, base: str = "https://medlineplus.gov/") -> str:
    """The link's address as the WHATWG URL standard writes it."""
    return str(ada_url.join_url(base, str(tag["href"])))


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


@topics
def test_title_and_headings_agree(page: Path) -> None:
    """The title and every h2 and h3 of the content, in order, in their words and levels."""
    document, soup = both(page)
    title = soup.select_one("article h1")
    assert title is not None
    assert document.title == words(title)
    counted = [
        (words(heading), 1 if heading.name == "h2" else 2)
        for heading in main_column(soup).find_all(["h2", "h3"])
        if heading.find_parent(id="toc-section") is None
    ]
    assert [(section.heading, section.level) for section in document.sections] == counted


@topics
def test_content_links_agree(page: Path) -> None:
    """Every link of the main column outside the table of contents; "Also in ..." links with the link of their item."""
    document, soup = both(page)
    anchors = [
        anchor for anchor in main_column(soup).find_all("a", href=True) if anchor.find_parent(id="toc-section") is None
    ]
    own = [anchor for anchor in anchors if anchor.find_parent(class_="also-lang") is None]
    assert [(link.url, link.text) for link in document.links] == [(address(a, url_of(page)), words(a)) for a in own]
    carried = [one.url for link in document.links for one in link.also_in]
    assert carried == [address(anchor) for anchor in anchors if anchor.find_parent(class_="also-lang") is not None]


@topics
def test_what_is_said_of_links_agrees(page: Path) -> None:
    """Organization, NIH flag, PDF and video of every link, item by item."""
    document, soup = both(page)
    items = main_column(soup).select(".section-body > ul > li")
    listed = [link for link in document.links if link.section_id in {s.id for s in document.sections if s.level == 1}]
    listed = [link for link in listed if link.section_id != document.sections[0].id]
    assert len(listed) == len(items)
    for link, item in zip(listed, items, strict=True):
        organization = item.select_one(".orgs")
        assert link.organization == (words(organization).strip("()") if organization else None)
        pictures = {str(picture.get("alt")) for picture in item.find_all("img")}
        assert link.from_nih == ("From the National Institutes of Health" in pictures)
        assert ("video" in link.media) == ("Video" in pictures)
        assert ("easy-to-read" in link.media) == ("Easy-to-Read" in pictures)
        assert ("pdf" in link.media) == any(words(code) == "PDF" for code in item.select(".desccode"))
        assert (link.note == "new") == ("new" in pictures)


@topics
def test_modified_is_what_both_carriers_say(page: Path) -> None:
    """The visible "Last updated" and DC.Date.Modified agree and are chosen; nothing claims a review."""
    document, soup = both(page)
    meta = soup.find("meta", attrs={"name": "DC.Date.Modified"})
    created = soup.find("meta", attrs={"name": "DC.Date.Created"})
    assert isinstance(meta, Tag)
    assert isinstance(created, Tag)
    assert document.modified is not None
    assert document.modified.value == meta["content"]
    assert {claim.source for claim in document.dates if claim.role == "modified"} >= {"text", "meta"}
    assert [claim.value for claim in document.dates if claim.role == "created"] == [created["content"]]
    assert {claim.role for claim in document.dates} == {"modified", "created"}
    assert document.reviewed is None


@topics
def test_no_word_of_the_content_is_lost(page: Path) -> None:
    """The main column's words, taken by the other parser, stand in the sections in the same order."""
    document, soup = both(page)
    assert document.coverage.lost == ()
    main = main_column(soup)
    counted = "".join(
        text
        for text in main.find_all(string=True)
        if text.find_parent(id="toc-section") is None and text.find_parent(["script", "style"]) is None
    )
    recorded = "\n".join(f"{section.heading or ''}\n{section.text.replace('• ', '')}" for section in document.sections)
    assert "".join(recorded.split()) == "".join(counted.split())


@topics
def test_what_stands_beside_the_content_agrees(page: Path) -> None:
    """Side boxes, subjects, groups of sections, alternates and the topic image, as the other parser sees them."""
    document, soup = both(page)
    for identifier, relation in (
        ("encyclopedia-box", "encyclopedia"),
        ("related-topics", "related_topic"),
        ("primary-institute-section", "primary_institute"),
        ("foreign-languages", "other_languages"),
        ("magazine-box", "magazine"),
    ):
        links = soup.select(f"aside #{identifier} a[href]")
        assert [(one.text, one.url) for one in document.related if one.relation == relation] == [
            (words(link), address(link)) for link in links
        ]
    assert [subject.name for subject in document.subjects] == [
        str(meta["content"])
        for name in ("DC.Subject.MeSH", "DC.Relation.IsPartOf")
        for meta in soup.find_all("meta", attrs={"name": name})
    ]
    groups = {
        str(link["href"])[1:]: words(column.find("h3"))  # type: ignore[arg-type]
        for column in soup.select(".toccolumn")
        for link in column.select("a[href]")
    }
    assert {section.anchor: section.group for section in document.sections if section.level == 1} == groups
    assert [one.url for one in document.alternates] == [
        str(link["href"]) for link in soup.find_all("link", rel="alternate", hreflang=True)
    ]
    assert [image.url for image in document.images] == [str(one["src"]) for one in soup.select("#ht-img-section img")]


@topics
def test_the_record_fits_its_schema(page: Path) -> None:
    """What is printed validates against the JSON Schema that ships, and reads back as the same record."""
    document, _ = both(page)
    printed = records.to_json(document)
    schema: dict[str, Any] = records.json_schema()
    jsonschema.Draft202012Validator(schema).validate(msgspec.json.decode(printed))
    assert records.from_json(printed) == document


@topics
def test_reading_twice_gives_the_same_bytes(page: Path) -> None:
    """Reading is a pure function: the same capture gives the same JSON."""
    url = url_of(page)
    capture = capture_of(page.read_bytes(), url)
    profile = sites.for_url(url)
    assert records.to_json(parsers.read(capture, profile)) == records.to_json(parsers.read(capture, profile))


@pytest.mark.parametrize("page", sorted((CORPUS / "mojibake").glob("*.html")), ids=lambda page: page.stem)
def test_damage_is_noticed_and_never_silently_mended(page: Path) -> None:
    """A page decoded wrongly by its publisher gives the damaged words, and the mended ones in an issue."""
    url = url_of(page)
    document = parsers.read(capture_of(page.read_bytes(), url), sites.for_url(url))
    issue = next(issue for issue in document.issues if issue.code == "mojibake")
    assert issue.evidence["raw"] != issue.evidence["mended"]
    assert document.coverage.lost == ()
