"""The commands that README and docs show, so that the tests can run what a reader would type.

A ``console`` block holds commands after ``$`` and their output; a ``bash`` block holds commands only. A block stands
unexecuted only with ``<!-- not-run: reason -->`` on a line before it. A command may say how it ends:
``pipeline audit  # exits 1``. A ``toml`` block that begins with ``# pipeline.toml`` is that file from there on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

_FENCE = re.compile(r"^ {0,3}```(\w*)\s*$")
_NOT_RUN = re.compile(r"^\s*<!--\s*not-run\s*:?(.*?)-->\s*$")
_EXIT = re.compile(r"#\s*exits? (\d+)\b")


class Block(Struct, frozen=True, kw_only=True):
    """A fenced block: its language, its text, the 1-based line of its fence, and why it is not run, if it is not."""

    language: str
    text: str
    line: int
    not_run: str | None = None


class Command(Struct, frozen=True, kw_only=True):
    """One command line of ours, the line it stands on and the exit code it must end with."""

    text: str
    line: int
    exit_code: int = 0


class ConfigFile(Struct, frozen=True, kw_only=True):
    """The content of ``pipeline.toml`` from here on."""

    text: str
    line: int


def blocks(markdown: str) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    language: str | None = None
    not_run: str | None = None
    lines: list[str] = []
    start = 0
    for number, line in enumerate(markdown.splitlines(), 1):
        fence = _FENCE.match(line)
        if language is None:
            if fence:
                language, lines, start = fence[1], [], number
            elif marker := _NOT_RUN.match(line):
                not_run = marker[1].strip()
            elif line.strip():
                not_run = None
        elif fence and not fence[1]:
            yield Block(language=language, text="\n".join(lines), line=start, not_run=not_run)
            language, not_run = None, None
        else:
            lines.append(line)


def steps(markdown: str) -> Iterator[Command | ConfigFile]:
    """What a reader of the page would do with ``pipeline``, in order."""
    for block in blocks(markdown):
        if block.not_run is not None:
            continue
        if block.language == "toml" and block.text.startswith("# pipeline.toml"):
            yield ConfigFile(text=block.text + "\n", line=block.line)
        elif block.language in ("console", "bash"):
            yield from _commands(block)


def _commands(block: Block) -> Iterator[Command]:
    lines = enumerate(block.text.splitlines(), block.line + 1)
    for number, line in lines:
        text = line
        if block.language == "console":
            if not line.startswith("$ "):
                continue
            text = line[2:]
        while text.endswith("\\"):
            text = text[:-1].rstrip() + " " + next(lines)[1].strip()
        if re.match(r"pipeline\s", text):
            exits = _EXIT.search(text)
            yield Command(text=text, line=number, exit_code=int(exits[1]) if exits else 0)


def pages(root: Path) -> list[Path]:
    """README and every hand-written page of docs/, relative to the root."""
    written = [path for path in sorted((root / "docs").rglob("*.md")) if "reference" not in path.parts]
    return [path.relative_to(root) for path in (root / "README.md", *written)]
