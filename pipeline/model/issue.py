"""Something a person should look at: about our own reading (issue) or about a page (finding)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Severity = Literal["info", "warning", "error"]
FailOn = Severity | Literal["never"]
"""The least severity of a finding that makes an audit fail."""


class Issue(Struct, frozen=True):
    """A promise of the reader, fetcher or pipeline that could not be kept.

    Attributes:
        code: stable kebab-case name, e.g. ``mojibake``, ``words-lost``, ``date-unreadable``.
        severity: ``error``: what was stored before stands; where many of a run's pages have one, their site is blocked.
        message: one sentence that names the thing.
        evidence: the words or values that show it; for ``mojibake`` both ``raw`` and ``mended``.
    """

    code: str
    severity: Severity
    message: str
    evidence: dict[str, str] = {}


Said = tuple[str, str, str | None, str]
"""What a finding says, and of what: rule, site, address, message."""


class Finding(Struct, frozen=True, kw_only=True):
    """What the audit says of one page (or one publisher).

    Attributes:
        rule: ``FR001`` and so on; the audit's documentation defines each.
        rule_version: of the rule's definition; a finding of another version may mean something else.
        name: the rule's kebab-case name.
        severity: as the rule and policy grade it.
        site, url: subject; ``url`` is ``None`` when the subject is the publisher.
        message: one sentence.
        evidence: claim values and dates used.
        key: stable across runs: rule + subject + claim values.
        as_of: the ``today`` the rule was given.
    """

    rule: str
    rule_version: int = 1
    name: str
    severity: Severity
    site: str
    url: str | None
    message: str
    evidence: dict[str, str] = {}
    key: str
    as_of: date

    @property
    def said(self) -> Said:
        """What it says, and of what: a newer version of a rule may say the same under another key."""
        return self.rule, self.site, self.url, self.message
