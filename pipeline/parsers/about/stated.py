"""What a page without a profile states beside its text: rights, the way to it, other names and subjects.

Nothing here is inferred: a page without a notice has no known rights, one without a trail no breadcrumbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.document import Crumb, Rights, Subject
from pipeline.model.profile import RightsStatus
from pipeline.parsers.about.fields import crumbs, lines
from pipeline.parsers.dates.nodes import NOT_THE_PAGE, kinds_of, page_nodes
from pipeline.parsers.embedded.jsonld import listed, name_of
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.outline import Outline
from pipeline.patterns import YEAR, when_used

_LICENCES = 'a[rel~="license" i][href], link[rel~="license" i][href]'
_KNOWN_LICENCES = (
    'a[href*="creativecommons.org/licenses/" i], a[href*="creativecommons.org/publicdomain/" i],'
    ' a[href*="nationalarchives.gov.uk/doc/open-government-licence" i]'
)
_TEXT = (
    "(?:articles?|books?|works?|chapters?|pages?|texts?|contents?|sites?|documents?|publications?|reviews?|papers?|"
    "information|resources?|leaflets?|materials?)"
)
_GIVEN = "(?:distributed|licen[sc]ed|published|made available|released|available|provided|shared|open access)"
_LICENSED = when_used(
    rf"\b(?:this is an? (?:\w+[ -]){{0,3}}{_TEXT}(?:,? (?:which|that))?(?: (?:is|was|are|were))?"
    rf"|th(?:is|e) (?:\w+[ -]){{0,2}}{_TEXT} (?:is|are|was|were|has been|have been)"
    rf"|th(?:is|e) {_TEXT} (?:of|in|on) this (?:\w+ )?{_TEXT} (?:is|are|was|were|has been|have been))"
    rf"(?: \w+ly| also)? {_GIVEN}\b[^.;]{{0,60}}\bunder\b",
    re.IGNORECASE,
)
"""What a sentence of the text says of its own licence: "This book is distributed under the terms of the ..."."""
_OF_PICTURE = re.compile(r"bild|image|photo|foto|picture|icon|logo|illustration|imagen|banner", re.IGNORECASE)
_BEFORE = 80
"""Characters before a link that may say that it is the licence of a picture."""
_ALL_RIGHTS = "alle rechte|todos los derechos|tous droits|tutti i diritti|todos os direitos"
"""The beginning of "all rights reserved" in five languages, as a part of a pattern."""
_ALL_RESERVED = re.compile(f"rights reserved|{_ALL_RIGHTS}", re.IGNORECASE)
_PUBLIC_DOMAIN = re.compile(r"creativecommons\.org/(?:publicdomain|licenses/publicdomain)/", re.IGNORECASE)
_NOTICES = (
    'footer, [role="contentinfo"], [class*="copyright" i], [id*="copyright" i], [class*="footer" i], [id*="footer" i]'
)
_MOST = 12
_SMALL_PRINT = 800
"""Characters of the small print of a page that gives it no name."""
_UNREAD = frozenset(("script", "style", "noscript", "template", "svg", "-comment"))
_NOTICE = when_used(
    r"(?:©|\(c\)|copyright)[\s:]*(?:©|\(c\)|by|copyright|notice)?[\s:]*"
    r"(?:(?:19|20)\d\d(?:\s*[-\u2013\u2014/,]\s*(?:(?:19|20)?\d\d|present|today))*)?[\s,.:|-]*(?:by\s+|for\s+)?"
    r"(?P<holder>[^\W\d_][^|\u2022\u00b7\n©]{1,120}?)?[\s,]*"
    r"(?=\(?(?:(?:19|20)\d\d)|\.\s|\.?$|[|\u2022\u00b7\n©\u2013\u2014]|\.?\s*(?:all rights|some rights|"
    + _ALL_RIGHTS
    + "|reserved|used with|this |no part))",
    re.IGNORECASE,
)
_SIGN = re.compile(r"©|\(c\)\s*\d{4}|(?<![a-z])copyright\s*(?:©|\(c\)|\d{4}|by\s)", re.IGNORECASE)
_RESERVED = re.compile(
    f"(?:all rights|{_ALL_RIGHTS}|reserved|copyright|disclaimer|polic[a-z]+|terms|privacy)", re.IGNORECASE
)
_MADE_BY = re.compile(r"(?:cc\s|creative commons|wordpress|theme\b|powered|design)", re.IGNORECASE)
"""What stands behind the sign and holds nothing: a licence's name, who made the site's clothes."""
_WHOLE = re.compile(f"{YEAR}|copyright|{_ALL_RESERVED.pattern}", re.IGNORECASE)
"""A notice names a year or says so; "© Name / Agency" is the credit of a picture."""
_FREE = re.compile(r"(?:is|are|as)\s+(?:all\s+)?in\s+the\s+public\s+domain", re.IGNORECASE)
_STATEMENT = 300
"""Characters of the longest line that is a notice."""
_CRUMBS = "breadcrumb ariane kruimel brotkr dsmul dkrumme murupol drobe okruszk migas rastro"
"""What the trail of crumbs is called, in ASCII, in a dozen languages."""
_TRAIL = (
    f"nav:is({', '.join(f'[aria-label*={name} i]' for name in _CRUMBS.split())})",
    '[itemtype*="BreadcrumbList" i]',
    'ol[class*="breadcrumb" i], ul[class*="breadcrumb" i]',
    '[class*="bread" i], [id*="bread" i], [class*="ariane" i], [class*="migas" i]',
)
_ALSO = re.compile(
    r"(?:also (?:called|known as|named|referred to as)|other names?(?: for [^:]{1,40})?|alternative names?|synonyms?|"
    r"auch (?:genannt|bekannt als)|andere bezeichnungen|otros nombres|"
    r"tambi[eé]n (?:se llama|llamad[oa]|conocid[oa] como)|autres noms|aussi appel[eé]e?|outros nomes|altri nomi)"
    r"(?:\s*:|(?=\s[^.:]{2,60}$))\s*(?P<names>.+)",
    re.IGNORECASE,
)
_FIRST = 12
"""Lines at the top of the content that may give other names of its subject."""
_BETWEEN = re.compile(r"\s*;\s*|,\s*(?:(?:or|and|oder|und|o|y|ou|et|e)\s+)?|\s+(?:or|oder|ou)\s+")
_THINGS = re.compile(
    r"Medical|Drug$|Disease|DietarySupplement$|Substance$|Anatomical|Symptom|Infectious|Vessel$|Nerve$"
)
"""Types of schema.org that a page on health is about."""
_NO_SUBJECT = NOT_THE_PAGE | {
    "Question", "Answer", "WebPage", "FAQPage", "Article", "NewsArticle", "BlogPosting", "CreativeWork",
    "LocalBusiness", "Place",
}  # fmt: skip


def rights_stated(page: Page, content: Outline, structured: Mapping[str, Any]) -> Rights | None:
    """What the page says of its rights: a licence that it links to, else its notices; ``None`` when it says nothing.

    Two licences, or a notice of copyright beside one that says public domain, are ``mixed``.
    """
    licences = dict(_licences(page, structured))
    if licences:
        return _licensed(licences, _holder_of(structured))
    feet = _feet(page)
    notices = list(dict.fromkeys(_notices(page, content, feet)))
    free = [line for line in notices if _FREE.search(line)]
    claimed = [line for line in notices if _is_notice(line)]
    holder = next((who for line in claimed if (who := _holder(line))), None) or _holder_of(structured)
    licences = {**dict(_licences_at_foot(page, feet)), **dict(_licences_in_text(content))}
    if licences and not any(_ALL_RESERVED.search(line) for line in claimed):
        return _licensed(licences, holder)
    if not free and not claimed:
        return None
    statements = [*claimed[:1], *free[:1], *_worded(licences)]
    return Rights(
        status="mixed" if claimed and (free or licences) else "public_domain" if free else "copyrighted",
        holder=holder,
        statement="\n".join(statements),
        rule="stated-notice",
    )


def _licensed(licences: Mapping[str, str], holder: str | None) -> Rights:
    free = [url for url in licences if _PUBLIC_DOMAIN.search(url)]
    status: RightsStatus = "licensed" if not free else "public_domain"
    if len(licences) > 1:
        status = "mixed"
    return Rights(status=status, holder=holder, statement="; ".join(_worded(licences)), rule="stated-licence")


def _worded(licences: Mapping[str, str]) -> list[str]:
    """Licences by the words of their links; a link around a picture has none."""
    return [f"{words} ({url})" if words else url for url, words in licences.items()]


def _licences(page: Page, structured: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for node in page.tree.css(_LICENCES):
        of_picture = any(at.tag in ("figure", "figcaption") for at in ancestry(node.parent))
        url = page.resolve(node.attributes.get("href") or "")
        if url is not None and not of_picture:
            yield url, " ".join(node.text().split())
    for block in page_nodes(structured):
        for one in listed(block.get("license")):
            stated = (one.get("url") or one.get("@id")) if isinstance(one, dict) else one
            url = page.resolve(stated) if isinstance(stated, str) and "/" in stated else None
            if url is not None:
                yield url, ""


def _feet(page: Page) -> list[LexborNode]:
    """What holds the small print; what is named for having a footer somewhere is none."""
    body = page.tree.body
    feet = body.css(_NOTICES)[:_MOST] if body is not None else []
    return [node for node in feet if node.css_first("h1, main, article") is None]


def _end(page: Page) -> list[LexborNode]:
    """The last blocks of a page, of as much text as small print has at most."""
    body = page.tree.body
    if body is None:
        return []
    found: list[LexborNode] = []
    room = _SMALL_PRINT
    at = body.last_child
    while at is not None and room > 0:
        words = "" if at.tag in _UNREAD else at.text()
        if not words or words.isspace():
            at = at.prev
        elif len(words) <= room:
            room -= len(words)
            if at.tag != "-text":
                found.append(at)
            at = at.prev
        else:
            at = at.last_child
    return found[::-1]


def _licences_at_foot(page: Page, feet: list[LexborNode]) -> Iterator[tuple[str, str]]:
    """Licences that the small print links to without ``rel``, known by their address; no pictures' ones."""
    for node in feet:
        for link in node.css(_KNOWN_LICENCES):
            named = link.text()
            around = link.parent.text() if link.parent is not None else ""
            before = around.partition(named)[0] if named else around
            url = page.resolve(link.attributes.get("href") or "")
            if url is not None and _OF_PICTURE.search(before[-_BEFORE:]) is None:
                yield url, " ".join(link.text().split())


