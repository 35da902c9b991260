"""How right the records are: the floor holds on the fixtures always, on labelled real pages where they are present."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.accuracy import __main__ as accuracy
from benchmarks.accuracy.labels import Label, load
from benchmarks.accuracy.scores import FIELDS, Board, Tally
from benchmarks.accuracy.truth import Region, words_of
from tools.corpus import CORPUS


def test_sixty_pages_of_five_publishers_are_labelled() -> None:
    """There are at least 60 labelled pages of at least 5 publishers, each with an outline or dates, none twice."""
    labels = load()
    assert len(labels) >= 60
    assert len({label.publisher for label in labels}) >= 5
    assert len({label.page for label in labels}) == len(labels)
    assert all(label.outline or label.dates for label in labels)


def test_labels_are_facts_not_text() -> None:
    """No label keeps a publisher's sentences: the longest entry is a heading."""
    for label in load():
        assert all(len(words) < 300 for _, words in label.outline)
        assert all(len(value) <= 10 for _, value in label.dates)


@pytest.mark.corpus
@pytest.mark.parametrize("label", load(), ids=lambda label: label.page)
def test_a_label_counts_the_links_of_its_region(label: Label) -> None:
    """The number of links that a person confirmed is what the other parser finds in the region today."""
    html = (CORPUS / label.page).read_bytes()
    assert Region(html, label).links().total() == label.links


@pytest.fixture(scope="module")
def scored() -> Board:
    board = Board()
    accuracy.run(board, accuracy.corpus())
    return board


def test_no_figure_is_below_its_floor(scored: Board) -> None:
    """Every group that can be scored here reaches ``floor.json``; only ``--set-floor`` moves it."""
    floor = json.loads(accuracy.FLOOR.read_bytes())
    assert floor["reason"]
    assert accuracy.below(accuracy.figures(scored), floor["floor"]) == []


@pytest.mark.corpus
def test_profiled_publishers_are_read_as_promised(scored: Board) -> None:
    """Roles of dates: precision 0.99 and recall 0.97; F1 of headings and links 0.99, of words 0.98."""
    found = accuracy.figures(scored)["profiled"]
    precision, recall, _ = found["dates"]
    assert precision >= 0.99
    assert recall >= 0.97
    assert found["headings"][2] >= 0.99
    assert found["links"][2] >= 0.99
    assert found["words"][2] >= 0.98


@pytest.mark.corpus
def test_all_labelled_pages_have_their_dates_and_headings(scored: Board) -> None:
    """Pages without a profile included: roles of dates 0.99 and 0.97, headings 0.99."""
    found = accuracy.figures(scored)["labelled"]
    assert found["dates"][0] >= 0.99
    assert found["dates"][1] >= 0.97
    assert found["headings"][2] >= 0.99


def test_the_fixtures_are_scored_without_a_corpus() -> None:
    """Where there are no real pages, every publisher with a saved page is scored all the same."""
    board = Board()
    accuracy.run(board, None)
    assert set(accuracy.figures(board)) == {"fixtures"}
    assert len(board.publishers()) >= 13


def test_a_figure_below_the_floor_is_named() -> None:
    """Group, field, figure and floor are said; a group that was not scored here is no failure."""
    found = {"fixtures": {"dates": [0.5, 1.0, 0.66]}}
    floor = {"fixtures": {"dates": [0.9, 1.0, 0.66]}, "profiled": {"dates": [1.0, 1.0, 1.0]}}
    assert accuracy.below(found, floor) == ["fixtures dates precision: 0.5 is below the floor of 0.9"]


def test_the_command_only_moves_the_floor_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain run leaves the file alone and ends with 1 below it; ``--set-floor`` writes it with the reason."""
    monkeypatch.setattr(accuracy, "FLOOR", tmp_path / "floor.json")
    monkeypatch.setattr(accuracy, "corpus", lambda: None)
    (tmp_path / "floor.json").write_text('{"reason": "x", "floor": {"fixtures": {"dates": [1.1, 1.1, 1.1]}}}')
    monkeypatch.setattr("sys.argv", ["accuracy"])
    assert accuracy.main() == 1
    assert "1.1" in (tmp_path / "floor.json").read_text()
    monkeypatch.setattr("sys.argv", ["accuracy", "--set-floor", "because"])
    assert accuracy.main() == 0
    assert json.loads((tmp_path / "floor.json").read_text())["reason"] == "because"
    monkeypatch.setattr("sys.argv", ["accuracy"])
    assert accuracy.main() == 0


def test_precision_recall_and_f1_are_what_they_are() -> None:
    """Two of three found are right, two of four wanted are found; what is optional counts neither way."""
    tally = Tally()
    tally.add(["a", "b", "x", "maybe"], ["a", "b", "c", "d"], optional=["maybe"])
    assert (tally.right, tally.found, tally.wanted) == (2, 3, 4)
    assert tally.precision == pytest.approx(2 / 3)
    assert tally.recall == pytest.approx(1 / 2)
    assert tally.f1 == pytest.approx(4 / 7)
    assert Tally().f1 == 1.0
    assert set(FIELDS) == {"headings", "links", "words", "dates"}


def test_raised_figures_are_the_figures() -> None:
    """A word is compared without case and with its raised figures as plain ones."""
    assert words_of("I² = 3, Müller¹") == words_of("i2 = 3, MÜLLER1")
