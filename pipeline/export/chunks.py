"""Documents cut for retrieval: chunks that never cross a section, small enough to embed, cited to their place.

A section that fits is one chunk. A longer one is cut between its blocks (lines of its text), a block too long between
sentences, a sentence too long between words. A part's id is made of document, section and place, so an edit keeps the
ids and ``content_hash`` says which parts have to be embedded again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.heads import citation_of, head_of
from pipeline.export.rows import ChunkRow
from pipeline.export.tokens import count_tokens
from pipeline.model.document import Document, Section

_SENTENCE = re.compile(r"(?<=[.!?;:\u3002\uff01\uff1f])\s+")


class Chunking(Struct, frozen=True, kw_only=True):
    """How to cut.

    Attributes:
        max_tokens: of context and text together.
        overlap: tokens of a part that are repeated, at most, at the start of the next one; whole sentences only.
    """

    max_tokens: int = 512
    overlap: int = 0

    def check(self) -> None:
        """Refuse sizes that cannot be kept.

        Raises:
            UsageError: less than 32 tokens, or an overlap of more than half of them.
        """
        if self.max_tokens < 32:
            raise UsageError(f"chunks of {self.max_tokens} tokens hold no sentence", mend="ask for 32 or more")
        if not 0 <= self.overlap <= self.max_tokens // 2:
            raise UsageError(
                f"an overlap of {self.overlap} tokens does not fit chunks of {self.max_tokens}",
                mend=f"ask for 0 to {self.max_tokens // 2}",
            )


def chunk_rows(document: Document, chunking: Chunking) -> Iterator[ChunkRow]:
    """The chunks of a document in page order; sections without words have none.

    Args:
        document: as it goes out.
        chunking: how to cut.
    """
    order = 0
    for section in document.sections:
        head, context = head_of(document, section), _context(document, section, chunking)
        taken = count_tokens(context)
        parts = _parts(section.text, chunking.max_tokens - taken, chunking.overlap)
        for part, (text, overlap, tokens) in enumerate(parts):
            yield ChunkRow(
                **head,
                chunk_id=_digest(f"{head['document_id']}\n{section.id}\n{part}")[:24],
                section_id=section.id,
                order=order,
                part=part,
                citation_url=citation_of(section, document),
                title=document.title,
                path=section.path,
                context=context,
                text=text,
                overlap=overlap,
                tokens=taken + tokens,
                reviewed=document.reviewed.value if document.reviewed else None,
                content_hash=_digest(f"{context}\n\n{text}"),
            )
            order += 1


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _context(document: Document, section: Section, chunking: Chunking) -> str:
    """Title and path on one line; from the left shorter where they would take more than a third of the room."""
    steps = [step for step in (document.title, *section.path) if step]
    while len(steps) > 1 and count_tokens(" > ".join(steps)) > chunking.max_tokens // 3:
        steps.pop(0)
    context = " > ".join(steps)
    while count_tokens(context) > chunking.max_tokens // 3:
        context = context[: len(context) // 2].rstrip()
    return context


def _parts(text: str, room: int, overlap: int) -> Iterator[tuple[str, int, int]]:
    """Texts of at most ``room`` tokens, how many characters of each repeat the one before, and their tokens."""
    if not text.strip():
        return
    whole = count_tokens(text)
    if whole <= room:
        yield text, 0, whole
        return
    held: list[tuple[str, str, int]] = []  # a piece, what joins it to the one before, its tokens
    repeated = 0
    for piece, joint in _pieces(text, room):
        size = count_tokens(piece)
        if held and sum(one[2] for one in held) + size > room:
            yield _joined(held), _joined_length(held[:repeated]), sum(one[2] for one in held)
            held = _tail(held[repeated:], overlap, room - size)
            repeated = len(held)
        held.append((piece, joint, size))
    yield _joined(held), _joined_length(held[:repeated]), sum(one[2] for one in held)


def _tail(held: list[tuple[str, str, int]], overlap: int, room: int) -> list[tuple[str, str, int]]:
    kept: list[tuple[str, str, int]] = []
    left = min(overlap, room)
    for piece in reversed(held):
        if piece[2] > left:
            break
        left -= piece[2]
        kept.insert(0, piece)
    return kept


def _joined(held: list[tuple[str, str, int]]) -> str:
    return "".join((joint if place else "") + piece for place, (piece, joint, _) in enumerate(held))


def _joined_length(repeated: list[tuple[str, str, int]]) -> int:
    return len(_joined(repeated))


def _pieces(text: str, room: int) -> Iterator[tuple[str, str]]:
    """Blocks, sentences of long blocks, words of long sentences; each with what stood before it."""
    for block in text.split("\n"):
        if not block.strip():
            continue
        if count_tokens(block) <= room:
            yield block, "\n"
            continue
        joint = "\n"
        for sentence in _SENTENCE.split(block):
            for run in _runs(sentence, room):
                yield run, joint
                joint = " "


def _runs(sentence: str, room: int) -> Iterator[str]:
    if count_tokens(sentence) <= room:
        yield sentence
        return
    words: list[str] = []
    size = 0
    for word in sentence.split():
        for bit in _bits(word, room):
            more = count_tokens(bit)
            if words and size + more > room:
                yield " ".join(words)
                words, size = [], 0
            words.append(bit)
            size += more
    if words:
        yield " ".join(words)


def _bits(word: str, room: int) -> Iterator[str]:
    """A word, halved until it fits (an address, a base64 blob, a script without spaces)."""
    if count_tokens(word) <= room or len(word) < 2:
        yield word
        return
    half = len(word) // 2
    yield from _bits(word[:half], room)
    yield from _bits(word[half:], room)
