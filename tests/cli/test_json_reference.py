"""What commands print as JSON is what docs/reference/json.md says, key by key."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec import Struct

from pipeline.demo.pages import Page
from tests.cli.operator import ORIGIN, Operator, operating, pages
from tools.reference import PRINTED

PATH = "/topic000001.html"


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """Twelve pages of which one has changed, audited, some of their links checked."""
    served = pages()
    page = served[PATH]
    assert isinstance(page, Page)
    with operating(tmp_path_factory.mktemp("json"), served) as operator:
        operator("-q", "run")
        operator.site.put(PATH, (page.body.replace(b"</h1>", b" of the day</h1>", 1), "text/html"))
        for command in (("run", "--force"), ("audit",), ("links", "check", "--limit", "3")):
            operator("-q", *command)
    return operator


def _keys(shape: object) -> set[str]:
    if isinstance(shape, dict):
        return set(shape)
    assert isinstance(shape, type)
    assert issubclass(shape, Struct)
    return {field.encode_name for field in msgspec.structs.fields(shape) if field.default is not msgspec.UNSET}


@pytest.mark.parametrize("command", sorted(PRINTED))
def test_a_command_prints_the_keys_that_are_documented(audited: Operator, command: str) -> None:
    """No more and no fewer; and what stands behind them can be read as the kinds that are named there."""
    words = {"URL": ORIGIN + PATH, "WORDS": "health"}
    fewer = ("--limit", "1") if command.startswith("links check") else ()
    ran = audited("-q", *(words.get(word, word) for word in command.split()), *fewer)
    assert ran.returncode in (0, 1), ran.stderr
    shape, each = PRINTED[command]
    told = [json.loads(line) for line in ran.stdout.splitlines()] if each else [json.loads(ran.stdout)]
    assert told or command.startswith(("languages", "links list"))
    for one in told:
        assert one.keys() == _keys(shape)
        msgspec.convert(one, msgspec.defstruct("Told", list(shape.items())) if isinstance(shape, dict) else shape)
