"""JSON Lines: UTF-8, one object a line, every key on every line.

Rows are flat or nest as their columns say; the table ``records`` holds whole records, as their contract has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import msgspec
from msgspec import Struct


class JsonlWriter:
    """Writes one table. ``rows`` counts what was written."""

    def __init__(self, sink: BinaryIO) -> None:
        self.rows = 0
        self._sink = sink
        self._encoder = msgspec.json.Encoder()

    def write(self, rows: Sequence[Struct]) -> None:
        """Some rows."""
        if rows:
            self._sink.write(self._encoder.encode_lines(rows))
            self.rows += len(rows)

    def close(self) -> None:
        """Nothing is held back; the sink stays open."""
