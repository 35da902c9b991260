"""Every topic of the demo site, both languages and both skins, against the facts its pages were made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import parsers, sites
from pipeline.model.document import Document
from tests.captures import capture_of

DEMO = Path(__file__).parents[2] / "fixtures" / "demo-site"
FACTS: dict[str, dict[str, Any]] = json.loads((DEMO / "expected.json").read_bytes())
PAGES: dict[str, dict[str, Any]] = json.loads((DEMO / "pages.json").read_bytes())
_RECORDS: dict[str, Document] = {}


def record(path: str) -> Document:
    if path not in _RECORDS:
        facts = FACTS[path]
        body = (DEMO / facts["file"]).read_bytes()
        capture = capture_of(body, facts["url"], content_type=PAGES[path]["content_type"])
        _RECORDS[path] = parsers.read(capture, sites.for_url(facts["url"]))
    return _RECORDS[path]


def undamaged() -> list[str]:
    return [path for path, facts in FACTS.items() if not facts["damaged"]]


@pytest.mark.parametrize("path", undamaged())
def test_a_topic_says_what_its_head_and_title_say(path: str) -> None:
    """Title, description, language, other names, subjects, breadcrumbs and alternates are the page's own."""
    facts, page = FACTS[path], record(path)
    assert page.page_type == "health_topic"
    assert (page.title, page.description, page.language) == (facts["title"], facts["description"], facts["language"])
    assert list(page.also_called) == facts["also_called"]
    assert [subject.name for subject in page.subjects if subject.scheme == "MeSH"] == facts["mesh"]
    assert [subject.name for subject in page.subjects if subject.scheme == "MedlinePlus group"] == facts["groups"]
    assert [crumb.text for crumb in page.breadcrumbs] == facts["breadcrumbs"]
    assert {alternate.language: alternate.url for alternate in page.alternates} == facts["alternates"]


@pytest.mark.parametrize("path", undamaged())
def test_a_topic_keeps_every_heading_in_its_place(path: str) -> None:
    """Headings come in page order with level, anchor and the page's own group; a note inside a heading stays in it."""
    facts, page = FACTS[path], record(path)
    first = [section.heading or "" for section in page.sections if section.level == 1]
    assert len(first) == len(facts["h2"])
    assert all(found.startswith(stated) for found, stated in zip(first, facts["h2"], strict=True))
    assert [section.heading for section in page.sections if section.level == 2] == facts["h3"]
    by_anchor = {section.anchor: section for section in page.sections}
    for stated in facts["sections"]:
        section = by_anchor[stated["anchor"]]
        assert (section.heading or "").startswith(stated["heading"])
        assert section.group == stated["group"]
        assert sum(link.section_id == section.id for link in page.links) == stated["links"]


@pytest.mark.parametrize("path", undamaged())
def test_a_topic_keeps_every_link_and_what_is_said_of_it(path: str) -> None:
    """Links come in page order with organization, NIH flag, media and the address in the other language."""
    facts, page = FACTS[path], record(path)
    assert [(link.text, link.url) for link in page.links] == [(link["text"], link["url"]) for link in facts["links"]]
    assert [
        (link.organization, link.from_nih, list(link.media), link.also_in[0].url if link.also_in else None)
        for link in page.links
    ] == [
        (link.get("organization"), link.get("from_nih", False), link.get("media", []), link.get("also_in"))
        for link in facts["links"]
    ]
    assert sum(len(link.also_in) for link in page.links) == facts["counts"]["also_in"]


@pytest.mark.parametrize("path", undamaged())
def test_a_topic_types_every_date(path: str) -> None:
    """Visible and machine-readable dates each have their role; no date is made up on an undated page."""
    facts, page = FACTS[path], record(path)
    assert [claim.role for claim in page.dates if claim.source == "text"] == [
        claim["role"] for claim in facts["visible_dates"]
    ]
    assert [claim.value for claim in page.dates if claim.source == "meta" and claim.role == "modified"] == (
        [facts["modified"]] if facts["modified"] else []
    )
    assert [claim.value for claim in page.dates if claim.role == "created"] == (
        [facts["created"]] if facts["created"] else []
    )
    assert (page.reviewed.value if page.reviewed else None) == facts["reviewed"]


@pytest.mark.parametrize("path", undamaged())
def test_a_topic_keeps_what_stands_beside_it(path: str) -> None:
    """Related topics, encyclopedia entries, institute, image and attribution are kept with their addresses."""
    facts, page = FACTS[path], record(path)

    def related(relation: str) -> list[dict[str, str | None]]:
        return [{"text": one.text, "url": one.url} for one in page.related if one.relation == relation]

    assert related("related_topic") == facts["related"]
    assert related("encyclopedia") == facts["encyclopedia"]
    assert [one["text"] for one in related("primary_institute")] == [facts["institute"]]
    assert [{"url": image.url, "alt": image.alt} for image in page.images[:1]] == (
        [facts["image"]] if facts["image"] else []
    )
    if "licensed" in facts["traits"]:
        assert (page.rights.status, page.rights.statement) == ("licensed", facts["attribution"])
    else:
        assert page.rights.status == "public_domain"
        assert [f"{one.affiliation}: {one.name}" for one in page.people] == [facts["attribution"]]


@pytest.mark.parametrize("path", list(FACTS))
def test_a_topic_loses_no_word_and_hides_no_damage(path: str) -> None:
    """Every word of the content is in a section, tables stay tables, and mojibake is noticed exactly where it is."""
    facts, page = FACTS[path], record(path)
    assert page.coverage.lost == ()
    assert page.coverage.content_words == page.coverage.recorded_words > 0
    assert sum(section.markdown.count("| --- |") > 0 for section in page.sections) >= min(1, facts["counts"]["tables"])
    assert any(issue.code == "mojibake" for issue in page.issues) == facts["damaged"]
