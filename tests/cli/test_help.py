"""What ``--help`` prints fits a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from pipeline.cli import app


def everything(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    """A command and all below it, each with a context that has a terminal of 80 columns."""
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            yield from everything(below, click.Context(below, info_name=name, parent=context, terminal_width=80))


ROOT = click.Context(app.app, info_name="pipeline", terminal_width=80)


@pytest.mark.parametrize("context", list(everything(app.app, ROOT)), ids=lambda context: context.command_path)
def test_no_line_of_any_help_is_wider_than_a_terminal(context: click.Context) -> None:
    """Eighty columns hold every line: usage, examples, and the names that an option takes."""
    assert [line for line in context.get_help().splitlines() if len(line) > 80] == []
