"""docs/reference, read from what it describes: the model, the migrated schema, the settings and the command line."""

from __future__ import annotations

import inspect
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import click
import msgspec
from msgspec import Struct, UnsetType

from pipeline import config, records
from pipeline.audit.languages import Pair
from pipeline.audit.reconcile import PageDates, Trust
from pipeline.audit.registry import render_reference
from pipeline.changes import Diff
from pipeline.cli import entry  # noqa: F401  hangs the commands under app
from pipeline.cli.app import app
from pipeline.cli.status import StatusReport
from pipeline.config.schema import meanings
from pipeline.linkcheck import LinkReport
from pipeline.model.document import SCHEMA_VERSION, Document
from pipeline.model.issue import Finding
from pipeline.storage.described import COLUMNS, TABLES, meaning
from pipeline.storage.link_values import LinkCheck, Place
from pipeline.storage.reviews import LedgerRow
from pipeline.storage.schema import migrate
from pipeline.storage.values import (
    Change,
    Event,
    FetchRow,
    Hit,
    IssueRow,
    UrlState,
    VersionRow,
)

NOTE = "<!-- Made by `make docs` from {source}; edit that instead. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated file of docs/reference: name -> content."""
    return {
        "audit-rules.md": _joined("pipeline/audit/rules", render_reference().splitlines()),
        "cli.md": _joined("pipeline/cli", command_line()),
        "config.md": _joined("pipeline/config", settings()),
        "json.md": _joined("tools/reference.py and the values it names", printed()),
        "record.md": _joined("pipeline/model", record()),
        "record.schema.json": json.dumps(records.json_schema(), indent=2, ensure_ascii=False) + "\n",
        "tables.md": _joined("pipeline/storage/schema.py", tables()),
    }


def _joined(source: str, lines: Iterable[str]) -> str:
    return NOTE.format(source=source) + "\n".join(lines).rstrip() + "\n"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _markdown(text: str) -> str:
    """Our docstrings' ``literal`` and :role:`name` as Markdown."""
    return re.sub(r":[a-z]+:(`[^`]+`)", r"\1", text.replace("``", "`"))


# ---- the command line


def command_line() -> Iterator[str]:
    """Every command's help, exactly as it is printed."""
    yield "# Command line\n"
    yield from _help(app, None, "pipeline")


def _help(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    # Width is fixed: the page must not depend on whose terminal made it.
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    yield f"## `{context.command_path}`\n"
    yield f"```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _help(found, context, child)


# ---- the settings


def settings() -> Iterator[str]:
    """Every setting by table, and the variables that are none."""
    yield "# Configuration\n"
    yield (
        "Settings come from their defaults, then `pipeline.toml` (in this folder, or named by `--config` or\n"
        "`PIPELINE_CONFIG`), then `PIPELINE_SECTION__KEY` variables, then flags; each stands over the one before.\n"
        "A variable's name is the key in capitals with two underscores for each dot: `fetch.delay` is\n"
        "`PIPELINE_FETCH__DELAY`, `sites.nhs.delay` is `PIPELINE_SITES__NHS__DELAY`; lists are separated by commas;\n"
        "an empty variable counts as not set. Lists of tables (`[[...]]`) can only stand in the file.\n"
        "An unknown key or variable stops the command, with the nearest name there is.\n"
    )
    for header, said, rows in config.sections():
        yield f"## `{header}`\n\n{_markdown(said)}\n"
        cells = ((f"`{row.key}`", row.type, f"`{row.default}`" if row.default else "", row.meaning) for row in rows)
        yield from _table(("key", "type", "default", "meaning"), ((*row[:3], _markdown(row[3])) for row in cells))
    yield "## Reserved names\n"
    yield from _table(("variable", "meaning"), ((f"`{name}`", text) for name, text in config.RESERVED.items()))


# ---- the record


def record() -> Iterator[str]:
    """The record and every value in it, in the order in which they are met."""
    yield "# The record\n"
    yield (
        f"What one page becomes, contract version {SCHEMA_VERSION}. `pipeline parse` prints it as one JSON object;\n"
        'the database and the exports hold the same fields. Absent is `null` or `[]`, never `""`, never a guess.\n'
        "Order is page order. Names may be added; what stands here keeps its name and meaning.\n"
        "The same as JSON Schema: [record.schema.json](record.schema.json).\n"
    )
    yield from _values([Document])


def _values(kinds: Iterable[type[Struct]], known: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """These kinds of value and every one in them; ``known`` says what fields mean that their class does not explain."""
    waiting = list(dict.fromkeys(kinds))
    met = set(waiting)
    while waiting:
        kind = waiting.pop(0)
        yield f"## {kind.__name__}\n\n{_markdown(_summary(kind))}\n"
        said = meanings(kind)
        rows = []
        for field in msgspec.structs.fields(kind):
            found: list[type[Struct]] = []
            words = _type(field.type, found)
            waiting += [new for new in dict.fromkeys(found) if new not in met]
            met.update(found)
            rows.append((f"`{field.name}`", words, _markdown(said.get(field.name) or known.get(field.name, ""))))
        yield from _table(("field", "type", "meaning"), rows)


def _summary(kind: type[Struct]) -> str:
    return (inspect.getdoc(kind) or "").partition("\nAttributes:")[0].strip()


_TYPES: dict[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    date: "date",
    datetime: "time, RFC 3339",
    Any: "any",
    type(None): "null",
}


def _type(kind: Any, found: list[type[Struct]]) -> str:
    if isinstance(kind, type) and issubclass(kind, Struct):
        found.append(kind)
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_type(part, found) for part in get_args(kind) if part is not UnsetType)
    if get_origin(kind) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(kind))
    if get_origin(kind) in (tuple, list):
        return f"list of {_type(get_args(kind)[0], found)}"
    if get_origin(kind) is dict:
        return f"object of {_type(get_args(kind)[1], found)}"
    return _TYPES[kind]


