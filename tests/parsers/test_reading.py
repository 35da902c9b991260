"""The door through which every page is read: loud where it must be, the same record for every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from pipeline import parsers, records, sites
from pipeline.errors import ReadError, SelectionError
from pipeline.model.document import Document
from tests.captures import capture_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
TOPIC_URL = "https://medlineplus.gov/demo.html"
TOPIC = (
    "<html lang=en id=health_topic><head><title>Demo: MedlinePlus</title></head><body><article><h1>Demo</h1>"
    "<div class=main><section><h2>Summary</h2><div id=topic-summary><p>Words of a summary.</p></div></section></div>"
    "</article></body></html>"
)
ARTICLE = (
    "<html lang=en><head><title>On sleep - Example</title><link rel=canonical href=/sleep>"
    "<link rel=alternate hreflang=es href=/es/sleep></head><body><header><nav><a href=/>Home</a></nav></header>"
    "<main><h1>On sleep</h1><p>Sleep well.</p><h2>Why</h2><p>Last reviewed: 3 May 2024</p></main>"
    "<footer>x</footer></body></html>"
)


def read(html: str | bytes, url: str = TOPIC_URL, **kinds: Any) -> Document:
    return parsers.read(capture_of(html, url, **kinds), sites.for_url(url))


@pytest.mark.parametrize(
    "broken",
    [
        TOPIC.replace("<article>", "<div>").replace("</article>", "</div>"),
        TOPIC.replace("<h1>Demo</h1>", ""),
        TOPIC.replace("<h1>Demo</h1>", "<h1>Demo</h1><h1>Twice</h1>"),
        TOPIC.replace("class=main", "class=content"),
        TOPIC.replace("id=topic-summary", "id=summary-of-topic"),
        TOPIC.replace(" id=health_topic", "").replace("class=main", "class=content"),
    ],
)
def test_a_redesigned_topic_is_an_error(broken: str) -> None:
    """A topic without its article, single title, main column or summary is never an empty or half record."""
    assert read(TOPIC).title == "Demo"
    with pytest.raises(SelectionError) as caught:
        read(broken)
    assert caught.value.url == TOPIC_URL


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<title>Page Not Found: MedlinePlus</title><h1>Sorry</h1><p>Try the search.</p>", "soft 404"),
        ("<title>Page not found</title><h1>Page not found</h1><p>Sorry.</p>", "has 1 word$"),
        ("<title>Página no encontrada</title><h1>x</h1><p>y</p>", "soft 404"),
        ("<title>Just a moment...</title><h1>Checking your browser</h1><p>Please wait.</p>", "wall"),
        ("<title>News</title><h1>Before you continue</h1><p>We and our partners store cookies.</p>", "wall"),
        ("<title>Sign in</title><h1>Sign in</h1><form><p>Name</p></form><p>Please.</p>", "wall"),
        ("<title>x</title><body></body>", "no content"),
        ("<title>x</title><frameset><frame src=a></frameset>", "frames and no body"),
        ("   \n ", "empty"),
    ],
)
@pytest.mark.parametrize("url", [TOPIC_URL, "https://example.org/a"])
def test_a_wall_or_a_soft_404_is_an_error(html: str, words: str, url: str) -> None:
    """An answer that says 200 and is no page never becomes a record."""
    with pytest.raises(ReadError, match=words):
        read(html, url)


@pytest.mark.parametrize(
    ("kinds", "words"), [({"status": 404}, "status 404"), ({"content_type": "application/pdf"}, "not HTML")]
)
def test_an_answer_that_is_no_page_is_an_error(kinds: dict[str, Any], words: str) -> None:
    """An error status and a file that is not HTML are not read."""
    with pytest.raises(ReadError, match=words):
        read(TOPIC, **kinds)


def test_a_page_without_profile_is_read_all_the_same() -> None:
    """Title, outline, dates, head and language come from any page; the site is then generic and its rights unknown."""
    page = read(ARTICLE, "https://example.org/x/sleep?a=1")
    assert (page.site, page.page_type, page.title, page.language) == ("generic", "article", "On sleep", "en")
    assert page.canonical_url == "https://example.org/sleep"
    assert [(one.language, one.url) for one in page.alternates] == [("es", "https://example.org/es/sleep")]
    assert [(section.heading, section.text) for section in page.sections] == [
        (None, "Sleep well."),
        ("Why", "Last reviewed: 3 May 2024"),
    ]
    assert page.reviewed is not None
    assert page.reviewed.value == "2024-05-03"
    assert (page.rights.status, page.publisher) == ("unknown", None)
    assert page.coverage.lost == ()


def test_a_page_type_nobody_reads_is_said_to_be_one() -> None:
    """A page of a known site that no reader recognises is read as any page, with an issue."""
    page = read(ARTICLE, "https://www.nhs.uk/about/sleep/")
    assert (page.site, page.page_type) == ("nhs", "article")
    assert [issue.code for issue in page.issues] == ["page-type-unrecognised"]


def test_a_record_leads_back_to_its_capture() -> None:
    """Provenance names capture, URL, time, digest, encoding, profile and the versions that read it."""
    capture = capture_of(
        "<title>a</title><h1>a</h1><p>caf\xe9".encode("latin-1"), "https://example.org/", content_type=None
    )
    page = parsers.read(capture, sites.for_url(capture.url))
    assert page.provenance.capture_id == capture.id
    assert page.provenance.payload_sha256 == capture.payload_sha256
    assert page.provenance.fetched_at == capture.fetched_at
    assert page.provenance.encoding.decided_by in {"detected", "default"}
    assert page.provenance.parser_version == parsers.parser_version()
    assert page.sections[0].text == "café"


@pytest.mark.parametrize(("html", "url"), [(TOPIC, TOPIC_URL), (ARTICLE, "https://example.org/sleep")])
def test_every_record_fits_the_schema(html: str, url: str) -> None:
    """What is printed validates against the JSON Schema that ships."""
    printed = records.to_json(read(html, url))
    jsonschema.Draft202012Validator(records.json_schema()).validate(msgspec.json.decode(printed))


IMPOSSIBLE = {
    "any page": (ARTICLE.replace("3 May", "31 June"), "https://example.org/sleep", "Last reviewed: 31 June 2024"),
    "a profile's place for it": (
        (FIXTURES / "nhs/glass-ankle.html").read_text("utf-8").replace("17 May 2027", "31 June 2027"),
        "https://www.nhs.uk/conditions/glass-ankle/",
        "Next review due: 31 June 2027",
    ),
    "the foot of a topic": (
        (FIXTURES / "medlineplus/topic-en.html").read_text("utf-8").replace("February 11, 2026", "February 30, 2026"),
        "https://medlineplus.gov/asthma.html",
        "Last updated February 30, 2026",
    ),
}


@pytest.mark.parametrize(("html", "url", "raw"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_a_date_that_cannot_be_is_an_issue_of_its_record(html: str, url: str, raw: str) -> None:
    """The record has no such date, and says why, once; the audit tells it as FR005."""
    page = read(html, url)
    (evidence,) = [issue.evidence for issue in page.issues if issue.code == "date-unreadable"]
    assert evidence["raw"] == raw
    assert (raw.startswith(evidence["label"]), raw.endswith(evidence["date"])) == (True, True)
    assert not any(claim.raw in raw for claim in page.dates)


def test_each_date_that_cannot_be_read_is_named() -> None:
    """Two are told apart by their words, and what is only vague is not called impossible; long words are cut."""
    people = ", ".join(["Ann Lee"] * 10)
    lines = f"Published: spring 2024</p><p>Reviewed by {people} on 31 June 2024</p><p>Last updated: 31 June 2024"
    page = read(ARTICLE.replace("Last reviewed: 3 May 2024", lines), "https://example.org/sleep")
    told = [issue.message for issue in page.issues if issue.code == "date-unreadable"]
    assert [message for message in told if len(message) < 100] == [
        "no date can be read from 'Published: spring 2024'",
        "no date can be read from 'Last updated: 31 June 2024'",
    ]
    (long,) = [message for message in told if len(message) >= 100]
    assert (long.startswith("no date can be read from 'Reviewed by Ann Lee"), len(long) < 130) == (True, True)


def test_a_date_for_machines_that_cannot_be_is_named() -> None:
    """In metas and JSON-LD; a field of zeros says that there is none, and one that is empty nothing."""
    head = (
        '<meta name="DC.Date.Modified" content="2024-13-01"><meta name="DC.Date.Created" content="0000-00-00">'
        '<script type="application/ld+json">{"@type": "WebPage", "lastReviewed": "2024-02-30", "datePublished": ""}'
        "</script></head>"
    )
    page = read(ARTICLE.replace("</head>", head), "https://example.org/sleep")
    assert [issue.message for issue in page.issues if issue.code == "date-unreadable"] == [
        "no date can be read from 'lastReviewed: 2024-02-30'",
        "no date can be read from 'DC.Date.Modified: 2024-13-01'",
    ]


def test_a_looked_up_date_that_cannot_be_is_none_of_the_page() -> None:
    """References tell when they were looked up; that nobody did so on the 31st of June says nothing of the page."""
    page = read(ARTICLE.replace("Last reviewed: 3 May 2024", "Sleep, 2019. Accessed: 31 June 2019"), "https://e.org/s")
    assert "date-unreadable" not in [issue.code for issue in page.issues]


def test_a_page_inside_one_form_is_a_page() -> None:
    """Some publishing systems wrap the whole page in a form; search forms are beside the content."""
    html = "<title>A</title><form><h1>A</h1><p>Words.</p></form><form class=search-box><p>Search</p></form>"
    page = read(html, "https://example.org/a")
    assert [section.text for section in page.sections] == ["Words."]
