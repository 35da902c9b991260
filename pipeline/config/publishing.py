"""The settings of datasets: where they are written, and who publishes them under what name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pipeline.config.kinds import Words
from pipeline.errors import InvalidUrl
from pipeline.urls import canonicalize

_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{4,9}/[^\s<>]+)", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_URN = re.compile(r"(?:urn|ark|hdl|swh|info):[^\s<>]+", re.IGNORECASE)


class Export(Struct, frozen=True, kw_only=True):
    """Where exports go.

    Attributes:
        folder: folder that exports are written to.
        formats: file formats that are written.
    """

    folder: Path = Path("output/export")
    formats: Annotated[tuple[Literal["jsonl", "csv", "parquet"], ...], Meta(min_length=1)] = ("jsonl", "csv")


class Imprint(Struct, frozen=True, kw_only=True):
    """Who publishes the datasets made here, and under what name; the words in them stay their publishers' own.

    Attributes:
        title: what the dataset is called.
        description: what it holds and what for, in a sentence or two.
        maintainer: person or organization that publishes it and answers for it.
        contact: mail address or http(s) page where its users reach the maintainer; not ``fetch.contact``, which servers
            are told.
        homepage: http(s) page about it.
        identifier: its DOI (``10.5281/zenodo.1234567``, with or without ``https://doi.org/``), another http(s) address
            that stays, or ``urn:``, ``ark:``, ``hdl:``, ``swh:``, ``info:``. Of the dataset: every release carries it.
        license: under what terms the maintainer gives away their own part, which is the choice and the arrangement;
            an SPDX name (``CC0-1.0``) or a sentence. It never speaks for the pages.
    """

    title: Words | None = None
    description: Words | None = None
    maintainer: Words | None = None
    contact: Words | None = None
    homepage: Words | None = None
    identifier: Words | None = None
    license: Words | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a value that is blank, and an address or identifier that would lead nobody anywhere."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is not None and value != " ".join(value.split()):
                raise ValueError(f"{name} {value!r} must be one line without spaces around or doubled within it")
        if self.homepage is not None and not _is_address(self.homepage):
            raise ValueError(f"homepage {self.homepage!r} is no http(s) address")
        if self.contact is not None and not (self.is_mail or _is_address(self.contact)):
            raise ValueError(f"contact {self.contact!r} is neither a mail address nor an http(s) address")
        if self.identifier is not None and self.persistent is None:
            raise ValueError(
                f"identifier {self.identifier!r} is no DOI (10.NNNN/...), http(s) address, urn, ark or hdl"
            )
        if self.maintainer is None and (self.contact is not None or self.license is not None):
            raise ValueError("contact and license need a maintainer, whose they are")

    @property
    def persistent(self) -> str | None:
        """The identifier as a URI: a DOI as ``https://doi.org/10...``, another as it is written."""
        if self.identifier is None:
            return None
        if doi := _DOI.fullmatch(self.identifier):
            return f"https://doi.org/{doi[1]}"
        return self.identifier if _URN.fullmatch(self.identifier) or _is_address(self.identifier) else None

    @property
    def is_mail(self) -> bool:
        """Whether the contact is a mail address, not a page."""
        return self.contact is not None and _MAIL.fullmatch(self.contact) is not None


def _is_address(text: str) -> bool:
    try:
        return _ADDRESS.fullmatch(text) is not None and bool(canonicalize(text))
    except InvalidUrl:
        return False
