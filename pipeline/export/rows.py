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
Url = Annotated[str, Meta(description="address of the page, after redirects, in its canonical form")]
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
    words: Annotated[int, Meta(description="words of the content that its sections hold, withheld ones too")]
    issues: Annotated[tuple[str, ...], Meta(description="codes of what the reader could not keep its promise on")]
    captured_at: Annotated[
        datetime | None, Meta(description="when the page was first seen to say this, UTC; asked again since")
    ]
    content_hash: Annotated[str, Meta(description="SHA-256 of what the page says, as exported here")]
    run_id: Annotated[str | None, Meta(description="run that fetched the page")]
    schema_version: Annotated[str, Meta(description="version of the record's contract")]
    gone_since: Annotated[
        datetime | None, Meta(description="since when the page is confirmed gone; null: it is there")
    ] = None
    robots: Annotated[
        tuple[str, ...],
        Meta(
            description="what the page asks of robots, as agent:word where one robot is meant: noindex, noarchive, ..."
        ),
    ] = ()
    capture_id: Annotated[
        str | None, Meta(description="the answer of the server it was read from, a UUID; null: it was not kept")
    ] = None
    payload_sha256: Annotated[str, Meta(description="SHA-256 of that answer's body, content coding undone")]
    archive_file: Annotated[str | None, Meta(description="file in the folder of the WARC archive that holds it")] = None
    archive_offset: Annotated[int | None, Meta(description="byte at which its record begins in that file")] = None
    archive_length: Annotated[int | None, Meta(description="bytes of its record there, packed by itself")] = None


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
    heading: Annotated[
        str | None,
        Meta(description="its words; null before the first heading, and right under a title that others precede"),
    ]
    path: Annotated[tuple[str, ...], Meta(description="headings from the top down to this one")]
    group: Annotated[str | None, Meta(description="the page's own grouping of sections")]
    kind: Annotated[str, Meta(description="prose, links, table, references or notice")]
    citation_url: Annotated[str, Meta(description="address of the section: the page's URL with its anchor")]
    text: Annotated[str, Meta(description="plain text, one line per block")]
    markdown: Annotated[str, Meta(description="the same content with lists, tables, emphasis and links")]
    rights_holder: Annotated[
        str | None, Meta(description="who holds the rights of this section, where somebody is named")
    ] = None
    rights_statement: Annotated[
        str | None, Meta(description="the rights statement that holds for this section, as given")
    ] = None


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
    kind: Annotated[str, Meta(description="internal, external, anchor, download, mailto or other")]
    organization: Annotated[str | None, Meta(description="organization the page names beside the link")]
    from_nih: Annotated[bool, Meta(description="the page marks the link as from the NIH")]
    media: Annotated[tuple[str, ...], Meta(description="pdf, video, easy-to-read, ...")]
    also_in: Annotated[tuple[Alternate, ...], Meta(description="the same resource in other languages")]
    note: Annotated[str | None, Meta(description="what the page adds to the link")]


class _InPage(Struct, frozen=True, kw_only=True):
    document_id: DocumentId
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Order


class DateRow(_InPage, frozen=True, kw_only=True):
    """One row a date claim; conflicting ones are all here, and ``chosen`` marks the one used for its role."""

    role: Annotated[str, Meta(description="what the page says happened then: reviewed, modified, published, ...")]
    value: Annotated[str, Meta(description="ISO 8601 at the page's own precision: 2025, 2025-06, 2025-06-03, instant")]
    precision: Annotated[str, Meta(description="instant, day, month or year")]
    lo: Annotated[date, Meta(description="first day the claim can mean")]
    hi: Annotated[date, Meta(description="last day the claim can mean")]
    raw: Annotated[str, Meta(description="the words of the date as they stand in the page")]
    label: Annotated[str | None, Meta(description="the words that gave the claim its role")]
    source: Annotated[
        str, Meta(description="carrier: text, time, jsonld, microdata, meta, http, sitemap, feed, url or script")
    ]
    locator: Annotated[str, Meta(description="leads back to the place in the page")]
    scope: Annotated[str, Meta(description="page, section, topic, collection, source or translation")]
    ambiguous: Annotated[bool, Meta(description="both readings of day and month are possible; lo..hi spans them")]
    chosen: Annotated[bool, Meta(description="the claim used for its role in the documents table")]


class SubjectRow(_InPage, frozen=True, kw_only=True):
    """One row a subject of a page."""

    scheme: Annotated[str, Meta(description="whose vocabulary: MeSH, the publisher's own groups, ICD-10, ...")]
    name: Annotated[str, Meta(description="the subject's name in that vocabulary")]
    code: Annotated[str | None, Meta(description="its code, where the page gives one")]


