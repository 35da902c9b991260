"""Parquet through pyarrow (the extra ``parquet``): the schema comes from the columns, never from the first rows.

Files are named as `datasets` and the Hub expect them. A row group holds up to 20,000 rows or about 32 MB of text,
whichever comes first: small enough to fetch over HTTP by range, large enough to scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import msgspec
from msgspec.inspect import StructType, Type, VarTupleType, type_info

from pipeline.errors import UsageError
from pipeline.export.columns import bare_type, columns, optional, type_name
from pipeline.export.tables import TableSpec

GROUP_ROWS = 20_000
GROUP_CHARACTERS = 32 << 20


def path_of(table: str) -> str:
    """Where the one shard of a table stands."""
    return f"{table}/train-00000-of-00001.parquet"


def arrow() -> tuple[Any, Any]:
    """The modules ``pyarrow`` and ``pyarrow.parquet``.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional extra
        from pyarrow import parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Arrow and Parquet need pyarrow", mend="install the extra: pip install 'health-page-pipeline[parquet]'"
        ) from error
    return pa, pq


class ParquetWriter:
    """Writes one table. ``rows`` counts what was written.

    Raises:
        UsageError: pyarrow is not installed.
    """

    def __init__(self, spec: TableSpec, sink: BinaryIO) -> None:
        pa, pq = arrow()
        self.rows = 0
        self._pa = pa
        self._schema = schema_of(pa, spec)
        self._batch: list[msgspec.Struct] = []
        self._characters = 0
        self._writer = pq.ParquetWriter(sink, self._schema, compression="zstd", write_statistics=True)

    def write(self, rows: Sequence[msgspec.Struct]) -> None:
        """Some rows."""
        for row in rows:
            self._batch.append(row)
            self._characters += len(getattr(row, "text", "")) * 2
            if len(self._batch) >= GROUP_ROWS or self._characters >= GROUP_CHARACTERS:
                self._flush()

    def _flush(self) -> None:
        if not self._batch:
            return
        self._writer.write_batch(record_batch(self._pa, self._batch, self._schema))
        self.rows += len(self._batch)
        self._batch.clear()
        self._characters = 0

    def close(self) -> None:
        """Write the last row group and the footer; the sink stays open."""
        self._flush()
        self._writer.close()


def _holds_structs(pa: Any, type_: Any) -> bool:
    return bool(pa.types.is_list(type_) and pa.types.is_struct(type_.value_type))


def _plain(value: Any) -> Any:
    """Structs as dictionaries; everything else as Arrow takes it."""
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        return [msgspec.to_builtins(item, builtin_types=(date, datetime)) for item in value]
    return value


def record_batch(pa: Any, rows: Sequence[msgspec.Struct], schema: Any) -> Any:
    """Rows as an Arrow record batch of a schema made by :func:`schema_of`."""
    cells = zip(*map(msgspec.structs.astuple, rows), strict=True) if rows else ((),) * len(schema)
    arrays = [
        pa.array([_plain(value) for value in values] if _holds_structs(pa, field.type) else values, type=field.type)
        for field, values in zip(schema, cells, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def schema_of(pa: Any, spec: TableSpec) -> Any:
    """The Arrow schema of a table, with the meaning of each column as its metadata."""
    info = type_info(spec.row_type)
    if not isinstance(info, StructType):
        raise TypeError(f"{spec.row_type!r} is no struct")
    return pa.schema(
        [
            pa.field(
                column.name,
                _arrow(pa, optional(bare_type(field.type)[0])[0]),
                nullable=column.nullable,
                metadata={"description": column.description},
            )
            for field, column in zip(info.fields, columns(spec.row_type), strict=True)
        ]
    )


def _arrow(pa: Any, type_: Type) -> Any:
    if isinstance(type_, VarTupleType):
        return pa.list_(_arrow(pa, type_.item_type))
    if isinstance(type_, StructType):
        return pa.struct([pa.field(field.name, _arrow(pa, optional(field.type)[0])) for field in type_.fields])
    scalars = {
        "string": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    return scalars[type_name(type_)]
