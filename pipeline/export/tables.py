"""How a document becomes rows, table by table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.rows import DateRow, DocumentRow, LinkRow, PersonRow, SectionRow, SubjectRow
from pipeline.model.document import Document
from pipeline.records import content_hash


def document_id(url: str) -> str:
    """First 16 hex digits of the SHA-256 of a document's URL: the same page has the same id in every database."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


class _Head(Struct, frozen=True):
    """What every row of a document repeats."""

    document_id: str
    url: str
    site: str
    language: str | None
    rights: str


def _head(document: Document) -> _Head:
    return _Head(document_id(document.url), document.url, document.site, document.language, document.rights.status)


def document_rows(document: Document) -> Iterator[DocumentRow]:
    """The one row of a document."""
    chosen: dict[str, Any] = {}
    for role in ("reviewed", "modified", "published", "next_review_due"):
        claim = getattr(document, role)
        chosen[role] = claim and claim.value
        chosen[f"{role}_precision"] = claim and claim.precision
        chosen[f"{role}_source"] = claim and claim.source
    yield DocumentRow(
        **msgspec.structs.asdict(_head(document)),
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
        captured_at=document.provenance.fetched_at,
        content_hash=content_hash(document),
        run_id=document.provenance.run_id,
        schema_version=document.schema_version,
    )


def section_rows(document: Document) -> Iterator[SectionRow]:
    """The sections in page order, each with the rights that hold for it."""
    head = _head(document)
    for section in document.sections:
        yield SectionRow(
            document_id=head.document_id,
            section_id=section.id,
            url=head.url,
            site=head.site,
            language=head.language,
            rights=section.rights.status if section.rights is not None else head.rights,
            order=section.order,
            level=section.level,
            heading=section.heading,
            path=section.path,
            group=section.group,
            kind=section.kind,
            citation_url=f"{head.url}#{section.anchor}" if section.anchor else head.url,
            text=section.text,
            markdown=section.markdown,
        )


def link_rows(document: Document) -> Iterator[LinkRow]:
    """The links in page order, each with the rights of the section it stands in."""
    head = _head(document)
    own = {section.id: section.rights.status for section in document.sections if section.rights is not None}
    for link in document.links:
        yield LinkRow(
            document_id=head.document_id,
            section_id=link.section_id,
            url=head.url,
            site=head.site,
            language=head.language,
            rights=own.get(link.section_id, head.rights) if link.section_id is not None else head.rights,
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
    head = msgspec.structs.asdict(_head(document))
    left = {
        (role, chosen.value, chosen.source)
        for role in ("reviewed", "modified", "published", "next_review_due")
        if (chosen := getattr(document, role)) is not None
    }
    for order, claim in enumerate(document.dates):
        mark = (claim.role, claim.value, claim.source)
        chosen = mark in left
        left.discard(mark)  # the same words twice in a page: the first one is marked
        yield DateRow(**head, order=order, chosen=chosen, **msgspec.structs.asdict(claim))


def subject_rows(document: Document) -> Iterator[SubjectRow]:
    """The subjects in page order."""
    head = msgspec.structs.asdict(_head(document))
    for order, subject in enumerate(document.subjects):
        yield SubjectRow(**head, order=order, **msgspec.structs.asdict(subject))


def person_rows(document: Document) -> Iterator[PersonRow]:
    """The people in page order."""
    head = msgspec.structs.asdict(_head(document))
    for order, person in enumerate(document.people):
        yield PersonRow(**head, order=order, **msgspec.structs.asdict(person))


class TableSpec(Struct, frozen=True):
    """A table: its name, its row type and how a document becomes rows."""

    name: str
    row_type: type[Struct]
    rows: Callable[[Document], Iterator[Struct]]


TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec("documents", DocumentRow, document_rows),
        TableSpec("sections", SectionRow, section_rows),
        TableSpec("links", LinkRow, link_rows),
        TableSpec("dates", DateRow, date_rows),
        TableSpec("subjects", SubjectRow, subject_rows),
        TableSpec("people", PersonRow, person_rows),
    )
}
"""Tables by name, in the order they are written and described."""


def table(name: str) -> TableSpec:
    """A table by name.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return TABLES[name]
    except KeyError:
        raise UsageError(f"no table {name!r}", mend=f"tables are {', '.join(TABLES)}") from None
