"""Findings somebody has seen before: shown like the others, and no reason to fail."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.errors import UsageError
from pipeline.model.issue import Finding


def read_baseline(file: Path) -> frozenset[str]:
    """The keys of the findings in a file that an audit wrote as ``json`` or ``jsonl``.

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
    return frozenset(finding.key for finding in found)
