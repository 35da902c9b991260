"""Runs the rules over a stream of pages; memory grows with the number of distinct dates, not of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import msgspec

from pipeline.audit.baseline import GRAVITY, Baseline
from pipeline.audit.facts import HostFacts, PageFacts
from pipeline.audit.policy import Policies, covers
from pipeline.audit.registry import all_rules
from pipeline.audit.rule import PageCheck, Rule
from pipeline.audit.site_tally import SiteTally
from pipeline.config.auditing import ANY, Suppressed
from pipeline.errors import UsageError
from pipeline.model.issue import FailOn, Finding, Severity

_GRADE: dict[str, int] = {**GRAVITY, "never": 3}


def run_audit(
    pages: Iterable[PageFacts],
    *,
    policies: Policies,
    today: date,
    only: Iterable[str] = (),
    hosts: Mapping[str, HostFacts] = MappingProxyType({}),
) -> Iterator[Finding]:
    """Findings of every page as it comes, then those of every publisher by name.

    Args:
        pages: facts, in any order; findings of pages keep it.
        policies: what is asked of each kind of page.
        today: the day to judge by.
        only: rule ids to run; none means all.
        hosts: what is known of each site beside its pages.

    Raises:
        UsageError: ``only`` names a rule that does not exist.
    """
    chosen = _choose(only)
    of_page = tuple(rule for rule in chosen if rule.subject == "page")
    of_site = tuple(rule for rule in chosen if rule.subject == "publisher")
    tallies: dict[str, SiteTally] = {}
    for page in pages:
        yield from _of_page(of_page, page, policies, today)
        if of_site:
            tally = tallies.get(page.site)
            if tally is None:
                tally = tallies[page.site] = SiteTally(page.site)
            tally.add(page, policies)
    for name in sorted(tallies):
        facts = tallies[name].facts(hosts.get(name, HostFacts()))
        for site_rule in of_site:
            for hit in site_rule.check(facts, today):
                yield site_rule.finding(hit, site=name, url=None, today=today)


def _of_page(rules: tuple[Rule[PageCheck], ...], page: PageFacts, policies: Policies, today: date) -> Iterator[Finding]:
    """What rules find on a page; what a rule finds twice by the same values is one finding."""
    policy = policies.of(page.site, page.page_type, page.url)
    for rule in rules if page.current else (rule for rule in rules if rule.gone_too):
        told: set[str] = set()
        for hit in rule.check(page, policy, today):
            finding = rule.finding(hit, site=page.site, url=page.url, today=today)
            if finding.key not in told:
                told.add(finding.key)
                yield finding


def _choose(only: Iterable[str]) -> tuple[Rule[Any], ...]:
    known = {rule.id for rule in all_rules()}
    wanted = set(only) or known
    unknown = sorted(wanted - known)
    if unknown:
        raise UsageError(f"there is no rule {', '.join(unknown)}", mend=f"rules are {', '.join(sorted(known))}")
    return tuple(rule for rule in all_rules() if rule.id in wanted)


class Tally(msgspec.Struct, kw_only=True):
    """What an audit found, counted while it streams past.

    Attributes:
        by_rule: findings by rule id.
        by_severity: findings by severity.
        suppressed: findings that a suppression covers today, by rule id.
        idle: suppressions that have covered nothing so far.
        known: a baseline; findings that it covers are counted and never fail.
        fresh: findings by severity that the baseline does not cover; all of them without one.
    """

    known: Baseline | None = None
    fresh: dict[Severity, int] = {}
    by_rule: dict[str, int] = {}
    by_severity: dict[Severity, int] = {}
    suppressed: dict[str, int] = {}
    idle: tuple[Suppressed, ...] = ()

    def watch(
        self, findings: Iterable[Finding], *, today: date, suppressions: tuple[Suppressed, ...] = ()
    ) -> Iterator[Finding]:
        """Let findings through, counting them; those that are suppressed today are counted and held back."""
        self.idle = suppressions
        for finding in findings:
            covering = [one for one in suppressions if covers(one, finding, today=today)]
            if covering:
                self.idle = tuple(one for one in self.idle if one not in covering)
                self.suppressed[finding.rule] = self.suppressed.get(finding.rule, 0) + 1
                continue
            self.by_rule[finding.rule] = self.by_rule.get(finding.rule, 0) + 1
            self.by_severity[finding.severity] = self.by_severity.get(finding.severity, 0) + 1
            if self.known is None or not self.known.covers(finding):
                self.fresh[finding.severity] = self.fresh.get(finding.severity, 0) + 1
            yield finding

    def notes(self, *, today: date | None = None) -> Iterator[str]:
        """What the findings themselves do not say: how many are new beside the baseline, how many are suppressed.

        Args:
            today: the day of an audit of everything; of its suppressions those are named that cover nothing.
        """
        if self.known is not None:
            found, new = sum(self.by_severity.values()), sum(self.fresh.values())
            yield f"beside the baseline: {new} new, {found - new} known"
        if self.suppressed:
            rules = ", ".join(f"{count} of {rule}" for rule, count in sorted(self.suppressed.items()))
            yield f"suppressed by the configuration: {rules}"
        if today is None:
            return
        for one in self.idle:
            where = one.url or ("every publisher" if one.site == ANY else one.site)
            if one.until < today:
                said = f"ended on {one.until.isoformat()}: renew it, or take it out"
            else:
                said = "covers nothing now: mend its address, or take it out"
            yield f"the suppression of {one.rule} on {where} {said}"

    def reaches(self, fail_on: FailOn) -> bool:
        """Whether anything new is as grave as ``fail_on`` or graver; ``never`` is never reached."""
        return any(_GRADE[severity] >= _GRADE[fail_on] for severity in self.fresh)
