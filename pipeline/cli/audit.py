"""The command that judges pages: ``audit``."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from pipeline import sites
from pipeline.audit.baseline import read_baseline
from pipeline.audit.engine import Tally, run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies, idle, policies_of
from pipeline.audit.registry import all_rules, rules_version
from pipeline.audit.render import FORMATS, render
from pipeline.cli import console
from pipeline.cli.app import handed
from pipeline.cli.choices import as_of_day, check_sites, only_sites
from pipeline.cli.clock import SystemClock
from pipeline.cli.places import Place
from pipeline.cli.streams import reader_may_leave
from pipeline.cli.writing import written
from pipeline.config import Config, Suppressed
from pipeline.config.auditing import ANY, Policy
from pipeline.errors import ConfigError, DatabaseLocked, DatabaseReadOnly, DiskFull, RunLocked
from pipeline.model.issue import FailOn, Finding
from pipeline.moments import end_of
from pipeline.nearest import meant
from pipeline.parsers import textdump
from pipeline.parsers.profile import SiteProfile
from pipeline.parsers.reading import GENERIC_PAGE_TYPE
from pipeline.storage import Store


@click.command()
@as_of_day("Judge by this day, and by what was held at its end.")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="table", show_default=True)
@click.option("--rule", "rules", multiple=True, help="Only this rule, as in FR001; repeatable.")
@only_sites("only")
@click.option(
    "--fail-on", type=click.Choice(["info", "warning", "error", "never"]), help="Least severity that exits 1."
)
@click.option(
    "--baseline",
    type=Place(dir_okay=False, exists=True),
    help="Findings of an earlier audit (json or jsonl): they are shown, only new or graver ones fail.",
)
@click.option("--no-store", is_flag=True, help="Leave the findings in the database as they are.")
@click.pass_context
def audit(  # noqa: PLR0917
    ctx: click.Context,
    as_of: datetime | None,
    format_: str,
    rules: tuple[str, ...],
    only: tuple[str, ...],
    fail_on: FailOn | None,
    baseline: Path | None,
    no_store: bool,
) -> None:
    """Say what is overdue, undated, contradictory, silently changed or gone.

    An audit of today by every rule also brings the findings in the database up to date: each is one row with its
    since-when, and one that no longer holds is resolved. With --as-of the records, looks, links and edits are those
    of the end of that day (UTC), and nothing is stored; a day to come is judged by what is held today.

    \b
    Examples
      pipeline audit
      pipeline audit --rule FR001 --rule FR002 --format jsonl
      pipeline audit --as-of 2027-01-01 --fail-on never
      pipeline audit --format json --fail-on never > before.json
      pipeline audit --baseline before.json --format junit > audit.xml
    """
    config = handed(ctx).config
    now = SystemClock().now()
    today = as_of.date() if as_of else now.date()
    then = end_of(as_of)
    known = read_baseline(baseline) if baseline else None
    tally = Tally(known=known)
    least = fail_on or config.audit.fail_on
    found: list[Finding] = []
    asked, unused = policies(config), set[Policy]()
    with Store.open(config.storage.database, read_only=True) as store:
        pages = idle(gather(store, sites=only, as_of=then), asked, unused)
        hosts = gather_hosts(store, as_of=then)
        stream: Iterable[Finding] = run_audit(pages, policies=asked, today=today, only=rules, hosts=hosts)
        if not (no_store or as_of or rules):
            stream = _remembered(stream, found)
        watched = tally.watch(stream, today=today, suppressions=config.audit.suppressions)
        with reader_may_leave():
            render(watched, format_, sys.stdout, known=known, fail_on=least)
        deque(watched, maxlen=0)  # what a reader that left has not waited for is found, counted and stored all the same
    if not handed(ctx).quiet:
        whole = not (rules or only or as_of)
        for note in tally.notes(today=today if whole else None):
            console.say(note)
        for one in config.audit.policies if whole else ():
            if one in unused:
                console.say(f"the policy of {_of(one.key, one.url)} holds for no page: mend its url, or take it out")
    if not (no_store or as_of or rules) and not store_findings(config, found, now=now, only=only):
        console.say("the findings in the database stay as they were: it cannot be written now")
    ctx.exit(1 if tally.reaches(least) else 0)


def policies(config: Config) -> Policies:
    """What is asked of each kind of page: the configuration's word, else the publisher's as its profile cites it.

    Raises:
        ConfigError: a policy or suppression would never hold: it is for a site, kind of page or rule that there is not,
            for pages with a rule that speaks of none, or for what another policy is for, too.
    """
    rules = config.audit
    named = {*(one.site for one in rules.policies), *(one.site for one in rules.suppressions)} - {ANY}
    check_sites(sorted(named), config.storage.database)
    for key, count in Counter((one.key, one.url) for one in rules.policies).items():
        if count > 1:
            raise ConfigError(f"audit.policies: {count} are for {_of(*key)}, and one of them can hold")
    for policy in rules.policies:
        if policy.page_type is not None:
            _known(policy.page_type, _kinds(sites.by_name(policy.site)), f"kind of page of {policy.site}")
    for suppression in rules.suppressions:
        _known(suppression.rule, {rule.id for rule in all_rules()}, "rule of the audit")
        _check_subject(suppression)
    stated = {name: profile.review_policy for name, profile in sites.profiles().items()}
    for name, profile in sites.profiles().items():
        stated.update({f"{name}/{kind}": policy for kind, policy in profile.review_policies.items()})
    return policies_of(config.audit, stated)


def _of(kind: str, url: str | None) -> str:
    return kind if url is None else f"{kind} at {url}"


def _kinds(profile: SiteProfile) -> set[str]:
    read = (reader.page_type for reader in profile.readers)
    return {*read, *profile.review_policies, GENERIC_PAGE_TYPE, textdump.PAGE_TYPE}


def _known(name: str, names: set[str], what: str) -> None:
    if name not in names:
        hint = meant(name, names)
        raise ConfigError(f"no {what} is named {name!r}{hint}", mend=f"there are {', '.join(sorted(names))}")


def _check_subject(suppression: Suppressed) -> None:
    speaks_of = {rule.subject for rule in all_rules() if rule.id == suppression.rule}
    if suppression.url is None and "publisher" not in speaks_of:
        raise ConfigError(
            f"a suppression of {suppression.rule} names no url, and this rule speaks of pages alone",
            mend='say which: url = "https://host/path.html", or url = "*" for every page',
        )
    if suppression.url is not None and "page" not in speaks_of:
        raise ConfigError(
            f"the suppression of {suppression.rule} on {suppression.url} names a url: this rule speaks of publishers",
            mend="leave url out, and say of which: site = NAME",
        )


def store_findings(config: Config, found: Iterable[Finding], *, now: datetime, only: tuple[str, ...] = ()) -> bool:
    """Bring the findings in the database up to date; ``False`` where it cannot be written now.

    A database on a disk that is read-only or full, and one that a run is writing, are audited all the same.
    """
    try:
        with written(config.storage.database, by="audit", now=now) as store:
            store.sync_findings(found, now=now, sites=only or None, rules=rules_version())
    except (DatabaseReadOnly, DatabaseLocked, DiskFull, RunLocked):
        return False
    return True


def _remembered(findings: Iterable[Finding], into: list[Finding]) -> Iterator[Finding]:
    for finding in findings:
        into.append(finding)
        yield finding
