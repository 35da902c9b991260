"""A small crawl of somebody else's: WARC files by an independent writer, and the indexes of their records."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec import Struct, structs
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HOSTS = ("medlineplus.gov", "www.cdc.gov", "nobody.example")


class Row(Struct, frozen=True):
    """A record as indexes name it."""

    url: str
    host: str
    status: int
    mime: str
    filename: str
    offset: int
    length: int


class Crawl(Struct):
    """Files by name, and the rows of their response records."""

    files: dict[str, bytes]
    rows: list[Row]

    def of(self, *hosts: str) -> list[Row]:
        """The rows of HTML pages that were there."""
        return [row for row in self.rows if row.host in hosts and row.status == 200 and row.mime == "text/html"]

    def cdxj(self) -> bytes:
        """Common Crawl's URL index."""
        lines = []
        for row in self.rows:
            key = ",".join(reversed(row.host.split("."))) + ")/" + row.url.rpartition("/")[2]
            fields = {
                "url": row.url,
                "mime": row.mime,
                "mime-detected": row.mime,
                "status": str(row.status),
                "digest": "X",
                "length": str(row.length),
                "offset": str(row.offset),
                "filename": row.filename,
            }
            lines.append(f"{key} 20260102120000 {json.dumps(fields)}\n")
        return "".join(sorted(lines)).encode()

    def parquet(self, *, row_group_size: int = 10) -> bytes:
        """Common Crawl's columnar index, sorted as it is."""
        rows = sorted(self.rows, key=lambda row: (row.host, row.url))
        table = pa.table(
            {
                "url": [row.url for row in rows],
                "url_host_name": [row.host for row in rows],
                "fetch_status": pa.array([row.status for row in rows], pa.int16()),
                "content_mime_type": [row.mime for row in rows],
                "content_mime_detected": [row.mime for row in rows],
                "content_truncated": pa.array([None] * len(rows), pa.string()),
                "warc_filename": [row.filename for row in rows],
                "warc_record_offset": pa.array([row.offset for row in rows], pa.int32()),
                "warc_record_length": pa.array([row.length for row in rows], pa.int32()),
            }
        )
        sink = io.BytesIO()
        parquet.write_table(table, sink, row_group_size=row_group_size)
        return sink.getvalue()

    def write(self, folder: Path) -> None:
        """The files into a folder."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def a_crawl(*, files: int = 3, pages: int = 12) -> Crawl:
    """Pages of three hosts, every third by turns, with a missing page and an image in each file."""
    crawl = Crawl({}, [])
    for number in range(files):
        name = f"crawl-data/CC-MAIN-2026-01/segments/1/warc/CC-MAIN-{number:05}.warc.gz"
        sink = io.BytesIO()
        writer = WARCWriter(sink, gzip=True)
        writer.write_record(writer.create_warcinfo_record(name, {"software": "another"}))
        for page in range(pages):
            host = HOSTS[page % len(HOSTS)]
            url = f"http://{host}/page-{number}-{page}.html"
            kind = {pages - 1: (404, "text/html"), pages - 2: (200, "image/png")}.get(page, (200, "text/html"))
            _add(crawl, writer, sink, Row(url, host, *kind, name, 0, 0))
        crawl.files[name] = sink.getvalue()
    return crawl


def _add(crawl: Crawl, writer: Any, sink: io.BytesIO, row: Row) -> None:
    body = f"<html><title>{row.url}</title><h1>{row.url}</h1><p>Words about {row.url}.</p></html>".encode()
    head = StatusAndHeaders(f"{row.status} X", [("Content-Type", row.mime)], protocol="HTTP/1.1")
    asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", row.host)], is_http_request=True)
    for kind, fields, payload in (("request", asked, b""), ("response", head, body)):
        offset = sink.tell()
        record = writer.create_warc_record(
            row.url, kind, payload=io.BytesIO(payload), length=len(payload), http_headers=fields
        )
        writer.write_record(record)
    crawl.rows.append(structs.replace(row, offset=offset, length=sink.tell() - offset))
