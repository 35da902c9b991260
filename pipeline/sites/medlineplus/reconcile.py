"""NLM's topic XML beside the pages: in one and not the other, and what differs where a topic is in both.

Pure: records in, differences out. Topics are matched by the path of their page, so a mirror or a demo under another
origin, and the addresses of before 2015 (``www.nlm.nih.gov/medlineplus/...``), match too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from pipeline.model.document import Document

OF_FEED = ("encyclopedia", "related_topic")


class Difference(Struct, frozen=True, kw_only=True):
    """One field in which page and feed disagree; long lists are the parts that only one of them has."""

    field: str
    page: str | tuple[str, ...] | None
    feed: str | tuple[str, ...] | None


class Reconciled(Struct, frozen=True, kw_only=True):
    """One topic: where it is, and how its two records differ.

    Attributes:
        path: of the topic's page.
        where: ``both``, ``page`` (not in the feed) or ``feed`` (no page of it is stored).
    """

    path: str
    where: str
    title: str | None
    differences: tuple[Difference, ...] = ()


def reconcile(pages: Iterable[Document], feed: Iterable[Document]) -> list[Reconciled]:
    """Every topic of either side, by path.

    Args:
        pages: records of health-topic pages.
        feed: records made from the XML.
    """
    by_page = {path_of(page.canonical_url or page.url): page for page in pages}
    by_feed = {path_of(topic.canonical_url or topic.url): topic for topic in feed}
    found = []
    for path in sorted(by_page.keys() | by_feed.keys()):
        page, topic = by_page.get(path), by_feed.get(path)
        where = "both" if page is not None and topic is not None else "feed" if page is None else "page"
        one = page if page is not None else topic
        differences = compare(page, topic) if page is not None and topic is not None else ()
        found.append(Reconciled(path=path, where=where, title=one.title if one else None, differences=differences))
    return found


def path_of(url: str) -> str:
    """The path by which a page is known, whatever origin it was read at."""
    path = urlsplit(url).path or "/"
    return path.removeprefix("/medlineplus") if path.startswith("/medlineplus/") else path


def compare(page: Document, topic: Document) -> tuple[Difference, ...]:
    """The fields in which the two records of a topic disagree; white space and order count nowhere."""
    found = []
    for field in ("title", "description", "language"):
        here, there = _words(getattr(page, field)), _words(getattr(topic, field))
        if here != there:
            found.append(Difference(field=field, page=here or None, feed=there or None))
    summaries = [_summary(one) for one in (page, topic)]
    if _words(summaries[0]) != _words(summaries[1]):
        found.append(Difference(field="summary", **_apart(*summaries)))
    for field, here_list, there_list in _lists(page, topic):
        if here_list != there_list:
            found.append(
                Difference(
                    field=field, page=tuple(sorted(here_list - there_list)), feed=tuple(sorted(there_list - here_list))
                )
            )
    created = _created(page)
    if created is not None and created != _created(topic):
        found.append(Difference(field="created", page=created, feed=_created(topic)))
    return tuple(found)


def _lists(page: Document, topic: Document) -> list[tuple[str, set[str], set[str]]]:
    def subjects(one: Document, scheme: str) -> set[str]:
        return {subject.name for subject in one.subjects if subject.scheme == scheme}

    def related(one: Document, relation: str) -> set[str]:
        return {_place(beside.url) for beside in one.related if beside.relation == relation and beside.url}

    return [
        ("also_called", set(page.also_called), set(topic.also_called)),
        ("mesh", subjects(page, "MeSH"), subjects(topic, "MeSH")),
        ("groups", subjects(page, "MedlinePlus group"), subjects(topic, "MedlinePlus group")),
        *((relation, related(page, relation), related(topic, relation)) for relation in OF_FEED),
        ("links", _listed(page), _listed(topic)),
    ]


def _listed(one: Document) -> set[str]:
    """Links of the lists; those inside the summary belong to its words."""
    first = one.sections[0].path[:1] if one.sections else ()
    summary = {section.id for section in one.sections if section.path[:1] == first}
    return {_place(link.url) for link in one.links if link.section_id not in summary}


def _place(url: str) -> str:
    """An address without what differs between mirrors: the site's own are known by their path."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    own = host in ("medlineplus.gov", "nlm.nih.gov") or host.endswith(".localhost") or host.startswith("127.0.0.1")
    return path_of(url) if own else url


def _summary(one: Document) -> str:
    """The words under the first heading: what the page calls Summary."""
    first = one.sections[0].path[:1] if one.sections else ()
    parts = [
        f"{section.heading or ''}\n{section.text}" if section.level > 1 else section.text
        for section in one.sections
        if section.path[:1] == first
    ]
    return "\n".join(parts)


def _apart(here: str, there: str) -> Mapping[str, tuple[str, ...]]:
    lines = [[_words(line) for line in text.splitlines() if line.strip()] for text in (here, there)]
    return {
        "page": tuple(line for line in lines[0] if line not in lines[1]),
        "feed": tuple(line for line in lines[1] if line not in lines[0]),
    }


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _created(one: Document) -> str | None:
    return next((claim.value for claim in one.dates if claim.role == "created"), None)
