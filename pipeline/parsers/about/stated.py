"""What a page without a profile states beside its text: the way to it, other names and subjects.

Nothing here is inferred: a page without a trail has no breadcrumbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise, takewhile
from typing import Any
from weakref import WeakKeyDictionary

from selectolax.lexbor import LexborNode

from pipeline.model.document import Crumb, Subject
from pipeline.parsers.about.fields import crumbs
from pipeline.parsers.dates.nodes import NOT_THE_PAGE, kinds_of, page_nodes
from pipeline.parsers.embedded.jsonld import listed, name_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.outline import Outline

_CRUMBS = "breadcrumb ariane kruimel brotkr dsmul dkrumme murupol drobe okruszk migas rastro"
"""What the trail of crumbs is called, in ASCII, in a dozen languages."""
_TRAIL = (
    f"nav:is({', '.join(f'[aria-label*={name} i]' for name in _CRUMBS.split())})",
    '[itemtype*="BreadcrumbList" i]',
    'ol[class*="breadcrumb" i], ul[class*="breadcrumb" i]',
    (
        '[class*="crumb" i], [id*="crumb" i], [class*="bread" i], [id*="bread" i], [class*="ariane" i],'
        ' [id*="ariane" i],'
        ' [class*="migas" i], [class*="topicpath" i], [id*="topicpath" i], [class*="topic-path" i],'
        ' [class*="topic_path" i], [class*="pankuzu" i], [id*="pankuzu" i]'
    ),
)
_TRAILS: WeakKeyDictionary[Page, tuple[Crumb, ...]] = WeakKeyDictionary()
_NAMES = (
    r"(?:also (?:called|known as|named|referred to as)|(?:other|alternate) names?(?: (?:for|of) [^:]{1,40})?"
    r"|alternative names?|synonym(?:s|\(s\))?|"
    r"auch (?:genannt|bekannt als)|andere bezeichnungen|otros nombres|nombres alternativos|nomes alternativos|"
    r"tambi[eé]n (?:se llama|llamad[oa]|conocid[oa] como)|autres noms|aussi appel[eé]e?|outros nomes|altri nomi|"
    r"andere namen|synoniemen|ook (?:wel )?(?:genoemd|bekend als)|andra namn|kallas också|andre navn|kaldes også|"
    r"muita nimiä|inne nazwy|synonimy|(?:jiné|další|iné|ďalšie) názvy|synonym[aá]|egyéb nevek|alte denumiri|"
    r"diğer (?:adlar|isimler)[iı]|(?:другие|другое) назван\w+|синонимы|інші назви|別名|別称|同義語|别名|又称|又稱|"  # noqa: RUF001
    r"동의어|유의어|다른 이름|أسماء أخرى|المرادفات)"
)
_ALSO = re.compile(
    rf"{_NAMES}"
    r"(?:\s*[:\uff1a]|(?=\s[^.:]{2,60}$))\s*(?P<names>.+)",
    re.IGNORECASE,
)
_HEADS_NAMES = re.compile(rf"{_NAMES}\s*[:\uff1a]?", re.IGNORECASE)
_ITEM = "\u2022 "
_MARK = re.compile(r"(?:•|\d{1,2}\.) ")
_ARROW = re.compile(r"\s*[>\u203a\u00bb\u2192]\s*")
_SLASH = re.compile(r"\s*/\s*")
_BETWEEN_STEPS = re.compile(
    r"\s*[/|>\u203a\u00bb\u2192\u00b7\u2013-]\s*([^/|>\u203a\u00bb\u2192]*\w[^/|>\u203a\u00bb\u2192]*?)\s*"
)
_YOU_ARE_HERE = re.compile(r"[^\W\d_][^>:\u203a\u00bb\u2192]{1,24}:\s")
_LINKS, _STEPS = 60, 3
"""Links of a page among which a trail without a name begins, and steps of the shortest."""
_LONGEST = 300
"""Characters of the longest trail, and of the longest line of other names."""
_NAME = 80
"""Characters of the longest name."""
_FIRST = 12
"""Lines at the top of the content that may give other names of its subject."""
_BETWEEN = re.compile(r"\s*[;\u3001\uff0c\u060c]\s*|,\s*(?:(?:or|and|oder|und|o|y|ou|et|e)\s+)?|\s+(?:or|oder|ou)\s+")
_SUBJECTS = ("dcterms.subject", "dc.subject", "article:section", "article:tag")
"""Metas of a page's subjects; the name of each is their scheme."""
_THINGS = re.compile(
    r"Medical|Drug$|Disease|DietarySupplement$|Substance$|Anatomical|Symptom|Infectious|Vessel$|Nerve$"
)
"""Types of schema.org that a page on health is about."""
_SUBJECT = re.compile(
    r"Medical(?:Condition|SignOrSymptom|Test|Procedure|Therapy)|Drug|InfectiousDisease|DietarySupplement"
)
"""Of these, those that a page describes by a node of its own."""
_NO_SUBJECT = NOT_THE_PAGE | {
    "Question", "Answer", "WebPage", "FAQPage", "Article", "NewsArticle", "BlogPosting", "CreativeWork",
    "LocalBusiness", "Place",
}  # fmt: skip


