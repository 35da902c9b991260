"""Findings somebody has seen before: shown like the others, and no reason to fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.model.issue import Finding, Said, Severity

GRAVITY: dict[str, int] = {"info": 0, "warning": 1, "error": 2}
"""How grave a severity is."""


class Baseline(Struct, frozen=True):
    """What an earlier audit found.

    Attributes:
        severities: of its findings, by their keys.
        said: the same, and the version of its rule, by what they said: a newer version of a rule may call by another
            key what it says in the same words.
    """

    severities: Mapping[str, Severity] = {}
    said: Mapping[Said, tuple[int, Severity]] = {}

    def has(self, finding: Finding) -> bool:
        """Whether it has the finding, whatever its severity was."""
        return self._then(finding) is not None

    def covers(self, finding: Finding) -> bool:
        """Whether it has the finding, as grave as it is now or graver: nobody has seen an error who saw a warning."""
        then = self._then(finding)
        return then is not None and GRAVITY[then] >= GRAVITY[finding.severity]

    def _then(self, finding: Finding) -> Severity | None:
        if (by_key := self.severities.get(finding.key)) is not None:
            return by_key
        version, severity = self.said.get(finding.said, (finding.rule_version, None))
        return severity if version < finding.rule_version else None


def read_baseline(file: Path) -> Baseline:
    """The findings in a file that an audit wrote as ``json`` or ``jsonl``.

    Raises:
        UsageError: the file is neither.
    """
    data = file.read_bytes()
    try:
        if data.lstrip()[:1] == b"[":
            found = msgspec.json.decode(data, type=list[Finding])
        else:
            found = msgspec.json.Decoder(Finding).decode_lines(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} is no baseline: {error}", mend="write one with `pipeline audit --format json --fail-on never`"
        ) from error
    return Baseline(
        {finding.key: finding.severity for finding in found},
        {finding.said: (finding.rule_version, finding.severity) for finding in found},
    )
