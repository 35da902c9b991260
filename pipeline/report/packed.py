"""Everything the report's script may search, packed to fit: gzip in base64, least grave findings left out first.

Rows are arrays and repeated words are numbers. The script unpacks them with the browser's own DecompressionStream;
without it the report shows what stands in its HTML.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Sequence

import msgspec

from pipeline.storage.overview import PageLine
from pipeline.storage.values import FindingRow

BUDGET = 2_000_000
"""Bytes that the packed rows may take of the report's three million."""

SEVERITIES = ("error", "warning", "info")


class _Numbered:
    """Words by the number of their first use."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))


def pack(
    pages: Sequence[PageLine],
    findings: Sequence[FindingRow],
    *,
    review: Callable[[PageLine], str | None],
    budget: int = BUDGET,
) -> tuple[str, int]:
    """The rows as text for the HTML, and how many findings had no room.

    Args:
        pages: those that stand in the list.
        findings: gravest first.
        review: the value of the claim that counts as a page's review.
        budget: bytes the text may take.
    """
    kept = len(findings)
    while True:
        text = base64.b64encode(gzip.compress(_rows(pages, findings[:kept], review), 9, mtime=0)).decode()
        if len(text) <= budget or kept == 0:
            return text, len(findings) - kept
        kept = int(kept * 0.9 * budget / len(text)) if len(text) > 2 * budget else kept * 4 // 5


def _rows(pages: Sequence[PageLine], findings: Sequence[FindingRow], review: Callable[[PageLine], str | None]) -> bytes:
    origins, kinds, languages, sites, rules = _Numbered(), _Numbered(), _Numbered(), _Numbered(), _Numbered()
    numbers: dict[str, int] = {}
    rows: list[list[object]] = []
    for number, page in enumerate(pages):
        numbers[page.url] = number
        scheme, _, rest = page.url.partition("://")
        host, _, path = rest.partition("/")
        rows.append(
            [
                origins(f"{scheme}://{host}/"),
                path,
                page.title or "",
                sites(page.site),
                kinds(page.page_type),
                languages(page.language or ""),
                review(page) or "",
                "gone" if page.gone_since else "",
            ]
        )
    found = [
        [
            SEVERITIES.index(row.finding.severity),
            rules(f"{row.finding.rule} {row.finding.name}"),
            sites(row.finding.site),
            numbers.get(row.finding.url or "", row.finding.url or ""),
            row.finding.message,
            row.first_seen.date().isoformat(),
        ]
        for row in findings
    ]
    tables = {
        "origins": list(origins.words),
        "types": list(kinds.words),
        "languages": list(languages.words),
        "sites": list(sites.words),
        "rules": list(rules.words),
        "pages": rows,
        "findings": found,
    }
    return msgspec.json.encode(tables)
