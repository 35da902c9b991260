"""Pages of MedlinePlus that lost what their kind promises: read loudly or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import parsers, sites
from pipeline.errors import ReadError
from pipeline.sites.medlineplus.reviewers import reviewers
from tests.captures import capture_of

DEMO = Path(__file__).parents[2] / "fixtures" / "demo-site"
FACTS: dict[str, dict[str, Any]] = json.loads((DEMO / "entries.json").read_bytes())
ARTICLE, TEST, DRUG = "/ency/article/004101.htm", "/lab-tests/urine-sample-test/", "/druginfo/meds/a690102.html"
GENE, HERB = "/genetics/gene/glw1/", "/druginfo/natural/9901.html"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (ARTICLE, 'id="section-version"', 'id="version"'),
        (ARTICLE, 'class="main"', 'class="column"'),
        (ARTICLE, "<h1", "<h2"),
        (ARTICLE, "<article>", "<div>"),
        (ARTICLE, "</article>", "</article><article>more</article>"),
        (DRUG, 'id="side-effects"', 'id="effects"'),
        (DRUG, 'id="why"', 'id="reason"'),
        (DRUG, "<h1", "<h2"),
        (TEST, "<h1", "<h2"),
        (TEST, "<article>", "<div>"),
        (GENE, "data-bookmark", "data-mark"),
        (HERB, "<h2>", "<h4>"),
    ],
)
def test_a_renamed_part_is_an_error(path: str, old: str, new: str) -> None:
    """A page whose marks or promised parts were renamed gives no record, neither by its reader nor by another."""
    page = (DEMO / FACTS[path]["file"]).read_text("utf-8")
    assert old in page
    broken = page.replace(old, new)
    if path == GENE:
        broken = broken.replace("mp-content", "content")
    url = FACTS[path]["url"]
    with pytest.raises(ReadError) as caught:
        parsers.read(capture_of(broken.encode(), url), sites.for_url(url))
    assert url in caught.value.message


@pytest.mark.parametrize("path", [ARTICLE, TEST, DRUG, GENE])
def test_a_wall_at_a_promised_address_is_an_error(path: str) -> None:
    """A login page where an article, test, drug or gene should be is never stored as one."""
    wall = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><article><h1>Sign in</h1></article></html>"
    url = FACTS[path]["url"]
    with pytest.raises(ReadError):
        parsers.read(capture_of(wall, url), sites.for_url(url))


def named(text: str) -> list[tuple[str, str | None, str | None, str]]:
    return [(one.name, one.credentials, one.affiliation, one.role) for one in reviewers(text)]


def test_reviewers_are_told_apart_with_all_that_is_said_of_them() -> None:
    """Names, letters behind them, affiliations and titles, in English and on the Spanish side."""
    assert named(
        "Updated by: Ann B. Field, MD, MPH, Chair, Department of Walks, Exampletown, EX. Review provided by Demo "
        "Network. Also reviewed by Bo Stone, MD, MHA, Medical Director, Cy Ward, Editorial Director, and the A.D.A.M. "
        "Editorial team."
    ) == [
        ("Ann B. Field", "MD, MPH", "Chair, Department of Walks, Exampletown, EX", "reviewer"),
        ("Bo Stone", "MD, MHA", "Medical Director", "also_reviewed"),
        ("Cy Ward", None, "Editorial Director", "also_reviewed"),
        ("A.D.A.M. Editorial team", None, None, "also_reviewed"),
    ]
    assert named(
        "Versión en inglés revisada por: Ann Field, DO. Also reviewed by Bo Stone, MD, Medical Director. "
        "Traducción y localización realizada por: Demo Tango, Inc."
    ) == [
        ("Ann Field", "DO", None, "reviewer"),
        ("Bo Stone", "MD", "Medical Director", "also_reviewed"),
        ("Demo Tango, Inc.", None, None, "translator"),
    ]
    assert named("Nobody is named here.") == []
