"""Full-text search over the sections as they stand now."""

# ruff: noqa: S608 - what is put together are constants of ours; every value is bound
from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.nearest import nearest
from pipeline.storage.asking import Term, folded, terms
from pipeline.storage.connection import guarded, moment_or_none
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
_ALSO_CALLED = f"""
SELECT d.title, n.value FROM documents d, json_each(d.also_called) n
WHERE d.also_called != '[]' AND d.title IS NOT NULL AND d.gone_since IS NULL AND {_WANTED}
"""
_NAMES = """
SELECT title FROM documents WHERE title IS NOT NULL UNION SELECT n.value FROM documents d, json_each(d.also_called) n
"""
_HOLDING = """
SELECT rowid FROM sections_fts
WHERE sections_fts MATCH :query AND +rowid IN (SELECT value FROM json_each(:sections))
"""
_SHOWN = """
SELECT d.url, s.page_title, s.heading, s.anchor, s.section_key, snippet(sections_fts, 2, '[', ']', '…', 24),
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
_OF_A_PAGE = 2
"""Sections of one page that come before those of others; the rest of them follow."""

_NAMESAKES = 3
"""Pages that one name may stand for; of more nobody knows which was meant."""


class _Found(NamedTuple):
    """A section and what orders it; ``query`` is what it was found by."""

    gone: int
    bare: int
    score: float
    section: int
    document: int
    lacking: tuple[str, ...]
    query: str


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
        case do not matter, English endings neither; a word that no section holds is taken for the beginning of one,
        and another name of a page (hypertension) finds what its title does.
        Every character is taken as it stands: there is no query language to trip over.

        Args:
            words: what is looked for.
            limit: hits at most.
            site: only pages of this one.
            language: only pages in this one, its regions included: ``es`` takes ``es-US``, too.
        """
        asked = terms(words.encode(errors="replace").decode())  # half a character stands in no text
        wanted = {"site": site, "language": language and language.lower()}
        found: dict[int, _Found] = {}
        for reading in self._readings(asked, wanted):
            for one in self._answers(reading, max(limit, _AT_FIRST), wanted):
                if one.section not in found or one.score < found[one.section].score:
                    found[one.section] = one
        return [self._hit(one) for one in _in_order(found.values())[:limit]]

    @guarded
    def unheard(self, words: str) -> dict[str, str | None]:
        """Words that no section holds, each with the word of a page's names that it may be a slip for, or ``None``."""
        asked = terms(words.encode(errors="replace").decode())
        known = self._known(asked)
        lost = [term for term in asked if term not in known]
        if lost:  # only then are all pages' names gone through
            readings = self._readings(asked, {"site": None, "language": None})
            lost = [term for term in lost if all(term in reading for reading in readings)]
        if not lost:
            return {}
        called = {folded(term.words) for (name,) in self._sql.execute(_NAMES) for term in terms(name)}
        return {term.words: None if term.needed else nearest(folded(term.words), called, alike=_SLIP) for term in lost}

    def _readings(self, asked: list[Term], wanted: Mapping[str, str | None]) -> list[list[Term]]:
        """What was asked, and the same with the titles of pages that are also called what was asked (hypertension).

        Of names in it the one with most words counts; one that many pages have tells nothing.
        """
        words = {_alike(term): term for term in asked if not term.quoted}
        titles: dict[str, set[str]] = {}
        for title, name in self._sql.execute(_ALSO_CALLED, wanted) if words and len(asked) <= _QUESTION else ():
            plain = folded(name)
            if any(word in plain for word in words) and (called := {_alike(term) for term in terms(name)}) <= set(
                words
            ):
                titles[title] = max(titles.get(title, set()), called, key=len)
        most = max(map(len, titles.values()), default=0)
        readings = [asked]
        for title, called in titles.items():
            named = {_alike(term): term for term in terms(title)}
            if len(called) == most and not set(named) <= set(words):
                rest = {_alike(term): term for term in asked if _alike(term) not in called or term.quoted}
                readings.append(list((named | rest).values()))
        return readings if len(readings) <= 1 + _NAMESAKES else [asked]

    def _answers(self, asked: list[Term], limit: int, wanted: Mapping[str, str | None]) -> list[_Found]:
        known = self._known(asked)
        if not known or any(term.needed and term not in known for term in asked):
            return []
        whole = len(asked) > _QUESTION
        if whole and len(known) < len(asked):
            return []
        query = _query({term: match for term, (match, _) in known.items()}, whole=whole)
        return self._scored(self._candidates(query, limit, wanted), known, asked, query)

    def _known(self, asked: list[Term]) -> _Known:
        """Of each word that some section holds, how it is looked for and how much it tells."""
        total = self._sql.execute("SELECT count(*) FROM sections").fetchone()[0]
        known = {}
        for term in asked:
            for match in _spellings(term):
                count = "SELECT count(*) FROM sections_fts WHERE sections_fts MATCH ?"
                if often := self._sql.execute(count, (match,)).fetchone()[0]:
                    known[term] = match, math.log(1 + total / often)
                    break
        return known

    def _candidates(self, query: str, limit: int, wanted: Mapping[str, str | None]) -> list[_Row]:
        called = json.dumps([row[0] for row in self._sql.execute(_CALLED, {**wanted, "query": f"({query})"})])
        values = {**wanted, "query": query, "wordless": _WORDLESS, "limit": min(limit, sys.maxsize)}
        found = [row for pages in (None, called) for row in self._sql.execute(_CANDIDATES, {**values, "pages": pages})]
        return list(dict.fromkeys(found))

    def _scored(self, rows: list[_Row], known: _Known, asked: list[Term], query: str) -> list[_Found]:
        """Sections with their score and the words that each lacks, but for those that hold too little."""
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
                score = bm25 * (1 + alike) * math.sqrt(tells[section] / most)
                lacking = tuple(term.words for term in asked if term not in held[section])
                found.append(_Found(gone, bare, score, section, document, lacking, query))
        return found

    def _hit(self, found: _Found) -> Hit:
        *shown, gone_since = self._sql.execute(_SHOWN, {"query": found.query, "section": found.section}).fetchone()
        values = dict(zip(_COLUMNS, (*shown, moment_or_none(gone_since)), strict=True))
        return Hit(**values, score=found.score, left_out=found.lacking)


def _in_order(found: Iterable[_Found]) -> list[_Found]:
    """Best first; of a page the best ones, and the rest of them behind those of other pages."""
    shown: Counter[int] = Counter()
    ranked = []
    for one in sorted(found):
        shown[one.document] += 1
        ranked.append(((one.gone, one.bare, shown[one.document] > _OF_A_PAGE), one))
    ranked.sort(key=lambda entry: entry[0])  # stable: by score within
    return [one for _, one in ranked]


def _alike(term: Term) -> str:
    """A word without its plural, as names differ in it."""
    plain = folded(term.words)
    return plain.removesuffix("s") if len(plain) > _BEGINNING else plain


def _spellings(term: Term) -> list[str]:
    """How a word is looked for, and how if no section has it so."""
    exact = '"' + term.words.replace('"', '""') + '"'
    if term.needed or len(term.words) < _BEGINNING:
        return [exact]
    return [f"{exact} *"] if _DONE.fullmatch(term.words) else [exact, f"{exact} *"]


def _query(known: Mapping[Term, str], *, whole: bool) -> str:
    """All that is never given up, and one of the other words; of a text, all."""
    needed = [match for term, match in known.items() if term.needed or whole]
    others = [match for term, match in known.items() if not (term.needed or whole)]
    return " AND ".join([*needed, *([f"({' OR '.join(others)})"] if others else [])])
