"""The same page in other languages, where a page leads to it beside the hreflang of its head: in its language menu.

A link is one to another language when its words (or, where these are a code or a flag, its title) are nothing but the
name of a language, as the language calls itself or as English does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator

from selectolax.lexbor import LexborNode

from pipeline.errors import InvalidUrl
from pipeline.model.document import Alternate
from pipeline.parsers.head import stated_language
from pipeline.parsers.language_tags import primary_of
from pipeline.parsers.page import Page
from pipeline.parsers.walk.rules import LANGUAGES, TAG_BY_NAME
from pipeline.urls import canonicalize

_TAGS = frozenset(LANGUAGES) - {"no", "my", "is"}
"""Codes that switches show for words ("EN | FR"); of these three as many are English words."""
_SPOKEN = re.compile(r"[a-z]{2,3}(?:-(?:[a-z]{4}|[a-z]{2}|\d{3})){0,2}", re.IGNORECASE)
_HANT = re.compile(r"zh-(?:hant|tw|hk|mo)\b", re.IGNORECASE)
_HANS = re.compile(r"zh-(?:hans|cn|sg)\b", re.IGNORECASE)
_MENUS = (
    'a[hreflang], a[lang], [class*="lang" i], [id*="lang" i], [class*="wpml" i],'
    ' [aria-label]:is([aria-label*="lang" i], [aria-label*="sprach" i], [aria-label*="idioma" i])'
)
"""To find an attribute costs more than to look into it: one that few elements have is asked for once."""
_MENU = re.compile(
    r"(?:^|[-_\s])(?:langs?(?:-?(?:sel(?:ect\w*)?|switch\w*|menu|nav|bar|links?))?|languages?|multilang\w*|sprachen?|idiomas?|wpml)(?:[-_\s]|$)",
    re.I,
)
"""A name of a menu, or of a link that switches, as a word: no "slang", no "language-css" of what shows code."""
_AROUND_NAME = re.compile(
    r"^(?:(?:read|view|see|available|leer|lea|ver|vea|lire|voir|versi[oó]n|version|disponible)\s+)?"
    r"(?:(?:this|esta|este|cette)\s+)?(?:(?:page|p[aá]gina|article|art[ií]culo)\s+)?(?:in|en|auf|em)\s+|\s*\([^()]+$"
)
"""Words around the name of a language in a link: "Ver esta página en español", "Español (Spanish)"."""
_LEAF = re.compile(r"/([\w.~-]{3,}/?)$")
"""The last step of an address."""
_LONG = 3_000
"""Characters of the largest menu; what holds more is a page named for its language."""
_SAYS_NOTHING = re.compile(
    r"(?:[a-z]{2}(?:[-_][a-z]{2,4})?|(?:(?:other|all|in)[-_])?(?:languages?|idiomas?|langues?|sprachen?|multilingual)"
    r"|(?:index|home(?:page)?|default|start(?:page|seite)?)(?:[-_]\w+)?)(?:\.\w{3,5})?",
    re.IGNORECASE,
)
"""Steps of an address: a language's side of a site, its front page, what there is in other languages."""


def alternates_of(page: Page, linked: Container[str]) -> tuple[Alternate, ...]:
    """Where the page's language menu leads: to this page in other languages, not to their front pages.

    Args:
        page: the page.
        linked: addresses that its content links to: what these name is a form of something else.
    """
    own = stated_language(page) or ""
    found: dict[str, list[str]] = {}
    leaf = _LEAF.search(page.url)
    menus = page.body.css(_MENUS if leaf is None else f'{_MENUS}, a[href$="{leaf[1]}"]')
    for node in menus:
        for link, address in _links(node) or _alike(node, page):
            tag = _tag_of(link)
            url = page.resolve(address) if tag is not None else None
            if (
                tag is not None
                and not _is_same(tag, own)
                and url is not None
                and url not in linked
                and _is_form_of(page.url, url)
            ):
                found.setdefault(_one_of_several(url), []).append(tag)
    # One address for several languages tells of help with languages, several for one of pages in that language.
    forms = [Alternate(language=tags[0], url=url) for url, tags in found.items() if len({*map(primary_of, tags)}) == 1]
    often = Counter(one.language.lower() for one in forms)
    return tuple(one for one in forms if often[one.language.lower()] == 1)


