"""Full-text search over the sections as they stand now."""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, pairwise
from typing import NamedTuple

from pipeline.nearest import nearest
from pipeline.storage.asking import Term, folded, terms
from pipeline.storage.connection import guarded, moment_or_none
from pipeline.storage.indexed import BETWEEN, apart, as_indexed
from pipeline.storage.names import called
from pipeline.storage.packing import text_digest
from pipeline.storage.session import Session
from pipeline.storage.values import Hit

_WANTED = """(:site IS NULL OR d.site = :site)
      AND (:language IS NULL OR substr(lower(d.language) || '-', 1, length(:language) + 1) = :language || '-')"""
_CANDIDATES = f"""
SELECT s.id, s.document_id, s.page_title, d.gone_since IS NOT NULL,
       s.text_id IS (SELECT id FROM texts WHERE digest = :wordless) AS bare,
       bm25(sections_fts, 6.0, 3.0, 1.0) * CASE WHEN s.kind IN ('links', 'references') THEN 0.5 ELSE 1.0 END AS score
FROM sections_fts JOIN sections s ON s.id = sections_fts.rowid JOIN documents d ON d.id = s.document_id
WHERE sections_fts MATCH :query AND {_WANTED}
      AND (:pages IS NULL OR s.document_id IN (SELECT value FROM json_each(:pages)))
ORDER BY bare, score, s.id LIMIT :limit
"""
_CALLED = f"""
SELECT DISTINCT s.document_id
FROM sections_fts JOIN sections s ON s.id = sections_fts.rowid JOIN documents d ON d.id = s.document_id
WHERE sections_fts MATCH 'title : ' || :query AND {_WANTED}
ORDER BY length(s.page_title), s.document_id LIMIT 100
"""
"""Pages with little more in their title than what is asked for: BM25 does not see how long a title is."""
_OTHER_NAMES = f"""
SELECT d.title, n.value FROM documents d, json_each(d.also_called) n
WHERE d.also_called != '[]' AND d.title IS NOT NULL AND d.gone_since IS NULL AND {_WANTED}
UNION
SELECT d.title, r.text FROM related r JOIN documents d ON d.id = r.document_id
WHERE r.relation = 'see_reference' AND r.text IS NOT NULL AND d.title IS NOT NULL AND d.gone_since IS NULL AND {_WANTED}
"""
"""What a page is also called, and what its publisher leads to it from (exhaustion: see fatigue)."""
_TITLES = "SELECT DISTINCT title FROM documents WHERE title IS NOT NULL"
_HOLDING = """
SELECT rowid FROM sections_fts
WHERE sections_fts MATCH :query AND +rowid IN (SELECT value FROM json_each(:sections))
"""
_SIGN_BY_SIGN = "s.id IN (SELECT id FROM section_signs)"
_SHOWN = f"""
SELECT d.url, s.page_title, s.heading, s.anchor, s.section_key,
       replace(snippet(sections_fts, 2, '[', ']', '…', iif({_SIGN_BY_SIGN}, 60, 24)), char({ord(BETWEEN)}), ''),
       d.gone_since
FROM sections_fts JOIN sections s ON s.id = sections_fts.rowid JOIN documents d ON d.id = s.document_id
WHERE sections_fts MATCH :query AND sections_fts.rowid = :section
"""
_COLUMNS = ("url", "title", "heading", "anchor", "section_id", "snippet", "gone_since")
_WORDLESS = text_digest("", "")
_AT_FIRST = 400
"""Sections that are looked at for their titles and for what they hold; the best by BM25."""
_BEGINNING = 4
"""Letters of the shortest word that may be the beginning of another."""
_DONE = re.compile(r"[a-z]{5,}ed", re.IGNORECASE)
"""What is done: its stem begins the noun, too (treated, treatment; diagnosed, diagnosis)."""
_QUESTION = 50
"""Words of the longest question; what is longer is a text that somebody looks for whole."""
_ENOUGH = 0.5
"""Share of what the best section holds that another one must hold."""
_SLIP = 0.8
"""How much alike a slip and what was meant are; less would guess."""
_OF_WHOM = re.compile(r"(.{3,}?(?=[aei]?tic)|.{4,}(?=ic))[aei]?t?ic[oa]?s?")
"""Who has it, or what is of it, in English and Spanish, folded: diabetic, asmatico. What begins alike is meant."""
_GUESSED = 5
"""Letters of the shortest word that is taken for a slip: shorter ones are too often words of their own."""
_A_WORD = 4
"""Signs of a long word of a script without spaces; what is longer and stands nowhere is a question."""
_OF_A_PAGE = 2
"""Sections of one page that come before those of others; the rest of them follow."""

_NAMESAKES = 3
"""Pages that one name may stand for; of more nobody knows which was meant."""


def _meant(word: str, names: Collection[str]) -> str | None:
    """The word of a page's names that one is a slip for, or speaks of who has it."""
    near, of_whom = nearest(word, names, alike=_SLIP), _OF_WHOM.fullmatch(word)
    if near is not None or of_whom is None:
        return near
    begin = (name for name in names if name.startswith(of_whom[1]) and len(name) <= len(word))
    return nearest(word, begin, alike=0)


