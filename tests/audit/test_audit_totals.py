"""What the audit counts over a whole database is what SQL of its own counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.storage import Store
from tests.years import END, fill

COUNTS = {
    ("FR002", "warning"): "SELECT count(*) FROM documents WHERE date(reviewed, '+36 months') < :today"
    " AND date(reviewed, '+54 months') >= :today",
    ("FR002", "error"): "SELECT count(*) FROM documents WHERE date(reviewed, '+54 months') < :today",
    ("FR004", "info"): "SELECT count(*) FROM documents WHERE reviewed IS NULL",
    ("FR004", "warning"): "SELECT count(DISTINCT site) FROM documents WHERE reviewed IS NULL",
    ("FR017", "warning"): "SELECT count(*) FROM links l JOIN link_checks k ON k.url = l.url WHERE k.verdict = 'broken'",
    ("FR018", "info"): "SELECT count(*) FROM urls WHERE julianday(:today) - julianday(date(last_fetched)) > 90"
    " AND julianday(:today) - julianday(date(last_fetched)) <= 180",
    ("FR018", "error"): "SELECT count(*) FROM urls WHERE julianday(:today) - julianday(date(last_fetched)) > 180",
}
"""Rule and severity -> the same question in SQL."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("totals") / "health.db") as opened:
        fill(opened, pages=400, runs=40, changed=8, unchanged=8)
        yield opened


@pytest.fixture(scope="module")
def found(store: Store) -> Counter[tuple[str, str]]:
    findings = run_audit(gather(store), policies=Policies(), today=END.date(), hosts=gather_hosts(store))
    return Counter((finding.rule, finding.severity) for finding in findings)


@pytest.mark.parametrize("what", COUNTS, ids=" ".join)
def test_totals_equal_independent_sql(what: tuple[str, str], found: Counter[tuple[str, str]], store: Store) -> None:
    """As many findings as rows that SQL picks by the rule's own definition, and more than none."""
    expected = store._sql.execute(COUNTS[what], {"today": END.date().isoformat()}).fetchone()[0]
    assert found[what] == expected
    assert expected


def test_changes_without_a_new_date_are_those_of_the_ledger(found: Counter[tuple[str, str]], store: Store) -> None:
    """FR008 as errors: critical changes that two looks saw and after which the review never moved forward."""
    rows = store._sql.execute(
        "SELECT count(*) FROM versions v JOIN versions p ON p.document_id = v.document_id AND p.number = v.number - 1"
        " JOIN documents d ON d.id = v.document_id JOIN versions c ON c.id = d.version_id"
        " WHERE v.grade = 'critical' AND p.review_hi IS NOT NULL AND c.review_hi <= p.review_hi"
        " AND (v.number < c.number OR v.last_seen_at > v.first_seen_at) AND NOT EXISTS (SELECT 1 FROM versions a"
        " JOIN versions b ON b.document_id = a.document_id AND b.fingerprint = a.fingerprint"
        " WHERE a.document_id = v.document_id AND a.number < v.number AND b.number >= v.number)"
    ).fetchone()[0]
    assert found["FR008", "error"] == rows
    assert rows


def test_findings_stand_as_one_row_each_with_their_since_when(store: Store) -> None:
    """Audited twice, a week apart, every finding is one row with the first day as its since-when."""
    for at in (END, END.replace(day=8)):
        findings = run_audit(gather(store), policies=Policies(), today=END.date(), hosts=gather_hosts(store))
        changes = store.sync_findings(findings, now=at)
    assert (changes.opened, changes.resolved) == ((), ())
    rows = list(store.findings())
    assert {row.first_seen for row in rows} == {END}
    assert {row.last_seen for row in rows} == {END.replace(day=8)}
