"""Facts of an imaginary page, healthy in every way until a test changes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from pipeline.audit.engine import run_audit
from pipeline.audit.facts import Check, HostFacts, PageFacts
from pipeline.audit.policy import PagePolicy, Policies
from pipeline.model.issue import Finding
from pipeline.storage.seen import BrokenLink
from tests.values import claim

TODAY = date(2026, 3, 1)
URL = "https://health.example/asthma.html"


def at(day: str, hour: int = 12) -> datetime:
    """A moment of a day, UTC."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def check(day: str, status: int | None = 200, url: str = URL, hour: int = 12, **changes: Any) -> Check:
    """A look at the page's address."""
    return Check(at=at(day, hour), status=status, url=url, **changes)


HEALTHY = PageFacts(
    url=URL,
    site="healthy",
    page_type="topic",
    language="en",
    title="Asthma",
    canonical_url=URL,
    claims=(claim("2025-06-01"),),
    reviewed=claim("2025-06-01"),
    captured_at=at("2026-02-28"),
    checks=(check("2026-02-28"),),
    baseline_url=URL,
    first_seen=at("2024-01-01"),
    last_observed=at("2026-02-28"),
)


DEAD = BrokenLink(
    url="https://x.example/",
    text="More",
    section="Learn",
    status=404,
    since=at("2026-01-01"),
    confirmed=at("2026-01-08"),
    last_fine=None,
)
"""A link that never was seen fine and is confirmed dead."""


def page(**changes: Any) -> PageFacts:
    """The healthy page, changed."""
    return msgspec.structs.replace(HEALTHY, **changes)


def found(
    *pages: PageFacts,
    policy: PagePolicy | None = None,
    today: date = TODAY,
    rule: str | None = None,
    hosts: Mapping[str, HostFacts] | None = None,
) -> list[Finding]:
    """What the audit finds, of one rule or of all."""
    policies = Policies(by_kind={} if policy is None else {"*": policy})
    return list(run_audit(pages, policies=policies, today=today, only=(rule,) if rule else (), hosts=hosts or {}))


def days_before(days: int, today: date = TODAY) -> str:
    """The day so many days ago."""
    return (today - timedelta(days=days)).isoformat()
