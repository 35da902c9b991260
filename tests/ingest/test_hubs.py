"""Lists beside what is stored: a list that names more than we hold says so, until we hold it."""

from __future__ import annotations

from pathlib import Path

from pipeline.demo.behaviours import Redirect, Rule, Status
from pipeline.demo.pages import Page
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

HUB = f"{ORIGIN}/healthtopics.html"


def pages() -> dict[str, Page | tuple[bytes, str]]:
    made = small_site(12)
    links = "".join(f'<li class="item"><a href="{ORIGIN}/topic{n:06d}.html#top">T{n}</a></li>' for n in range(12))
    hub = f'<!DOCTYPE html><html lang="en"><body><article><h1>All</h1><ul>{links}</ul></article></body></html>'
    made["/healthtopics.html"] = (hub.encode(), "text/html")
    made["/sitemap.xml"] = (f"{HUB}\n".encode(), "text/plain")
    return made


def behind(made: Bench) -> list[tuple[str | None, str]]:
    with made.reading() as store:
        return [(row.url, row.message) for row in store.issues(site="medlineplus") if row.code == "hub-behind"]


def test_a_list_feeds_discovery(tmp_path: Path) -> None:
    """Twelve pages that only a list names are found through it and stored; nothing is said of a list that is whole."""
    with bench(tmp_path, pages()) as made:
        assert made.run().run.counts.new == 13
        assert made.records().keys() >= {HUB, f"{ORIGIN}/topic000011.html"}
        assert behind(made) == []


def test_a_list_that_names_more_than_is_stored_says_so_until_it_is(tmp_path: Path) -> None:
    """Told once nothing is due any more; taken back when the missing page has come."""
    with bench(tmp_path, pages(), Rule(path="/topic000003.html", behaviour=Status(code=404))) as made:
        made.run()
        assert behind(made) == [(HUB, f"{HUB} lists 12 pages, 11 of them are stored")]
        made.site.tell()
        made.later(days=9)
        made.run()
        assert behind(made) == []


def test_a_listed_address_that_leads_to_a_stored_page_is_stored(tmp_path: Path) -> None:
    """One of the twelve has moved onto another, one is listed in capitals under which its page answers as well."""
    made_of = pages()
    hub = made_of["/healthtopics.html"]
    assert isinstance(hub, tuple)
    made_of["/healthtopics.html"] = (hub[0].replace(b"/topic000005.html", b"/TOPIC000006.HTML"), "text/html")
    made_of["/TOPIC000006.HTML"] = made_of["/topic000006.html"]
    moved = Rule(path="/topic000003.html", behaviour=Redirect(to=f"{ORIGIN}/topic000004.html"))
    with bench(tmp_path, made_of, moved) as made:
        made.run()
        with made.reading() as store:
            assert [(row.listed, row.stored) for row in store.hub_counts("medlineplus")] == [(12, 12)]
        assert behind(made) == []


def test_a_list_that_is_missing_says_so(tmp_path: Path) -> None:
    """The pages it named stay; the trouble ends when it answers again."""
    with bench(tmp_path, pages()) as made:
        made.run()
        made.site.tell(Rule(path="/healthtopics.html", behaviour=Status(code=404)))
        made.later(hours=60)
        made.run()
        with made.reading() as store:
            assert [(row.url, row.code) for row in store.issues()] == [(HUB, "list-missing")]
        assert len(made.records()) == 13
        made.site.tell()
        made.later(days=9)
        made.run()
        with made.reading() as store:
            assert list(store.issues()) == []
