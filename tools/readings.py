"""``python -m tools.readings`` writes down what saved pages read as; ``--check`` says where that changed in silence.

A store tells a publisher's edit from a reader's by the versions of parser and profile. So the same bytes may read
differently only under another version: what was written down under a version is not overwritten under the same one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import sites
from pipeline.errors import ReadError
from pipeline.ingest.proving import record_of
from pipeline.parsers import PARSER_VERSION
from tools.lock import ROOT

FIXTURES = ROOT / "fixtures"
FILE = FIXTURES / "readings.json"

Readings = Mapping[str, Mapping[str, str]]
"""By versions (``parser 2, nhs 1``), then by page: the digest of its record without provenance, or why it has none."""


def readings(folder: Path = FIXTURES) -> Readings:
    """What every saved page of a publisher reads as now, by its publisher's profile and as any other page."""
    found: dict[str, dict[str, str]] = {}
    for name, profile in sites.profiles().items():
        for page in sorted((folder / name).glob("*.html")):
            url = json.loads(page.with_suffix(".json").read_bytes())["url"]
            for reader in dict.fromkeys((profile.name, "generic")):
                by = sites.by_name(reader)
                versions = f"parser {PARSER_VERSION}, {by.name} {by.version}"
                try:
                    digest = _digest(record_of(page, by, url))
                except ReadError as error:
                    digest = f"unread: {error.message}"
                found.setdefault(versions, {})[f"{name}/{page.stem}"] = digest
    return found


def _digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def silent_changes(held: Readings, found: Readings) -> Iterator[str]:
    """Pages that read differently under versions that were written down before."""
    for versions, pages in found.items():
        for page, digest in pages.items():
            before = held.get(versions, {}).get(page, digest)
            if before != digest:
                yield f"{page} does not read as it did ({versions}): {before} -> {digest}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tools.readings", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file is not in step")
    options = parser.parse_args()
    found = readings()
    held = json.loads(FILE.read_bytes()) if FILE.exists() else {}
    changed = list(silent_changes(held, found))
    if changed:
        print("\n".join(changed[:12]))
        print(
            f"{len(changed)} readings changed. Raise PARSER_VERSION in pipeline/parsers/version.py, or the version of"
        )
        print("the profile if nothing else changed, then run: python -m tools.readings")
        return 1
    if options.check:
        if held != found:
            print("fixtures/readings.json is not in step; run: python -m tools.readings")
        return int(held != found)
    FILE.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
