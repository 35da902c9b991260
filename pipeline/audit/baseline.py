"""Findings somebody has seen before: shown like the others, and no reason to fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.model.issue import Finding, Severity

GRAVITY: dict[str, int] = {"info": 0, "warning": 1, "error": 2}
"""How grave a severity is."""


class Baseline(Struct, frozen=True):
    """What an earlier audit found.

    Attributes:
        severities: of its findings, by their keys.
    """

    severities: Mapping[str, Severity] = {}

    def has(self, finding: Finding) -> bool:
        """Whether it has the finding, whatever its severity was."""
        return finding.key in self.severities

    def covers(self, finding: Finding) -> bool:
        """Whether it has the finding, as grave as it is now or graver: nobody has seen an error who saw a warning."""
        then = self.severities.get(finding.key)
        return then is not None and GRAVITY[then] >= GRAVITY[finding.severity]


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
    return Baseline({finding.key: finding.severity for finding in found})
