"""Archives of others come in: folders, indexes, lists, web servers and object stores."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive.replay import Skipped
from pipeline.errors import ArchiveError, ConfigError, UsageError
from pipeline.fetchers.doors import Door, Machine, Wanted, captures_of, door_to, units_of
from pipeline.fetchers.doors.allowance import Allowance
from pipeline.fetchers.doors.crawl_index import Entry, columns_of
from pipeline.fetchers.doors.http_ranges import ATTEMPTS
from pipeline.fetchers.doors.listing import by_file
from pipeline.fetchers.doors.ranges import FIRST, LONGEST, RangeFile
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit, unit_of
from tests.fetchers.crawl import HOSTS, Crawl, a_crawl
from tests.fetchers.range_server import RangeServer, range_server

KNOWN = frozenset(HOSTS[:2])
SETTINGS = FetchSettings(backoff=0.01, contact="test@health.example")


def a_door(
    stack: ExitStack, allowance: Allowance | None = None, *, settings: FetchSettings = SETTINGS
) -> tuple[Door, list[float]]:
    """A door, and the seconds it waited (which do not pass)."""
    slept: list[float] = []
    machine = Machine(
        now=lambda: datetime.now(UTC), monotonic=lambda: sum(slept), sleep=slept.append, random=lambda: 0.5
    )
    return stack.enter_context(door_to(settings, allowance, machine)), slept


@pytest.fixture
def door() -> Iterator[Door]:
    with ExitStack() as stack:
        yield a_door(stack)[0]


@pytest.fixture
def server() -> Iterator[RangeServer]:
    with range_server() as served:
        yield served


@pytest.fixture(scope="module")
def crawl() -> Crawl:
    return a_crawl()


@pytest.fixture(scope="module")
def big() -> Crawl:
    """A crawl whose index has many row groups."""
    return a_crawl(files=30, pages=60)


def pages(units: list[Unit], door: Door) -> list[str]:
    """URLs of the pages of units, sorted; nothing may be damaged."""
    found = [one for unit in units for one in captures_of(unit, door)]
    assert not [one for one in found if isinstance(one, ArchiveError)]
    return sorted(one.url for one in found if isinstance(one, Capture))


@pytest.mark.parametrize("form", ["cdxj", "cdxj.gz", "jsonl", "parquet"])
def test_an_index_leads_to_the_wanted_records_and_no_others(
    form: str, crawl: Crawl, server: RangeServer, door: Door, tmp_path: Path
) -> None:
    """Every HTML page of the hosts that are known, by range requests; every other entry is counted by why not."""
    index = tmp_path / f"index.{form}"
    lines = crawl.cdxj()
    if form == "parquet":
        index.write_bytes(crawl.parquet())
    else:
        data = lines if form != "jsonl" else b"\n".join(line[line.find(b"{") :] for line in lines.split(b"\n"))
        index.write_bytes(gzip.compress(data) if form.endswith("gz") else data)
    server.files = crawl.files
    tally: Counter[str] = Counter()
    units = list(units_of([str(index)], door=door, wanted=Wanted(hosts=KNOWN), base=server.url, tally=tally))
    assert [unit.name for unit in units] == sorted(crawl.files, key=[unit.name for unit in units].index)
    wanted = crawl.of(*KNOWN)
    assert pages(units, door) == sorted(row.url for row in wanted)
    assert sum(tally.values()) == len(crawl.rows) - len(wanted)
    assert tally["unknown host"] == sum(row.host not in KNOWN for row in crawl.rows)
    asked = sum(seen.end - seen.start for seen in server.log)
    assert asked < sum(map(len, crawl.files.values()))


def test_without_a_choice_of_hosts_every_page_is_read(
    crawl: Crawl, server: RangeServer, door: Door, tmp_path: Path
) -> None:
    """What ``generic`` asks for: pages of hosts that no profile knows as well."""
    (tmp_path / "i.cdxj").write_bytes(crawl.cdxj())
    server.files = crawl.files
    units = list(units_of([str(tmp_path / "i.cdxj")], door=door, base=server.url))
    assert pages(units, door) == sorted(row.url for row in crawl.of(*HOSTS))


def test_neighbours_are_asked_for_together(crawl: Crawl, server: RangeServer, door: Door) -> None:
    """Records with little between them cost one request."""
    server.files = crawl.files
    name = next(iter(crawl.files))
    places = tuple((row.offset, row.length) for row in crawl.rows if row.filename == name)
    assert len(pages([unit_of(f"{server.url}/{name}", name=name, records=places)], door)) == len(places)
    assert len(server.log) == 1
    assert server.log[0].agent.startswith("health-page-pipeline/")


def test_a_whole_file_on_a_web_server_is_read_by_stretches(crawl: Crawl, server: RangeServer, door: Door) -> None:
    """The same pages as from the file itself, at an address of the list that names them."""
    server.files = dict(crawl.files) | {"warc.paths.gz": gzip.compress("\n".join(crawl.files).encode())}
    units = list(units_of([f"{server.url}/warc.paths.gz"], door=door, base=server.url))
    assert [unit.name for unit in units] == list(crawl.files)
    assert pages(units, door) == sorted(row.url for row in crawl.rows)


def test_the_same_archive_at_another_address_is_the_same_unit(crawl: Crawl, door: Door, tmp_path: Path) -> None:
    """Units are known by what records call their file, so results can be compared and resumed."""
    for place in ("here", "there"):
        crawl.write(tmp_path / place)
    here, there = (list(units_of([str(tmp_path / place)], door=door)) for place in ("here", "there"))
    assert [unit.id for unit in here] == [unit.id for unit in there]
    assert len(here) == len(crawl.files)
    both = list(units_of([str(tmp_path / "here"), str(tmp_path / "there"), str(tmp_path / "here")], door=door))
    assert len({unit.id for unit in both}) == len(both) == 2 * len(crawl.files)


def test_a_list_names_files_beside_it(crawl: Crawl, door: Door, tmp_path: Path) -> None:
    """Relative lines lie beside the list, comments and empty lines are passed over."""
    (tmp_path / "a.warc.gz").write_bytes(next(iter(crawl.files.values())))
    (tmp_path / "list.txt").write_text("# ours\n\na.warc.gz\n")
    units = list(units_of([str(tmp_path / "list.txt")], door=door))
    assert [(unit.name, unit.address) for unit in units] == [("a.warc.gz", str(tmp_path / "a.warc.gz"))]


def test_an_index_beside_its_archive_needs_no_base(crawl: Crawl, door: Door, tmp_path: Path) -> None:
    """The layout of collections: ``indexes/`` and ``archive/``."""
    name, data = next(iter(crawl.files.items()))
    for folder in ("archive", "indexes"):
        (tmp_path / folder).mkdir()
    (tmp_path / "archive" / "x.warc.gz").write_bytes(data)
    lines = b"".join(line for line in crawl.cdxj().splitlines(keepends=True) if name.encode() in line)
    (tmp_path / "indexes" / "index.cdxj").write_bytes(lines.replace(name.encode(), b"x.warc.gz"))
    units = list(units_of([str(tmp_path / "indexes" / "index.cdxj")], door=door))
    assert pages(units, door) == sorted(row.url for row in crawl.of(*HOSTS) if row.filename == name)


def test_a_cdx_with_a_legend_is_read_by_it(door: Door, tmp_path: Path) -> None:
    """The older form: columns, named by letters in the first line."""
    (tmp_path / "x.cdx").write_text(
        " CDX N b a m s k r M S V g\n"
        "org,a)/ 2026 http://a.example/ text/html 200 X - - 77 1234 x.warc.gz\n"
        "org,a)/b 2026 http://a.example/b text/html 404 X - - 77 2234 x.warc.gz\n"
    )
    tally: Counter[str] = Counter()
    (unit,) = units_of([str(tmp_path / "x.cdx")], door=door, tally=tally)
    assert unit.records == ((1234, 77),)
    assert tally == {"no page": 1}


def test_lines_that_cannot_be_read_are_counted(crawl: Crawl, door: Door, tmp_path: Path) -> None:
    """A damaged line costs itself."""
    (tmp_path / "x.cdxj").write_bytes(b"com,a)/ 2026 {broken\n" + crawl.cdxj() + b'com,b)/ 2026 {"url": "http://b/"}\n')
    tally: Counter[str] = Counter()
    units = list(units_of([str(tmp_path / "x.cdxj")], door=door, base="https://x.example", tally=tally))
    assert tally["unreadable line"] == 2
    assert sum(len(unit.records or ()) for unit in units) == len(crawl.of(*HOSTS))


def test_row_groups_of_other_hosts_are_not_read(big: Crawl, server: RangeServer, door: Door) -> None:
    """A columnar index is read where its own statistics say the hosts may be."""
    server.files = {"index.parquet": big.parquet(row_group_size=50)}
    tally: Counter[str] = Counter()
    wanted = Wanted(hosts=frozenset({"nobody.example"}))
    units = list(units_of([f"{server.url}/index.parquet"], door=door, wanted=wanted, base=server.url, tally=tally))
    assert sum(len(unit.records or ()) for unit in units) == len(big.of("nobody.example"))
    assert tally["unknown host"] == sum(row.host != "nobody.example" for row in big.rows)


def test_of_an_index_without_a_wanted_host_only_the_end_is_read(big: Crawl) -> None:
    """The statistics stand there; the rows are counted without being read."""

    class Counted(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            self.given += len(data)
            return data

    read = {}
    for host in ("zzz.example", "nobody.example"):
        stream = Counted(big.parquet(row_group_size=50))
        tally: Counter[str] = Counter()
        wanted = Wanted(hosts=frozenset({host}))
        assert len(list(columns_of(stream, "index", wanted, tally))) == len(big.of(host))
        assert tally["unknown host"] == sum(row.host != host for row in big.rows)
        read[host] = stream.given
    assert read["zzz.example"] <= 2**16 < read["nobody.example"]  # 64 KiB are read from the end in any case


def test_records_of_a_list_of_any_length_are_gathered_by_file() -> None:
    """Each file once, its records once and in order, the same whatever order they came in."""
    entries = [Entry(f"file-{number % 70}", number % 1000, 10) for number in range(5_000)]
    gathered = list(by_file(entries))
    assert list(by_file(sorted(entries, key=lambda entry: (-entry.offset, entry.filename)))) == gathered
    assert len(gathered) == 70
    assert sorted((name, *place) for name, places in gathered for place in places) == sorted(
        {(entry.filename, entry.offset, entry.length) for entry in entries}
    )


def test_a_tired_server_is_left_alone_for_as_long_as_it_asks(crawl: Crawl, server: RangeServer) -> None:
    """503 with Retry-After, a cut answer: asked again after the wait, and the page is there."""
    server.files, server.tired, server.short = crawl.files, [(503, "7"), (429, None)], 1
    row = crawl.rows[0]
    with ExitStack() as stack:
        door, slept = a_door(stack)
        unit = unit_of(f"{server.url}/{row.filename}", records=((row.offset, row.length),))
        assert pages([unit], door) == [row.url]
    assert len(server.log) == 4
    assert slept[0] == 7.0


def test_what_a_server_does_not_give_is_said_with_its_address(crawl: Crawl, server: RangeServer, door: Door) -> None:
    """No such file, no ranges, never an answer: each in our words, none an endless wait."""
    name = next(iter(crawl.files))
    unit = unit_of(f"{server.url}/{name}", records=((10, 20),))
    with pytest.raises(ArchiveError, match="404"):
        list(captures_of(unit, door))
    server.files, server.whole = crawl.files, True
    with pytest.raises(ArchiveError, match="whole files only"):
        list(captures_of(unit, door))
    server.whole, server.tired = False, [(503, None)] * ATTEMPTS
    with pytest.raises(ArchiveError, match=f"503, {ATTEMPTS} times"):
        list(captures_of(unit, door))


def test_a_public_server_is_not_asked_by_nobody() -> None:
    """A contact comes first."""
    with ExitStack() as stack:
        door, _ = a_door(stack, settings=FetchSettings())
        with pytest.raises(ConfigError, match="contact"):
            list(captures_of(unit_of("https://data.commoncrawl.org/x.warc.gz", records=((0, 9),)), door))


@pytest.mark.parametrize(
    ("address", "error", "words"),
    [
        ("nowhere", ArchiveError, "no archive at"),
        ("none.warc.gz", ArchiveError, "no archive at"),
        ("page.html", UsageError, "no archive file, index or list"),
        (".", ArchiveError, "holds no archive file"),
        ("lists.txt", UsageError, "names another list"),
        ("other.parquet", ArchiveError, "no column url"),
        ("broken.parquet", ArchiveError, "cannot be read as Parquet"),
        ("cut.cdxj.gz", ArchiveError, "cannot be read"),
        ("nosuch://bucket/x.warc.gz", UsageError, "cannot be opened"),
        ("s3://", ArchiveError, "cannot be opened"),
    ],
)
def test_what_is_no_archive_is_refused_by_name(
    address: str, error: type[Exception], words: str, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each mistake has its message, none a traceback."""
    monkeypatch.chdir(tmp_path)
    Path("page.html").write_text("<p>")
    Path("lists.txt").write_text("lists.txt\n")
    if address != ".":
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415

        parquet.write_table(pa.table({"x": [1]}), "other.parquet")
        Path("broken.parquet").write_bytes(b"PAR1 no more")
        Path("cut.cdxj.gz").write_bytes(gzip.compress(b"a b {}\n" * 9000)[:40])
    with pytest.raises(error, match=words):
        _ = [list(captures_of(unit, door)) for unit in units_of([address], door=door)]


