"""Capture in, record out: the one door through which every page is read. A pure function of its arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import structs

from pipeline.errors import ReadError
from pipeline.model.capture import Capture
from pipeline.model.dates import CHOSEN, DateClaim
from pipeline.model.document import Alternate, Document, Encoding, Provenance, Rights, RobotsWords
from pipeline.model.issue import Issue
from pipeline.model.profile import RightsRule
from pipeline.nearest import many
from pipeline.parsers import generic, robots_words, textdump, walls
from pipeline.parsers.about import rights, stated, tongues
from pipeline.parsers.about.credits import joined
from pipeline.parsers.about.credits_stated import people_cited, people_stated
from pipeline.parsers.dates import DateStyle, choose, http_claims, meta_claims, planned, settled, structured_claims
from pipeline.parsers.decoding import ending, mojibake, nesting
from pipeline.parsers.decoding.encoding import Decoded, decode
from pipeline.parsers.decoding.unseen import few_references_in, references_in, without_unseen
from pipeline.parsers.embedded.structured import structured_data
from pipeline.parsers.head import Head, jsonld_crumbs, language_in, publisher_of, read_head
from pipeline.parsers.page import Page
from pipeline.parsers.profile import Reading, SiteProfile
from pipeline.parsers.version import parser_version

GENERIC_PAGE_TYPE = "article"
_HTML = re.compile(
    r"text/html|application/xhtml|application/xml|text/xml|text/plain|text/markdown|application/octet-stream",
    re.IGNORECASE,
)
_BLOCK_END = "\x1e"
_LONG = 96
"""Characters of the page's words in a message, at most."""


class _Source(NamedTuple):
    """A page before it was parsed: its text, and the character references in that where they are few."""

    decoded: Decoded
    references: frozenset[bytes] | None


def read(capture: Capture, profile: SiteProfile) -> Document:
    """Read one capture as its site's profile says.

    Raises:
        ReadError: the answer is not a page (an error status, not HTML, empty, a soft 404, a wall), one that
            :func:`nesting.check` refuses, or of a kind that the profile promises for this URL and does not recognise.
        SelectionError: the page breaks what its kind promises.
    """
    _check_answer(capture)
    decoded = decode(capture.body, capture.header("content-type"))
    if textdump.is_text(capture):
        return _text_document(capture, profile, decoded)
    nesting.check(capture.url, decoded.utf8)
    references = few_references_in(decoded.utf8)
    html, cut = nesting.bounded(without_unseen(decoded.utf8, decoded.beyond, references))
    page = Page(capture.url, html, date_order=profile.date_order)
    issues = ending.cut_off(decoded.utf8)
    if cut:
        message = f"{many(cut, 'element')} too deep, or inside too much formatting, read as if they were not there"
        issues.append(Issue("nesting-cut", "warning", message, {"elements": str(cut)}))
    page_type, reading = _read_page(page, profile, issues)
    head = read_head(page)
    words = reading.content.coverage.content_words
    walls.refuse(page, head.title, reading.title, words=words)
    if not reading.content.sections:
        raise ReadError(f"{page.url}: no content found on the page", url=page.url)
    source = _Source(decoded, references)
    return _document(capture, profile, page, source, page_type=page_type, reading=reading, head=head, issues=issues)


def _check_answer(capture: Capture) -> None:
    if capture.status >= 300:
        raise ReadError(f"{capture.url}: status {capture.status} is an answer, not a page", url=capture.url)
    kind = capture.header("content-type")
    if kind and not _HTML.search(kind):
        raise ReadError(f"{capture.url}: {kind.partition(';')[0]} is not HTML", url=capture.url)
    if not capture.body or capture.body.isspace():
        raise ReadError(f"{capture.url}: the body is empty", url=capture.url)


def _read_page(page: Page, profile: SiteProfile, issues: list[Issue]) -> tuple[str, Reading]:
    for rule in profile.readers:
        if rule.recognise(page):
            return rule.page_type, rule.read(page)
    _, _, rest = page.url.partition("//")
    path = rest[rest.find("/") :] if "/" in rest else "/"
    for rule in profile.readers:
        if rule.url is not None and re.search(rule.url, path):
            raise ReadError(
                f"{page.url}: should be a {rule.page_type} of {profile.name} and bears none of its marks",
                url=page.url,
                mend="the site may have been redesigned: compare the page with the profile's fixtures",
            )
    if profile.readers:
        message = f"no reader of {profile.name} recognises this page; it was read as any other page"
        issues.append(Issue("page-type-unrecognised", "warning", message, {"url": page.url}))
    return GENERIC_PAGE_TYPE, generic.read_any(page, profile.date_labels)


