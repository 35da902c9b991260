"""A topic of NLM's XML as a record: the same fields as the page's, by the same walk.

The summary and the lists of links are laid out as the page has them and read by the rules of the page, so that a
heading, a link and its organization come out alike. What the XML alone has is kept (codes of MeSH and groups,
see-references); what it lacks is ``null`` or absent: the groups of sections, the date of change, images.

A record of the feed has an address of its own, :func:`address_of`: the feed's, with the topic's number, which outlives
titles and addresses. ``canonical_url`` is the topic's page. So pages and feed each keep their history, and
:mod:`pipeline.sites.medlineplus.reconcile` lays them side by side.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from html import escape

from pipeline.fetchers.medlineplus_xml import TOPIC_LINK, Named, SiteLink, TopicXml
from pipeline.model.capture import Capture
from pipeline.model.dates import DateClaim
from pipeline.model.document import Alternate, Document, Encoding, Related, Subject
from pipeline.model.issue import Issue
from pipeline.parsers.dates import DateStyle, typed_claims
from pipeline.parsers.page import Page
from pipeline.parsers.profile import SiteProfile
from pipeline.parsers.reading import provenance_of, rights_of
from pipeline.parsers.walk.rules import language_tag
from pipeline.parsers.walk.walker import outline
from pipeline.sites.medlineplus import common
from pipeline.sites.medlineplus.urls import HOST

PAGE_TYPE = "health_topic_xml"
FEED_URL = f"https://{HOST}/xml/mplus_topics.xml"
_SUMMARY = {"en": "Summary", "es": "Introducción"}
_BESIDE = frozenset({"Encyclopedia", "Enciclopedia"})
_MEDIA = {"pdf": "pdf", "video": "video", "easy-to-read": "easy-to-read", "fácil de leer": "easy-to-read"}
_OLD_ATTRIBUTION = re.compile(r"<p style=(['\"])font-weight:bold;font-style:italic;?\1>", re.IGNORECASE)


def address_of(number: str) -> str:
    """The address of a topic in the feed: one that no page has and that stays the same from file to file."""
    return f"{FEED_URL}?topic={number}"


def document_of(topic: TopicXml, capture: Capture, urls: Mapping[str, str], profile: SiteProfile) -> Document:
    """The record of one topic.

    Args:
        topic: as the file has it.
        capture: the bytes of its element.
        urls: address of every topic of the file by its number, for links that name a number.
        profile: the publisher's.
    """
    language = language_tag(topic.language) if topic.language else "en"
    issues: list[Issue] = []
    html = _page(topic, language, urls, issues)
    page = Page(topic.url, html.encode())
    main = page.one("main")
    content = outline(page, [main], common.TOPIC)
    attributed = [line.text() for line in main.some(".attribution")]
    licensed = common.licence(attributed, "medlineplus-topic-attribution")
    return Document(
        url=capture.url,
        canonical_url=topic.url,
        site=profile.name,
        page_type=PAGE_TYPE,
        title=topic.title or None,
        description=topic.description,
        language=language,
        publisher=profile.publisher,
        also_called=topic.also_called,
        subjects=_subjects(topic),
        sections=content.sections,
        links=content.links,
        related=tuple(_related(topic, urls)),
        dates=tuple(_dates(topic)),
        people=() if licensed is not None else common.attribution(attributed),
        alternates=_alternates(topic, urls),
        rights=licensed or rights_of(profile.rights, "health_topic"),
        coverage=content.coverage,
        issues=(*issues, *content.issues),
        provenance=provenance_of(capture, profile, Encoding(name="utf-8", decided_by="default")),
    )


def _page(topic: TopicXml, language: str, urls: Mapping[str, str], issues: list[Issue]) -> str:
    """Summary and links as the page of a topic has them."""

    def link(found: re.Match[str]) -> str:
        url = urls.get(found[1])
        if url is None:
            message = f"the summary links to topic {found[1]}, which the file does not hold"
            issues.append(Issue("topic-link-unresolved", "info", message, {"topic": found[1], "words": found[2]}))
            return found[2]
        return f'<a href="{escape(url)}">{found[2]}</a>'

    summary = _OLD_ATTRIBUTION.sub('<p class="attribution">', TOPIC_LINK.sub(link, topic.summary))
    pieces = [f"<h2>{_SUMMARY.get(language, _SUMMARY['en'])}</h2><div>{summary}</div>"]
    categories = dict.fromkeys(name for site in topic.sites for name in site.categories)
    for category in categories:
        if category in _BESIDE:
            continue
        items = "".join(_item(site, language) for site in topic.sites if category in site.categories)
        pieces.append(f"<h2>{escape(category)}</h2><ul>{items}</ul>")
    bare = "".join(_item(site, language) for site in topic.sites if not site.categories)
    if bare:
        pieces.append(f"<ul>{bare}</ul>")
    return f'<html lang="{language}"><body><main>{"".join(pieces)}</main></body></html>'


def _item(site: SiteLink, language: str) -> str:
    other = "Spanish" if language == "en" else "inglés"
    said = [words.lower() for words in site.descriptions]
    flags = '<img class="imgdesc" src="nih.png"/>' if "nih" in said else ""
    media = "".join(f'<span class="desccode">{_MEDIA[words]}</span>' for words in said if words in _MEDIA)
    unknown = "".join(f'<span class="notes">{escape(words)}</span>' for words in said if words not in {*_MEDIA, "nih"})
    organizations = f'<span class="orgs">({escape("; ".join(site.organizations))})</span>' if site.organizations else ""
    also = f'<span class="also-lang"><a href="{escape(site.also_url)}">{other}</a></span>' if site.also_url else ""
    return f'<li><a href="{escape(site.url)}">{escape(site.title)}</a>{flags}{organizations}{media}{unknown}{also}</li>'


def _subjects(topic: TopicXml) -> tuple[Subject, ...]:
    mesh = [Subject(scheme="MeSH", name=one.name, code=one.number) for one in topic.mesh]
    groups = [Subject(scheme="MedlinePlus group", name=one.name, code=one.number) for one in topic.groups]
    return tuple(mesh + groups)


def _related(topic: TopicXml, urls: Mapping[str, str]) -> list[Related]:
    found = [Related(relation="related_topic", text=one.name, url=_url(one, urls)) for one in topic.related]
    found += [
        Related(relation="encyclopedia", text=site.title, url=site.url)
        for site in topic.sites
        if not _BESIDE.isdisjoint(site.categories)
    ]
    if topic.institute is not None:
        found.append(Related(relation="primary_institute", text=topic.institute.name, url=topic.institute.url))
    found += [Related(relation="see_reference", text=words, url=None) for words in topic.see_references]
    return found


def _url(one: Named, urls: Mapping[str, str]) -> str | None:
    return one.url or (urls.get(one.number) if one.number else None)


def _alternates(topic: TopicXml, urls: Mapping[str, str]) -> tuple[Alternate, ...]:
    stated: dict[str, Alternate] = {}
    mapped = topic.language_mapped
    if mapped is not None and (url := _url(mapped, urls)) is not None:
        other = mapped.language or ("Spanish" if topic.language == "English" else "English")
        stated[url] = Alternate(language=language_tag(other), url=url)
    for one in topic.other_languages:
        if one.url:
            stated.setdefault(one.url, Alternate(language=language_tag(one.name), url=one.url))
    return tuple(stated.values())


def _dates(topic: TopicXml) -> list[DateClaim]:
    """When the topic was first put up, and when the file was made: machine fields, in US order until 2011."""
    made = topic.generated.partition(" ")[0] if topic.generated else None
    said = partial(typed_claims, source="feed", style=DateStyle(order="mdy"))
    created = said("created", topic.date_created, locator="health-topic/@date-created")
    return created + said("generated", made, locator="@date-generated", scope="collection")