def crumbs_stated(page: Page) -> tuple[Crumb, ...]:
    """The way to the page, from what is called a breadcrumb; looked for once, whoever asks."""
    found = _TRAILS.get(page)
    if found is None:
        found = _TRAILS[page] = _trail(page)
    return found


def _trail(page: Page) -> tuple[Crumb, ...]:
    for selector in _TRAIL:
        for trail in page.some(selector):
            if len(trail.text()) > _LONGEST:
                continue  # what holds more than a trail is named for having one somewhere
            steps = crumbs(trail) or _linked(trail)
            if any(step.url for step in steps):
                return steps
    return next(filter(None, map(_drawn, page.some("a[href]")[:_LINKS])), ())


def _linked(trail: Element) -> tuple[Crumb, ...]:
    """The steps of a trail that is no list: its links, and the page itself behind the last sign between steps."""
    steps = crumbs(trail, items='a:not([href^="#"])')
    here = trail.text().rpartition(steps[-1].text)[2] if steps else ""
    last = _BETWEEN_STEPS.fullmatch(here)
    own = last[1] if last is not None else here.strip()
    if last is None and not (any(map(str.isalpha, own)) and _closes(trail.node, own)):
        return steps
    return (*steps, Crumb(text=own, url=None))


def _closes(trail: LexborNode, words: str) -> bool:
    """Whether words are those of the last element of a trail, whose steps only a style sheet parts."""
    last = next((node for node in reversed(trail.css("span, strong, b, em")) if node.text(strip=True)), None)
    return last is not None and last.css_first("a") is None and " ".join(last.text().split()) == words


def _drawn(first: Element) -> tuple[Crumb, ...]:
    """The way to the page, from links that nothing but arrows part: "Home > Topics > Gallstones".

    Slashes part anything; they part steps where the last is the page's heading, or what that opens with.
    """
    around = first.node.parent
    while around is not None and around.tag in ("li", "span"):
        around = around.parent
    if around is None or (at := around.css_first("a[href]")) is None or at.mem_id != first.node.mem_id:
        return ()
    trail = Element(first.page, around)
    words = trail.text()
    steps = _ARROW.split(_YOU_ARE_HERE.sub("", words)) if len(words) <= _LONGEST else []
    slashed = len(steps) == 1
    steps = _SLASH.split(words) if slashed else steps
    links = trail.some("a[href]")
    if len(steps) < _STEPS or [link.text() for link in links[: len(steps) - 1]] != steps[:-1]:
        return ()
    if slashed and not any(heading.text().startswith(steps[-1] or "/") for heading in first.page.some("h1")):
        return ()
    urls = [first.page.resolve(link.attribute("href") or "") for link in links]
    return tuple(Crumb(text=step, url=url) for step, url in zip(steps, [*urls, None], strict=False) if step)


