"""The kind of page behind every address of MedlinePlus."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline import sites
from pipeline.sites.medlineplus.urls import is_spanish, page_type_of
from tools.corpus import CORPUS

SITEMAP_2024 = {
    "encyclopedia_article": (3574, 3574),
    "image_page": (1941, 1941),
    "drug": (1845, 1838),
    "health_topic": (1024, 1023),
    "patient_instructions": (909, 909),
    "presentation": (773, 773),
    "genetics_gene": (1495, 0),
    "genetics_condition": (1314, 0),
    "lab_test": (300, 300),
    "hub": (242, 162),
    "languages_page": (329, 0),
    "genetics_primer": (107, 106),
    "herb": (100, 100),
    "site_page": (119, 43),
    "anatomy_video": (78, 78),
    "encyclopedia_quiz": (53, 62),
    "patient_image": (24, 24),
    "genetics_chromosome": (25, 0),
    "video_page": (5, 5),
}
"""Kind -> pages in English and in Spanish."""


@pytest.mark.corpus
def test_every_url_of_the_sitemap_has_a_kind() -> None:
    """All 25,195 URLs of December 2024 are typed, none unknown; the table of counts by kind and language."""
    file = CORPUS / "medlineplus" / "urls-2024-12.txt"
    urls = file.read_text("utf-8").split()
    assert len(urls) == 25_195
    found = Counter((page_type_of(url), is_spanish(url)) for url in urls)
    assert {kind: (found[kind, False], found[kind, True]) for kind, _ in found} == SITEMAP_2024


@pytest.mark.corpus
def test_every_topic_page_we_hold_has_a_topics_address() -> None:
    """The 41 real topics are typed as topics by their addresses alone."""
    topics = CORPUS / "medlineplus" / "topics"
    names = [page.stem for page in topics.glob("*.html")]
    assert {page_type_of(f"https://medlineplus.gov/{name}.html") for name in names} == {"health_topic"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "hub"),
        ("/", "hub"),
        ("/spanish/", "hub"),
        ("/leukemia.html?utm_source=email#summary", "health_topic"),
        ("/spanish/leukemia.html", "health_topic"),
        ("/skinhairandnails.html", "hub"),
        ("/ency/article/003122.htm", "encyclopedia_article"),
        ("/spanish/ency/esp_imagepages/17108.htm", "image_page"),
        ("/ency/presentations/100110_3.htm", "presentation"),
        ("/ency/encyclopedia_A.htm", "hub"),
        ("/lab-tests", "hub"),
        ("/lab-tests/protein-in-urine/", "lab_test"),
        ("/spanish/pruebas-de-laboratorio/proteina-en-orina", "lab_test"),
        ("/druginfo/meds/a682159.html", "drug"),
        ("/spanish/druginfo/meds/a682159-es.html", "drug"),
        ("/druginfo/drug_Aa.html", "hub"),
        ("/druginfo/natural/1000.html", "herb"),
        ("/genetics/condition/achondroplasia/", "genetics_condition"),
        ("/genetics/condition-a/", "hub"),
        ("/genetics/gene/fgfr3/", "genetics_gene"),
        ("/genetics/understanding/basics/dna/", "genetics_primer"),
        ("/recipes/baked-tofu/", "recipe"),
        ("/recipes/low-sodium/", "hub"),
        ("/about/using/usingcontent/", "site_page"),
        ("/some/new/shape.aspx", "unknown"),
    ],
)
def test_an_address_tells_its_kind(path: str, kind: str) -> None:
    """Path decides; query, fragment, a trailing slash and the origin do not."""
    assert page_type_of(f"https://medlineplus.gov{path}") == kind
    assert page_type_of(f"http://127.0.0.1:8000{path}") == kind


def test_every_kind_has_a_reader_and_says_whose_it_is() -> None:
    """No kind that an address can have is left to the generic reader, or without a rule of rights."""
    profile = sites.by_name("medlineplus")
    read = {rule.page_type for rule in profile.readers}
    ruled = {kind for rule in profile.rights for kind in rule.page_types}
    assert read >= {*SITEMAP_2024, "recipe"}
    assert ruled >= read
    assert all(rule.expects is not None for rule in profile.readers)
