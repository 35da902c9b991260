"""The record: what one page becomes. The contract is docs/reference/record.md, generated from here.

Absent is ``None`` or ``()``, never ``""`` and never a guess. Order is page order everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from pipeline.model.capture import ArchiveRef, Hop
from pipeline.model.dates import ChosenDate, DateClaim
from pipeline.model.issue import Issue
from pipeline.model.profile import RightsStatus

SCHEMA_VERSION = "1.0"

SectionKind = Literal["prose", "links", "table", "references", "notice"]
LinkKind = Literal["internal", "external", "anchor", "download", "mailto", "other"]


class Crumb(Struct, frozen=True, kw_only=True, gc=False):
    """One step of the breadcrumb trail; the page itself usually has no URL."""

    text: str
    url: str | None


class Subject(Struct, frozen=True, kw_only=True, gc=False):
    """What the page is about, in somebody's scheme (``MeSH``, the publisher's own groups, ``ICD-10``, ...)."""

    scheme: str
    name: str
    code: str | None = None


class Rights(Struct, frozen=True, kw_only=True, gc=False):
    """Who may do what: status, holder, the statement as given, and the name of the rule that decided."""

    status: RightsStatus
    holder: str | None
    statement: str | None
    rule: str


class Section(Struct, frozen=True, kw_only=True, gc=False):
    """A heading and the content under it up to the next heading.

    Attributes:
        id: stable across re-reads, reordering and edits to the text (made of the path of headings).
        order: 0-based place in the page.
        level: depth in the page's outline; 1 is right under the title.
        heading: its words; ``None`` for content before the first heading, and right under a title that others precede.
        path: headings from the top down to this one.
        group: the page's own grouping of sections, where it has one.
        kind: what the content is.
        anchor: the fragment that leads to it, without ``#``.
        text: plain, one line per block; lists and table cells kept.
        markdown: the same content with lists, tables, emphasis and links, and with what is struck out (``~~5 mg~~``),
            which ``text`` is without.
        rights: only where they differ from the record's.
    """

    id: str
    order: int
    level: int
    heading: str | None
    path: tuple[str, ...]
    group: str | None = None
    kind: SectionKind
    anchor: str | None = None
    text: str
    markdown: str
    rights: Rights | None = None


class Alternate(Struct, frozen=True, kw_only=True, gc=False):
    """The same thing in another language: BCP 47 tag (or the page's word for it) and absolute URL."""

    language: str
    url: str


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """A link of the content; ``url`` is absolute, ``text`` whole."""

    order: int
    url: str
    text: str
    section_id: str | None
    kind: LinkKind
    organization: str | None = None
    from_nih: bool = False
    media: tuple[str, ...] = ()
    also_in: tuple[Alternate, ...] = ()
    note: str | None = None


class Related(Struct, frozen=True, kw_only=True, gc=False):
    """What the page lists beside its content, e.g. ``related_topic``, ``encyclopedia``, ``primary_institute``."""

    relation: str
    text: str
    url: str | None


class Image(Struct, frozen=True, kw_only=True, gc=False):
    """An image of the content; ``alt`` is ``None`` when absent or empty."""

    url: str
    alt: str | None
    caption: str | None
    section_id: str | None


class Person(Struct, frozen=True, kw_only=True, gc=False):
    """A reviewer, author or editor as stated."""

    name: str
    credentials: str | None = None
    affiliation: str | None = None
    role: str


class Coverage(Struct, frozen=True, kw_only=True, gc=False):
    """The reader's own loss check.

    Attributes:
        content_words, recorded_words, lost: words of the main content, words that sections hold, the words lost.
        outside_words: words a reader sees outside of what was taken for the content, links and whatever names itself
            navigation, header, footer, aside or comment not counted; ``None`` where a profile says what the content is.
    """

    content_words: int
    recorded_words: int
    lost: tuple[str, ...] = ()
    outside_words: int | None = None


class Encoding(Struct, frozen=True, kw_only=True, gc=False):
    """The encoding used (WHATWG name) and what decided: ``bom``, ``http``, ``meta``, ``detected``, ``default``."""

    name: str
    decided_by: str


class RobotsWords(Struct, frozen=True, kw_only=True):
    """What the answer asked of robots, one statement: a field X-Robots-Tag or an element ``<meta name="robots">``.

    Attributes:
        source: ``http`` or ``meta``.
        agent: the robot it speaks to, in lower case; ``None`` for all of them.
        words: in lower case, in order: ``noindex``, ``noarchive``, ``max-snippet:50``, ...
    """

    source: Literal["http", "meta"]
    agent: str | None = None
    words: tuple[str, ...]


class Provenance(Struct, frozen=True, kw_only=True):
    """Where the record came from, enough to derive it again.

    Attributes:
        capture_id: the capture in the archive, a UUID; null for a record made outside of a run.
        requested_url: the address that was asked for.
        redirects: what was followed from there, in order.
        fetched_at: when the answer came; null for a file that does not say.
        status: of the last answer; null as above.
        payload_sha256: SHA-256 of the payload, content coding undone, in hexadecimal.
        archive: where the answer stands in the archive; null where it was not kept.
        encoding: how bytes became text.
        profile: name of the site's profile that read the page.
        profile_version: its version.
        parser_version: version of our rules and, in brackets, of the libraries they read with: another library may read
            the same page otherwise.
        run_id: the run that fetched it, a UUID; null outside of one.
        robots: what that answer asked of robots.
    """

    capture_id: str | None
    requested_url: str
    redirects: tuple[Hop, ...] = ()
    fetched_at: datetime | None
    status: int | None
    payload_sha256: str
    archive: ArchiveRef | None
    encoding: Encoding
    profile: str
    profile_version: str
    parser_version: str
    run_id: str | None
    robots: tuple[RobotsWords, ...] = ()


class Document(Struct, frozen=True, kw_only=True):
    """One page, read.

    Attributes:
        schema_version: version of this contract.
        url: absolute URL that was served, after redirects.
        canonical_url: absolute URL that the page declares for itself.
        site: name of the profile that read it; ``generic`` when no publisher's did.
        page_type: the kind of page that the profile recognised, e.g. ``health_topic``.
        title: without the site's suffix.
        description: the page's own summary of itself.
        language: BCP 47 tag.
        publisher: who publishes the page.
        breadcrumbs: the trail from the top of the site to the page.
        also_called: other names of the subject, as the page gives them.
        subjects: what the page is about, in every scheme that it states.
        sections: every heading of the content with what stands under it; none lost, none invented.
        links: every link of the content; those of navigation, header and footer are not content.
        related: what the page lists beside its content.
        images: images of the content.
        dates: every claim of a date, conflicting ones too.
        reviewed, modified, published, next_review_due: the claim that is used for the role, by the documented rule.
        people: reviewers, authors and editors, as stated.
        alternates: the same page in other languages.
        rights: who may do what with the page; a section may carry its own.
        structured_data: JSON-LD, microdata and OpenGraph of the page, parsed, untouched.
        coverage: the reader's own check that no word of the content was lost.
        issues: what the reader could not keep its promise on.
        provenance: where the record came from, enough to derive it again.
    """

    schema_version: str = SCHEMA_VERSION
    url: str
    canonical_url: str | None
    site: str
    page_type: str
    title: str | None
    description: str | None
    language: str | None
    publisher: str | None
    breadcrumbs: tuple[Crumb, ...] = ()
    also_called: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    related: tuple[Related, ...] = ()
    images: tuple[Image, ...] = ()
    dates: tuple[DateClaim, ...] = ()
    reviewed: ChosenDate | None = None
    modified: ChosenDate | None = None
    published: ChosenDate | None = None
    next_review_due: ChosenDate | None = None
    people: tuple[Person, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    rights: Rights
    structured_data: dict[str, Any] = {}
    coverage: Coverage
    issues: tuple[Issue, ...] = ()
    provenance: Provenance
