"""A delta that is applied gives the new release whole, whatever came between its rows, or says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.export.releases.delta import VERBATIM, write_delta
from pipeline.export.releases.patch import apply_delta
from pipeline.export.releases.release import LATEST, Releases
from pipeline.export.selection import Selection
from pipeline.export.sinks import CHECKSUMS, MANIFEST
from pipeline.export.stored import lines_of
from tests.audit.audit_store import HOST, START
from tests.export.export_canary import finding
from tests.export.export_documents import CANARY
from tests.export.test_export_releases import Press, leads, page, told_of


def find(press: Press, *numbers: int, severity: str = "error") -> None:
    """What the audit has open now: a finding on each of these pages."""
    urls = [f"{HOST}/{number:02}.html" for number in numbers]
    press.store.sync_findings([finding(url, site="healthy", severity=severity) for url in urls], now=START)


def test_findings_that_open_between_others_and_that_close_are_in_their_places(press: Press, tmp_path: Path) -> None:
    """Before, between and behind those that stay; one that ended is gone, and one that was judged anew is as it is."""
    press.put_first(6)
    find(press, 1, 2, 4)
    old = press.release("a")
    press.day = 1
    find(press, 0, 1, 3, 5)
    new = press.release("b")
    leads(old, new, tmp_path)


def test_a_delta_and_its_release_say_which_findings_are_new_stand_or_have_ended(press: Press, tmp_path: Path) -> None:
    """Every row of them is put after another audit: whoever looks for news would read all of them each night."""
    press.put_first(6)
    find(press, 1, 2, 4)
    old = press.release("a")
    find(press, 0, 1, 4, severity="warning")
    new = press.release("b")
    write_delta(old, new, out=tmp_path / "delta")
    told = [json.loads(line) for line in lines_of(tmp_path / "delta" / "findings.jsonl.zst")]
    assert [(one["key"][0][-7:-5], one["op"], one["state"]) for one in told] == [
        ("00", "put", "new"),
        ("01", "put", "standing"),
        ("02", "delete", "ended"),
        ("04", "put", "standing"),
    ]
    assert "state" not in json.dumps([json.loads(line) for line in lines_of(tmp_path / "delta" / "changes.jsonl.zst")])
    summary = (new / "CHANGES.md").read_text("utf-8")
    assert summary.partition("## Findings\n\n")[2].splitlines() == [
        "1 new, 2 standing, 1 ended.",
        "",
        f"- new: FR013, warning, <{HOST}/00.html>: says {CANARY}",
        f"- ended: FR013, error, <{HOST}/02.html>: contradicted",
    ]
    assert "\n\n\n" not in summary
    assert "## Findings" not in (old / "CHANGES.md").read_text("utf-8")


@pytest.fixture
def delta(press: Press, tmp_path: Path) -> Path:
    """What leads from release ``a`` to release ``b``."""
    press.put(page(1))
    old = press.release("a")
    press.day = 1
    press.put(page(1, edit=1))
    write_delta(old, press.release("b"), out=tmp_path / "delta")
    return tmp_path / "delta"


def refused(press: Press, delta: Path, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        apply_delta(press.releases.folder("a"), delta, out=delta.parent / "made")
    assert not (delta.parent / "made").exists()


def test_a_file_more_or_less_than_the_release_has_is_told_by_its_name(press: Press, delta: Path) -> None:
    """Neither a file that somebody put beside the others nor a list of checksums that lacks one goes through."""
    (delta / VERBATIM / "notes.txt").write_text("mine")
    refused(press, delta, "notes.txt is missing or left over")
    (delta / VERBATIM / "notes.txt").unlink()
    sums = delta / VERBATIM / CHECKSUMS
    sums.write_text(sums.read_text() + f"{'0' * 64}  lost.jsonl\n")
    refused(press, delta, "lost.jsonl is missing or left over")


@pytest.mark.parametrize("held", [None, b"{", b'{"old": 1}'])
def test_a_folder_that_holds_no_delta_is_refused_by_name(press: Press, delta: Path, held: bytes | None) -> None:
    """Where its manifest is missing or says something else."""
    if held is None:
        (delta / MANIFEST).unlink()
    else:
        (delta / MANIFEST).write_bytes(held)
    refused(press, delta, f"{delta.name} is no delta")


@pytest.mark.parametrize("name", ["../a", "a..b", ".", "a/b", "", "a b", LATEST])
def test_a_name_that_could_lead_elsewhere_or_be_taken_for_something_else_is_refused(tmp_path: Path, name: str) -> None:
    """Out of the folder of releases, for a delta between two of them, or for the file that names the newest."""
    with pytest.raises(UsageError, match="cannot name a release"):
        Releases(tmp_path).folder(name)


def test_a_page_that_a_selection_leaves_out_where_gone_pages_are_kept_is_told_so(press: Press) -> None:
    """That it is gone, too, is not why it is missing: gone pages stand in this release."""
    press.put_first(3)
    press.release("a", include_gone=True)
    press.gone(1)
    without = Selection(lets_in=lambda url: "where" if url.endswith("/01.html") else None)
    folder = press.release("b", without, include_gone=True)
    assert told_of(folder) == {"01": ("removed", "left out by where")}