def _unreadable(page: Page) -> Iterator[Issue]:
    """Dates that the page states and that name no day, month or year: the record is without them, and says so."""
    for one in {one.words: one for one in page.impossible}.values():
        evidence = {"raw": one.words, "label": one.label, "date": one.date}
        shown = one.words if len(one.words) <= _LONG else f"{one.words[:_LONG]} ..."
        yield Issue("date-unreadable", "warning", f"no date can be read from {shown!r}", evidence)


def _document(
    capture: Capture,
    profile: SiteProfile,
    page: Page,
    source: _Source,
    *,
    page_type: str,
    reading: Reading,
    head: Head,
    issues: list[Issue],
) -> Document:
    decoded = source.decoded
    if decoded.issue is not None:
        issues.append(decoded.issue)
    structured = structured_data(page, page.named, issues)
    own = [page.url, head.canonical_url] if head.canonical_url else [page.url]
    if reading.of_any_page:
        reading = _with_stated(reading, page, structured, own, any_rules=bool(profile.rights))
    issues += reading.content.issues
    issues += reading.issues
    language = reading.language or head.language or language_in(structured)
    dates = _unique(
        [
            *_stated(reading.dates, profile, capture),
            *structured_claims(structured, order=profile.date_order, own=own, rejected=page.impossible),
            *meta_claims(page.named, style=DateStyle(language, profile.date_order), rejected=page.impossible),
            *http_claims(capture.headers),
        ]
    )
    dates = settled(dates)
    issues += _unreadable(page)
    issues += _mojibake(page, head, source)
    robots = (*robots_words.of_headers(capture.headers), *robots_words.of_page(page))
    return Document(
        url=page.url,
        canonical_url=head.canonical_url,
        site=profile.name,
        page_type=page_type,
        title=reading.title,
        description=reading.description or head.description,
        language=language,
        publisher=reading.publisher or profile.publisher or publisher_of(page, structured),
        breadcrumbs=reading.breadcrumbs or jsonld_crumbs(page, structured),
        also_called=reading.also_called,
        subjects=reading.subjects,
        sections=reading.content.sections,
        links=reading.content.links,
        related=reading.related,
        images=reading.images + reading.content.images,
        dates=dates,
        **_chosen(dates, reading.histories),
        people=reading.people,
        alternates=_alternates(page, head, reading),
        rights=reading.rights or rights_of(profile.rights, page_type),
        structured_data=structured,
        coverage=reading.content.coverage,
        issues=tuple(issues),
        provenance=provenance_of(capture, profile, decoded.encoding, robots),
    )


def _with_stated(
    reading: Reading, page: Page, structured: dict[str, Any], own: list[str], *, any_rules: bool
) -> Reading:
    """The reading of a page that no profile knows, with what it states beside its text."""
    content = reading.content
    said = None if any_rules else rights.rights_stated(page, content, structured)
    site = page.meta("og:site_name")
    return structs.replace(
        reading,
        content=rights.with_lent(content, said, (site,) if site else ()),
        people=joined((*reading.people, *people_stated(structured, own), *people_cited(page.named))),
        breadcrumbs=jsonld_crumbs(page, structured) or stated.crumbs_stated(page),
        also_called=stated.names_stated(content, structured),
        subjects=stated.subjects_stated(page, structured),
        rights=said,
    )