# ---- what commands print


class Printed(NamedTuple):
    """What a command prints with ``--json``: one object of these keys or this kind; ``each`` says one a what."""

    shape: dict[str, Any] | type[Struct]
    each: str = ""


PRINTED: dict[str, Printed] = {
    "audit --format jsonl": Printed(Finding, "finding"),
    "changes --json": Printed(
        {
            "run": str | None,
            "since": str | None,
            "counts": dict[str, int],
            "events": tuple[Event, ...],
            "changes": tuple[Change, ...],
        }
    ),
    "dates URL --json": Printed({"page": PageDates, "trust": tuple[Trust, ...]}),
    "diff URL --json": Printed({"url": str, "before": VersionRow, "after": VersionRow, "diff": Diff}),
    "explain URL --json": Printed({"state": UrlState, "fetches": tuple[FetchRow, ...], "issues": tuple[IssueRow, ...]}),
    "history URL --json": Printed(
        {"version": VersionRow, "change": Change | None, "happened": tuple[Change, ...]}, "version"
    ),
    "languages --json": Printed(Pair, "pair"),
    "ledger --json": Printed(LedgerRow, "page"),
    "links check --json": Printed(LinkReport),
    "links list --json": Printed({"check": LinkCheck, "places": tuple[Place, ...]}, "link"),
    "search WORDS --json": Printed(Hit, "hit"),
    "status --json": Printed(StatusReport),
}
"""Commands of those who look, without those that print records."""


def printed() -> Iterator[str]:
    """What each command prints as JSON, and the values in it."""
    yield "# JSON of commands\n"
    yield (
        "What commands print with `--json`: one object, or one a line (`audit --format json`: one array of them).\n"
        "Times are UTC, RFC 3339; absent is `null`. Names may be added; what stands here keeps its name and meaning.\n"
        "`parse`, `show --json` and exports print [records](record.md).\n"
    )
    kinds: list[type[Struct]] = []
    for command, one in sorted(PRINTED.items()):
        yield f"## `pipeline {command}`\n"
        if not isinstance(one.shape, dict):
            yield f"{f'A line a {one.each}' if one.each else 'One object'}: {_type(one.shape, kinds)}.\n"
            continue
        yield f"A line a {one.each}, each an object:\n" if one.each else "One object:\n"
        yield from _table(("key", "type"), ((f"`{key}`", _type(kind, kinds)) for key, kind in one.shape.items()))
    yield from _values(kinds, COLUMNS)


# ---- the tables


def tables() -> Iterator[str]:
    """Every table and view of a database that has just been made."""
    yield "# Tables\n"
    yield (
        "One SQLite file. Our times are UTC text of one width, lists and mappings JSON. Any SQLite tool opens it;\n"
        "readers do not disturb a run. Views are for people and may grow; tables are numbered by migrations.\n"
    )
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, name="reference")
        listed = connection.execute(
            "select type, name, sql from sqlite_master where type in ('table', 'view') order by type, name"
        ).fetchall()
        virtual = {name for _, name, sql in listed if str(sql).upper().startswith("CREATE VIRTUAL")}
        for kind, name, _ in listed:
            of_fts = any(name.startswith(f"{table}_") for table in virtual)
            if not (of_fts or name.startswith(("sqlite_", "_"))):
                what = "full-text index" if name in virtual else kind
                yield f"## {name}\n\n{what.capitalize()}. {TABLES.get(name, '')}".rstrip() + "\n"
                header = ("column", "type", "must be given", "key", "refers to", "meaning")
                yield from _table(header, _columns(connection, name))
    finally:
        connection.close()


def _columns(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, ...]]:
    refers = {
        row[3]: f"{row[2]}.{row[4] or 'rowid'}" for row in connection.execute(f"pragma foreign_key_list({table})")
    }
    for _, name, kind, required, _, key in connection.execute(f"pragma table_info({table})"):
        yield (
            f"`{name}`",
            kind,
            "yes" if required else "",
            str(key) if key else "",
            refers.get(name, ""),
            meaning(table, name) or "",
        )
