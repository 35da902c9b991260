"""The report as a reader meets it, in headless Chromium: three widths, light and dark, keyboard, filters, no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.changes import compare
from pipeline.changes.page import page
from pipeline.model.document import Alternate
from tests.changes.change_pages import document, section
from tests.report.conftest import Browse


@pytest.fixture(scope="module")
def seen(browse: Browse, report: Path) -> dict[str, Any]:
    return browse(report)


def test_the_page_asks_for_nothing_and_raises_nothing(seen: dict[str, Any]) -> None:
    """No request leaves the file, no script fails, and the file's own policy allows its own script."""
    assert (seen["requests"], seen["errors"], seen["dialogs"]) == ([], [], 0)


def test_axe_finds_no_fault_at_any_width_and_theme(seen: dict[str, Any]) -> None:
    """Narrow and light, middle and dark, wide and light: no violation of axe's rules."""
    assert seen["axe"] == {"narrow": [], "middle": [], "wide": []}


def test_nothing_sticks_out_sideways(seen: dict[str, Any]) -> None:
    """At 375, 800 and 1,440 pixels only tables scroll sideways, each in its own frame."""
    assert [seen[f"overflow_{name}"] for name in ("narrow", "middle", "wide")] == [0, 0, 0]


def test_a_finding_is_read_without_scrolling_sideways_at_every_width(seen: dict[str, Any]) -> None:
    """On a narrow and a middle screen its cells stand below each other; on a wide one in one row; none is cut off."""
    shown = {name: seen[f"columns_{name}"] for name in ("narrow", "middle", "wide")}
    assert [one["beyond"] for one in shown.values()] == [0, 0, 0]
    assert (shown["narrow"]["rows"] > 1, shown["middle"]["rows"] > 1, shown["wide"]["rows"]) == (True, True, 1)


def test_findings_are_filtered_and_paged(seen: dict[str, Any]) -> None:
    """By severity and by words; clearing brings everything back; the next page shows others."""
    everything = seen["all_findings"]
    assert seen["errors_only"] != everything
    assert seen["severities"] == ["error"]
    assert (seen["nothing"], seen["back"], seen["pages_on"]) == (0, everything, True)
    assert seen["turned_to"] == 0  # the head of the list is at the top again


def test_the_gravest_findings_keep_their_evidence_with_the_script(seen: dict[str, Any]) -> None:
    """What the file holds for readers without script is what the script shows."""
    assert seen["evidence"] == 50


def test_what_is_dark_on_the_screen_is_black_on_paper(seen: dict[str, Any]) -> None:
    """A reader in the dark prints the words that others print; browsers leave the dark ground out."""
    assert seen["ink_middle"] == seen["ink_narrow"] == "rgb(27, 31, 36)"


def test_a_printed_list_says_which_part_of_it_was_printed(seen: dict[str, Any]) -> None:
    """Fifty of 300 pages are on paper; the buttons are not."""
    assert seen["printed"] == "Page 1 of 6"


def test_every_page_is_listed_searched_and_sorted(seen: dict[str, Any]) -> None:
    """All 300 pages are there; a search finds the page with the hostile title, as text."""
    assert seen["all_pages"] == "300 of 300 pages."
    assert [row.split("\t")[0] for row in seen["alert_rows"]] == ["<script>alert(1)</script>"]
    assert (seen["scripts_in_rows"], seen["sorted"]) == (0, True)


def test_the_keyboard_reaches_everything(seen: dict[str, Any]) -> None:
    """The first stop skips to the report; filters, tables and summaries are stops; Enter opens a summary."""
    assert (seen["first_stop"], seen["skipped_to"]) == ("Skip to the report", "#main")
    assert {"A", "DIV", "INPUT", "SELECT", "SUMMARY"} <= set(seen["stops"])
    assert seen["toggles"] is True


def test_light_and_dark_can_be_switched(seen: dict[str, Any]) -> None:
    """The switch changes the colours and says so to assistive technology."""
    assert (seen["theme_changes"], seen["pressed"]) == (True, "true")


def test_without_script_the_report_is_whole(seen: dict[str, Any]) -> None:
    """Every part, the gravest findings and the charts are there; filters that would do nothing are not shown."""
    without = seen["without_script"]
    assert (without["findings"], without["charts"], without["filters"], without["headings"]) == (200, 3, 0, 7)
    assert seen["print_hides_navigation"] is True


def test_nothing_sticks_out_of_a_telephone_when_everything_is_opened(
    browse: Browse, report: Path, tmp_path: Path
) -> None:
    """At 320 pixels (WCAG 2.2, 1.4.10) no address of an opened change sticks out, and no word is cut in two."""
    file = tmp_path / "report.html"
    file.write_text(report.read_text("utf-8").replace("<td>run</td>", "<td>import</td>"), "utf-8")
    seen = browse(file, "narrow.mjs")
    assert seen["opened"] > 100
    assert seen["overflow"] == 0
    assert seen["broken"] == []
    assert (seen["touching"], seen["cut"], seen["unmarked"], seen["marked"]) == (0, 0, 0, True)
    assert seen["charts"] == 3


def test_no_address_of_a_difference_sticks_out_of_a_telephone(browse: Browse, tmp_path: Path) -> None:
    """The page that ``pipeline diff --html`` writes breaks long addresses, too."""
    address = f"https://health.example/{'long' * 20}.html"
    was = document(section("Dose", "10 mg"), alternates=(Alternate(language="es", url=address),))
    now = document(section("Dose", "20 mg"), alternates=(Alternate(language="es", url=f"{address}?new"),))
    file = tmp_path / "diff.html"
    file.write_text(page(compare(was, now), title="Page", facts={"Address": address}), "utf-8")
    assert address in file.read_text("utf-8").split("</dl>")[1]
    calm = {
        "charts": 0,
        "opened": 0,
        "overflow": 0,
        "broken": [],
        "touching": 0,
        "cut": 0,
        "unmarked": 0,
        "marked": True,
    }
    assert browse(file, "narrow.mjs") == calm
