"""The rights that a page without a profile states: in licences and notices, to readers and to machines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.document import Rights
from pipeline.model.profile import RightsStatus
from pipeline.parsers.about.fields import lines
from pipeline.parsers.about.notices import (
    ALL_RESERVED,
    holder_of_notice,
    is_bare,
    is_free,
    is_notice,
    is_reserved,
    opens_notice,
)
from pipeline.parsers.dates.nodes import page_nodes
from pipeline.parsers.embedded.jsonld import listed, name_of
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.language_tags import primary_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.joining import with_lent_sections
from pipeline.parsers.walk.outline import Outline
from pipeline.patterns import when_used

_LICENCES = 'a[rel~="license" i][href], link[rel~="license" i][href]'
_KNOWN_LICENCES = (
    'a[href*="creativecommons.org/licenses/" i], a[href*="creativecommons.org/publicdomain/" i],'
    ' a[href*="nationalarchives.gov.uk/doc/open-government-licence" i], a[href*="/licence-ouverte" i]'
)
_TEXT = (
    "(?:articles?|books?|works?|chapters?|(?:web)?pages?|texts?|contents?|(?:web)?sites?|documents?|publications?|reviews?|papers?|"
    "information|resources?|leaflets?|materials?)"
)
_GIVEN = "(?:distributed|licen[sc]ed|published|made available|released|available|provided|shared|open access)"
_LICENSED = when_used(
    rf"\b(?:this is an? (?:\w+[ -]){{0,3}}{_TEXT}(?:,? (?:which|that))?(?: (?:is|was|are|were))?"
    r"|(?:(?<!on )(?<!of )(?<!in )(?:this|the|our)|all(?: of)?(?: the| our)?|(?:noted|stated|indicated|specified),?)"
    rf" (?:\w+[ -]){{0,2}}{_TEXT}(?: (?:of|in|on) (?:this|our) (?:\w+ )?{_TEXT})?"
    r" (?:is|are|was|were|has been|have been))"
    rf"(?: \w+ly| also)? {_GIVEN}\b[^.;]{{0,60}}\bunder\b",
    re.IGNORECASE,
)
"""What a sentence of the text says of its own licence: "This book is distributed under the terms of the ..."."""
_NAMED = when_used(
    r"creative commons [^.;|]{0,80}?(?:licen[cs]e|inter\w+|unported|\d\.\d)(?: \d\.\d)?"
    r"|\bcc(?:0|[ -]by)(?:-(?:nc|sa|nd))*(?:[ -]\d\.\d)?\b"
    r"|open government licen[cs]e(?: v?\d(?:\.\d)?)?|gnu free documentation licen[cs]e",
    re.IGNORECASE,
)
"""Licences by their names, which a page may state without a link."""
_IN_NAMES = ("ommons", "COMMONS", "CC", "overnment Licen", "GNU")
"""Of these each name of a licence holds one."""
_UNDER = when_used(
    rf"\b(?:{_GIVEN}|re-?use)\b[^.;]{{0,80}}$|^licen[cs]ed?\b[^.;]{{0,20}}$"
    r"|\b(?:lizenziert|lizenzierung|veröffentlicht|steh(?:t|en)|verfügbar|licencia|licenciad[oa]s?|disponib\w{2,4}"
    r"|distribu\w{3,5}|mis(?:e|es)? à disposition|publié\w{0,2}|rilasciat[oaie]|licenza|licence|licença|licencj[iaęą]"
    r"|beschikbaar|gelicen[sc]eerd|licensiera[dt]s?|tillgänglig\w?)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
"""What stands before the name of the licence that the small print states."""
_HOLDERS = ("copyright", "dcterms.rightsholder")
_METAS = ("dcterms.license", "dcterms.rights", "dc.rights", "dc.rights.license", "rights", *_HOLDERS)
_ADDRESS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/|/open-government-licence", re.IGNORECASE)
_BY_MACHINES = "stated-metadata"
_NAME = 80
"""Characters of the longest name of a holder."""
_OF_PICTURE = re.compile(r"bild|image|photo|foto|picture|icon|logo|illustration|imagen|banner", re.IGNORECASE)
_BEFORE = 80
"""Characters before a link that may say that it is the licence of a picture."""
_PUBLIC_DOMAIN = re.compile(r"creativecommons\.org/(?:publicdomain|licenses/publicdomain)/|\bcc0\b", re.IGNORECASE)
_NOTICES = (
    'footer, [role="contentinfo"], [class*="copyright" i], [id*="copyright" i], [class*="footer" i], [id*="footer" i]'
)
_OF_ARTICLE = frozenset(("article", "figure"))
_OF_TEXT = _OF_ARTICLE | {"main", "p", "blockquote"}
"""Elements in which the sign and a name are of a picture; the end of a page without a foot may be any of its text."""
_MOST = 12
_SMALL_PRINT = 800
"""Characters of the small print of a page that gives it no name."""
_UNREAD = frozenset(("script", "style", "noscript", "template", "svg", "-comment"))
_IN_NOTICES = ("©", "opyright", "(c)", "doma")
"""Of these, in small letters, each notice holds one."""
_FREE_SIGNS = ("copyright", "public domain")
_ENGLISH = ("en", "")
"""In which it is said; a page may state no language."""
_ASIDE = frozenset(("aside", "nav", "figure", "blockquote", "dialog"))
_FREER = frozenset(("licensed", "public_domain", "mixed"))
_AUTHORS = ("The Author", "the author", "Author")
"""Holders of a text under a licence, in its own notice: "© The Author(s) 2020"."""
_OF_THE_TEXT = re.compile(r"licen[cs]e|open.access|creative commons|public domain", re.IGNORECASE)
_STATEMENT = 300
"""Characters of the longest line that is a notice."""


def rights_stated(page: Page, content: Outline, structured: Mapping[str, Any]) -> Rights | None:
    """What the page says of its rights: a licence that it links to, else its notices; ``None`` when it says nothing.

    Two licences, or a notice of copyright beside one that says public domain, are ``mixed``.
    """
    feet = _feet(page)
    small = [line for node in feet or _end(page) for line in lines(Element(page, node)).split("\n")]
    notices = list(dict.fromkeys(_notices(content, small, foot=bool(feet))))
    free = [line for line in notices if is_free(line)]
    claimed = [line for line in notices if is_notice(line)]
    holder = next((who for line in claimed if (who := holder_of_notice(line))), None) or _holder_of(structured)
    if licences := dict(_licences(page, structured)):
        return _licensed(licences, holder)
    licences = {**dict(_licences_at_foot(page, feet)), **dict(_licences_in_text(content))}
    if not licences and (said := next(_licences_in_words(content, small, foot=bool(feet)), None)) is not None:
        licences, holder = {said: ""}, holder or holder_of_notice(said)
        claimed += [said] if ALL_RESERVED.search(said) else []
    if licences and not any(ALL_RESERVED.search(line) for line in claimed):
        return _licensed(licences, holder)
    if not free and not claimed:
        claimed = list(_bare(page, feet))
        holder = holder or next(filter(None, map(holder_of_notice, claimed)), None)
    if not free and not claimed:
        free = list(_free_beside(page))
    if not free and not claimed:
        return _to_machines(page, holder, structured)
    statements = [*claimed[:1], *free[:1], *_worded(licences)]
    return Rights(
        status="mixed" if claimed and (free or licences) else "public_domain" if free else "copyrighted",
        holder=holder,
        statement="\n".join(dict.fromkeys(statements)),
        rule="stated-notice",
    )


def with_lent(content: Outline, rights: Rights | None, own: tuple[str, ...]) -> Outline:
    """Content with the rights of sections that others lent, where the page's own rights are freer.

    Args:
        content: of the page.
        rights: what the page states of itself.
        own: names of the site.
    """
    if rights is None or rights.status not in _FREER:
        return content
    names = (*own, *filter(None, (rights.holder,)), *_AUTHORS)
    return with_lent_sections(content, rule="stated-lent-material", own=names, licence=_OF_THE_TEXT)


def _licensed(licences: Mapping[str, str], holder: str | None) -> Rights:
    free = [stated for stated in licences if _PUBLIC_DOMAIN.search(stated)]
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
    for address in page.metas("dcterms.license"):
        if "://" in address and (url := page.resolve(address)) is not None:
            yield url, ""
    for block in page_nodes(structured):
        for one in listed(block.get("license")):
            stated = (one.get("url") or one.get("@id")) if isinstance(one, dict) else one
            url = page.resolve(stated) if isinstance(stated, str) and "/" in stated else None
            if url is not None:
                yield url, ""


def _to_machines(page: Page, holder: str | None, structured: Mapping[str, Any]) -> Rights | None:
    """What metas and JSON-LD say of rights, where nothing is said to readers."""
    stated = [(name, words) for name in _METAS for words in page.metas(name)]
    for block in page_nodes(structured):
        stated += [("", one) for name in ("copyrightNotice", "license") for one in listed(block.get(name))]
    claimed: str | None = None
    for name, one in stated:
        words = " ".join(one.split()) if isinstance(one, str) else ""
        licensed = _ADDRESS.search(words) is not None or _NAMED.search(words) is not None
        if licensed or is_free(words):
            free = not licensed or _PUBLIC_DOMAIN.search(words) is not None
            status: RightsStatus = "public_domain" if free else "licensed"
            return Rights(status=status, holder=holder, statement=words, rule=_BY_MACHINES)
        names = name in _HOLDERS and len(words) <= _NAME and any(map(str.isalpha, words)) and "://" not in words
        if claimed is None and (names or "©" in words or "opyright" in words):
            claimed = words
            holder = holder or holder_of_notice(words) or (None if any(map(str.isdigit, words)) else words)
    if claimed is None and holder is None:
        return None
    return Rights(status="copyrighted", holder=holder, statement=claimed, rule=_BY_MACHINES)


def _feet(page: Page) -> list[LexborNode]:
    """What holds the small print; what is named for having a footer somewhere is none."""
    return [node for node in page.body.css(_NOTICES)[:_MOST] if node.css_first("h1, main, article") is None]


def _end(page: Page) -> list[LexborNode]:
    """The last blocks of a page, of as much text as small print has at most."""
    found: list[LexborNode] = []
    room = _SMALL_PRINT
    at = page.body.last_child
    while at is not None and room > 0:
        words = "" if at.tag in _UNREAD else at.text()
        size = len(words) if len(words) <= room else len(" ".join(words.split()))
        if not words or words.isspace():
            at = at.prev
        elif size <= room:
            room -= size
            if at.tag != "-text":
                found.append(at)
            at = at.prev
        else:
            at = at.last_child
    return found[::-1]


def _bare(page: Page, feet: list[LexborNode]) -> Iterator[str]:
    """Lines of the site's foot that are the sign and a name, or reserve all rights; in articles it is of pictures."""
    for node in feet or _end(page):
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
        is_foot = not feet or node.tag == "footer" or "role" in node.attributes or "footer" in named
        around = ancestry(node if not feet else node.parent)
        if is_foot and not any(at.tag in (_OF_TEXT if not feet else _OF_ARTICLE) for at in around):
            for line in lines(Element(page, node)).split("\n"):
                if is_bare(line) or is_reserved(line):
                    yield line


