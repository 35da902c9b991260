"""Index lists of web archives: which records of which files hold the pages wanted.

Read are CDXJ (a line is a sort key, a time and a JSON object; pywb, Browsertrix, Common Crawl's URL index), the same as
JSON lines (what index servers answer), CDX with its legend in the first line, and Common Crawl's columnar index
(Parquet). Formats: https://pywb.readthedocs.io/en/latest/manual/indexing.html, https://commoncrawl.org/columnar-index.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any, BinaryIO, Final, cast
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from pipeline.content_type import media_type as type_of
from pipeline.errors import ArchiveError, UsageError
from pipeline.model.capture import WHOLE

LINES: Final = (".cdxj", ".cdxj.gz", ".cdx", ".cdx.gz", ".jsonl", ".jsonl.gz")
COLUMNS: Final = (".parquet",)

HTML: Final = frozenset({"", "-", "unk", "text/html", "application/xhtml+xml"})
"""Media types that are asked for; ``-`` and ``unk`` are how indexes say that they do not know."""

_BUFFER: Final = 2**20
_ROWS: Final = 65_536
_NEEDED: Final = ("url", "warc_filename", "warc_record_offset", "warc_record_length")
_OPTIONAL: Final = ("url_host_name", "fetch_status", "content_mime_type", "content_mime_detected", "content_truncated")
_LEGEND: Final = {"a": "url", "m": "mime", "s": "status", "S": "length", "V": "offset", "g": "filename"}


_TOLD = frozenset(("-", "", *map(str, WHOLE)))
"""Statuses in an index of what may be a page; some write none."""


class Entry(Struct, frozen=True):
    """A record as an index names it: the file's name, offset and length in bytes."""

    filename: str
    offset: int
    length: int


class Wanted(Struct, frozen=True, kw_only=True):
    """What is asked for.

    Attributes:
        hosts: of pages, as in their URLs; ``None`` for every host.
        types: media types.
    """

    hosts: frozenset[str] | None = None
    types: frozenset[str] = HTML

    def why_not(self, host: str, status: str, media_type: str, detected: str, *, truncated: bool) -> str | None:
        """Why a record is not asked for, ``None`` if it is."""
        if self.hosts is not None and host not in self.hosts:
            return "unknown host"
        if media_type == "warc/revisit":
            return "revisit"
        if status not in _TOLD:
            return "no page"
        if type_of(detected or media_type) not in self.types:
            return "no page"
        return "truncated" if truncated else None


class _Line(Struct):
    """The JSON of a line; numbers are strings for some writers."""

    url: str
    filename: str
    offset: int
    length: int
    status: str | int = ""
    mime: str = ""
    mime_detected: str = msgspec.field(default="", name="mime-detected")
    truncated: str = ""


_decoder = msgspec.json.Decoder(_Line, strict=False)


def lines_of(stream: BinaryIO, name: str, wanted: Wanted, tally: Counter[str]) -> Iterator[Entry]:
    """The entries of a list with lines, compressed or not, that are wanted; the others are counted by why not.

    Raises:
        ArchiveError: it cannot be read or does not inflate (what came before has been given).
    """
    legend: list[str] = []
    for line in text_lines(stream, name):
        if line.startswith((b" CDX ", b"CDX ")):
            legend = line.decode("latin-1").split()[1:]
        elif line.strip() and not line.startswith((b"!", b"#")):
            entry = _entry(line, legend, wanted, tally)
            if entry is not None:
                yield entry