def _alike(node: LexborNode, page: Page) -> Iterator[tuple[LexborNode, str]]:
    """A link in no menu of languages whose address is the page's but for a step that names one."""
    address = node.attributes.get("href") or "" if node.tag == "a" else ""
    if (url := page.resolve(address) if address else None) is not None:
        mine, theirs = ([*filter(_tells, each.split("/")[3:])] for each in (page.url, url))
        if mine == theirs:
            yield node, address


def _one_of_several(url: str) -> str:
    """An address without what tells by which menu of the page somebody came ("utm_source=footer")."""
    try:
        return canonicalize(url)
    except InvalidUrl:
        return url


def _is_same(tag: str, own: str) -> bool:
    """Whether tags name one language; Chinese in one script leads to its form in the other."""
    if primary_of(tag) != primary_of(own):
        return False
    return len({bool(_HANT.match(each)) for each in (tag, own) if _HANT.match(each) or _HANS.match(each)}) < 2


def _links(node: LexborNode) -> list[tuple[LexborNode, str]]:
    """Links of a menu with their addresses, the options of a list to choose from among them; or the link itself."""
    attributes = node.attributes
    if node.tag == "a" and ("hreflang" in attributes or "lang" in attributes):
        return [(node, attributes.get("href") or "")]
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('aria-label') or ''}"
    if node.tag in ("html", "body", "main", "pre", "code") or _MENU.search(names) is None or len(node.text()) > _LONG:
        return []
    links = [node] if node.tag == "a" else node.css('a[href], option[value*="/"]')
    return [(link, link.attributes.get("href" if link.tag == "a" else "value") or "") for link in links]


def _tag_of(link: LexborNode) -> str | None:
    """The language that a link names: by its words, else by its title; by its code where that is all it says."""
    attributes = link.attributes
    stated = (attributes.get("hreflang") or attributes.get("lang") or "").strip()
    for words in (*link.text(separator="\n").split("\n"), attributes.get("title"), attributes.get("aria-label")):
        name = " ".join((words or "").split()).lower().strip(" .:()[]|")
        tag = TAG_BY_NAME.get(name) or TAG_BY_NAME.get(_AROUND_NAME.sub("", name)) or (name if name in _TAGS else None)
        if tag is not None:
            return stated if _SPOKEN.fullmatch(stated) and primary_of(stated) == primary_of(tag) else tag
    return None


def _is_form_of(page: str, url: str) -> bool:
    """Whether an address can be a page's in another language: another of its site, no front page and no hub alone."""
    if "#" in url or url == page.partition("#")[0] or _host(url) != _host(page):
        return False
    mine, theirs = _depth(page), _depth(url)
    return theirs == mine or theirs > 1


def _host(url: str) -> str:
    """The host of an address, without a first label that says no more than the language."""
    host = url.partition("://")[2].partition("/")[0].lower()
    first, _, rest = host.partition(".")
    return rest if "." in rest and (first in ("www", "m") or first in _TAGS or first in TAG_BY_NAME) else host


def _depth(url: str) -> int:
    """Steps of an address that tell of its matter: a language is none, nor is what front pages are called."""
    steps = re.split(r"[?;]", url.partition("://")[2], maxsplit=1)[0].split("/")[1:]
    return sum(1 for step in steps if step and _tells(step))


def _tells(step: str) -> bool:
    return _SAYS_NOTHING.fullmatch(step) is None and not _is_language(step)


def _is_language(step: str) -> bool:
    return step.lower().partition(".")[0] in TAG_BY_NAME
