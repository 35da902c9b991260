"""Records in Python: a database opened, its tables iterated or handed to Arrow, polars and pandas.

>>> import pipeline
>>> with pipeline.open("output/health.db") as health:         # doctest: +SKIP
...     for document in health.documents(site="medlineplus"):
...         print(document.title, document.reviewed)
...     sections = health.sections(language="en").to_polars()
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn, Self, Unpack

from msgspec import Struct

from pipeline.errors import InvalidUrl, UsageError
from pipeline.export.chunks import Chunking
from pipeline.export.engine import rows_of
from pipeline.export.formats.writers import Options
from pipeline.export.frames import Table, stay
from pipeline.export.known import check_known, check_sites
from pipeline.export.rows import (
    ChangeRow,
    ChunkRow,
    DateRow,
    DocumentRow,
    FindingRow,
    LinkCheckRow,
    LinkRow,
    PersonRow,
    SectionRow,
    SubjectRow,
)
from pipeline.export.selection import Asked, Between, Kept, Selection, manner
from pipeline.export.source import Source, gate
from pipeline.export.tables import table
from pipeline.model.document import Document
from pipeline.moments import end_of
from pipeline.storage import Store
from pipeline.storage.values import Hit
from pipeline.urls import canonicalize


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
        self._as_of = as_of
        self._snapshot = store.snapshot()
        self._snapshot.__enter__()
        self._source = Source(store, as_of=end_of(as_of), include_gone=include_gone)
        self._pages: int | None = None

    def __repr__(self) -> str:
        return f"<Dataset {self._store.path}{'' if self._as_of is None else f' as of {self._as_of}'}>"

    def __reduce__(self) -> NoReturn:
        stay("the state")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
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
            url: of the page, or one that leads to it for good (301, 308; not to a home page), in any spelling.

        Raises:
            InvalidUrl: it is no URL.
        """
        if not isinstance(url, str):
            raise InvalidUrl(f"not a URL: {url!r}", mend="give the address of a page as a string")
        address = canonicalize(url)
        if not self._source.include_gone and self._source.gone_since(address) is not None:
            return None
        return self._source.document(address)

    def search(self, words: str, limit: int = 10, *, site: str | None = None, language: str | None = None) -> list[Hit]:
        """Sections that answer to the words, best first, as ``pipeline search`` finds them.

        Args:
            words: what is looked for; what stands in quotes is found as it stands.
            limit: hits at most.
            site: only pages of this one.
            language: only pages in this one, its regions included.

        Raises:
            UsageError: there is no such site or language, or the database was opened as of an earlier day.
        """
        if self._source.as_of is not None:
            raise UsageError("search knows the pages as they are now", mend="open the database without as_of")
        if not isinstance(words, str) or not isinstance(limit, int) or limit < 1:
            raise UsageError(f"cannot search for {words!r} with a limit of {limit!r}", mend="give words, and 1 or more")
        for name, value in (("site", site), ("language", language)):
            if not isinstance(value, str | None):
                raise UsageError(f"{name} cannot be {value!r}", mend=f"search takes one {name}")
        self._selection({"site": site, "language": language})
        hits = self._store.search(words, sys.maxsize if self._source.blocks else limit, site=site, language=language)
        return [hit for hit in hits if self._goes_out(hit)][:limit]

    def records(self, **selection: Unpack[Asked]) -> Iterator[Document]:
        """Whole records in the order of their URLs.

        Raises:
            UsageError: the selection names what there is not.
        """
        return self._let_in(self._selection(selection))

    def documents(self, **selection: Unpack[Asked]) -> Table[DocumentRow]:
        """One row a page."""
        return self._table("documents", selection)

    def sections(self, **selection: Unpack[Asked]) -> Table[SectionRow]:
        """One row a section."""
        return self._table("sections", selection)

    def links(self, **selection: Unpack[Asked]) -> Table[LinkRow]:
        """One row a link."""
        return self._table("links", selection)

    def dates(self, **selection: Unpack[Asked]) -> Table[DateRow]:
        """One row a date claim."""
        return self._table("dates", selection)

    def subjects(self, **selection: Unpack[Asked]) -> Table[SubjectRow]:
        """One row a subject of a page."""
        return self._table("subjects", selection)

    def people(self, **selection: Unpack[Asked]) -> Table[PersonRow]:
        """One row a reviewer, author or editor."""
        return self._table("people", selection)

    def chunks(self, *, max_tokens: int = 512, overlap: int = 0, **selection: Unpack[Asked]) -> Table[ChunkRow]:
        """One row a chunk for retrieval."""
        for name, value in (("max_tokens", max_tokens), ("overlap", overlap)):
            if not isinstance(value, int):
                raise UsageError(f"{name} cannot be {value!r}", mend=f"{name} is a whole number of tokens")
        chunking = Chunking(max_tokens=max_tokens, overlap=overlap)
        chunking.check()
        return self._table("chunks", selection, Options(chunking=chunking))

    def findings(self, **selection: Unpack[Asked]) -> Table[FindingRow]:
        """One row an open finding."""
        return self._events("findings", selection)

    def changes(self, **selection: Unpack[Asked]) -> Table[ChangeRow]:
        """One row an event in the life of a page."""
        return self._events("changes", selection)

    def link_checks(self, **selection: Unpack[Asked]) -> Table[LinkCheckRow]:
        """One row a link that was checked."""
        return self._events("link_checks", selection)

    def _table(self, name: str, selection: Asked, options: Options | None = None) -> Table[Any]:
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

    def _events(self, name: str, selection: Asked) -> Table[Any]:
        chosen = self._selection(selection)
        return Table(table(name), lambda: iter(self._source.events(chosen)[name]))

    def _goes_out(self, hit: Hit) -> bool:
        """Whether a section that was found stands in the records that go out."""
        if hit.gone_since is not None and not self._source.include_gone:
            return False
        if not self._source.blocks:
            return True
        document = self._source.document(hit.url)
        return document is not None and any(section.id == hit.section_id for section in document.sections)

    def _selection(self, given: Asked) -> Selection:
        unknown, there = sorted(given.keys() - Asked.__annotations__.keys()), sorted(Asked.__annotations__)
        if unknown:
            raise UsageError(f"cannot select by {', '.join(unknown)}", mend=f"there is {', '.join(there)}")
        names = {name: _several(name, value) for name, value in given.items() if name not in ("otherwise", "dates")}
        if len(where := names.get("where", ())) > 1:
            raise UsageError("where takes one condition", mend="join conditions with AND")
        rights, otherwise = names.get("rights", ()), given.get("otherwise")
        condition = where[0] if where else None
        chosen = Selection(
            sites=names.get("site", ()),
            page_types=names.get("page_type", ()),
            languages=names.get("language", ()),
            subjects=names.get("subject", ()),
            rights=rights,
            dates=tuple(
                one if isinstance(one, Between) else Between.parse(one)
                for one in _several("dates", given.get("dates"), (str, Between))
            ),
            otherwise=manner(otherwise, rights),
            where=condition,
            lets_in=gate(self._store, where=condition, exclude_findings=(), as_of=self._source.as_of),
        )
        chosen.check()
        check_sites(self._store, chosen)
        if self._source.as_of is None:  # of an earlier day nobody keeps what kinds of page there were
            check_known(self._store, chosen)
        return chosen


