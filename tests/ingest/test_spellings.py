"""A server that gives one page under several spellings of its address, and says nothing of it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from pipeline.demo.behaviours import Replace as Say
from pipeline.demo.behaviours import Rule, Status
from pipeline.demo.pages import Page
from tests.ingest.bench import ORIGIN, Bench, bench, small_site


def spelt_twice(count: int) -> dict[str, Page | tuple[bytes, str]]:
    """A site whose sitemap names every topic a second time in capitals; half of the topics declare their address."""
    pages = small_site(count)
    listed = pages["/sitemap.xml"]
    assert isinstance(listed, Page)
    more = b""
    for number in range(count):
        path = f"/topic{number:06d}.html"
        page = pages[path]
        assert isinstance(page, Page)
        if number % 2:
            page = replace(page, body=page.body.replace(b'<link rel="canonical"', b'<link rel="nothing"'))
        pages[path] = pages[path.upper()] = page
        more += b"<url><loc>https://medlineplus.gov%b</loc></url>\n" % path.upper().encode()
    pages["/sitemap.xml"] = replace(listed, body=listed.body.replace(b"</urlset>", more + b"</urlset>"))
    return pages


def spellings(made: Bench) -> list[tuple[str, str]]:
    with made.reading() as store:
        return store._sql.execute("SELECT reason, url FROM aliases ORDER BY url").fetchall()


def test_every_page_is_there_once(tmp_path: Path) -> None:
    """Twelve topics under two spellings each are twelve records, over later runs too."""
    with bench(tmp_path, spelt_twice(12)) as made:
        first = made.run()
        assert (first.run.verdict, first.run.counts.new, first.run.counts.redirected) == ("ok", 12, 12)
        assert len(made.records()) == 12
        assert [reason for reason, _ in spellings(made)] == ["spelling"] * 12
        for days in (1.5, 1.5, 1.5):
            made.later(days=days)
            again = made.run()
            # the thirteenth is the A-Z list
            counts = again.run.counts
            assert (again.run.verdict, counts.new, counts.changed, counts.unchanged) == ("ok", 0, 0, 13)
        assert len(made.records()) == 12


def test_a_page_that_is_gone_under_one_spelling_goes_on_under_the_other(tmp_path: Path) -> None:
    """Where it lived there is a 404 for good; its record, with its id, lives where it still answers."""
    with bench(tmp_path, spelt_twice(8)) as made:
        made.run()
        before = made.records()
        alias = next(url for _, url in spellings(made) if "000001" in url.lower())
        home = next(url for url in before if url.lower() == alias.lower())
        with made.reading() as store:
            ids = set(store._sql.execute("SELECT id FROM documents"))
        made.site.tell(Rule(path=home.removeprefix(ORIGIN), behaviour=Status(code=404)))
        for _ in range(5):
            made.later(days=1.5)
            assert made.run().run.verdict == "ok"
        with made.reading() as store:
            assert set(store._sql.execute("SELECT id FROM documents WHERE gone_since IS NULL")) == ids
            assert [change.kind for change in store.changes() if change.url == alias][-2:] == ["returned", "changed"]
        assert set(made.records()) == {*before} - {home} | {alias}


def test_a_spelling_that_says_something_else_is_a_page_of_its_own(tmp_path: Path) -> None:
    """A site that tells capitals apart: the next look at them finds another page, and one more record."""
    pages = spelt_twice(5)
    other = pages["/topic000003.html"]
    assert isinstance(other, Page)
    with bench(tmp_path, {path: page for path, page in pages.items() if "000003" not in path}) as made:
        made.run()
        kept = made.records()
        assert len(kept) == 4
        alias = next(url for _, url in spellings(made) if "000001" in url)
        made.later(days=9)
        made.site.tell(Rule(path=alias.removeprefix(ORIGIN), behaviour=Say(text=other.body.decode())))
        assert made.run().run.counts.new == 1
        assert set(made.records()) == {*kept, alias}
