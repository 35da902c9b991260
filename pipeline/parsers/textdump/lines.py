"""The lines of a text dump as blocks: headings, paragraphs, lists, and how many blank lines stand before each."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

_ITEM = re.compile(r"^ {0,12}(?:[*+•-]|\d{1,3}[.)]) +(?=\S)")
_HASHES = re.compile(r"^(#{1,6})[ \t]+(?=\S)")
_FIELD = re.compile(r"^\s*(Link|URL|Description|Keywords|Title):\s*(.*?)\s*$")
_SENTENCE_END = re.compile(r"[.!?;:,…]['\")\]]*$")
_MOST_WORDS = 14
_LONGEST = 100

Kind = Literal["heading", "paragraph", "list"]


class Block(Struct, kw_only=True):
    """A block of a dump.

    Attributes:
        kind: what it is.
        level: of a heading, from its hashes; 0 where plain text gives none.
        text: its words on one line; of a list, its items' in turn.
        items: of a list.
        blanks: blank lines before it.
        line: number of its first line, from 1.
    """

    kind: Kind
    text: str
    line: int
    blanks: int
    level: int = 0
    items: tuple[str, ...] = ()


def header_of(lines: list[str]) -> tuple[dict[str, str], int]:
    """Fields that the tool wrote above the page ("Link: ..."), and how many lines they take; "None" is no value."""
    fields: dict[str, str] = {}
    taken = 0
    for number, line in enumerate(lines):
        found = _FIELD.match(line)
        if found is None:
            if line.strip():
                break
            continue
        if found[2] not in {"", "None", "null"}:
            fields[found[1].lower()] = found[2]
        taken = number + 1
    return fields, taken


def blocks_of(lines: list[str], first: int) -> list[Block]:
    """Blocks in order. Lines of one paragraph belong together, as tools wrap them; so do those of a list item.

    Args:
        lines: of the dump.
        first: where the page begins, behind the tool's own fields.
    """
    blocks: list[Block] = []
    blanks = 0
    open_items: list[str] = []
    words: list[str] = []
    start = first

    def close() -> None:
        nonlocal blanks
        if open_items:
            blocks.append(
                Block(kind="list", text="\n".join(open_items), items=tuple(open_items), line=start + 1, blanks=blanks)
            )
        elif words:
            blocks.append(_block(" ".join(words), start, blanks))
        else:
            return
        open_items.clear()
        words.clear()
        blanks = 0

    for number in range(first, len(lines)):
        line = lines[number].replace("\t", "    ")
        if not line.strip():
            close()
            blanks += 1
            continue
        item = _ITEM.match(line)
        if item is not None:
            if words:
                close()
            start = start if open_items else number
            open_items.append(line[item.end() :].strip())
        elif open_items and line.startswith(" "):
            open_items[-1] += " " + line.strip()
        else:
            if open_items or (words and _HASHES.match(line)):
                close()
            start = start if words else number
            words.append(line.strip())
    close()
    return blocks


def _block(text: str, start: int, blanks: int) -> Block:
    hashes = _HASHES.match(text)
    if hashes is None:
        return Block(kind="paragraph", text=text, line=start + 1, blanks=blanks)
    words = text[hashes.end() :].strip().rstrip("#").strip()
    return Block(kind="heading", text=words, level=len(hashes[1]), line=start + 1, blanks=blanks)


def looks_like_heading(block: Block) -> bool:
    """Whether a line of plain text that stands alone is a heading: short, and no sentence."""
    text = block.text
    return (
        block.kind == "paragraph"
        and len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and _SENTENCE_END.search(text) is None
        and (text[0].isupper() or text[0].isdigit())
    )
