"""What became of every record between two releases, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.columns import Column, told_differences
from pipeline.export.descriptions.card import plain
from pipeline.export.heads import document_id, ordering
from pipeline.export.rows import FindingRow
from pipeline.export.stored import RECORDS, StoredRecord, manifest_of, rows_of_root
from pipeline.model.document import Section

Old = TypeVar("Old")
New = TypeVar("New")
Status = Literal["added", "changed", "removed", "unchanged"]
State = Literal["new", "standing", "ended"]
"""Of a finding, against the release before."""
Why = Callable[[StoredRecord, Status, bool], str | None]
"""Asked with record, status and whether the page says something else; ``None``: only the records can tell."""
Tables = Mapping[str, tuple[Column, ...]]
"""The columns of tables, by name."""

CHANGELOG = "changelog.jsonl"
SUMMARY = "CHANGES.md"
_LISTED = 100


class SectionChanges(Struct, frozen=True, kw_only=True):
    """Ids of the sections that came, went, or say something else now."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record in the changelog.

    Attributes:
        url: of the page.
        document_id: its id.
        status: what became of the record.
        why: in words.
        fields: of a changed record, those that differ.
        sections: of a changed record.
    """

    url: str
    document_id: str
    status: Status
    why: str
    fields: tuple[str, ...] = ()
    sections: SectionChanges = SectionChanges()


def paired(old: Iterator[tuple[Any, Old]], new: Iterator[tuple[Any, New]]) -> Iterator[tuple[Old | None, New | None]]:
    """Two streams side by side, each with its keys and in their order; nothing is held longer than its turn."""
    a, b = next(old, None), next(new, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[0] < b[0]):
            assert a is not None  # noqa: S101 - one of the two is there
            yield a[1], None
            a = next(old, None)
        elif a is None or b[0] < a[0]:
            yield None, b[1]
            b = next(new, None)
        else:
            yield a[1], b[1]
            a, b = next(old, None), next(new, None)


def by_address(records: Iterator[StoredRecord]) -> Iterator[tuple[str, StoredRecord]]:
    """Records of a release with what puts them in order.

    Raises:
        UsageError: they are not.
    """
    last = ""
    for record in records:
        key = ordering(record)
        if key <= last:
            raise UsageError(f"{record.url} is out of order in a release", mend="make the release again")
        last = key
        yield key, record


def write_changelog(old: Path | None, new: Path, *, previous: str | None, tables: Tables, why: Why) -> Counter[str]:
    """Write ``changelog.jsonl`` and ``CHANGES.md`` into a release that has its records; how many of each status.

    Args:
        old: folder of the release before; ``None``: there is none.
        new: folder of the release.
        previous: name of the release before.
        tables: of the release, each with its columns.
        why: reasons that the records do not tell.
    """
    before = rows_of_root(old, RECORDS, StoredRecord) if old is not None else iter(())
    after = rows_of_root(new, RECORDS, StoredRecord)
    counts: Counter[str] = Counter()
    listed: list[Entry] = []
    encoder = msgspec.json.Encoder()
    with (new / CHANGELOG).open("wb") as log:
        for pair in paired(by_address(before), by_address(after)):
            entry = _entry(*pair, why)
            counts[entry.status] += 1
            log.write(encoder.encode(entry) + b"\n")
            if entry.status != "unchanged" and len(listed) < _LISTED:
                listed.append(entry)
    had = {} if old is None else {file.name: file.columns for file in manifest_of(old).tables if file.columns}
    told = [] if old is None else list(_tables_that_differ(had, tables))
    lines = list(_summary(counts, listed, previous, told))
    findings = [] if old is None else list(_findings(old, new))
    lines += ["", *findings] if findings and lines[-1] else findings
    text = "\n".join(lines) + "\n"
    (new / SUMMARY).write_text(text, encoding="utf-8", newline="\n")
    return counts


def _tables_that_differ(had: Tables, has: Tables) -> Iterator[str]:
    """What whoever loads the tables has to know before: the columns are not those of the release before."""
    for name, now in has.items():
        if name not in had:
            yield f"new table `{name}`"
        else:
            yield from (f"`{name}`: {line}" for line in told_differences(had[name], now))
    yield from (f"table `{name}` is no more" for name in had if name not in has)


def removed_from(release: Path) -> dict[str, str]:
    """Why each record that the release before had is not in this one, by URL."""
    decoder = msgspec.json.Decoder(Entry)
    with (release / CHANGELOG).open("rb") as log:
        entries = map(decoder.decode, log)
        return {entry.url: entry.why for entry in entries if entry.status == "removed"}


def state_of(before: object, after: object) -> State:
    """What became of a finding between two releases."""
    return "new" if before is None else "ended" if after is None else "standing"


def _findings(old: Path, new: Path) -> Iterator[str]:
    """How many findings are new, stand and have ended, and which are new or have ended."""
    counts: Counter[State] = Counter()
    listed: list[str] = []
    rows = (rows_of_root(folder, "findings", FindingRow) for folder in (old, new))
    for before, after in paired(*(((row.key, row) for row in side) for side in rows)):
        counts[state := state_of(before, after)] += 1
        one = after or before
        if one is not None and state != "standing" and len(listed) < _LISTED:
            of = f"<{one.url}>" if one.url else one.site
            said = one.name if after is None else plain(one.message)  # the release before may have let more words out
            listed.append(f"- {state}: {one.rule}, {one.severity}, {of}: {said}")
    if counts:
        told = ", ".join(f"{counts[state]} {state}" for state in get_args(State))
        yield from ("## Findings", "", f"{told}.", "")
        yield from sorted(listed, key=lambda line: not line.startswith("- new"))
        left = counts["new"] + counts["ended"] - len(listed)
        if left:
            yield f"- and {left} more"


def section_changes(old: StoredRecord, new: StoredRecord) -> SectionChanges:
    """Ids of sections that differ; a section that only moved does not."""
    before, after = _said(old), _said(new)
    return SectionChanges(
        added=tuple(key for key in after if key not in before),
        changed=tuple(key for key, said in after.items() if key in before and before[key] != said),
        removed=tuple(key for key in before if key not in after),
    )


def _said(record: StoredRecord) -> dict[str, Section]:
    return {section.id: msgspec.structs.replace(section, order=0) for section in record.sections}


def _entry(old: StoredRecord | None, new: StoredRecord | None, why: Why) -> Entry:
    record = new if new is not None else old
    assert record is not None  # noqa: S101 - paired() never gives two absences
    made = partial(Entry, url=record.url, document_id=document_id(record.url))
    if old is None:
        return made(status="added", why=why(record, "added", True) or "let in now")
    if new is None:
        return made(status="removed", why=why(record, "removed", True) or "no longer let in")
    if old == new:
        return made(status="unchanged", why="the same record")
    fields = tuple(name for name in StoredRecord.__struct_fields__ if getattr(old, name) != getattr(new, name))
    says_else = fields != ("provenance",)
    reason = why(record, "changed", says_else) or _why_otherwise(old, new, says_else=says_else)
    if old.rights.status != new.rights.status:
        reason += f"; its rights were {old.rights.status}, and are {new.rights.status}"
    return made(status="changed", why=reason, fields=fields, sections=section_changes(old, new))


def _why_otherwise(old: StoredRecord, new: StoredRecord, *, says_else: bool) -> str:
    """Why a record differs of which the store noted no change."""
    if says_else:
        return "selected or read otherwise"
    if old.provenance.capture_id == new.provenance.capture_id:
        return "read again by a newer reader, to the same"
    return "captured again"


def _summary(counts: Counter[str], listed: list[Entry], previous: str | None, told: list[str]) -> Iterator[str]:
    yield from (f"# Changes against {previous}" if previous else "# Changes: the first release", "")
    yield from ("| Records | |", "|---|---:|")
    for status in ("added", "changed", "removed", "unchanged"):
        yield f"| {status} | {counts[status]} |"
    yield ""
    if told:
        yield from ("## Tables", "", *(f"- {line}" for line in told))
        yield from ("", "## Pages", "") if listed else ()
    for entry in listed if previous else ():
        yield f"- {entry.status}: <{entry.url}> ({entry.why})"
    left = counts["added"] + counts["changed"] + counts["removed"] - len(listed)
    if previous and left > 0:
        yield f"- and {left} more, in `{CHANGELOG}`"
