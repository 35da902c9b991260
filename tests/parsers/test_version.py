"""Who made a record: our rules and the libraries they read with."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from pipeline import parsers, sites
from pipeline.cluster.job import Job
from pipeline.parsers import version as versions
from tests.captures import capture_of

ROOT = Path(__file__).parents[2]
PAGE = "<title>Flu</title><h1>Flu</h1><p>Rest and drink.</p>"
HOLDS_VALUES = {"msgspec"}


@pytest.fixture
def other_lexbor(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As after an upgrade of the HTML parser."""

    def upgraded(name: str) -> str:
        return "99.0" if name == "selectolax" else version(name)

    monkeypatch.setattr(versions, "version", upgraded)
    versions.parser_version.cache_clear()
    yield
    versions.parser_version.cache_clear()


def made_by() -> str:
    return parsers.read(capture_of(PAGE), sites.by_name(sites.GENERIC)).provenance.parser_version


def test_a_record_names_its_rules_and_what_they_read_with() -> None:
    """The version of our rules first, then each library with its own."""
    rules, _, libraries = made_by().partition(" ")
    assert rules == parsers.PARSER_VERSION
    assert f"selectolax {version('selectolax')}," in libraries
    assert made_by() == parsers.parser_version()


def test_every_library_that_reads_is_named() -> None:
    """Whatever the parsers import from elsewhere decides what a page reads as."""
    files = [*(ROOT / "pipeline" / "parsers").rglob("*.py"), ROOT / "pipeline" / "urls.py"]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    named = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    packages = {name.partition(".")[0] for name in named} - sys.stdlib_module_names - {"pipeline", ""}
    distributions = {
        name.lower().replace("_", "-") for package in packages for name in packages_distributions()[package]
    }
    assert distributions - HOLDS_VALUES == set(versions._READ_WITH)


def test_an_upgraded_library_is_another_reader(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Of records, and of shards: what two libraries read does not stand in one folder."""
    before, folder = made_by(), Job(out=tmp_path).folder
    request.getfixturevalue("other_lexbor")
    after = made_by()
    assert (before != after, "selectolax 99.0" in after) == (True, True)
    assert Job(out=tmp_path).folder != folder
