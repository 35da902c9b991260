"""The tables of an export: every column, its type and its meaning, once.

From these structs come the JSON keys, the CSV header, the Parquet schema, the manifest and the card, so a column whose
first 10,000 values are null has the same type in all of them. Columns are only ever added at the end.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from pipeline.model.document import Alternate, Crumb, Subject

DocumentId = Annotated[str, Meta(description="id of the document: 16 hex digits, made of its URL")]
Url = Annotated[str, Meta(description="URL the page was served from, after redirects")]
Site = Annotated[str, Meta(description="profile name of the publisher's site")]
Language = Annotated[str | None, Meta(description="BCP 47 tag of the page's language")]
RightsColumn = Annotated[
    str, Meta(description="public_domain, licensed, copyrighted, mixed or unknown; see the rights statements")
]
Order = Annotated[int, Meta(description="0-based place in the page")]
ClaimValue = Annotated[str | None, Meta(description="chosen claim, ISO 8601 at the page's own precision")]
ClaimPrecision = Annotated[str | None, Meta(description="instant, day, month or year")]
ClaimSource = Annotated[str | None, Meta(description="carrier of the chosen claim: text, time, jsonld, meta, ...")]


class DocumentRow(Struct, frozen=True, kw_only=True):
    """One row a page, without its sections and links, which have tables of their own."""

    document_id: DocumentId
    url: Url
    site: Site
    page_type: Annotated[str, Meta(description="kind of page the profile recognised")]
    language: Language
    rights: RightsColumn
    rights_holder: Annotated[str | None, Meta(description="who holds the rights, where somebody is named")]
    rights_statement: Annotated[str | None, Meta(description="the rights statement as given")]
    title: Annotated[str | None, Meta(description="title without the site's suffix")]
    description: Annotated[str | None, Meta(description="description the page gives of itself")]
    publisher: Annotated[str | None, Meta(description="who publishes the page")]
    canonical_url: Annotated[str | None, Meta(description="address the page declares as its own")]
    reviewed: ClaimValue
    reviewed_precision: ClaimPrecision
    reviewed_source: ClaimSource
    modified: ClaimValue
    modified_precision: ClaimPrecision
    modified_source: ClaimSource
    published: ClaimValue
    published_precision: ClaimPrecision
    published_source: ClaimSource
    next_review_due: ClaimValue
    next_review_due_precision: ClaimPrecision
    next_review_due_source: ClaimSource
    breadcrumbs: Annotated[tuple[Crumb, ...], Meta(description="breadcrumb trail, outermost first")]
    also_called: Annotated[tuple[str, ...], Meta(description="other names of the subject")]
    subjects: Annotated[tuple[Subject, ...], Meta(description="what the page is about, by scheme")]
    alternates: Annotated[tuple[Alternate, ...], Meta(description="the page in other languages")]
    sections: Annotated[int, Meta(description="number of sections")]
    links: Annotated[int, Meta(description="number of content links")]
    words: Annotated[int, Meta(description="words the sections hold")]
    issues: Annotated[tuple[str, ...], Meta(description="codes of what the reader could not keep its promise on")]
    captured_at: Annotated[datetime | None, Meta(description="when the page was fetched, UTC")]
    content_hash: Annotated[str, Meta(description="SHA-256 of what the page says, as exported here")]
    run_id: Annotated[str | None, Meta(description="run that fetched the page")]
    schema_version: Annotated[str, Meta(description="version of the record's contract")]


class SectionRow(Struct, frozen=True, kw_only=True):
    """One row a section: a heading and the content under it up to the next heading."""

    document_id: DocumentId
    section_id: Annotated[str, Meta(description="stable across re-reads, reordering and edits; unique in its document")]
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Order
    level: Annotated[int, Meta(description="depth in the page's outline; 1 is right under the title")]
    heading: Annotated[str | None, Meta(description="its words; null for content before the first heading")]
    path: Annotated[tuple[str, ...], Meta(description="headings from the top down to this one")]
    group: Annotated[str | None, Meta(description="the page's own grouping of sections")]
    kind: Annotated[str, Meta(description="prose, links, table, references or notice")]
    citation_url: Annotated[str, Meta(description="address of the section: the page's URL with its anchor")]
    text: Annotated[str, Meta(description="plain text, one line per block")]
    markdown: Annotated[str, Meta(description="the same content with lists, tables, emphasis and links")]


class LinkRow(Struct, frozen=True, kw_only=True):
    """One row a link of the content."""

    document_id: DocumentId
    section_id: Annotated[str | None, Meta(description="section the link stands in")]
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Order
    link_url: Annotated[str, Meta(description="where the link leads, absolute")]
    text: Annotated[str, Meta(description="its visible text, whole")]
    kind: Annotated[str, Meta(description="internal, external, anchor, download or mailto")]
    organization: Annotated[str | None, Meta(description="organization the page names beside the link")]
    from_nih: Annotated[bool, Meta(description="the page marks the link as from the NIH")]
    media: Annotated[tuple[str, ...], Meta(description="pdf, video, easy-to-read, ...")]
    also_in: Annotated[tuple[Alternate, ...], Meta(description="the same resource in other languages")]
    note: Annotated[str | None, Meta(description="what the page adds to the link")]


class DateRow(Struct, frozen=True, kw_only=True):
    """One row a date claim; conflicting ones are all here, and ``chosen`` marks the one used for its role."""

    document_id: DocumentId
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Order
    role: Annotated[str, Meta(description="what the page says happened then: reviewed, modified, published, ...")]
    value: Annotated[str, Meta(description="ISO 8601 at the page's own precision: 2025, 2025-06, 2025-06-03, instant")]
    precision: Annotated[str, Meta(description="instant, day, month or year")]
    lo: Annotated[date, Meta(description="first day the claim can mean")]
    hi: Annotated[date, Meta(description="last day the claim can mean")]
    raw: Annotated[str, Meta(description="the words of the date as they stand in the page")]
    label: Annotated[str | None, Meta(description="the words that gave the claim its role")]
    source: Annotated[str, Meta(description="carrier: text, time, jsonld, microdata, meta, http, sitemap or feed")]
    locator: Annotated[str, Meta(description="leads back to the place in the page")]
    scope: Annotated[str, Meta(description="page, section, topic, collection, source or translation")]
    ambiguous: Annotated[bool, Meta(description="both readings of day and month are possible; lo..hi spans them")]
    chosen: Annotated[bool, Meta(description="the claim used for its role in the documents table")]


class SubjectRow(Struct, frozen=True, kw_only=True):
    """One row a subject of a page."""

    document_id: DocumentId
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Order
    scheme: Annotated[str, Meta(description="whose vocabulary: MeSH, the publisher's own groups, ICD-10, ...")]
    name: Annotated[str, Meta(description="the subject's name in that vocabulary")]
    code: Annotated[str | None, Meta(description="its code, where the page gives one")]


class PersonRow(Struct, frozen=True, kw_only=True):
    """One row a reviewer, author or editor, as stated."""

    document_id: DocumentId
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Order
    name: Annotated[str, Meta(description="name as stated")]
    credentials: Annotated[str | None, Meta(description="MD, PhD, ... as stated")]
    affiliation: Annotated[str | None, Meta(description="affiliation as stated")]
    role: Annotated[str, Meta(description="reviewer, author, editor, ...")]
