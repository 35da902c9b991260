"""The tables there are, and how a document becomes rows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.chunks import Chunking, chunk_rows
from pipeline.export.heads import citation_of, head_of, rights_of
from pipeline.export.rows import (
    ChangeRow,
    ChunkRow,
    DateRow,
    DocumentRow,
    FindingRow,
    LinkCheckRow,
    LinkRow,
    PersonRow,
    SectionRow,
    SubjectRow,
)
from pipeline.model.dates import CHOSEN
from pipeline.model.document import Document
from pipeline.records import content_hash


def document_rows(document: Document) -> Iterator[DocumentRow]:
    """The one row of a document."""
    chosen: dict[str, Any] = {}
    for role in CHOSEN:
        claim = getattr(document, role)
        chosen[role] = claim and claim.value
        chosen[f"{role}_precision"] = claim and claim.precision
        chosen[f"{role}_source"] = claim and claim.source
    came = document.provenance
    stands = came.archive
    yield DocumentRow(
        **head_of(document),
        **chosen,
        page_type=document.page_type,
        rights_holder=document.rights.holder,
        rights_statement=document.rights.statement,
        title=document.title,
        description=document.description,
        publisher=document.publisher,
        canonical_url=document.canonical_url,
        breadcrumbs=document.breadcrumbs,
        also_called=document.also_called,
        subjects=document.subjects,
        alternates=document.alternates,
        sections=len(document.sections),
        links=len(document.links),
        words=document.coverage.recorded_words,
        issues=tuple(issue.code for issue in document.issues),
        captured_at=came.fetched_at,
        content_hash=content_hash(document),
        run_id=came.run_id,
        schema_version=document.schema_version,
        robots=tuple(_robots(document)),
        capture_id=came.capture_id,
        payload_sha256=came.payload_sha256,
        archive_file=None if stands is None else stands.file,
        archive_offset=None if stands is None else stands.offset,
        archive_length=None if stands is None else stands.length,
    )


def _robots(document: Document) -> Iterator[str]:
    for said in document.provenance.robots:
        yield from (word if said.agent is None else f"{said.agent}:{word}" for word in said.words)


def section_rows(document: Document) -> Iterator[SectionRow]:
    """The sections in page order, each with the rights that hold for it."""
    for section in document.sections:
        rights = rights_of(section, document)
        yield SectionRow(
            **head_of(document, section),
            section_id=section.id,
            order=section.order,
            level=section.level,
            heading=section.heading,
            path=section.path,
            group=section.group,
            kind=section.kind,
            citation_url=citation_of(section, document),
            text=section.text,
            markdown=section.markdown,
            rights_holder=rights.holder,
            rights_statement=rights.statement,
        )


def link_rows(document: Document) -> Iterator[LinkRow]:
    """The links in page order, each with the rights of the section it stands in."""
    head = head_of(document)
    heads = {section.id: head_of(document, section) for section in document.sections if section.rights is not None}
    for link in document.links:
        yield LinkRow(
            **heads.get(link.section_id or "", head),
            section_id=link.section_id,
            order=link.order,
            link_url=link.url,
            text=link.text,
            kind=link.kind,
            organization=link.organization,
            from_nih=link.from_nih,
            media=link.media,
            also_in=link.also_in,
            note=link.note,
        )


def date_rows(document: Document) -> Iterator[DateRow]:
    """The date claims in the order the record holds them."""
    head = head_of(document)
    left = {(role, chosen.value, chosen.source) for role in CHOSEN if (chosen := getattr(document, role)) is not None}
    for order, claim in enumerate(document.dates):
        mark = (claim.role, claim.value, claim.source)
        chosen = mark in left
        left.discard(mark)  # the same words twice in a page: the first one is marked
        yield DateRow(**head, order=order, chosen=chosen, **msgspec.structs.asdict(claim))


def subject_rows(document: Document) -> Iterator[SubjectRow]:
    """The subjects in page order."""
    head = head_of(document)
    for order, subject in enumerate(document.subjects):
        yield SubjectRow(**head, order=order, **msgspec.structs.asdict(subject))


def person_rows(document: Document) -> Iterator[PersonRow]:
    """The people in page order."""
    head = head_of(document)
    for order, person in enumerate(document.people):
        yield PersonRow(**head, order=order, **msgspec.structs.asdict(person))


class TableSpec(Struct, frozen=True):
    """A table: its name, its row type, the columns that name a row, and how a document becomes rows.

    Attributes:
        name: as it is asked for and as its file is called.
        row_type: its columns.
        key: columns whose values name one row.
        rows: of one document; ``None`` for tables of events, which are handed to the export as they are.
        meaning: one sentence.
        opt_in: only written when it is asked for by name.
        nested: whole records, which only formats that nest can hold.
    """

    name: str
    row_type: type[Struct]
    key: tuple[str, ...]
    rows: Callable[[Document], Iterator[Struct]] | None
    meaning: str
    opt_in: bool = False
    nested: bool = False

    @property
    def of_documents(self) -> bool:
        """Whether each row belongs to a row of ``documents``, by ``document_id``."""
        return self.rows is not None and not self.nested and self.name != "documents"


def _whole(document: Document) -> Iterator[Document]:
    yield document


def _default_chunks(document: Document) -> Iterator[ChunkRow]:
    return chunk_rows(document, Chunking())


_PLACE = ("document_id", "order")

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec("documents", DocumentRow, ("document_id",), document_rows, "One row a page."),
        TableSpec(
            "sections",
            SectionRow,
            ("document_id", "section_id"),
            section_rows,
            "One row a heading and what is under it.",
        ),
        TableSpec("links", LinkRow, _PLACE, link_rows, "One row a link of the content."),
        TableSpec("dates", DateRow, _PLACE, date_rows, "One row a date claim, conflicting ones too."),
        TableSpec("subjects", SubjectRow, _PLACE, subject_rows, "One row a subject of a page."),
        TableSpec("people", PersonRow, _PLACE, person_rows, "One row a reviewer, author or editor."),
        TableSpec("findings", FindingRow, ("key",), None, "One row an open finding of the audit."),
        TableSpec("changes", ChangeRow, ("change",), None, "One row an event in the life of a page."),
        TableSpec("link_checks", LinkCheckRow, ("link_url",), None, "One row a link that was checked."),
        TableSpec("chunks", ChunkRow, ("chunk_id",), _default_chunks, "One row a chunk for retrieval.", opt_in=True),
        TableSpec("records", Document, ("url",), _whole, "One whole record a line.", nested=True),
    )
}
"""Tables by name, in the order they are written and described."""

EVENTS = tuple(spec for spec in TABLES.values() if spec.rows is None)
"""Tables that are not made of records."""

ROOTS = ("records", *(spec.name for spec in EVENTS))
"""Tables that a release keeps beside those that it was asked for: all others are made from them."""


def table(name: str) -> TableSpec:
    """A table by name.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return TABLES[name]
    except KeyError:
        raise UsageError(f"no table {name!r}", mend=f"tables are {', '.join(TABLES)}") from None
