"""Rows into one Parquet file: sorted, the same bytes wherever it is written, and in place whole or not at all."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self

from pipeline.archive.files import as_archive_error, put_in_place
from pipeline.cluster import rows
from pipeline.cluster.engine import Shard
from pipeline.cluster.rows import Row
from pipeline.export.formats.parquet import arrow
from pipeline.model.unit import Unit

GROUP_ROWS = 5_000
GROUP_BYTES = 16 << 20
"""A row group ends with whichever comes first: small enough to hold, large enough to scan."""

_IN_MEMORY = 16 << 20
_TIMES = ("captured_at",)
_NUMBERS = ("offset", "length", "words", "words_lost", "issues")
_NEVER_NULL = ("host", "url", "file", "issues", "parser_version")


class ShardWriter:
    """Takes the rows of a unit in any order; a context manager. Memory holds their keys and at most 16 MB of them.

    Leaving without :meth:`finish` leaves nothing behind.

    Args:
        folder: of the reader; made if it is not there.
        unit: names the shard.

    Raises:
        UsageError: pyarrow is not installed.
        ArchiveError, DiskFull: the folder cannot be written.
    """

    def __init__(self, folder: Path, unit: Unit) -> None:
        self._arrow = arrow()
        self._folder = folder
        self._unit = unit
        self._pages = 0
        self._errors: Counter[str] = Counter()
        self._places: list[tuple[tuple[str, str, str, str, int], int, int]] = []
        with as_archive_error(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed on leaving
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, row: Row) -> None:
        """Take a row."""
        data = rows.encode(row)
        with as_archive_error(Path(tempfile.gettempdir())):
            self._spool.write(data)
        self._places.append((row.key, self._size, len(data)))
        self._size += len(data)
        if row.error is None:
            self._pages += 1
        else:
            self._errors[row.error] += 1

    def finish(self, *, passed_over: dict[str, int], quarantined: int = 0, reader: str) -> Shard:
        """Write the file and put it in place; a file of that name is replaced, as it can only be the same.

        Raises:
            ArchiveError, DiskFull: it cannot be written; nothing is left behind.
        """
        name = shard_name(self._unit)
        with as_archive_error(self._folder / name), put_in_place(self._folder / name) as temporary:
            self._write(temporary)
            with temporary.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            size = temporary.stat().st_size
        return Shard(
            unit=self._unit.id,
            name=self._unit.name,
            records=None if self._unit.records is None else len(self._unit.records),
            file=name,
            sha256=digest,
            bytes=size,
            pages=self._pages,
            errors=dict(sorted(self._errors.items())),
            passed_over=dict(sorted(passed_over.items())),
            quarantined=quarantined,
            reader=reader,
        )

    def _write(self, path: Path) -> None:
        pa, pq = self._arrow
        schema = schema_of(pa)
        order = pq.SortingColumn.from_ordering(schema, [("host", "ascending"), ("url", "ascending")])
        looked_up = [name for name in schema.names if name not in ("record", "message")]
        with pq.ParquetWriter(
            path, schema, compression="zstd", write_statistics=looked_up, sorting_columns=order
        ) as writer:
            for group in self._groups():
                writer.write_batch(_batch(pa, schema, group))

    def _groups(self) -> Iterator[list[Row]]:
        group: list[Row] = []
        size = 0
        for _, offset, length in sorted(self._places):
            self._spool.seek(offset)
            group.append(rows.decode(self._spool.read(length)))
            size += length
            if len(group) == GROUP_ROWS or size >= GROUP_BYTES:
                yield group
                group, size = [], 0
        if group:
            yield group


def shard_name(unit: Unit) -> str:
    """The file of a unit's shard, the same at every attempt."""
    return f"pages-{unit.id}.parquet"


def schema_of(pa: Any) -> Any:
    """The Arrow schema of a shard: the fields of :class:`Row`."""
    kinds = dict.fromkeys(_TIMES, pa.timestamp("us", tz="UTC")) | dict.fromkeys(_NUMBERS, pa.int64())
    return pa.schema(
        [
            pa.field(name, kinds.get(name, pa.string()), nullable=name not in _NEVER_NULL)
            for name in Row.__struct_fields__
        ]
    )


def _batch(pa: Any, schema: Any, group: list[Row]) -> Any:
    columns = [pa.array([getattr(row, field.name) for row in group], type=field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
