"""From defaults, a file and ``PIPELINE_SECTION__KEY`` variables to one Config; each stands over the one before."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack, cast

import msgspec

from pipeline.config.environment import PREFIX, from_environment
from pipeline.config.schema import CONFIG, Leaf, Many, Named, Table
from pipeline.config.settings import Config
from pipeline.config.values import converted, dotted, kind_of, suggestion
from pipeline.errors import ConfigError

FILE = "pipeline.toml"
_HOW_TOML_IS_WRITTEN = (
    'text between straight quotes (key = "text"), numbers with a point and no unit (key = 1.5), each key and each'
    " [table] once"
)


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
    _merge(values, from_environment(environ))
    return cast("Config", _built(CONFIG, values, partial(_where, reader, environ)))


def _where(reader: _Reader, environ: Mapping[str, str], path: tuple[str, ...]) -> str:
    """Where a table was written: in the file, in variables, or in both."""
    begin = PREFIX + "".join(f"{key}__" for key in path).upper()
    names = sorted(name for name, value in environ.items() if path and value and name.startswith(begin))
    return f"{reader.where(path)} (and {', '.join(names)})" if names else reader.where(path)


class Flags(TypedDict, total=False):
    """Settings that the command line knows by a name of their own; ``None`` means nothing was said."""

    database: Path | None
    archive: Path | None
    log_format: Literal["text", "json"] | None


_FLAGS = {
    "database": ("storage", "database"),
    "archive": ("storage", "archive"),
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


def log_format_of(path: Path | None, environ: Mapping[str, str]) -> object:
    """How progress is to be told where other settings are wrong, as far as they can be read; ``None`` if nothing says.

    Who reads the log by a program needs to be told of the wrong setting above all.
    """
    if said := environ.get(f"{PREFIX}LOGGING__FORMAT"):
        return said
    file = path or _discovered(environ)
    try:
        logging = None if file is None else _parsed(file).get("logging")
    except ConfigError:
        return None
    return logging.get("format") if isinstance(logging, dict) else None


def _discovered(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get("PIPELINE_CONFIG"):
        return Path(named)
    here = Path(FILE)
    return here if here.is_file() else None


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}", mend=_HOW_TOML_IS_WRITTEN) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{file}: not UTF-8: {error.reason} at byte {error.start}", mend="save the file as UTF-8"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be read: {error.strerror}",
            mend=f"name another with -c or PIPELINE_CONFIG; without, {FILE} of this folder or the defaults hold",
        ) from error


class _Reader:
    """Walks the tables of one file against the schema; knows the file, so that it can name a line."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def where(self, path: tuple[str, ...]) -> str:
        """``pipeline.toml, line 3: fetch.delay``; without a line where TOML's short forms hide it."""
        key = dotted(path)
        if self._file is None or not path:
            return key or str(self._file or "the settings")
        line = _line_of(self._file.read_text("utf-8-sig"), path)
        return f"{self._file}, line {line}: {key}" if line else f"{self._file}: {key}"

    def table(self, found: object, table: Table, path: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(found, dict):
            raise ConfigError(f"{self.where(path)} must be a table, not {kind_of(found)}")
        return {key: self._value(value, table, key, (*path, key)) for key, value in found.items()}

    def _value(self, value: object, table: Table, key: str, path: tuple[str, ...]) -> object:
        node = table.fields.get(key)
        match node:
            case None:
                raise ConfigError(
                    f"{self.where(path)} is no setting", mend=suggestion(key, table.fields, before=path[:-1])
                )
            case Table():
                return self.table(value, node, path)
            case Named():
                if not isinstance(value, dict):
                    raise ConfigError(f"{self.where(path)} must be a table of tables, not {kind_of(value)}")
                return {name: self.table(item, node.each, (*path, name)) for name, item in value.items()}
            case Many():
                if not isinstance(value, list):
                    raise ConfigError(f"{self.where(path)} must be written as [[{'.'.join(path)}]] tables")
                return [self.table(item, node.each, (*path, str(number))) for number, item in enumerate(value)]
            case Leaf():
                return self._anchored(converted(value, node, partial(self.where, path), strict=True))

    def _anchored(self, value: object) -> object:
        return self._file.parent / value if isinstance(value, Path) and self._file else value


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


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
