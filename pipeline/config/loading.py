"""From defaults, a file and ``PIPELINE_SECTION__KEY`` variables to one Config; each stands over the one before."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack, cast

import msgspec

from pipeline.config.schema import CONFIG, Leaf, Many, Named, Table
from pipeline.config.settings import Config
from pipeline.errors import ConfigError
from pipeline.model.issue import Severity

FILE = "pipeline.toml"
PREFIX = "PIPELINE_"
RESERVED = {
    "PIPELINE_CONFIG": "path of the configuration file, instead of ./pipeline.toml",
    "PIPELINE_CORPUS": "folder of real pages for the project's own tests; not a setting",
}
"""Variables with our prefix that are no settings."""

_Where = Callable[[tuple[str, ...]], str]


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration of this call.

    Args:
        path: a file that must exist; ``None`` means ``PIPELINE_CONFIG``, else ``pipeline.toml`` here if there is one.
        environ: variables, ``os.environ`` usually. An empty one counts as not set.

    Raises:
        ConfigError: names file and line (or variable), key, what is wrong, and the nearest name there is.
    """
    file = path or _discovered(environ)
    reader = _Reader(file)
    values: dict[str, Any] = {}
    if file is not None:
        values = reader.table(_parsed(file), CONFIG, ())
    _merge(values, _from_environment(environ))
    return cast("Config", _built(CONFIG, values, reader.where))


class Flags(TypedDict, total=False):
    """Settings that the command line knows by a name of their own; ``None`` means nothing was said."""

    database: Path | None
    archive: Path | None
    contact: str | None
    fail_on: Severity | Literal["never"] | None
    log_format: Literal["text", "json"] | None


_FLAGS = {
    "database": ("storage", "database"),
    "archive": ("storage", "archive"),
    "contact": ("fetch", "contact"),
    "fail_on": ("audit", "fail_on"),
    "log_format": ("logging", "format"),
}


def with_flags(config: Config, **flags: Unpack[Flags]) -> Config:
    """``config`` with what was said on the command line over it."""
    for name, value in flags.items():
        if value is not None:
            table, key = _FLAGS[name]
            changed = msgspec.structs.replace(getattr(config, table), **{key: value})
            config = msgspec.structs.replace(config, **{table: changed})
    return config


def _discovered(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get("PIPELINE_CONFIG"):
        return Path(named)
    here = Path(FILE)
    return here if here.is_file() else None


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error


class _Reader:
    """Walks the tables of one file against the schema; knows the file, so that it can name a line."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def where(self, path: tuple[str, ...]) -> str:
        """``pipeline.toml, line 3: fetch.delay``; without a line where TOML's short forms hide it."""
        dotted = _dotted(path)
        if self._file is None:
            return dotted
        line = _line_of(self._file.read_text("utf-8-sig"), path)
        return f"{self._file}, line {line}: {dotted}" if line else f"{self._file}: {dotted}"

    def table(self, found: object, table: Table, path: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(found, dict):
            raise ConfigError(f"{self.where(path)} must be a table, not {_kind(found)}")
        return {key: self._value(value, table, key, (*path, key)) for key, value in found.items()}

    def _value(self, value: object, table: Table, key: str, path: tuple[str, ...]) -> object:
        node = table.fields.get(key)
        match node:
            case None:
                raise ConfigError(
                    f"{self.where(path)} is no setting", mend=_suggestion(key, table.fields, before=path[:-1])
                )
            case Table():
                return self.table(value, node, path)
            case Named():
                if not isinstance(value, dict):
                    raise ConfigError(f"{self.where(path)} must be a table of tables, not {_kind(value)}")
                return {name: self.table(item, node.each, (*path, name)) for name, item in value.items()}
            case Many():
                if not isinstance(value, list):
                    raise ConfigError(f"{self.where(path)} must be written as [[{'.'.join(path)}]] tables")
                return [self.table(item, node.each, (*path, str(number))) for number, item in enumerate(value)]
            case Leaf():
                return self._anchored(_converted(value, node, partial(self.where, path), strict=True))

    def _anchored(self, value: object) -> object:
        return self._file.parent / value if isinstance(value, Path) and self._file else value


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """``PIPELINE_FETCH__DELAY=2`` and ``PIPELINE_SITES__MEDLINEPLUS__ORIGIN=...``, as nested tables."""
    values: dict[str, Any] = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in RESERVED or environ[name] == "":
            continue
        if "__" not in name:
            _refuse_near_miss(name)
            continue
        keys, leaf = _setting(name)
        table = values
        for key in keys[:-1]:
            table = table.setdefault(key, {})
        text = environ[name]
        value: object = [part.strip() for part in text.split(",")] if leaf.listed else text
        table[keys[-1]] = _converted(value, leaf, partial(str, name), strict=False)
    return values


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
            raise ConfigError(f"{name}: a list of tables can only be written in {FILE}")
        case _:
            raise ConfigError(f"environment variable {name} is no setting", mend=_suggestion(name, variables(keys)))


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
    for variable in variables():
        if variable.replace("__", "_") == name:
            raise ConfigError(f"environment variable {name} is no setting", mend=f"did you mean {variable}?")


def _converted(value: object, leaf: Leaf, where: Callable[[], str], *, strict: bool) -> object:
    try:
        return msgspec.convert(value, leaf.type, strict=strict, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where()} must be {leaf.words}; it says {value!r}") from error


def _decode(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str) and value:
        return Path(value).expanduser()
    raise ValueError(f"not a path: {value!r}")


def _built(
    table: Table, values: dict[str, Any], where: Callable[[tuple[str, ...]], str], path: tuple[str, ...] = ()
) -> object:
    arguments: dict[str, Any] = {}
    for key, value in values.items():
        below = (*path, key)
        match table.fields[key]:
            case Table() as node:
                arguments[key] = _built(node, value, where, below)
            case Named(each=each):
                arguments[key] = {name: _built(each, item, where, (*below, name)) for name, item in value.items()}
            case Many(each=each):
                arguments[key] = tuple(
                    _built(each, item, where, (*below, str(number))) for number, item in enumerate(value)
                )
            case Leaf():
                arguments[key] = value
    try:
        return table.type(**arguments)
    except ConfigError as error:
        raise ConfigError(f"{where(path)}: {error}", mend=error.mend) from error
    except (TypeError, ValueError) as error:  # what the settings' own checks say, or a key that must be given
        raise ConfigError(f"{where(path)}: {_lowered(str(error))}") from error


def _merge(under: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(under.get(key), dict):
            _merge(under[key], value)
        else:
            under[key] = value


def _suggestion(key: str, known: Iterable[str], before: tuple[str, ...] = ()) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    if near:
        return f"did you mean {_dotted((*before, near[0]))}?"
    return f"there is {', '.join(names)}" if len(names) <= 20 else "every setting: docs/reference/config.md"


def _line_of(text: str, path: tuple[str, ...]) -> int | None:
    """1-based line where the key ``path`` stands, read from table headers and keys alone."""
    table: tuple[str, ...] = ()
    seen: Counter[tuple[str, ...]] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line):
            table = _keys(header[2])
            if header[1] == "[[":
                seen[table] += 1
                table = (*table, str(seen[table] - 1))
            if table == path:
                return number
        elif (key := re.match(r"\s*([\w\"'. -]+?)\s*=", line)) and (*table, *_keys(key[1])) == path:
            return number
    return None


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(part for part in path if not part.isdigit())  # digits count the tables of a list


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _kind(value: object) -> str:
    names = {dict: "a table", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)
