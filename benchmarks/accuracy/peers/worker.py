"""One reader over many pages, timed: the same loop for this project and for each peer.

Runs under the Python that has the reader installed (peers live in an environment of their own), so it imports nothing
but the standard library and the one reader asked for. Reads a JSON list of ``{"name", "path", "url"}`` on standard
input, prints one JSON object a page: ``{"name", "answer", "seconds", "error"}``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

Reader = Callable[[bytes, str], object]
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
    ]
)


def ours_content() -> Reader:
    from benchmarks.accuracy.peers.ours import generic_record

    def read(body: bytes, url: str) -> str:
        document = generic_record(body, url)
        return "\n".join(f"{section.heading or ''}\n{section.text}" for section in document.sections)

    return read


def ours_dates() -> Reader:
    from benchmarks.accuracy.peers.ours import generic_record, page_date

    def read(body: bytes, url: str) -> dict[str, str | None]:
        document = generic_record(body, url)
        best = page_date(document.dates)
        return {
            "one": best.value if best else None,
            "published": document.published.value if document.published else None,
            "modified": document.modified.value if document.modified else None,
        }

    return read


def trafilatura_content(**options: bool) -> Reader:
    import trafilatura

    def read(body: bytes, url: str) -> str:
        return trafilatura.extract(body, url=url, include_comments=False, **options) or ""

    return read


def trafilatura_dates() -> Reader:
    import trafilatura

    def read(body: bytes, url: str) -> dict[str, str | None]:
        found = trafilatura.extract_metadata(body, default_url=url)
        return {"one": found.date if found else None}

    return read


def htmldate_dates(*, original: bool) -> Reader:
    import htmldate

    def read(body: bytes, url: str) -> dict[str, str | None]:
        return {"one": htmldate.find_date(body, url=url, original_date=original)}

    return read


def htmldate_both() -> Reader:
    import htmldate

    def read(body: bytes, url: str) -> dict[str, str | None]:
        modified = htmldate.find_date(body, url=url, original_date=False)
        published = htmldate.find_date(body, url=url, original_date=True)
        return {"one": published, "published": published, "modified": modified}

    return read


def readability_content() -> Reader:
    import lxml.html
    import readability

    def read(body: bytes, url: str) -> str:
        summary = readability.Document(body, url=url).summary()
        if not summary.strip():
            return ""
        tree = lxml.html.fromstring(summary)
        for element in tree.iter():
            if element.tag not in INLINE:
                element.text = "\n" + (element.text or "")
                element.tail = "\n" + (element.tail or "")
        return "".join(tree.itertext())

    return read


def resiliparse_content() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(body: bytes, _url: str) -> str:
        text = bytes_to_str(body, detect_encoding(body, from_html_meta=True))
        return extract_plain_text(text, main_content=True, alt_texts=False, links=False)

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "content:pipeline": ours_content,
    "content:trafilatura": trafilatura_content,
    "content:trafilatura-recall": lambda: trafilatura_content(favor_recall=True),
    "content:trafilatura-precision": lambda: trafilatura_content(favor_precision=True),
    "content:readability-lxml": readability_content,
    "content:resiliparse": resiliparse_content,
    "dates:pipeline": ours_dates,
    "dates:trafilatura": trafilatura_dates,
    "dates:htmldate-original": lambda: htmldate_dates(original=True),
    "dates:htmldate-updated": lambda: htmldate_dates(original=False),
    "dates:htmldate-both": htmldate_both,
}
"""What is measured, by ``task:reader``."""


def main() -> None:
    """Read every page of the list on standard input with the reader named by the first argument."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(10_000)
    pages = json.load(sys.stdin)
    read = READERS[sys.argv[1]]()
    first = pages[0]
    with contextlib.suppress(Exception):  # counted below; what is loaded once is not part of the time of a page
        read(Path(first["path"]).read_bytes(), first["url"])
    for page in pages:
        body = Path(page["path"]).read_bytes()
        answer, error = None, None
        started = perf_counter()
        try:
            answer = read(body, page["url"])
        except Exception as raised:  # noqa: BLE001  a reader that breaks on a page is a measurement
            error = f"{type(raised).__name__}: {raised}"[:300]
        seconds = perf_counter() - started
        print(json.dumps({"name": page["name"], "answer": answer, "seconds": seconds, "error": error}), flush=True)


if __name__ == "__main__":
    main()