def open_dataset(
    database: str | PathLike[str], *, as_of: date | str | None = None, include_gone: bool = False
) -> Dataset:
    """Open a database for reading.

    Args:
        database: SQLite file that ``pipeline run`` made.
        as_of: the state at the end of this day (UTC) instead of the newest: a ``date``, or a day as in
            ``"2026-01-31"``; a ``datetime`` stands for the day it is in UTC.
        include_gone: also pages that are confirmed gone.

    Raises:
        DatabaseMissing: there is no such file.
        DatabaseDamaged: it is no database.
        SchemaTooNew: a newer version of this software wrote it.
        UsageError: ``as_of`` is no day or one to come, or ``database`` no path.
    """
    if not isinstance(database, str | PathLike):
        raise UsageError(f"database cannot be {database!r}", mend="give the path of the file")
    day = _day(as_of)
    if day is not None and day > datetime.now(UTC).date():  # the caller's process: nobody hands us the time here
        raise UsageError(f"{day} is still to come", mend="name a day that was, or leave as_of out: it is now")
    store = Store.open(Path(database), read_only=True, shared=True)
    try:
        return Dataset(store, as_of=day, include_gone=include_gone)
    except BaseException:
        store.close()
        raise


def _day(given: Any) -> date | None:
    try:
        if given is None:
            return None
        if isinstance(given, str):
            return date.fromisoformat(given)
        if isinstance(given, datetime):
            return given.date() if given.tzinfo is None else given.astimezone(UTC).date()
    except ValueError:
        pass
    else:
        if isinstance(given, date):
            return given
    raise UsageError(f"as_of {given!r} is no day", mend="write it as in '2026-01-31', or give a datetime.date")


def _several(name: str, value: Any, kinds: tuple[type, ...] = (str,)) -> tuple[Any, ...]:
    """What was given for one keyword, one or several.

    Raises:
        UsageError: nothing, or something of another kind.
    """
    if value is None:
        return ()
    several = (value,) if isinstance(value, (*kinds, bytes)) or not isinstance(value, Iterable) else tuple(value)
    if not all(several):
        several = ()
    for one in several:
        if not isinstance(one, kinds):
            raise UsageError(f"{name} cannot be {one!r}", mend=f"{name} takes one string, or several in a list")
    if not several:
        raise UsageError(
            f"{name} names nothing, and would let everything through", mend=f"leave {name} out if it shall"
        )
    return several
