"""``sites check`` proves profiles by saved pages, ``sites new`` begins one, entry points add those of others."""

from __future__ import annotations

import importlib
import json
import runpy
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import sites
from pipeline.cli.entry import run_command_line
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.errors import ConfigError, UsageError
from pipeline.ingest.proving import UNREAD, prove
from pipeline.ingest.scaffold import scaffold

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The NHS pair, alone in a folder where it may be spoilt."""
    shutil.copytree(FIXTURES / "nhs", tmp_path / "nhs")
    return tmp_path


@pytest.mark.parametrize("name", [name for name, profile in sites.profiles().items() if profile.readers])
def test_every_profile_is_proved_by_a_saved_page(name: str) -> None:
    """Each profile with readers has at least one pair, and every field of every pair is the approved one."""
    proof = prove(sites.by_name(name), [FIXTURES])
    assert proof.problems == ()
    assert proof.pages >= 1
    assert proof.kinds


def test_a_field_that_changed_is_named_with_both_values(saved: Path) -> None:
    """A record that differs says which field, what was approved and what was read."""
    file = saved / "nhs" / "glass-ankle.json"
    expected = json.loads(file.read_bytes())
    expected["title"] = "Iron ankle"
    del expected["language"]
    file.write_text(json.dumps(expected))
    problems = {problem.field: problem.message for problem in prove(sites.by_name("nhs"), [saved]).problems}
    assert problems == {
        "title": '"Iron ankle" expected, "Glass ankle" found',
        "language": "is new and approved by nobody",
    }


def test_a_page_without_its_record_or_of_another_site_proves_nothing(saved: Path) -> None:
    """A missing JSON, a JSON without address and an address of somebody else's are problems of the pair."""
    nhs = saved / "nhs"
    (nhs / "lonely.html").write_text("<h1>Alone</h1>")
    (nhs / "mute.html").write_text("<h1>Mute</h1>")
    (nhs / "mute.json").write_text("{}")
    shutil.copy(nhs / "glass-ankle.html", nhs / "foreign.html")
    (nhs / "foreign.json").write_text(json.dumps({"url": "https://www.who.int/news-room/x"}))
    messages = [problem.message for problem in prove(sites.by_name("nhs"), [saved]).problems]
    assert any("lonely.json is missing" in message for message in messages)
    assert any("mute.json does not say" in message for message in messages)
    assert any("read by the profile who" in message for message in messages)


def test_a_profile_without_a_saved_page_is_not_proved(tmp_path: Path) -> None:
    """Nothing to read is a problem, not a success."""
    assert [problem.message for problem in prove(sites.by_name("nhs"), [tmp_path]).problems] == [
        f"no saved page proves this profile: none is in {tmp_path / 'nhs'} (--fixtures names another folder)"
    ]


