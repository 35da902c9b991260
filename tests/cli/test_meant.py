"""Slips of a newcomer: the error names what was probably meant."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.operator import ORIGIN, Operator


@pytest.mark.parametrize(
    ("command", "says", "mend"),
    [
        (("show", "medlineplus.gov/asthma.html"), "not a URL", "such as https://medlineplus.gov/asthma.html\n"),
        (("show", "example.org:8080/a"), "not an http or https URL", "such as https://example.org:8080/a\n"),
        (("show", "asthma"), "not a URL", "such as https://host/page\n"),
        (("explain", "mailto:a@example.org"), "not an http or https URL", "such as https://host/page\n"),
        (("parse", "lukemia.html"), "there is no file lukemia.html", "check the path; a page to be fetched begins"),
    ],
)
def test_the_mend_names_what_was_probably_meant(done: Operator, command: tuple[str, ...], says: str, mend: str) -> None:
    """An address without its scheme, as people copy it; a file that is not there before all that it would need."""
    ran = done(*command)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert mend in ran.stderr.partition("to mend: ")[2]


def test_an_export_is_not_taken_for_shards(done: Operator, tmp_path: Path) -> None:
    """What was made for others is no archive; the error says what is."""
    assert done("export", "--format", "jsonl", "-o", str(tmp_path / "x")).returncode == 0
    ran = done("import", str(tmp_path / "x"))
    assert ran.returncode == 2
    assert "is no manifest of shards" in ran.stderr
    assert (
        "to mend: name the folder that `pipeline reparse --engine` made; an export cannot be taken back" in ran.stderr
    )


@pytest.mark.parametrize("command", ["show", "history", "diff", "dates", "explain"])
@pytest.mark.parametrize("slip", ["topic000001", "TOPIC000001.HTML", "tpoic000001.html", "/topic000001.html/"])
def test_a_page_that_is_not_held_is_told_with_the_one_that_was_meant(done: Operator, command: str, slip: str) -> None:
    """Its ending left out, in capitals, misspelt, or with too much: the page is a line away."""
    ran = done(command, f"{ORIGIN}/{slip.removeprefix('/')}")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"did you mean {ORIGIN}/topic000001.html?" in ran.stderr.partition("to mend: ")[2]


@pytest.mark.parametrize("name", ["nothing-like-it.html", "topic000099.html"])
def test_a_page_like_no_other_is_told_alone(done: Operator, name: str) -> None:
    """A guess would lead astray; another number is another page."""
    ran = done("show", f"{ORIGIN}/{name}")
    assert (ran.returncode, "did you mean" in ran.stderr) == (2, False)


def test_a_format_asked_for_twice_is_one(done: Operator, tmp_path: Path) -> None:
    """The folder that was named is the export, as with one format; stdout takes it, too."""
    twice = ("--format", "csv", "--format", "csv", "--table", "links")
    ran = done("export", *twice, "-o", str(tmp_path / "x"))
    assert (ran.returncode, ran.stdout.count(" links")) == (0, 1)
    assert (tmp_path / "x" / "links.csv").is_file()
    assert done("export", *twice, "-o", "-").stdout.startswith("document_id,")


@pytest.mark.parametrize("fail_on", ["error", "warning", "info"])
def test_junit_has_failures_where_the_exit_code_says_so(done: Operator, fail_on: str) -> None:
    """The threshold of the command is that of the file."""
    ran = done("audit", "--no-store", "--format", "junit", "--fail-on", fail_on)
    failures = int(ElementTree.fromstring(ran.stdout).get("failures", ""))  # noqa: S314 - our own output
    assert bool(failures) == bool(ran.returncode)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("run", "--quiet"), "--quiet stands before the command: pipeline --quiet run\n"),
        (("audit", "-q"), "-q stands before the command: pipeline -q audit\n"),
        (("status", "-c", "mine.toml"), "-c stands before the command: pipeline -c ... status\n"),
        (("links", "list", "--database=x.db"), "pipeline --database ... links list\n"),
        (("run", "--log-format", "json"), "pipeline --log-format ... run\n"),
    ],
)
def test_an_option_of_every_command_is_sent_before_it(done: Operator, command: tuple[str, ...], says: str) -> None:
    """`pipeline run -c FILE` is what most would write; it said that there is no such option."""
    ran = done(*command)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert "Did you mean" not in ran.stderr


def test_who_cannot_be_asked_is_told_how_to_answer_before(operator: Operator) -> None:
    """A schedule has nobody to answer: that is no interruption, and to run it again would not mend it."""
    assert operator("-q", "run").returncode == 0
    purge = f"{sys.executable} -m pipeline purge {ORIGIN}/topic000001.html --reason asked"
    ran = operator.other("bash", "-c", f"{purge} < /dev/null")
    assert ran.returncode == 2
    assert "to mend: add --yes" in ran.stderr
    assert operator.other("bash", "-c", f"echo n | {purge}").returncode == 130
    assert operator("show", f"{ORIGIN}/topic000001.html").returncode == 0
    assert operator.other("bash", "-c", f"echo y | {purge}").returncode == 0
    assert operator("show", f"{ORIGIN}/topic000001.html").returncode == 2
