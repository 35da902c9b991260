"""Archives of others are read into shards from the command line: an index over a web server, a folder of damage."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from tests import processes
from tests.fetchers.crawl import HOSTS, a_crawl
from tests.fetchers.range_server import RangeServer, range_server


def reparse(folder: Path, *options: str) -> tuple[dict[str, object], str]:
    """The report of a re-reading, and what was said on stderr."""
    command = (sys.executable, "-m", "pipeline", "reparse", "--engine", "process", "--workers", "2", "--json")
    done = processes.run(*command, *options, folder=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def urls(report: dict[str, object]) -> list[str]:
    """Of the pages in the shards that count."""
    manifest = report["manifest"]
    assert isinstance(manifest, dict)
    shards = [Path(str(report["folder"])) / shard["file"] for shard in manifest["shards"]]
    return sorted(url for shard in shards for url in parquet.read_table(shard, columns=["url"])["url"].to_pylist())


def operate(folder: Path, server: RangeServer) -> None:
    """A configuration whose public archive is on this machine."""
    (folder / "pipeline.toml").write_text(f'[archives]\nbase = "{server.url}"\nrequests_per_second = 200\n')


@pytest.mark.parametrize(("option", "hosts"), [(None, HOSTS[:2]), ("--every-host", HOSTS)])
def test_an_index_is_read_for_the_hosts_that_profiles_know(
    option: str | None, hosts: tuple[str, ...], tmp_path: Path
) -> None:
    """Unless every host is asked for; what was not asked for is counted, and a second call has nothing to do."""
    crawl = a_crawl()
    (tmp_path / "index.cdxj").write_bytes(crawl.cdxj())
    more = (option,) if option else ()
    with range_server() as server:
        server.files = crawl.files
        operate(tmp_path, server)
        report, said = reparse(tmp_path, "--units", "index.cdxj", "--out", "shards", *more)
        assert urls(report) == sorted(row.url for row in crawl.of(*hosts))
        asked = len(server.log)
        again, _ = reparse(tmp_path, "--units", "index.cdxj", "--out", "shards", *more)
        assert (again["skipped"], len(server.log)) == (report["units"], asked)
    assert ("unknown host" in said) == (option is None)
    assert (tmp_path / "output" / "requests.sqlite").exists()