class _Found(NamedTuple):
    """A section, what orders it, and what it was found by; ``named`` is 0 where its page is called what was asked."""

    gone: int
    bare: int
    named: int
    score: float
    section: int
    document: int
    lacking: tuple[str, ...]
    query: str


class _Reading(NamedTuple):
    """A question as it was asked, or in the words of a page's title; ``whole`` where that is all that was asked."""

    asked: list[Term]
    whole: bool
    told: float


_Row = tuple[int, int, str | None, int, int, float]
_Known = Mapping[Term, tuple[str, float]]


class Search(Session):
    """Words in, sections out."""

    @guarded
    def search(self, words: str, limit: int = 10, *, site: str | None = None, language: str | None = None) -> list[Hit]:
        """Sections that answer to the words, best first.

        Words that every sentence has (how, is, the; English and Spanish) count only where there are no others. The
        others count the more, the fewer sections hold them (BM25; title before heading before text), and twice where
        a page is called so: they are a subject then. A page whose title is what was asked for counts up to twice, a
        section that holds a part of the words less. What holds less than half of what the best one holds is no hit;
        what a hit does not hold is in its ``left_out``. What stands in quotes, and what holds a digit, is never given
        up. Two sections of a page at most come before those of others.

        Being short counts for a section; so that what a page says comes before what it lists, links and references
        count half, a bare heading comes after all that have words to show, and a page that is gone last. Accents and
        case do not matter, English endings neither. Other names of a page (hypertension) find what its title does, and
        a page whose title or other name is just what was asked for comes first. A word that no section holds is taken
        for the beginning of one, else for the word of a name that it is a slip for (see :meth:`unheard`).
        Every character is taken as it stands: there is no query language to trip over.

        Args:
            words: what is looked for.
            limit: hits at most.
            site: only pages of this one.
            language: only pages in this one, its regions included: ``es`` takes ``es-US``, too.
        """
        asked = self._asked(words)
        wanted = {"site": site, "language": language and language.lower()}
        slips = {term: Term(word) for term, word in self._slips(asked).items() if word is not None}
        found: dict[int, _Found] = {}
        for reading in self._readings([slips.get(term, term) for term in asked], wanted):
            for one in self._answers(reading, max(limit, _AT_FIRST), wanted):
                if one.section not in found or one < found[one.section]:
                    found[one.section] = one
        lacking = tuple(term.words for term in slips)
        return [self._hit(one, lacking) for one in _in_order(found.values())[:limit]]

    @guarded
    def unheard(self, words: str) -> dict[str, str | None]:
        """Words that no section holds, each with the word of a page's names that is looked for instead, or ``None``.

        What stands in quotes, and what holds a digit, is looked for as it stands.
        """
        return {term.words: word for term, word in self._slips(self._asked(words)).items()}

    def _asked(self, words: str) -> list[Term]:
        """What is looked for; what has no spaces, and stands so in no section, by its pairs of signs."""
        # half a character stands in no text, and no sign ends one
        found = terms(words.encode(errors="replace").decode().replace("\0", " "))
        if not any(apart(term.words) for term in found):
            return found
        known = self._known(found)
        parts = ([term] if term in known or term.quoted else _pairs(term) or [term] for term in found)
        return list(dict.fromkeys(chain.from_iterable(parts)))

    def _slips(self, asked: list[Term]) -> dict[Term, str | None]:
        known = self._known(asked)
        lost = [term for term in asked if term not in known]
        if not lost:  # only else are all pages' names gone through
            return {}
        names = self._sql.execute(_OTHER_NAMES, {"site": None, "language": None}).fetchall()
        spoken = frozenset().union(*(one.covers for one in called(asked, names)))
        lost = [term for number, term in enumerate(asked) if term not in known and number not in spoken]
        if not lost:
            return {}
        titles = (title for (title,) in self._sql.execute(_TITLES))
        words = {folded(term.words) for name in chain(titles, (name for _, name in names)) for term in terms(name)}
        guessed = {term for term in lost if not term.needed and len(term.words) >= _GUESSED}
        return {term: _meant(folded(term.words), words) if term in guessed else None for term in lost}

    def _readings(self, asked: list[Term], wanted: Mapping[str, str | None]) -> list[_Reading]:
        """What was asked, and the same with the titles of pages that are also called what was asked (hypertension).

        Of names in it the one with most words counts, else one that it is a part of; one that many pages have tells
        nothing.
        """
        told = self._told(asked)
        readings = [_Reading(asked, whole=True, told=told)]
        if len(asked) > _QUESTION:
            return readings
        found = called(asked, self._sql.execute(_OTHER_NAMES, wanted))
        found = [one for one in found if not one.within] or found
        most = max((len(one.covers) for one in found), default=0)
        titles = {one.title: one for one in found if len(one.covers) == most}
        if len(titles) > _NAMESAKES:
            return readings
        for title, one in titles.items():
            named = {folded(term.words): term for term in terms(title)}
            rest = [term for number, term in enumerate(asked) if number not in one.covers]
            read = list((named | {folded(term.words): term for term in rest}).values())
            readings.append(_Reading(read, whole=not one.within, told=told))
        return readings

    def _told(self, asked: list[Term]) -> float:
        """How much the words of a question tell, also those that no section holds."""
        known = self._known(asked)
        total = self._value("SELECT count(*) FROM sections")
        return sum(known[term][1] if term in known else math.log(1 + total) for term in asked)

    def _answers(self, reading: _Reading, limit: int, wanted: Mapping[str, str | None]) -> list[_Found]:
        asked = reading.asked
        known = self._known(asked)
        if not known or any(term.needed and term not in known for term in asked):
            return []
        whole = len(asked) > _QUESTION
        if whole and len(known) < len(asked):
            return []
        query = _query({term: match for term, (match, _) in known.items()}, whole=whole)
        return self._scored(self._candidates(query, limit, wanted), known, reading, query)

    def _known(self, asked: list[Term]) -> _Known:
        """Of each word that some section holds, how it is looked for and how much it tells."""
        total = self._value("SELECT count(*) FROM sections")
        known = {}
        for term in asked:
            for match in _spellings(term):
                count = "SELECT count(*) FROM sections_fts WHERE sections_fts MATCH ?"
                if often := self._value(count, (match,)):
                    known[term] = match, math.log(1 + total / often)
                    break
        return known

    def _candidates(self, query: str, limit: int, wanted: Mapping[str, str | None]) -> list[_Row]:
        called = json.dumps([row[0] for row in self._sql.execute(_CALLED, {**wanted, "query": f"({query})"})])
        values = {**wanted, "query": query, "wordless": _WORDLESS, "limit": min(limit, sys.maxsize)}
        found = [row for pages in (None, called) for row in self._sql.execute(_CANDIDATES, {**values, "pages": pages})]
        return list(dict.fromkeys(found))

    def _scored(self, rows: list[_Row], known: _Known, reading: _Reading, query: str) -> list[_Found]:
        """Sections with their score and the words that each lacks, but for those that hold too little."""
        asked = reading.asked
        share = max(1.0, reading.told / sum(tells for _, tells in known.values()))
        sections = json.dumps([row[0] for row in rows])
        held: dict[int, set[Term]] = {row[0]: set() for row in rows}
        named: dict[int, set[Term]] = {row[0]: set() for row in rows}
        for term, (match, _) in known.items():
            for looked_for, have in ((match, held), (f"title : {match}", named)):
                for (section,) in self._sql.execute(_HOLDING, {"sections": sections, "query": looked_for}):
                    have[section].add(term)
        subjects = set().union(*named.values())
        weight = {term: tells * (2 if term in subjects else 1) for term, (_, tells) in known.items()}
        tells = {section: sum(weight[term] for term in have) for section, have in held.items()}
        most = max(tells.values(), default=0.0)
        found = []
        for section, document, title, gone, bare, bm25 in rows:
            if tells[section] >= most * _ENOUGH:
                alike = 2 * len(named[section]) / (len(terms(title or "")) + len(asked))
                score = bm25 * share * (1 + alike) * math.sqrt(tells[section] / most)
                other = int(alike < 1 or not reading.whole)
                lacking = tuple(term.words for term in asked if term not in held[section])
                found.append(_Found(gone, bare, other, score, section, document, lacking, query))
        return found

    def _hit(self, found: _Found, lacking: tuple[str, ...]) -> Hit:
        *shown, gone_since = self._sql.execute(_SHOWN, {"query": found.query, "section": found.section}).fetchone()
        values = dict(zip(_COLUMNS, (*shown, moment_or_none(gone_since)), strict=True))
        return Hit(**values, score=found.score, left_out=lacking + found.lacking)


