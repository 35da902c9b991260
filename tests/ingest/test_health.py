"""What a run says of a site whose pages are not what its profile expects, or not what they were."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline import sites
from pipeline.ingest.health import SiteHealth
from pipeline.model.document import Document
from pipeline.model.profile import Expectations
from pipeline.parsers.generic import read_any
from pipeline.parsers.profile import ReaderRule, SiteProfile
from pipeline.urls import Scope
from tests.storage.storage_pages import document

EXPECTS = Expectations(fill={"title": 1.0, "modified": 0.8}, min_sections=2, min_links=3)
PROFILE = SiteProfile(
    name="example", publisher="Example", version="1", scope=Scope(hosts=("health.example",)), expects=EXPECTS
)


def told(
    pages: list[Document | None], *, profile: SiteProfile = PROFILE, before: tuple[int, int] | None = None
) -> dict[str, str]:
    """What is said of a site of which these pages were read."""
    health = SiteHealth()
    for page in pages:
        health.add(page, profile, before=before)
    issues = list(health.shortfalls())
    assert {issue.severity for issue in issues} <= {"error"}
    return {issue.code: issue.message for issue in issues}


def test_a_site_that_is_what_its_profile_expects_is_well() -> None:
    """Few pages say nothing, and one page in twenty may be odd, or one of however few."""
    good = document()
    assert told([good] * 20) == {}
    assert told([None] * 9) == {}
    assert told([None, *[good] * 19]) == {}
    assert told([document(links=2), *[good] * 19]) == {}
    assert told([None, *[good] * 9]) == told([document(links=2), *[good] * 9]) == {}
    assert told([replace(good, title=None), *[good] * 9]) == {}


@pytest.mark.parametrize("odd", [document(links=2), document(texts=("One section.",))])
def test_pages_with_less_than_is_expected_are_told(odd: Document) -> None:
    """Too few sections or too few links on more than one page in twenty."""
    assert told([odd, odd, *[document()] * 37]) == {
        "thin-pages": "2 of 39 health_topic pages have fewer than 2 sections or 3 links"
    }
    assert told([odd] * 9) == {}


def test_pages_that_no_reader_reads_are_told() -> None:
    """More than one in twenty of ten or more."""
    assert told([None, None, *[document()] * 37]) == {"unreadable-pages": "2 of 39 pages could not be read"}


def test_pages_of_many_publishers_say_nothing_of_each_other() -> None:
    """A list of links that somebody keeps has dead ones on it; the pages of all others stayed out of every export."""
    assert told([*[None] * 6, *[document()] * 60], profile=sites.by_name("generic")) == {}


@pytest.mark.parametrize(
    ("filled", "message"), [(8, None), (7, "modified is filled on 7 of 10 health_topic pages (70.0%), ")]
)
def test_a_field_that_stays_empty_more_often_than_is_expected_is_told(filled: int, message: str | None) -> None:
    """By its share of the pages of this kind."""
    pages: list[Document | None] = [document()] * filled
    pages += [replace(document(), modified=None)] * (10 - filled)
    found = told(pages)
    assert set(found) == ({"field-missing"} if message else set())
    assert found.get("field-missing", "").startswith(message or "")


def test_a_share_just_below_what_is_expected_is_told_as_less() -> None:
    """Rounded to the digits of the threshold, 97.96 % looks like the 98 % that are asked for."""
    pages: list[Document | None] = [document()] * 799
    found = told(pages + [replace(document(), modified=None)] * 200)["field-missing"]
    assert found == "modified is filled on 799 of 999 health_topic pages (79.98%), 80.00% are expected"


@pytest.mark.parametrize(
    ("sections", "links", "shrunk"),
    [(4, 3, True), (3, 3, False), (2, 6, True), (2, 5, False), (2, 3, False)],
)
def test_pages_that_lost_half_of_what_they_had_are_told(sections: int, links: int, shrunk: bool) -> None:
    """Half of the sections or of the links, and more than one of them, on more than one page in ten."""
    pages: list[Document | None] = [document()] * 10
    found = told(pages, before=(sections, links))
    assert set(found) == ({"shrunk-pages"} if shrunk else set())
    assert told(pages[:9], before=(sections, links)) == {}


def test_one_page_in_ten_may_shrink() -> None:
    """More is the site's doing; pages of which nothing was held before are not compared."""
    health = SiteHealth()
    for number in range(30):
        health.add(document(), PROFILE, before=None if number < 20 else (9, 9) if number == 20 else (2, 3))
    assert list(health.shortfalls()) == []
    health.add(document(), PROFILE, before=(9, 9))
    assert [issue.code for issue in health.shortfalls()] == ["shrunk-pages"]


def test_each_kind_of_page_is_held_to_what_is_expected_of_it() -> None:
    """Its reader's own expectation before the profile's, which may speak of some kinds only."""
    index = replace(document(links=0, texts=()), page_type="index")

    one = ReaderRule(page_type="index", recognise=lambda page: True, read=read_any)
    own = replace(one, expects=Expectations(min_sections=0, min_links=1))
    topics = replace(EXPECTS, page_types=("health_topic",))
    assert set(told([index] * 10)) == {"thin-pages"}
    assert told([index] * 10, profile=replace(PROFILE, expects=topics)) == {}
    assert set(told([index] * 10, profile=replace(PROFILE, expects=topics, readers=(own,)))) == {"thin-pages"}
    assert told([index] * 10, profile=replace(PROFILE, expects=topics, readers=(one,))) == {}
