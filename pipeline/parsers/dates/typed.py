"""Dates in machine fields: metas, JSON-LD, microdata, ``<time>``, HTTP. The field's name gives the role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from msgspec import Struct, structs

from pipeline.model.capture import Headers
from pipeline.model.dates import DateClaim, DateScope, DateSource, Role
from pipeline.parsers.dates.addresses import addresses_in, whose
from pipeline.parsers.dates.between import Unread
from pipeline.parsers.dates.claims import claim_of
from pipeline.parsers.dates.labels import UNKNOWN_STYLE, DateStyle
from pipeline.parsers.dates.nodes import nodes_of_page, of_page
from pipeline.parsers.dates.orders import Order
from pipeline.parsers.dates.value import parse_value

_URL_DATE = re.compile(
    r"/(?P<y>19[89]\d|20[0-4]\d)(?P<s>[-/_]?)(?P<m>0[1-9]|1[0-2])(?:(?P=s)(?P<d>0[1-9]|[12]\d|3[01]))?(?=[-/_.?]|$)"
)
_URL_SLASHED = re.compile(r"/(?P<y>19[89]\d|20[0-4]\d)(?P<s>/)(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?=/|$)")
"""The same without leading zeros; a month alone would be any number."""
_URL_DAY_FIRST = re.compile(r"/(\d\d?(?P<s>[-_.])\d\d?(?P=s)20[0-4]\d)(?=[-/_.]|$)")


class MetaField(Struct, frozen=True):
    """What a ``meta`` name says.

    Attributes:
        role: the role of its date.
        own: a publisher's own field, which outranks a generic one (R5).
        rule: where the meaning was read.
    """

    role: Role
    own: bool
    rule: str


_CMS = "run of the publishing system, not of the text"
_HABITS: dict[Role, str] = {
    "published": """
    article.published article:post_date article:publicationdate article:published article:published_date
    article_date_original bt:pubdate content_publisheddate date-published date_published dateposted
    datepublished dc.date.publication displaydate mediator_published_time og:article:published og:datepublished
    og:pubdate og:publish_date og:published_time og:question:published_time originalpublicationdate
    parsely-pub-date pdate ptime pub_date pubdate publication-date publication_date publicationdate
    publish-date publish-time publish_date publish_time published-date published_at published_date
    published_time publisheddate publishtime rbpubdate sailthru.date sw-pubdate twt-published-at
    vr:published-time vr:published_time
    """,
    "modified": """
    article:modified article:modified_date article:post_modified article:updated article:updated_time bt:moddate
    date.modified date-updated date_updated datemodified dateupdate dateupdated last-modified last-updated
    last_modified last_updated lastupdated last_updated_date lastmod lastmodified modificationdate modified
    modified_time og:modified_time revision_date updated_time
    """,
    "created": """
    article.created content_create_date created createdate date.created date_created datecreated og:regdate
    """,
    "reviewed": """
    last-reviewed last_reviewed date-reviewed date_reviewed datereviewed last-review-date lastreviewdate
    last_review_date last-reviewed-date last_reviewed_date page-last-reviewed medically-reviewed-date
    medically_reviewed_date medical-review-date medical_review_date clinically-reviewed-date reviewed-date
    reviewed_date dcterms.reviewed
    """,
    "next_review_due": """
    next-review-date next_review_date nextreviewdate next-review next_review next-review-due next_review_due
    review-due-date review_due_date
    """,
}
"""Names that news and blog systems use by custom, by what they say."""
_OWN: dict[str, dict[Role, str]] = {
    "CDC web template: the printed dates": {
        "published": "cdc:first_published", "modified": "cdc:last_updated", "reviewed": "cdc:last_reviewed",
    },
    _CMS: {"generated": "cdc:last_published"},
    "NLM metadata: last major revision": {"major_revision": "nlmdc.date.modified.major"},
    "Mayo Clinic pages": {"published": "publishdate"},
}  # fmt: skip
_GENERIC: dict[str, dict[Role, str]] = {
    "DCMI Metadata Terms": {
        "created": "dc.date.created dc.created dcterms.created",
        "modified": "dc.date.modified dc.modified dcterms.modified",
        "published": "dc.date.issued dc.issued dcterms.issued",
    },
    "Open Graph protocol, article": {
        "published": "article:published_time og:article:published_time",
        "modified": "article:modified_time og:article:modified_time",
    },
    "Shareaholic content tags": {
        "published": "shareaholic:article_published_time", "modified": "shareaholic:article_modified_time",
    },
    "Highwire Press tags": {
        "published": "citation_publication_date citation_online_date citation_cover_date citation_date",
    },
    "Australian Government Locator Service": {"reviewed": "dc.date.reviewed"},
    "schema.org WebPage.lastReviewed as a meta name": {"reviewed": "lastreviewed"},
    "PRISM": {"published": "prism.publicationdate"},
    "Cxense page metadata": {"published": "cxenseparse:publishtime"},
    "bepress citation tags": {"published": "bepress_citation_date"},
    "IPTC rNews": {"published": "rnews:datepublished", "modified": "rnews:datemodified"},
    "Webtrends: article first published": {"published": "dcsext.articlefirstpublished"},
    "RFC 9110, 5.6.7: a cache date": {"generated": "expires"},
    _CMS: {"generated": "dc.date dcterms.date og:updated_time date"},
    "custom of news and blog systems": _HABITS,
}  # fmt: skip
"""Names by what they say, by where that was read."""

META_FIELDS: dict[str, MetaField] = {
    name: MetaField(role, own=fields is _OWN, rule=rule)
    for fields in (_OWN, _GENERIC)
    for rule, by_role in fields.items()
    for role, names in by_role.items()
    for name in names.split()
}
"""By lower-case name, ``dcterms:`` and ``dc:`` written with a dot. What is not here is no claim."""

_OF_THE_TEXT: frozenset[Role] = frozenset(("published", "created", "modified", "reviewed", "major_revision"))
_LIKE_A_DAY = re.compile(r"\s*(?:19|20)\d\d-\d\d?-\d\d?(?!\d)")
_MACHINE = frozenset(("jsonld", "microdata", "meta"))

SCHEMA_ORG: dict[str, Role] = {
    "datePublished": "published",
    "dateModified": "modified",
    "dateCreated": "created",
    "lastReviewed": "reviewed",
    "sdDatePublished": "generated",
    "copyrightYear": "copyright",
}


def typed_claims(
    role: Role,
    raw: str | None,
    *,
    source: DateSource,
    locator: str,
    label: str | None = None,
    scope: DateScope = "page",
    style: DateStyle = UNKNOWN_STYLE,
) -> list[DateClaim]:
    """A field whose meaning is known, as a claim; none when it is empty or holds no date."""
    value = parse_value(raw, order=style.order, language=style.language) if raw else None
    if raw is None or value is None:
        return []
    return [claim_of(value, role=role, raw=raw.strip(), label=label, source=source, locator=locator, scope=scope)]


def time_claims(
    text: str, datetime: str | None, *, role: Role, locator: str, label: str | None, style: DateStyle
) -> list[DateClaim]:
    """What a ``<time>`` element says twice: its words first, then its attribute.

    R4: machine dates drift by a day (the printed date shifted to UTC), so ``choose`` believes the words; both claims
    stay, and a difference of more than a day is for the audit to see.
    """
    said = partial(typed_claims, role, label=label, style=style)
    return said(text, source="text", locator=locator) + said(datetime, source="time", locator=f"{locator}@datetime")


@lru_cache(maxsize=1024)
def meta_field(name: str) -> MetaField | None:
    """The entry of :data:`META_FIELDS` for a ``meta`` name or property as written."""
    key = name.strip().lower()
    if key.startswith(("dcterms:", "dc:")):
        key = key.replace(":", ".", 1)
    return META_FIELDS.get(key)


def meta_claims(
    metas: Iterable[tuple[str, str, str]], *, style: DateStyle = UNKNOWN_STYLE, rejected: list[Unread] | None = None
) -> list[DateClaim]:
    """Claims of metas given as (attribute, name, content), attribute being ``name``, ``property``, ``http-equiv`` ...

    An empty content is no claim; days that cannot be go to ``rejected``.
    """
    claims: list[DateClaim] = []
    for attribute, name, content in metas:
        field = meta_field(name)
        if field is None or not content:
            continue
        found = typed_claims(field.role, content, source="meta", locator=f'meta[{attribute}="{name}"]', style=style)
        claims += found
        if not found and rejected is not None:
            rejected += _impossible(field.role, name, content)
    return claims


def structured_claims(
    structured: Mapping[str, Any],
    *,
    order: Order | None = None,
    own: Sequence[str] = (),
    rejected: list[Unread] | None = None,
) -> list[DateClaim]:
    """Dates that the page's JSON-LD and microdata state of the page itself.

    Nodes about something else (a comment, a video, the organization) and nodes nested in other properties speak of
    themselves; only top-level nodes, members of ``@graph`` and a ``mainEntity`` count. So do those that name another
    page of this site as theirs: the articles of a list.

    Args:
        structured: as :func:`pipeline.parsers.embedded.structured.structured_data` gives it.
        order: numeric order of this publisher.
        own: addresses of the page, the one it was served from first.
        rejected: receives days that cannot be.
    """
    claims: list[DateClaim] = []
    style = DateStyle(order=order)
    for path, node in nodes_of_page(structured, own):
        claims += _node_claims(node, "jsonld", f"script[type=application/ld+json] {path}", style, rejected)
    for number, item in enumerate(structured.get("microdata", ())):
        stated = item.get("properties", {})
        properties = {name: values[0] for name, values in stated.items() if values}
        addresses = {
            name: properties[name] for name in properties if len(stated[name]) == 1
        }  # of many, one is a film's
        if of_page(item.get("type")) and whose(addresses_in(addresses | {"itemid": item.get("id")}), own) != "another":
            claims += _node_claims(properties, "microdata", f"[itemscope] $[{number}]", style, rejected)
    return claims


def settled(claims: tuple[DateClaim, ...]) -> tuple[DateClaim, ...]:
    """Claims; days that read both ways in the order in which one of them names the day of a machine field of its role.

    R3: "09/08/2023" beside a ``lastReviewed`` of 2023-09-08 shows how all of the page's dates are written. Two orders
    show none.
    """
    both = [claim for claim in claims if claim.ambiguous]
    if not both:
        return claims
    typed = {(claim.role, claim.lo) for claim in claims if claim.source in _MACHINE and not claim.ambiguous}
    orders: tuple[Order, ...] = ("mdy", "dmy")
    read = {(claim.raw, order): parse_value(claim.raw, order=order) for claim in both for order in orders}
    shown = {
        order
        for claim in both
        for order in orders
        if (value := read[claim.raw, order]) is not None and (claim.role, value.lo) in typed
    }
    order = shown.pop() if len(shown) == 1 else None
    return tuple(
        claim
        if not claim.ambiguous or order is None or (value := read[claim.raw, order]) is None
        else structs.replace(
            claim, value=value.value, precision=value.precision, lo=value.lo, hi=value.hi, ambiguous=False
        )
        for claim in claims
    )


def http_claims(headers: Headers) -> list[DateClaim]:
    """``Last-Modified`` (RFC 9110, 8.8.2): when the transport says the bytes changed; never the text's date."""
    raw = next((value for name, value in headers if name.lower() == "last-modified"), None)
    return typed_claims("transport_modified", raw, source="http", locator="http:Last-Modified")


