"""Drugs and herbs on MedlinePlus: AHFS consumer medication information and Natural Medicines, both languages.

No whole page was at hand. Written to what is known of the markup of drug pages: an ``article`` with ``h1``, a
pronunciation (``#d-pronunciation``), sections whose elements carry fixed ids (``#why``, ``#how``, ``#precautions``,
``#side-effects``, ``#overdose``, ``#brand-name-1``, ...), each with ``.section-title`` and ``.section-body``. Herbs
are taken to share that frame.

The texts are licensed. "Last Revised - MM/DD/YYYY" is the licensor's date of revision of this document: ``modified``;
"Last reviewed - MM/DD/YYYY" of the herbs is ``reviewed``. Both in US order, in Spanish too.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.model.dates import DateClaim
from pipeline.parsers.about.fields import claims_in
from pipeline.parsers.dates import Label
from pipeline.parsers.element_words import words_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import Reading
from pipeline.parsers.walk.walker import outline
from pipeline.sites.medlineplus import common
from pipeline.sites.medlineplus.urls import page_type_of

AHFS = "American Society of Health-System Pharmacists"
NATURAL_MEDICINES = "Therapeutic Research Center"
DRUG_SECTIONS = (
    "#warning, #why, #how, #other-uses, #precautions, #special-dietary, #if-i-forget, #side-effects, "
    "#storage-conditions, #overdose, #other-information, #brand-name-1"
)
_LABEL = 40
"""Characters of the longest label that stands in a block of its own, before its day."""
_REVISED = re.compile(r"revised|revisi[oó]n|revisado|reviewed|updated", re.IGNORECASE)
_AHFS_LABELS = tuple(
    Label(words, ("modified",))
    for words in ("last revised", "ultima revision", "documento revisado", "fecha de la ultima revision")
)
_BRANDS = "#brand-name-1, #brand-name-2"


def is_drug(page: Page) -> bool:
    """A page at a drug's address with a section of a drug."""
    return page_type_of(page.url) == "drug" and page.tree.css_first(DRUG_SECTIONS) is not None


def is_herb(page: Page) -> bool:
    """A page at a herb's address with sections."""
    return page_type_of(page.url) == "herb" and page.tree.css_first("article h1") is not None


def read_drug(page: Page) -> Reading:
    """Read a drug monograph.

    Raises:
        SelectionError: the page lacks one article and title, or the sections why, how and side effects.
    """
    article = page.one("article")
    article.one("#why, #how-why")
    article.one("#side-effects")
    return _read(page, article, ("AHFS", AHFS, "medlineplus-ahfs-statement"), labels=_AHFS_LABELS)


def read_herb(page: Page) -> Reading:
    """Read a monograph of a herb or supplement.

    Raises:
        SelectionError: the page lacks one article, a title or two headings.
    """
    article = page.one("article")
    article.some("h2", at_least=2)
    rights = ("Research", NATURAL_MEDICINES, "medlineplus-natural-medicines-statement")
    return _read(page, article, rights, labels=())


def _read(page: Page, article: Element, rights: tuple[str, str, str], *, labels: tuple[Label, ...]) -> Reading:
    heading, root = article.one("h1"), common.column(article)
    dates = _revisions(article, labels)
    return Reading(
        title=heading.text(),
        content=outline(page, [root], common.rules(".page-info", notices=("#section-warning",)), title=heading),
        breadcrumbs=common.breadcrumbs(page),
        also_called=_brands(article),
        subjects=common.subjects(page),
        dates=tuple(dates + [claim for claim in common.foot_dates(page) if claim not in dates]),
        alternates=common.language_switch(page),
        rights=common.stated_licence(page, *rights),
    )


def _revisions(article: Element, labels: tuple[Label, ...]) -> list[DateClaim]:
    """Labelled dates in those text lines of the article that speak of a revision; a date said twice is one claim.

    A line may go over several elements; most are one text, which is found sooner.
    """
    lines = article.node.text(separator="\n").splitlines()
    return _dates_in(lines, article, labels) or _dates_in(words_of(article.node).split("\n"), article, labels)


def _dates_in(lines: list[str], article: Element, labels: tuple[Label, ...]) -> list[DateClaim]:
    found: dict[tuple[str, str], DateClaim] = {}
    for line, after in pairwise([*lines, ""]):
        if _REVISED.search(line):
            stated = claims_in(article.page, " ".join(line.split()), "article", labels=labels)
            if not stated and len(line) <= _LABEL:
                below = claims_in(article.page, f"{line}\n{after}", "article", labels=labels)
                stated = [claim for claim in below if claim.label and line.strip().startswith(claim.label)]
            for claim in stated:
                found.setdefault((claim.role, claim.value), claim)
    return list(found.values())


def _brands(article: Element) -> tuple[str, ...]:
    """Brand names: what the page calls the drug besides."""
    names = (
        item.text().replace("®", "").replace("™", "").replace("¶", "").strip()
        for box in article.some(_BRANDS)
        for item in box.some("li")
    )
    return tuple(dict.fromkeys(name for name in names if name))
