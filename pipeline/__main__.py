"""``python -m pipeline`` and the ``pipeline`` command."""

from __future__ import annotations

import sys

from pipeline.cli.loading import heed_signals, loading

with loading():
    from pipeline.cli.entry import run_command_line
    from pipeline.cli.streams import leave_stdout, make_ready


def main() -> None:
    """Run the command line and leave with its exit code."""
    heed_signals()
    make_ready()
    code = run_command_line(sys.argv[1:])
    leave_stdout()
    sys.exit(code)


if __name__ == "__main__":
    main()