class PersonRow(_InPage, frozen=True, kw_only=True):
    """One row a reviewer, author or editor, as stated."""

    name: Annotated[str, Meta(description="name as stated")]
    credentials: Annotated[str | None, Meta(description="MD, PhD, ... as stated")]
    affiliation: Annotated[str | None, Meta(description="affiliation as stated")]
    role: Annotated[str, Meta(description="reviewer, author, editor, ...")]


class ChunkRow(Struct, frozen=True, kw_only=True):
    """One row a chunk for retrieval: a whole section, or a part of a long one; never more than one section."""

    chunk_id: Annotated[str, Meta(description="stable across edits: made of document, section and part")]
    document_id: DocumentId
    section_id: Annotated[str, Meta(description="section it is of")]
    url: Url
    site: Site
    language: Language
    rights: RightsColumn
    order: Annotated[int, Meta(description="0-based place in the document")]
    part: Annotated[int, Meta(description="0-based place in its section")]
    citation_url: Annotated[str, Meta(description="address of the section: the page's URL with its anchor")]
    title: Annotated[str | None, Meta(description="title of the page")]
    path: Annotated[tuple[str, ...], Meta(description="headings from the top down to its section")]
    context: Annotated[str, Meta(description="title and headings on one line: embed it before the text")]
    text: Annotated[str, Meta(description="words of the section; the overlap with the part before it comes first")]
    overlap: Annotated[int, Meta(description="characters at the start of the text that repeat the part before it")]
    tokens: Annotated[int, Meta(description="tokens of context and text, counted as docs/guides/export.md says")]
    reviewed: ClaimValue
    content_hash: Annotated[str, Meta(description="SHA-256 of context and text: embed again only when it changed")]


class FindingRow(Struct, frozen=True, kw_only=True):
    """One row an open finding, as the last stored audit saw it."""

    key: Annotated[str, Meta(description="stable across audits: rule, subject and claim values")]
    document_id: Annotated[
        str | None,
        Meta(description="document it is about, no row of documents where none was read; null: the publisher"),
    ]
    url: Annotated[str | None, Meta(description="page it is about; null: the publisher")]
    site: Site
    rule: Annotated[str, Meta(description="id of the rule, FR001 and so on")]
    rule_version: Annotated[int, Meta(description="version of the rule's definition")]
    name: Annotated[str, Meta(description="the rule's name")]
    severity: Annotated[str, Meta(description="info, warning or error")]
    message: Annotated[str, Meta(description="one sentence; the rule's name where rights withhold the page's words")]
    evidence: Annotated[str, Meta(description="claim values and dates used, as a JSON object")]
    as_of: Annotated[date, Meta(description="the day it was judged by")]
    first_seen: Annotated[datetime, Meta(description="since when it is open, UTC")]


class ChangeRow(Struct, frozen=True, kw_only=True):
    """One row an event in the life of a document, in the order in which they happened."""

    change: Annotated[int, Meta(description="number of the event in its database")]
    at: Annotated[datetime, Meta(description="when, UTC")]
    document_id: Annotated[str | None, Meta(description="document it is about; null where its URL is not known")]
    url: Annotated[str | None, Meta(description="URL of the page; of a purged one, too")]
    kind: Annotated[str, Meta(description="new, changed, technical, moved, gone, returned or purged")]
    grade: Annotated[str | None, Meta(description="how much it matters, where it was graded")]
    version: Annotated[int | None, Meta(description="number of the version it led to")]
    previous_version: Annotated[int | None, Meta(description="number of the version before")]
    run_id: Annotated[str | None, Meta(description="run that saw it")]


class LinkCheckRow(Struct, frozen=True, kw_only=True):
    """One row a link of the content that `pipeline links check` has asked, on however many pages it stands."""

    link_url: Annotated[str, Meta(description="the link as `links` has it; one without a row here was never checked")]
    verdict: Annotated[
        str,
        Meta(
            description="fine, suspect (found broken once), broken (again a week later) or unknown (nobody could say)"
        ),
    ]
    outcome: Annotated[str, Meta(description="why, as the last check found: ok, http-404, soft-404, timeout, ...")]
    status: Annotated[int | None, Meta(description="last HTTP status, where one was given")]
    final_url: Annotated[str | None, Meta(description="where it led")]
    checks: Annotated[int, Meta(description="how often it was checked")]
    first_checked: Annotated[datetime, Meta(description="the first check, UTC")]
    last_checked: Annotated[datetime, Meta(description="the last check, UTC")]
    last_fine: Annotated[datetime | None, Meta(description="the last check that found it fine, UTC")]
    first_bad: Annotated[
        datetime | None, Meta(description="the first check since then that found it broken, UTC; null: none did")
    ]
    confirmed_bad: Annotated[
        datetime | None,
        Meta(description="the check that found it broken again, a week later or more: broken since, UTC"),
    ]
