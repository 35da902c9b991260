"""The demo site's pages: built from their content, complete, our own, and found wherever the package is."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from selectolax.lexbor import LexborHTMLParser

from pipeline.demo.locate import demo_root
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from tests import processes
from tools.corpus import CORPUS

ROOT = Path(__file__).parents[2]
FACTS: dict[str, dict[str, Any]] = json.loads((demo_root() / "expected.json").read_text("utf-8"))
ENTRIES: dict[str, dict[str, Any]] = json.loads((demo_root() / "entries.json").read_text("utf-8"))


def undamaged(path: str) -> str:
    raw = Path(demo_root() / FACTS[path]["file"]).read_text("utf-8")
    return raw.encode("latin-1").decode("utf-8") if FACTS[path]["damaged"] else raw


def squeezed(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with serve_in_thread(DemoSite(demo_root())) as running:
        yield running


def test_the_committed_pages_are_what_the_builder_writes(tmp_path: Path) -> None:
    """Pages, index and expectations in the repository equal the builder's output, file by file."""
    subprocess.run([sys.executable, str(ROOT / "fixtures" / "build.py"), "--out", str(tmp_path)], check=True)

    def contents(folder: Path) -> dict[str, bytes]:
        index = [folder / name for name in ("pages.json", "expected.json", "entries.json")]
        files = [*index, *(folder / "pages").rglob("*")]
        return {
            path.relative_to(folder).as_posix(): _unpacked(path, data)
            for path in files
            if path.is_file()
            for data in [path.read_bytes()]
        }

    built, committed = contents(tmp_path), contents(ROOT / "fixtures" / "demo-site")
    assert sorted(built) == sorted(committed)
    assert [name for name in built if built[name] != committed[name]] == []


def _unpacked(path: Path, data: bytes) -> bytes:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return gzip.decompress(data) if path.suffix == ".gz" else data


def test_the_site_is_as_large_and_varied_as_promised() -> None:
    """At least 42 topics in both languages, six in the older skin, every planted oddity present."""
    languages = Counter(fact["language"] for fact in FACTS.values())
    assert languages["en"] == languages["es"] >= 42
    old = Counter(fact["language"] for fact in FACTS.values() if fact["skin"] == "2020")
    assert old["en"] == old["es"] >= 6
    traits = Counter(name for fact in FACTS.values() for name in fact["traits"])
    assert set(traits) == {
        "undated",
        "dates-conflict",
        "date-in-future",
        "mojibake",
        "licensed",
        "wrong-charset",
        "truncated-gzip",
        "huge",
        "slow",
        "busy-once",
    }
    assert all(15 <= fact["counts"]["links"] <= 60 for fact in FACTS.values())
    assert all(6 <= len(fact["sections"]) <= 12 for fact in FACTS.values())
    assert len({(fact["modified"] or "none")[:4] for fact in FACTS.values()}) > 8
    assert sum(fact["counts"]["tables"] for fact in FACTS.values()) > 10
    assert sum(path.stat().st_size for path in demo_root().rglob("*") if path.is_file()) < 6_000_000


@pytest.mark.parametrize("path", sorted(FACTS))
def test_expectations_agree_with_an_independent_reading(path: str) -> None:
    """Headings, links and dates that the builder promises are what html.parser through bs4 finds in the page."""
    fact = FACTS[path]
    soup = BeautifulSoup(undamaged(path), "html.parser")
    main = soup.select_one("article .main")
    assert main is not None
    contents = main.select_one("#toc-section")
    assert contents is not None
    contents.decompose()
    for note in main.select(".subheading"):
        note.decompose()
    assert [squeezed(tag) for tag in main.select("h2")] == fact["h2"]
    assert [squeezed(tag) for tag in main.select("h3")] == fact["h3"]
    links = [tag for tag in main.select("a[href]") if "also-lang" not in ((tag.parent or tag).get("class") or [])]
    assert [(squeezed(tag), tag["href"]) for tag in links] == [(link["text"], link["url"]) for link in fact["links"]]
    assert len(main.select(".also-lang a")) == fact["counts"]["also_in"]
    meta = soup.select_one('meta[name="DC.Date.Modified"]')
    assert (meta["content"] if meta else None) == fact["modified"]
    foot = [squeezed(tag) for tag in soup.select("footer .date span")]
    assert foot == [claim["words"] for claim in fact["visible_dates"]]
    heading = soup.select_one("h1")
    assert heading is not None
    assert squeezed(heading) == fact["title"]


def test_the_page_of_2020_carries_both_dates() -> None:
    """The leukemia page has the two visible dates of the older skin, in both languages."""
    assert [claim["words"] for claim in FACTS["/leukemia.html"]["visible_dates"]] == [
        "Page last updated on 31 January 2020",
        "Topic last reviewed: 19 May 2016",
    ]
    assert FACTS["/spanish/leukemia.html"]["reviewed"] == "2016-05-19"


def test_damaged_pages_are_utf8_read_as_latin1() -> None:
    """A damaged page says EspaÃ±ol and is mended by undoing exactly one wrong decoding."""
    damaged = [path for path, fact in FACTS.items() if fact["damaged"]]
    assert {FACTS[path]["language"] for path in damaged} == {"en", "es"}
    for path in damaged:
        assert "Ã" in (demo_root() / FACTS[path]["file"]).read_text("utf-8")
        assert "Ã" not in undamaged(path)


