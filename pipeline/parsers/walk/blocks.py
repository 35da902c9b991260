"""Blocks on their way into a section: list markers, quotes, indentation, blank lines, tables.

Every block is laid out twice at once: as plain lines (one line per block, list items with ``•`` or their number) and as
Markdown. A *target* collects both; a section is one, a table cell is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

BULLET = "• "
CELL_SEPARATOR = " | "
_WIDEST_SPAN = 100
_HARD_BREAK = re.compile(r"(?<=[^\\])((?:\\\\)*)\\\n")


class Target(Struct, eq=False, gc=False):
    """Collects blocks: ``lines`` of plain text, ``pieces`` of Markdown with the blank lines between them.

    ``linked`` counts the list items that begin with a link, ``other`` all other blocks.
    """

    lines: list[str] = []
    pieces: list[str] = []
    last_list: int = 0
    linked: int = 0
    other: int = 0

    def text(self) -> str:
        """The blocks, one line each."""
        return "\n".join(self.lines)

    def markdown(self) -> str:
        """The blocks as Markdown."""
        return "".join(self.pieces)


class Box(Struct, eq=False, gc=False):
    """An open list item or quote: what stands in front of its first line and of the others.

    ``due`` is after how many pieces plain text still has to say its mark: where it begins with a picture, right behind.
    """

    first: str
    rest: str
    text_first: str
    list_number: int
    text_rest: str = "  "
    is_item: bool = True
    fresh: bool = True
    due: int = -1


class ListState(Struct, eq=False, gc=False):
    """An open list: kind, next number, and the mark that tells it from a list right before it.

    Only one item of a list is open at a time, so the items of one without numbers share a box, ``bullet``.
    """

    number: int
    ordered: bool
    next_number: int
    step: int
    alternate: bool
    bullet: Box | None

    def numbered(self, number: int) -> Box:
        """The box of the item with this number; the items behind it count on from there."""
        self.next_number = number + self.step
        # CommonMark numbers have one to nine digits and no sign.
        shown = min(max(number, 0), 999_999_999)
        marker = f"{shown}{')' if self.alternate else '.'} "
        return Box(marker, " " * len(marker), f"{number}. ", self.number)


def list_state(number: int, *, ordered: bool, start: int, step: int, alternate: bool) -> ListState:
    """A list that begins."""
    bullet = None if ordered else Box("* " if alternate else "- ", "  ", BULLET, number)
    return ListState(number, ordered, start, step, alternate, bullet)


def quote_box() -> Box:
    """The box of a block quotation."""
    return Box("> ", "> ", "", 0, "", is_item=False)


def emit_item(target: Target, box: Box, text: str, markdown: str) -> None:
    """Add the one line of a list item that is in no other list; what :func:`emit` would do, at less cost."""
    box.fresh = False
    if text:
        target.lines.append(box.text_first + text)
    if target.pieces:
        target.pieces.append("\n" if target.last_list == box.list_number else "\n\n")
    target.pieces.append(box.first + markdown)
    target.last_list = box.list_number
    if not text:
        box.due = len(target.pieces)


def emit_paragraph(target: Target, text: str, markdown: str) -> None:
    """Add one block that is in no list and no quotation."""
    if text:
        target.lines.append(text)
    if target.pieces:
        target.pieces.append("\n\n")
    target.pieces.append(markdown)
    target.last_list = 0


def emit(target: Target, boxes: list[Box], text: str, markdown: str) -> None:
    """Add one block to ``target``, inside the open ``boxes`` (outermost first)."""
    if not boxes:
        emit_paragraph(target, text, markdown)
        return
    first = text_first = ""
    new_item = False
    said = len(target.pieces)
    for box in boxes:
        due = box.fresh or box.due == said
        text_first += box.text_first if due else box.text_rest
        if due and not text:
            box.due = said + (2 if said else 1)
        if box.fresh:
            box.fresh = False
            new_item = new_item or box.is_item
            first += box.first
        else:
            first += box.rest
    if text:
        if "\n" in text:
            text = text.replace("\n", "\n" + "".join([box.text_rest for box in boxes]))
        target.lines.append(text_first + text)
    if "\n" in markdown:
        rest = "".join([box.rest for box in boxes])
        markdown = "\n".join(
            [line if index == 0 else (rest + line).rstrip() for index, line in enumerate(markdown.split("\n"))]
        )
    if target.pieces:
        target.pieces.append(_between(target, boxes, new_item=new_item))
    target.pieces.append(first + markdown)
    target.last_list = boxes[0].list_number


def _between(target: Target, boxes: list[Box], *, new_item: bool) -> str:
    """What separates this block from the one before it."""
    if new_item and boxes[0].list_number and target.last_list == boxes[0].list_number:
        return "\n"
    if target.last_list == boxes[0].list_number and not boxes[0].is_item:
        # Inside one quotation the empty line carries the quote mark, or the quotation would end.
        return "\n>\n"
    return "\n\n"


class Table:
    """Rows of an open data table; spans keep their columns so that no word moves under another heading."""

    __slots__ = ("all_header", "around", "cell", "header_rows", "occupied", "row", "rows", "span")

    def __init__(self, around: list[Box]) -> None:
        self.rows: list[list[tuple[str, str]]] = []
        self.row: list[tuple[str, str]] = []
        self.cell = Target()
        self.occupied: dict[int, int] = {}
        self.span = (1, 1)
        self.all_header = True
        self.header_rows = 0
        self.around = around

    def open_row(self) -> None:
        """Begin a row."""
        self.row = []
        self.all_header = True

    def open_cell(self, *, header: bool, colspan: int, rowspan: int) -> Target:
        """Begin a cell of the row and return where its blocks go."""
        self.all_header = self.all_header and header
        self.span = (min(max(colspan, 1), _WIDEST_SPAN), min(max(rowspan, 1), _WIDEST_SPAN))
        self._fill_occupied()
        self.cell = Target()
        return self.cell

    def _fill_occupied(self) -> None:
        row = self.row
        while self.occupied.get(len(row), 0) > 0:
            self.occupied[len(row)] -= 1
            row.append(("", ""))

    def close_cell(self) -> None:
        """End the cell."""
        cell, row = self.cell, self.row
        columns, depth = self.span
        for offset in range(columns):
            if depth > 1:
                self.occupied[len(row)] = depth - 1
            row.append((" ".join(cell.lines).replace("\n", " "), _cell_markdown(cell)) if offset == 0 else ("", ""))

    def close_row(self) -> None:
        """End the row."""
        self._fill_occupied()
        if self.row and self.all_header and self.header_rows == len(self.rows):
            self.header_rows += 1
        if self.row:
            self.rows.append(self.row)

    def lines(self) -> Iterable[str]:
        """Rows as plain text, cells parted by a bar."""
        for row in self.rows:
            if any(text for text, _ in row):
                yield CELL_SEPARATOR.join([text for text, _ in row]).strip()

    def markdown(self) -> str:
        """Rows as a GitHub table; a table without a header row gets an empty one, as the format demands one."""
        width = max(len(row) for row in self.rows)
        header = self.rows[0] if self.header_rows else []
        body = self.rows[1:] if self.header_rows else self.rows
        ruled = [_row_markdown(header, width), "|" + " --- |" * width]
        return "\n".join(ruled + [_row_markdown(row, width) for row in body])


def _row_markdown(row: list[tuple[str, str]], width: int) -> str:
    cells = [markdown for _, markdown in row] + [""] * (width - len(row))
    return "| " + " | ".join(cells) + " |"


def _cell_markdown(cell: Target) -> str:
    whole = cell.markdown()
    if "\\\n" in whole:
        whole = _HARD_BREAK.sub(r"\1<br>", whole)
    whole = whole.replace("|", "\\|")
    return "<br>".join(line.strip() for line in whole.split("\n") if line.strip())
