"""The pages compared on, with their truth, and how they are split: tuned on one half, judged on the other."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Literal

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.accuracy.peers.worker import INLINE
from tools.corpus import CORPUS

Half = Literal["tuning", "held-out"]
FOLDS = 5
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


class Case(Struct, frozen=True, kw_only=True):
    """A page and what is true of it: the words of its main content, or its date."""

    name: str
    path: str
    url: str
    truth: str

    @property
    def half(self) -> Half:
        """By a hash of the name alone: no choice of ours."""
        return "tuning" if hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0 else "held-out"

    @property
    def fold(self) -> int:
        """One of :data:`FOLDS` parts, by a hash of the name alone."""
        return hashlib.sha256(self.name.encode()).digest()[1] % FOLDS


def content_cases(corpus: Path = CORPUS) -> list[Case]:
    """Mozilla Readability's test pages: ``source.html`` and the content that its authors expect."""
    cases = []
    for folder in sorted((corpus / "readability").iterdir()):
        expected = LexborHTMLParser((folder / "expected.html").read_bytes())
        cases.append(
            Case(
                name=folder.name,
                path=str(folder / "source.html"),
                url=f"https://{re.sub(r'[^a-z0-9.-]', '-', folder.name.lower())}.test/page",
                truth=laid_out(expected.body),
            )
        )
    return cases


def laid_out(body: LexborNode | None) -> str:
    """Text as a reader sees it: elements of a line part no words, every other element does."""
    pieces: list[str] = []
    stack: list[LexborNode] = []
    node = body.first_child if body is not None else None
    while node is not None or stack:
        if node is None:
            node = stack.pop()
            if node.tag not in INLINE:
                pieces.append("\n")
            node = node.next
            continue
        if node.tag == "-text":
            pieces.append(node.text_content or "")
        elif node.tag not in ("script", "style"):
            if node.tag not in INLINE:
                pieces.append("\n")
            if node.first_child is not None:
                stack.append(node)
                node = node.first_child
                continue
        node = node.next
    return "".join(pieces)


def date_cases(corpus: Path = CORPUS) -> list[Case]:
    """htmldate's benchmark: URL, page, and its publication or modification date as people read it."""
    labels = json.loads((corpus / "dates" / "labels.json").read_text(encoding="utf-8"))
    pages = corpus / "dates" / "pages"
    cases = []
    for url, label in labels.items():
        path = pages / label["file"]
        if path.is_file():
            cases.append(Case(name=label["file"], path=str(path), url=url, truth=label["date"]))
    return cases


def words(text: str) -> list[str]:
    """Words as compared: runs of letters, digits and underscores, case folded; of Chinese and its like every sign."""
    return _WORD.findall(text.casefold())
