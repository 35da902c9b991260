"""Reads the facts of every page from the store, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import MAXYEAR, date, datetime

from msgspec import structs

from pipeline.audit.facts import Check, HostFacts, Original, PageFacts
from pipeline.audit.flapping import in_turn
from pipeline.audit.past import Full, chosen_claim, stands
from pipeline.changes import fingerprint
from pipeline.changes.words import is_critical_heading
from pipeline.model.dates import CHOSEN, Role
from pipeline.model.document import Document
from pipeline.patterns import YEAR_ALONE
from pipeline.storage.announced import Announced
from pipeline.storage.links import Links
from pipeline.storage.looks import Address, Looks
from pipeline.storage.seen import Look
from pipeline.storage.session import Session
from pipeline.storage.values import LED_OUT, Result
from pipeline.urls import origin_of


def gather(store: Session, *, sites: Collection[str] = (), as_of: datetime | None = None) -> Iterator[PageFacts]:
    """The facts of every page of the frontier, in ascending order of URL; memory stays flat.

    An address that leads elsewhere is a page of its own here: without a record, with what we saw of it.

    Args:
        store: open, for reading at least.
        sites: only these; none means all.
        as_of: as they stood then; see :meth:`~pipeline.storage.looks.Looks.addresses`.
    """
    looks = Looks.over(store)
    nonsense = {probe.origin: probe.words_sha256 for probe in Links.over(store).probes(as_of=as_of).values()}
    of_hosts = Announced.over(store).known_edits()
    for address in looks.addresses(sites, as_of=as_of):
        host = origin_of(address.url).partition("//")[2]
        yield facts_of(address, looks.record_of, nonsense, of_hosts.get(host, frozenset()))


def gather_hosts(store: Session, *, as_of: datetime | None = None) -> dict[str, HostFacts]:
    """What is known (or was, at ``as_of``) of each site beside its pages: announcements of changes, edits all over."""
    announced = Announced.over(store)
    signals, edits = announced.signals(as_of=as_of), announced.host_edits(as_of=as_of)
    return {
        site: HostFacts(signals=signals.get(site, ()), template_edits=tuple(edits.get(site, ())))
        for site in signals.keys() | edits.keys()
    }


def facts_of(
    address: Address,
    full: Full,
    nonsense: Mapping[str, str | None],
    of_host: frozenset[bytes],
) -> PageFacts:
    """The facts of one address.

    Args:
        address: what the store has of it.
        full: gives a version's whole record by its id.
        nonsense: by origin, the words it answers to an address that cannot exist.
        of_host: digests of edits that were made all over its host.
    """
    checks = tuple(_check(look, address) for look in address.looks)
    observed = [check.at for check in checks if check.observed]
    seen = PageFacts(
        url=address.url,
        site=address.site,
        checks=checks,
        baseline_url=address.first_led_to,
        first_seen=address.first_seen,
        last_observed=_latest(address.last_told, observed[-1] if observed else None),
        gone_since=address.gone_since,
        words_at=address.words_at,
    )
    if address.document is None:
        return seen
    unreal = nonsense.get(origin_of(address.url)) if nonsense else None
    dated = checks if in_turn(checks) else _by_next_review(address, checks)
    turns = in_turn(dated)
    history = stands(address.past, full, of_host)
    # a version has the words of an earlier one, where only edits of the host stand between them
    words = {past.words: stand.words for past, stand in zip(address.past, history, strict=True)}
    checks = tuple(structs.replace(one, words=words.get(one.words, one.words)) if one.words else one for one in checks)
    seen = structs.replace(seen, checks=checks)
    return structs.replace(
        _with_record(seen, address.document, _latest_stated(address, dated, turns)),
        in_turn=turns,
        history=history,
        broken_links=address.broken,
        original=_original(address),
        like_nonsense=unreal is not None and fingerprint(address.document) == unreal,
    )


def _by_next_review(address: Address, checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """The looks with the next review that each stated in the place of the review, as far as the versions are read."""
    due = {past.number: past.bare.next_review_due for past in address.past}
    if len({claim and claim.value for claim in due.values()}) < 2:
        return ()
    said = {number: f"next_review_due {claim.value}" if claim else "" for number, claim in due.items()}
    return tuple(structs.replace(one, stated=None if one.version is None else said.get(one.version)) for one in checks)


def _latest_stated(address: Address, checks: tuple[Check, ...], turns: tuple[str, ...]) -> Document | None:
    """The record that speaks for the page's dates: the newest of those with the latest date it states in turn.

    One of two servers has an old copy; the publisher has said what the other one says.
    """
    versions = {check.version for check in checks if check.stated in turns}
    stated = [past.bare for past in address.past if past.number in versions]
    promises = bool(turns) and turns[-1].startswith("next_review_due")
    roles: tuple[Role, ...] = ("next_review_due",) if promises else ("reviewed", "modified")

    def last_days(document: Document) -> list[date]:
        claims = [chosen_claim(document, role) for role in roles]
        return [claim.hi if claim is not None else date.min for claim in claims]

    return max(reversed(stated), key=last_days, default=address.document)


def _original(address: Address) -> Original | None:
    """The English page of a page in another language: the only direction in which these publishers translate."""
    document = address.document
    if document is None or not document.language or primary(document.language) == "en":
        return None
    source = next((other for other in address.others if primary(other.language or "") in ("en", "english")), None)
    return None if source is None else Original(url=source.url, reviewed=source.reviewed, changed=source.changed)


def primary(language: str) -> str:
    """The first subtag of a language tag, lower case."""
    return language.partition("-")[0].lower()


def _check(look: Look, address: Address) -> Check:
    # A 304 may have no capture of its own: it speaks of where the address leads.
    said = look.message or ""
    return Check(
        at=look.at,
        status=look.status,
        url=look.url or address.led_to or address.url,
        hops=look.hops,
        valid=look.result not in ("unread", "suspect"),
        version=look.version,
        words=look.words,
        stated=look.stated,
        suspect=look.message if look.result == "suspect" and look.version is None else None,
        led_out=_led_out(look.result, said),
        not_there=said.partition(": ")[2] if look.result == "unread" and said.startswith("soft-404: ") else None,
    )


def _led_out(result: Result, said: str) -> str | None:
    """Where an address leads that nobody follows: out of its site, or on by a page that is nothing else."""
    led = {"out_of_scope": LED_OUT, "unread": "leads-on: "}.get(result)
    return said.removeprefix(led) if led is not None and said.startswith(led) else None


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _with_record(seen: PageFacts, document: Document, claiming: Document | None) -> PageFacts:
    said = claiming or document
    return structs.replace(
        seen,
        page_type=document.page_type,
        language=document.language,
        title=document.title,
        canonical_url=document.canonical_url,
        record_url=document.url,
        claims=said.dates,
        **{role: chosen_claim(said, role) for role in CHOSEN},
        captured_at=document.provenance.fetched_at,
        issues=document.issues,
        critical_texts=tuple(section.text for section in document.sections if is_critical_heading(section.path)),
        source_years=tuple(years_of_sources(document)),
    )


_WHEN_READ = re.compile(
    r"\b(?:accessed|retrieved|cited|viewed|consultado|accedido|abgerufen|zugriff|consulté|consultato|accesso|acessado"
    r"|acesso)\b[^\n]{0,24}?" + YEAR_ALONE.pattern,
    re.IGNORECASE,
)
"""When somebody looked a source up, which says nothing of its age."""


def years_of_sources(document: Document) -> Iterator[int]:
    """The newest year that each entry of the lists of sources names, not after the page was read.

    A number of a page that looks like a year makes a source newer than it is, never older.
    """
    looked = document.provenance.fetched_at
    read = looked.year if looked is not None else MAXYEAR
    entries = (
        line
        for section in document.sections
        if section.kind == "references"
        for line in _WHEN_READ.sub("", section.text).splitlines()
    )
    for entry in entries:
        years = [year for found in YEAR_ALONE.findall(entry) if (year := int(found)) <= read]
        if years:
            yield max(years)
