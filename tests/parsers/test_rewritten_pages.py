"""Changes of a page's HTML that say nothing to its readers change nothing of its record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import sites
from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.sites import GENERIC, by_name
from tests.captures import capture_of
from tests.parsers.rewritten import ENCODED, FORMS, LABELLED, WRAPPED, serialised, with_labels, without_names

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = (
    *("medlineplus/topic-en", "medlineplus/drug-en", "medlineplus/herb-es", "cdc/pcd-kite-flying"),
    *("nhs/*", "mayoclinic/spoon-thumb", "healthdirect/hat-headache"),
)
UNKNOWN = (
    *("medlineplus/topic-en", "medlineplus/labtest-en", "medlineplus/condition-en", "medlineplus/encyclopedia-en"),
    *("cdc/pcd-kite-flying", "mayoclinic/spoon-thumb", "healthdirect/hat-headache", ""),
)
UNNAMED = (
    *("medlineplus/encyclopedia-en", "medlineplus/instructions-en", "medlineplus/labtest-en", "medlineplus/labtest-es"),
    *("medlineplus/image-en", "medlineplus/leukemia-2020", "niddk/sandwich-stomach"),
)
OWN = """<!doctype html><html lang="en"><head><title>Sleep | Example</title></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/a">All pages</a></li></ul></nav></header>
<div class="site"><div class="text"><h1>Sleep</h1>
<p class="by">Medically reviewed by Anna B. Name, MD, on <b>March 3, 2024</b></p>
<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow to learn what
is new and to do what is known — at 37 °C as well as at 39 °C.</p>
<h2>How long</h2>
<p>Adults need between seven and nine hours of it a night, children more; the hours before midnight count no more than
those after it, whatever people say, and 8 hours are no rule.</p>
<p>More can be found at <a href="https://sleep.example.net/hours">the hours of sleep</a>.</p>
<h2>Where to ask</h2>
<p>The latest information for professionals is on the <a href="https://pro.example.net/">pages of the clinic</a>.</p>
<h2>What helps</h2>
<ul><li>Darkness, quiet, and a room that is not too warm, 18 °C say.</li><li>The same hour every day.</li></ul>
<p>Whoever has slept badly for more than three weeks asks a doctor, who asks about medicines, coffee, worries and the
bed, and only then about a laboratory for sleep, of which there are few.</p>
</div></div>
<footer><div><ul><li>Imprint</li></ul></div>
<span>© 2019-2024 Example Health Foundation</span><p>Last updated: 18/3/2024</p></footer></body></html>"""


def pages() -> list[Any]:
    """Pages of several publishers and one of none."""
    files = [file for name in PAGES for file in sorted(FIXTURES.glob(f"{name}.html"))]
    found = [pytest.param(str(file), id=f"{file.parent.name}/{file.stem}") for file in files]
    return [pytest.param("", id="own"), *found]


def told(page: str | bytes, url: str, content_type: str) -> dict[str, Any]:
    site = sites.for_url(url) if "example.org" not in url else by_name(GENERIC)
    document = read(capture_of(page, url=url, content_type=content_type), site)
    return what_is_told(document)


def what_is_told(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "kind": document.page_type,
        "sections": [(one.level, said(one.heading), one.kind, said(one.text)) for one in document.sections],
        "links": [(link.url, said(link.text)) for link in document.links],
        "dates": sorted({(one.role, one.value, one.scope) for one in document.dates}),
        "chosen": [document.reviewed, document.modified, document.published, document.next_review_due],
        "people": [(one.name, one.credentials, one.affiliation, one.role) for one in document.people],
        "rights": (
            document.rights.status,
            document.rights.holder,
            "".join((document.rights.statement or "").split()),
            document.rights.rule,
        ),
    }


def said(words: str | None) -> str:
    return " ".join((words or "").split())


def source_of(name: str) -> tuple[str, str]:
    if not name:
        return serialised(OWN.encode()), "https://example.org/sleep"
    file = Path(name)
    return serialised(file.read_bytes()), json.loads(file.with_suffix(".json").read_bytes())["url"]


@pytest.mark.parametrize("name", pages())
def test_the_same_page_written_otherwise_is_the_same_record(name: str) -> None:
    """Indented, commented, with elements, soft hyphens or fixed spaces in its words, with blocks around paragraphs."""
    page, url = source_of(name)
    plain = told(page, url, "text/html; charset=utf-8")
    for form, rewrite in FORMS.items():
        rewritten = rewrite(page)
        assert rewritten != page, form
        assert told(rewritten, url, "text/html; charset=utf-8") == plain, form


@pytest.mark.parametrize("rewrite", WRAPPED)
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_page_of_an_unknown_publisher_is_the_same_however_its_blocks_are_wrapped(
    name: str, rewrite: Callable[[str], str]
) -> None:
    """Builders and frameworks put any number of elements around the same words."""
    page, _ = source_of(str(FIXTURES / f"{name}.html") if name else "")
    rewritten = rewrite(page)
    assert rewritten != page
    url = "https://example.org/sleep"
    plain, other = (told(each, url, "text/html; charset=utf-8") for each in (page, rewritten))
    assert other == plain


@pytest.mark.parametrize("name", UNNAMED)
def test_a_page_of_an_unknown_publisher_has_the_same_text_where_nothing_names_its_parts(name: str) -> None:
    """Landmarks that are plain blocks, classes and ids of signs: what is content is told by how it is built."""
    page, url = source_of(str(FIXTURES / f"{name}.html"))[0], "https://example.org/sleep"
    plain, other = (told(each, url, "text/html; charset=utf-8") for each in (page, without_names(page)))
    assert [one[1::2] for one in other["sections"]] == [one[1::2] for one in plain["sections"]]
    assert other["title"] == plain["title"]


@pytest.mark.parametrize("name", pages())
def test_the_same_page_in_other_bytes_is_the_same_record(name: str) -> None:
    """A byte order mark, other ends of lines, another charset that is declared."""
    page, url = source_of(name)
    plain = told(page, url, "text/html; charset=utf-8")
    for form, encode in ENCODED.items():
        assert told(*encode(page)[:1], url, encode(page)[1]) == plain, form


@pytest.mark.parametrize("way", LABELLED.values(), ids=LABELLED.keys())
@pytest.mark.parametrize(
    "name",
    [
        *("medlineplus/condition-en", "medlineplus/labtest-en", "medlineplus/drug-en"),
        *("medlineplus/herb-en", "cancer_org/button-cancer", "nhlbi/drum-heart"),
    ],
)
def test_a_label_and_its_day_are_the_same_date_however_they_are_set(name: str, way: str) -> None:
    """In elements side by side, in lines, in blocks: a page with a profile keeps its review date in a new design."""
    page, url = source_of(str(FIXTURES / f"{name}.html"))
    rewritten = with_labels(page, way)
    assert rewritten != page
    plain, other = (told(each, url, "text/html; charset=utf-8") for each in (page, rewritten))
    assert (other["chosen"], other["dates"]) == (plain["chosen"], plain["dates"])
