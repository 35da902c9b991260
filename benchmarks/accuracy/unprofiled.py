"""``python -m benchmarks.accuracy.unprofiled``: pages that have a profile read without it, against what it reads.

The profile's record is the label: profiles are proved against labels made by hand (``python -m benchmarks.accuracy``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.accuracy.__main__ import corpus
from benchmarks.accuracy.measure import read, text_of
from benchmarks.accuracy.peers.ours import generic_record
from benchmarks.accuracy.scores import Tally
from benchmarks.accuracy.truth import words_of
from pipeline import records
from pipeline.errors import ReadError

FOLDERS = ("cdc", "mayoclinic", "medlineplus/topics")


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """Saved pages of a publisher and where they were served."""
    index = folder / "index.json"
    if not index.is_file():
        for path in sorted(folder.rglob("*.htm")):
            yield path, f"https://www.cdc.gov/{path.relative_to(folder)}"
        return
    for page in json.loads(index.read_bytes()):
        yield folder / (page.get("path") or f"{page['slug']}.html"), page["url"]


def words_without_profile(html: bytes, url: str) -> Counter[str]:
    """Words of the record that no profile had a hand in; none where the page is refused."""
    try:
        record: dict[str, Any] = json.loads(records.to_json(generic_record(html, url)))
    except ReadError:
        return Counter()
    return words_of(text_of(record))


def main() -> None:
    """Print a line for each publisher; F1 is the mean over pages."""
    folder = corpus()
    if folder is None:
        raise SystemExit("no corpus: name the folder in PIPELINE_CORPUS")
    print(f"{'words, without a profile':26}pages      F1  least")
    for name in FOLDERS:
        figures = []
        for path, url in pages(folder / name):
            html = path.read_bytes()
            try:
                wanted = words_of(text_of(read(html, url)))
            except ReadError:
                continue
            tally = Tally()
            tally.add(words_without_profile(html, url).elements(), wanted.elements())
            figures.append(tally.f1)
        print(f"{name:26}{len(figures):5}  {sum(figures) / len(figures):.4f}  {min(figures):.2f}")


if __name__ == "__main__":
    main()
