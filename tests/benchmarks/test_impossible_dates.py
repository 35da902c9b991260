"""The count of impossible claims finds those that are made, and only those."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.accuracy.impossible_dates import Read, pages, wrong_of
from tools.corpus import CORPUS

TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow.</p>"
    * 4
)


def why(folder: Path, words: str, head: str = "") -> list[str]:
    page = folder / "page.html"
    page.write_text(f"<html lang=en-GB><title>Sleep</title>{head}<article><h1>Sleep</h1>{words}{TEXT}</article>")
    return [each.why for each in wrong_of(Read(page, "https://x.test/sleep", date(2024, 5, 6)))]


def test_a_claim_after_the_capture_is_counted(tmp_path: Path) -> None:
    """A day after the day of capture is the future, a day of leave for time zones; what is due may lie there."""
    assert why(tmp_path, "<p>Last updated: 8 May 2024</p>") == ["future"]
    assert why(tmp_path, "<p>Last updated: 7 May 2024</p>") == []
    assert why(tmp_path, "<p>Next review due: 8 May 2027</p>") == []


def test_a_claim_out_of_a_lookup_is_counted(tmp_path: Path) -> None:
    """A date beside "accessed" is counted; a day with a label of its own beside a copyright is not."""
    assert why(tmp_path, "<div class=date>3 May 2021 (accessed)</div>") == ["copyright or lookup"]
    assert why(tmp_path, "<div>© 2010-2014 A. Last updated on Sep 21, 2017</div>") == []


@pytest.mark.corpus
def test_a_sample_of_the_corpus_has_no_impossible_date() -> None:
    """Every fortieth page of the corpus, of each publisher some; the whole of it is a command."""
    sample = [page for number, page in enumerate(pages(CORPUS)) if number % 40 == 0]
    assert len(sample) > 30
    assert [each for page in sample for each in wrong_of(page)] == []
