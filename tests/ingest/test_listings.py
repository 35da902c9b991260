"""A server's own list of a folder: its links are followed, and it is no page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.demo.behaviours import Replace, Rule
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from tests.ingest.bench import HOST, ORIGIN, Bench, bench, small_site

NGINX = """<html><head><title>Index of /pub/</title></head><body><h1>Index of /pub/</h1><hr><pre><a href="../">../</a>
<a href="/pub/asthma.html">asthma.html</a>            01-Mar-2024 10:00    4096
</pre><hr></body></html>"""
APACHE = """<html><head><title>Index of /pub</title></head><body><h1>Index of /pub</h1><table><tr>
<th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
<tr><td><a href="/">Parent Directory</a></td><td>&nbsp;</td></tr>
<tr><td><a href="asthma.html">asthma.html</a></td><td>2024-03-01 10:00</td></tr></table></body></html>"""
IIS = f"""<html><head><title>{HOST} - /pub/</title></head><body><H1>{HOST} - /pub/</H1><hr><pre>
<A HREF="/">[To Parent Directory]</A><br> 3/1/2024 10:00 AM  4096 <A HREF="/pub/asthma.html">asthma.html</A><br></pre>
</body></html>"""


def night(made: Bench) -> set[str]:
    made.later(hours=26)
    made.run(Plan(sites=("medlineplus",), force=True))
    return {path for path in made.asked() if path.startswith("/pub/")}


@pytest.mark.parametrize("listing", [NGINX, APACHE, IIS], ids=["nginx", "Apache", "IIS"])
def test_a_listing_is_followed_and_makes_no_record(tmp_path: Path, listing: str) -> None:
    """What lies in the folder is asked; the list is not, in any other order, nor is anything above it."""
    pages = small_site(6)
    pages |= {"/pub/asthma.html": pages["/topic000001.html"], "/pub/": Page(body=listing.encode())}
    with bench(tmp_path, pages) as made:
        made.run()
        made.run(Plan(urls=(f"{ORIGIN}/pub/",)))
        assert night(made) == {"/pub/", "/pub/asthma.html"}
        assert [url for url in made.records() if "/pub/" in url] == [f"{ORIGIN}/pub/asthma.html"]
        with made.reading() as store:
            assert [(row.code, row.severity) for row in store.issues(url=f"{ORIGIN}/pub/")] == [
                ("server-listing", "info")
            ]


def test_a_page_in_whose_place_its_folder_is_listed_stands_and_is_told(tmp_path: Path) -> None:
    """Its index.html was lost: an error, and the record is that of before."""
    pages = small_site(6)
    pages |= {"/pub/asthma.html": pages["/topic000001.html"], "/pub/": pages["/topic000002.html"]}
    with bench(tmp_path, pages) as made:
        made.run()
        made.run(Plan(urls=(f"{ORIGIN}/pub/",)))
        before = made.records()[f"{ORIGIN}/pub/"]
        made.site.tell(Rule(path="/pub/", behaviour=Replace(text=NGINX)))
        night(made)
        assert made.records()[f"{ORIGIN}/pub/"] == before
        with made.reading() as store:
            assert ("server-listing", "error") in [
                (row.code, row.severity) for row in store.issues(url=f"{ORIGIN}/pub/")
            ]
