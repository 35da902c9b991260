"""Whether a site still is what its profile expects; falling short blocks its publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.model.profile import Expectations

ENOUGH = 10
"""Pages of a site that must have been read before shares mean anything."""

BROKEN_SHARE = 0.05
"""Share of pages no reader could read above which the site has changed, not the page."""


class SiteHealth:
    """What was read of one site in one run."""

    def __init__(self) -> None:
        self.read = 0
        self.broken = 0
        self.other = 0
        self._thin = 0
        self._filled: Counter[str] = Counter()

    def add(self, document: Document | None, expects: Expectations) -> None:
        """Count a page that answered 200: its document, or ``None`` when no reader could read it.

        Pages of a kind the expectations do not speak of (an index, a page of another sort) only count as read.
        """
        if document is None:
            self.broken += 1
            return
        if expects.page_types and document.page_type not in expects.page_types:
            self.other += 1
            return
        self.read += 1
        self._thin += len(document.sections) < expects.min_sections or len(document.links) < expects.min_links
        for field in expects.fill:
            self._filled[field] += bool(getattr(document, field))

    def shortfalls(self, expects: Expectations) -> Iterator[Issue]:
        """An error for every promise the site did not keep; none while fewer than :data:`ENOUGH` pages were read."""
        asked = self.read + self.broken + self.other
        if asked >= ENOUGH and self.broken > BROKEN_SHARE * asked:
            yield _issue(
                "unreadable-pages",
                f"{self.broken} of {asked} pages could not be read",
                BROKEN_SHARE,
                self.broken / asked,
            )
        if self.read < ENOUGH:
            return
        if self._thin > BROKEN_SHARE * self.read:
            yield _issue(
                "thin-pages",
                f"{self._thin} of {self.read} pages have fewer than {expects.min_sections} sections"
                f" or {expects.min_links} links",
                BROKEN_SHARE,
                self._thin / self.read,
            )
        for field, wanted in expects.fill.items():
            share = self._filled[field] / self.read
            if share < wanted:
                yield _issue(
                    "field-missing",
                    f"{field} is filled on {share:.1%} of pages, {wanted:.1%} are expected",
                    wanted,
                    share,
                )


def _issue(code: str, message: str, expected: float, found: float) -> Issue:
    evidence = {"expected": f"{expected:.4f}", "found": f"{found:.4f}"}
    return Issue(code=code, severity="error", message=message, evidence=evidence)
