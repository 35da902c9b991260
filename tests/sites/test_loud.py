"""Loud when the world changes: a spoilt template raises an issue and blocks its site; healthy pages raise none.

A saved page of every profile plays a run of twelve: the same template under twelve addresses. A mutation is what a
redesign or a wall does to all of them at once; what the run before stored is known, as it is in a real run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline import sites
from pipeline.ingest.health import SiteHealth
from pipeline.model.issue import Issue
from pipeline.reading import read_capture
from tests.captures import capture_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
RUN = 12
"""Pages of a run; more than health asks for before it judges."""


@cache
def saved(name: str) -> tuple[str, str]:
    """The template and the address of the saved page that a site's expectations speak of first."""
    promised = [reader.page_type for reader in sites.by_name(name).readers]
    pairs = [
        (promised.index(expected["page_type"]), page.read_text("utf-8"), str(expected["url"]))
        for page in sorted((FIXTURES / name).glob("*.html"))
        for expected in [json.loads(page.with_suffix(".json").read_bytes())]
    ]
    _, html, url = min(pairs)
    return html, url


def pages(name: str) -> list[tuple[str, str]]:
    """Twelve pages of one template: other addresses, another number in the text of each."""
    html, url = saved(name)
    return [(renumbered(url, number), html.replace(" of ", f" of {number} ", 1)) for number in range(RUN)]


def renumbered(url: str, number: int) -> str:
    """The same kind of address with other digits or another last word."""
    head, slash, last = url.rstrip("/").rpartition("/")
    if re.search(r"\d{4}", last):
        return f"{head}{slash}{re.sub(r'[0-9]{4}', lambda found: f'{int(found[0]) - number:04d}', last, count=1)}"
    return url.replace(last.partition(".")[0], f"{last.partition('.')[0]}-{chr(97 + number)}")


@cache
def shapes(name: str) -> dict[str, tuple[int, int]]:
    """Sections and links of the healthy pages, as the run before stored them."""
    profile = sites.by_name(name)
    read = {url: read_capture(capture_of(html, url), profile).document for url, html in pages(name)}
    return {url: (len(page.sections), len(page.links)) for url, page in read.items() if page is not None}


def judged(name: str, run: list[tuple[str, str]]) -> tuple[list[Issue], list[Issue]]:
    """What reading says of the pages, and what health says of the site, the run before in its memory."""
    profile = sites.by_name(name)
    health = SiteHealth()
    raised: list[Issue] = []
    for url, html in run:
        reading = read_capture(capture_of(html, url), profile)
        raised += reading.issues
        if reading.document is not None or any(issue.severity == "error" for issue in reading.issues):
            health.add(reading.document, profile, before=shapes(name).get(url))
    return raised, list(health.shortfalls())


PUBLISHERS = [name for name, profile in sites.profiles().items() if profile.readers and name != "medlineplus"]
MAIN = {
    "cdc": 'class="syndicate"',
    "mayoclinic": 'class="content"',
    "nhs": "nhsuk-main-wrapper",
    "nci": "article>",
    "fda": 'role="main"',
    "who": "sf-detail-body-wrapper",
    "clevelandclinic": "main>",
    "healthdirect": "mainContentArticleText",
}
"""What each template calls its main part; ``main`` elsewhere."""
DATES = {
    "nhs": r"<div class=\"nhsuk-review-date\">.*?</div>",
    "cdc": r"<meta property=\"cdc:last_reviewed\"[^>]*>|Last Reviewed:\s*<span id=\"last-reviewed-date\">[^<]*</span>",
    "nci": r"<div class=\"cgdp-document-dates\">.*?</div>",
    "niddk": r"<p>Last Reviewed[^<]*</p>",
    "nhlbi": r"<p>Last updated[^<]*</p>",
    "fda": r"<li class=\"node-current-date\">.*?</li>",
    "who": r"<span class=\"timestamp\">.*?</span>",
    "mayoclinic": r"<meta name=\"PublishDate\"[^>]*>|<div class=\"pubdate\">.*?</div>",
    "clevelandclinic": r"<p>Last reviewed[^<]*</p>",
    "cancer_org": r"<p>Last (?:Medical Review|Revised)[^<]*</p>",
    "patient_info": r"<p>Last updated[^<]*</p>",
    "healthdirect": r"<p>Last reviewed[^<]*</p>",
}
"""The block that carries the dates."""

WALL = """<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1><p>{words}</p>
<form action="/go"><input name="x"><button>Go on</button></form></body></html>"""


def renamed_main(name: str, html: str) -> str:
    mark = MAIN.get(name, "main")
    return html.replace(
        mark,
        mark.replace("main", "zone")
        .replace("content", "zone")
        .replace("syndicate", "zone")
        .replace("article", "zone")
        .replace("wrapper", "zone"),
    )