def test_arc_files_of_a_folder_are_counted(crawl: Crawl, door: Door, tmp_path: Path) -> None:
    """The format before WARC is not read, and not passed over in silence."""
    crawl.write(tmp_path)
    (tmp_path / "old.arc.gz").write_bytes(b"")
    tally: Counter[str] = Counter()
    list(units_of([str(tmp_path)], door=door, tally=tally))
    assert tally["ARC file"] == 1


def test_a_file_read_on_is_fetched_in_ever_longer_stretches() -> None:
    """Few requests for a long file, a short one after a jump, none beyond the end."""
    data = os.urandom(20 * 2**20)
    asked: list[tuple[int, int]] = []

    def fetch(start: int, end: int) -> tuple[bytes, int | None]:
        asked.append((start, end))
        return data[start:end], len(data)

    file = RangeFile(fetch)
    assert b"".join(iter(lambda: file.read(2**18), b"")) == data
    assert len(asked) < 12
    assert max(end - start for start, end in asked) == LONGEST
    asked.clear()
    assert file.seek(1000) == 1000
    assert (file.read(100), asked) == (data[1000:1100], [(1000, 1000 + FIRST)])
    assert file.seek(-5, os.SEEK_END) == len(data) - 5
    assert (file.read(100), asked[1:]) == (data[-5:], [(len(data) - 5, len(data))])
    exact = RangeFile(fetch, ahead=False)
    exact.seek(77)
    assert (exact.read(10), asked[-1]) == (data[77:87], (77, 87))


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 server on loopback; gives its address."""
    pytest.importorskip("moto", reason="moto is not installed (make scale)")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert time.monotonic() < until
                assert process.poll() is None
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.scale
def test_an_object_store_is_a_folder_like_any_other(
    s3: str, crawl: Crawl, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same units and the same captures from S3 as from the folder; one record by its place; what is not there."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": s3,
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    store = pytest.importorskip("obstore.store")
    import httpx  # noqa: PLC0415

    httpx.put(f"{s3}/bucket").raise_for_status()
    bucket = store.S3Store("bucket")
    crawl.write(tmp_path)
    for name, data in crawl.files.items():
        bucket.put(f"years/{name}", data)
    bucket.put("years/index.json", json.dumps({}).encode())
    far = list(units_of(["s3://bucket/years"], door=door))
    near = list(units_of([str(tmp_path)], door=door))
    assert [unit.id for unit in far] == [unit.id for unit in near]
    for one, other in zip(far, near, strict=True):
        assert list(captures_of(one, door)) == list(captures_of(other, door))
    row = crawl.rows[5]
    unit = unit_of(f"s3://bucket/years/{row.filename}", records=((row.offset, row.length),))
    assert pages([unit], door) == [row.url]
    with pytest.raises(ArchiveError, match="not there"):
        list(captures_of(unit_of("s3://bucket/none.warc.gz"), door))


def test_everything_in_a_unit_is_given_or_counted(crawl: Crawl, door: Door, tmp_path: Path) -> None:
    """Records are captures, or passed over for a reason: together as many as were written."""
    crawl.write(tmp_path)
    unit = next(units_of([str(tmp_path)], door=door))
    found = list(captures_of(unit, door))
    reasons = Counter(one.reason for one in found if isinstance(one, Skipped))
    assert reasons == {"warcinfo": 1, "request": 12}
    assert len(found) == 25
