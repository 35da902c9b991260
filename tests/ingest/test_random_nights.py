"""A site that lives by chance: what it served is what is held, and what would not be is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.storage import standing
from pipeline.storage.suspects import Suspects
from tools.random_nights import Nights


def test_every_night_of_a_site_is_held_as_it_was_served(tmp_path: Path) -> None:
    """Walls, waves, moves and kills; `python -m tools.random_nights` plays more of it."""
    assert list(Nights(14, tmp_path).play(18)) == []


def test_a_version_made_of_a_wall_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Suspects, "_suspect", lambda *_args, **_more: None)
    assert any("has the versions" in wrong for wrong in Nights(14, tmp_path).play(18))


def test_a_page_that_is_gone_at_the_first_404_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_CONFIRMED", standing._CONFIRMED.replace(":apart", "'+1 seconds'"))
    assert any("is gone, and was missed" in wrong for wrong in Nights(14, tmp_path).play(18))
