"""What happened to pages and what is to be said of them, as rows: findings and changes."""

from __future__ import annotations

from pipeline.export.columns import json_cell
from pipeline.export.heads import document_id
from pipeline.export.rows import ChangeRow, FindingRow
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
