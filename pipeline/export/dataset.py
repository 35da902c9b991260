"""Records in Python: a database opened, its tables iterated or handed to Arrow, polars and pandas.

>>> import pipeline
>>> with pipeline.open("output/health.db") as health:         # doctest: +SKIP
...     for document in health.documents(site="medlineplus"):
...         print(document.title, document.reviewed)
...     sections = health.sections(language="en").to_polars()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from msgspec import Struct

from pipeline.errors import InvalidUrl, UsageError
from pipeline.export.chunks import Chunking
from pipeline.export.engine import rows_of
from pipeline.export.formats import parquet
from pipeline.export.formats.writers import Options
from pipeline.export.known import check_known, check_sites
from pipeline.export.rows import (
    ChangeRow,
    ChunkRow,
    DateRow,
    DocumentRow,
    FindingRow,
    LinkRow,
    PersonRow,
    SectionRow,
    SubjectRow,
)
from pipeline.export.selection import Between, Kept, Selection, manner
from pipeline.export.source import Source, end_of, gate
from pipeline.export.tables import TableSpec, table
from pipeline.model.document import Document
from pipeline.storage import Store
from pipeline.urls import canonicalize

Row = TypeVar("Row", bound=Struct)
BATCH = 10_000
"""Rows of one Arrow record batch."""


class Table(Generic[Row]):
    """Rows of one table, read anew each time it is iterated, in memory that does not grow with them."""

    def __init__(self, spec: TableSpec, rows: Callable[[], Iterator[Struct]]) -> None:
        self._spec = spec
        self._rows = rows

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
        """``pyarrow.RecordBatch`` after ``RecordBatch``, none held longer than the caller holds it."""
        pa, schema = parquet.arrow()[0], self.arrow_schema
        stream = self._rows()
        while batch := list(islice(stream, rows)):
            yield parquet.record_batch(pa, batch, schema)

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
        try:
            import polars  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise UsageError("polars is not installed", mend="pip install polars") from error
        return polars.from_arrow(self.to_arrow())

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with Arrow columns, over the same memory: nothing is copied, absent stays absent.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise UsageError("pandas is not installed", mend="pip install pandas") from error
        return self.to_arrow().to_pandas(types_mapper=pandas.ArrowDtype)


class Dataset:
    """A database opened for reading: one consistent state, whatever a run commits meanwhile.

    Use as a context manager, or call :meth:`close`. Every method takes the same selection, by keyword:

    ``site``, ``page_type``, ``language``, ``subject``, ``rights``: one value or several. ``where``: an SQL condition on
    the view ``pages``. ``dates``: ranges, ``"modified:2025-01-01.."`` or :class:`~pipeline.export.selection.Between`.
    ``otherwise``: what becomes of sections whose rights were not asked for. Gone pages are left out unless the database
    was opened with ``include_gone``; rows of documents say ``gone_since`` then.
    """

    def __init__(self, store: Store, *, as_of: date | None = None, include_gone: bool = False) -> None:
        self._store = store
        self._snapshot = store.snapshot()
        self._snapshot.__enter__()
        self._source = Source(store, as_of=None if as_of is None else end_of(as_of), include_gone=include_gone)
        self._pages: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; tables that are still iterated break off."""
        self._snapshot.__exit__(None, None, None)
        self._store.close()

    def __iter__(self) -> Iterator[Document]:
        return self.records()

    def __len__(self) -> int:
        """How many records there are; of an earlier day, and where a site is blocked, they have to be read through."""
        if self._pages is None:
            self._pages = self._source.count()
        return self._pages

    def __contains__(self, page: object) -> bool:
        """Whether there is a record of a page, by its address as :meth:`get` takes it; of what is no address, no."""
        address = page.url if isinstance(page, Document) else page
        try:
            return isinstance(address, str) and self.get(address) is not None
        except InvalidUrl:
            return False

    def get(self, url: str) -> Document | None:
        """The whole record of one page, as :meth:`records` gives it; ``None`` if it gives none.

        Args:
            url: of the page, or another address that leads to it, in any spelling.

        Raises:
            InvalidUrl: it is no URL.
        """
        address = canonicalize(url)
        if not self._source.include_gone and self._source.gone_since(address) is not None:
            return None
        return self._source.document(address)

    def records(self, **selection: Any) -> Iterator[Document]:
        """Whole records in the order of their URLs.

        Raises:
            UsageError: the selection names what there is not.
        """
        return self._let_in(self._selection(selection))

    def documents(self, **selection: Any) -> Table[DocumentRow]:
        """One row a page."""
        return self._table("documents", selection)

    def sections(self, **selection: Any) -> Table[SectionRow]:
        """One row a section."""
        return self._table("sections", selection)

    def links(self, **selection: Any) -> Table[LinkRow]:
        """One row a link."""
        return self._table("links", selection)

    def dates(self, **selection: Any) -> Table[DateRow]:
        """One row a date claim."""
        return self._table("dates", selection)

    def subjects(self, **selection: Any) -> Table[SubjectRow]:
        """One row a subject of a page."""
        return self._table("subjects", selection)

    def people(self, **selection: Any) -> Table[PersonRow]:
        """One row a reviewer, author or editor."""
        return self._table("people", selection)

    def chunks(self, *, max_tokens: int = 512, overlap: int = 0, **selection: Any) -> Table[ChunkRow]:
        """One row a chunk for retrieval."""
        chunking = Chunking(max_tokens=max_tokens, overlap=overlap)
        chunking.check()
        return self._table("chunks", selection, Options(chunking=chunking))

    def findings(self, **selection: Any) -> Table[FindingRow]:
        """One row an open finding."""
        return self._events("findings", selection)

    def changes(self, **selection: Any) -> Table[ChangeRow]:
        """One row an event in the life of a page."""
        return self._events("changes", selection)

    def _table(self, name: str, selection: dict[str, Any], options: Options | None = None) -> Table[Any]:
        spec, written = table(name), options or Options()
        chosen = self._selection(selection)  # what is wrong with it is said now, not at the first row
        gone_since = self._source.gone_since if self._source.include_gone else None

        def rows() -> Iterator[Struct]:
            for document in self._let_in(chosen):
                yield from rows_of(spec, document, written, gone_since)

        return Table(spec, rows)

    def _let_in(self, chosen: Selection) -> Iterator[Document]:
        for document in self._source.documents():
            verdict = chosen.apply(document)
            if isinstance(verdict, Kept):
                yield verdict.document

    def _events(self, name: str, selection: dict[str, Any]) -> Table[Any]:
        chosen = self._selection(selection)
        return Table(table(name), lambda: iter(self._source.events(chosen)[name]))

    def _selection(self, given: dict[str, Any]) -> Selection:
        unknown = sorted(set(given) - _KEYWORDS)
        if unknown:
            raise UsageError(f"cannot select by {', '.join(unknown)}", mend=f"there is {', '.join(sorted(_KEYWORDS))}")
        for name, value in given.items():
            if value is not None and not isinstance(value, Between) and not value:
                raise UsageError(
                    f"{name} names nothing, and would let everything through", mend=f"leave {name} out if it shall"
                )
        where: str | None = given.get("where")
        dates: Iterable[Between | str] = _several(given.get("dates"))
        chosen = Selection(
            sites=_several(given.get("site")),
            page_types=_several(given.get("page_type")),
            languages=_several(given.get("language")),
            subjects=_several(given.get("subject")),
            rights=_several(given.get("rights")),
            dates=tuple(Between.parse(one) if isinstance(one, str) else one for one in dates),
            otherwise=manner(given.get("otherwise"), given.get("rights") or ()),
            where=where,
            lets_in=gate(self._store, where=where, exclude_findings=(), as_of=self._source.as_of),
        )
        chosen.check()
        check_sites(self._store, chosen)
        if self._source.as_of is None:  # of an earlier day nobody keeps what kinds of page there were
            check_known(self._store, chosen)
        return chosen


_KEYWORDS = {"site", "page_type", "language", "subject", "rights", "dates", "otherwise", "where"}


def open_dataset(database: str | Path, *, as_of: date | None = None, include_gone: bool = False) -> Dataset:
    """Open a database for reading.

    Args:
        database: SQLite file that ``pipeline run`` made.
        as_of: the state at the end of this day (UTC) instead of the newest.
        include_gone: also pages that are confirmed gone.

    Raises:
        DatabaseMissing: there is no such file.
        DatabaseDamaged: it is no database.
        SchemaTooNew: a newer version of this software wrote it.
    """
    return Dataset(Store.open(Path(database), read_only=True), as_of=as_of, include_gone=include_gone)


def _several(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, (str, Between)) else tuple(value)
