"""Rows as values: the columns of a query are the fields of a struct, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache, partial
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

T = TypeVar("T", bound=Struct)

_PLAIN: dict[Any, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    bool: bool,
}


def read_row(kind: type[T], row: Iterable[Any]) -> T:
    """One row as a value: moments and days from their text, lists, mappings and structs from their JSON.

    What is handed over as a value already stays as it is.
    """
    fields = dict(zip(kind.__struct_fields__, row, strict=True))
    for name, read in _readers(kind):
        if isinstance(fields[name], str | int):
            fields[name] = read(fields[name])
    return kind(**fields)


def read_rows(kind: type[T], rows: Iterable[Iterable[Any]]) -> Iterator[T]:
    """The same of each row, in their order."""
    return (read_row(kind, row) for row in rows)


@cache
def _readers(kind: type[Struct]) -> list[tuple[str, Callable[[Any], Any]]]:
    """The fields that SQLite keeps in another form, each with what reads it."""
    named = ((name, _reader(hint)) for name, hint in get_type_hints(kind).items())
    return [(name, read) for name, read in named if read is not None]


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    only = [one for one in get_args(hint) if one is not NoneType] if NoneType in get_args(hint) else [hint]
    if only[0] in _PLAIN:
        return _PLAIN[only[0]]
    if get_origin(only[0]) in (tuple, dict) or (isinstance(only[0], type) and issubclass(only[0], Struct)):
        return partial(msgspec.json.decode, type=only[0])
    return None
