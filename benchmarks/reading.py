"""``python -m benchmarks.reading``: what a full record costs, beside a bare parse of the same bytes and trafilatura.

Processor time of one thread; for each page the least of some rounds, then the median over the pages. Ratios are made
page by page. The bare parse takes turns with the record page by page. trafilatura is another process: in turns
page by page the shorter work would be measured on the cold caches of a processor just woken, so these two take turns
by rounds, each reading all pages one after another, as both do in use. Pages: the real topics (PIPELINE_CORPUS), else
the demo's own.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import thread_time_ns
from typing import Any

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from benchmarks.environment import FOLDER, ROOT, peers_python
from benchmarks.measuring import median, table
from pipeline import parsers, sites
from pipeline.fetchers.files import from_bytes
from pipeline.model.capture import Capture
from tools import corpus

CORPUS = corpus.CORPUS / "medlineplus" / "topics"
DEMO = ROOT / "fixtures" / "demo-site" / "pages"
TRAFILATURA = """
import sys, time, trafilatura
for path in sys.stdin:
    page = open(path.strip(), "rb").read()
    begun = time.thread_time_ns()
    trafilatura.extract(page, output_format="json", with_metadata=True, include_links=True)
    print(time.thread_time_ns() - begun, flush=True)
"""
PARTS = (
    ("decoding", "pipeline.parsers.reading", "decode"),
    ("tree", "pipeline.parsers.page", "LexborHTMLParser"),
    ("selections made at once", "pipeline.parsers.page", "Gathered"),
    ("walk: text, Markdown, links", "pipeline.parsers.walk.walker", "_walk"),
    ("coverage", "pipeline.parsers.walk.walker", "coverage_of"),
    ("sections", "pipeline.parsers.walk.walker", "sections_of"),
    ("links of the record", "pipeline.parsers.walk.walker", "links_of"),
    ("dates in the text", "pipeline.sites.medlineplus.common", "foot_dates"),
    ("dates of metas", "pipeline.parsers.reading", "meta_claims"),
    ("dates of the transport", "pipeline.parsers.reading", "http_claims"),
    ("structured data and its dates", "pipeline.parsers.reading", "structured_data"),
    ("structured data and its dates", "pipeline.parsers.reading", "structured_claims"),
    ("wrongly decoded text", "pipeline.parsers.reading", "_mojibake"),
    ("head", "pipeline.parsers.reading", "read_head"),
    ("crumbs, groups, related, people", "pipeline.sites.medlineplus.common", "breadcrumbs"),
    ("crumbs, groups, related, people", "pipeline.sites.medlineplus.topic", "_groups"),
    ("crumbs, groups, related, people", "pipeline.sites.medlineplus.topic", "_related"),
    ("crumbs, groups, related, people", "pipeline.sites.medlineplus.topic", "_also_called"),
    ("crumbs, groups, related, people", "pipeline.sites.medlineplus.topic", "_topic_image"),
)


def topics() -> tuple[str, list[Path]]:
    """What the pages are, and where they stand."""
    real = sorted(CORPUS.glob("*.html"))
    if real:
        return "real topics", real
    marked = [path for path in sorted(DEMO.glob("*.html")) if b'id="topic-summary"' in path.read_bytes()]
    return "topics of the demo site", marked


def capture_of(path: Path) -> Capture:
    """A page as it would come from its server."""
    url, at = f"https://medlineplus.gov/{path.name}", datetime(2025, 11, 20, tzinfo=UTC)
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Last-Modified", "Tue, 03 Jun 2025 10:00:00 GMT"))
    return replace(from_bytes(path.read_bytes(), url=url, fetched_at=at), headers=headers)


Work = Callable[[], int]
"""Something done once; how many nanoseconds of processor it took."""


def spent(function: Callable[..., object], *arguments: object) -> int:
    """Nanoseconds of this thread."""
    begun = thread_time_ns()
    function(*arguments)
    return thread_time_ns() - begun


Peer = Callable[[Path], int]
"""One page read by somebody else, in nanoseconds."""


def in_turns(first: Sequence[Work], second: Sequence[Work], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of two works on each page, taking turns page by page; of each the least."""
    pairs = zip(first, second, strict=True)
    times = [least([[work() for work in pair] for _ in range(rounds)]) for pair in pairs]
    return [one for one, _ in times], [other for _, other in times]


