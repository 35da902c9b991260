"""The settings as a tree that can be walked: read from the types in ``settings``, so nothing is written twice."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta, Struct

from pipeline.config.settings import Config


class Leaf(Struct, frozen=True, kw_only=True):
    """One key: its type as msgspec converts it, the same in words, its default and its meaning."""

    type: Any
    words: str
    default: Any
    meaning: str
    form: Literal["one", "list", "map"]


class Table(Struct, frozen=True, kw_only=True):
    """One table with fixed keys."""

    type: type[Struct]
    meaning: str
    fields: dict[str, Leaf | Table | Named | Many]


class Named(Struct, frozen=True, kw_only=True):
    """Tables that the user names: ``[sites.NAME]``."""

    each: Table


class Many(Struct, frozen=True, kw_only=True):
    """A list of tables: ``[[audit.policies]]``."""

    each: Table


class Row(Struct, frozen=True, kw_only=True):
    """One line of the reference."""

    key: str
    type: str
    default: str
    meaning: str


def table_of(kind: type[Struct]) -> Table:
    """The tree of one class of settings."""
    said = meanings(kind)
    fields = {field.name: _node(field, said.get(field.name, "")) for field in msgspec.structs.fields(kind)}
    return Table(type=kind, meaning=(inspect.getdoc(kind) or "").partition("\n")[0], fields=fields)


def meanings(kind: type[Struct]) -> dict[str, str]:
    """What the ``Attributes`` of a class and those it stands on say of each key."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        _, _, attributes = (inspect.cleandoc(base.__doc__ or "")).partition("\nAttributes:\n")
        block = textwrap.dedent(attributes.partition("\n\n")[0])
        for entry in re.split(r"\n(?=\S)", block):
            names, _, words = entry.partition(":")
            found.update(dict.fromkeys(names.split(", "), " ".join(words.split()).removesuffix(".")))
    return found


def _node(field: msgspec.structs.FieldInfo, meaning: str) -> Leaf | Table | Named | Many:
    kind, metas = _unwrapped(field.type)
    arguments = get_args(kind)
    if _is_struct(kind):
        return table_of(kind)
    form = _form(kind)
    if form == "map" and _is_struct(arguments[1]):
        return Named(each=table_of(arguments[1]))
    if form == "list" and _is_struct(arguments[0]):
        return Many(each=table_of(arguments[0]))
    default = field.default if field.default_factory is NODEFAULT else field.default_factory()
    return Leaf(type=field.type, words=_words(kind) + _bounds(metas), default=default, meaning=meaning, form=form)


def _form(kind: Any) -> Literal["one", "list", "map"]:
    if get_origin(kind) is dict:
        return "map"
    return "list" if get_origin(kind) is tuple else "one"


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _unwrapped(annotation: Any) -> tuple[Any, list[Meta]]:
    """The type without ``None`` and without its notes, and those notes."""
    if get_origin(annotation) in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) == 1:
            return _unwrapped(parts[0])
    metas = [meta for meta in getattr(annotation, "__metadata__", ()) if isinstance(meta, Meta)]
    return annotation.__origin__ if metas else annotation, metas


def _bounds(metas: list[Meta]) -> str:
    names = {"ge": ">=", "gt": ">", "le": "<=", "pattern": "of the form"}
    said = [(words, getattr(meta, name)) for meta in metas for name, words in names.items()]
    empty = ", not empty" if any(meta.min_length for meta in metas) else ""
    return empty + "".join(f", {words} {value}" for words, value in said if value is not None)


def _words(kind: Any) -> str:
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_words(part) for part in get_args(kind))
    if get_origin(kind) is tuple:
        return f"list of {_words(get_args(kind)[0])}"
    if get_origin(kind) is dict:
        return f"table of {_words(get_args(kind)[1])}"
    if get_args(kind):  # a Literal
        return ", ".join(f'"{value}"' for value in get_args(kind))
    return _WORDS[kind]


_WORDS = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Path: "path",
    date: "date",
}

CONFIG = table_of(Config)


def describe() -> list[Row]:
    """Every key with type, default and meaning, in the order of the settings."""
    return list(_rows(CONFIG, ""))


def sections() -> list[tuple[str, str, list[Row]]]:
    """The same by table: its header as TOML writes it, what it is for, its rows."""
    found = []
    for name, node in CONFIG.fields.items():
        match node:
            case Table():
                found.append((f"[{name}]", node.meaning, [row for row in _rows(node, "") if "." not in row.key]))
                found += [
                    (f"[[{name}.{key}]]", child.each.meaning, list(_rows(child.each, "")))
                    for key, child in node.fields.items()
                    if isinstance(child, Many)
                ]
            case Named(each=each):
                found.append((f"[{name}.NAME]", each.meaning, list(_rows(each, ""))))
            case _:
                raise TypeError(f"{name}: a setting must stand in a table")
    return found


def _rows(table: Table, prefix: str) -> Iterator[Row]:
    for key, node in table.fields.items():
        match node:
            case Leaf():
                yield Row(
                    key=prefix + key,
                    type=node.words,
                    default=as_toml(node.default) if node.default is not None else "",
                    meaning=node.meaning,
                )
            case Table():
                yield from _rows(node, f"{prefix}{key}.")
            case Named(each=each):
                yield from _rows(each, f"{prefix}{key}.NAME.")
            case Many(each=each):
                yield from _rows(each, f"{prefix}{key}.")


def as_toml(value: object) -> str:
    """The default as one would write it in TOML; ``required`` when it must be given."""
    match value:
        case bool():
            return str(value).lower()
        case Path() | str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(as_toml(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key} = {as_toml(item)}' for key, item in value.items())}}}"
        case _:
            return "required" if value is NODEFAULT else str(value)
