"""What pages say in places of their own, asked for by a profile: crumbs, dates behind labels, reviewers."""

from __future__ import annotations

import re

from pipeline.model.dates import DateClaim
from pipeline.model.document import Crumb, Image, Person
from pipeline.parsers.dates import Label, Order, find_claims, unlabelled_claim
from pipeline.parsers.outline import Outline
from pipeline.parsers.page import Element, Page

_BLOCKS = frozenset(("br", "p", "li", "div", "dt", "dd", "tr", "ul", "ol", "h2", "h3", "h4", "h5", "h6", "section"))
_LETTERS = re.compile(r"(?:[A-Z][A-Za-z.]{0,9}|[A-Z]{2,}(?:[-/][A-Z]+)*)(?: ?\((?:Hons|hons|c)\))?")
_TITLE = r"(?:Dr|Dra|Prof|Profa|Pr|Dott|Dott\.ssa|Priv\.-Doz|PD)(?:\.|\b)(?:\s?med\.)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_END = (
    r"(?=\s+on\s|\s+(?:am|el|le|il|em|en|in|im|nel|a)\s+(?:\d|[^\W\d]+\s+(?:de\s+)?\d)"
    r"|\.?\s+(?:last|next|medically|clinically|peer|originally|authored|written)\s"
    r"|(?<!\bdr)(?<!\bdra)(?<!\bprof)(?<!\bdott)(?<!\bmed)(?<!\s[a-z])\.\s+[A-Z]|\s*\|"
    rf"|,?\s+\d|,?\s+{_MONTH}\s+\d|\.?$)"
)
"""What stands behind people: a date, the next statement, the end of the sentence, which a title's dot is not."""
_BY = re.compile(
    r"(?:(?:medically|clinically|peer|last|originally) )?(?P<verb>reviewed|authored|written|updated)"
    rf"(?:\s+(?:on\s+)?(?:\d\d?\s+)?{_MONTH}\s+(?:\d\d?,\s+)?\d{{4}})? by:?\s+(?P<people>.+?){_END}",
    re.IGNORECASE,
)
_BY_ELSEWHERE = re.compile(
    r"(?:(?:zuletzt|medizinisch|fachlich|ärztlich)\s+)?"
    r"(?P<verb>revisad[oa]|revist[oa]|relue?|revue?|vérifiée?|validée?|révisée?|geprüft|überprüft"
    r"|revisionat[oa]|verificat[oa])(?:\s+(?:[^\W\d]+mente|[^\W\d]+ment|et\s+[^\W\d]+ée?))?"
    rf"\s+(?:por|pel[oa]|par|von|vom|durch|da|dal|dalla):?\s+(?:(?:el|la|le|il|o|a)\s+)?(?P<people>{_TITLE}\s.+?){_END}",
    re.IGNORECASE,
)
"""The same in other languages, where only a title tells a person from a team."""


def lines(element: Element) -> str:
    """Its words, one line for each block or ``<br>``: two dates that stand under each other do not run together."""
    pieces: list[str] = []
    for node in element.node.traverse(include_text=True):
        if node.tag == "-text":
            pieces.append((node.text_content or "").replace("\n", " "))
        elif node.tag in _BLOCKS:
            pieces.append("\n")
    return "\n".join(words for line in "".join(pieces).split("\n") if (words := " ".join(line.split())))


def crumbs(trail: Element | None, *, items: str = "li") -> tuple[Crumb, ...]:
    """The steps of a breadcrumb trail, one for each item; a step without a link has no URL."""
    if trail is None:
        return ()
    steps = []
    for item in trail.some(items):
        words = item.text().strip(" /\u203a\u00bb>")
        link = item.node.css_first("a[href]")
        if words:
            url = trail.page.resolve(link.attributes.get("href") or "") if link is not None else None
            steps.append(Crumb(text=words, url=url))
    return tuple(steps)


def dates_at(
    page: Page, *selectors: str, order: Order | None = None, labels: tuple[Label, ...] = ()
) -> list[DateClaim]:
    """Labelled dates in the words of these places; a place that is not there says nothing."""
    language = page.root.attribute("lang")
    claims: list[DateClaim] = []
    for selector in selectors:
        for place in page.some(selector):
            claims += find_claims(
                lines(place),
                locator=selector,
                language=language,
                order=order,
                labels=labels,
                rejected=page.impossible,
            )
    return claims