def removed_dates(name: str, html: str) -> str:
    return re.sub(DATES[name], "", html, flags=re.DOTALL)


def title_without_heading(name: str, html: str) -> str:
    del name
    return re.sub(r"<(/?)h1\b", r"<\1div", html)


def headings_gone(name: str, html: str) -> str:
    del name
    return re.sub(r"<(/?)h[2-6]\b", r"<\1p", html)


def consent_wall(name: str, html: str) -> str:
    del name, html
    return WALL.format(title="We value your privacy", words="We and our 812 partners store cookies. Accept all?")


def login_page(name: str, html: str) -> str:
    del name, html
    return WALL.format(title="Log in", words="Please log in to read on. User name and password.")


def empty_body(name: str, html: str) -> str:
    del name
    return re.sub(r"<body.*</body>", "<body></body>", html, flags=re.DOTALL)


def script_shell(name: str, html: str) -> str:
    del name
    return re.sub(
        r"<body.*</body>", '<body><div id="root"></div><script src="/a.js"></script></body>', html, flags=re.S
    )


MUTATIONS: list[Callable[[str, str], str]] = [
    renamed_main,
    removed_dates,
    title_without_heading,
    headings_gone,
    consent_wall,
    login_page,
    empty_body,
    script_shell,
]
CASES = [(name, mutation) for name in PUBLISHERS for mutation in MUTATIONS]


@pytest.mark.parametrize(("name", "mutation"), CASES, ids=[f"{name}-{change.__name__}" for name, change in CASES])
def test_a_spoilt_template_blocks_its_site(name: str, mutation: Callable[[str, str], str]) -> None:
    """A redesign or a wall on every page of a run is an error that stops the site's publication."""
    spoilt = [(url, mutation(name, html)) for url, html in pages(name)]
    assert all(html != whole for (_, html), (_, whole) in zip(spoilt, pages(name), strict=True))
    _, shortfalls = judged(name, spoilt)
    assert shortfalls
    assert all(issue.severity == "error" for issue in shortfalls)


def test_there_are_enough_mutations() -> None:
    """At least fifty spoilt templates over all publishers are tried."""
    assert len(CASES) >= 50


def other_words(html: str) -> str:
    return re.sub(r"<p>([^<]{20,})</p>", r"<p>\1 So it is said.</p>", html)


def more_sections(html: str) -> str:
    return re.sub(r"(<h2\b[^>]*>)", r"<h2>Another matter</h2><p>Said before.</p>\1", html, count=1)


def other_noise(html: str) -> str:
    html = re.sub(r"(<body[^>]*>)", r"\1<div class='banner'>Storm warning</div>", html, count=1)
    return html.replace("</head>", '<meta name="build" content="7f3a"></head>')


def new_assets(html: str) -> str:
    return html.replace("</body>", "<script>var nonce='9f2c'</script></body>").replace("2026", "2027")


def unchanged(html: str) -> str:
    return html


CLEAN: list[Callable[[str], str]] = [unchanged, other_words, more_sections, other_noise, new_assets]
CLEAN_RUNS = [(name, change, turn) for name in PUBLISHERS for change in CLEAN for turn in (0, 1)]


@pytest.mark.parametrize(
    ("name", "change", "turn"),
    CLEAN_RUNS,
    ids=[f"{name}-{change.__name__}-{turn}" for name, change, turn in CLEAN_RUNS],
)
def test_a_healthy_run_raises_nothing(name: str, change: Callable[[str], str], turn: int) -> None:
    """Other words, more sections, banners and new scripts are no drift: no issue, no block."""
    run = [(url, change(html)) for url, html in pages(name)]
    raised, shortfalls = judged(name, run if turn == 0 else run[::-1] * 2)
    assert raised == []
    assert shortfalls == []


def test_there_are_enough_healthy_runs() -> None:
    """At least a hundred healthy runs are tried."""
    assert len(CLEAN_RUNS) >= 100


def test_a_few_broken_pages_do_not_block_a_site() -> None:
    """One page in twenty may break; more is the site's doing."""
    whole = pages("nhs") + [(url.replace("/glass", "/glas"), html) for url, html in pages("nhs")]
    one = [(url, empty_body("nhs", html)) if number == 0 else (url, html) for number, (url, html) in enumerate(whole)]
    assert judged("nhs", one)[1] == []
    three = [(url, empty_body("nhs", html)) if number < 3 else (url, html) for number, (url, html) in enumerate(whole)]
    assert [issue.code for issue in judged("nhs", three)[1]] == ["unreadable-pages"]