def _free_beside(page: Page) -> Iterator[str]:
    """Paragraphs that say that nobody holds the rights, anywhere but in a menu or a column."""
    if primary_of(page.language) not in _ENGLISH or not any(sign in page.body.text() for sign in _FREE_SIGNS):
        return
    for node in page.body.css("p"):
        words = " ".join(node.text().split())
        if len(words) <= _STATEMENT and is_free(words) and not any(at.tag in _ASIDE for at in ancestry(node)):
            yield words


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
        if link.text and _ADDRESS.search(link.url) is not None:
            lines_of = next((each.text for each in content.sections if each.id == link.section_id), "").split("\n")
            if any(_LICENSED.search(line.partition(link.text)[0]) for line in lines_of if link.text in line):
                yield link.url, link.text


def _licences_in_words(content: Outline, small: list[str], *, foot: bool) -> Iterator[str]:
    """Lines that say under which licence the text is, and link to none."""
    for line in _naming("\n".join(small)) if foot else ():
        named = _NAMED.search(line)
        before = line[: named.start()] if named is not None else ""
        if _UNDER.search(before) is not None and _OF_PICTURE.search(before[-_BEFORE:]) is None:
            yield line
    for text in (*(section.text for section in content.sections), *(() if foot else small)):
        for line in _naming(text):
            own = _LICENSED.search(line)
            if own is not None and _NAMED.search(line, own.end()) is not None:
                yield line


def _naming(text: str) -> list[str]:
    """Lines that may name a licence."""
    if not any(part in text for part in _IN_NAMES):
        return []
    return [line for line in text.split("\n") if len(line) <= _STATEMENT and any(part in line for part in _IN_NAMES)]


def _notices(content: Outline, small: list[str], *, foot: bool) -> Iterator[str]:
    captions = {image.caption for image in content.images}
    for section in content.sections:
        text = section.text.lower()
        for line in section.text.split("\n") if any(sign in text for sign in _IN_NOTICES) else ():
            if len(line) <= _STATEMENT and (is_free(line) or (opens_notice(line) and line not in captions)):
                yield line
    for line in small:
        if len(line) > _STATEMENT:
            continue
        if (is_notice(line) or is_free(line)) if foot else (opens_notice(line) and line not in captions):
            yield line  # what else stands at the end of a page without a foot may be a picture's or a reader's


def _holder_of(structured: Mapping[str, Any]) -> str | None:
    for block in page_nodes(structured):
        for one in listed(block.get("copyrightHolder")):
            if (name := name_of(one)) is not None:
                return name
    return None