def test_check_exits_0_on_proof_and_1_without(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``pipeline sites check`` ends with 0 when all is as approved, with 1 and the place when anything differs."""
    assert run_command_line(["sites", "check", "nhs", "--fixtures", str(saved)]) == 0
    page = saved / "nhs" / "glass-ankle.html"
    page.write_text(page.read_text().replace("17 May 2024", "18 May 2024"))
    assert run_command_line(["sites", "check", "nhs", "--fixtures", str(saved)]) == 1
    assert "nhs/glass-ankle.html reviewed:" in capsys.readouterr().out


def test_sites_alone_still_lists_the_publishers(capsys: pytest.CaptureFixture[str]) -> None:
    """``pipeline sites --json`` prints one line a publisher, the twelve like MedlinePlus among them."""
    assert run_command_line(["sites", "--json"]) == 0
    names = {json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()}
    assert names >= {
        *("nhs", "cdc", "nci", "niddk", "nhlbi", "fda", "who", "mayoclinic", "clevelandclinic", "cancer_org"),
        *("patient_info", "healthdirect", "medlineplus", "generic"),
    }


PAGE = """<!DOCTYPE html><html lang="en"><head><title>Kite necks</title>
<meta property="og:site_name" content="Kite Clinic"></head>
<body><nav><a href="/">Home</a></nav><main><h1>Kite necks</h1><h2>Causes</h2><p>Looking up.</p>
<p>Last reviewed: 4 May 2024</p></main></body></html>"""


@pytest.fixture
def kite(tmp_path: Path) -> Iterator[Path]:
    """A folder on ``sys.path`` where a new publisher begins, forgotten afterwards."""
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))
    sys.modules.pop("kiteclinic", None)
    importlib.invalidate_caches()
    sites.profiles.cache_clear()


def begin(folder: Path) -> None:
    (folder / "necks.html").write_text(PAGE)
    command = ["sites", "new", "kiteclinic", str(folder / "necks.html"), "--url", "https://kites.example/health/necks"]
    assert run_command_line([*command, "--into", str(folder)]) == 0


def install(folder: Path, value: str = "kiteclinic:PROFILE", *, name: str = "kiteclinic") -> None:
    """Make the folder look like an installed distribution with one entry point."""
    info = folder / "kite_profiles-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kite-profiles\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[pipeline.sites]\n{name} = {value}\n")
    importlib.invalidate_caches()
    sites.profiles.cache_clear()


def test_a_new_publisher_fails_until_a_person_has_read_it(kite: Path) -> None:
    """The scaffold runs; the first check fills the record and fails; with the mark taken out it passes."""
    begin(kite)
    install(kite)
    check = ["sites", "check", "kiteclinic", "--fixtures", str(kite / "fixtures")]
    expected = kite / "fixtures" / "kiteclinic" / "necks.json"
    assert json.loads(expected.read_bytes()).keys() == {UNREAD, "url"}
    assert run_command_line(check) == 1
    filled = json.loads(expected.read_bytes())
    assert (filled["title"], filled["reviewed"]["value"], filled["site"]) == ("Kite necks", "2024-05-04", "kiteclinic")
    assert run_command_line(check) == 1
    del filled[UNREAD]
    expected.write_text(json.dumps(filled))
    assert run_command_line(check) == 0


def test_an_installed_distribution_adds_a_publisher(kite: Path) -> None:
    """A profile under the entry point group ``pipeline.sites`` reads the pages of its hosts like any other."""
    begin(kite)
    assert sites.for_url("https://kites.example/health/necks").name == "generic"
    install(kite, "kiteclinic")
    assert sites.for_url("https://kites.example/health/necks").name == "kiteclinic"
    assert list(sites.profiles())[-1] == "generic"


def test_a_publisher_at_a_port_of_its_own_is_begun_and_read_there(kite: Path) -> None:
    """The port is part of the host's name; a profile without it asked nothing, and its runs ended well."""
    address = "http://kites.example:8080/health/necks"
    (kite / "necks.html").write_text(PAGE)
    command = ["sites", "new", "kiteclinic", str(kite / "necks.html"), "--url", address, "--into", str(kite)]
    assert run_command_line(command) == 0
    install(kite)
    profile = sites.profiles()["kiteclinic"]
    assert profile.scope.hosts == ("kites.example:8080",)
    assert all(profile.scope.contains(seed.url) for seed in profile.seeds)
    assert sites.for_url(address).name == "kiteclinic"
    assert sites.for_url("http://kites.example:8080/robots.txt").name == "kiteclinic"
    assert sites.for_url("http://kites.example/health/necks").name == "generic"
    assert "(http://kites.example:8080)" in (kite / "kiteclinic.py").read_text()


def test_what_a_publisher_says_of_rights_is_not_made_up(kite: Path) -> None:
    """Nobody has looked yet, so there is no statement; the reminder to look stood in each record, and in exports."""
    begin(kite)
    install(kite)
    (rule,) = sites.profiles()["kiteclinic"].rights
    assert (rule.status, rule.statement) == ("unknown", None)
    assert "SAY WHAT THE PUBLISHER SAYS" in (kite / "kiteclinic.py").read_text()


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        ("nhs", "http://kites.localhost/health/necks", "a site is named 'nhs' already"),
        ("kite clinic", "http://kites.localhost/health/necks", "cannot name a site"),
        ("mine", "http://kites.localhost/health/necks", "mine.py is there already"),
        ("health", "https://www.nhs.uk/conditions/asthma/", "www.nhs.uk is read by the profile 'nhs' already"),
    ],
)
def test_nobody_is_asked_for_a_publisher_that_cannot_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, address: str, says: str
) -> None:
    """A name that is taken, or a host, is refused before the first request and not after the answer."""
    (tmp_path / "mine.py").write_text("mine")
    with serve_in_thread(DemoSite(pages={"/health/necks": (PAGE.encode(), "text/html")})) as site:
        place = site.url.rstrip("/").rpartition("//")[2]
        (tmp_path / "pipeline.toml").write_text(
            f'[storage]\ndatabase = "{tmp_path}/health.db"\narchive = "{tmp_path}/archive"\n[fetch]\ndelay = 0.0\n'
            f'connect_to = {{"kites.localhost" = "{place}", "www.nhs.uk" = "{place}"}}\ncontact = "a@b.example"\n'
        )
        command = ["-q", "-c", str(tmp_path / "pipeline.toml"), "sites", "new", name, address, "--into", str(tmp_path)]
        assert run_command_line(command) == 2
        assert site.requests == []
    assert says in capsys.readouterr().err
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/leaflet.pdf", "it is application/pdf, which no reader reads"),
        ("/nowhere", "it is failing (http-404)"),
        ("/drafts/x", "it is disallowed"),
    ],
)
def test_a_page_that_begins_no_publisher_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, why: str
) -> None:
    """Whoever named a leaflet, a dead link or what robots.txt refuses had to look for that elsewhere."""
    pages = {
        "/robots.txt": (b"User-agent: *\nDisallow: /drafts/\n", "text/plain"),
        "/leaflet.pdf": (b"%PDF-1.4 ...", "application/pdf"),
    }
    with serve_in_thread(DemoSite(pages=pages)) as site:
        place = site.url.rstrip("/").rpartition("//")[2]
        (tmp_path / "pipeline.toml").write_text(
            f'[storage]\ndatabase = "{tmp_path}/health.db"\narchive = "{tmp_path}/archive"\n'
            f'[fetch]\ndelay = 0.0\nconnect_to = {{"kites.localhost" = "{place}"}}\n'
        )
        address = f"http://kites.localhost{path}"
        command = ["-q", "-c", str(tmp_path / "pipeline.toml"), "sites", "new", "kiteclinic", address]
        assert run_command_line([*command, "--into", str(tmp_path)]) == 2
        assert f"{address} gave no page: {why}" in capsys.readouterr().err
        assert run_command_line([*command[:3], "explain", address]) == 0
        assert "found by cli\n" in capsys.readouterr().out


