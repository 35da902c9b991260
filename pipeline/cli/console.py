"""Where words go: data on stdout, everything said to a person on stderr, a progress bar only on a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.cli.app import App
from pipeline.cli.trouble import log_line
from pipeline.ingest.events import Event, OnEvent, silent

_BETWEEN = " | "
_WHOLE = (20, 10)
"""Letters of words that are not cut in two: instants and names, or at least days; longer ones are addresses."""
_SIGNS = "[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]"
_CONTROL = re.compile(f"{_SIGNS}|\x1b")
_BUT_COLOURS = re.compile(f"{_SIGNS}|\x1b(?!\\[[0-9;]*m)")


def errors() -> Console:
    """A console on the stderr of this moment (tests and pipes replace it)."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(message: str) -> None:
    """One line for people, on stderr."""
    click.echo(visible(message), err=True)


def out(text: str, *, painted: bool = False) -> None:
    """Text on stdout; colours in it are ours where it is ``painted``."""
    click.echo(visible(text, painted=painted))


def visible(text: str, *, painted: bool = False) -> str:
    """Text in which nothing steers a terminal: words of pages stand in it, and a page may hold such signs."""
    return (_BUT_COLOURS if painted else _CONTROL).sub(lambda sign: f"\\x{ord(sign[0]):02x}", text)


def data(value: object) -> None:
    """One JSON object on stdout, then a newline."""
    click.echo(msgspec.json.encode(value, enc_hook=_as_text))


def _as_text(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def lines(values: Iterable[object]) -> None:
    """JSON Lines on stdout."""
    for value in values:
        data(value)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None, empty: str | None = None
) -> None:
    """A table on stdout; wide cells fold between words, long words anywhere, nothing is cut.

    Where it does not fit without cutting days and numbers in two, each row is a paragraph, a cell a line.

    Args:
        columns: what stands above them.
        rows: none is no table: heads over nothing look like an answer.
        title: of the table.
        empty: what is said on stderr instead, where there is no row.
    """
    cells = [["" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    if not cells:
        if empty is not None:
            say(empty)
        return
    out = Console(file=sys.stdout, highlight=False)
    if not out.is_terminal:
        out = Console(file=sys.stdout, highlight=False, width=160)
    widths = _widths([columns, *cells], out.width)
    if widths is None:
        filled = ([f"{name}: {cell}\n" for name, cell in zip(columns, row, strict=True) if cell] for row in cells)
        click.echo("\n".join([*([f"{title}\n"] if title else []), *map("".join, filled)]), nl=False)
        return
    shown = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        shown.add_column(column, overflow="fold", width=width)
    for row in cells:
        shown.add_row(*map(escape, row))
    with out.capture() as drawn:  # printed by itself, rich would make a reader that has left (`| head`) exit code 1
        out.print(shown)
    click.echo(drawn.get(), nl=False, color=True)


def _widths(rows: Sequence[Sequence[str]], screen: int) -> list[int] | None:
    """Of columns as wide as they would be, else as is left over; no word of an instant's or a day's length is cut.

    ``None``: not even days fit.
    """
    columns = list(zip(*rows, strict=True))
    natural = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    room = screen - len(_BETWEEN) * (len(columns) - 1)
    if sum(natural) <= room:
        return natural
    words = [max((cell_len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    for longest in _WHOLE:
        widths = [min(width, longest) for width in words]
        spare = room - sum(widths)
        if spare < 0:
            continue
        wanting = sorted(range(len(columns)), key=lambda n: natural[n] - widths[n])
        for left, n in zip(range(len(columns), 0, -1), wanting, strict=True):
            more = min(natural[n] - widths[n], spare // left)
            widths[n] += more
            spare -= more
        return widths
    return None


@contextmanager
def progress(app: App, *, changed: str = "changed") -> Iterator[OnEvent]:
    """A listener for a run's events: JSON lines, a bar on a terminal, or a plain line now and then.

    Args:
        app: as it was started.
        changed: the word for records that came out otherwise.
    """
    if app.quiet:
        yield silent
    elif app.config.logging.format == "json":
        yield _json_line
    elif sys.stderr.isatty():
        with _bar(changed) as listener:
            yield listener
    else:
        yield _PlainLines(changed)


def _tally(event: Event, changed: str) -> str:
    counts = event.counts
    return f"{counts.new} new, {counts.changed} {changed}, {counts.unchanged} unchanged, {counts.failed} failed"


def _json_line(event: Event) -> None:
    log_line(event=event.name, run=event.run_id, url=event.url, result=event.result, message=event.message or None)


@contextmanager
def _bar(changed: str) -> Iterator[OnEvent]:
    console = errors()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[tally]}"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("pages", total=None, tally="")

        def listen(event: Event) -> None:
            if event.name in ("page", "sitemap"):
                bar.update(task, advance=1, total=event.expected or None, tally=_tally(event, changed))
            elif event.message and event.name != "run-started":
                bar.console.print(escape(event.message))

        yield listen


class _PlainLines:
    """A line for what needs a look, and one for every hundred pages."""

    def __init__(self, changed: str) -> None:
        self._pages, self._changed = 0, changed

    def __call__(self, event: Event) -> None:
        if event.name == "page":
            self._pages += 1
            if self._pages % 100 == 0:
                of_all = f" of {max(event.expected, self._pages)}" if event.expected else ""
                say(f"{self._pages}{of_all} pages: {_tally(event, self._changed)}")
        elif event.message:
            say(event.message)