def test_no_link_of_the_site_is_dead_by_accident(site: DemoSite) -> None:
    """Every link and sitemap entry that stays on the site leads to a page or to trouble that was planned."""
    planned = {rule.path for rule in site.rules}
    known = set(site.paths) | planned
    dead: Counter[str] = Counter()
    for path in site.paths:
        if path.endswith(("/", ".html", ".htm", ".xml")):
            text = (demo_root() / "pages" / f"{path}{'index.html' if path.endswith('/') else ''}"[1:]).read_text(
                "utf-8"
            )
            found = re.findall(r'(?:<a [^>]*href="|<loc>)https://medlineplus\.gov(/[^"#?<]*)', text)
            dead.update(target for target in found if target not in known)
    assert dead == Counter()


def test_the_server_speaks_of_itself_only(site: DemoSite) -> None:
    """Served pages, robots.txt and sitemaps (gzipped too) name the server where the files name the placeholder."""
    asthma = httpx.get(site.url + "/asthma.html").text
    assert f'<link rel="canonical" href="{site.url}/asthma.html" />' in asthma
    assert "https://medlineplus.gov" not in asthma
    assert f"Sitemap: {site.url}/sitemap.xml" in httpx.get(site.url + "/robots.txt").text
    packed = gzip.decompress(httpx.get(site.url + "/sitemaps/topics-es.xml.gz").content).decode()
    assert f"<loc>{site.url}/spanish/asthma.html</loc>" in packed


def test_a_fixed_origin_keeps_bytes_the_same_on_every_port() -> None:
    """With ``origin`` given, two servers on different ports serve equal pages with equal validators."""
    answers = []
    for _ in range(2):
        with serve_in_thread(DemoSite(demo_root(), origin="https://medlineplus.gov")) as running:
            running.warm()
            answers.append(httpx.get(running.url + "/asthma.html"))
            answers.append(httpx.get(running.url + "/asthma.html", headers={"Host": "elsewhere"}))
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["etag"] == answers[2].headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/lostpage.html", 404), ("/oldremedies.html", 410), ("/flushot.html", 302), ("/miracletonic.html", 200)],
)
def test_planned_trouble_happens(site: DemoSite, path: str, status: int) -> None:
    """Pages that misbehave all the time do so on the site as shipped."""
    assert httpx.get(site.url + path).status_code == status


def test_a_busy_page_is_there_the_second_time(site: DemoSite) -> None:
    """One page asks to come back in a second, once."""
    site.tell()
    assert [httpx.get(site.url + "/tetanus.html").status_code for _ in range(2)] == [503, 200]


@pytest.mark.corpus
def test_no_sentence_of_a_publisher_is_in_our_pages() -> None:
    """No run of eight words of a paragraph, item or cell of ours stands in any MedlinePlus page or summary we hold."""
    theirs: set[str] = set()
    for file in [*CORPUS.glob("medlineplus/topics/*.html"), *CORPUS.glob("medlineplus/xml/*.xml")]:
        theirs.update(_runs(re.sub(r"<[^>]+>|&lt;.*?&gt;", " ", file.read_text("utf-8"))))
    theirs.update(_runs((CORPUS / "medlineplus/summaries-2024/topics_en_chunks.jsonl").read_text("utf-8")))
    assert len(theirs) > 300_000
    ours: set[str] = set()
    for path in FACTS:
        for block in LexborHTMLParser(undamaged(path)).css("p, td, th, h1, h3, #topic-summary li, .section-body a"):
            ours.update(_runs(block.text()))
    for fact in ENTRIES.values():
        for block in LexborHTMLParser((demo_root() / fact["file"]).read_bytes()).css(".main p, .main li, td, th, h3"):
            ours.update(_runs(block.text()))
    assert len(ours) > 5_000
    assert ours & theirs == set()


def _runs(text: str, size: int = 8) -> Iterator[str]:
    words = re.findall(r"\w+", text.lower())
    return (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))


def test_the_wheel_carries_the_site(tmp_path: Path) -> None:
    """A built wheel has the fixtures inside the package, and the package in it finds them there."""
    pytest.importorskip("hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = "from pipeline.demo.locate import demo_root; print(demo_root())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "installed", check=True, capture_output=True, text=True
    ).stdout.strip()
    assert found == str(tmp_path / "installed" / "pipeline" / "_fixtures" / "demo-site")
    assert (Path(found) / "pages" / "spanish" / "asthma.html").is_file()


def test_the_server_runs_as_a_process_of_its_own() -> None:
    """``python -m pipeline.demo`` prints its address when it is ready and plays the scenario it is given."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.demo", "--scenario", "all-500"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert httpx.get(address + "/asthma.html").status_code == 500
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_wrong_root_is_said_plainly(tmp_path: Path) -> None:
    """A folder that is not there ends the process with exit code 2, a sentence and no traceback."""
    done = processes.run(sys.executable, "-m", "pipeline.demo", "--root", str(tmp_path / "none"))
    assert done.returncode == 2
    assert "no such folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_synthetic_sites_are_the_same_every_time_and_of_the_size_asked_for() -> None:
    """Made-up pages depend on their arguments alone, are listed in sitemap and hub, and have about the size wanted."""
    first, second = synthetic_site(30, 44_000), synthetic_site(30, 44_000)
    assert first == second
    topics = [path for path in first if path.startswith("/topic")]
    assert len(topics) == 30
    assert all(43_900 <= len(first[path].body) < 46_000 for path in topics)
    for listing in ("/sitemap.xml", "/healthtopics.html"):
        assert all(path.encode() in first[listing].body for path in topics)
    assert "/robots.txt" in first
