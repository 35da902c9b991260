"""Values of options that name files and folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from pipeline.config import WRITE_OUT, unfilled


class Place(click.Path):
    """A path as ``click.Path`` has it, where ``~`` is the home folder and a variable that nobody filled in is refused.

    Shells fill in both, but not behind ``--output=``, between quotes, or where there is no shell (cron, systemd): a
    folder of that name would be made.
    """

    def __init__(self, *, path_type: type = Path, **settings: Any) -> None:
        super().__init__(path_type=path_type, **settings)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Raises ``click.BadParameter`` for what cannot be meant."""
        try:
            path = Path(value).expanduser()
        except RuntimeError as error:  # ~NAME of a user there is not
            self.fail(f"{value}: {error}", param, ctx)
        if name := unfilled(path):
            self.fail(f"{value}: {name} is not filled in here; {WRITE_OUT}", param, ctx)
        return super().convert(str(path) if str(value).startswith("~") else value, param, ctx)
