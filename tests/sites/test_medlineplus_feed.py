"""Topics of NLM's XML as records, and beside the pages."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from pipeline import parsers, records, sites
from pipeline.fetchers.files import from_bytes
from pipeline.fetchers.medlineplus_xml import TopicXml, addresses, topics
from pipeline.model.document import Document
from pipeline.sites.medlineplus.feed import address_of, document_of
from pipeline.sites.medlineplus.reconcile import Reconciled, path_of, reconcile
from tests.captures import capture_of
from tools.corpus import CORPUS

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "fixtures" / "demo-site" / "pages"
FEED = PAGES / "xml" / "mplus_topics_compressed.zip"


def record(topic: TopicXml, urls: dict[str, str]) -> Document:
    capture = from_bytes(topic.raw, url=address_of(topic.number), fetched_at=datetime(2026, 1, 2, tzinfo=UTC))
    return document_of(topic, capture, urls, sites.by_name("medlineplus"))


def records_in(file: Path) -> dict[str, Document]:
    urls = addresses(file)
    found = [record(topic, urls) for topic in topics(file)]
    return {path_of(one.canonical_url or ""): one for one in found}


@pytest.fixture(scope="module")
def feed() -> dict[str, Document]:
    return records_in(FEED)


def page(path: str) -> Document:
    url = f"https://medlineplus.gov{path}"
    return parsers.read(capture_of((PAGES / path[1:]).read_bytes(), url), sites.for_url(url))


def test_a_topic_of_the_feed_is_a_record_like_a_pages(feed: dict[str, Document]) -> None:
    """Same fields, same schema: outline, lists with organizations, subjects with codes, rights, alternates."""
    asthma = feed["/asthma.html"]
    assert (asthma.title, asthma.language, asthma.page_type) == ("Asthma", "en", "health_topic_xml")
    assert asthma.url == address_of(asthma.url.rpartition("=")[2])
    assert asthma.canonical_url == "https://medlineplus.gov/asthma.html"
    assert [section.heading for section in asthma.sections[:3]] == [
        "Summary",
        "What is asthma?",
        "What sets off an attack?",
    ]
    assert {section.kind for section in asthma.sections} >= {"prose", "links"}
    assert any(section.markdown.count("| --- |") for section in asthma.sections)
    assert all(subject.code for subject in asthma.subjects)
    assert [one.language for one in asthma.alternates] == ["es"]
    assert (asthma.rights.status, asthma.rights.rule) == ("public_domain", "medlineplus-topic-summary")
    assert [person.role for person in asthma.people] == ["attribution"]
    assert asthma.coverage.lost == ()
    schema: dict[str, Any] = records.json_schema()
    jsonschema.Draft202012Validator(schema).validate(msgspec.json.decode(records.to_json(asthma)))


def test_the_feed_tells_of_links_what_the_page_tells(feed: dict[str, Document]) -> None:
    """Organization, NIH flag, media and the other language of every link of a list are those of the page."""

    def told(document: Document) -> set[tuple[Any, ...]]:
        first = document.sections[0].path[:1]
        summary = {section.id for section in document.sections if section.path[:1] == first}
        return {
            (link.url, link.text, link.organization, link.from_nih, link.media, link.also_in)
            for link in document.links
            if link.section_id not in summary
        }

    assert told(feed["/asthma.html"]) == told(page("/asthma.html"))
    assert told(feed["/spanish/flu.html"]) == told(page("/spanish/flu.html"))


def test_dates_of_the_feed_are_of_the_feed(feed: dict[str, Document]) -> None:
    """Created from the topic, generated from the file; neither makes a new version, neither is a review."""
    asthma = feed["/asthma.html"]
    assert [(claim.role, claim.value, claim.source, claim.scope) for claim in asthma.dates] == [
        ("created", "2003-01-08", "feed", "page"),
        ("generated", "2026-10-15", "feed", "collection"),
    ]
    assert (asthma.reviewed, asthma.modified) == (None, None)


def test_a_link_by_number_leads_to_the_topic_or_says_why_not() -> None:
    """A number the file holds becomes a link; one that it does not hold keeps its words and raises an issue."""
    summary = '<p>See <TOPIC ID="7" LINKTEXT="sleep"/> and <TOPIC ID="8" LINKTEXT="rest"/>.</p>'
    topic = TopicXml(
        number="1", title="Snoring", url="https://medlineplus.gov/x.html", language="English", summary=summary
    )
    found = record(topic, {"7": "https://medlineplus.gov/sleep.html"})
    assert [(link.text, link.url) for link in found.links] == [("sleep", "https://medlineplus.gov/sleep.html")]
    assert found.sections[0].text == "See sleep and rest."
    assert [issue.evidence for issue in found.issues] == [{"topic": "8", "words": "rest"}]


def test_page_and_feed_are_laid_side_by_side(feed: dict[str, Document]) -> None:
    """In one and not the other, an older summary, and nothing else: every planned difference of the demo site."""
    listed = [path for path in feed if path != "/moonwalking.html"]
    pages = [page(path) for path in [*listed, "/hiccups.html", "/spanish/hiccups.html"]]
    found = {one.path: one for one in reconcile(pages, feed.values())}
    assert [path for path, one in found.items() if one.where == "feed"] == ["/moonwalking.html"]
    assert [path for path, one in found.items() if one.where == "page"] == ["/hiccups.html", "/spanish/hiccups.html"]
    differing = {path: one for path, one in found.items() if one.differences}
    assert list(differing) == ["/sunburn.html"]
    (difference,) = differing["/sunburn.html"].differences
    assert (difference.field, difference.page, difference.feed) == ("summary", (), ("Butter does not help.",))


def test_every_field_that_differs_is_named(feed: dict[str, Document]) -> None:
    """Title, names, subjects, related topics, links and date of creation: what only one side has stands there."""
    topic = feed["/asthma.html"]
    other = msgspec.structs.replace(
        page("/asthma.html"), title="Asma", also_called=(), subjects=(), related=(), dates=(), description="Other."
    )
    (one,) = reconcile([other], [topic])
    assert isinstance(one, Reconciled)
    assert [difference.field for difference in one.differences] == [
        "title",
        "description",
        "also_called",
        "mesh",
        "groups",
        "encyclopedia",
        "related_topic",
    ]
    assert one.differences[2].feed == ("Bronchial asthma", "Reactive airways")


def test_topics_match_across_origins() -> None:
    """Addresses of before 2015 and of a mirror are known by the path of the page."""
    assert path_of("https://www.nlm.nih.gov/medlineplus/asthma.html") == "/asthma.html"
    assert path_of("http://demo.localhost/spanish/asthma.html") == "/spanish/asthma.html"


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", ["topics-2025-03-04-sample", "topics-2012-07-21-sample", "vocabulary-2011-04-23-sample"]
)
def test_real_topics_become_whole_records(name: str) -> None:
    """Of 2011, 2012 and 2025: no word of a summary lost, every link of a list kept, creation date and rights known."""
    file = CORPUS / "medlineplus" / "xml" / f"{name}.xml"
    urls = addresses(file)
    read = list(topics(file))
    assert read
    for topic in read:
        found = record(topic, urls)
        assert found.coverage.lost == ()
        assert found.coverage.content_words > 30
        assert [claim.role for claim in found.dates] == ["created", "generated"]
        assert found.rights.status in ("public_domain", "licensed")
        beside = {"Encyclopedia", "Enciclopedia"}
        lists = sum(len(set(site.categories) - beside) for site in topic.sites)
        assert len([link for link in found.links if link.section_id != found.sections[0].id]) >= lists
        assert hashlib.sha256(topic.raw).hexdigest() == found.provenance.payload_sha256
