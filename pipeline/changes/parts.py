"""A document as it is compared: sections of normalised blocks, claimed dates taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from pipeline.changes.normalise import normalise
from pipeline.changes.words import NAMED, PLACEHOLDER, is_critical_heading, key
from pipeline.model.document import Document, Person, Section

_MARKER = re.compile(r"^(?:[•◦▪‣·*-]|\d{1,3}[.)])\s+(?=\S)")
"""A list item's bullet or number, as readers lay it out: where an item stands is structure, not words."""

_GAP = 40
"""Characters between a label and its date, at most."""

_CLAUSE = 160
"""Characters between a date and a label that closes its clause, at most."""

_ROW = 8
"""Labels in a row above their dates, at most."""

_BYLINE = 8
"""Words beside names and dates, at most, of a line that says who wrote or reviewed; more are a sentence."""

_PEOPLE = 40
"""People looked for in the text, at most: who is named after them stands in a list, not in a byline."""

_WORD = re.compile(r"\w+")
_EMPTY = re.compile(r"[\W_]*")  # the placeholder is no word character


class Part(Struct, frozen=True, kw_only=True):
    """A section as it is compared.

    Attributes:
        key: heading path, normalised and without case, and the ordinal among sections of the same path.
        path: headings as the page has them.
        heading: the section's own, normalised; empty before the first heading.
        blocks: normalised lines.
        keys: their words; what is compared.
        links: by block, whether it is nothing but an entry of a list of links.
        critical: a heading above or on it is about warnings, doses, side effects or when to call.
    """

    key: str
    path: tuple[str, ...]
    heading: str
    blocks: tuple[str, ...]
    keys: tuple[str, ...]
    links: tuple[bool, ...]
    critical: bool


class _Block(NamedTuple):
    """A line as it is compared, its words, and whether it is an item of a list."""

    text: str
    key: str
    listed: bool


class Said(NamedTuple):
    """A labelled date as the page has it.

    Attributes:
        words: all that the record has of it.
        date: those of the date.
        label: those that say what it is of, where the record tells them apart.
        place: the section's id; ``None`` where it may be any.
    """

    words: str
    date: str
    label: str | None = None
    place: str | None = None


Lines = dict[str, _Block]
"""What lines of one state came to; most of the other state's are the same."""


def parts(document: Document, known: Lines | None = None) -> list[Part]:
    """The sections of a document in page order; the page's title and other names are the first, with an empty path.

    Args:
        document: the state.
        known: lines of the page's other state, as this function has filled it; this one's are added.
    """
    known = {} if known is None else known
    named = _blocks("\n".join((document.title or "", *document.also_called)), known)
    made = [_part("", (), "", named, frozenset(), links=False)]
    seen: Counter[tuple[str, ...]] = Counter()
    linked = _link_texts(document)
    dates = [*_claimed(document), *unread_dates(document)]
    people = document.people[:_PEOPLE]
    for section in document.sections:
        folded = tuple(normalise(heading).casefold() for heading in section.path)
        name = " > ".join(folded) + f"#{seen[folded]}"
        seen[folded] += 1
        heading = normalise(section.heading or "")
        blocks = _blocks(_without_names(without_dates(section, dates), people), known)
        texts = linked.get(section.id, frozenset())
        made.append(_part(name, section.path, heading, blocks, texts, links=section.kind == "links"))
    return made


def _part(
    name: str, path: tuple[str, ...], heading: str, blocks: list[_Block], linked: frozenset[str], *, links: bool
) -> Part:
    return Part(
        key=name,
        path=path,
        heading=heading,
        blocks=tuple(block.text for block in blocks),
        keys=tuple(block.key for block in blocks),
        links=tuple(_is_link(block, linked, links=links) for block in blocks),
        critical=is_critical_heading(path),
    )


def _is_link(block: _Block, linked: frozenset[str], *, links: bool) -> bool:
    """Whether a block is an entry of a list of links: nothing but a link, or one with its source where all are."""
    if links:
        return block.text in linked or any(text in block.text for text in linked)
    return block.listed and block.text in linked


