"""MedlinePlus (https://medlineplus.gov), National Library of Medicine: health topics, English and Spanish.

Read on pages served in November 2025 and on the skin of January 2020.

Content is ``.main`` without its table of contents. The columns of that table are the groups of the sections. A link of
a list says in its item who published it (``.orgs``), in which form (``.desccode``, small pictures) and where it stands
in other languages (``.also-lang``): an "Also in ..." link is carried by the link of its item as ``also_in`` and is not
counted again. So ``links`` has every ``a[href]`` of ``.main`` outside the table of contents and outside ``.also-lang``.
The heading of the journal articles holds a note in the page's own ``<h2>`` and keeps it.

"Last updated" is ``modified``: by MedlinePlus' own words the summary *or the links* were reviewed and updated then,
which does not say that the summary was. Only the older skin states a review ("Topic last reviewed").
"""

from __future__ import annotations

import re

from pipeline.model.dates import DateClaim
from pipeline.model.document import Alternate, Crumb, Image, Person, Related, Rights, Subject
from pipeline.model.profile import Expectations, Pace, ReviewPolicy, RightsRule
from pipeline.parsers.dates import find_claims
from pipeline.parsers.head import itemprop_crumbs
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.rules import ContentRules, Mark, language_tag
from pipeline.parsers.walker import outline
from pipeline.urls import Scope

HOST = "medlineplus.gov"
_TABLE_OF_CONTENTS = "#toc-section"
_CONTROL = ".section-button"
_MARKS: dict[str, Mark] = {"orgs": "organization", "also-lang": "also_in", "desccode": "media", "notes": "note"}
_FLAGS = {
    "nih.png": "nih",
    "new.gif": "note:new",
    "videocamera.gif": "media:video",
    "easyreadgreen.gif": "media:easy-to-read",
}
"""The file, not the words beside it, tells what a small picture says: the words change with the page's language."""

_SIDE = {
    "encyclopedia-box": "encyclopedia",
    "related-topics": "related_topic",
    "primary-institute-section": "primary_institute",
    "foreign-languages": "other_languages",
    "magazine-box": "magazine",
}
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|derechos reservados)(?:\s+(?:\(c\)|©))?\s*(?:[\d, \u2013-]+)?(.+?)(?:\.\s|\.?$)",
    re.IGNORECASE,
)
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ALSO_CALLED = ("also called:", "otros nombres:", "también se llama:", "nombres alternativos:")


_TOPIC_MARKS = "#topic-summary, #topsum_section, #toc-section, link[href*='/feeds/topics/']"


def is_health_topic(page: Page) -> bool:
    """A page that bears any mark of a topic; one that lost some of them is a topic redesigned, and reading it fails."""
    return (
        page.root.attribute("id") == "health_topic"
        or page.tree.css_first(_TOPIC_MARKS) is not None
        or page.meta("DC.Subject.MeSH") is not None
    )


def read_health_topic(page: Page) -> Reading:
    """Read a health topic of either skin.

    Raises:
        SelectionError: the page lacks what every topic has: one article, title, main column and summary.
    """
    topic = page.one("article")
    title = topic.one("h1").text()
    main = topic.one(".main")
    main.one("#topic-summary")
    rules = ContentRules(
        skip=(_TABLE_OF_CONTENTS, _CONTROL),
        marks=_MARKS,
        flags=_FLAGS,
        flag_classes=frozenset({"imgdesc", "newflag"}),
        groups=_groups(main),
        internal_hosts=(HOST, f"www.{HOST}"),
    )
    switch = page.maybe("#mplus-lang-toggle")
    licence = _licence(main)
    return Reading(
        title=title,
        content=outline(page, [main], rules),
        breadcrumbs=_breadcrumbs(page),
        also_called=_also_called(topic),
        subjects=_subjects(page),
        related=tuple(_related(topic)),
        images=_topic_image(topic),
        dates=tuple(_dates(page)),
        people=() if licence is not None else _attribution(main),
        alternates=_switch(switch) if switch is not None else (),
        rights=licence,
    )


def _groups(main: Element) -> dict[str, str]:
    """Anchor of a section -> heading of the column of the table of contents that lists it."""
    groups: dict[str, str] = {}
    heading = None
    for entry in main.some(".toccolumn h3, .toccolumn a[href]"):
        if entry.node.tag == "h3":
            heading = entry.text()
        elif heading is not None and (anchor := entry.attribute("href") or "").startswith("#"):
            groups[anchor[1:]] = heading
    return groups


