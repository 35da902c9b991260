"""A document as it is compared: sections of normalised blocks, claimed dates taken out."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from msgspec import Struct

from pipeline.changes.normalise import normalise
from pipeline.changes.words import NAMED, PLACEHOLDER, is_critical_heading, key
from pipeline.model.dates import DateClaim
from pipeline.model.document import Document, Person, Section

_MARKER = re.compile(r"^(?:[•◦▪‣·*-]|\d{1,3}[.)])\s+(?=\S)")
"""A list item's bullet or number, as readers lay it out: where an item stands is structure, not words."""

_GAP = 40
"""Characters between a label and its date, at most."""

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
    claims = [claim for claim in document.dates if claim.source in ("text", "time")]
    people = document.people[:_PEOPLE]
    for section in document.sections:
        folded = tuple(normalise(heading).casefold() for heading in section.path)
        name = " > ".join(folded) + f"#{seen[folded]}"
        seen[folded] += 1
        heading = normalise(section.heading or "")
        blocks = _blocks(_without_names(without_dates(section, claims), people), known)
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


def without_dates(section: Section, claims: list[DateClaim]) -> str:
    """The section's text with a placeholder for every date that is a claim of its own; one with nothing else is out.

    A date in running text that no label makes a claim stays what it is: words.
    """
    text = section.text
    for claim in claims:
        place = claim.locator.removeprefix("section:")
        if claim.raw not in text or place not in (claim.locator, section.id):
            continue
        text = _masked(text, claim)
    return text


def _without_names(text: str, people: tuple[Person, ...]) -> str:
    """The text with a sign for each person whom a line of it names and says little else of."""
    for person in people:
        if person.name in text:
            said = [re.escape(word) for word in (person.credentials, person.affiliation) if word]
            name = re.compile(re.escape(person.name) + "".join(f"(?:[ ,(]+{word}\\)?)?" for word in said))
            lines = ((line, name.sub(NAMED, line)) for line in text.split("\n"))
            text = "\n".join(bare if len(_WORD.findall(bare)) <= _BYLINE else line for line, bare in lines)
    return text


def _masked(text: str, claim: DateClaim) -> str:
    raw = re.escape(claim.raw)
    if claim.label is None:
        return re.sub(raw, PLACEHOLDER, text, count=1) if claim.source == "time" else text
    pattern = re.compile(f"({re.escape(claim.label)}[^{PLACEHOLDER}]{{0,{_GAP}}}?){raw}", re.DOTALL)
    masked, found = pattern.subn(rf"\g<1>{PLACEHOLDER}", text, count=1)
    if not found:
        return text
    # a line that is label and date and nothing else is data as a whole
    alone = re.compile(f"{re.escape(claim.label)}[^\\w\n]*\n?[^\\w\n]*{PLACEHOLDER}[^\\w\n]*")
    lines = alone.sub(PLACEHOLDER, masked).split("\n")
    return "\n".join(line for line in lines if PLACEHOLDER not in line or not _EMPTY.fullmatch(line))
