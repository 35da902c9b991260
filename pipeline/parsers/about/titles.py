"""What a page without a profile is called: by its head, by its heading, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from pipeline.parsers.about.stated import crumbs_stated
from pipeline.parsers.dates.folding import EAST_SIGN
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.page import Element, Page

_WORD = re.compile(r"\w+")
_SUFFIX = re.compile("\\s+[|\u2013\u2014·»:-]\\s+")
_COLON = re.compile(r"([^:]+): ([^:]+)")
_BETWEEN = " |\u2013\u2014\u00b7\u00bb:-"
_COLON_OR_SUFFIX = re.compile(rf"{_SUFFIX.pattern}|: ")
_OF_POST = (
    ':is(h2, h3):is([class*="entry-title"], [class*="post-title"], [class*="article-title"], [itemprop~="headline"],'
    ' [itemprop~="name"])'
)
"""What publishing systems call the title of a post (hAtom's ``entry-title``, schema.org ``headline``)."""
_TELLING = 4
"""Letters of the shortest word that two wordings of one title share."""
_OPENING = 2
"""Words by which two wordings of one title begin alike."""
_OF_WORD = "p.MsoTitle"
"""The style of a title as Word saves it, where its sections are ``<h1>``."""
_AS_TITLE = '[role="heading"][aria-level="1"]'
"""The title of a page that has no ``<h1>`` (WAI-ARIA 1.2, heading)."""


def title_heading(page: Page, root: Element, stated: str | None) -> Element | None:
    """The heading that is the page's title: an ``<h1>`` that the head's title agrees with, else the content's own.

    Sites print their own name as an ``<h1>`` too; the head tells which heading is the page's.

    Args:
        page: the page.
        root: its content.
        stated: the head's title (:func:`head_title`).
    """
    if len(styled := _with_words(root.some(_OF_WORD))) == 1:
        return styled[0]
    inside = _not_of_home(_with_words(root.some("h1")))
    everywhere = _not_of_home(_with_words(page.some("h1"))) or _with_words(page.some(_AS_TITLE))
    if not inside and stated is not None and (beside := _beside_the_site(page, everywhere, stated)) is not None:
        return beside
    for heading in (*inside, *everywhere):
        if stated is None or _agree(heading.text(), stated):
            return heading
    if inside:
        return inside[0]
    if (alone := _alone(everywhere, stated)) is not None:
        return alone
    named = (heading for heading in root.some("h2, h3") if stated is not None and heading.text() == stated)
    return next(named, None) or _over_the_text(everywhere, root, stated)


def _beside_the_site(page: Page, names: list[Element], stated: str) -> Element | None:
    """The heading of a post that makes the head's title together with an ``<h1>`` outside: "A blog: Gout"."""
    parts = _COLON_OR_SUFFIX.split(stated)
    if len(parts) < 2 or not {name.text() for name in names}.intersection((parts[0], parts[-1])):
        return None
    rests = {stated.removeprefix(name.text()).removesuffix(name.text()).strip(_BETWEEN) for name in names}
    return next((heading for heading in page.some(_OF_POST) if heading.text() in rests), None)


def titled(page: Page, stated: str | None) -> LexborNode | None:
    """The heading whose words are this title, ``h1`` before others."""
    if stated is None:
        return None
    headings = (heading for rank in ("h1", "h2, h3", _AS_TITLE) for heading in page.some(rank))
    return next((heading.node for heading in headings if _agree(heading.text(), stated)), None)


def heading_of_lead(page: Page, stated: str | None) -> LexborNode | None:
    """The heading under which a lead may stand: the titled one, else the only ``<h1>`` if it heads the page."""
    heading = titled(page, stated)
    if heading is None and (alone := _alone(_with_words(page.some("h1")), stated)) is not None:
        return alone.node
    return heading


def _alone(headings: list[Element], stated: str | None) -> Element | None:
    return headings[0] if len(headings) == 1 and stated is not None and _heads(headings[0], stated) else None


def _over_the_text(headings: list[Element], root: Element, stated: str | None) -> Element | None:
    """The only ``<h1>``, if it stands in the article that holds the content and has a telling word of the head's title.

    Search engines are told "Gout: symptoms, causes, treatment" of what the page calls "What is gout?".
    """
    if len(headings) != 1 or stated is None or _is_of_site(headings[0]):
        return None
    around = {at.mem_id for at in ancestry(headings[0].node) if at.tag in ("article", "main")}
    if not any(at.mem_id in around for at in ancestry(root.node)):
        return None
    longest = max(_SUFFIX.split(stated), key=len)
    mine, theirs = (set(_WORD.findall(words.casefold())) for words in (headings[0].text(), longest))
    return headings[0] if any(len(word) >= _TELLING for word in mine & theirs) else None


def _heads(alone: Element, stated: str) -> bool:
    """Whether the only ``<h1>`` of a page heads it, if what search engines are told is more, or is worded otherwise.

    As in "Gallstones: symptoms and causes" for "Gallstones", and in "Gallstones in children" where the heading stands
    in what the page calls its content; worded otherwise, the first words are the same.
    """
    heading = alone.text()
    rest = stated[len(heading) :]
    if rest and stated.casefold().startswith(heading.casefold()):
        inside = rest[0].isspace() and any(at.tag in ("main", "article") for at in ancestry(alone.node))
        return (inside and not _is_of_site(alone)) or not rest.lstrip()[:1].isalnum()
    mine, theirs = _WORD.findall(heading.casefold()), _WORD.findall(stated.casefold())
    return mine[:_OPENING] == theirs[:_OPENING] and not _is_of_site(alone)


def _with_words(headings: Iterable[Element]) -> list[Element]:
    return [heading for heading in headings if heading.text()]


def _agree(heading: str, stated: str) -> bool:
    """Whether two titles are one: the same words but for a few; without spaces between words, one is in the other."""
    if EAST_SIGN.match(heading) and heading in stated and 2 * len(heading) >= len(stated):
        return True
    mine, theirs = set(_WORD.findall(heading.casefold())), set(_WORD.findall(stated.casefold()))
    return bool(mine) and 2 * len(mine & theirs) >= max(len(mine), len(theirs))


def head_title(page: Page) -> str | None:
    """``og:title``, else ``<title>``, without the site's name.

    Which part is the site's: what ``og:site_name`` and the host say, what a heading or the address repeats is not; else
    the longest part is the title.
    """
    words, parts = _stated(page)
    if words is not None and len(parts) == 1 and (ends := _COLON.fullmatch(words)) is not None:
        own = [part for part in ends.groups() if not _is_host(page.url, part)]
        return own[0] if len(own) == 1 else words
    if words is None or len(parts) < 2:
        return words
    return _title_among(page, parts, words, whole=page.meta("og:title") is not None)


def longest_title(page: Page) -> str | None:
    """The same by its length alone, as most pages have it that stand under one heading with all they say."""
    words, parts = _stated(page)
    return words if words is None or len(parts) < 2 or page.meta("og:title") else max(parts, key=len)


def _stated(page: Page) -> tuple[str | None, list[str]]:
    """The title that the head states, and its parts where none of them is known to be the site's name."""
    stated = page.meta("og:title")
    if not stated:
        node = page.tree.css_first("title")
        stated = node.text() if node is not None else None
    words = " ".join((stated or "").split())
    if not words:
        return None, []
    parts = _SUFFIX.split(words)
    site = " ".join((page.meta("og:site_name") or "").split()).casefold()
    if len(parts) > 1 and site and site in (parts[0].casefold(), parts[-1].casefold()):
        cut = words.removesuffix(parts[-1]) if parts[-1].casefold() == site else words.removeprefix(parts[0])
        return cut.strip(_BETWEEN) or words, []
    return words, parts


def _title_among(page: Page, parts: list[str], words: str, *, whole: bool) -> str:
    """The part that is the page's own.

    Args:
        page: the page.
        parts: what dashes and bars part.
        words: all of them, as they stand.
        whole: whether nothing but the page's name is expected, so that all of it is the title where no part stands out.
    """
    own = [part for part in parts if not _is_host(page.url, part)] or parts
    longest = max(own, key=len)
    ranked = _ranked(page)
    headings = [heading.text() for heading in ranked]
    folded = {heading.casefold() for heading in headings}
    repeated = [part for part in own if part.casefold() in folded]
    if repeated and ranked[0].node.tag != "h1":
        apart = _without_steps(page, own)
        if apart and set(apart).isdisjoint(repeated):
            return apart[0]  # the heading is of the part of the site that the page is in
        repeated = [part for part in repeated if part in apart] or repeated
    if repeated:
        return max(repeated, key=len)
    if whole:
        return words
    if len(own) > 1 and not any(_agree(heading, longest) for heading in headings):
        others = [part for part in own if not _holds_rights(page, part)] or own
        return max(_in_address(page.url, own) or others, key=len)
    return longest


def _without_steps(page: Page, parts: list[str]) -> list[str]:
    """The parts that are no step on the way to the page: what its trail links to elsewhere is a part of the site."""
    steps = {step.text for step in crumbs_stated(page) if step.url is not None and step.url != page.url}
    return [part for part in parts if part not in steps]


def _ranked(page: Page) -> list[Element]:
    """Headings among which the title is: of the first rank, and where none is but the site's name, of the second."""
    for rank in ("h1", "h2"):
        if own := [heading for heading in page.some(rank) if not _is_of_site(heading)]:
            return own
    return []


def _is_of_site(heading: Element) -> bool:
    """Whether a heading holds a picture or is one link to another page, as the name of a site is.

    Such a page stands above this one, or its address has not the words of the heading.
    """
    if heading.node.css_first("img, svg, object") is not None:
        return True
    links = heading.node.css("a[href]")
    if len(links) != 1 or " ".join(links[0].text().split()) != heading.text():
        return False
    leads = heading.page.resolve(links[0].attributes.get("href") or "") or ""
    if urlsplit(heading.page.url).path.startswith(urlsplit(leads).path.rstrip("/") + "/"):
        return True
    return _last_step(leads) != _last_step(heading.page.url) and not _in_address(leads, [heading.text()])


def _not_of_home(headings: list[Element]) -> list[Element]:
    """Headings, without the name of the site that stands over the others as a link to its start."""
    return [heading for heading in headings if not _leads_home(heading)] or headings


def _leads_home(heading: Element) -> bool:
    """Whether a heading is one link to the start of the site, as the name of a wiki above its articles is."""
    link = heading.node.css_first("a[href]")
    if link is None or " ".join(link.text().split()) != heading.text():
        return False
    if link.attributes.get("accesskey") == "h" or link.attributes.get("rel") == "home":
        return True
    leads, here = urlsplit(heading.page.resolve(link.attributes["href"] or "") or ""), urlsplit(heading.page.url)
    return leads.netloc == here.netloc and leads.path in ("", "/") and not leads.query and here.path not in ("", "/")


def _last_step(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.query


def _is_host(url: str, part: str) -> bool:
    """Whether words are the name of the host: "Big Hospital" of bighospital.org, "ameli.fr" of www.ameli.fr."""
    compact = "".join(_WORD.findall(part.casefold()))
    labels = (urlsplit(url).hostname or "").removeprefix("www.").replace("-", "").split(".")
    return compact in labels[:-1] or compact == "".join(labels)


def _holds_rights(page: Page, part: str) -> bool:
    """Whether words are the name behind the sign of copyright: "© 2004 A Support Network, Denver"."""
    sign = r"(?:©|\(c\)|copyright)[\s©\d,\u2013-]{0,24}(?:by\s)?"
    ends = r"\s*(?:$|[,.;|\u00b7(]|all rights|alle rechte)"
    return re.search(sign + re.escape(part) + ends, " ".join(page.body.text().split()), re.IGNORECASE) is not None


def _in_address(url: str, parts: Iterable[str]) -> list[str]:
    """The parts whose every word is in the last step of the page's path."""
    named = set(_WORD.findall(unquote(_last_step(url)).casefold().replace("_", " ")))
    return [part for part in parts if (mine := set(_WORD.findall(part.casefold()))) and mine <= named]