def in_rounds(first: Sequence[Work], second: Sequence[Work], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of two works on each page, taking turns after all pages; of each page the least."""
    times = [(warm(first), warm(second)) for _ in range(rounds)]
    return least([one for one, _ in times]), least([other for _, other in times])


def warm(works: Sequence[Work]) -> list[int]:
    """Nanoseconds of each work, in a second pass over all of them: the first wakes the processor for this process."""
    for work in works:
        work()
    return [work() for work in works]


def least(rounds: Sequence[Sequence[int]]) -> list[float]:
    """Milliseconds: of each place the least of all rounds."""
    return [min(times) / 1e6 for times in zip(*rounds, strict=True)]


def shares(captures: Sequence[Capture], rounds: int) -> list[list[str]]:
    """Where the time goes: each part without the parts inside of it; measuring itself adds to the walk's callers."""
    taken: defaultdict[str, int] = defaultdict(int)
    inside: list[int] = []

    def watched(label: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            begun = thread_time_ns()
            inside.append(0)
            try:
                return function(*arguments, **options)
            finally:
                whole = thread_time_ns() - begun
                taken[label] += whole - inside.pop()
                if inside:
                    inside[-1] += whole

        return call

    for label, module, name in PARTS:
        place = importlib.import_module(module)
        setattr(place, name, watched(label, getattr(place, name)))
    read = watched("the rest, and putting it together", parsers.read)
    profile = sites.by_name("medlineplus")
    for _ in range(rounds):
        for capture in captures:
            read(capture, profile)
    whole = sum(taken.values())
    rows = [["where the time goes", "ms a page", "share"]]
    for label, time in sorted(taken.items(), key=lambda item: -item[1]):
        rows.append([label, f"{time / rounds / len(captures) / 1e6:.3f}", f"{time / whole:.1%}"])
    return rows


@contextmanager
def trafilatura(*, install: bool) -> Iterator[Peer | None]:
    """A process that reads pages one by one; ``None`` where it is not installed and shall not be."""
    if not install and not (FOLDER / ".lock").is_file():
        yield None
        return
    process = subprocess.Popen(
        [peers_python(), "-c", TRAFILATURA], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    questions, answers = process.stdin, process.stdout

    def once(path: Path) -> int:
        questions.write(f"{path}\n")
        questions.flush()
        return int(answers.readline())

    try:
        yield once
    finally:
        questions.close()
        process.wait()
        answers.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--install", action="store_true", help="install trafilatura into .venv-bench if it is not there"
    )
    options = parser.parse_args(arguments)
    what, pages = topics()
    if not pages:
        print("no pages: name a corpus with PIPELINE_CORPUS", file=sys.stderr)
        raise SystemExit(2)
    captures = [capture_of(path) for path in pages]
    reads = [partial(spent, parsers.read, capture, sites.by_name("medlineplus")) for capture in captures]
    bare, full = in_turns([partial(spent, LexborHTMLParser, one.body) for one in captures], reads, options.rounds)
    ratios = sorted(one / least for one, least in zip(full, bare, strict=True))
    rows = [[f"{len(pages)} {what}, median", "ms a page", "times"]]
    rows.append(["lexbor, the tree alone", f"{median(bare):.2f}", ""])
    rows.append(["the full record, in turns with it", f"{median(full):.2f}", f"{median(ratios):.1f} x the tree"])
    with trafilatura(install=options.install) as peer:
        if peer is None:
            rows.append(["trafilatura, JSON with metadata", "not installed (--install)", ""])
        else:
            other, full = in_rounds([partial(peer, path) for path in pages], reads, options.rounds)
            times = median([one / ours for one, ours in zip(other, full, strict=True)])
            rows.append(["trafilatura, JSON with metadata", f"{median(other):.2f}", f"{times:.1f} x the record"])
            rows.append(["the full record, in rounds with it", f"{median(full):.2f}", ""])
    print(table(rows))
    print(f"of one page the record costs {ratios[0]:.1f} to {ratios[-1]:.1f} trees\n")
    print(table(shares(captures, max(3, options.rounds // 3))))


if __name__ == "__main__":
    main()
