"""What `pipeline search` says where it found nothing, or looked for another word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.operator import Operator, operating, pages


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


@pytest.mark.parametrize("words", ["  ", '"', "?!"])
def test_a_search_for_no_word_is_refused(done: Operator, words: str) -> None:
    """It would find nothing, as if nothing were said."""
    ran = done("search", words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no word to look for" in ran.stderr


def test_a_hit_of_several_lines_stands_apart_from_the_next(tmp_path: Path) -> None:
    """Every line under its title is set in; else a line of a table looks like the title of another hit."""
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "naps.md").write_text(
        "# Naps\n\n## Length\n\nShort naps help.\n\n- Twenty minutes\n- Not more\n"
    )
    with operating(tmp_path, pages(1)) as operator:
        assert operator("import", "dumps").returncode == 0
        ran = operator("search", "short naps", "--limit", "1")
    title, *under = ran.stdout.rstrip("\n").split("\n")
    assert (title, len(under) > 2) == ("Naps: Length", True)
    assert all(line.startswith("  ") for line in under), under
