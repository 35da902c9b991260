"""Pages that the library writes itself, in plain columns: medical tests, genetics, recipes, lists, and about the site.

No whole page was at hand. Medical tests: ``html#lab_test``, one ``.mp-content`` for each question (``h2``),
references in ``.mp-refs``. Genetics: ``.mp-exp[data-bookmark]`` (description, frequency, causes, inheritance,
synonyms; function and conditions of a gene) around an ``h2`` and ``.mp-content``; pages of the former Genetics Home
Reference said "Reviewed: November 2008" and "Published: March 28, 2011" in ``div.datestamp``. Recipes: ``itemtype``
schema.org/Recipe.

Lists (A to Z, groups of topics, indexes of encyclopedia, drugs, tests and genes, the front pages): ``ul#index``
(encyclopedia, drugs), ``ul.withident`` (genetics, tests), ``li.item`` (topics). A list is worth its links: they feed
discovery, and a list without a single link is a broken one.

On medical tests and genetics pages "Last updated" says, by the library's own words, when the page "was reviewed and
updated": two claims, ``reviewed`` and ``modified``.
"""

from __future__ import annotations

import re

from pipeline.model.document import Related
from pipeline.parsers.about.titles import head_title, title_heading
from pipeline.parsers.dates import Label
from pipeline.parsers.generic import read_any
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import Reading
from pipeline.parsers.walk.walker import outline
from pipeline.sites.medlineplus import common
from pipeline.sites.medlineplus.urls import page_type_of

GENETICS = ("genetics_condition", "genetics_gene", "genetics_chromosome", "genetics_primer")
SITE = ("site_page", "video_page", "languages_page")
_MARKS = {
    "lab_test": "html#lab_test, article .mp-content, article .main h2",
    "recipe": '[itemtype*="schema.org/Recipe"], article .main',
    **dict.fromkeys(GENETICS, "article [data-bookmark], article .mp-content"),
    **dict.fromkeys(SITE, "h1"),
    "hub": "ul#index, ul.withident, li.item, article, #mplus-content",
}
_SYNONYMS = '[data-bookmark="synonyms"]'
_SIDE_HEADS = (
    (re.compile(r"health topics|temas de salud", re.IGNORECASE), "related_topic"),
    (re.compile(r"medical tests|pruebas m[eé]dicas", re.IGNORECASE), "related_test"),
)


def recognise(page_type: str, page: Page) -> bool:
    """A page at such an address that bears the marks of its kind."""
    return page_type_of(page.url) == page_type and page.tree.css_first(_MARKS[page_type]) is not None


def read_reviewed(page: Page) -> Reading:
    """Read a medical test or a genetics page: "Last updated" is a review there.

    Raises:
        SelectionError: the page lacks one article and title, or has no heading.
    """
    article = page.one("article")
    article.some("h2", at_least=1)
    return _read(page, article, labels=common.REVIEWED_AND_UPDATED)


def read_recipe(page: Page) -> Reading:
    """Read a recipe.

    Raises:
        SelectionError: the page lacks one article and title, or has no heading.
    """
    article = page.one("article")
    article.some("h2, h3", at_least=1)
    return _read(page, article, labels=())


def read_hub(page: Page) -> Reading:
    """Read a list.

    Raises:
        SelectionError: it links nowhere, or has more than one article.
    """
    root = [*page.some("article", at_most=1), *page.some("#mplus-content"), page.one("body")][0]
    root.some("a[href]", at_least=1)
    named = head_title(page)
    heading = title_heading(page, root, named)
    title = heading.text() if heading is not None else named
    return Reading(
        title=title or page.url,
        content=outline(page, [root], common.rules(".page-info", "aside", "form"), title=heading),
        breadcrumbs=common.breadcrumbs(page),
        dates=tuple(common.foot_dates(page)),
        alternates=common.language_switch(page),
    )


def read_site_page(page: Page) -> Reading:
    """Read a page about the site, a video page or a list of handouts in other languages, as any page is read."""
    return read_any(page)


def _read(page: Page, article: Element, *, labels: tuple[Label, ...]) -> Reading:
    heading, root = article.one("h1"), common.column(article)
    skip = (".page-info", "aside", ".datestamp", "section:has(> .section > .section-header .side-list)")
    return Reading(
        title=heading.text(),
        content=outline(page, [root], common.rules(*skip), title=heading),
        breadcrumbs=common.breadcrumbs(page),
        also_called=_also_called(article),
        subjects=common.subjects(page),
        related=_related(article),
        dates=tuple(common.foot_dates(page, labels)),
        alternates=common.language_switch(page),
    )


def _also_called(article: Element) -> tuple[str, ...]:
    stated = article.maybe(".alsocalled")
    names = [stated.text().partition(":")[2]] if stated is not None else []
    names += [item.text() for box in article.some(_SYNONYMS) for item in box.some("li")]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _related(article: Element) -> tuple[Related, ...]:
    """The boxes beside the content, by what their heads say."""
    found: list[Related] = []
    for box in article.some("aside section"):
        head = box.node.css_first("h2, h3")
        words = head.text() if head is not None else ""
        relation = next((name for pattern, name in _SIDE_HEADS if pattern.search(words)), "see_also")
        found += common.listed(box, relation)
    return tuple({(one.relation, one.url): one for one in found}.values())