def _text_document(capture: Capture, profile: SiteProfile, decoded: Decoded) -> Document:
    """The record of a page that reached us as text."""
    text = without_unseen(decoded.utf8, decoded.beyond, frozenset()).decode("utf-8", "replace")
    dump = textdump.read_dump(text, capture.url, DateStyle(None, profile.date_order, profile.date_labels))
    damage = () if decoded.issue is None else (decoded.issue,)
    dates = tuple(_stated(dump.dates, profile, capture))
    structured = {"text_dump": {"listed": list(dump.listed)}} if dump.listed else {}
    return Document(
        url=capture.url,
        canonical_url=dump.address,
        site=profile.name,
        page_type=textdump.PAGE_TYPE,
        title=dump.title,
        description=dump.description,
        language=None,
        publisher=profile.publisher,
        breadcrumbs=dump.breadcrumbs,
        sections=dump.content.sections,
        links=dump.content.links,
        images=dump.content.images,
        dates=dates,
        **_chosen(dates),
        rights=rights_of(profile.rights, textdump.PAGE_TYPE),
        structured_data=structured,
        coverage=dump.content.coverage,
        issues=(*damage, *dump.issues, *dump.content.issues, *mojibake.notice(dump.texts)),
        provenance=provenance_of(capture, profile, decoded.encoding, robots_words.of_headers(capture.headers)),
    )


def provenance_of(
    capture: Capture, profile: SiteProfile, encoding: Encoding, robots: Iterable[RobotsWords] = ()
) -> Provenance:
    """Where a record is from: its capture, and who read it."""
    return Provenance(
        capture_id=capture.id,
        requested_url=capture.requested_url,
        redirects=capture.redirects,
        fetched_at=capture.fetched_at,
        status=capture.status,
        payload_sha256=capture.payload_sha256,
        archive=capture.archive,
        encoding=encoding,
        profile=profile.name,
        profile_version=profile.version,
        parser_version=parser_version(),
        run_id=capture.run_id,
        robots=tuple(robots),
    )


def _mojibake(page: Page, head: Head, source: _Source) -> list[Issue]:
    """Damage anywhere in the page's words, raw text nodes as blocks (white space is part of some damage)."""
    references = source.references if source.references is not None else references_in(source.decoded.utf8)
    if mojibake.harmless_source(source.decoded.utf8, source.decoded.beyond, references):
        return []
    texts = page.body.text(separator=_BLOCK_END, skip_empty=True)
    if mojibake.harmless(texts):
        texts = ""
    blocks = [text for text in texts.split(_BLOCK_END) if not text.isascii()]
    if blocks:
        code = {node.text() for node in page.body.css("script, style")}  # tables of signs, most of which nobody reads
        blocks = [text for text in blocks if text not in code]
    blocks += [text for text in (head.title, head.description) if text and not text.isascii()]
    return mojibake.notice(blocks) if blocks else []


def _alternates(page: Page, head: Head, reading: Reading) -> tuple[Alternate, ...]:
    """What the head and the site's reader say; for other languages, where the page's language menu leads.

    A site's own reader that knows its language switch is believed, and so is the head of a page that has such a reader.
    """
    stated = {(one.language.lower(), one.url): one for one in head.alternates + (reading.alternates or ())}
    if reading.alternates is not None or (stated and not reading.of_any_page):
        return tuple(stated.values())
    languages = {language.partition("-")[0] for language, _ in stated}
    for one in tongues.alternates_of(page, {link.url for link in reading.content.links}):
        if one.language.partition("-")[0].lower() not in languages:
            stated[one.language.lower(), one.url] = one
    return tuple(stated.values())


def _stated(claims: tuple[DateClaim, ...], profile: SiteProfile, capture: Capture) -> Iterable[DateClaim]:
    """Claims of the reader; a profile knows what its publisher's "review date" means, elsewhere the day must tell."""
    return claims if profile.readers else planned(claims, capture.fetched_at.date())


def _chosen(dates: tuple[DateClaim, ...], histories: Sequence[Sequence[DateClaim]] = ()) -> dict[str, Any]:
    return {role: choose(dates, role, histories) for role in CHOSEN}


def _unique(claims: list[DateClaim]) -> tuple[DateClaim, ...]:
    return tuple(
        {(claim.role, claim.value, claim.source, claim.locator, claim.label): claim for claim in claims}.values()
    )


def rights_of(rules: tuple[RightsRule, ...], page_type: str) -> Rights:
    """The first rule that speaks of a page type; unknown rights where none does."""
    for rule in rules:
        if not rule.page_types or page_type in rule.page_types:
            return Rights(status=rule.status, holder=rule.holder, statement=rule.statement, rule=rule.name)
    return Rights(status="unknown", holder=None, statement=None, rule="no-rule")