def test_where_no_saved_page_is_the_folder_is_named(kite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An installed publisher's pages stand elsewhere, and the option that says where is told."""
    begin(kite)
    install(kite)
    assert run_command_line(["sites", "check", "kiteclinic"]) == 1
    told = capsys.readouterr().out
    assert f"none is in {FIXTURES / 'kiteclinic'} (--fixtures names another folder)" in told


@pytest.mark.parametrize(
    ("value", "source", "told"),
    [
        ("kiteclinic:NOTHING", "", "cannot be loaded"),
        ("kiteclinic:PROFILE", "PROFILE = 1", "is not a SiteProfile"),
        ("kiteclinic:PROFILE", "from pipeline.sites.nhs import PROFILE", "a second profile is named 'nhs'"),
        ("kiteclinic:PROFILE", "PROFILE = = 1", "cannot be loaded: SyntaxError"),
        ("kiteclinic:PROFILE", "raise SystemExit(3)", "cannot be loaded: SystemExit"),
    ],
)
def test_a_broken_distribution_is_named(kite: Path, value: str, source: str, told: str) -> None:
    """What an installed distribution does wrong is a configuration error that names it."""
    (kite / "kiteclinic.py").write_text(source)
    install(kite, value)
    with pytest.raises(ConfigError, match="kite-profiles") as caught:
        sites.profiles()
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            'HOST = "kites.example"',
            'HOST = "medlineplus.gov"',
            "medlineplus.gov is a host of the profile 'medlineplus'",
        ),
        ('HOST = "kites.example"', 'HOST = "Kites.Example"', "'Kites.Example' in scope.hosts is no host"),
        ('HOST = "kites.example"', 'HOST = "k\u00eftes.example"', "in scope.hosts is no host"),
        ("Scope(hosts=(HOST,))", "Scope(hosts=HOST)", "scope.hosts must be a tuple of host names, not 'kites.example'"),
        ("Scope(hosts=(HOST,))", "Scope(hosts=())", "scope.hosts must be a tuple of host names, not ()"),
        ('name="kiteclinic"', 'name="../kite clinic"', "'../kite clinic' cannot name a profile"),
        ('name="kiteclinic"', "name=5", "5 cannot name a profile"),
        ("Pace(delay=2.0)", "Pace(delay=-2.0)", "pace.delay must be a number of seconds, not -2.0"),
        ("Pace(delay=2.0)", 'Pace(delay=float("nan"))', "pace.delay must be a number of seconds, not nan"),
        ('status="unknown"', 'status="bogus"', "rights: Invalid enum value 'bogus' - at `$[0].status`"),
        ('kind="hub"', 'kind="xx"', "seeds: Invalid enum value 'xx' - at `$[0].kind`"),
        ('version="1"', "version=1", "version: Expected `str`, got `int`"),
        ("warn_after=36", "warn_after=-1", "a review policy of -1 and 54 months: 0 < warn_after <= error_after"),
        ('kind="hub"', 'kind="hub"), Seed(url="https://other.example/"', "is at no host of its scope"),
        ("https://kites.example/", "https://kites.example:8443/", "is at no host of its scope"),
        ('HOST = "kites.example"', 'HOST = "kites.example/health"', "in scope.hosts is no host"),
    ],
)
def test_a_profile_that_reads_no_page_those_of_another_or_asks_without_pause_is_refused(
    kite: Path, right: str, wrong: str, told: str
) -> None:
    """Each was taken as it stood: its pages were read by ``generic``, or another's by it, and nobody was told."""
    begin(kite)
    profile = kite / "kiteclinic.py"
    assert right in profile.read_text()
    profile.write_text(profile.read_text().replace(right, wrong, 1))
    install(kite)
    with pytest.raises(ConfigError, match="kite-profiles") as caught:
        sites.profiles()
    assert told in caught.value.message


