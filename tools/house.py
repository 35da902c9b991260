"""The house rules that no other tool checks: sizes, excuses, and words that belong to one machine only.

Floors are import-linter's, style is ruff's, types are mypy's. See CONTRIBUTING.md for why each rule stands.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import lock

ROOT = lock.ROOT
MAX_FILE_LINES = 320
MAX_FUNCTION_LINES = 65
_NOT_TEXT = ("fixtures", "tests")
"""Where pages in other encodings, archives and pictures stand."""
_ABOVE = "pipeline/__init__.py"
"""Stands above all floors, so nothing can be hidden from them there; it gives its names away as they are asked for."""

_TRADES = {
    "fetchers": ("aiohttp", "httpx", "protego"),
    "archive": ("fastwarc",),
    "parsers": ("bs4", "selectolax"),
    "storage": ("sqlite_utils",),
}
_WHERE = {library: folder for folder, libraries in _TRADES.items() for library in libraries}
"""The one folder that speaks HTTP, reads WARC or HTML, keeps the database: what must be done alike everywhere."""

# Spelled in parts, so that this file does not hold what it looks for.
_REGISTRIES = "|".join(("py" + "pi", "python" + "hosted", "npm" + "js", "deb" + "ian", "crates" + r"\.io"))
_REGISTRY = re.compile(rf"https?://[^\s\"')<>]*(?:{_REGISTRIES})", re.IGNORECASE)
_MACHINE = re.compile(r"(?<![\w.~/-])/(?:home|Users|root|work|farm)/[\w.-]+")


def tracked(root: Path) -> list[Path]:
    """The files git knows (also new ones not yet ignored), relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode()
    return [Path(name) for name in listed.split("\0") if name and (root / name).is_file()]


def oversized(source: str, file: Path) -> Iterator[str]:
    """Files and functions that grew past what one can read at a sitting."""
    lines = source.count("\n")
    if lines > MAX_FILE_LINES:
        yield f"{file}: {lines} lines, at most {MAX_FILE_LINES}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{file}:{node.lineno}: {node.name} is {length} lines, at most {MAX_FUNCTION_LINES}"


def excuses(source: str, file: Path) -> Iterator[str]:
    """Ways around the floors and around errors: hidden imports, handlers that swallow everything."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ExceptHandler(type=None | ast.Name(id="Exception" | "BaseException"), body=[ast.Pass()]):
                yield f"{file}:{node.lineno}: swallows every exception"
            case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING") if file.as_posix() != _ABOVE:
                yield f"{file}:{node.lineno}: TYPE_CHECKING hides an import from the floors"
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _hidden_imports(node, file)


def _hidden_imports(function: ast.AST, file: Path) -> Iterator[str]:
    for line, names in _imports(function):
        if any(_package(name) == "pipeline" for name in names):
            yield f"{file}:{line}: imports {', '.join(names)} inside a function"


def _imports(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Lines of imports, and the modules they take from."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                yield node.lineno, [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module)):
                yield node.lineno, [module]


def _package(module: str) -> str:
    return module.partition(".")[0]


def trades(source: str, file: Path) -> Iterator[str]:
    """Libraries that one folder alone may use."""
    for line, names in _imports(ast.parse(source)):
        for name in map(_package, names):
            if file.parts[1] != _WHERE.get(name, file.parts[1]):
                yield f"{file}:{line}: {name} is for {file.parts[0]}/{_WHERE[name]} alone"


def addresses(text: str, file: Path) -> Iterator[str]:
    """What would only be true on one machine, or send an installer to one registry."""
    # pages link to folders of such names
    machine = () if file.parts[0] == "fixtures" else (("a path of one machine", _MACHINE),)
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in (("the address of a package registry", _REGISTRY), *machine):
            if match := pattern.search(line):
                yield f"{file}:{number}: {what}: {match[0]}"


def misplaced(file: Path) -> Iterator[str]:
    """A file that is no text, where none belongs."""
    if file.parts[0] not in _NOT_TEXT:
        yield f"{file}: no text; what a program made or fetched is not kept here"


def problems(root: Path = ROOT) -> Iterator[str]:
    """Every broken rule, a line each."""
    for file in tracked(root):
        try:
            text = (root / file).read_text("utf-8")
        except UnicodeDecodeError:
            yield from misplaced(file)
            continue
        yield from addresses(text, file)
        if file.suffix == ".py" and file.parts[0] == "pipeline":
            yield from oversized(text, file)
            yield from excuses(text, file)
            yield from trades(text, file)
    yield from lock.problems(root)


def main() -> int:
    """``python -m tools.house``."""
    wrong = list(problems())
    print("\n".join(wrong) or "house: sizes, imports, addresses and locks are in order")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