def _node_claims(
    node: Mapping[str, Any], source: DateSource, path: str, style: DateStyle, rejected: list[Unread] | None
) -> Iterator[DateClaim]:
    for name, role in SCHEMA_ORG.items():
        raw = node.get(name)
        if isinstance(raw, list) and raw and raw.count(raw[0]) == len(raw):
            raw = raw[0]  # of several, who can say: the NHS states a review and the next in one property
        if isinstance(raw, dict):
            raw = raw.get("@value")
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)
        if isinstance(raw, str):
            found = typed_claims(role, raw, source=source, locator=f"{path}.{name}", style=style)
            yield from found
            if not found and rejected is not None:
                rejected += _impossible(role, name, raw)


def _impossible(role: Role, name: str, raw: str) -> list[Unread]:
    """A day that no calendar has; "0000-00-00" and the like are how programs write that there is none."""
    if role not in _OF_THE_TEXT or _LIKE_A_DAY.match(raw) is None:
        return []
    return [Unread(f"{name}: {raw.strip()}", name, raw.strip())]


def address_claims(url: str, style: DateStyle) -> Iterable[DateClaim]:
    """A date in the path, as blogs and news sites address their pages. It does not say what happened then."""
    path = "/" + url.partition("//")[2].partition("/")[2].partition("?")[0]
    found = _URL_DATE.search(path) or _URL_SLASHED.search(path)
    if found is not None and (found["d"] or found["s"] == "/"):
        raw = "-".join(part for part in (found["y"], found["m"], found["d"]) if part)
    elif (found := _URL_DAY_FIRST.search(path)) is not None:
        raw = found[1]
    else:
        return ()
    return typed_claims("unlabelled", raw, source="url", locator="url", style=style)
