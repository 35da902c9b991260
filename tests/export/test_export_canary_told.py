"""No word of a licensed section in a public difference, history or report."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from pipeline.cli import app, entry
from pipeline.export.public import difference, openness
from pipeline.export.selection import Selection
from pipeline.storage import Store
from tests.export.export_canary import CLOSED_URL, DEAD, MIXED_URL, OPEN_DEAD, OPEN_URL, fill, pages
from tests.export.export_documents import CANARY, FREE, LICENSED, a_section

Say = Callable[..., str]
PUBLIC = ("--rights", "public_domain")


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """The command line over the database; what it printed."""
    with Store.open(tmp_path / "health.db") as store:
        fill(store)
    assert entry

    def call(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app.app, ["-d", str(tmp_path / "health.db"), *arguments])
        assert done.exit_code == code or (code and done.exception), done.output
        return done.output if not code else f"{done.output}{done.exception}"

    return call


def report(say: Say, tmp_path: Path, *arguments: str) -> str:
    """The report with its packed rows unpacked behind it."""
    say("report", "-o", str(tmp_path / "report.html"), *arguments)
    html = (tmp_path / "report.html").read_text("utf-8")
    packed = re.findall(r"H4sI[A-Za-z0-9+/=]+", html)
    assert packed, "the packed rows were not found"
    return html + "".join(gzip.decompress(base64.b64decode(text)).decode() for text in packed)


def test_a_public_difference_shows_the_free_sections_and_not_the_licensed_one(say: Say, tmp_path: Path) -> None:
    """On the terminal, as JSON and as HTML: the free dose that changed is there, the licensed word is not."""
    say("diff", MIXED_URL, "--html", str(tmp_path / "diff.html"), *PUBLIC)
    page = (tmp_path / "diff.html").read_text("utf-8")
    for told in (say("diff", MIXED_URL, *PUBLIC), say("diff", MIXED_URL, "--json", *PUBLIC), page):
        assert CANARY not in told
        assert "Free words" in told
    assert "Heading 2" in page
    assert CANARY in say("diff", MIXED_URL)


def test_of_a_licensed_page_there_is_no_public_difference(say: Say) -> None:
    """It is refused with the reason, and nothing of the page is said."""
    told = say("diff", CLOSED_URL, *PUBLIC, code=2)
    assert "the rights of" in told
    assert CANARY not in told
    assert CANARY in say("diff", CLOSED_URL)


def test_a_history_holds_no_word_of_a_page(say: Say) -> None:
    """Versions, moments, grades and review dates, as a table and as JSON, of a licensed page too."""
    for url in (MIXED_URL, CLOSED_URL):
        for told in (say("history", url), say("history", url, "--json")):
            assert "critical" in told
            assert CANARY not in told


@pytest.mark.parametrize("audit", [("--no-audit",), ()])
def test_a_public_report_holds_no_word_of_a_licensed_section(say: Say, tmp_path: Path, audit: tuple[str, ...]) -> None:
    """Not in differences, headings, titles, findings, evidence, links, events or the packed rows; facts stay."""
    told = report(say, tmp_path, *PUBLIC, *audit)
    assert CANARY not in told
    for fact in (CLOSED_URL, MIXED_URL, OPEN_DEAD, "Open words", "Open link", "rights are public_domain"):
        assert fact in told
    assert ("contradicted" in told) == bool(audit)


def test_the_report_of_those_who_may_read_everything_has_the_word_in_every_part(say: Say, tmp_path: Path) -> None:
    """The test above looks where it can be: changes, events, findings with evidence, links, titles, packed rows."""
    html = report(say, tmp_path, "--no-audit")
    parts = dict(re.findall(r'<section id="(\w+)"(.*?)</section>', html, re.DOTALL))
    assert {name for name, part in parts.items() if CANARY in part} == {"attention", "changes", "findings", "links"}
    assert f"<dd>{CANARY}</dd>" in parts["findings"]
    assert DEAD in parts["links"]
    assert re.search(rf"Edits made all over a site.*?{CANARY}.*?</ul>", parts["changes"], re.DOTALL)
    assert f'"{CANARY} 2"' in json.dumps(html[html.rindex("</html>") :]).replace('\\"', '"')
    assert "For the public" not in html


def test_a_section_whose_rights_changed_is_told_of_in_neither_state() -> None:
    """Free before and licensed now, or the other way round: it neither seems to have gone nor to have come."""
    base = next(page for page in pages(1) if page.url == MIXED_URL)
    still = a_section(7, "Still.", rights=FREE)
    free, kept_back = (
        replace(base, sections=(replace(a_section(0, "Once free."), rights=rights), still))
        for rights in (FREE, LICENSED)
    )
    public = Selection(rights=("public_domain",))
    for before, after in ((free, kept_back), (kept_back, free)):
        found = difference(before, after, public)
        assert found is not None
        assert found.sections == ()


def test_a_page_is_whole_part_or_closed() -> None:
    """All of its words may go out, those of some sections, or none."""
    public = Selection(rights=("public_domain",))
    by_url = {page.url: openness(page, public) for page in pages(1)}
    assert (by_url[OPEN_URL], by_url[MIXED_URL], by_url[CLOSED_URL]) == ("whole", "part", "closed")
