"""What `pipeline search` says where it found nothing, or looked for another word."""

from __future__ import annotations

import json

import pytest

from tests.cli.operator import Operator


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("blood", "--site", "nhs"), "nothing found; of any site and language there is "),
        (("xylophone",), "no section holds 'xylophone'\nnothing found; try fewer words, or another name"),
        (('"xylophone blood"',), "nothing found; what stands in quotes is found only as it stands"),
    ],
)
def test_where_nothing_is_found_the_next_try_is_named(done: Operator, words: tuple[str, ...], says: str) -> None:
    """And that is no failure."""
    ran = done("search", *words)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert says in ran.stderr


def test_a_slip_finds_what_was_meant_and_says_so(done: Operator) -> None:
    """On stderr, and in each hit: a name that only looks alike may be that of another drug."""
    title = json.loads(done("search", "--json", "blood", "--limit", "1").stdout)["title"]
    word = max(title.lower().split(), key=len)
    slip = word + word[-1]
    ran = done("search", "--json", slip, "--limit", "1")
    hit = json.loads(ran.stdout)
    assert f"no section holds {slip!r}: looked for {word!r} instead" in ran.stderr
    assert (hit["left_out"], word in hit["title"].lower()) == ([slip], True)


@pytest.mark.parametrize("words", ["", "  ", '"', "?!"])
def test_a_search_for_no_word_is_refused(done: Operator, words: str) -> None:
    """It would find nothing, as if nothing were said."""
    ran = done("search", words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no word to look for" in ran.stderr
