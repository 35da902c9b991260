"""NLM's own XML of MedlinePlus health topics as plain values, streamed: one topic in memory at a time.

Both schemas: ``<health-topics>`` (June 2012 onward, https://medlineplus.gov/xml/mplus_topics.dtd) and the vocabulary
file before it (``<MedicalTopics>``, 2011); XML, gzip, or a zip with one XML file in it.

Two things need the whole file before the first topic is whole: summaries and lists of 2011 link to topics by number
(``<TOPIC ID=...>``, ``IDREF``). So a first pass collects number and address of every topic (:func:`addresses`), the
second (:func:`topics`) yields them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.errors import ReadError
from pipeline.fetchers.medlineplus_stream import Element, Feed, Stream, elements

TOPIC_LINK = re.compile(r"<TOPIC\s+ID=\"(\d+)\"\s+LINKTEXT=\"([^\"]*)\"\s*/>", re.IGNORECASE)
"""A link of a summary to a topic, by its number, with its words."""


class Named(Struct, frozen=True, kw_only=True):
    """A thing with a name, an address and a number, as far as the file gives them."""

    name: str
    url: str | None = None
    number: str | None = None
    language: str | None = None


class SiteLink(Struct, frozen=True, kw_only=True):
    """A link of a topic: who publishes it, under which headings it stands, what is said of it."""

    title: str
    url: str
    also_url: str | None = None
    categories: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


class TopicXml(Struct, frozen=True, kw_only=True):
    """One topic, in the file's own words.

    Attributes:
        number: the system's number of the topic; stable over the years.
        language: ``English`` or ``Spanish``.
        date_created: as written (``01/07/2003``), or ISO where the file gives year, month and day.
        summary: HTML, ``<TOPIC>`` elements as they stand.
        mesh: descriptor with its code.
        language_mapped: the same topic in the other language; only its number in files of 2011.
        generated: when the file says it was made.
        raw: the bytes of the element, as they stand in the file.
    """

    number: str
    title: str
    url: str
    language: str
    date_created: str | None = None
    description: str | None = None
    summary: str = ""
    also_called: tuple[str, ...] = ()
    see_references: tuple[str, ...] = ()
    groups: tuple[Named, ...] = ()
    mesh: tuple[Named, ...] = ()
    related: tuple[Named, ...] = ()
    institute: Named | None = None
    language_mapped: Named | None = None
    other_languages: tuple[Named, ...] = ()
    sites: tuple[SiteLink, ...] = ()
    generated: str | None = None
    raw: bytes = b""


def topics(path: Path, feed: Feed | None = None) -> Iterator[TopicXml]:
    """Every topic of a file, in its order.

    Args:
        path: XML, gzip or zip.
        feed: filled with what the root says.

    Raises:
        UsageError: the file cannot be read, or holds no single XML file.
        ReadError: it is no topic file, breaks off, declares an entity, or is beyond all measure.
    """
    told = feed if feed is not None else Feed()
    for element, raw in elements(path, told):
        told.count += 1
        yield _topic(element, raw, told)


def topic_of(raw: bytes, *, generated: str | None, name: str) -> TopicXml:
    """One topic from the bytes of its element, as :attr:`TopicXml.raw` has them.

    Args:
        raw: the element.
        generated: when the file it stood in says it was made.
        name: what to call it in messages.

    Raises:
        ReadError: it is no topic.
    """
    root = b"MedicalTopics" if raw.startswith(b"<MedicalTopic") else b"health-topics"
    feed = Feed()
    stream = Stream(feed, Path(name))
    stream.take(b"<%b>%b</%b>" % (root, raw, root), last=True)
    if len(stream.done) != 1:
        raise ReadError(f"{name}: holds {len(stream.done)} topics, not one", url=name)
    ((element, whole),) = stream.done
    feed.generated = generated
    return _topic(element, whole, feed)


def numbers_named(topic: TopicXml) -> tuple[str, ...]:
    """Topics that this one names by number alone: in links of its summary, in lists of files of 2011."""
    named = [one for one in (*topic.related, topic.language_mapped) if one is not None and one.url is None]
    found = [*TOPIC_LINK.findall(topic.summary), *((one.number, "") for one in named if one.number)]
    return tuple(dict.fromkeys(number for number, _ in found))


def addresses(path: Path) -> dict[str, str]:
    """Number to address of every topic of the file (English and Spanish have numbers of their own).

    Raises:
        UsageError, ReadError: see :func:`topics`.
    """
    return {topic.number: topic.url for topic in topics(path)}


def _topic(element: Element, raw: bytes, feed: Feed) -> TopicXml:
    old = element.name == "MedicalTopic"
    return _of_2011(element, raw, feed) if old else _of_2012(element, raw, feed)


def _of_2012(topic: Element, raw: bytes, feed: Feed) -> TopicXml:
    stated = topic.attributes
    return TopicXml(
        number=stated.get("id", ""),
        title=stated.get("title", ""),
        url=stated.get("url", ""),
        language=stated.get("language", "English"),
        date_created=stated.get("date-created"),
        description=" ".join(stated.get("meta-desc", "").split()) or None,
        summary="".join(part for one in topic.all("full-summary") for part in one.parts).strip(),
        also_called=topic.said("also-called"),
        see_references=topic.said("see-reference"),
        groups=_named(topic, "group"),
        mesh=_named(topic, "mesh-heading", "descriptor"),
        related=_named(topic, "related-topic"),
        institute=next(iter(_named(topic, "primary-institute")), None),
        language_mapped=next(iter(_named(topic, "language-mapped-topic")), None),
        other_languages=_named(topic, "other-language"),
        sites=tuple(
            SiteLink(
                title=site.attributes.get("title", ""),
                url=site.attributes.get("url", ""),
                also_url=site.attributes.get("language-mapped-url") or None,
                categories=site.said("information-category"),
                organizations=site.said("organization"),
                descriptions=site.said("standard-description"),
            )
            for site in topic.all("site")
        ),
        generated=feed.generated,
        raw=raw,
    )


def _named(topic: Element, *path: str) -> tuple[Named, ...]:
    return tuple(
        Named(
            name=one.words(),
            url=one.attributes.get("url"),
            number=one.attributes.get("id"),
            language=one.attributes.get("language"),
        )
        for one in topic.all(*path)
    )


def _of_2011(topic: Element, raw: bytes, feed: Feed) -> TopicXml:
    day = [topic.first("DateCreated", part) for part in ("Year", "Month", "Day")]
    mapped = topic.first("LanguageMappedTopicID")
    return TopicXml(
        number=topic.first("ID") or topic.attributes.get("ID", "").removeprefix("T"),
        title=topic.first("MedicalTopicName") or "",
        url=topic.first("URL") or "",
        language=topic.attributes.get("langcode", "English"),
        date_created="-".join(part for part in day if part) or None,
        summary="".join(part for one in topic.all("FullSummary") for part in one.parts).strip(),
        also_called=topic.said("Synonyms", "Synonym"),
        see_references=topic.said("SeeReferencesList", "SeeReference", "SeeRefName"),
        groups=tuple(
            Named(name=one.first("GroupName") or "", url=one.first("GroupURL"), number=one.first("GroupID"))
            for one in topic.all("Groups", "Group")
        ),
        mesh=tuple(
            Named(name=one.first("DescriptorName") or "", number=one.first("DescriptorUI"))
            for one in topic.all("MeshHeadingList", "MeshHeading", "Descriptor")
        ),
        related=tuple(
            Named(name="", number=one.attributes.get("IDREF", "").removeprefix("T"))
            for one in topic.all("RelatedTopics", "RelatedTopic")
        ),
        language_mapped=Named(name="", number=mapped) if mapped else None,
        generated=feed.generated,
        raw=raw,
    )
