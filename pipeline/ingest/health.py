"""Whether a site still is what its profile expects; falling short blocks its publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.model.profile import Expectations
from pipeline.parsers.profile import SiteProfile

ENOUGH = 10
"""Pages that must have been read before shares mean anything. One page is never its site's doing."""

BROKEN_SHARE = 0.05
"""Share of pages no reader could read above which the site has changed, not the page."""

SHRUNK_SHARE = 0.1
"""Share of pages that may lose half of their sections or links from one look to the next; more is the site's doing."""


class _Kind:
    """What was read of one kind of page."""

    def __init__(self, expects: Expectations) -> None:
        self.expects = expects
        self.read = 0
        self.thin = 0
        self.filled: Counter[str] = Counter()

    def add(self, document: Document) -> None:
        expects = self.expects
        self.read += 1
        self.thin += len(document.sections) < expects.min_sections or len(document.links) < expects.min_links
        for field in expects.fill:
            self.filled[field] += bool(getattr(document, field))


class SiteHealth:
    """What was read of one site, in one run or in its whole stored state."""

    def __init__(self) -> None:
        self._asked = 0
        self._broken = 0
        self._compared = 0
        self._shrunk = 0
        self._kinds: dict[str, _Kind] = {}

    def add(self, document: Document | None, profile: SiteProfile, *, before: tuple[int, int] | None = None) -> None:
        """Count a page that answered 200: its document, or ``None`` when no reader could read it.

        A kind of page that no expectation speaks of (an index, a page of another sort) only counts as read. Pages
        that no profile reads are of many publishers: those that are no page any more say nothing of the others.

        Args:
            document: the page as it was read now.
            profile: whose page it is.
            before: how many sections and links its stored record has; the site's own history is an expectation, too.
        """
        self._asked += 1
        if document is None:
            self._broken += bool(profile.scope.hosts)
            return
        kind = self._kinds.get(document.page_type)
        if kind is None:
            kind = self._kinds[document.page_type] = _Kind(expectations(profile, document.page_type))
        kind.add(document)
        if before is not None:
            self._compared += 1
            self._shrunk += _has_shrunk(document, before)

    def shortfalls(self) -> Iterator[Issue]:
        """An error for every promise the site did not keep; none while fewer than :data:`ENOUGH` pages were read."""
        if self._asked >= ENOUGH and self._broken > max(1, BROKEN_SHARE * self._asked):
            yield _issue(
                "unreadable-pages",
                f"{self._broken} of {self._asked} pages could not be read",
                BROKEN_SHARE,
                self._broken / self._asked,
            )
        if self._compared >= ENOUGH and self._shrunk > SHRUNK_SHARE * self._compared:
            yield _issue(
                "shrunk-pages",
                f"{self._shrunk} of {self._compared} pages have lost half of their sections or links",
                SHRUNK_SHARE,
                self._shrunk / self._compared,
            )
        for name, kind in sorted(self._kinds.items()):
            if kind.read >= ENOUGH:
                yield from _of_kind(name, kind)


def _has_shrunk(document: Document, before: tuple[int, int]) -> bool:
    """Whether half of the sections or half of the links are gone, and more than one of them."""
    now = (len(document.sections), len(document.links))
    return any(2 * left <= had and had - left > 1 for left, had in zip(now, before, strict=True))


def expectations(profile: SiteProfile, page_type: str) -> Expectations:
    """What a profile expects of a kind of page; nothing where it says nothing."""
    for rule in profile.readers:
        if rule.page_type == page_type and rule.expects is not None:
            return rule.expects
    expects = profile.expects
    return expects if not expects.page_types or page_type in expects.page_types else Expectations(min_sections=0)


def _of_kind(name: str, kind: _Kind) -> Iterator[Issue]:
    expects = kind.expects
    if kind.thin > max(1, BROKEN_SHARE * kind.read):
        yield _issue(
            "thin-pages",
            f"{kind.thin} of {kind.read} {name} pages have fewer than {expects.min_sections} sections"
            f" or {expects.min_links} links",
            BROKEN_SHARE,
            kind.thin / kind.read,
        )
    for field, wanted in expects.fill.items():
        filled = kind.filled[field]
        share = filled / kind.read
        if share < wanted and filled < kind.read - 1:
            found, least = _apart(share, wanted)
            yield _issue(
                "field-missing",
                f"{field} is filled on {filled} of {kind.read} {name} pages ({found}), {least} are expected",
                wanted,
                share,
            )


def _apart(found: float, wanted: float) -> tuple[str, str]:
    """Two shares, the first the smaller one, with as many digits as it takes to see it."""
    for digits in range(1, 9):
        told = f"{found:.{digits}%}", f"{wanted:.{digits}%}"
        if told[0] != told[1]:
            break
    return told


def _issue(code: str, message: str, expected: float, found: float) -> Issue:
    evidence = {"expected": f"{expected:.4f}", "found": f"{found:.4f}"}
    return Issue(code=code, severity="error", message=message, evidence=evidence)
