"""Where the demo site's files are: beside the package in a source tree, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UsageError

_PACKAGE = Path(__file__).resolve().parents[1]


def fixtures_root() -> Path:
    """The folder of fixtures: ``pipeline/_fixtures`` of a wheel, else ``fixtures`` of the source tree.

    Raises:
        UsageError: neither is there (a broken installation).
    """
    for folder in (_PACKAGE / "_fixtures", _PACKAGE.parent / "fixtures"):
        if (folder / "demo-site").is_dir():
            return folder
    raise UsageError("the demo site is not part of this installation", mend="install the package again")


def demo_root() -> Path:
    """The folder of the demo site.

    Raises:
        UsageError: see :func:`fixtures_root`.
    """
    return fixtures_root() / "demo-site"
