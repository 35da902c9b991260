"""Pages with real text in a frame of our own, and what happens to them: material edits and noise."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from pipeline import parsers, sites
from pipeline.fetchers.files import from_bytes
from pipeline.model.document import Document

DOSES = (
    "Adults usually start with 5 mg once a day.",
    "Some people take 1.5 mg instead.",
    "Ask first if your clearance is < 60 or if you take 50 mcg of another medicine.",
)
"""Sentences of our own in every page, for edits that need a dose to change."""


class Text(Struct, frozen=True):
    """A real text: its title and sentences."""

    title: str
    sentences: tuple[str, ...]


class Frame(Struct, frozen=True):
    """What stands around the text and may change without the text changing."""

    nonce: str = "a1"
    year: int = 2024
    menu: str = "Topics"
    reviewed: str = "March 3, 2024"
    related: tuple[str, ...] = ("Cough", "Fever", "Headache", "Rash")
    banner: str = ""
    typography: bool = False


def texts(corpus: Path, count: int) -> Iterator[Text]:
    """The first ``count`` topic summaries of the corpus with at least eight sentences and a number."""
    with (corpus / "medlineplus" / "summaries-2024" / "topics_en_chunks.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            topic = json.loads(line)
            whole = " ".join(" ".join(topic["chunks"]).split())
            sentences = tuple(part for part in re.split(r"(?<=[.?!])\s+", whole) if part)
            if len(sentences) >= 8 and any(re.search(r"\d", sentence) for sentence in sentences):
                yield Text(topic["metadata"]["Title"], sentences)
                count -= 1
                if not count:
                    return


def html(text: Text, frame: Frame = Frame(), *, drop: int | None = None) -> bytes:  # noqa: B008
    """The page: the sentences in three sections, doses in the second; ``drop`` leaves a section out."""
    third = max(2, len(text.sentences) // 3)
    groups = [text.sentences[:third], text.sentences[third : 2 * third], text.sentences[2 * third :]]
    sections = []
    for number, (name, group) in enumerate(zip(("Summary", "Treatment", "Living with it"), groups, strict=True)):
        if number == drop:
            continue
        blocks = [" ".join(group[at : at + 3]) for at in range(0, len(group), 3)]
        body = "".join(f"<p>{_escaped(block)}</p>\n" for block in blocks)
        sections.append(f'<h2 id="{frame.nonce}-{number}">{name}</h2>\n{body}')
    related = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in frame.related)
    page = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{_escaped(text.title)}</title>
<meta name="request-token" content="{frame.nonce}"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/t">{frame.menu}</a></li></ul></nav></header>
<main><article><h1>{_escaped(text.title)}</h1>
{f"<p>{frame.banner}</p>" if frame.banner else ""}
{"".join(sections)}
<h2>Learn more</h2>
<ul>{related}</ul>
<p>Last reviewed: {frame.reviewed}</p>
</article></main><footer><p>© {frame.year} Example Health</p></footer></body></html>"""
    if frame.typography:
        page = page.replace("'", "\u2019").replace("</p>\n", "\u200b</p>\n\n      ").replace(" the ", "\u00a0the  ")
    return page.encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def dosed(text: Text) -> Text:
    """The text with the sentences on doses in its middle."""
    middle = len(text.sentences) // 2
    return Text(text.title, (*text.sentences[:middle], *DOSES, *text.sentences[middle:]))


def _swap(old: str, new: str) -> Callable[[Text], Text]:
    def edit(text: Text) -> Text:
        edited = tuple(s.replace(old, new) if s in DOSES else s for s in text.sentences)
        assert edited != text.sentences
        return Text(text.title, edited)

    return edit


def _times_ten(text: Text) -> Text:
    """One number of the real text, ten times as great."""
    at = next(n for n, s in enumerate(text.sentences) if s not in DOSES and re.search(r"\d", s))
    return _with(text, at, re.sub(r"\d+", lambda found: found[0] + "0", text.sentences[at], count=1))


def _negated(text: Text) -> Text:
    """One sentence of the real text turned into its opposite."""
    rng = random.Random(text.title)
    pattern = re.compile(r"\b(is|are|can|should|may|will|do|does)\b")
    able = [n for n, s in enumerate(text.sentences) if pattern.search(s)]
    at = rng.choice(able)
    return _with(text, at, pattern.sub(r"\1 not", text.sentences[at], count=1))


def _with(text: Text, at: int, sentence: str) -> Text:
    return Text(text.title, (*text.sentences[:at], sentence, *text.sentences[at + 1 :]))


MATERIAL: dict[str, Callable[[Text], bytes]] = {
    "dose 5 -> 10 mg": lambda text: html(_swap("5 mg once", "10 mg once")(text)),
    "1.5 -> 15 mg": lambda text: html(_swap("1.5 mg", "15 mg")(text)),
    '"< 60" -> "> 60"': lambda text: html(_swap("< 60", "> 60")(text)),
    "mcg -> mg": lambda text: html(_swap("mcg", "mg")(text)),
    "once -> twice a day": lambda text: html(_swap("once", "twice")(text)),
    "any number x10": lambda text: html(_times_ten(text)),
    'insert "not"': lambda text: html(_negated(text)),
    "drop a section": lambda text: html(text, drop=1),
}
BANNER = "Our offices are closed on 4 July."
NOISE: dict[str, Callable[[Text], bytes]] = {
    "nonces, ids": lambda text: html(text, Frame(nonce="f9e2")),
    "nbsp, quotes, indent": lambda text: html(text, Frame(typography=True)),
    "menu, footer year": lambda text: html(text, Frame(menu="All topics", year=2025)),
    "review date only": lambda text: html(text, Frame(reviewed="June 9, 2025")),
    "related links rotate": lambda text: html(text, Frame(related=("Rash", "Cough", "Sore throat", "Fever"))),
}


def read(page: bytes, url: str) -> Document:
    """The page as the generic reader reads it."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    capture = from_bytes(page, url=url, fetched_at=at, content_type="text/html; charset=utf-8")
    return parsers.read(capture, sites.by_name("generic"))
