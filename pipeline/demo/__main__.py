"""``python -m pipeline.demo``: the demo server by itself, for other processes to talk to."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

import click

from pipeline.demo.behaviours import SCENARIOS
from pipeline.demo.locate import demo_root
from pipeline.demo.server import DemoSite
from pipeline.errors import PipelineError


@click.command()
@click.option("--port", default=0, show_default="any free one", help="Port to listen on.")
@click.option("--bind", multiple=True, default=("127.0.0.1",), show_default=True, help="Loopback address; repeatable.")
@click.option("--root", type=click.Path(path_type=Path), help="Folder of pages instead of the demo site.")
@click.option("--scenario", type=click.Choice(sorted(SCENARIOS)), multiple=True, help="Trouble to play; repeatable.")
def main(
    port: int,
    bind: tuple[str, ...],
    root: Path | None,
    scenario: tuple[str, ...],
) -> None:
    """Serve the demo site on loopback; print its address when it is ready; Ctrl-C ends it."""
    try:
        rules = tuple(rule for name in scenario for rule in SCENARIOS[name])
        site = DemoSite(root or demo_root(), bind=bind, port=port, rules=rules)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(site))
    except PipelineError as error:
        click.echo(f"Error: {error.message}", err=True)
        if error.mend:
            click.echo(error.mend, err=True)
        sys.exit(error.exit_code)


async def serve(site: DemoSite) -> None:
    """Serve until cancelled; print the address when it is ready."""
    async with site:
        site.warm()
        click.echo(site.url)
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
