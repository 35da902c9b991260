"""What pages ask of robots is noted word by word, whoever says it."""

from __future__ import annotations

import pytest

from pipeline import parsers, sites
from pipeline.model.capture import Headers
from pipeline.model.document import RobotsWords
from tests.captures import capture_of

PAGE = (
    "<!doctype html><html lang=en><head><title>Asthma</title>{head}</head>"
    "<body><main><h1>Asthma</h1><p>Asthma is a disease of the airways of the lungs.</p></main></body></html>"
)


def said(head: str = "", headers: Headers = ()) -> tuple[RobotsWords, ...]:
    """What the record of a page holds."""
    headers = (("Content-Type", "text/html"), *headers)
    capture = capture_of(PAGE.format(head=head), "https://health.example/asthma", headers=headers)
    return parsers.read(capture, sites.by_name(sites.GENERIC)).provenance.robots


def test_a_page_that_asks_nothing_says_nothing() -> None:
    """Absent is empty."""
    assert said() == ()
    assert said('<meta name=robots content=" , ">', (("X-Robots-Tag", ""),)) == ()


def test_field_and_element_are_both_noted() -> None:
    """Each statement with its carrier and, where one robot is meant, its name."""
    head = '<meta name="ROBOTS" content="NoIndex, nofollow"><meta name=googlebot content=noarchive>'
    headers = (("x-robots-tag", "noarchive"), ("X-Robots-Tag", "OtherBot: noindex, Max-Snippet: 50"))
    assert said(head, headers) == (
        RobotsWords(source="http", words=("noarchive",)),
        RobotsWords(source="http", agent="otherbot", words=("noindex", "max-snippet:50")),
        RobotsWords(source="meta", words=("noindex", "nofollow")),
        RobotsWords(source="meta", agent="googlebot", words=("noarchive",)),
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("max-image-preview:large", ("max-image-preview:large",)),
        (
            "unavailable_after: Saturday, 25-Jun-10 15:00:00 PST, noindex",
            ("unavailable_after:Saturday, 25-Jun-10 15:00:00 PST", "noindex"),
        ),
        ("unavailable_after: 2025-06-03T10:00:00Z", ("unavailable_after:2025-06-03T10:00:00Z",)),
        ("noindex,," * 1000, ("noindex",) * 25),
    ],
)
def test_words_keep_what_belongs_to_them(value: str, words: tuple[str, ...]) -> None:
    """A directive with a value is no robot's name, a date may hold a comma, and nobody counts to a thousand."""
    assert said(headers=(("X-Robots-Tag", value),)) == (RobotsWords(source="http", words=words),)
