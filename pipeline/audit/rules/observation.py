"""Have we seen the page at all, and can its text be read?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.audit.facts import PageFacts, steps
from pipeline.audit.intervals import days_between
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule
from pipeline.model.issue import Issue

DAMAGE = frozenset({"mojibake", "replacement-character"})
"""The reader's issues that mean damaged text."""


@page_rule(
    "FR018", "not-observed", severity="info", source="Freshness domain rules, A5 and B6.", version=2, gone_too=True
)
def not_observed(page: PageFacts, policy: PagePolicy, today: date) -> Iterator[Hit]:
    """We have not seen the page for longer than its policy allows; an error past the policy's limit.

    Only a look that told something counts: a challenge, a consent wall, 403, 429 or 503 does not. A page never seen
    is counted from the day its address became known. One that is gone, or lives elsewhere now, is looked at seldom on
    purpose.
    """
    since = page.last_observed or page.first_seen
    if since is None or _is_no_more(page):
        return
    days = days_between(since.date(), today)
    if days <= policy.observe_within:
        return
    last = page.checks[-1] if page.checks else None
    never = page.last_observed is None
    yield Hit(
        message=f"known for {days} days and never seen" if never else f"last seen {days} days ago",
        values={"first_seen" if never else "last_observed": since.isoformat()},
        evidence={
            "limit": str(policy.observe_within),
            "last_attempt": "none" if last is None else f"{last.status or 'no answer'} on {last.at.isoformat()}",
        },
        severity="error" if days > policy.observe_sla else None,
    )


def _is_no_more(page: PageFacts) -> bool:
    """Whether no page of ours lives at the address: it is confirmed gone, or never gave one and leads elsewhere."""
    last = page.checks[-1] if page.checks else None
    nothing = page.page_type is None and last is not None and (last.gone or last.url != page.url)
    return page.gone_since is not None or nothing


@page_rule(
    "FR019",
    "encoding-damage",
    severity="warning",
    source="Freshness domain rules, B6; Unicode 16, section 23.8 (U+FFFD).",
    version=2,
)
def encoding_damage(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The text holds U+FFFD or letters read in the wrong encoding; an error in a section on warnings or doses.

    Where the version before the damage was whole, the finding names the version and the day on which it came.
    """
    for issue in page.issues:
        if issue.code not in DAMAGE:
            continue
        yield Hit(
            message=issue.message,
            values={"code": issue.code, **issue.evidence},
            evidence=_came_in(page, issue.code),
            severity="error" if _in_critical_text(issue, page) else None,
        )


def _came_in(page: PageFacts, code: str) -> dict[str, str]:
    """The version that brought the damage, where one before it was seen without; our own reader brings none."""
    for before, after in reversed(tuple(steps(page.history))):
        if code not in before.issues:
            new = code in after.issues and after.grade != "technical"
            return {"new_in": f"version {after.version}, {after.first_seen.date().isoformat()}"} if new else {}
    return {}


def _in_critical_text(issue: Issue, page: PageFacts) -> bool:
    """Whether damage that the evidence quotes stands in a critical section; any U+FFFD there is damage, too."""
    if issue.code == "replacement-character":
        return any("\ufffd" in text for text in page.critical_texts)
    quoted = [" ".join(words.split()) for name, words in issue.evidence.items() if name.startswith("raw")]
    plain = [" ".join(text.split()) for text in page.critical_texts]
    return any(words and words in text for words in quoted for text in plain)
