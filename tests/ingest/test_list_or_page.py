"""Addresses of lists that pages link or lead to: what is a list is read as one, whoever named it first."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from pipeline.demo.behaviours import Redirect, Rule
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from tests.ingest.bench import ORIGIN, Bench, bench, small_site
from tests.ingest.test_lists import index

LATE = "topic000005.html"
ALL = Plan(sites=("medlineplus",))


def listing(*names: str) -> Page:
    entries = "".join(f"<url><loc>{ORIGIN}/{name}</loc></url>" for name in names)
    return Page(body=f"<urlset>{entries}</urlset>".encode(), content_type="application/xml")


def first(count: int) -> list[str]:
    return [f"topic{number:06d}.html" for number in range(count)]


def linking_to(path: str) -> dict[str, Page | tuple[bytes, str]]:
    """Six topics, of which the first links to a path, and of which nobody but a list names the last."""
    pages = small_site(6)
    for name, page in tuple(pages.items()):
        assert isinstance(page, Page)
        body = page.body.replace(LATE.encode(), b"topic000004.html") if LATE not in name else page.body
        if name == "/topic000000.html":
            link = f'<ul class="bulletlist"><li><a href="{path}">Site map</a></li>'.encode()
            body = body.replace(b'<ul class="bulletlist">', link)
        pages[name] = replace(page, body=body)
    pages["/sitemap.xml"] = listing(*first(5))
    return pages


def nights(made: Bench, count: int, **apart: float) -> None:
    for _ in range(count):
        assert made.run(ALL).run.verdict == "ok"
        made.later(**apart)


@pytest.mark.parametrize("code", [301, 302])
def test_a_list_is_read_though_a_page_that_leads_to_it_was_asked_first(tmp_path: Path, code: Literal[301, 302]) -> None:
    """What the page's look brought is not taken for what the list said: the list's own look finds the new page."""
    made_so = Rule(path="/map", behaviour=Redirect(to="/sitemap.xml", code=code))
    with bench(tmp_path, linking_to("/map"), made_so) as made:
        made.config = replace(made.config, schedule=replace(made.config.schedule, interval_days=7.0))
        made.run()
        before = len(made.records())
        with made.reading() as store:
            state = store.url_state(f"{ORIGIN}/map")
        assert state is not None
        assert state.next_due is not None
        while made.clock.now() < state.next_due:
            made.run()
            made.later(days=1)
        made.site.put("/sitemap.xml", listing(*first(6)))
        made.run()
        assert "/map" in made.asked()
        nights(made, 7, days=1)
        assert (before, len(made.records())) == (5, 6)


def test_a_page_that_leads_to_a_list_for_good_keeps_its_record(tmp_path: Path) -> None:
    """A list is where no page moves to; the page stands as it was, and is read again when it answers."""
    page = f"{ORIGIN}/{LATE}"
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        record = made.records()[page]
        made.site.tell(Rule(path=f"/{LATE}", behaviour=Redirect(to="/sitemap.xml", code=301)))
        made.later(hours=26)
        nights(made, 3, hours=26)
        assert (len(made.records()), made.records()[page]) == (6, record)
        made.site.tell(keep=False)
        made.run()
        with made.reading() as store:
            state = store.url_state(page)
        assert state is not None
        assert (state.status, state.moved_to, made.records()[page]) == ("unchanged", None, record)


@pytest.mark.parametrize("night", [0, 2], ids=["in-the-same-run", "later"])
def test_what_was_taken_for_a_page_is_read_as_a_list_once_it_is_named_as_one(tmp_path: Path, night: int) -> None:
    """A page links to it before an index names it; the page that it alone names is found."""
    pages = linking_to("/more.xml")
    listed = pages.pop("/sitemap.xml")
    pages["/more.xml"] = listing(LATE)
    names = ["part.xml", "more.xml"] if not night else ["part.xml"]
    pages |= {"/part.xml": listed, "/sitemap.xml": index(*names)}
    with bench(tmp_path, pages) as made:
        nights(made, max(night, 2), hours=26)
        if night:
            assert len(made.records()) == 5
            made.site.put("/sitemap.xml", Page(body=index("part.xml", "more.xml")[0], content_type="application/xml"))
            nights(made, 2, hours=26)
        assert f"{ORIGIN}/{LATE}" in made.records()


def test_a_page_that_was_read_stays_one_though_an_index_names_it(tmp_path: Path) -> None:
    """Only what never was a page can turn out to be a list."""
    pages = small_site(2)
    listed = pages.pop("/sitemap.xml")
    pages |= {"/part.xml": listed, "/sitemap.xml": index("part.xml")}
    with bench(tmp_path, pages) as made:
        nights(made, 1, hours=26)
        named = index("part.xml", "topic000001.html")[0]
        made.site.put("/sitemap.xml", Page(body=named, content_type="application/xml"))
        nights(made, 2, hours=26)
        with made.reading() as store:
            (asked,) = store.due(now=made.clock.now(), urls=(f"{ORIGIN}/topic000001.html",))
            assert (asked.kind, store.counts().documents) == ("page", 2)