def _breadcrumbs(page: Page) -> tuple[Crumb, ...]:
    trail = page.maybe("#breadcrumbs")
    if trail is None:
        return ()
    crumbs = itemprop_crumbs(trail)
    here = [words for span in trail.some("div > span:not([class])") if (words := span.text())]
    known = {crumb.text for crumb in crumbs}
    return crumbs + tuple(Crumb(text=words, url=None) for words in here[-1:] if words not in known)


def _also_called(topic: Element) -> tuple[str, ...]:
    stated = topic.maybe(".alsocalled")
    if stated is None:
        return ()
    words = stated.text()
    for label in _ALSO_CALLED:
        if words.lower().startswith(label):
            words = words[len(label) :]
            break
    return tuple(name for part in words.split(", ") if (name := part.strip()))


def _subjects(page: Page) -> tuple[Subject, ...]:
    schemes = (("DC.Subject.MeSH", "MeSH"), ("DC.Relation.IsPartOf", "MedlinePlus group"))
    return tuple(Subject(scheme=scheme, name=name) for meta, scheme in schemes for name in page.metas(meta))


def _related(topic: Element) -> list[Related]:
    related = []
    for box in topic.some("aside section[id]"):
        relation = _SIDE.get(box.attribute("id") or "")
        if relation is not None:
            related += [
                Related(relation=relation, text=link.text(), url=link.address()) for link in box.some("a[href]")
            ]
    return related


def _topic_image(topic: Element) -> tuple[Image, ...]:
    box = topic.maybe("#ht-img-section")
    if box is None:
        return ()
    return tuple(
        Image(url=url, alt=image.attribute("alt"), caption=None, section_id=None)
        for image in box.some("img")
        if (url := image.address("src")) is not None
    )


def _dates(page: Page) -> list[DateClaim]:
    language = page.root.attribute("lang")
    foot = page.maybe("#mplus-footer .date")
    place = foot if foot is not None else page.maybe("#lastupdate")
    if place is None:
        return []
    locator = "#mplus-footer .date" if foot is not None else "#lastupdate"
    return find_claims(place.text(), locator=locator, language=language)


def _attribution(main: Element) -> tuple[Person, ...]:
    """The institute that stands behind the summary ("NIH: National Cancer Institute"), as stated."""
    people = []
    for line in main.some(".attribution"):
        parent, colon, name = line.text().partition(": ")
        if colon:
            people.append(Person(name=name, affiliation=parent, role="attribution"))
        elif parent:
            people.append(Person(name=parent, role="attribution"))
    return tuple(people)


def _licence(main: Element) -> Rights | None:
    """Rights of a summary that somebody else lent: its attribution says so."""
    for line in main.some(".attribution"):
        statement = line.text()
        match = _COPYRIGHT.search(statement)
        if match:
            return Rights(status="licensed", holder=match[1], statement=statement, rule="medlineplus-topic-attribution")
    return None


def _switch(switch: Element) -> tuple[Alternate, ...]:
    url = switch.address()
    word = switch.attribute("hreflang") or switch.text()
    tag = language_tag(word)
    # A word that names no language we know (a damaged one, too) says nothing that hreflang does not say better.
    return (Alternate(language=tag, url=url),) if url is not None and _TAG.fullmatch(tag) else ()


PROFILE = SiteProfile(
    name="medlineplus",
    publisher="National Library of Medicine",
    version="1",
    scope=Scope(hosts=(HOST,), exclude=(r"^/(?:images|css|js|jslib|uswds|feeds|download)/",)),
    seeds=(Seed(url=f"https://{HOST}/sitemap.xml", kind="sitemap"),),
    pace=Pace(delay=1.0),
    review_policy=ReviewPolicy(warn_after=36, error_after=54, source="assumed"),
    rights=(
        RightsRule(
            name="medlineplus-topic-summary",
            status="public_domain",
            holder=None,
            statement=(
                "Health topic summaries are works of the US government and not subject to copyright; pages they link to"
                " keep their own rights (https://medlineplus.gov/about/using/usingcontent/)"
            ),
            page_types=("health_topic",),
        ),
    ),
    expects=Expectations(
        fill={"title": 1.0, "language": 1.0, "modified": 0.98, "description": 0.95},
        min_sections=2,
        min_links=3,
        page_types=("health_topic",),
    ),
    readers=(ReaderRule(page_type="health_topic", recognise=is_health_topic, read=read_health_topic),),
)
