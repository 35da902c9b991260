"""What README and the guides show in Python works, block by block, after the page's own ``pipeline demo``."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests import processes
from tests.docs import blocks
from tools.lock import ROOT

PAGES = (Path("README.md"), Path("docs/guides/api.md"))
BLOCKS = [
    pytest.param(block.text, id=f"{page}:{block.line}")
    for page in PAGES
    for block in blocks.blocks((ROOT / page).read_text("utf-8"))
    if block.language == "python" and block.not_run is None
]


def run(folder: Path, *arguments: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hf")}
    done = processes.run(sys.executable, *arguments, folder=folder, env=env)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def after_demo(own_demo: Path) -> Path:
    configured = ("-m", "pipeline", "-c", "output/demo/pipeline.toml")
    run(own_demo, *configured, "export", "--format", "parquet", "-o", "dataset")
    return own_demo


@pytest.mark.xdist_group("api-docs")
@pytest.mark.parametrize("code", BLOCKS)
def test_what_the_page_shows_in_python_works(code: str, after_demo: Path, tmp_path: Path) -> None:
    """Each block of Python runs on its own; one that imports a tool that is not installed skips and says so."""
    for name in re.findall(r"^import (\w+)", code, re.MULTILINE) + re.findall(r"^from (\w+)", code, re.MULTILINE):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed: make interop")
    shutil.copytree(after_demo, tmp_path / "reader")
    run(tmp_path / "reader", "-c", code)


def test_the_pages_show_python() -> None:
    """Both pages have blocks that are run: this test would notice if none were found."""
    assert len(BLOCKS) >= 8
