"""CSV after RFC 4180: UTF-8 without a byte order mark, CRLF, one header line, the same columns whatever the rows hold.

An absent value is an empty cell; ``true`` and ``false``; dates ISO 8601, times in UTC to the microsecond with ``Z``;
nested values JSON.

**Cells a spreadsheet would run.** A title may begin with ``=`` and Excel would compute it. So by default a text cell
that begins with ``= + - @``, a tab or a line break is led by an apostrophe, as OWASP advises ("CSV injection"). The
apostrophe is an addition of ours and must come off again without a doubt: a text that begins with an apostrophe gets
one too, so taking one leading apostrophe off every text cell that has one gives the texts back. Readers that are no
spreadsheets ask for ``formulas="keep"``; the manifest says which of the two was written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import astuple

from pipeline.export.columns import columns, json_cell
from pipeline.export.tables import TableSpec
from pipeline.moments import stamp

Formulas = Literal["escape", "keep"]
_RISKY = frozenset("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
"""What makes a spreadsheet compute a cell, the full-width forms too, and the apostrophe that tells it not to."""


def guarded(text: str) -> str:
    """The text as a cell no spreadsheet computes."""
    return "'" + text if text and text[0] in _RISKY else text


def header(spec: TableSpec) -> bytes:
    """The header line of a table."""
    return (",".join(column.name for column in columns(spec.row_type)) + "\r\n").encode()


def lines_of(spec: TableSpec, formulas: Formulas) -> Callable[[Sequence[Struct]], bytes]:
    """What makes the lines of some rows of a table."""
    cells = tuple(_converter(column.type, formulas) for column in columns(spec.row_type))

    def line(row: Struct) -> str:
        values = zip(cells, astuple(row), strict=True)
        return ",".join(["" if value is None else quoted(convert(value)) for convert, value in values])

    return lambda rows: "\r\n".join([*map(line, rows), ""]).encode()


def quoted(cell: str) -> str:
    """A cell in quotes where RFC 4180 asks for them: commas, quotes and line breaks; else as it is."""
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    # the standard library's writer looks at every letter by itself, which takes most of an export's time
    return f'"{cell}"' if "," in cell or "\n" in cell or "\r" in cell else cell


def _converter(type_: str, formulas: Formulas) -> Callable[..., str]:
    """How a value of a logical type stands in a cell."""
    if type_ == "string":
        return guarded if formulas == "escape" else str
    if type_ == "boolean":
        return _boolean
    if type_ == "timestamp":
        return stamp
    return str if type_ in ("integer", "date") else json_cell


def _boolean(value: bool) -> str:
    return "true" if value else "false"