def _licences_in_text(content: Outline) -> Iterator[tuple[str, str]]:
    """Known licences that a sentence of the content says of the text itself."""
    for link in content.links:
        if "/creativecommons.org/licenses/" in link.url.replace("www.", "") and link.text:
            lines_of = next((each.text for each in content.sections if each.id == link.section_id), "").split("\n")
            if any(_LICENSED.search(line.partition(link.text)[0]) for line in lines_of if link.text in line):
                yield link.url, link.text


def _notices(page: Page, content: Outline, feet: list[LexborNode]) -> Iterator[str]:
    for section in content.sections:
        for line in section.text.split("\n"):
            if len(line) <= _STATEMENT and (_is_free(line) or (_NOTICE.match(line) and _is_notice(line))):
                yield line
    for node in feet:
        for line in lines(Element(page, node)).split("\n"):
            if len(line) <= _STATEMENT and (_is_notice(line) or _is_free(line)):
                yield line
    for node in () if feet else _end(page):  # what else stands there may be a picture's or a reader's
        for line in lines(Element(page, node)).split("\n"):
            if len(line) <= _STATEMENT and _NOTICE.match(line) and _is_notice(line):
                yield line


def _is_free(line: str) -> bool:
    return "doma" in line.lower() and _FREE.search(line) is not None


