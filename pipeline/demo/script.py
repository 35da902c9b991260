"""Which behaviours a request meets: rules, counted per host and path, and those a folder of pages brings along."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.demo.behaviours import Change, Failure, Rule
from pipeline.errors import UsageError


class RuleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of rules: ``[[rule]]`` tables in TOML."""

    rule: tuple[Rule, ...] = ()


class Meeting(Struct, frozen=True):
    """What one request meets: the changes to the page, the failure if there is one, and which request it is."""

    changes: tuple[Change, ...]
    failure: Failure | None
    visit: int


class Script:
    """An ordered set of rules and the count of requests they have seen.

    A new script starts counting from nothing; one that replaces another is swapped in by a single assignment,
    so another thread may do it while the server runs.
    """

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self.rules = tuple(rules)
        self._visits: Counter[tuple[str, str]] = Counter()
        self._matching: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def meet(self, host: str, path: str) -> Meeting | None:
        """What a request for ``path`` on ``host`` meets, counting it; ``None`` when no rule speaks of it."""
        key = (host, path)
        rules = self._matching.get(key)
        if rules is None:
            rules = self._matching[key] = tuple(rule for rule in self.rules if matches(rule, host, path))
        if not rules:
            return None
        visit = self._visits[key]
        self._visits[key] += 1
        changes: list[Change] = []
        failure: Failure | None = None
        for rule in rules:
            if visit < rule.after or (rule.times is not None and visit >= rule.after + rule.times):
                continue
            if isinstance(rule.behaviour, Change):
                changes.append(rule.behaviour)
            elif failure is None:
                failure = rule.behaviour
        return Meeting(tuple(changes), failure, visit)


def matches(rule: Rule, host: str, path: str) -> bool:
    """Whether a rule speaks of a path; a share is decided by the path's CRC-32, so it is the same in every process."""
    if rule.host is not None and rule.host != host:
        return False
    if not fnmatchcase(path, rule.path):
        return False
    return rule.share >= 1.0 or zlib.crc32(path.encode()) % 1000 < rule.share * 1000


def site_rules(root: Path | None) -> tuple[Rule, ...]:
    """The rules of a site's own ``behaviours.toml``; none without one.

    Raises:
        UsageError: the file does not hold rules; says where.
    """
    file = root / "behaviours.toml" if root else None
    if file is None or not file.is_file():
        return ()
    try:
        return msgspec.toml.decode(file.read_bytes(), type=RuleFile).rule
    except (msgspec.DecodeError, ValueError) as error:
        raise UsageError(f"{file}: {error}") from error
