"""Words of pages on a terminal: what a page says never steers it, and what is gone is never shown as if it stood."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.cli.console import visible
from pipeline.cli.export import tell
from pipeline.export.engine import export
from pipeline.export.selection import Selection
from pipeline.storage import Store
from pipeline.storage.values import SiteState
from tests.audit.audit_store import Bench, a_page
from tests.cli.operator import Operator

HOSTILE = """<html><head><title>Bells</title></head><body><main><h1>Bells</h1>
<h2>Ringing</h2><p>One \x1b]0;owned\x07 bell\x9b2J, \x7f.</p></main></body></html>"""


@pytest.mark.parametrize(
    "command", [("search", "bell"), ("show", "https://dumps.invalid/bells.html"), ("search", "--json", "bell")]
)
def test_signs_that_steer_a_terminal_are_shown_and_not_sent(tmp_path: Path, command: tuple[str, ...]) -> None:
    """An escape sequence in a page comes out as words about it; as JSON it is what it was, in JSON's own escapes."""
    operator = Operator(tmp_path)
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "bells.html").write_text(HOSTILE, encoding="utf-8")
    assert operator("-q", "run", "--from", "dumps").returncode == 0
    ran = operator(*command)
    assert ran.returncode == 0, ran.stderr
    assert "bell" in ran.stdout
    if "--json" in command:
        assert "\x1b]0;owned" in json.loads(ran.stdout)["snippet"]
    else:
        assert "\\x1b" in ran.stdout
        assert not set(ran.stdout) & set("\x07\x1b\x7f\x9b")


def test_only_colours_of_ours_pass_a_painted_line() -> None:
    """A difference is coloured on a terminal; everything else that steers is shown there, too."""
    painted = "\x1b[31m[-5 mg-]\x1b[0m \x1b[2J\x1b]0;x\x07\r\n"
    assert visible(painted, painted=True) == "\x1b[31m[-5 mg-]\x1b[0m \\x1b[2J\\x1b]0;x\\x07\\x0d\n"
    assert visible("a\tb\nc\x1b[31m") == "a\tb\nc\\x1b[31m"


def test_a_condition_asked_of_a_blocked_site_is_said_to_be_of_another_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What goes out of a blocked site is its last good state; the condition was asked of what was read since."""
    blocked = {"healthy": SiteState(name="healthy", blocked_since=datetime(2026, 2, 1, tzinfo=UTC), blocked_reason="x")}
    for where in ("reviewed IS NULL", None):
        tell(export((), out=tmp_path / "x", selection=Selection(where=where), sites=blocked))
        assert ("asked of its pages as they are now" in capsys.readouterr().err) is (where is not None)


def test_a_page_that_is_gone_or_has_no_title_is_shown_as_such(tmp_path: Path) -> None:
    """Search and show say since when it is gone, also as of a day; what has no title is not called None."""
    url = "https://health.example/a.html"
    with Store.open(tmp_path / "health.db") as store:
        bench = Bench(store)
        bench.discover(url)
        bench.answer(url, document=a_page(url, title=None, language=None))
        for day in (3, 6, 9):
            bench.answer(url, 404, day=day)
        since = store.gone_since(url)
    assert since == datetime(2026, 1, 4, 6, tzinfo=UTC)
    operator = Operator(tmp_path)
    for command in (("search", "take"), ("show", url)):
        ran = operator(*command)
        assert ran.returncode == 0, ran.stderr
        assert "gone since 2026-01-04" in ran.stdout
        assert "(no title)" in ran.stdout
        assert "None" not in ran.stdout
    assert "gone since" not in operator("show", url, "--as-of", "2026-01-02").stdout
