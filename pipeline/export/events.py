"""What happened to pages and what is to be said of them, as rows: findings, changes, checks of links."""

from __future__ import annotations

from pipeline.export.columns import json_cell
from pipeline.export.heads import document_id
from pipeline.export.rows import ChangeRow, FindingRow, LinkCheckRow
from pipeline.storage.link_values import LinkCheck
from pipeline.storage.values import Change
from pipeline.storage.values import FindingRow as StoredFinding


def finding_row(stored: StoredFinding, *, quote: bool = True) -> FindingRow:
    """A finding as a row.

    Args:
        stored: as the store has it.
        quote: whether it may carry words of the page (message and evidence do).
    """
    finding = stored.finding
    return FindingRow(
        key=finding.key,
        document_id=None if finding.url is None else document_id(finding.url),
        url=finding.url,
        site=finding.site,
        rule=finding.rule,
        rule_version=finding.rule_version,
        name=finding.name,
        severity=finding.severity,
        message=finding.message if quote else finding.name,
        evidence=json_cell(finding.evidence if quote else {}),
        as_of=finding.as_of,
        first_seen=stored.first_seen,
    )


def change_row(change: Change) -> ChangeRow:
    """An event as a row."""
    return ChangeRow(
        change=change.id,
        at=change.at,
        document_id=None if change.url is None else document_id(change.url),
        url=change.url,
        kind=change.kind,
        grade=change.grade,
        version=change.version,
        previous_version=change.previous_version,
        run_id=change.run_id,
    )


def link_check_row(check: LinkCheck) -> LinkCheckRow:
    """What checks of a link came to, as a row."""
    return LinkCheckRow(
        link_url=check.url,
        verdict=check.verdict,
        outcome=check.outcome,
        status=check.status,
        final_url=check.final_url,
        checks=check.checks,
        first_checked=check.first_seen,
        last_checked=check.checked_at,
        last_fine=check.last_fine,
        first_bad=check.first_bad,
        confirmed_bad=check.confirmed_bad,
    )