def test_a_reader_that_breaks_is_a_problem_of_its_page(kite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``sites check`` says which page and what was raised, and goes on; it ended with a traceback."""
    begin(kite)
    profile = kite / "kiteclinic.py"
    profile.write_text(profile.read_text().replace('page.one("main")', 'page.one("main[[")'))
    install(kite)
    assert run_command_line(["sites", "check", "kiteclinic", "--fixtures", str(kite / "fixtures")]) == 1
    assert "necks.html: cannot be read: the reader raised SelectolaxError" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nhs", "Kite", "9lives", "class", "kite-clinic", "calendar"])
def test_a_name_that_is_taken_or_no_name_is_refused(tmp_path: Path, name: str) -> None:
    """A new publisher needs a free module name; nothing is written otherwise."""
    with pytest.raises(UsageError):
        scaffold(name, "https://kites.example/", PAGE.encode(), content_type=None, profiles=tmp_path, fixtures=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_scaffold_never_overwrites(tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    (tmp_path / "kiteclinic.py").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        scaffold("kiteclinic", "https://kites.example/a", b"x", content_type=None, profiles=tmp_path, fixtures=tmp_path)
    assert (tmp_path / "kiteclinic.py").read_text() == "mine"


def test_a_new_publisher_begins_with_a_page_asked_for_politely(tmp_path: Path) -> None:
    """``sites new NAME URL`` asks robots.txt first, keeps the answer and saves its bytes; sitemaps become seeds."""
    robots = (
        b"User-agent: *\nAllow: /\nSitemap: /map.xml\nSitemap: http://kites.localhost/%22health%22.xml\n"
        b"Sitemap: https://elsewhere.example/map.xml\nSitemap: /map.xml#again\nSitemap: http://[\n"
    )
    pages: dict[str, tuple[bytes, str]] = {
        "/robots.txt": (robots, "text/plain"),
        "/health/necks": (PAGE.encode(), "text/html"),
    }
    with serve_in_thread(DemoSite(pages=pages)) as site:
        port = site.url.rstrip("/").rpartition(":")[2]
        (tmp_path / "pipeline.toml").write_text(
            f'[storage]\ndatabase = "{tmp_path}/health.db"\narchive = "{tmp_path}/archive"\n'
            f'[fetch]\ndelay = 0.0\nconnect_to = {{"kites.localhost" = "127.0.0.1:{port}"}}\n'
        )
        command = ["-q", "-c", str(tmp_path / "pipeline.toml"), "sites", "new", "kiteclinic"]
        assert (
            run_command_line([*command, "http://kites.localhost/health/necks", "--into", str(tmp_path / "mine")]) == 0
        )
        assert [entry.path for entry in site.requests] == ["/robots.txt", "/health/necks"]
    saved = tmp_path / "mine" / "fixtures" / "kiteclinic"
    assert (saved / "necks.html").read_text() == PAGE
    assert json.loads((saved / "necks.json").read_bytes())["url"] == "http://kites.localhost/health/necks"
    profile = runpy.run_path(str(tmp_path / "mine" / "kiteclinic.py"))
    assert profile["HOST"] == "kites.localhost"
    assert [(seed.kind, seed.url) for seed in profile["PROFILE"].seeds] == [
        ("hub", "http://kites.localhost/"),
        ("sitemap", "http://kites.localhost/map.xml"),
        ("sitemap", "http://kites.localhost/%22health%22.xml"),
    ]
    assert list((tmp_path / "archive").rglob("*.warc*"))