def _link_texts(document: Document) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for link in document.links:
        if link.section_id is not None and (text := normalise(link.text)):
            found.setdefault(link.section_id, set()).add(text)
    return {section: frozenset(texts) for section, texts in found.items()}


def _blocks(text: str, known: Lines) -> list[_Block]:
    found = []
    for line in text.split("\n"):
        block = known.get(line)
        if block is None:
            bare, listed = _MARKER.subn("", line.strip())
            said = normalise(bare)
            block = known[line] = _Block(said, key(said), bool(listed))
        if block.text and block.text != PLACEHOLDER:
            found.append(block)
    return found


def _claimed(document: Document) -> Iterator[Said]:
    """Dates of a document that are claims of its text, a label or an element saying so."""
    for claim in document.dates:
        if claim.source == "time" or (claim.source == "text" and claim.label is not None):
            place = claim.locator.removeprefix("section:")
            yield Said(claim.raw, claim.raw, claim.label, None if place == claim.locator else place)


def unread_dates(document: Document) -> Iterator[Said]:
    """Labelled dates of a document that its reader could not read; they are no claims."""
    for issue in document.issues:
        if issue.code == "date-unreadable" and (words := issue.evidence.get("raw")):
            # records of parser version 17 and older do not say which of the words are the date
            yield Said(words, issue.evidence.get("date", words), issue.evidence.get("label"))


def without_dates(section: Section, dates: Iterable[Said]) -> str:
    """The section's text with a placeholder for every date that the record knows; a line with nothing else is out.

    A date in running text that no label makes a claim stays what it is: words.
    """
    text, labels = section.text, set[str]()
    places: list[tuple[int, int]] = []
    for said in dates:
        if said.date in text and said.place in (None, section.id) and (place := _place(text, said)) is not None:
            places.append(place)
            labels.update([said.label] if said.label else ())
    end = len(text)
    for start, stop in sorted(places, reverse=True):
        if stop <= end:
            text, end = f"{text[:start]}{PLACEHOLDER}{text[stop:]}", start
    return _without_labels(text, labels) if labels else text


def _place(text: str, said: Said) -> tuple[int, int] | None:
    """Where a date stands in a text: the first place behind its label, if it has one, else the last before it."""
    if said.label is None:
        start = text.find(said.date)
        return start, start + len(said.date)
    label, date = re.escape(said.label), re.escape(said.date)
    found = re.compile(f"{label}.{{0,{_GAP}}}?({date})", re.DOTALL).search(text)
    if found is None:
        found = re.compile(f"({date})[^\n]{{0,{_CLAUSE}}}?{label}").search(text)
    return None if found is None else found.span(1)


def _without_labels(text: str, labels: set[str]) -> str:
    """The text without lines that are labels and dates and nothing else: these are data as a whole."""
    known = "|".join(map(re.escape, sorted(labels)))
    alone = re.compile(f"(?:(?:{known})[^\\w\n]*\n?[^\\w\n]*){{1,{_ROW}}}{PLACEHOLDER}[^\\w\n]*")
    lines = alone.sub(PLACEHOLDER, text).split("\n")
    return "\n".join(line for line in lines if PLACEHOLDER not in line or not _EMPTY.fullmatch(line))


def _without_names(text: str, people: tuple[Person, ...]) -> str:
    """The text with a sign for each person whom a line of it names and says little else of."""
    for person in people:
        if person.name in text:
            said = [re.escape(word) for word in (person.credentials, person.affiliation) if word]
            name = re.compile(re.escape(person.name) + "".join(f"(?:[ ,(]+{word}\\)?)?" for word in said))
            lines = ((line, name.sub(NAMED, line)) for line in text.split("\n"))
            text = "\n".join(bare if len(_WORD.findall(bare)) <= _BYLINE else line for line, bare in lines)
    return text
