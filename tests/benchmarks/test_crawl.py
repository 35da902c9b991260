"""The comparison of crawls: its pages have a topic's proportions, and the record that others make of them is ours."""

from __future__ import annotations

import pytest

from benchmarks.crawl import records, same
from benchmarks.crawl.topics import CORPUS, topics
from pipeline import parsers, sites
from pipeline.demo.pages import PLACEHOLDER
from tests.captures import capture_of

pytestmark = pytest.mark.corpus

EACH_TWICE = 82


def test_the_record_that_a_spider_makes_by_hand_is_ours_in_every_field() -> None:
    """A crawler that stored less would be measured against one that stores more."""
    profile = sites.by_name("medlineplus")
    for path, page in topics(EACH_TWICE).items():
        if path.startswith("/topic"):
            url = f"{PLACEHOLDER}{path}"
            theirs = same.of_theirs(records.record(url, page.body))
            assert theirs == same.of_ours(parsers.read(capture_of(page.body, url), profile)), path


def test_two_pages_of_one_topic_are_as_long_and_say_other_things() -> None:
    """What all pages share would be stored once, and the crawl would cost less than a real one."""
    pages = topics(EACH_TWICE)
    real = len(list(CORPUS.glob("*.html")))
    profile = sites.by_name("medlineplus")
    for number in range(real):
        one, other = (pages[f"/topic{n:06d}.html"].body for n in (number, number + real))
        assert abs(len(one) - len(other)) < 0.02 * len(one)
        texts = [
            [section.text for section in parsers.read(capture_of(body, f"{PLACEHOLDER}/topic.html"), profile).sections]
            for body in (one, other)
        ]
        shared = {text for text in texts[0] if len(text) > 200} & set(texts[1])  # a list of institutes may say the same
        assert not shared, number


def test_the_pages_are_the_same_every_time() -> None:
    """What two runs measure is one thing."""
    assert topics(3) == topics(3)
