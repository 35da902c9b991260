"""Mayo Clinic (https://www.mayoclinic.org): articles on conditions and procedures, A-Z lists, pages about the clinic.

Read on 47 real pages of October 2022 (seven articles of two kinds, 15 lists, 25 other pages).

Dates: an article prints a bare date at its foot (``.pubdate``): ``unlabelled``. Its meta ``PublishDate`` is
``published``. "By Mayo Clinic Staff" names the author. No page says when it was reviewed.

Pages about the clinic may end with the site's quick links and the steps that lead to them: neither is content.

Pop-up pictures with their explanation stand in the middle of paragraphs: they are images with captions, not sections.
References stand under a button, not a heading. Promotions, the newsletter's form and related links are not content.
"""

from __future__ import annotations

from pipeline.model.document import Crumb, Person, Related, Subject
from pipeline.model.profile import TITLED, Expectations, Pace, RightsRule
from pipeline.parsers.about.fields import bare_date, crumbs, pictures
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import ReaderRule, Reading, Seed, SiteProfile
from pipeline.parsers.walk.joining import as_references, join
from pipeline.parsers.walk.outline import Outline, slug
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from pipeline.urls import Scope

HOST = "www.mayoclinic.org"
_POPUP = ".access-modal"
_REFERENCES = '[id^="dvReferenceList"]'
_BESIDE = (
    *(_POPUP, ".references", ".thin-content-bar", ".thin-content-by", ".requestappt", ".sectionnav", ".pubdate"),
    *(".print", ".share", ".social-share", ".myc-subscription-form", ".myc-loading", ".acces-list-container"),
    *(".internal", '[id^="et-internalPromo"]', ".tableofcontents", ".myc-visuallyhidden", ".sidebar", '[id^="ad-"]'),
)
_ARTICLE = ContentRules(skip=_BESIDE, internal_hosts=(HOST, "mayoclinic.org"))
_TRAIL = ".breadcrumbs"
_SITE_PAGE = ContentRules(
    skip=(
        *(".myc-visuallyhidden", ".visuallyhidden", ".print", ".share", ".mc-print-page", "#filter", "a.top"),
        *(_TRAIL, ".footer-quicklinks", ".footer-quicklinks-two"),
    ),
    internal_hosts=(HOST, "mayoclinic.org"),
)


def is_article(page: Page) -> bool:
    """Any mark that only articles bear."""
    return page.tree.css_first(".thin-content-by, .pubdate, .thin-content-bar") is not None


def read_article(page: Page) -> Reading:
    """Read an article on a condition, a procedure, or care at the clinic.

    Raises:
        SelectionError: it lacks its title, body or date.
    """
    main = page.one(".main")
    title = main.one("header h1").text()
    body = page.one("#main-content").some(".content", at_least=1)[0]
    body.one(".pubdate")
    long_title = page.meta("og:title") or ""
    return Reading(
        title=long_title if long_title.startswith(title) else title,
        content=_content(page, body),
        breadcrumbs=crumbs(main.maybe("header .breadcrumbs")),
        subjects=tuple(Subject(scheme="Mayo Clinic", name=name) for name in page.metas("Subject")),
        related=_related(body),
        images=pictures(body.some(f"{_POPUP} [role=dialog]"), caption=".lightbox-text"),
        dates=tuple(bare_date(page, ".pubdate")),
        people=_byline(body),
    )


def _content(page: Page, body: Element) -> Outline:
    content = outline(page, [body], _ARTICLE)
    sources = body.some(f".references {_REFERENCES}")
    if not sources:
        return content
    anchor = sources[0].attribute("id")
    return join((content, as_references(outline(page, sources, _SITE_PAGE), anchor=anchor)))


def _related(body: Element) -> tuple[Related, ...]:
    """Lists beside the article; their own headings tell what they are ("Associated Procedures", "News ...")."""
    related = []
    for box in body.some(".acces-list-container .list-wrapper"):
        heading = box.node.css_first("h3")
        relation = slug(heading.text()).replace("-", "_") if heading is not None else "related"
        related += [Related(relation=relation, text=link.text(), url=link.address()) for link in box.some("li a[href]")]
    return tuple(related)


def _byline(body: Element) -> tuple[Person, ...]:
    line = body.maybe(".thin-content-by")
    name = line.text().removeprefix("By ").strip() if line is not None else ""
    return (Person(name=name, role="author"),) if name else ()


def is_list(page: Page) -> bool:
    """An A-Z list of conditions, symptoms, procedures or drugs."""
    return page.tree.css_first("#main-content #index") is not None


def read_list(page: Page) -> Reading:
    """Read an A-Z list; every entry is a link of the content.

    Raises:
        SelectionError: it lacks its title or list.
    """
    title = page.some("h1", at_least=1)[0]
    content = outline(page, [page.one("#main-content #index")], _SITE_PAGE)
    return Reading(title=title.text(), content=content, breadcrumbs=_trail(page))


def is_site_page(page: Page) -> bool:
    """Any other page of the clinic's own template."""
    return page.tree.css_first("#main-content") is not None and page.meta("PublishDate") is not None


def read_site_page(page: Page) -> Reading:
    """Read a page about the clinic.

    Raises:
        SelectionError: it lacks its title or content.
    """
    body = page.some("#main-content", at_least=1)[0]
    title = page.some("h1", at_least=1)[0]
    return Reading(title=title.text(), content=outline(page, [body], _SITE_PAGE, title=title), breadcrumbs=_trail(page))


def _trail(page: Page) -> tuple[Crumb, ...]:
    """The steps to a page of the clinic, which its template prints above or below the content."""
    return crumbs(next(iter(page.some(_TRAIL)), None))


_SITEMAPS = ("condition_consolidated_concepts", "patient_consumer_drug", "patient_consumer_faq")

PROFILE = SiteProfile(
    name="mayoclinic",
    publisher="Mayo Foundation for Medical Education and Research",
    scope=Scope(
        hosts=(HOST,),
        include=(r"/(?:diseases-conditions|tests-procedures|symptoms|drugs-supplements|healthy-lifestyle)(?:/|$)",),
        exclude=(r"^/edu/", r"(?i)\.(?:jpe?g|png|gif|svg|css|js|pdf)$", r"[?&]p=1", r"/doctors-departments/"),
    ),
    seeds=tuple(Seed(url=f"https://{HOST}/{name}.xml", kind="sitemap") for name in _SITEMAPS),
    pace=Pace(delay=2.0),
    rights=(
        RightsRule(
            name="mayo-all-rights-reserved",
            status="copyrighted",
            holder="Mayo Foundation for Medical Education and Research",
            statement=(
                "All rights reserved; a single copy may be reprinted for noncommercial personal use "
                "(https://www.mayoclinic.org/about-this-site/terms-conditions-use-policy)"
            ),
        ),
    ),
    expects=Expectations(
        fill={**TITLED, "published": 0.98}, min_sections=2, min_links=1, page_types=("health_article",)
    ),
    readers=(
        ReaderRule(page_type="health_article", recognise=is_article, read=read_article, url=r"/[a-z]{3}-\d{8}$"),
        ReaderRule(page_type="az_list", recognise=is_list, read=read_list),
        ReaderRule(page_type="site_page", recognise=is_site_page, read=read_site_page),
    ),
    date_order="mdy",
)
