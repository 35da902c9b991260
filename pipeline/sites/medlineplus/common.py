"""What pages of every kind at MedlinePlus share: marks of links, breadcrumbs, language switch, dates at the foot."""

from __future__ import annotations

import re

from pipeline.model.dates import DateClaim
from pipeline.model.document import Alternate, Crumb, Person, Related, Rights, Subject
from pipeline.parsers.about.fields import claims_in
from pipeline.parsers.dates import Label
from pipeline.parsers.element_words import words_of
from pipeline.parsers.head import itemprop_crumbs
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.rules import ContentRules, language_tag
from pipeline.sites.medlineplus.urls import HOST

LANDMARKS = ("article", "h1", "#breadcrumbs", "#mplus-lang-toggle", "#mplus-footer")
"""What readers of every kind of page ask for."""

CONTROLS = (".section-button", ".sm-live-area", ".page-actions", "#citation-how-to", ".ency-citation", ".share-buttons")
"""Buttons that open sections, share and cite: on every page, of no page's content."""

INTERNAL = (HOST, f"www.{HOST}")
TOPIC = ContentRules(
    marks={"orgs": "organization", "also-lang": "also_in", "desccode": "media", "notes": "note"},
    flags={
        "nih.png": "nih",
        "new.gif": "note:new",
        "videocamera.gif": "media:video",
        "easyreadgreen.gif": "media:easy-to-read",
    },
    flag_classes=frozenset({"imgdesc", "newflag"}),
    internal_hosts=INTERNAL,
)
"""What the lists of a topic say of their links. The file, not the words beside it, tells what a small picture says: the
words change with the page's language."""
REVIEWED_AND_UPDATED = tuple(
    Label(words, ("reviewed", "modified"))
    for words in ("last updated", "page last updated", "ultima actualizacion", "fecha de la ultima actualizacion")
)
"""On medical tests and genetics pages "Last updated" says when the page "was reviewed and updated"
(https://medlineplus.gov/about/general/reviewandupdate/); on health topics it does not."""

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|derechos reservados)(?:\s+(?:\(c\)|©))?\s*(?:[\d, \u2013-]+)?(.+?)(?:\.\s|\.?$)",
    re.IGNORECASE,
)
_NOTICE = re.compile("©|opyright")
_TEXT_END = "\x1e"
_SPACES = re.compile(r"\s+")


def rules(*skip: str, notices: tuple[str, ...] = ()) -> ContentRules:
    """The content of a page without lists of links marked up as on topics."""
    return ContentRules(skip=(*CONTROLS, *skip), notices=notices, internal_hosts=INTERNAL)


def column(article: Element) -> Element:
    """The column of an article's text; where there is none, the article is."""
    main = article.maybe(".main, .main-single")
    return main if main is not None else article


def breadcrumbs(page: Page) -> tuple[Crumb, ...]:
    """The trail above the title, the page itself last."""
    trail = page.maybe("#breadcrumbs")
    if trail is None:
        return ()
    crumbs = itemprop_crumbs(trail)
    here = [words for span in trail.some("div > span:not([class])") if (words := span.text())]
    known = {crumb.text for crumb in crumbs}
    return crumbs + tuple(Crumb(text=words, url=None) for words in here[-1:] if words not in known)


def subjects(page: Page) -> tuple[Subject, ...]:
    """MeSH headings and groups out of the head."""
    schemes = (("DC.Subject.MeSH", "MeSH"), ("DC.Relation.IsPartOf", "MedlinePlus group"))
    return tuple(Subject(scheme=scheme, name=name) for meta, scheme in schemes for name in page.metas(meta))


_FRONT_PAGES = ("/", "/spanish/", "/spanish")


def language_switch(page: Page) -> tuple[Alternate, ...]:
    """The same page on the other side of the site.

    A page that has none (genetics) switches to the other side's front page, which is no other form of it.
    """
    switch = page.maybe("#mplus-lang-toggle")
    url = switch.address() if switch is not None else None
    if switch is None or url is None or (_path(url) in _FRONT_PAGES and _path(page.url) not in _FRONT_PAGES):
        return ()
    tag = language_tag(switch.attribute("hreflang") or switch.text())
    # A word that names no language we know (a damaged one, too) says nothing that hreflang does not say better.
    return (Alternate(language=tag, url=url),) if _TAG.fullmatch(tag) else ()


def _path(url: str) -> str:
    return "/" + url.partition("//")[2].partition("/")[2].partition("?")[0]


def foot_dates(page: Page, labels: tuple[Label, ...] = ()) -> list[DateClaim]:
    """Labelled dates at the foot of the page, of either skin."""
    for selector in ("#mplus-footer .date", "#lastupdate", ".datestamp"):
        above, _, below = selector.rpartition(" ")
        feet = page.some(above) if above else [page.root]
        places = [place for foot in feet for place in foot.some(below)]
        claims = [claim for place in places for claim in claims_in(page, words_of(place.node), selector, labels=labels)]
        if claims:
            return claims
    return []


def licence(lines: list[str], rule: str) -> Rights | None:
    """Rights by the first line that names a holder after a copyright sign."""
    for statement in lines:
        match = _COPYRIGHT.search(statement)
        if match:
            return Rights(status="licensed", holder=match[1].strip(" ,"), statement=statement, rule=rule)
    return None


def stated_licence(page: Page, word: str, holder: str, rule: str) -> Rights | None:
    """Rights by the page's own line with a copyright sign and a licensor's word in it; the profile says who that is."""
    body = page.body
    texts = body.text(separator=_TEXT_END).split(_TEXT_END)
    whole = [text for text in texts if text.rstrip().endswith(".")]
    return _licence_in(whole, word, holder, rule) or _licence_in(words_of(body).splitlines(), word, holder, rule)


def _licence_in(lines: list[str], word: str, holder: str, rule: str) -> Rights | None:
    for line in lines:
        if word in line and _NOTICE.search(line):
            return Rights(status="licensed", holder=holder, statement=_SPACES.sub(" ", line).strip(), rule=rule)
    return None


def attribution(lines: list[str]) -> tuple[Person, ...]:
    """The institute that stands behind a summary ("NIH: National Cancer Institute"), as stated."""
    people = []
    for line in lines:
        parent, colon, name = line.partition(": ")
        if colon:
            people.append(Person(name=name, affiliation=parent, role="attribution"))
        elif parent:
            people.append(Person(name=parent, role="attribution"))
    return tuple(people)


def listed(box: Element, relation: str) -> list[Related]:
    """The links of a box beside the content."""
    return [Related(relation=relation, text=link.text(), url=link.address()) for link in box.some("a[href]")]
