"""Made-up topic pages in any number, the same ones every time: for benchmarks and scale tests."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from pipeline.demo.changes import written_date
from pipeline.demo.pages import PLACEHOLDER, Page

_WORD_LIST = (
    "blood bone breath care cause child clinic cold cough daily diet doctor dose early exam eye family "
    "fever food foot hand head health heart heat hour infection injury joint kidney lung medicine minute "
    "muscle nerve night nurse pain plan plenty pressure rest risk salt scan sign skin sleep step sugar "
    "sun swelling symptom test throat tissue tooth treatment vaccine vision walk water week weight wound "
    "year young "
)
_WORDS = _WORD_LIST.split()
_ORGANIZATIONS = ("Harbor Health Library", "Lantern Clinic Group", "Northfield School of Nursing", "Open Ward Project")
_SECTIONS = (
    (51, "Start Here", "Basics"),
    (92, "Diagnosis and Tests", "Basics"),
    (78, "Treatments and Therapies", "Basics"),
    (77, "Living With", "Learn More"),
    (47, "Related Issues", "Learn More"),
    (79, "Statistics and Research", "Research"),
    (83, "Find an Expert", "Resources"),
    (69, "Patient Handouts", "For You"),
)


def synthetic_site(count: int, size: int) -> dict[str, Page]:
    """``count`` topic-like pages of about ``size`` bytes, with robots.txt, sitemap.xml and a list of all topics.

    The same arguments give the same bytes. Page N is ``/topicNNNNNN.html``.
    """
    names = [f"topic{number:06d}" for number in range(count)]
    topics = {f"/{name}.html": _topic(names, number, size) for number, name in enumerate(names)}
    return topics | lists_of(names)


def lists_of(names: list[str]) -> dict[str, Page]:
    """What leads to the pages of these names: robots.txt, sitemap.xml, and a list of them."""
    pages = {}
    listed = "".join(f'<li><a href="{PLACEHOLDER}/{name}.html">{name}</a></li>\n' for name in names)
    pages["/healthtopics.html"] = Page(
        body=f'<!DOCTYPE html><html lang="en"><head><title>Health Topics | MedlinePlus</title></head><body><article>'
        f'<h1>Health Topics</h1><div class="main"><ul>{listed}</ul></div></article></body></html>'.encode(),
        rewrite=True,
    )
    entries = "".join(f"<url><loc>{PLACEHOLDER}/{name}.html</loc></url>\n" for name in names)
    pages["/sitemap.xml"] = Page(
        body='<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n".encode(),
        content_type="application/xml",
        rewrite=True,
    )
    robots = f"User-agent: *\nDisallow: /private/\nSitemap: {PLACEHOLDER}/sitemap.xml\n"
    pages["/robots.txt"] = Page(body=robots.encode(), content_type="text/plain; charset=utf-8", rewrite=True)
    return pages


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


def _paragraph(rng: random.Random) -> str:
    return f"<p>{_words(rng, rng.randint(18, 40)).capitalize()}.</p>\n"


def _topic(names: list[str], number: int, size: int) -> Page:
    rng = random.Random(f"1-{number}")  # noqa: S311
    name = names[number]
    title = f"{_words(rng, 2).title()} {number}"
    day = date(2018, 1, 1) + timedelta(days=rng.randrange(2900))
    toc: dict[str, list[str]] = {}
    sections = []
    for code, heading, group in _SECTIONS:
        toc.setdefault(group, []).append(f'<li><a title="Go to: {heading}" href="#cat_{code}">{heading}</a></li>')
        links = "\n".join(_link(rng, names) for _ in range(rng.randint(3, 6)))
        sections.append(
            f'<a name="cat_{code}"></a>\n<section id="cat_{code}_section"><div class="section">'
            f'<div class="section-header"><div class="section-title"><h2>{heading}</h2></div></div>\n'
            f'<div id="section{code}" class="section-body">'
            f'<ul class="bulletlist">\n{links}\n</ul></div></div></section>\n'
        )
    columns = "".join(
        f'<div class="toccolumn"><h3>{group}</h3><ul class="bulletlist">{"".join(items)}</ul></div>\n'
        for group, items in toc.items()
    )
    page = _frame(name, title, day, columns, "".join(sections))
    summary = ""
    while len(page) + len(summary) < size:
        items = "".join(f"<li>{_words(rng, 5).capitalize()}</li>\n" for _ in range(rng.randint(3, 6)))
        summary += f"<h3>What about {_words(rng, 3)}?</h3>\n" + "".join(_paragraph(rng) for _ in range(6))
        summary += f"<p>It may help to know:</p><ul>\n{items}</ul>\n"
    return Page(
        body=page.replace("{summary}", summary).encode(),
        last_modified=datetime.combine(day, time(), UTC),
        rewrite=True,
    )


def _link(rng: random.Random, names: list[str]) -> str:
    text = _words(rng, 4).capitalize()
    if rng.random() < 0.4:
        href, target = f"{PLACEHOLDER}/{rng.choice(names)}.html", ""
    else:
        href, target = f"https://library.example/{rng.randrange(10**6)}", ' target="TheNewWin"'
    return (
        f'<li>\n<a href="{href}"{target} data-sid="{rng.randrange(10**5)}">{text}</a>\n'
        f'<span class="desc-text"><span class="orgs"> ({rng.choice(_ORGANIZATIONS)})</span></span></li>'
    )


def _frame(name: str, title: str, day: date, columns: str, sections: str) -> str:
    url = f"{PLACEHOLDER}/{name}.html"
    menu = "".join(f'<li><a href="{PLACEHOLDER}/menu{n}.html">Menu {n}</a></li>\n' for n in range(40))
    return f"""<!DOCTYPE html>
<html lang="en" id="health_topic" class="nojs us">
<head>
<meta charset="utf-8" />
<link rel="canonical" href="{url}" />
<meta name="description" content="A made-up page about {title}." />
<meta name="DC.Title" content="{title}"/>
<meta name="DC.Subject.MeSH" content="{title}"/>
<meta name="DC.Relation.IsPartOf" content="Made Up"/>
<meta name="DC.Identifier.URL" content="{url}"/>
<meta name="DC.Publisher" content="National Library of Medicine"/>
<meta name="DC.Language" content="eng"/>
<meta name="DC.Date.Modified" content="{day.isoformat()}"/>
<meta name="NLMDC.Date.Modified.Major" content=""/>
<meta name="DC.Date.Created" content="2010-01-01"/>
<title>{title} | MedlinePlus</title>
</head>
<body>
<header><ul id="mplus-menu-list">{menu}</ul></header>
<div id="topic"><article>
<div class="page-info"><div class="page-title syndicate"><h1 itemprop="name">{title}</h1></div></div>
<div class="main">
<section id="toc-section"><div id="table-of-contents"><span class="toc-label">On this page</span>
{columns}</div></section>
<a name="summary"></a>
<section id="topsum_section"><div class="summary-title syndicate"><h2>Summary</h2></div>
<div id="topic-summary" class="syndicate">{{summary}}</div></section>
{sections}</div>
</article></div>
<footer><div class="date"><span id="lastupdate">Last updated {written_date(day, "en")}</span></div></footer>
</body>
</html>
"""