def names_stated(content: Outline, structured: Mapping[str, Any]) -> tuple[str, ...]:
    """Other names of the subject: a line "Also called: ..." near the top, and ``alternateName`` of what it is about."""
    found: dict[str, None] = {}
    for section in content.sections:
        if section.heading is not None and _HEADS_NAMES.fullmatch(section.heading) is not None:
            for line in section.text.split("\n"):
                item, many = _MARK.match(line), len(line) > _LONGEST or line.endswith(".")
                found |= dict.fromkeys([line[item.end() :]] if item is not None else [] if many else _parted(line))
    found |= dict.fromkeys(_named_in_lines(content))
    for thing in _about(structured):
        for one in listed(thing.get("alternateName")):
            if isinstance(one, str) and (name := name_of(one)) is not None:
                found.setdefault(name)
    return tuple(found)


def _named_in_lines(content: Outline) -> Iterator[str]:
    """Other names in lines near the top, in items of a list of facts, too, and in items below one."""
    first = [line for section in content.sections[:4] for line in section.text.split("\n")][:_FIRST]
    for number, (line, after) in enumerate(pairwise([*first, ""]), start=1):
        fact = line.removeprefix(_ITEM)
        stated = _ALSO.match(fact) if len(line) <= _LONGEST else None
        if stated is not None:
            yield from _parted(stated["names"])
        elif _HEADS_NAMES.fullmatch(fact) is None:
            continue
        elif fact is not line:
            nested = takewhile(lambda each: each.startswith("  "), first[number:])
            yield from (_MARK.sub("", each.strip(), count=1) for each in nested)
        elif len(after) <= _LONGEST and not after.endswith("."):
            items = [item.string[item.end() :] for item in takewhile(bool, map(_MARK.match, first[number:])) if item]
            yield from items or _defined(content, line) or _parted(after)


def _defined(content: Outline, term: str) -> list[str]:
    """What a list of terms says of one, where it says several things and other terms follow."""
    blocks = next(
        (each.split("\n\n") for section in content.sections if f"**{term}**" in (each := section.markdown)), []
    )
    behind = blocks[blocks.index(f"**{term}**") + 1 :] if f"**{term}**" in blocks else []
    said = list(takewhile(lambda block: not block.startswith("**"), behind))
    return said if 1 < len(said) < len(behind) and all(len(one) <= _NAME and one[-1] != "." for one in said) else []


def _parted(names: str) -> Iterator[str]:
    """Names in a row; those that semicolons part may hold commas ("Cancer - lung, small cell; Oat cell cancer")."""
    return (
        name for each in (names.split(";") if ";" in names else _BETWEEN.split(names)) if (name := each.strip(" .|"))
    )


def subjects_stated(page: Page, structured: Mapping[str, Any]) -> tuple[Subject, ...]:
    """What its JSON-LD and its metas say it is about, with each code of a scheme (schema.org ``about``, ``code``)."""
    found: dict[Subject, None] = {}
    for thing in _about(structured):
        name = name_of(thing)
        if name is None:
            continue
        stated = [
            (scheme.strip(), code.get("codeValue") or code.get("code"))
            for code in listed(thing.get("code"))
            if isinstance(code, dict) and isinstance(scheme := code.get("codingSystem"), str) and scheme.strip()
        ]
        for scheme, value in stated or [("schema.org about", None)]:
            number = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
            found.setdefault(Subject(scheme=scheme, name=name, code=number or None))
    for meta in _SUBJECTS:
        for stated_name in (each for content in page.metas(meta) for each in content.split(";")):
            if words := " ".join(stated_name.split()):
                found.setdefault(Subject(scheme=meta, name=words, code=None))
    return tuple(found)


def _about(structured: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the page's nodes are about, what they are of where that is a thing of medicine, or the only such thing."""
    things = []
    for block in page_nodes(structured):
        things += [block] if any(map(_SUBJECT.fullmatch, kinds_of(block.get("@type")))) else []
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
    if len(things) == 1:
        yield dict(things[0])