def text_lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of a file, unpacked if it is gzip; the stream is closed afterwards.

    Raises:
        ArchiveError: it cannot be read or does not inflate (what came before has been given).
    """
    try:
        with io.BufferedReader(cast("io.RawIOBase", stream), _BUFFER) as text:
            packed = text.peek(2)[:2] == b"\x1f\x8b"
            yield from gzip.GzipFile(fileobj=text) if packed else text
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{name} cannot be read: {error}") from error


def _entry(line: bytes, legend: list[str], wanted: Wanted, tally: Counter[str]) -> Entry | None:
    try:
        found = _from_columns(line, legend) if legend else _decoder.decode(line[max(0, line.find(b"{")) :])
    except (msgspec.DecodeError, ValueError):
        tally["unreadable line"] += 1
        return None
    why = wanted.why_not(
        _host(found.url),
        str(found.status),
        found.mime,
        found.mime_detected,
        truncated=found.truncated not in ("", "-"),
    )
    if why is not None:
        tally[why] += 1
        return None
    return Entry(found.filename, found.offset, found.length)


def _from_columns(line: bytes, legend: list[str]) -> _Line:
    values = dict(zip(legend, line.decode("utf-8", "replace").split(), strict=False))
    named = {_LEGEND[letter]: value for letter, value in values.items() if letter in _LEGEND}
    return msgspec.convert(named, _Line, strict=False)


def columns_of(stream: BinaryIO, name: str, wanted: Wanted, tally: Counter[str]) -> Iterator[Entry]:
    """The entries of a Parquet file that are wanted, the others counted by why not; memory holds some 65,000 rows.

    Parts of the file whose hosts lie outside those wanted, by the file's own statistics, are not read; their rows count
    as ``unknown host``.

    Raises:
        UsageError: pyarrow is not installed.
        ArchiveError: it is no Parquet file, or lacks the columns of Common Crawl's index.
    """
    try:
        from pyarrow import lib, parquet  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise UsageError(
            f"{name}: reading Parquet needs pyarrow",
            mend="install the extra: pip install 'health-page-pipeline[parquet]'",
        ) from error
    try:
        file = parquet.ParquetFile(stream)
        names = set(file.schema_arrow.names)
        missing = [column for column in _NEEDED if column not in names]
        if missing:
            raise ArchiveError(
                f"{name} is no index of web archive records: it has no column {missing[0]}",
                mend="the columns are those of Common Crawl's columnar index",
            )
        columns = [*_NEEDED, *(column for column in _OPTIONAL if column in names)]
        groups = _groups(file, wanted, tally)
        for batch in file.iter_batches(batch_size=_ROWS, row_groups=groups, columns=columns) if groups else ():
            yield from _rows(_of_hosts(batch, wanted, tally), wanted, tally)
    except (lib.ArrowException, OSError) as error:
        raise ArchiveError(f"{name} cannot be read as Parquet: {error}") from error


def _groups(file: Any, wanted: Wanted, tally: Counter[str]) -> list[int]:
    """The row groups that may hold a wanted host."""
    kept = []
    place = file.schema_arrow.get_field_index("url_host_name")
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        statistics = group.column(place).statistics if place >= 0 else None
        if _may_hold(wanted.hosts, statistics):
            kept.append(number)
        else:
            tally["unknown host"] += group.num_rows
    return kept


def _may_hold(hosts: Collection[str] | None, statistics: Any) -> bool:
    if hosts is None or statistics is None or not statistics.has_min_max:
        return True
    return any(statistics.min <= host <= statistics.max for host in hosts)


def _of_hosts(batch: Any, wanted: Wanted, tally: Counter[str]) -> Any:
    """The rows of wanted hosts; nearly all of an index are of others, and are not worth a step of Python each."""
    if wanted.hosts is None or "url_host_name" not in batch.schema.names:
        return batch
    import pyarrow as pa  # noqa: PLC0415 - an optional extra
    from pyarrow import compute  # noqa: PLC0415

    hosts = batch.column("url_host_name")
    kept = batch.filter(compute.is_in(hosts, value_set=pa.array(sorted(wanted.hosts), type=hosts.type)))
    tally["unknown host"] += batch.num_rows - kept.num_rows
    return kept


def _rows(batch: Any, wanted: Wanted, tally: Counter[str]) -> Iterator[Entry]:
    columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    urls = columns["url"]
    nothing = [None] * len(urls)
    hosts = columns.get("url_host_name", nothing)
    rows = zip(
        urls,
        hosts,
        columns.get("fetch_status", nothing),
        columns.get("content_mime_type", nothing),
        columns.get("content_mime_detected", nothing),
        columns.get("content_truncated", nothing),
        columns["warc_filename"],
        columns["warc_record_offset"],
        columns["warc_record_length"],
        strict=True,
    )
    for url, host, status, media_type, detected, truncated, filename, offset, length in rows:
        if url is None or filename is None or offset is None or length is None:
            tally["unreadable line"] += 1
            continue
        why = wanted.why_not(
            host or _host(url),
            "" if status is None else str(status),
            media_type or "",
            detected or "",
            truncated=bool(truncated),
        )
        if why is None:
            yield Entry(filename, offset, length)
        else:
            tally[why] += 1


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


Reader = Callable[[BinaryIO, str, Wanted, Counter[str]], Iterator[Entry]]


def reader_of(address: str) -> Reader | None:
    """What reads an index of this name; ``None`` if it is none."""
    name = address.lower()
    if name.endswith(COLUMNS):
        return columns_of
    return lines_of if name.endswith(LINES) else None
