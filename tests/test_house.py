from __future__ import annotations

import re
import shutil
import textwrap
import tomllib
from pathlib import Path

import pytest

from tools import house, lock

HERE = Path("pipeline/x.py")


def source(text: str) -> str:
    return textwrap.dedent(text)


def test_no_file_or_function_of_the_package_outgrows_a_sitting() -> None:
    """Files stay under 320 lines, functions under 65, errors are not swallowed, imports are not hidden."""
    wrong = [
        line
        for file in sorted((house.ROOT / "pipeline").rglob("*.py"))
        for check in (house.oversized, house.excuses)
        for line in check(file.read_text("utf-8"), file.relative_to(house.ROOT))
    ]
    assert wrong == []


def test_the_map_of_the_house_shows_its_floors() -> None:
    """The table in CONTRIBUTING.md names what import-linter holds, floor by floor."""
    contracts = tomllib.loads((house.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    held = [set(re.findall(r"\w+", layer)) for layer in contracts[0]["layers"]]
    rows = re.findall(r"^\| (`.*?`) \|", (house.ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    assert [set(re.findall(r"\w+", row)) for row in rows] == held


def test_a_long_file_and_a_long_function_are_named() -> None:
    """Length is counted in lines, a function's from its def to its last."""
    body = "\n".join("    x = 1" for _ in range(65))
    assert list(house.oversized(f"def f():\n{body}\n", HERE)) == ["pipeline/x.py:1: f is 66 lines, at most 65"]
    assert list(house.oversized("x = 1\n" * 321, HERE)) == ["pipeline/x.py: 321 lines, at most 320"]
    assert list(house.oversized("x = 1\n" * 320, HERE)) == []


def test_a_wheel_that_was_left_lying_is_found() -> None:
    """What is no text stands with fixtures and tests only, where it is known for what it is."""
    told = [
        line for name in ("tool-1.0-py3-none-any.whl", "tests/report/a.png") for line in house.misplaced(Path(name))
    ]
    assert told == ["tool-1.0-py3-none-any.whl: no text; what a program made or fetched is not kept here"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("try:\n    f()\nexcept Exception:\n    pass\n", "pipeline/x.py:3: swallows every exception"),
        ("try:\n    f()\nexcept:\n    pass\n", "pipeline/x.py:3: swallows every exception"),
        ("if TYPE_CHECKING:\n    import a\n", "pipeline/x.py:1: TYPE_CHECKING hides an import"),
        ("if typing.TYPE_CHECKING:\n    import a\n", "pipeline/x.py:1: TYPE_CHECKING hides an import"),
        ("def f():\n    from pipeline.cli import x\n", "pipeline/x.py:2: imports pipeline.cli inside a function"),
        ("async def f():\n    import os, pipeline\n", "pipeline/x.py:2: imports os, pipeline inside a function"),
    ],
)
def test_ways_around_the_rules_are_named(text: str, says: str) -> None:
    """A swallowed exception, a TYPE_CHECKING escape and an import inside a function are found with their line."""
    assert [line for line in house.excuses(text, HERE) if line.startswith(says)]


def test_one_folder_alone_speaks_http_and_one_reads_html() -> None:
    """Links were judged by HTML that was read elsewhere, without its encoding and its bounds."""
    text = "import httpx\nfrom selectolax.lexbor import LexborHTMLParser\nfrom bs4.dammit import EncodingDetector\n"
    assert list(house.trades(text, Path("pipeline/parsers/x.py"))) == [
        "pipeline/parsers/x.py:1: httpx is for pipeline/fetchers alone"
    ]
    told = list(house.trades(text, Path("pipeline/linkcheck/x.py")))
    assert [line.partition(": ")[2].partition(" ")[0] for line in told] == ["httpx", "selectolax", "bs4"]


def test_only_the_package_itself_may_name_types_alone() -> None:
    """The root of the package stands above every floor; any other ``__init__`` does not."""
    text = "if TYPE_CHECKING:\n    import a\n"
    assert not list(house.excuses(text, Path("pipeline/__init__.py")))
    assert list(house.excuses(text, Path("pipeline/model/__init__.py")))


def test_an_optional_extra_may_be_imported_late() -> None:
    """A function may import what is not ours, an expected error may be passed over, a handler may do something."""
    text = """
    def f():
        import pyarrow
        try:
            g()
        except KeyError:
            pass
        except Exception:
            tell()
    """
    assert list(house.excuses(source(text), HERE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "py" + "pi.org/simple/click",
        "url = 'https://files.python" + "hosted.org/x.whl'",
        "https://registry.npm" + "js.org/x",
        "open('/ho" + "me/ann/x')",
        "cd /ro" + "ot/project",
        "`/Us" + "ers/ann/x`",
    ],
)
def test_what_is_true_on_one_machine_only_is_found(text: str) -> None:
    """Registry addresses and home folders do not belong into a tracked file."""
    assert len(list(house.addresses(f"fine\n{text}\n", Path("docs/x.md")))) == 1


@pytest.mark.parametrize("text", ["https://nhs.uk/home/x", "/var/lib/pipeline", "./home/x", "~/work/x", "at home/work"])
def test_what_is_true_everywhere_is_left_alone(text: str) -> None:
    """Paths of a URL, relative paths and system folders are no machine's own."""
    assert list(house.addresses(text, Path("docs/x.md"))) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(house.ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_locks_answer_pyproject() -> None:
    """requirements/*.txt were made from the dependencies that stand in pyproject.toml now."""
    assert list(lock.problems()) == []


def test_a_dependency_that_nobody_locked_is_found(copy: Path) -> None:
    """A new dependency makes both locks old, and is named."""
    edit(copy / "pyproject.toml", '"click>=8.4"', '"click>=8.4",\n  "django>=5"')
    wrong = list(lock.problems(copy))
    assert "requirements/run.txt: older than the dependencies in pyproject.toml; run: make lock" in wrong
    assert "requirements/dev.txt: nothing locked answers 'django>=5'; run: make lock" in wrong


def test_a_locked_version_below_its_bound_is_found(copy: Path) -> None:
    """A bound raised above the locked version is found even where somebody wrote the header by hand."""
    edit(copy / "pyproject.toml", '"click>=8.4"', '"click>=99"')
    assert any("nothing locked answers 'click>=99'" in line for line in lock.problems(copy))


@pytest.mark.parametrize("bound", ["click>=8.1", "click"])
def test_a_bound_below_what_is_tested_is_found(copy: Path, bound: str) -> None:
    """Whoever has the oldest version that is allowed has one that the tests ran with."""
    edit(copy / "pyproject.toml", '"click>=8.4"', f'"{bound}"')
    assert f"pyproject.toml: '{bound}' begins below what is tested; oldest.txt holds 8.4.0" in lock.problems(copy)


def test_a_changed_test_tool_leaves_the_run_lock_alone(copy: Path) -> None:
    """run.txt stands on the runtime dependencies alone."""
    edit(copy / "pyproject.toml", '"pytest-xdist>=3.6"', '"pytest-xdist>=3.5"')
    told = [line.partition(":")[0] for line in lock.problems(copy)]
    assert told == ["requirements/dev.txt", "requirements/interop.txt", "requirements/ray.txt"]


def test_a_pin_without_hash_and_an_address_are_found(copy: Path) -> None:
    """Every line of a lock is checked by its hash and says nothing about where it comes from."""
    run = copy / "requirements/run.txt"
    run.write_text(run.read_text("utf-8") + "nohash==1.0\n--index-url https://example.org/simple\n", "utf-8")
    wrong = list(lock.problems(copy))
    assert "requirements/run.txt: nohash has no hash" in wrong
    assert "requirements/run.txt: holds an address; a lock names versions and hashes only" in wrong


def test_both_locks_pin_the_same_versions(copy: Path) -> None:
    """What is tested is what runs."""
    text = (copy / "requirements/run.txt").read_text("utf-8")
    version = lock.pins(text)["click"][0]
    edit(copy / "requirements/run.txt", f"click=={version}", "click==8.1.0")
    assert any(line.startswith("requirements: click is ['8.1.0'] in run.txt") for line in lock.problems(copy))
