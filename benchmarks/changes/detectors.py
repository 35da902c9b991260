"""What a user would pick instead: small reference implementations of known change detectors.

Each takes two pages (bytes and words of the main content) and says whether the page changed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

_TOKEN = re.compile(r"[^\W_]+")


def raw_sha(before: bytes, after: bytes) -> bool:
    """Hash of the bytes."""
    return hashlib.sha256(before).digest() != hashlib.sha256(after).digest()


def main_text_sha(before: str, after: str) -> bool:
    """Hash of the extracted text."""
    return before != after


def folded(before: str, after: str) -> bool:
    """Hash of the text without case, accents and punctuation, as link monitors do."""

    def fold(text: str) -> str:
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        return " ".join(_TOKEN.findall(plain.casefold()))

    return fold(before) != fold(after)


def text_profile(before: str, after: str) -> bool:
    """Nutch's TextProfileSignature: words of more than two characters, rounded counts, the rare ones dropped."""

    def signature(text: str) -> list[tuple[int, str]]:
        counts = Counter(word for word in _TOKEN.findall(text.lower()) if len(word) > 2)
        most = max(counts.values(), default=0)
        quant = max(round(most * 0.01), 2 if most > 1 else 1)
        rounded = {word: count // quant * quant for word, count in counts.items()}
        return sorted((-count, word) for word, count in rounded.items() if count >= quant)

    return signature(before) != signature(after)


def simhash64(before: str, after: str, *, distance: int = 3) -> bool:
    """Charikar's simhash over words, 64 bits; changed when more than ``distance`` bits differ."""

    def bits(text: str) -> int:
        weights = [0] * 64
        for word, count in Counter(_TOKEN.findall(text.lower())).items():
            value = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
            for place in range(64):
                weights[place] += count if value >> place & 1 else -count
        return sum(1 << place for place, weight in enumerate(weights) if weight > 0)

    return (bits(before) ^ bits(after)).bit_count() > distance


def shingles(before: str, after: str, *, alike: float = 0.9) -> bool:
    """Jaccard of five-word shingles below ``alike``."""

    def of(text: str) -> set[tuple[str, ...]]:
        row = _TOKEN.findall(text.lower())
        return set(zip(*(row[n:] for n in range(5)), strict=False))

    ours, theirs = of(before), of(after)
    return len(ours & theirs) < alike * len(ours | theirs)
