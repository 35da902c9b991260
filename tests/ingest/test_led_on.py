"""The end of a redirect is asked with what its own address gave us, and its 304 counts for the page that is there."""

from __future__ import annotations

from pathlib import Path

from pipeline.demo.behaviours import Redirect, Replace, Rule, Soft404
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

ALL = Plan(sites=("medlineplus",), force=True)
ONE, TWO, THREE = (f"/topic00000{number}.html" for number in (1, 2, 3))


def night(made: Bench) -> list[tuple[str, bool, int]]:
    """One run over everything a day and a bit later; what it asked of the three pages, in order."""
    made.later(hours=26)
    assert made.run(ALL).run.verdict == "ok"
    return [
        (entry.path, entry.conditional, entry.status) for entry in made.site.requests if entry.path in (ONE, TWO, THREE)
    ]


def test_the_end_of_a_redirect_is_asked_conditionally(tmp_path: Path) -> None:
    """With its own validators, whichever address leads there; where it leads elsewhere tonight, with those of there."""
    with bench(tmp_path, small_site(8), Rule(path=ONE, behaviour=Redirect(to=f"{ORIGIN}{TWO}", code=302))) as made:
        made.run(ALL)
        asked = night(made)
        assert (ONE, False, 302) in asked
        assert asked.count((TWO, True, 304)) == 2
        made.site.tell(Rule(path=ONE, behaviour=Redirect(to=f"{ORIGIN}{THREE}", code=302)))
        asked = night(made)
        assert asked.count((TWO, True, 304)) == 1
        assert asked.count((THREE, True, 304)) == 2
        with made.reading() as store:
            assert [change.kind for change in store.changes()] == ["new"] * 7
            led, stayed = store.url_state(f"{ORIGIN}{ONE}"), store.url_state(f"{ORIGIN}{TWO}")
            assert led is not None
            assert led.moved_to == f"{ORIGIN}{THREE}"
            assert stayed is not None
            assert stayed.status == "unchanged"


def test_what_changed_behind_a_redirect_comes_whole(tmp_path: Path) -> None:
    """And the night after it is asked with the validators of the new state."""
    leads = Rule(path=ONE, behaviour=Redirect(to=f"{ORIGIN}{TWO}", code=302))
    pages = small_site(8)
    before = pages[TWO]
    assert isinstance(before, Page)
    with bench(tmp_path, pages, leads) as made:
        made.run(ALL)
        page = before.body.decode().replace("</p>", " and more</p>", 1)
        made.site.tell(leads, Rule(path=TWO, behaviour=Replace(text=page)))
        assert (TWO, True, 200) in night(made)
        assert set(night(made)) >= {(TWO, True, 304)}
        with made.reading() as store:
            assert [change.kind for change in store.changes()].count("changed") == 1


def test_an_address_that_leads_to_anothers_page_for_good_ends_also_where_that_answers_304(tmp_path: Path) -> None:
    """Its history stays, ended on the second night, and no answer had to come whole for it."""
    with bench(tmp_path, small_site(8)) as made:
        made.run(ALL)
        made.site.tell(Rule(path=ONE, behaviour=Redirect(to=f"{ORIGIN}{TWO}")))
        for _ in range(3):
            assert all(conditional for path, conditional, _ in night(made) if path == TWO)
        with made.reading() as store:
            assert [(change.kind, change.url) for change in store.changes() if change.kind != "new"] == [
                ("gone", f"{ORIGIN}{ONE}")
            ]


def test_the_trouble_of_an_address_is_over_when_it_leads_to_a_page_that_is_held(tmp_path: Path) -> None:
    """A soft 404 that becomes a redirect leaves no open issue."""
    with bench(tmp_path, small_site(8), Rule(path=ONE, behaviour=Soft404())) as made:
        made.run(ALL)
        with made.reading() as store:
            assert [issue.code for issue in store.issues()] == ["soft-404"]
        made.site.tell(Rule(path=ONE, behaviour=Redirect(to=f"{ORIGIN}{TWO}", code=302)))
        assert (TWO, True, 304) in night(made)
        with made.reading() as store:
            assert [issue.code for issue in store.issues()] == []


def test_a_list_behind_a_redirect_is_asked_conditionally(tmp_path: Path) -> None:
    """``/sitemap.xml`` that leads to ``/sitemap_index.xml`` every night: one list, asked once."""
    pages = small_site(8)
    pages["/sitemap_index.xml"] = pages["/sitemap.xml"]
    leads = Rule(path="/sitemap.xml", behaviour=Redirect(to=f"{ORIGIN}/sitemap_index.xml", code=302))
    with bench(tmp_path, pages, leads) as made:
        assert made.run(ALL).run.counts.new == 8
        made.later(hours=26)
        made.run(ALL)
        asked = [(entry.conditional, entry.status) for entry in made.site.requests if "sitemap_index" in entry.path]
        assert asked == [(True, 304)]


def test_a_database_that_is_built_again_takes_a_304_behind_a_redirect_for_what_it_was(tmp_path: Path) -> None:
    """Its archive record refers to the answer that is held for the page it speaks of."""
    with bench(tmp_path, small_site(8)) as made:
        made.run(ALL)
        made.site.tell(Rule(path=ONE, behaviour=Redirect(to=f"{ORIGIN}{TWO}")))
        night(made), night(made)
        with made.reading() as store:
            before = [(change.kind, change.url, change.at) for change in store.changes()]
            state = store.url_state(f"{ORIGIN}{TWO}")
        made.database.unlink()
        made.run(Plan(sites=("medlineplus",), limit=1))
        with made.reading() as store:
            assert [(change.kind, change.url, change.at) for change in store.changes()] == before
            assert state is not None
            assert store.url_state(f"{ORIGIN}{TWO}") == state
