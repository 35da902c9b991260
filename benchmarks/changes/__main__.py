"""``python -m benchmarks.changes``: share of real texts of which each detector says "changed", by kind of edit."""

from __future__ import annotations

from collections import Counter

from benchmarks.changes import detectors, pages
from pipeline.changes import MATERIAL, compare
from pipeline.model.document import Document
from tools.corpus import CORPUS

NAMES = ("raw SHA", "text SHA", "folded", "TextProfile", "simhash64", "shingles", "pipeline")


def main() -> None:
    texts = [pages.dosed(text) for text in pages.texts(CORPUS, 300)]
    befores = [pages.html(text) for text in texts]
    read = [pages.read(page, f"https://x.example/{n}") for n, page in enumerate(befores)]
    print(f"{len(texts)} real texts; share called changed (material: 1 is right; noise: 0 is right)\n")
    print("| edit | " + " | ".join(NAMES) + " |\n|---|" + "---|" * len(NAMES))
    for kind, edits in (("material", pages.MATERIAL), ("noise", pages.NOISE)):
        for name, edit in edits.items():
            seen: Counter[str] = Counter()
            for n, text in enumerate(texts):
                after = edit(text)
                document = pages.read(after, f"https://x.example/{n}")
                seen.update(_verdicts(befores[n], after, read[n], document))
            shares = " | ".join(f"{seen[one] / len(texts):.2f}" for one in NAMES)
            print(f"| {kind}: {name} | {shares} |")


def _verdicts(before: bytes, after: bytes, old: Document, new: Document) -> list[str]:
    ours, theirs = (
        "\n".join(f"{section.heading}\n{section.text}" for section in document.sections) for document in (old, new)
    )
    said = {
        "raw SHA": detectors.raw_sha(before, after),
        "text SHA": detectors.main_text_sha(ours, theirs),
        "folded": detectors.folded(ours, theirs),
        "TextProfile": detectors.text_profile(ours, theirs),
        "simhash64": detectors.simhash64(ours, theirs),
        "shingles": detectors.shingles(ours, theirs),
        "pipeline": compare(old, new).grade in MATERIAL,
    }
    return [name for name, changed in said.items() if changed]


if __name__ == "__main__":
    main()
