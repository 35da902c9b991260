"""``make-delta`` and ``apply-delta``: what leads from one release to another, and back from it to the release."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.places import Place
from pipeline.errors import PipelineError
from pipeline.export.releases.delta import write_delta
from pipeline.export.releases.patch import apply_delta as apply
from pipeline.export.releases.release import delta_name
from pipeline.nearest import many

_RELEASE = Place(exists=True, file_okay=False)


@click.command("make-delta")
@click.argument("old", type=_RELEASE)
@click.argument("new", type=_RELEASE)
@click.option("-o", "--output", type=Place(), help="Folder of the delta; OLD..NEW beside NEW if not given.")
def make_delta(old: Path, new: Path, output: Path | None) -> None:
    """Write what leads from the OLD release to the NEW one, for those who hold the old one.

    What export --since writes beside a release, of any two that stand: also years apart, or when the disk was full.

    \b
    Example
      pipeline make-delta releases/2026-08 releases/2026-11
    """
    told(old, new, output or between(old, new))


@click.command("apply-delta")
@click.argument("old", type=_RELEASE)
@click.argument("delta", type=_RELEASE)
@click.option("-o", "--output", type=Place(), required=True, help="Folder of the new release.")
def apply_delta(old: Path, delta: Path, output: Path) -> None:
    """Make the new release from the OLD one and a DELTA, byte for byte.

    \b
    Example
      cd releases
      pipeline apply-delta 2026-10 2026-10..2026-11 -o 2026-11
    """
    console.out(apply(old, delta, out=output))


def between(old: Path, new: Path) -> Path:
    """Where the delta between two releases stands: beside the newer one."""
    return new.absolute().parent / delta_name(old.absolute(), new.absolute())


def told(old: Path, new: Path, out: Path) -> None:
    """Write a delta and say on one line what is in it."""
    delta = write_delta(old, new, out=out)
    put, sections = many(delta.put, "record"), many(delta.sections, "section")
    again = f", {delta.again} with other columns alone" if delta.again else ""
    console.out(f"{delta.out}: {put} put, {delta.deleted} deleted, {sections} new or changed{again}")


def told_after_release(old: Path, new: Path, out: Path) -> None:
    """Write the delta of a release that has just been made; where that fails, say that the release stands.

    Raises:
        PipelineError: what went wrong, with the command that makes the delta later.
    """
    try:
        told(old, new, out)
    except PipelineError as error:
        mend = "; then: ".join(filter(None, (error.mend, f"pipeline make-delta {old} {new}")))
        raise type(error)(f"release {new.name} is made, its delta is not: {error.message}", mend=mend) from error
