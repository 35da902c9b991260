"""Reads the facts of every page from the store, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from pipeline.audit.facts import Check, PageFacts
from pipeline.model.dates import ChosenDate, DateClaim, Role
from pipeline.model.document import Document, Section
from pipeline.storage.looks import Address, Look, Looks
from pipeline.storage.session import Session

_CRITICAL = re.compile(
    r"\b(?:warnings?|precautions?|side effects?|adverse (?:effects?|reactions?)|overdos(?:e|age)|dos(?:e|es|age)"
    r"|when to (?:call|contact|see|seek)|emergenc(?:y|ies)|contraindications?|interactions?"
    r"|advertencias?|precauciones|efectos secundarios|reacciones adversas|sobredosis|dosis"
    r"|cu[aá]ndo (?:llamar|contactar|consultar)|emergencias?|contraindicaciones)\b",
    re.IGNORECASE,
)


def gather(store: Session, *, sites: Collection[str] = ()) -> Iterator[PageFacts]:
    """The facts of every page of the frontier, in ascending order of URL; memory stays flat.

    An address that leads elsewhere is a page of its own here: without a record, with what we saw of it.

    Args:
        store: open, for reading at least.
        sites: only these; none means all.
    """
    for address in Looks.over(store).addresses(sites):
        yield facts_of(address)


def facts_of(address: Address) -> PageFacts:
    """The facts of one address."""
    checks = tuple(_check(look, address) for look in address.looks)
    observed = [check.at for check in checks if check.observed]
    seen = PageFacts(
        url=address.url,
        site=address.site,
        checks=checks,
        baseline_url=address.first_led_to,
        first_seen=address.first_seen,
        last_observed=_latest(address.last_fetched, observed[-1] if observed else None),
        gone_since=address.gone_since,
    )
    return seen if address.document is None else _with_record(seen, address.document)


def _check(look: Look, address: Address) -> Check:
    # A 304 may have no capture of its own: it speaks of where the address leads.
    return Check(
        at=look.at,
        status=look.status,
        url=look.url or address.moved_to or address.url,
        hops=look.hops,
        valid=look.result != "unread",
    )


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _with_record(seen: PageFacts, document: Document) -> PageFacts:
    return PageFacts(
        url=seen.url,
        site=seen.site,
        page_type=document.page_type,
        language=document.language,
        title=document.title,
        canonical_url=document.canonical_url,
        record_url=document.url,
        claims=document.dates,
        reviewed=_whole(document, "reviewed", document.reviewed),
        modified=_whole(document, "modified", document.modified),
        published=_whole(document, "published", document.published),
        next_review_due=_whole(document, "next_review_due", document.next_review_due),
        captured_at=document.provenance.fetched_at,
        issues=document.issues,
        critical_texts=tuple(section.text for section in document.sections if is_critical(section)),
        checks=seen.checks,
        baseline_url=seen.baseline_url,
        first_seen=seen.first_seen,
        last_observed=seen.last_observed,
        gone_since=seen.gone_since,
    )


def _whole(document: Document, role: Role, chosen: ChosenDate | None) -> DateClaim | None:
    """The claim that was chosen for a role, with its interval, label and place.

    Where a publisher's "updated" counts as a review the chosen claim may have another role than the one it fills.
    """
    if chosen is None:
        return None
    same = [claim for claim in document.dates if (claim.value, claim.source) == (chosen.value, chosen.source)]
    return next((claim for claim in same if claim.role == role), same[0] if same else None)


def is_critical(section: Section) -> bool:
    """Whether a section, by a heading above or on it, is one where a wrong letter can hurt."""
    return any(_CRITICAL.search(heading) for heading in section.path)
