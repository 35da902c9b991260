"""``python -m benchmarks.accuracy``: how right the records are, by field and publisher, against a floor.

Runs on the fixtures always and on the labelled corpus pages where the corpus is present (``PIPELINE_CORPUS``). Ends
with 1 when a figure is below ``floor.json``. ``--set-floor REASON`` is the only thing that writes that file.

The comparison with other tools on pages without a profile is ``python -m benchmarks.accuracy.peers``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.accuracy import measure
from benchmarks.accuracy.labels import PROFILED, load
from benchmarks.accuracy.scores import FIELDS, Board, Tally
from pipeline import sites
from tools.corpus import CORPUS

ROOT = Path(__file__).resolve().parents[2]
FLOOR = Path(__file__).with_name("floor.json")
GROUPS = ("profiled", "generic", "labelled", "fixtures")
DIGITS = 4


def corpus() -> Path | None:
    """The folder of real pages, where there is one."""
    return CORPUS if CORPUS.is_dir() else None


def run(board: Board, folder: Path | None) -> list[str]:
    """Score everything there is; what was wrong, a line each."""
    wrong: list[str] = []
    for site in sites.profiles():
        for page in sorted((ROOT / "fixtures" / site).glob("*.html")):
            if page.with_suffix(".json").exists():
                wrong += measure.approved(page, board)
    for label in load() if folder is not None else ():
        wrong += measure.labelled(label, folder, board) if folder is not None else []
    return wrong


def members(board: Board, group: str) -> list[str]:
    """Whose figures count for a group: every labelled page, those with and without a profile, the fixtures."""
    everyone = board.publishers()
    saved = [publisher for publisher in everyone if publisher.startswith("fixtures/")]
    labelled = [publisher for publisher in everyone if publisher not in saved]
    return {
        "profiled": [publisher for publisher in labelled if publisher in PROFILED],
        "generic": [publisher for publisher in labelled if publisher not in PROFILED],
        "labelled": labelled,
        "fixtures": saved,
    }[group]


def figures(board: Board) -> dict[str, dict[str, list[float]]]:
    """Precision, recall and F1 of every field of every group that was scored, rounded."""
    found: dict[str, dict[str, list[float]]] = {}
    for group in GROUPS:
        whose = members(board, group)
        if whose:
            tallies = {field: board.over(field, whose) for field in FIELDS}
            found[group] = {
                field: [round(value, DIGITS) for value in (tally.precision, tally.recall, tally.f1)]
                for field, tally in tallies.items()
            }
    return found


def shown(board: Board) -> str:
    """The table."""
    rows = [f"{'publisher':28}" + "".join(f"{field + ' P / R / F1':>27}" for field in FIELDS)]
    rows += [_row(one, [board.of(field, one) for field in FIELDS]) for one in board.publishers()]
    for group in GROUPS:
        whose = members(board, group)
        if whose:
            rows.append(_row(f"= {group}", [board.over(field, whose) for field in FIELDS]))
    return "\n".join(rows)


def _row(name: str, tallies: list[Tally]) -> str:
    cells = (f"{tally.precision:.4f} {tally.recall:.4f} {tally.f1:.4f}" for tally in tallies)
    return f"{name:28}" + "".join(f"{cell:>27}" for cell in cells)


def below(found: dict[str, dict[str, list[float]]], floor: dict[str, dict[str, list[float]]]) -> list[str]:
    """Figures under the floor; a group that could not be scored here is no failure."""
    names = ("precision", "recall", "F1")
    return [
        f"{group} {field} {name}: {value} is below the floor of {least}"
        for group, fields in floor.items()
        for field, wanted in fields.items()
        for name, least, value in zip(names, wanted, found.get(group, {}).get(field, wanted), strict=True)
        if value < least
    ]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__)
    parser.add_argument("--set-floor", metavar="REASON", help="write today's figures into floor.json, with the reason")
    parser.add_argument("--wrong", action="store_true", help="list what differs, page by page")
    options = parser.parse_args()
    board = Board()
    folder = corpus()
    wrong = run(board, folder)
    print(shown(board))
    if folder is None:
        print("no corpus: only the fixtures were scored (name the folder in PIPELINE_CORPUS)")
    if options.wrong:
        print("\n".join(wrong))
    found = figures(board)
    if options.set_floor:
        FLOOR.write_text(json.dumps({"reason": options.set_floor, "floor": found}, indent=1) + "\n", "utf-8")
        return 0
    failed = below(found, json.loads(FLOOR.read_bytes())["floor"]) if FLOOR.exists() else []
    print("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
