"""Values that tests of several packages make: the claim of a date, a section, a finding."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from msgspec.structs import replace

from pipeline.model.dates import DateClaim, DateSource, Precision, Role
from pipeline.model.document import Section
from pipeline.model.issue import Finding


def claim(value: str, role: Role = "reviewed", source: DateSource = "text", **changes: Any) -> DateClaim:
    """A claim of a year, a month or a day, as wide as its value is vague."""
    parts = [int(part) for part in value.split("-")]
    precisions: tuple[Precision, ...] = ("year", "month", "day")
    precision = precisions[len(parts) - 1]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    last = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    made = DateClaim(
        role=role,
        value=value,
        precision=precision,
        lo=date(year, parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1),
        hi=date(year, month, last),
        raw=value,
        source=source,
        locator=f"{source} {role}",
    )
    return replace(made, **changes)


def section(heading: str, text: str, *, order: int = 0, **changes: Any) -> Section:
    """A section of prose, directly under the title."""
    made = Section(
        id=f"s{order}", order=order, level=1, heading=heading, path=(heading,), kind="prose", text=text, markdown=text
    )
    return replace(made, **changes)


def finding(key: str, url: str | None = "https://health.example/page.html", **changes: Any) -> Finding:
    """What the audit may have found at a page; two of one key are the same finding."""
    made = Finding(
        rule="FR001",
        name="review-overdue-declared",
        severity="error",
        site="healthy",
        url=url,
        message="overdue",
        evidence={"due": "2024-01"},
        key=key,
        as_of=date(2026, 1, 1),
    )
    return replace(made, **changes)
