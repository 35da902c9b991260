from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.demo.locate import demo_root
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.parsers import PARSER_VERSION
from tests import processes
from tests.docs import blocks
from tests.docs.blocks import Command, ConfigFile
from tools import docs
from tools.lock import ROOT

PUBLISHER = "https://medlineplus.gov"
PAGES = blocks.pages(ROOT)
DEMO = "pipeline demo"


@pytest.fixture(scope="module")
def demo_site() -> Iterator[DemoSite]:
    with serve_in_thread(DemoSite(demo_root())) as site:
        yield site


def reader(site: DemoSite) -> dict[str, str]:
    """The environment of a reader for whom the demo site is the publisher."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PIPELINE_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PIPELINE_SITES__MEDLINEPLUS__ORIGIN": site.url,
        "PIPELINE_SITES__MEDLINEPLUS__DELAY": "0",
        "PIPELINE_FETCH__ALLOW_PRIVATE": "localhost",
        "PIPELINE_FETCH__DELAY": "0",
    }


def run(step: Command, page: object, folder: Path, site: DemoSite) -> None:
    command = step.text.replace(PUBLISHER, site.url)
    done = processes.run("bash", "-o", "pipefail", "-c", command, folder=folder, env=reader(site))
    told = f"{page}:{step.line}: {step.text}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    assert done.returncode == step.exit_code, told
    assert "Traceback" not in done.stderr, told


SHOWN = [
    pytest.param(page, marks=[pytest.mark.scale] if page.name == "scale.md" else [])
    for page in PAGES
    if list(blocks.steps((ROOT / page).read_text("utf-8")))
]


@pytest.mark.parametrize("page", SHOWN, ids=str)
def test_what_the_page_shows_works(page: Path, demo_site: DemoSite, finished_demo: Path, tmp_path: Path) -> None:
    """Every pipeline command of the page, run in order in an empty folder, ends as the page says."""
    demo_site.tell()  # what happens once on the site happens to every page's reader
    for step in blocks.steps((ROOT / page).read_text("utf-8")):
        if isinstance(step, ConfigFile):
            (tmp_path / "pipeline.toml").write_text(step.text, "utf-8")
        elif step.text == DEMO and not (tmp_path / "output").exists():
            shutil.copytree(finished_demo, tmp_path / "output" / "demo")
        else:
            run(step, page, tmp_path, demo_site)


def test_blocks_that_are_not_run_say_why() -> None:
    """A block is left out for a reason that stands beside it, never silently."""
    silent = [
        f"{page}:{block.line}"
        for page in PAGES
        for block in blocks.blocks((ROOT / page).read_text("utf-8"))
        if block.not_run is not None and len(block.not_run.split()) < 3
    ]
    assert silent == []


def test_links_between_pages_lead_somewhere() -> None:
    """A relative link of README, docs or CONTRIBUTING names a file that is there, and a heading that is in it."""
    broken = []
    for page in (*PAGES, Path("CONTRIBUTING.md"), Path("CHANGELOG.md")):
        text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            file = (ROOT / page).parent / path if path else ROOT / page
            if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
                broken.append(f"{page}: {target}")
    assert broken == []


def anchors(file: Path) -> set[str]:
    """The fragments that a Markdown renderer gives to headings."""
    headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_index() -> None:
    """docs/index.md links every other page of docs/, so none is written and never found."""
    index = (ROOT / "docs/index.md").read_text("utf-8")
    missing = [
        str(page)
        for page in PAGES
        if page.parts[0] == "docs" and page.name != "index.md" and f"]({page.relative_to('docs')})" not in index
    ]
    assert missing == []


def test_the_readme_is_read_in_two_minutes() -> None:
    """README stays under 500 words."""
    assert len((ROOT / "README.md").read_text("utf-8").split()) < 500


def test_folders_of_shards_in_the_docs_are_those_of_the_reader() -> None:
    """A folder is named after the reader's version; a guide that names another one's finds nothing."""
    named = {found for page in PAGES for found in re.findall(r"parser-(\d+)-", (ROOT / page).read_text("utf-8"))}
    assert named == {PARSER_VERSION}


def test_drift_of_a_reference_page_is_told(tmp_path: Path) -> None:
    """A changed, a missing and a left-over page of docs/reference are each named."""
    pages = {"a.md": "one\ntwo\n", "b.md": "three\n"}
    docs.write(pages, tmp_path)
    assert list(docs.drift(pages, tmp_path)) == []
    (tmp_path / "a.md").write_text("one\nTWO\n", "utf-8")
    (tmp_path / "b.md").unlink()
    (tmp_path / "c.md").touch()
    told = "\n".join(docs.drift(pages, tmp_path))
    assert "docs/reference/a.md" in told
    assert "-TWO\n+two" in told
    assert "+three" in told
    assert "docs/reference/c.md: nothing makes this file" in told
