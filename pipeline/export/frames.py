"""Rows of one table in Python: iterated, or handed to Arrow, polars and pandas."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Generic, NoReturn, TypeVar, cast

from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.formats import parquet
from pipeline.export.tables import TableSpec

Row = TypeVar("Row", bound=Struct)
BATCH = 10_000
"""Rows of one Arrow record batch."""


class Table(Generic[Row]):
    """Rows of one table, read anew each time it is iterated, in memory that does not grow with them."""

    def __init__(self, spec: TableSpec, rows: Callable[[], Iterator[Struct]]) -> None:
        self._spec = spec
        self._rows = rows

    def __repr__(self) -> str:
        return f"<Table {self._spec.name}: {', '.join(self._spec.row_type.__struct_fields__)}>"

    def __reduce__(self) -> NoReturn:
        stay("a table")

    def __iter__(self) -> Iterator[Row]:
        return cast("Iterator[Row]", self._rows())

    @property
    def arrow_schema(self) -> Any:
        """The ``pyarrow.Schema``, made of the columns: the same whatever the rows hold.

        Raises:
            UsageError: pyarrow is not installed.
        """
        return parquet.schema_of(parquet.arrow()[0], self._spec)

    def to_batches(self, rows: int = BATCH) -> Iterator[Any]:
        """``pyarrow.RecordBatch`` after ``RecordBatch``, none held longer than the caller holds it.

        Args:
            rows: of one batch, at most.

        Raises:
            UsageError: pyarrow is not installed, or no row goes into a batch.
        """
        if not isinstance(rows, int) or rows < 1:
            raise UsageError(f"{rows!r} rows are no batch", mend="a batch has one row or more")
        return self._batches(rows, parquet.arrow()[0], self.arrow_schema)

    def to_reader(self) -> Any:
        """A ``pyarrow.RecordBatchReader``: what DuckDB and polars scan without loading it whole."""
        return parquet.arrow()[0].RecordBatchReader.from_batches(self.arrow_schema, self.to_batches())

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table``."""
        return parquet.arrow()[0].Table.from_batches(self.to_batches(), schema=self.arrow_schema)

    def to_polars(self) -> Any:
        """A ``polars.DataFrame`` over the same memory as the Arrow table: nothing is copied.

        Raises:
            UsageError: polars is not installed.
        """
        return _extra("polars").from_arrow(self.to_arrow())

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with Arrow columns, over the same memory: nothing is copied, absent stays absent.

        Raises:
            UsageError: pandas is not installed.
        """
        return self.to_arrow().to_pandas(types_mapper=_extra("pandas").ArrowDtype)

    def _batches(self, rows: int, pa: Any, schema: Any) -> Iterator[Any]:
        stream = self._rows()
        while batch := list(islice(stream, min(rows, sys.maxsize))):
            yield parquet.record_batch(pa, batch, schema)


def _extra(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(f"{name} is not installed", mend=f"pip install {name}") from error


def stay(what: str) -> NoReturn:
    """Refuse to be copied or sent to another process, which knows nothing of the state that is held open here.

    Raises:
        UsageError: always.
    """
    raise UsageError(
        f"{what} of an open database cannot be copied or sent to another process",
        mend="hand over the path of the database, and call pipeline.open there; records and rows can be sent",
    )
