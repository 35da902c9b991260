"""Machine fields date this page only where they do not name another as theirs."""

from __future__ import annotations

import json

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic
from tests.parsers.test_page_dates import TEXT

URL = "https://x.test/health/sleep"


def stated(head: str = "", body: str = "") -> list[tuple[str, str]]:
    """Roles and values of what the page at URL states."""
    page = f"<html lang=en><title>Sleep</title>{head}<body><article><h1>Sleep</h1>{TEXT}</article>{body}"
    document: Document = generic(page, URL)
    return [(claim.role, claim.value) for claim in document.dates]


def ld(*nodes: object) -> str:
    return "".join(f"<script type=application/ld+json>{json.dumps(node)}</script>" for node in nodes)


def article(day: str, **more: object) -> dict[str, object]:
    return {"@type": "Article", "dateModified": day, **more}


@pytest.mark.parametrize(
    "more",
    [
        {"url": "https://x.test/health/snoring"},
        {"url": "/health/snoring"},
        {"@id": "https://www.x.test/health/snoring#article"},
        {"mainEntityOfPage": "https://x.test/health/snoring"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": "https://x.test/health/snoring"}},
        {"mainEntityOfPage": {"@type": "WebPage", "url": "https://x.test/health/snoring"}},
    ],
)
def test_a_node_that_names_another_page_dates_that(more: dict[str, object]) -> None:
    """A related article in a list is not this page, alone or beside it."""
    assert stated(ld(article("2024-05-01", **more))) == []
    both = [article("2024-05-01", **more), article("2023-02-02", url=URL)]
    assert stated(ld({"@graph": both})) == [("modified", "2023-02-02")]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"url": URL},
        {"url": "http://www.x.test/health/sleep/"},
        {"url": "https://x.test/health/sleep?utm_source=a#top"},
        {"url": "https://x.test/en/health/sleep"},
        {"url": "https://x.test/"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": "https://google.com/article"}},
        {"mainEntityOfPage": True},
        {"@id": "#article"},
        {"@id": "https://x.test/#/schema/article/17"},
        {"@id": "https://x.test/api/nodes/17", "url": URL},
        {"@id": "urn:uuid:17"},
        {"url": "http://["},
        {"url": "Sleep, and what it is for"},
    ],
)
def test_a_node_that_names_this_page_or_none_dates_this(more: dict[str, object]) -> None:
    """Other writings of the address, the root of the site, a sample left as it was, names that are no address."""
    assert stated(ld(article("2024-05-01", **more))) == [("modified", "2024-05-01")]


def test_what_the_page_calls_itself_is_its_address_too() -> None:
    """The address served may be another than the one the page states."""
    head = '<link rel=canonical href="https://x.test/topics/17">'
    assert stated(head + ld(article("2024-05-01", url="https://x.test/topics/17"))) == [("modified", "2024-05-01")]


def test_an_item_of_microdata_that_names_another_page() -> None:
    """The same in microdata, whose dates are elements too."""
    item = (
        "<div itemscope itemtype=https://schema.org/Article><a itemprop=url href={}>More of the same</a>"
        "<time itemprop=datePublished datetime=2024-05-01>1 May 2024</time></div>"
    )
    assert stated(body=item.format("/health/snoring")) == []
    assert ("published", "2024-05-01") in stated(body=item.format("/health/sleep"))


def test_two_pages_of_one_script_are_two() -> None:
    """Addresses that differ in what they ask for are different pages."""
    page = f"<html lang=en><title>Sleep</title>{{}}<body><article><h1>Sleep</h1>{TEXT}</article>"
    for asked, count in (("id=8", 0), ("id=7", 1), ("id=7&print=1", 1)):
        html = page.format(ld(article("2024-05-01", url=f"https://x.test/page.php?{asked}")))
        document = generic(html, "https://x.test/page.php?id=7")
        assert len(document.dates) == count


@pytest.mark.parametrize(
    "kind",
    [
        *("UserReview", "CriticReview", "Answer", "EducationEvent", "SoftwareApplication", "PodcastEpisode", "Course"),
        *("Dataset", "Hospital", "MedicalClinic", "http://schema.org/SpecialAnnouncement", ["Thing", "UserReview"]),
    ],
)
def test_types_that_are_no_page_date_themselves(kind: object) -> None:
    """Whatever else a page describes, the day it was published or changed on is its own."""
    assert stated(ld({"@type": kind, "datePublished": "2024-05-03", "dateModified": "2024-06-04"})) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (["2024-05-03", "2024-05-03"], ["2024-05-03"]),
        (["2024-05-03", "2027-05-03"], []),
    ],
)
def test_a_property_with_several_values_counts_where_they_agree(value: list[str], found: list[str]) -> None:
    """A day said twice is that day; of a review and the next in one property, who can say."""
    assert [day for _, day in stated(ld({"@type": "WebPage", "lastReviewed": value}))] == found


