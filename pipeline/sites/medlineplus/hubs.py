"""Lists: A to Z, groups of topics, indexes of encyclopedia, drugs, tests, genes; the front pages.

Known marks: ``ul#index`` (encyclopedia, drugs), ``ul.withident`` (genetics, tests), ``li.item`` (topics). A list is
worth its links: they feed discovery, and a list without a single link is a broken one.
"""

from __future__ import annotations

from pipeline.parsers.about.titles import head_title, title_heading
from pipeline.parsers.page import Page
from pipeline.parsers.profile import Reading
from pipeline.parsers.walk.walker import outline
from pipeline.sites.medlineplus import common
from pipeline.sites.medlineplus.urls import page_type_of

_MARKS = "ul#index, ul.withident, li.item, article, #mplus-content"


def is_hub(page: Page) -> bool:
    """A page at the address of a list."""
    return page_type_of(page.url) == "hub" and page.tree.css_first(_MARKS) is not None


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
