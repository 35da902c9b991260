"""Addresses out of a list: ``pipeline fetch --from``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pipeline.cli.listed import addresses
from pipeline.errors import UsageError
from tests import processes
from tests.cli.operator import ORIGIN, Operator


def test_a_list_is_read_line_by_line(tmp_path: Path) -> None:
    """Blank lines, comments, ends of lines of Windows, a byte-order mark and what is named twice make no difference."""
    file = tmp_path / "list.txt"
    text = "# ours\n\nhttps://a.example/one\r\n  https://a.example/two#part # why\n#https://a.example/no\nHTTPS://A.example/one"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert addresses(file) == ("https://a.example/one", "https://a.example/two")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            b"https://a.example/\n\nb.example/x\nftp://c.example/",
            ["line 3: not a URL: 'b.example/x'", "line 4: not an http"],
        ),
        (b"https://a.example/\nhttps://b.example/caf\xe9", ["line 2: not UTF-8"]),
        (b"# nothing yet\n\n", ["names no address"]),
        (b"x\n" * 12, ["line 10: not a URL", "and 2 lines more"]),
    ],
    ids=["two lines", "latin", "empty", "many"],
)
def test_what_is_no_address_is_told_by_its_line(tmp_path: Path, body: bytes, says: list[str]) -> None:
    """All of them at once, so that a list is mended once; nothing of it is asked."""
    file = tmp_path / "list.txt"
    file.write_bytes(body)
    with pytest.raises(UsageError) as refused:
        addresses(file)
    assert all(words in str(refused.value) for words in says), refused.value
    assert "line 11" not in str(refused.value)


def test_pages_of_a_list_are_fetched(operator: Operator) -> None:
    """Of a file, of standard input, beside addresses that are arguments; each once."""
    first, second, third = (f"{ORIGIN}/topic00000{number}.html" for number in (1, 2, 3))
    (operator.folder / "list.txt").write_text(f"{first}\n{second}  # since May\n")
    ran = operator("-q", "fetch", first, "--from", "list.txt", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["run"]["counts"]["new"]) == (0, 2), ran.stderr
    command = (sys.executable, "-m", "pipeline", "-q", "fetch", "--from", "-", "--json")
    piped = processes.run(*command, folder=operator.folder, env=operator.environment, stdin=f"{third}\n")
    assert (piped.returncode, json.loads(piped.stdout)["run"]["counts"]["new"]) == (0, 1), piped.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nothing to fetch"),
        (("--from", "missing.txt"), "missing.txt"),
        (("--from", "bad.txt"), "line 1: not a URL"),
    ],
)
def test_a_list_that_cannot_be_fetched_exits_2(operator: Operator, arguments: tuple[str, ...], says: str) -> None:
    """And asks nobody."""
    (operator.folder / "bad.txt").write_text(f"x\n{ORIGIN}/topic000001.html\n")
    ran = operator("fetch", *arguments)
    assert (ran.returncode, says in ran.stderr, operator.site.requests) == (2, True, [])
