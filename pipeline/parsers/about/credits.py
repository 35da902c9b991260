"""Who wrote and checked a page without a profile: in lines that say so, at its byline, in its JSON-LD.

Only people are named: a team, a board and a hospital have no name of a person, and what follows a name that is neither
letters nor a place of work (a job, an address) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from pipeline.model.document import Person
from pipeline.parsers.about.credit_lines import BYLINE, POST, stated_people
from pipeline.parsers.about.credit_rows import in_fields, rows_of
from pipeline.parsers.about.credit_words import BY, OPENINGS, STATEMENT, without_by
from pipeline.parsers.about.credits_east import LABEL as LABEL_EAST
from pipeline.parsers.about.credits_east import before_name, people_of_east
from pipeline.parsers.about.credits_thanked import people_thanked, thanks_reviewers
from pipeline.parsers.about.fields import lines
from pipeline.parsers.about.names import TITLES, people_in, row_of_people
from pipeline.parsers.boilerplate import OVERLAYS, heads_elsewhere
from pipeline.parsers.content.survey import HEADINGS, LONG, PARAGRAPH, Box
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.element_words import own_words, words_of
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.page import Element, Page
from pipeline.parsers.walk.outline import Outline
from pipeline.patterns import small_letters

Rows = Mapping[str, Sequence[str]]
_LINE = 240
_OPENED = 600
"""Characters of the longest line that may say by whom a page is, and of one that opens by saying it."""
_UNDER_TITLE = 40
"""Blocks below the title among which bylines stand, up to the first paragraph."""
_BEHIND = 4
"""Blocks behind the content that may say who reviewed it."""
_NAMED_ELSEWHERE = 16
"""Characters of the shortest title of another page that a block leads to."""
_OTHERS = HEADINGS | {"aside", "li"}
"""What other pages are named in, or below."""
_FIRST = 4
"""Lines at the top of the content that may be a byline ("By Jane Doe")."""
_BYLINES = (
    '[rel~="author"], [itemprop~="author"], [itemprop~="reviewedBy"], [class*="byline" i], [class*="author" i],'
    ' [class*="auteur" i], [class*="autor" i], [class*="reviewe" i],'
    ' [class*="contributor" i], [class*="credits" i], [class*="written-by" i]'
)
_AUTHOR_NAME = re.compile(r"(?:author|byline|writer)[-_]{1,2}(?:full[-_]?)?name(?![a-z])", re.IGNORECASE)
"""Classes of elements that are an author's name, without "by"."""
_REVIEWS = re.compile(r"reviewe", re.IGNORECASE)
_MOST_BYLINES, _MOST_AUTHORS = 24, 5
"""Bylines and their people of one page; where there are more, it is a list of other pages."""
_OF_OTHERS = re.compile(
    r"comment|repl(?:y|ies)|related|recommend|(?-i:(?:(?<![a-zA-Z])c|C)ards?(?![a-z]))|teaser|promo|testimonial"
    r"|sidebar|bio\b", re.IGNORECASE)  # fmt: skip
"""Classes of what names authors of something else: readers' talk, cards of other pages ("cardiology" is none)."""
_UP = 6
_LABEL = 40
"""Characters of the longest line that only says by whom, the people standing in the next."""
_BY_ALONE = re.compile(r"^(by|von|por|par|di|af|av|door|oleh)\n", re.IGNORECASE | re.MULTILINE)
_BY_GLUED = re.compile(r"(?:[Bb]y|BY|[Vv]on|[Pp]or|[Pp]ar|[Dd]i|[Aa]f|[Aa]v|[Dd]oor)(?=[A-Z][a-z])")
"""The same in an element of its own with no blank behind: "By" "Ann Lee"."""
_ITEM, _DOT = "\u2022 ", " \u00b7 "
"""Before an item; between fields of a line: "Updated 4 May 2023 \u00b7 Reviewer: A. Name"."""
_APART = re.compile(r"\s*(?!(?:And|Und|MD|DO|RN|PhD)\b)[^\W\d_a-z][a-z\u00e0-\u00ff]{2,}")
"""Words of their own that begin behind a name: "Ann Lee" "Senior writer"."""
_PROFILE = 'a[href*="/author"], a[href*="/profile"], a[href*="/people/"], a[href*="/autor"], a[href*="/auteur"]'
"""Links to pages on who writes for a site."""


def people_of_page(
    page: Page, boxes: Sequence[Box], title: LexborNode | None, end: int, content: Outline, dated: Iterable[str]
) -> tuple[Person, ...]:
    """The people whom the lines of a page name as its own: in content, under the title, at bylines, by its dates.

    Args:
        page: the page.
        boxes: its blocks.
        title: its heading.
        end: the number of the first block behind the content.
        content: what was read of it.
        dated: the words of blocks that state a date of the page.
    """
    first = next((box.place for box in boxes if title is not None and box.node.mem_id == title.mem_id), 0)
    last = max(first, end - _UNDER_TITLE)
    rows = rows_of((*boxes[first : min(first + _UNDER_TITLE, last)], *boxes[last : end + _BEHIND]))
    beside = (person for text in dated for person in _at_byline(in_fields(text.split("\n"), rows)))
    return joined(
        (
            *people_of(content, bylines=_FIRST, rows=rows),
            *_under(boxes[:end], title, rows),
            *_in_bylines(page),
            *beside,
            *_behind(boxes, end),
            *people_thanked(boxes, end),
        )
    )


