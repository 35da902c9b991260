"""Dates of what a page calls its history: each entry begins with its day, and the heading says what happened then.

"Change history": "3 May 2024 - dosing table updated", "7 February 2021 - first published"; or a table of versions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from msgspec import Struct, structs

from pipeline.model.dates import DateClaim, Role
from pipeline.parsers.dates.choose import latest
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.forms import dates_in
from pipeline.parsers.dates.labels import DateStyle, LabelSet, label_set
from pipeline.parsers.dates.typed import typed_claims
from pipeline.patterns import word_set

_KEPT = word_set("""
history log record control historique historial historico cronologia storico registro registo controle suivi
""")
_OF = word_set("""
version versions revision revisions change changes update updates amendment amendments edit edits editing document
page article content modification modifications leaflet guideline review reviews changements mises jour fiche cambios
versiones revisiones actualizaciones modificaciones documento pagina modifiche revisioni versioni aggiornamenti
alteracoes versoes revisoes atualizacoes modificacoes
""")
_SMALL = word_set("of to the this all and & full complete a des de la du los las del delle degli das dos da do y e et")
_COMPOUND = re.compile(
    r"change ?log|(?:show |see )?all updates|update information"
    r"|(?:latest |recent )?(?:updates|changes|amendments|revisions) (?:made )?(?:to|of) this \w+"
    r"|(?:anderungs|aktualisierungs|versions|dokumenten?|revisions|uberarbeitungs|bearbeitungs)"
    r"(?:geschichte|historie|verlauf|protokoll|verzeichnis)"
    r"|(?:wijzigings|versie|revisie)(?:geschiedenis|historie|log|beheer)"
    r"|(?:andrings|ændrings|endrings|versions|versjons|revisions|revisjons)(?:historikk?|logg?)|(?:versio|muutos)historia"
)
"""What heads a history of the page: words of one that is kept with words of what it is kept of, or one word."""
_LONGEST_HEADING = 50
_BEGINS = re.compile(
    r"(?:[\u2022\u25e6\u25aa*-]|\d{1,2}\.(?=\s))?\s*"
    r"(?:(?:version|v\.?|rev(?:ision)?\.?|edition|fassung|update)?\s*\d[\d.]{0,6}\s*[:(,|-]\s*)?"
    r"(?:(?:on|am|le|el|il|date|datum|fecha|data)\s*:?\s+)?[(\[]?"
)
"""What may stand before the day of an entry: a bullet, the number of a version."""
_BEHIND = re.compile(r"[\s:,.;)\]|-]*")
_BEGAN = re.compile(
    r"(?:first|original|initial|erst|premiere|primera?|primeira|prima|eerste|forsta|forste)\w*\s+"
    r"(?:publi|pubbli|version|versie|versao|release|issue|edition|fassung|veroff|upload|creat|draft)"
)
"""Opens an entry that tells how the page began."""
_DAY_COLUMN = re.compile(r"(?:[a-z]+ )?(?:date|datum|fecha|data|dato|pvm|when)(?: (?:of|de|der|des) [a-z]+)?")
_ROLES = frozenset(("published", "created", "modified", "reviewed", "major_revision", "next_review_due"))
_PARAGRAPH = 240
"""Characters of a line that no list of changes goes on behind."""
_CURRENT = re.compile(r"\s*(?:current|latest) version\s*:?\s*")
_CURRENT_LINE = 30
_STEMS = ("histor", "change log", "changelog", "all updates", "update information", "updates to", "verlauf")
"""What a text has whose lines may head a history; the headings of sections are tried anyway."""


class _Page(Struct, frozen=True):
    """What is known of the page whose history it is."""

    heading: str
    role: Role
    locator: str
    style: DateStyle
    known: LabelSet

    def claims(self, raw: str, roles: Iterable[Role] = (), label: str | None = None) -> list[DateClaim]:
        """What these words say, if they are a date to the month at least."""
        said = partial(typed_claims, source="text", locator=self.locator, label=label or self.heading, style=self.style)
        made = [claim for role in roles or (self.role,) for claim in said(role, raw)]
        return [claim for claim in made if claim.precision != "year"]

    def told(self, words: str) -> tuple[tuple[Role, ...], str | None]:
        """What an entry says first happened, by its label; nothing where it goes on otherwise."""
        folded = fold(words)
        if _BEGAN.match(folded) is not None:
            return ("published",), None
        label = self.known.pattern.match(folded)
        roles = self.known.of(label).roles if label is not None else ()
        return (roles, words[: label.end()]) if label is not None and _ROLES.issuperset(roles) else ((), None)


@lru_cache(maxsize=4096)
def heads_history(words: str) -> bool:
    """Whether these are the words of a heading of the page's own history."""
    if len(words) > _LONGEST_HEADING:
        return False
    folded = " ".join(fold(words).split()).rstrip(" :")
    if _COMPOUND.fullmatch(folded) is not None:
        return True
    said = set(folded.replace("/", " ").split())
    return said <= _KEPT | _OF | _SMALL and not said.isdisjoint(_KEPT) and not said.isdisjoint(_OF)