def dates_of(page: Page, content: Outline, *, order: Order | None = None) -> list[DateClaim]:
    """Labelled dates in the words of the content, where a publisher prints them in no place of their own.

    A page's foot often follows its list of sources: there, only a line that begins with its label speaks of the page.
    """
    language = page.root.attribute("lang")
    claims: list[DateClaim] = []
    for section in content.sections:
        locator = f"section:{section.id}"
        if section.kind != "references":
            claims += find_claims(
                section.text, locator=locator, language=language, order=order, rejected=page.impossible
            )
            continue
        for line in section.text.split("\n"):
            found = find_claims(line, locator=locator, language=language, order=order)
            if found and found[0].label is not None and line.startswith(found[0].label):
                claims += found
    return claims


def bare_date(page: Page, selector: str, *, order: Order | None = None) -> list[DateClaim]:
    """A place that holds a date and no word that says which: kept as ``unlabelled``.

    Raises:
        SelectionError: there is more than one such place.
    """
    place = page.maybe(selector)
    if place is None:
        return []
    language = page.root.attribute("lang")
    claim = unlabelled_claim(place.text(), locator=selector, order=order, language=language)
    return [] if claim is None else [claim]


def people_by(words: str, *, role: str | None = None) -> tuple[Person, ...]:
    """People of "Medically reviewed by A. Name, MD and B. Other, RN": names with their credentials, each once.

    Args:
        words: one line. Without "... by" in it, it names nobody.
        role: what they are; by default what the line says (``reviewer``, ``editor``, ``author``).
    """
    roles = {"reviewed": "reviewer", "updated": "editor"}
    found: dict[Person, None] = {}
    for statement in (*_BY.finditer(words), *_BY_ELSEWHERE.finditer(words)):
        stated = role or (
            "reviewer" if statement.re is _BY_ELSEWHERE else roles.get(statement["verb"].lower(), "author")
        )
        found |= dict.fromkeys(people(statement["people"], role=stated))
    return tuple(found)


def names_people(line: str) -> bool:
    """Whether a line begins with "Medically reviewed by ..." or the like."""
    return _BY.match(line) is not None or _BY_ELSEWHERE.match(line) is not None


def people_of(content: Outline) -> tuple[Person, ...]:
    """People of every line of the content that begins with "Medically reviewed by ..." or "Authored by ..."."""
    found: dict[Person, None] = {}
    for section in content.sections:
        for line in section.text.split("\n"):
            if names_people(line):
                found |= dict.fromkeys(people_by(line))
    return tuple(found)


def people(names: str, *, role: str, affiliation: str | None = None) -> tuple[Person, ...]:
    """Names with the credentials behind each, parted by ``;``, "and" or a comma that no credential follows."""
    found: list[Person] = []
    for part in re.split(rf";|\s+(?:and|&)\s+|\s+(?:y|et|und|e)\s+(?={_TITLE}\s)", names.strip().rstrip(".")):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        name: str | None = None
        letters: list[str] = []
        for piece in pieces:
            if name is not None and _LETTERS.fullmatch(piece):  # a person's name has a space, letters have none
                letters.append(piece)
                continue
            if name is not None:
                found.append(_person(name, letters, role, affiliation))
            name, letters = piece, []
        if name is not None:
            found.append(_person(name, letters, role, affiliation))
    return tuple(found)


def _person(name: str, letters: list[str], role: str, affiliation: str | None) -> Person:
    *front, last = name.split(" ")
    if not letters and front and last.isupper() and _LETTERS.fullmatch(last) and len(front) > 1 and len(last) > 1:
        name, letters = " ".join(front), [last]
    return Person(name=name, credentials=", ".join(letters) or None, affiliation=affiliation, role=role)


def pictures(places: list[Element], *, caption: str | None = None) -> tuple[Image, ...]:
    """The picture of each place (a pop-up, a box), with the words of ``caption`` inside it."""
    images = []
    for place in places:
        picture = place.node.css_first("img[src]")
        if picture is None:
            continue
        url = place.page.resolve(picture.attributes.get("src") or "")
        if url is None:
            continue
        words = [text for part in place.some(caption) if (text := lines(part))] if caption else []
        images.append(
            Image(
                url=url,
                alt=(picture.attributes.get("alt") or "").strip() or None,
                caption="\n".join(dict.fromkeys(words)) or None,
                section_id=None,
            )
        )
    return tuple(images)
