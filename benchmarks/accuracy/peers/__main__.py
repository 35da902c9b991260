"""`python -m benchmarks.accuracy.peers --peers-python PATH`: one table, this project beside its peers."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.accuracy.peers.corpora import FOLDS, Case, content_cases, date_cases, words
from benchmarks.accuracy.peers.scoring import Answer, agreement, bag_scores, content_score, date_score
from tools.corpus import CORPUS

WORKER = Path(__file__).with_name("worker.py")
CONTENT = ("pipeline", "trafilatura", "trafilatura-recall", "trafilatura-precision", "readability-lxml", "resiliparse")
AGREED = ("trafilatura", "readability-lxml", "resiliparse")
DATES = ("pipeline", "htmldate-original", "htmldate-updated", "htmldate-both", "trafilatura")
_TOLD = 80
"""Words that three readers must agree on for a page to tell anything."""
_POOR = 0.8


def answers_of(task: str, reader: str, cases: Sequence[Case], peers_python: str | None) -> dict[str, Answer] | None:
    """Answers by page; ``None`` for a peer where no Python with the peers is named."""
    if reader == "pipeline":
        command = [sys.executable, "-m", "benchmarks.accuracy.peers.worker"]
    elif peers_python is None:
        return None
    else:
        command = [peers_python, str(WORKER)]
    pages = json.dumps([{"name": case.name, "path": case.path, "url": case.url} for case in cases])
    done = subprocess.run([*command, f"{task}:{reader}"], input=pages, stdout=subprocess.PIPE, text=True, check=True)
    answers = [msgspec.json.decode(line, type=Answer) for line in done.stdout.splitlines()]
    return {answer.name: answer for answer in answers}


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the first row a heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def content_rows(peers_python: str | None, readers: Sequence[str]) -> list[list[str]]:
    """Word F1, precision and recall of main content on all pages, and F1 by fold."""
    cases = content_cases()
    folds = [f"fold {number + 1}" for number in range(FOLDS)]
    rows = [["main content", "F1", "precision", "recall", *folds, "broken", "pages/s"]]
    for reader in readers:
        answers = answers_of("content", reader, cases, peers_python)
        if answers is None:
            continue
        whole = content_score(cases, answers)
        parts = [content_score([case for case in cases if case.fold == fold], answers).f1 for fold in range(FOLDS)]
        figures = [whole.f1, whole.precision, whole.recall, *parts]
        rows.append(
            [reader, *(f"{figure:.4f}" for figure in figures), str(whole.errors), f"{whole.pages_per_second:.0f}"]
        )
    return rows


def agreement_rows(peers_python: str) -> list[list[str]]:
    """How much this project's content has in common with what two of three peers agree on, on pages without a label."""
    cases = date_cases()
    ours, *peers = [answers_of("content", reader, cases, peers_python) or {} for reader in ("pipeline", *AGREED)]
    scores = []
    for case in cases:
        agreed = agreement([answers[case.name].answer or "" for answers in peers])
        if agreed.total() >= _TOLD:
            scores.append(bag_scores(agreed, Counter(words(ours[case.name].answer or ""))))
    means = [f"{sum(score[place] for score in scores) / len(scores):.4f}" for place in (2, 0, 1)]
    under = sum(score[2] < _POOR for score in scores)
    head = ["words two of three agree on", "pages", "F1", "precision", "recall", f"under {_POOR}"]
    return [head, ["pipeline", str(len(scores)), *means, str(under)]]


def date_tables(peers_python: str | None, readers: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Share of pages whose one date is right, by half and on all pages, and by fold; either date is right."""
    cases = date_cases()
    rows = [["dates", "one, tuning", "one, held-out", "one, all", "precision", "either", "silent", "broken", "pages/s"]]
    folds = [["dates, one", *(f"fold {number + 1}" for number in range(FOLDS))]]
    for reader in readers:
        answers = answers_of("dates", reader, cases, peers_python)
        if answers is None:
            continue
        halves = [
            date_score([case for case in cases if case.half == half], answers).accuracy
            for half in ("tuning", "held-out")
        ]
        whole = date_score(cases, answers)
        either = "-" if whole.either is None else f"{whole.either:.4f}"
        figures = [f"{figure:.4f}" for figure in (*halves, whole.accuracy, whole.precision)]
        rows.append(
            [reader, *figures, either, f"{whole.silent:.4f}", str(whole.errors), f"{whole.pages_per_second:.0f}"]
        )
        scores = (date_score([case for case in cases if case.fold == number], answers) for number in range(FOLDS))
        folds.append([reader, *(f"{score.accuracy:.4f}" for score in scores)])
    return rows, folds


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.peers", description=__doc__)
    parser.add_argument("--peers-python", help="a Python that has the packages of peers/requirements.txt")
    parser.add_argument(
        "--task", choices=("content", "dates", "agreement"), action="append", help="default: content and dates"
    )
    arguments = parser.parse_args()
    if not CORPUS.is_dir():
        raise SystemExit(f"no corpus at {CORPUS}: name it with the environment variable PIPELINE_CORPUS")
    tasks = arguments.task or ["content", "dates"]
    if "content" in tasks:
        print(table(content_rows(arguments.peers_python, CONTENT)), end="\n\n")
    if "agreement" in tasks and arguments.peers_python is not None:
        print(table(agreement_rows(arguments.peers_python)), end="\n\n")
    if "dates" in tasks:
        rows, folds = date_tables(arguments.peers_python, DATES)
        print(table(rows), end="\n\n")
        print(table(folds))


if __name__ == "__main__":
    main()
