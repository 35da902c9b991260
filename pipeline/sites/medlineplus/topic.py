"""Health topics, read on pages served in November 2025 and on the skin of January 2020.

Content is ``.main`` without its table of contents. The columns of that table are the groups of the sections. A link
of a list says in its item who published it (``.orgs``), in which form (``.desccode``, small pictures) and where it
stands in other languages (``.also-lang``): an "Also in ..." link is carried by the link of its item as ``also_in``
and is not counted again. So ``links`` has every ``a[href]`` of ``.main`` outside the table of contents and outside
``.also-lang``.

"Last updated" is ``modified``: by MedlinePlus' own words the summary *or the links* were reviewed and updated then,
which does not say that the summary was. Only the older skin states a review ("Topic last reviewed").
"""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.model.document import Image, Related
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import Reading
from pipeline.parsers.walk.walker import outline
from pipeline.sites.medlineplus import common

_TABLE_OF_CONTENTS = "#toc-section"
_CONTROL = ".section-button"
_SIDE = {
    "encyclopedia-box": "encyclopedia",
    "related-topics": "related_topic",
    "primary-institute-section": "primary_institute",
    "foreign-languages": "other_languages",
    "magazine-box": "magazine",
}
_ALSO_CALLED = ("also called:", "otros nombres:", "también se llama:", "nombres alternativos:")
_LANDMARKS = (*common.LANDMARKS, "#topic-summary", _TABLE_OF_CONTENTS, "aside", "#ht-img-section")
_TOPIC_MARKS = "#topic-summary, #topsum_section, #toc-section, link[href*='/feeds/topics/']"
RIGHTS_RULE = "medlineplus-topic-attribution"


def is_health_topic(page: Page) -> bool:
    """A page that bears any mark of a topic; one that lost some of them is a topic redesigned, and reading it fails."""
    return (
        page.root.attribute("id") == "health_topic"
        or page.tree.css_first(_TOPIC_MARKS) is not None
        or page.meta("DC.Subject.MeSH") is not None
    )


def read_health_topic(page: Page) -> Reading:
    """Read a health topic of either skin.

    Raises:
        SelectionError: the page lacks what every topic has: one article, title, main column and summary.
    """
    page.gather(*_LANDMARKS)
    topic = page.one("article")
    title = topic.one("h1").text()
    main = topic.one(".main")
    main.one("#topic-summary")
    rules = replace(common.TOPIC, skip=(_TABLE_OF_CONTENTS, _CONTROL), groups=_groups(main))
    attributed = [line.text() for line in main.some(".attribution")]
    licensed = common.licence(attributed, RIGHTS_RULE)
    return Reading(
        title=title,
        content=outline(page, [main], rules),
        breadcrumbs=common.breadcrumbs(page),
        also_called=_also_called(topic),
        subjects=common.subjects(page),
        related=tuple(_related(topic)),
        images=_topic_image(topic),
        dates=tuple(common.foot_dates(page)),
        people=() if licensed is not None else common.attribution(attributed),
        alternates=common.language_switch(page),
        rights=licensed,
    )


def _groups(main: Element) -> dict[str, str]:
    """Anchor of a section -> heading of the column of the table of contents that lists it."""
    groups: dict[str, str] = {}
    heading = None
    contents = main.some(_TABLE_OF_CONTENTS)
    for entry in (entry for table in contents for entry in table.some(".toccolumn h3, .toccolumn a[href]")):
        if entry.node.tag == "h3":
            heading = entry.text()
        elif heading is not None and (anchor := entry.attribute("href") or "").startswith("#"):
            groups[anchor[1:]] = heading
    return groups


def _also_called(topic: Element) -> tuple[str, ...]:
    stated = topic.maybe(".alsocalled")
    if stated is None:
        return ()
    words = stated.text()
    for label in _ALSO_CALLED:
        if words.lower().startswith(label):
            words = words[len(label) :]
            break
    return tuple(name for part in words.split(", ") if (name := part.strip()))


def _related(topic: Element) -> list[Related]:
    related: list[Related] = []
    for box in (section for aside in topic.some("aside") for section in aside.some("section[id]")):
        relation = _SIDE.get(box.attribute("id") or "")
        if relation is not None:
            related += common.listed(box, relation)
    return related


def _topic_image(topic: Element) -> tuple[Image, ...]:
    box = topic.maybe("#ht-img-section")
    if box is None:
        return ()
    return tuple(
        Image(url=url, alt=image.attribute("alt"), caption=None, section_id=None)
        for image in box.some("img")
        if (url := image.address("src")) is not None
    )