def _is_notice(line: str) -> bool:
    if "©" not in line and "(" not in line and "opyr" not in line.lower():
        return False
    return _SIGN.search(line) is not None and _WHOLE.search(line) is not None and _MADE_BY.search(line) is None


def _holder(notice: str) -> str | None:
    found = _NOTICE.search(notice)
    holder = (found["holder"] or "").strip(" .,;:-") if found is not None else ""
    return None if not holder or _RESERVED.match(holder) else holder


def _holder_of(structured: Mapping[str, Any]) -> str | None:
    for block in page_nodes(structured):
        for one in listed(block.get("copyrightHolder")):
            if (name := name_of(one)) is not None:
                return name
    return None


def crumbs_stated(page: Page) -> tuple[Crumb, ...]:
    """The way to the page, from what is called a breadcrumb."""
    for selector in _TRAIL:
        for trail in page.some(selector):
            if len(trail.text()) > _STATEMENT:
                continue  # what holds more than a trail is named for having one somewhere
            steps = crumbs(trail) or crumbs(trail, items='a:not([href^="#"])')
            if any(step.url for step in steps):
                return steps
    return ()


def names_stated(content: Outline, structured: Mapping[str, Any]) -> tuple[str, ...]:
    """Other names of the subject: a line "Also called: ..." near the top, and ``alternateName`` of what it is about."""
    found: dict[str, None] = {}
    first = [line for section in content.sections[:4] for line in section.text.split("\n")][:_FIRST]
    for line in first:
        stated = _ALSO.match(line) if len(line) <= _STATEMENT else None
        if stated is not None:
            found |= dict.fromkeys(name for each in _BETWEEN.split(stated["names"]) if (name := each.strip(" .")))
    for thing in _about(structured):
        for one in listed(thing.get("alternateName")):
            if isinstance(one, str) and (name := name_of(one)) is not None:
                found.setdefault(name)
    return tuple(found)


def subjects_stated(structured: Mapping[str, Any]) -> tuple[Subject, ...]:
    """What its JSON-LD says it is about, with each code of a scheme (schema.org ``about``, ``code``)."""
    found: dict[Subject, None] = {}
    for thing in _about(structured):
        name = name_of(thing)
        if name is None:
            continue
        codes = [code for code in listed(thing.get("code")) if isinstance(code, dict)]
        stated = [(code.get("codingSystem"), code.get("codeValue")) for code in codes]
        for scheme, value in stated or [("schema.org about", None)]:
            if isinstance(scheme, str) and scheme.strip():
                code = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
                found.setdefault(Subject(scheme=scheme.strip(), name=name, code=code or None))
    return tuple(found)


def _about(structured: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the page's nodes are about, and what they are of, where that is a thing of medicine."""
    for block in page_nodes(structured):
        for name in ("about", "mainEntity"):
            for one in listed(block.get(name)):
                if not isinstance(one, dict):
                    continue
                kinds = kinds_of(one.get("@type"))
                medical = any(map(_THINGS.match, kinds))
                if medical or (
                    name == "about" and not kinds & _NO_SUBJECT and one.get("name") != block.get("headline")
                ):
                    yield one
