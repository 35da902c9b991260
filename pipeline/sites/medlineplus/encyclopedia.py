"""The A.D.A.M. Medical Encyclopedia on MedlinePlus: articles, patient instructions, images, presentations.

In both languages. Written to the markup of articles as they stood in February 2025 and July 2026 (``#d-article``,
``#ency_summary``, sections with ``.section-title`` and ``.section-body``, the last one headed "Review Date
M/D/YYYY"). No whole page was at hand of images, presentations, quizzes and the Spanish side; they share the article's
frame, and selections that fail protect us where they do not.

The section under "Review Date" says who reviewed: "Updated by" introduces the reviewer of that date, "Also reviewed
by" the editors. It stays a section (kind ``notice``); its date and names are claims and people besides. On Spanish
pages the same words give the date on which the *English* version was reviewed: role ``source_reviewed``, scope
``source``; numeric dates are in US order on both sides. The list of related topics at the end of the column repeats
the one beside it and is ``related``, not content.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.model.dates import DateClaim
from pipeline.model.document import Related
from pipeline.parsers.about.fields import claims_in
from pipeline.parsers.element_words import words_of
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import Reading
from pipeline.parsers.walk.walker import outline
from pipeline.sites.medlineplus import common
from pipeline.sites.medlineplus.reviewers import reviewers
from pipeline.sites.medlineplus.urls import is_spanish, page_type_of

PAGE_TYPES = (
    *("encyclopedia_article", "patient_instructions", "image_page", "patient_image", "presentation"),
    *("anatomy_video", "encyclopedia_quiz"),
)
HOLDER = "A.D.A.M., Inc."
_ROOT_IDS = frozenset({"article", "ency", "imagepage", "presentation", "carepoint", "quiz", "anatomyvideo"})
_REVIEW = "#section-version"
_REVIEW_SECTION = f"section:has({_REVIEW})"
_RELATED_SECTION = "section:has(#section-mtp)"
_NAMES = re.compile(r"\s*;\s*")


def recognise(page_type: str, page: Page) -> bool:
    """A page at such an address that bears a mark of the encyclopedia."""
    return page_type_of(page.url) == page_type and (
        page.tree.css_first("#d-article, #ency_summary, #section-version") is not None
        or (page.root.attribute("id") or "") in _ROOT_IDS
    )


def read_article(page: Page) -> Reading:
    """Read an article or patient instructions.

    Raises:
        SelectionError: the page lacks what every article has: one title, one column, a section or a summary, the
            review it ends with.
    """
    return _read(page, reviewed=True)


def read_illustration(page: Page) -> Reading:
    """Read an image page, a step of a presentation, a video page or a quiz; some state no review.

    Raises:
        SelectionError: the page lacks title or column.
    """
    return _read(page, reviewed=False)


def _read(page: Page, *, reviewed: bool) -> Reading:
    article = page.one("article")
    heading = article.one("h1")
    main = article.one(".main, .main-single")
    if reviewed:
        main.some("#ency_summary, .section-body", at_least=1)
        main.one(_REVIEW)
    review = main.maybe(_REVIEW_SECTION)
    content = outline(page, [main], common.rules(_RELATED_SECTION, notices=(_REVIEW,)))
    aside = article.maybe("aside")
    return Reading(
        title=heading.text(),
        content=content,
        breadcrumbs=common.breadcrumbs(page),
        also_called=_also_called(main),
        subjects=common.subjects(page),
        related=_related(main, aside),
        dates=tuple(_dates(page, review)),
        people=reviewers(review.text()) if review is not None else (),
        alternates=common.language_switch(page),
        rights=common.stated_licence(page, "A.D.A.M", HOLDER, "medlineplus-adam-statement"),
    )


def _dates(page: Page, review: Element | None) -> list[DateClaim]:
    claims = common.foot_dates(page)
    if review is None:
        return claims
    headings = review.some("h2, h3")
    stated = [claim for heading in headings for claim in claims_in(page, words_of(heading.node), _REVIEW)]
    if is_spanish(page.url):
        stated = [
            replace(claim, role="source_reviewed", scope="source") if claim.role == "reviewed" else claim
            for claim in stated
        ]
    return stated + claims


def _also_called(main: Element) -> tuple[str, ...]:
    stated = main.maybe("#section-Alt")
    if stated is None:
        return ()
    return tuple(name.strip(" .") for name in _NAMES.split(stated.text()) if name.strip(" ."))


def _related(main: Element, aside: Element | None) -> tuple[Related, ...]:
    """Related topics: of the box beside the article, else of its repetition at the end of the column."""
    boxes: list[Element] = []
    if aside is not None:
        boxes = [box for box in aside.some(".side-section") if box.node.css_first(".img-grid") is None]
    if not boxes:
        boxes = main.some("#section-mtp")
    found = [one for box in boxes for one in common.listed(box, "related_topic")]
    return tuple({one.url: one for one in found}.values())
