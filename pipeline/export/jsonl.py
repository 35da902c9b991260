"""JSON Lines: UTF-8, one object a line, every key on every line.

The documents table is the whole record of each page, as its contract has it; the others are flat rows.
"""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from pipeline.export.tables import TableSpec
from pipeline.model.document import Document
from pipeline.records import to_json

EXTENSION = "jsonl"


class JsonlWriter:
    """Writes one table. ``rows`` counts what was written."""

    def __init__(self, spec: TableSpec, sink: BinaryIO) -> None:
        self.rows = 0
        self._spec = spec
        self._sink = sink
        self._encoder = msgspec.json.Encoder()

    def write(self, document: Document) -> None:
        """The rows of one document."""
        if self._spec.name == "documents":
            self._sink.write(to_json(document) + b"\n")
            self.rows += 1
            return
        rows = list(self._spec.rows(document))
        if rows:
            self._sink.write(self._encoder.encode_lines(rows))
            self.rows += len(rows)

    def close(self) -> None:
        """Nothing is held back; the sink stays open."""
