"""The locks in ``requirements/``: made from pyproject.toml by uv, checked against it without a network.

A lock names every version and hash for every platform and Python from 3.11 on, and no address: where packages
come from is the installing machine's own business. ``run.txt`` holds what the pipeline needs, ``dev.txt`` holds
that at the same versions, every extra but ``ray``, and what tests and checks need; ``interop.txt`` holds that and the
tools of others with which exports are read in tests, ``ray.txt`` that of ``dev.txt`` and what tests of clusters need.
``oldest.txt`` holds what the pipeline and those extras need at the oldest versions that pyproject.toml allows.
``bench.txt`` holds what benchmarks measure the pipeline beside, and nothing of the pipeline's own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
HEADER = '# Made by "make lock" from pyproject.toml. Inputs: {digest}\n'
APART = ("ray",)
"""Extras too heavy for the lock that every developer installs."""

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def inputs(pyproject: dict[str, Any]) -> dict[str, list[str]]:
    """The requirement strings each lock must answer, by lock name."""
    project = pyproject["project"]
    groups = pyproject["dependency-groups"]
    run = [*project["dependencies"], *groups["build"]]
    extras = project.get("optional-dependencies", {})
    used = [*project["dependencies"], *(line for name in _extras(pyproject) for line in extras[name])]
    dev = [*used, *groups["build"], *groups["dev"]]
    return {
        "run": run,
        "dev": dev,
        "oldest": used,
        "interop": [*dev, *groups["interop"]],
        "bench": groups["bench"],
        "ray": [*dev, *(line for name in APART for line in extras.get(name, ())), *groups["scale"]],
    }


def _extras(pyproject: dict[str, Any]) -> list[str]:
    """The extras that every developer has."""
    return [name for name in pyproject["project"].get("optional-dependencies", {}) if name not in APART]


def digest(pyproject: dict[str, Any], name: str) -> str:
    """A short name for everything that a lock is made from."""
    canonical = sorted(str(Requirement(line)) for line in inputs(pyproject)[name])
    canonical.append(pyproject["project"]["requires-python"])
    return hashlib.sha256(json.dumps(canonical).encode()).hexdigest()[:16]


def pins(lock: str) -> dict[str, list[str]]:
    """Locked versions by canonical package name; a package may stand twice, for different markers."""
    found: dict[str, list[str]] = {}
    for line in lock.splitlines():
        if match := _PIN.match(line):
            found.setdefault(canonicalize_name(match[1]), []).append(match[2])
    return found


def problems(root: Path = ROOT) -> Iterator[str]:
    """What is wrong with the locks, a line each; nothing when they answer pyproject.toml."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    locked: dict[str, dict[str, list[str]]] = {}
    for name, lines in inputs(pyproject).items():
        file = f"requirements/{name}.txt"
        text = (root / file).read_text("utf-8")
        locked[name] = pins(text)
        if not text.startswith(HEADER.format(digest=digest(pyproject, name))):
            yield f"{file}: older than the dependencies in pyproject.toml; run: make lock"
        yield from _unanswered(file, lines, locked[name])
        yield from _unhashed(file, text)
        if "://" in text:
            yield f"{file}: holds an address; a lock names versions and hashes only"
    yield from _not_oldest(inputs(pyproject)["oldest"], locked["oldest"])
    for package, versions in locked["run"].items():
        if locked["dev"].get(package) != versions:
            yield f"requirements: {package} is {versions} in run.txt and {locked['dev'].get(package)} in dev.txt"


def _unanswered(file: str, lines: list[str], locked: dict[str, list[str]]) -> Iterator[str]:
    for line in lines:
        requirement = Requirement(line)
        versions = locked.get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(version, prereleases=True) for version in versions):
            yield f"{file}: nothing locked answers {line!r}; run: make lock"


def _not_oldest(lines: list[str], locked: dict[str, list[str]]) -> Iterator[str]:
    """A lower bound says what was tested: the version that the oldest lock holds."""
    for line in lines:
        requirement = Requirement(line)
        bounds = [Version(part.version) for part in requirement.specifier if part.operator == ">="]
        held = [Version(version) for version in locked.get(canonicalize_name(requirement.name), [])]
        if not bounds or (held and min(held) != max(bounds)):
            tested = ", ".join(map(str, held))
            yield f"pyproject.toml: {line!r} begins below what is tested; oldest.txt holds {tested}"


def _unhashed(file: str, text: str) -> Iterator[str]:
    for block in re.split(r"\n(?=\S)", text):
        if (match := _PIN.match(block)) and not _HASH.search(block):
            yield f"{file}: {match[1]} has no hash"


def write(uv: str, *, upgrade: bool, root: Path = ROOT) -> None:
    """Makes every lock again; versions already locked stay unless ``upgrade``."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    dev, run = root / "requirements/dev.txt", root / "requirements/run.txt"
    extras = [f"--extra={name}" for name in _extras(pyproject)]
    everybody = [*extras, "--group=build", "--group=dev"]
    _compile(uv, dev, *everybody, *(["--upgrade"] if upgrade else []))
    # uv keeps the versions it finds in its output file: the others agree with dev.txt
    shutil.copyfile(dev, run)
    _compile(uv, run, "--group=build")
    interop = root / "requirements/interop.txt"
    shutil.copyfile(dev, interop)
    _compile(uv, interop, *everybody, "--group=interop")
    ray = root / "requirements/ray.txt"
    shutil.copyfile(dev, ray)
    _compile(uv, ray, *everybody, *(f"--extra={name}" for name in APART), "--group=scale")
    oldest = root / "requirements/oldest.txt"
    _compile(uv, oldest, *extras, "--resolution=lowest-direct")
    bench = root / "requirements/bench.txt"
    _compile(uv, bench, "--group=bench", project=False)
    for lock in (dev, run, interop, oldest, bench, ray):
        header = HEADER.format(digest=digest(pyproject, lock.stem))
        lock.write_text(header + lock.read_text("utf-8"), "utf-8")


def _compile(uv: str, target: Path, *more: str, project: bool = True) -> None:
    command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes"]
    command += ["--no-header", f"--output-file={target.relative_to(target.parent.parent)}", *more]
    command += ["pyproject.toml"] if project else []
    subprocess.run(command, cwd=target.parent.parent, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """``python -m tools.lock [--upgrade]``."""
    parser = argparse.ArgumentParser(prog="tools.lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take newer versions where they exist")
    options = parser.parse_args()
    uv = shutil.which(os.environ.get("UV") or "uv")
    if uv is None:
        print("lock: needs uv on the PATH, or named: make lock UV=/path/to/uv", file=sys.stderr)
        return 2
    write(uv, upgrade=options.upgrade)
    wrong = list(problems())
    print("\n".join(wrong) or "every lock in requirements/ answers pyproject.toml")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
