"""Every page of the demo site that is no topic, both languages, against the facts its page was made from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline import parsers, sites
from pipeline.model.document import Document
from pipeline.sites.medlineplus.urls import page_type_of
from tests.captures import capture_of

DEMO = Path(__file__).parents[2] / "fixtures" / "demo-site"
FACTS: dict[str, dict[str, Any]] = json.loads((DEMO / "entries.json").read_bytes())
AHFS = "American Society of Health-System Pharmacists"
_RECORDS: dict[str, Document] = {}
entries = pytest.mark.parametrize("path", list(FACTS))


def record(path: str) -> Document:
    if path not in _RECORDS:
        facts = FACTS[path]
        capture = capture_of((DEMO / facts["file"]).read_bytes(), facts["url"])
        _RECORDS[path] = parsers.read(capture, sites.for_url(facts["url"]))
    return _RECORDS[path]


def test_every_kind_of_page_is_there_in_every_language_it_has() -> None:
    """Encyclopedia, instructions, images, tests, drugs, herbs and recipes in two languages, genetics in English."""
    kinds = {(facts["page_type"], facts["language"]) for facts in FACTS.values()}
    both = {"encyclopedia_article", "patient_instructions", "image_page", "lab_test", "drug", "herb", "recipe"}
    genetics = {"genetics_condition", "genetics_gene", "genetics_chromosome"}
    assert kinds == {(kind, language) for kind in both for language in ("en", "es")} | {(one, "en") for one in genetics}


@entries
def test_an_entry_is_of_the_kind_that_its_address_says(path: str) -> None:
    """The reader that fits the page's marks is the one its address promises; title and language are the page's."""
    facts, page = FACTS[path], record(path)
    assert page.page_type == facts["page_type"] == page_type_of(page.url)
    assert (page.title, page.language) == (facts["title"], facts["language"])
    assert [issue for issue in page.issues if issue.severity != "info"] == []


@entries
def test_an_entry_keeps_every_heading_and_every_word(path: str) -> None:
    """Headings of both levels come in page order, no word of the column is lost, no button becomes content."""
    facts, page = FACTS[path], record(path)
    assert [section.heading for section in page.sections if section.heading and section.level == 1] == facts["h2"]
    assert [section.heading for section in page.sections if section.level == 2] == facts["h3"]
    assert page.coverage.lost == ()
    assert page.coverage.content_words > 40
    words = " ".join(section.text for section in page.sections)
    assert "Expand Section" not in words
    assert "JavaScript" not in words


@entries
def test_an_entry_keeps_its_links_names_and_related_topics(path: str) -> None:
    """Links of the words, other names of the subject and the topics beside the article, each once."""
    facts, page = FACTS[path], record(path)
    kept = [{"text": link.text, "url": link.url} for link in page.links]
    assert [link for link in kept if link in facts["links"]] == facts["links"]
    assert list(page.also_called) == facts["also_called"]
    assert [one.url for one in page.related] == facts["related"]


@entries
def test_an_entry_types_every_date_and_none_else(path: str) -> None:
    """US order on both sides; on the Spanish side of the encyclopedia the date is the English review's."""
    facts, page = FACTS[path], record(path)
    stated = [{"role": claim.role, "value": claim.value} for claim in page.dates if claim.source == "text"]
    assert stated == facts["dates"]
    assert {claim.scope for claim in page.dates if claim.role == "source_reviewed"} <= {"source"}
    if facts["page_type"] == "encyclopedia_article":
        assert [(claim.role, claim.value) for claim in page.dates if claim.source == "meta"] == [
            ("generated", "2025-02-05")
        ]
        assert (page.reviewed is None) == (facts["language"] == "es")


@entries
def test_an_entry_says_who_reviewed_it_and_whose_it_is(path: str) -> None:
    """Reviewer, editors and translator with their roles; licensed texts are licensed, the library's own are free."""
    facts, page = FACTS[path], record(path)
    assert page.rights.status == facts["rights"]
    assert (page.rights.holder is None) == (facts["rights"] == "public_domain")
    assert [person.name for person in page.people if person.role == "reviewer"] == (
        [facts["reviewer"]] if facts["reviewer"] else []
    )
    assert page.rights.holder in {None, "A.D.A.M., Inc.", AHFS, "Therapeutic Research Center"}
    assert page.rights.rule == "medlineplus-own-text" or page.rights.rule.endswith("-statement")
    if facts["reviewer"]:
        assert [section.kind for section in page.sections if section.kind == "notice"] == ["notice"]
        assert [(person.name, person.credentials, person.affiliation) for person in page.people[1:4]] == [
            ("Vera Lighthouse", "MD", "Medical Director"),
            ("Paul Stone", None, "Editorial Director"),
            ("A.D.A.M. Editorial team", None, None),
        ]
        assert [person.name for person in page.people if person.role == "translator"] == (
            ["Demo Tango, Inc."] if facts["language"] == "es" else []
        )


def test_an_update_of_a_topic_is_no_review() -> None:
    """Of topics the library says that the summary *or* the links were reviewed; of tests and genetics, the page was."""
    policies = sites.by_name("medlineplus").review_policies
    assert "health_topic" not in policies
    assert all(policies[kind].modified_counts for kind in ("lab_test", "genetics_condition", "genetics_gene"))


def test_the_front_page_of_the_other_side_is_no_other_form_of_a_page() -> None:
    """Genetics has no Spanish side: its switch leads to the Spanish front page, which is no translation of it."""
    page = DEMO.parent / "medlineplus" / "gene-en.html"
    url = "https://medlineplus.gov/genetics/gene/glw1/"
    read = parsers.read(capture_of(page.read_bytes(), url), sites.for_url(url))
    assert [one.language for one in read.alternates] == ["en"]


def test_a_reader_that_knows_the_language_switch_looks_for_no_other_menu() -> None:
    """A page of one language has links to pages about languages, whatever the menus of other sites look like."""
    html = (DEMO.parent / "medlineplus" / "gene-en.html").read_text("utf-8")
    alone = re.sub(r'<link [^>]*hreflang="[^"]*"[^>]*>|<a [^>]*id="mplus-lang-toggle"[^>]*>.*?</a>', "", html)
    assert "hreflang" not in alone
    assert "mplus-lang-toggle" not in alone
    menu = '<body><nav class="lang"><a href="/genetics/spanish/genes/glw1/">Español</a></nav>'
    url = "https://medlineplus.gov/genetics/gene/glw1/"
    page = capture_of(re.sub("<body[^>]*>", menu, alone, count=1).encode(), url)
    assert parsers.read(page, sites.for_url(url)).alternates == ()
    elsewhere = parsers.read(page, sites.by_name(sites.GENERIC))
    assert [one.language for one in elsewhere.alternates] == ["es"]