def history_claims(path: Sequence[str], text: str, *, locator: str, style: DateStyle) -> list[DateClaim]:
    """A claim for each entry of a history, in its order; none where there is none.

    Under "Review history" the page was reviewed, under any other changed, unless the entry says otherwise ("3 May 2019:
    first published").

    Args:
        path: the headings that the text stands under, from the top down.
        text: of a section, one line for each block or row.
        locator: where it stands.
        style: how the page writes dates.
    """
    if "20" not in text and "19" not in text and not (path and "20" in path[-1]):
        return []
    lines = text.split("\n")
    heading = next(filter(heads_history, path), None)
    if heading is None:
        lowered = text.lower()
        at = (
            next((at for at, line in enumerate(lines) if heads_history(line)), -1)
            if any(map(lowered.__contains__, _STEMS))
            else -1
        )
        if at < 0:
            return []
        heading, lines = lines[at], lines[at + 1 :]
    elif heading != path[-1]:
        lines = [path[-1], *lines]
    role: Role = "reviewed" if "review" in fold(heading) and "change" not in fold(heading) else "modified"
    page = _Page(heading, role, locator, style, label_set(style))
    return list(_entries(page, lines))


def _entries(page: _Page, lines: Sequence[str]) -> Iterator[DateClaim]:
    names: list[str] = []
    for number, line in enumerate(lines):
        if "|" in line and line.lstrip()[:1] != "\u2022":
            cells = [cell.strip() for cell in line.split("|")]
            dated = list(_row(page, names, cells))
            names = names if dated else cells
            yield from dated
            continue
        folded = fold(line)
        found = next(iter(dates_in(folded)), None)
        if found is not None and _BEGINS.fullmatch(folded, 0, found.start()) is not None:
            behind = line[_BEHIND.match(folded, found.end()).end() :]  # type: ignore[union-attr]
            below = lines[number + 1].strip() if not behind and number + 1 < len(lines) else ""
            yield from page.claims(line[found.start() : found.end()], *page.told(behind or below))
        elif len(line) > _PARAGRAPH:
            return


def without_earlier(lines: list[str]) -> list[str]:
    """Lines without the days of earlier versions: behind "Current version" and its day, each is of one before it.

    Who is named above such a day wrote or reviewed the current one.
    """
    at = next(
        (at for at, line in enumerate(lines) if len(line) <= _CURRENT_LINE and _CURRENT.fullmatch(fold(line))), -1
    )
    days = [place for place, line in enumerate(lines) if place > at >= 0 and _is_day(line)]
    return [line for place, line in enumerate(lines) if place not in days[1:]]


def _is_day(line: str) -> bool:
    folded = fold(line)
    found = next(iter(dates_in(folded)), None) if len(line) <= _CURRENT_LINE else None
    return found is not None and not folded[: found.start()].strip() and not folded[found.end() :].strip()


def _row(page: _Page, names: Sequence[str], cells: Sequence[str]) -> Iterator[DateClaim]:
    """A row of a table: what its column is called says what happened on a day, else what stands beside it."""
    for number, cell in enumerate(cells):
        name = fold(names[number]).strip(" :.") if len(names) == len(cells) else ""
        label = page.known.by_words.get(name)
        if label is not None and _ROLES.issuperset(label.roles):
            yield from page.claims(cell, label.roles, names[number])
        elif not name or _DAY_COLUMN.fullmatch(name) is not None:
            told = (page.told(each) for each in cells)
            yield from page.claims(cell, *next((one for one in told if one[0]), ((), None)))


def with_notes(claims: Iterable[DateClaim], notes: Sequence[DateClaim]) -> list[DateClaim]:
    """The claims of a page and its dated notes; where it has no other date of a role, the last of them is the page's.

    Of publications it is the first. A change that a note tells of is the page's, too, where it is later than every
    other, and goes before these; so does a review where all others are notes themselves, read as if they stood alone.
    Other notes date a ``section``.
    """
    stated = list(claims)
    if not notes:
        return stated
    by_role: dict[Role, dict[tuple[str, str], DateClaim]] = defaultdict(dict)
    for note in notes:
        by_role[note.role].setdefault((note.value, note.raw), note)
    for role, of_role in by_role.items():
        printed = [claim for claim in stated if claim.role == role and claim.scope == "page" and claim.source == "text"]
        last = latest(of_role.values())
        repeated = all((claim.value, claim.raw) in of_role for claim in printed)
        if not printed or ((role == "modified" or repeated) and last.lo > max(claim.hi for claim in printed)):
            stated.insert(stated.index(printed[0]) if printed else len(stated), last)
            del of_role[last.value, last.raw]
        stated += [structs.replace(note, scope="section") for note in of_role.values()]
    return stated
