"""``python -m tools.docs`` writes docs/reference from the code; ``--check`` says where it drifted."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import reference
from tools.lock import ROOT

FOLDER = ROOT / "docs/reference"


def drift(pages: dict[str, str], folder: Path = FOLDER) -> Iterator[str]:
    """Where the folder does not say what the code says: missing, stale and left-over files."""
    for name, wanted in pages.items():
        file = folder / name
        found = file.read_text("utf-8") if file.exists() else ""
        lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), f"docs/reference/{name}", "the code", n=0)
        yield from (line.rstrip() for line in list(lines)[:12])
    for file in sorted(folder.iterdir()) if folder.exists() else ():
        if file.name not in pages:
            yield f"docs/reference/{file.name}: nothing makes this file; hand-written pages go to docs/"


def write(pages: dict[str, str], folder: Path = FOLDER) -> None:
    """Writes every page, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tools.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where docs/reference drifted")
    pages = reference.pages()
    if parser.parse_args().check:
        wrong = list(drift(pages))
        print(
            "\n".join([*wrong, "docs/reference drifted from the code; run: make docs"] if wrong else ["docs: in step"])
        )
        return 1 if wrong else 0
    write(pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
