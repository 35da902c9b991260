"""A state's words as hashes: equal fingerprints say the same to a reader."""

from __future__ import annotations

import hashlib

from msgspec import Struct

from pipeline.changes.normalise import NORMALISER_VERSION
from pipeline.changes.parts import parts
from pipeline.changes.words import key
from pipeline.model.document import Document


class Fingerprint(Struct, frozen=True, kw_only=True):
    """What a page says, section by section.

    Two fingerprints are comparable only if both versions are equal: otherwise a difference may be ours.

    Attributes:
        normaliser_version: how words were folded.
        extractor_version: parser and profile that read the page.
        sections: section key -> SHA-256 (hex) of its heading and blocks, in page order; the title's key is empty.
    """

    normaliser_version: str
    extractor_version: str
    sections: dict[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the sections in order, without the versions: the words alone."""
        whole = hashlib.sha256()
        for name, digest in self.sections.items():
            whole.update(f"{name}\x1f{digest}\x1e".encode())
        return whole.hexdigest()


def fingerprint(document: Document) -> Fingerprint:
    """The fingerprint of a document. Claimed dates, links' targets and metadata are no part of it."""
    origin = document.provenance
    return Fingerprint(
        normaliser_version=NORMALISER_VERSION,
        extractor_version=f"{origin.parser_version}/{origin.profile}-{origin.profile_version}",
        sections={
            part.key: hashlib.sha256("\x1f".join((key(part.heading), *part.keys)).encode()).hexdigest()
            for part in parts(document)
        },
    )
