"""A state's words as one hash: equal fingerprints say the same to a reader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.changes.parts import Part, parts
from pipeline.changes.words import key
from pipeline.model.document import Document


def fingerprint(document: Document) -> str:
    """SHA-256 (hex) of what a page says, section by section in page order.

    Claimed dates, links' targets and metadata are no part of it. Between other versions of the reader, or of how words
    are folded, a difference may be ours.
    """
    return fingerprint_of_parts(parts(document))


def fingerprint_of_parts(said: Iterable[Part]) -> str:
    """The same of a document that has been taken apart."""
    sections = {
        part.key: hashlib.sha256("\x1f".join((key(part.heading), *part.keys)).encode()).hexdigest() for part in said
    }
    whole = hashlib.sha256()
    for name, digest in sections.items():
        whole.update(f"{name}\x1f{digest}\x1e".encode())
    return whole.hexdigest()