def test_a_main_entity_in_brackets() -> None:
    """One is the page's, several are its parts."""
    entity = {"@type": "MedicalWebPage", "lastReviewed": "2024-05-03"}
    assert stated(ld({"@type": "WebPage", "mainEntity": [entity]})) == [("reviewed", "2024-05-03")]
    assert stated(ld({"@type": "WebPage", "mainEntity": [entity, entity]})) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            """<div vocab=https://schema.org/ typeof=MedicalWebPage><span property=lastReviewed content=2024-05-03>May
            </span><div property=video typeof=VideoObject><meta
            property=datePublished content=2022-01-01></div></div>""",
            [("reviewed", "2024-05-03")],
        ),
        (
            """<div typeof="schema:Article"><span property="schema:datePublished">3 May 2024</span>
            <div property="schema:review" typeof="schema:Review"><span property="schema:datePublished"
            content=2025-01-01>1 January 2025</span></div></div>""",
            [("published", "2024-05-03")],
        ),
        ('<div typeof="sioc:Post sioct:Comment"><span property="dc:date">1 January 2025</span> Thanks</div>', []),
        ("<div itemscope itemtype=https://schema.org/Review><p>Reviewed on 3 May 2024 by Bob</p></div>", []),
        ("<div typeof=Comment><p>Updated 3 May 2024</p></div>", []),
    ],
)
def test_what_stands_in_another_thing_is_of_that(body: str, found: list[tuple[str, str]]) -> None:
    """Microdata and RDFa say that a film, a review or a comment stands there; the page's own keeps its role."""
    page = f"<html lang=en><title>Sleep</title><body><article><h1>Sleep</h1>{TEXT}{body}</article>"
    document: Document = generic(page, URL)
    assert list(dict.fromkeys((each.role, each.value) for each in document.dates if each.scope == "page")) == found


def test_a_reviewer_that_another_script_describes() -> None:
    """A reference is followed through all scripts of the page."""
    person = {"@type": "Person", "@id": "#ann", "name": "Ann Bee", "honorificSuffix": "MD"}
    page = f"<html lang=en><title>Sleep</title>{ld({'@type': 'WebPage', 'reviewedBy': {'@id': '#ann'}}, person)}"
    document = generic(f"{page}<body><h1>Sleep</h1>{TEXT}", URL)
    assert [(each.name, each.credentials, each.role) for each in document.people] == [("Ann Bee", "MD", "reviewer")]


def test_properties_that_name_their_vocabulary_are_read() -> None:
    """JSON-LD may say "schema:dateModified", or the address of the property, and means the same."""
    prefixed = {
        "@context": {"schema": "https://schema.org/"},
        "@type": "schema:MedicalWebPage",
        "schema:lastReviewed": "2024-03-04",
        "schema:datePublished": {"@type": "schema:Date", "@value": "2020-01-01"},
        "schema:reviewedBy": [{"@type": "schema:Person", "schema:name": "Anna B. Name"}],
    }
    absolute = {"@graph": [{"@type": "https://schema.org/WebPage", "http://schema.org/dateModified": "2024-03-03"}]}
    assert sorted(stated(ld(prefixed, absolute))) == [
        ("modified", "2024-03-03"),
        ("published", "2020-01-01"),
        ("reviewed", "2024-03-04"),
    ]
    page = f"<html lang=en><title>Sleep</title>{ld(prefixed)}<body><article><h1>Sleep</h1>{TEXT}</article>"
    document = generic(page, URL)
    assert [(person.name, person.role) for person in document.people] == [("Anna B. Name", "reviewer")]
    assert document.structured_data["jsonld"] == [prefixed]


def test_a_machine_field_shows_the_order_of_printed_days() -> None:
    """One that names the day of its role decides for the whole page; fields that show both orders decide nothing."""
    printed = "<p>Last updated 09/08/2023</p><p>Last reviewed: 06/05/2023</p><p>Next review: 06/05/2026</p>"
    both = [("reviewed", "2023-05-06/2023-06-05"), ("next_review_due", "2026-05-06/2026-06-05")]
    modified = ("modified", "2023-09-08")
    page = stated(ld(article("2023-09-08")), printed)
    assert page[:3] == [modified, ("reviewed", "2023-06-05"), ("next_review_due", "2026-06-05")]
    assert stated(ld(article("2023-08-09")), printed)[1] == ("reviewed", "2023-05-06")
    assert set(both) <= set(stated(ld(article("2023-09-20")), printed))
    assert set(both) <= set(stated(ld(article("2023-09-08", lastReviewed="2023-05-06")), printed))
