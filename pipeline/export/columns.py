"""Columns of a row type, read from its annotations: name, logical type, nullable, meaning."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec import Struct
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DateType,
    Field,
    IntType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

_SCALARS: dict[type[Type], str] = {
    StrType: "string",
    IntType: "integer",
    BoolType: "boolean",
    DateType: "date",
    DateTimeType: "timestamp",
}


class Column(Struct, frozen=True, kw_only=True):
    """One column.

    Attributes:
        name: as in the header.
        type: ``string``, ``integer``, ``boolean``, ``date``, ``timestamp`` (UTC), ``list<...>`` or ``struct<...>``.
        nullable: whether a value may be absent.
        description: what it means.
    """

    name: str
    type: str
    nullable: bool
    description: str


@cache
def columns(row_type: type[Struct]) -> tuple[Column, ...]:
    """The columns of a row type in the order of its fields."""
    info = type_info(row_type)
    if not isinstance(info, StructType):
        raise TypeError(f"{row_type!r} is no struct")
    return tuple(_column(field) for field in info.fields)


def same_shape(some: tuple[Column, ...], others: tuple[Column, ...]) -> bool:
    """Whether two tables have the same columns in the same order, whatever is said of them."""
    return [_shape(one) for one in some] == [_shape(one) for one in others]


def told_differences(before: tuple[Column, ...], now: tuple[Column, ...]) -> Iterator[str]:
    """What became of the columns of a table, a line each: those that came, went, or are of another type."""
    had, has = ({column.name: column for column in some} for some in (before, now))
    for name, column in has.items():
        if name not in had:
            yield f"new column `{name}` ({_typed(column)}): {column.description}"
        elif _shape(had[name]) != _shape(column):
            yield f"column `{name}` is {_typed(column)}, it was {_typed(had[name])}"
    yield from (f"column `{name}` is no more" for name in had if name not in has)


def _shape(column: Column) -> tuple[str, str, bool]:
    return column.name, column.type, column.nullable


def _typed(column: Column) -> str:
    return f"`{column.type}`, may be absent" if column.nullable else f"`{column.type}`"


def _column(field: Field) -> Column:
    bare, description = bare_type(field.type)
    bare, nullable = optional(bare)
    return Column(name=field.encode_name, type=type_name(bare), nullable=nullable, description=description)


def bare_type(type_: Type) -> tuple[Type, str]:
    """A type without its metadata, and the description that stood there."""
    if isinstance(type_, Metadata):
        return type_.type, str((type_.extra_json_schema or {}).get("description", ""))
    return type_, ""


def optional(type_: Type) -> tuple[Type, bool]:
    """A type without ``None``, and whether ``None`` was allowed."""
    if not isinstance(type_, UnionType):
        return type_, False
    others = tuple(one for one in type_.types if not isinstance(one, NoneType))
    if len(others) != 1:
        raise TypeError(f"a column has one type or none: {type_!r}")
    return others[0], True


def type_name(type_: Type) -> str:
    """The logical name of a type, nested ones spelled out."""
    scalar = _SCALARS.get(type(type_))
    if scalar is not None:
        return scalar
    if isinstance(type_, VarTupleType):
        return f"list<{type_name(type_.item_type)}>"
    if isinstance(type_, StructType):
        inner = ", ".join(f"{field.name}: {type_name(optional(field.type)[0])}" for field in type_.fields)
        return f"struct<{inner}>"
    raise TypeError(f"no column type for {type_!r}")


def json_cell(value: object) -> str:
    """A nested value as compact JSON: how formats without nesting hold it."""
    return msgspec.json.encode(value).decode()
