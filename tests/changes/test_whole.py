"""Nothing of the content of real pages is lost, whichever version of a page is read."""

from __future__ import annotations

import pytest

from benchmarks.changes.histories import versions
from benchmarks.changes.whole import REGIONS, missing

LEADING_ELSEWHERE = {"What You Should Know", "What You Can Do", "Travel Information"}
"""Headings of tiles on one front page: links, and nothing under them."""


@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(REGIONS))
def test_every_heading_is_in_the_record(name: str) -> None:
    """Another parser's headings of the first, a middle and the last version are all in what the generic reader read."""
    files = versions(name)
    for file in (files[0], files[len(files) // 2], files[-1]):
        every, lost = missing(file)
        headings = [words for tag, words in lost if tag in {"h1", "h2", "h3", "h4"} and words not in LEADING_ELSEWHERE]
        assert headings == [], file.name
        assert sum(len(words.split()) for _, words in lost) <= 0.15 * sum(len(words.split()) for _, words in every)