def _in_order(found: Iterable[_Found]) -> list[_Found]:
    """Best first; of a page the best ones, and the rest of them behind those of other pages."""
    shown: Counter[int] = Counter()
    ranked = []
    for one in sorted(found):
        shown[one.document] += 1
        ranked.append(((one.gone, one.bare, shown[one.document] > _OF_A_PAGE), one))
    ranked.sort(key=lambda entry: entry[0])  # stable: by score within
    return [one for _, one in ranked]


def _pairs(term: Term) -> list[Term]:
    """What is longer than a word, by its pairs of signs."""
    signs = as_indexed(term.words).split(BETWEEN)
    return [Term(one + other) for one, other in pairwise(signs)] if len(signs) > _A_WORD else []


def _spellings(term: Term) -> list[str]:
    """How a word is looked for, and how if no section has it so."""
    exact = '"' + as_indexed(term.words).replace('"', '""') + '"'
    if term.needed or len(term.words) < _BEGINNING:
        return [exact]
    return [f"{exact} *"] if _DONE.fullmatch(term.words) else [exact, f"{exact} *"]


def _query(known: Mapping[Term, str], *, whole: bool) -> str:
    """All that is never given up, and one of the other words; of a text, all."""
    needed = [match for term, match in known.items() if term.needed or whole]
    others = [match for term, match in known.items() if not (term.needed or whole)]
    return " AND ".join([*needed, *([f"({' OR '.join(others)})"] if others else [])])
