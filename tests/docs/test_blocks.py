from __future__ import annotations

from tests.docs import blocks
from tests.docs.blocks import Command, ConfigFile


def test_commands_are_found_in_order() -> None:
    """Prompts, continuations, exit codes and pipeline.toml blocks are read; output and other commands are not run."""
    page = """
```console
$ pipeline demo
pipeline is not a command here
$ ls
```
```bash
pipeline run --site x \\
  --limit 3
pipelines x
pipeline audit  # exits 1: one page is overdue
```
```toml
# pipeline.toml
[fetch]
```
```toml
[other]
```
<!-- not-run: it asks a real server -->

```bash
pipeline run
```
```bash
pipeline status
```
"""
    assert list(blocks.steps(page)) == [
        Command(text="pipeline demo", line=3),
        Command(text="pipeline run --site x --limit 3", line=8),
        Command(text="pipeline audit  # exits 1: one page is overdue", line=11, exit_code=1),
        ConfigFile(text="# pipeline.toml\n[fetch]\n", line=13),
        Command(text="pipeline status", line=26),
    ]


def test_a_marker_holds_for_the_next_block_only() -> None:
    """Text between a marker and a block frees the block; a marker without a reason has an empty one."""
    page = "<!-- not-run -->\n```bash\na\n```\n<!-- not-run: why -->\ntext\n```bash\nb\n```\n"
    assert [block.not_run for block in blocks.blocks(page)] == ["", None]
