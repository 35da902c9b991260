"""What checks of links came to stands in a table of its own: fine on which day, broken since when, or never asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.export.dataset import open_dataset
from pipeline.export.engine import Options, export
from pipeline.export.manifest import Facts
from pipeline.export.releases.delta import write_delta
from pipeline.export.releases.patch import apply_delta
from pipeline.export.releases.release import Releases
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.storage import Store
from pipeline.storage.link_values import Told
from pipeline.storage.links import Links
from tests.export.export_canary import DEAD, OPEN_DEAD, fill
from tests.export.test_export_folder import contents
from tests.export.test_export_releases import leads
from tests.storage.storage_pages import DAY, NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two links that were found broken on the first and the ninth day, one of them of a section that is licensed."""
    with Store.open(tmp_path / "health.db") as store:
        fill(store)
        yield store


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "link_checks.jsonl").read_text("utf-8").splitlines()]


def written(store: Store, out: Path, **changes: Any) -> list[dict[str, Any]]:
    selection, as_of = changes.get("selection", Selection()), changes.get("as_of")
    source = Source(store, as_of=as_of)
    export(source.documents(), out=out, selection=selection, events=source.events(selection))
    return rows(out)


def told(url: str, *, good: bool | None) -> Told:
    outcome = "ok" if good else "http-404"
    return Told(url=url, target=url, host="else.example", good=good, outcome=outcome, status=200 if good else 404)


def test_a_broken_link_says_since_when_and_one_that_was_never_checked_has_no_row(store: Store, tmp_path: Path) -> None:
    """The moments are those of the checks, and whoever joins the table to the links finds the three cases."""
    found = written(store, tmp_path / "out")
    assert [row["link_url"] for row in found] == sorted([DEAD, OPEN_DEAD])
    assert {row["verdict"] for row in found} == {"broken"}
    assert {(row["first_bad"][:10], row["confirmed_bad"][:10], row["last_fine"]) for row in found} == {
        ((NOW + DAY).date().isoformat(), (NOW + 9 * DAY).date().isoformat(), None)
    }
    links = {json.loads(line)["link_url"] for line in (tmp_path / "out" / "links.jsonl").read_text().splitlines()}
    assert {DEAD, OPEN_DEAD} <= links
    Links.over(store).save_link(told(DEAD, good=True), now=NOW + 20 * DAY)
    (mended,) = [row for row in written(store, tmp_path / "later") if row["link_url"] == DEAD]
    assert (mended["verdict"], mended["last_fine"][:10], mended["first_bad"]) == (
        "fine",
        (NOW + 20 * DAY).date().isoformat(),
        None,
    )


def test_links_of_what_is_withheld_are_in_no_row(store: Store, tmp_path: Path) -> None:
    """An address in a licensed section is among its words."""
    found = written(store, tmp_path / "out", selection=Selection(rights=("public_domain",)))
    assert [row["link_url"] for row in found] == [OPEN_DEAD]


def test_a_link_that_no_page_has_any_more_is_in_no_row(store: Store, tmp_path: Path) -> None:
    """What was taken out of its page is mended."""
    Links.over(store).save_link(told("https://else.example/taken-out", good=False), now=NOW)
    assert [row["link_url"] for row in written(store, tmp_path / "out")] == sorted([DEAD, OPEN_DEAD])


def test_an_earlier_day_has_what_was_not_checked_since(store: Store, tmp_path: Path) -> None:
    """What the others were then is not kept, and not made up."""
    Links.over(store).save_link(told(DEAD, good=True), now=NOW + 20 * DAY)
    found = written(store, tmp_path / "out", as_of=NOW + 12 * DAY)
    assert [(row["link_url"], row["verdict"]) for row in found] == [(OPEN_DEAD, "broken")]


def test_an_export_says_that_no_link_was_checked(tmp_path: Path) -> None:
    """An empty table is no good news."""
    with Store.open(tmp_path / "new.db") as store:
        source = Source(store)
        export(source.documents(), out=tmp_path / "out", events=source.events(Selection()))
    assert "`link_checks` is empty: no link of these pages was checked." in (tmp_path / "out" / "README.md").read_text()


def test_a_delta_brings_the_checks_byte_for_byte(store: Store, tmp_path: Path) -> None:
    """Also from a release of before the table, which has none."""
    releases = Releases(tmp_path / "releases")
    for name in ("1", "2"):
        source = Source(store)
        releases.make(name, source.documents(), options=Options(), selection=Selection(), source=source, facts=Facts())
        Links.over(store).save_link(told(DEAD, good=True), now=NOW + timedelta(days=30))
    leads(releases.folder("1"), releases.folder("2"), tmp_path)
    assert [row["verdict"] for row in rows(tmp_path / "made")] == [
        "fine" if url == DEAD else "broken" for url in sorted([DEAD, OPEN_DEAD])
    ]
    (releases.folder("1") / "records" / "link_checks.jsonl.zst").unlink()
    write_delta(releases.folder("1"), releases.folder("2"), out=tmp_path / "delta2")
    apply_delta(releases.folder("1"), tmp_path / "delta2", out=tmp_path / "made2")
    assert contents(tmp_path / "made2") == contents(releases.folder("2"))


def test_python_reads_the_checks(store: Store, tmp_path: Path) -> None:
    """By the same selection as every table."""
    store.close()
    with open_dataset(tmp_path / "health.db") as health:
        assert [row.link_url for row in health.link_checks()] == sorted([DEAD, OPEN_DEAD])
        assert [row.link_url for row in health.link_checks(rights="public_domain")] == [OPEN_DEAD]