def joined(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each once in a role, as first named, with what a later naming adds of letters and place of work."""
    found: dict[tuple[str, str | None], Person] = {}
    for person in people:
        key = (_key(person.name), person.role)
        held = found.setdefault(key, person)
        letters, works = held.credentials or person.credentials, held.affiliation or person.affiliation
        found[key] = replace(held, credentials=letters, affiliation=works)
    return tuple(found.values())


def _under(boxes: Sequence[Box], title: LexborNode | None, rows: Rows) -> Iterator[Person]:
    """People of the blocks below the title, up to the first paragraph, or to the heading behind a shorter one.

    In short lines that say by whom, and in a row of names of any length.
    """
    if title is None:
        return
    place = next((box.place for box in boxes if box.node.mem_id == title.mem_id), len(boxes))
    told = False
    short: list[str] = []
    read = place
    for box in boxes[place + 1 : place + _UNDER_TITLE]:
        row = row_of_people(words_of(box.node)) if box.commas and not box.blocks and box.says != "talk" else []
        yield from row
        if (box.own - box.own_linked >= PARAGRAPH and not row) or (told and box.tag in HEADINGS):
            break
        told = told or (box.tag == "p" and box.own >= LONG)
        if 0 < box.own <= _LINE and box.place >= read and not row and box.says != "talk" and box.says not in OVERLAYS:
            said = (own_words(box.node) if box.blocks else words_of(box.node)).split("\n")
            if box.blocks and box.held <= _LINE and (all_of := words_of(box.node))[:3].lower() in OPENINGS:
                said, read = all_of.split("\n"), box.end  # "Author:" in a block of its own, then the name in none
            short += (_name_apart(line, box.node) for line in in_fields(said, rows))
    yield from _at_byline(short, jobs=False)


def labels_of_people(boxes: Sequence[Box], title: LexborNode) -> frozenset[int]:
    """Ids of headings between the title and the first paragraph that only say by whom: no section stands under one."""
    place = next((box.place for box in boxes if box.node.mem_id == title.mem_id), len(boxes))
    found: set[int] = set()
    for box in boxes[place + 1 : place + _UNDER_TITLE]:
        if box.own - box.own_linked >= PARAGRAPH or (box.tag == "p" and box.own >= LONG):
            break
        if box.tag in HEADINGS and 0 < box.own <= _LABEL and _says_by_whom(words_of(box.node)):
            found.add(box.node.mem_id)
    return frozenset(found)


def _behind(boxes: Sequence[Box], end: int) -> Iterator[Person]:
    """Reviewers whom a short block right behind the content names.

    Up to the first heading, list or card, or title of another page.
    """
    for box in boxes[end : end + _BEHIND]:
        if box.beside or box.says == "talk" or box.tag in _OTHERS or box.own > _LINE:
            return
        if box.own and (words := words_of(box.node))[:3].lower() in OPENINGS:
            yield from (person for person in stated_people(words) if person.role == "reviewer")
        elif box.own_linked >= _NAMED_ELSEWHERE:
            return  # it names another page, whose reviewer may follow


def _key(name: str) -> str:
    return " ".join(fold(TITLES.sub("", name)).replace(".", " ").split())


def people_of(content: Outline, *, bylines: int = 0, rows: Rows = MappingProxyType({})) -> Iterator[Person]:
    """People of every line of the content that opens by saying by whom; so many short lines at its top are bylines."""
    for section in content.sections:
        if section.heading and heads_elsewhere(section.heading):
            continue  # they are of the pages that are led to
        bullet = "" if section.kind == "references" else _ITEM  # items there are works, the page's foot is none
        label = f"{section.heading}: " if section.heading and _says_by_whom(section.heading) else ""
        for line in _with_labels(in_fields(section.text.split("\n"), rows)):
            if len(line) > _LINE:
                bylines = 0  # the text has begun
                if len(line) > _OPENED or line[:3].lower() not in OPENINGS:
                    continue
            said = label + line.lstrip(bullet)
            fields = said.split(_DOT) if _DOT in said else (said,)
            people = [person for field in fields for person in stated_people(field, byline=bylines > 0)]
            yield from people
            label = label if people else ""
            bylines -= 1


def _at_byline(lines_of: Iterable[str], *, jobs: bool = True) -> Iterator[Person]:
    """The people of lines that stand where bylines do; ``jobs`` as :func:`_with_labels` has it."""
    for line in _with_labels(lines_of, jobs=jobs):
        yield from stated_people(line, byline=True)


def _with_labels(lines_of: Iterable[str], *, jobs: bool = True) -> Iterator[str]:
    """Lines; one that is nothing but by whom ("Reviewed by", a name of a list of terms) goes before the next.

    Before each of the items of a list that follows it, and of the lines that name a person with letters.

    Args:
        lines_of: what is read.
        jobs: whether a job alone ("Editor") is by whom, too, without a colon.
    """
    label = ""
    listed = told = False
    for line in lines_of:
        if _says_by_whom(line) and (jobs or " " in line.strip() or line.endswith(":")):
            label, listed, told = before_name(line), False, False
            continue
        if line[-1:] == ":" and thanks_reviewers(line):
            label, listed, told = "Reviewed by: ", False, False
            continue
        item = line.startswith(_ITEM)
        if label and told and not (item and listed) and not _is_lettered(line):
            label = ""
        yield label + line.removeprefix(_ITEM) if label else line
        listed, told = item, True


def _is_lettered(line: str) -> bool:
    """Whether a line is a person with letters behind the name: "Ann Lee MD - Family Medicine"."""
    people = list(people_in(POST.sub("", line), role="")) if len(line) <= BYLINE else []
    return bool(people) and all(person.credentials for person in people)


def _says_by_whom(line: str) -> bool:
    """Whether a short line, or a heading, is nothing but the words before a name: "Medically reviewed by"."""
    if len(line) > _LABEL:
        return False
    statement = STATEMENT.match(small_letters(line)) if line[:3].lower() in OPENINGS else None
    if statement is None and not line.isascii():
        return LABEL_EAST.fullmatch(line) is not None
    return statement is not None and statement.end() == len(line)


def _in_bylines(page: Page) -> list[Person]:
    found: list[Person] = []
    writers: list[Person] = []
    for node in page.body.css(_BYLINES)[:_MOST_BYLINES]:
        words = lines(Element(page, node))
        if not words or len(words) > _LINE or _is_of_others(node):
            continue
        words = _BY_ALONE.sub(r"\1 ", words)
        reviews = _REVIEWS.search(node.attributes.get("class") or "") is not None
        said = (f"Reviewed {line}" if reviews and BY.match(line) else line for line in words.split("\n"))
        stated = list(_at_byline(_name_apart(line, node) for line in said))
        if not stated:
            stated = _named_alone(node, words.split("\n")[0])
        found += stated
        for link in () if stated else node.css(_PROFILE)[:1]:
            if (name := " ".join(link.text().split())) == words.split("\n")[0]:
                writers += people_in(name, role="author")
    most, found = (_MOST_AUTHORS, found) if found else (1, writers)
    return found if len({_key(person.name) for person in found}) <= most else []


def _named_alone(node: LexborNode, line: str) -> list[Person]:
    """People of a byline that is no more than their names, where its element or their letters tell that they are."""
    names = node.attributes.get("class") or ""
    told = not {"rel", "itemprop"}.isdisjoint(node.attributes) or _AUTHOR_NAME.search(names)
    if not (told or TITLES.match(line) or _is_lettered(line)):
        return []
    reviews = "reviewedBy" in (node.attributes.get("itemprop") or "") or (not told and _REVIEWS.search(names))
    people = list(people_in(without_by(line), role="reviewer" if reviews else "author"))
    return people or list(people_of_east(f"{'監修者' if reviews else '執筆者'}: {line}") if not line.isascii() else ())


def _name_apart(line: str, node: LexborNode) -> str:
    """A line that says by whom, with signs where its elements end: behind "Medical reviewer", behind the name."""
    if line[:3].lower() not in OPENINGS:
        line = _by_apart(line, node)
        opening = BY.match(line)
        return line if opening is None else _name_ended(line, opening.end(), node)
    label = node.css_first("span, strong, b, em, label, small")
    words = " ".join(label.text().split()) if label is not None else ""
    rest = line[len(words) :].lstrip()
    if words and line.startswith(words) and rest[:1].isupper() and _says_by_whom(words):
        line = f"{words.rstrip(':')}: {rest}"
    statement = STATEMENT.match(small_letters(line))
    return line if statement is None else _name_ended(line, statement.end(), node)


def _by_apart(line: str, node: LexborNode) -> str:
    """A line that opens with "By", with a blank behind that where only a style sheet parts it from the name."""
    glued = _BY_GLUED.match(line)
    if glued is None:
        return line
    alone = any(part.text(strip=True) == glued[0] for part in node.css("span, strong, b, em, small"))
    return f"{glued[0]} {line[glued.end() :]}" if alone else line


def _name_ended(line: str, start: int, node: LexborNode) -> str:
    """A line with a sign behind the name that begins at ``start``, where the element that holds it ends."""
    for part in node.css("a, span, strong, b, cite"):
        name = " ".join(part.text().split())
        end = start + len(name)
        if name and line.startswith(name, start) and _APART.match(line, end) is not None:
            return f"{line[:end]} | {line[end:]}" if any(people_in(name, role="")) else line
    return line


def _is_of_others(node: LexborNode) -> bool:
    for at in islice(ancestry(node), _UP):
        if at.tag == "body":
            return False
        if at.tag in ("aside", "footer", "nav") or _OF_OTHERS.search(at.attributes.get("class") or ""):
            return True
    return False
