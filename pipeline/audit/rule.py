"""What a rule is: a small pure function with a name, a version and a definition in its docstring.

A rule yields one :class:`Hit` for each thing it finds. ``values`` are what makes the finding this finding (claim
values and moments; nothing computed from today, nor the number of a version, which a better reader may shift): from
them comes its key, so that a finding that stands for a year is one finding and not 365.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from pipeline.audit.facts import PageFacts, SiteFacts
from pipeline.audit.policy import PagePolicy
from pipeline.model.issue import Finding, Severity

Subject = Literal["page", "publisher"]


class Hit(Struct, frozen=True, kw_only=True):
    """What a rule found.

    Attributes:
        message: one sentence; the words of the page only through ``evidence``.
        values: what makes it this finding and no other; key material.
        evidence: what else a reader needs to judge it; may depend on today.
        severity: where it differs from the rule's own.
    """

    message: str
    values: dict[str, str] = {}
    evidence: dict[str, str] = {}
    severity: Severity | None = None


PageCheck = Callable[[PageFacts, PagePolicy, date], Iterator[Hit]]
SiteCheck = Callable[[SiteFacts, date], Iterator[Hit]]
CheckT = TypeVar("CheckT", bound=Callable[..., Iterator[Hit]])


class Rule(Struct, Generic[CheckT], frozen=True, kw_only=True):
    """A rule of the audit; call ``check``.

    Attributes:
        id: ``FR001``; never reused for another meaning.
        name: kebab-case.
        version: raised when the definition changes what it finds.
        subject: what it speaks of.
        severity: of its findings, unless a hit says otherwise.
        gone_too: asked of addresses without a standing page of ours, too.
        definition: one sentence, from the function's docstring.
        source: where the rule comes from.
        check: the function.
    """

    id: str
    name: str
    version: int
    subject: Subject
    severity: Severity
    gone_too: bool
    definition: str
    source: str
    check: CheckT

    def finding(self, hit: Hit, *, site: str, url: str | None, today: date) -> Finding:
        """The hit as a row: with its subject and its stable key."""
        return Finding(
            rule=self.id,
            rule_version=self.version,
            name=self.name,
            severity=hit.severity or self.severity,
            site=site,
            url=url,
            message=hit.message,
            evidence={**hit.values, **hit.evidence},
            key=stable_key(self.id, url or site, hit.values),
            as_of=today,
        )


def stable_key(rule: str, subject: str, values: dict[str, str]) -> str:
    """``FR001-`` and 20 hex digits of SHA-256 over subject and values; the same on every run and machine."""
    material = msgspec.json.encode([rule, subject, sorted(values.items())])
    return f"{rule}-{hashlib.sha256(material).hexdigest()[:20]}"


def page_rule(
    id_: str, name: str, *, severity: Severity, source: str, version: int = 1, gone_too: bool = False
) -> Callable[[PageCheck], Rule[PageCheck]]:
    """Make a function over one page's facts a rule; its docstring is the definition."""
    return partial(_made, "page", id_, name, severity, source, version, gone_too=gone_too)


def site_rule(
    id_: str, name: str, *, severity: Severity, source: str, version: int = 1
) -> Callable[[SiteCheck], Rule[SiteCheck]]:
    """Make a function over a publisher's facts a rule; its docstring is the definition."""
    return partial(_made, "publisher", id_, name, severity, source, version)


def _made(
    subject: Subject,
    id_: str,
    name: str,
    severity: Severity,
    source: str,
    version: int,
    check: CheckT,
    *,
    gone_too: bool = False,
) -> Rule[CheckT]:
    text = inspect.getdoc(check)
    if not text:
        raise TypeError(f"rule {check!r} has no docstring: it is the definition readers see")
    return Rule(
        id=id_,
        name=name,
        version=version,
        subject=subject,
        severity=severity,
        gone_too=gone_too,
        definition=" ".join(text.split()),
        source=source,
        check=check,
    )
