"""``PIPELINE_SECTION__KEY`` variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from pipeline.config.schema import CONFIG, Leaf, Many, Named, Table
from pipeline.config.values import converted, suggestion
from pipeline.errors import ConfigError

PREFIX = "PIPELINE_"
RESERVED = {
    "PIPELINE_CONFIG": "path of the configuration file, instead of ./pipeline.toml",
    "PIPELINE_CORPUS": "folder of real pages for the project's own tests; not a setting",
}
"""Variables with our prefix that are no settings; none has two underscores, so none is ever taken for one."""
_ANY = "*"
"""In place of a name that the user gives; stands in no variable."""


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """``PIPELINE_FETCH__DELAY=2`` and ``PIPELINE_SITES__MEDLINEPLUS__ORIGIN=...``, as nested tables."""
    values: dict[str, Any] = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or environ[name] == "":
            continue
        if "__" not in name:
            _refuse_near_miss(name)
            continue
        keys, leaf = _setting(name)
        table = values
        for key in keys[:-1]:
            table = table.setdefault(key, {})
        table[keys[-1]] = converted(split(environ[name], leaf), leaf, partial(str, name), strict=False)
    return values


def split(text: str, leaf: Leaf) -> object:
    """``80, 443`` for a list, ``a=b, c=d`` for a table of plain values."""
    parts = [part.strip() for part in text.split(",")]
    match leaf.form:
        case "list":
            return parts
        case "map":
            pairs = [part.partition("=") for part in parts]
            return {key.strip(): value.strip() for key, _, value in pairs}
        case "one":
            return text


def _setting(name: str) -> tuple[list[str], Leaf]:
    keys = name.removeprefix(PREFIX).lower().split("__")
    node: Table | Named | Many | Leaf | None = CONFIG
    for key in keys:
        match node:
            case Table():
                node = node.fields.get(key)
            case Named():
                node = node.each
            case _:
                node = None
    match node:
        case Leaf():
            return keys, node
        case Many():
            raise ConfigError(f"{name}: a list of tables can only be written in pipeline.toml")
        case _:
            _refuse_near_miss(name)
            raise ConfigError(f"environment variable {name} is no setting", mend=suggestion(name, variables(keys)))


def variables(keys: Iterable[str] = ()) -> list[str]:
    """Every ``PIPELINE_*`` variable there is; for tables named by the user, with the name that stands in ``keys``."""
    named = list(keys)[1:2] or ["name"]

    def below(node: Table, path: str) -> Iterator[str]:
        for key, child in node.fields.items():
            here = f"{path}__{key}" if path else key
            match child:
                case Table():
                    yield from below(child, here)
                case Named():
                    yield from below(child.each, f"{here}__{named[0]}")
                case Leaf():
                    yield PREFIX + here.upper()
                case Many():
                    pass

    return list(below(CONFIG, ""))


def _refuse_near_miss(name: str) -> None:
    """``PIPELINE_FETCH_DELAY`` is surely meant; ``PIPELINE_WORKSPACE`` is some build server's."""
    for variable in variables(("", _ANY)):
        before, any_name, after = variable.replace("__", "_").partition(_ANY)
        found = re.fullmatch(f"{before}(.+){after}" if any_name else before, re.sub("_+", "_", name))
        meant = variable.replace(_ANY, found[1]) if found and any_name else variable
        if found and meant != name:
            raise ConfigError(f"environment variable {name} is no setting", mend=f"did you mean {meant}?")
