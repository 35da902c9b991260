"""A web server on loopback that gives stretches of files, and remembers who asked for what, and when."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from msgspec import Struct


class Asked(Struct, frozen=True):
    """A request as the server saw it."""

    at: float
    path: str
    start: int
    end: int
    agent: str


class RangeServer:
    """Files by path; ``tired`` answers that come first, as (status, Retry-After); ``whole``: knows no ranges."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.log: list[Asked] = []
        self.tired: list[tuple[int, str | None]] = []
        self.whole = False
        self.short = 0
        self.url = ""

    def most_in_a_second(self) -> int:
        """The largest number of requests that began within any one second."""
        times = sorted(asked.at for asked in self.log)
        first = 0
        most = 0
        for last, at in enumerate(times):
            while at - times[first] >= 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most


@contextmanager
def range_server() -> Iterator[RangeServer]:
    served = RangeServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            at = time.monotonic()
            wanted = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            start, end = int(wanted[0]), int(wanted[2] or 2**60) + 1
            served.log.append(Asked(at, self.path, start, end, self.headers.get("User-Agent", "")))
            data = served.files.get(self.path.lstrip("/"))
            if served.tired:
                status, rest = served.tired.pop(0)
                self._answer(status, {} if rest is None else {"Retry-After": rest})
            elif data is None:
                self._answer(404)
            elif served.whole:
                self._answer(200, body=data)
            elif start >= len(data):
                self._answer(416, {"Content-Range": f"bytes */{len(data)}"})
            else:
                body = data[start:end]
                fields = {"Content-Range": f"bytes {start}-{start + len(body) - 1}/{len(data)}"}
                cut = served.short > 0
                served.short -= cut
                self._answer(206, fields, body[: len(body) // 2] if cut else body, len(body))

        def _answer(
            self, status: int, fields: dict[str, str] | None = None, body: bytes = b"", length: int | None = None
        ) -> None:
            self.send_response(status)
            for name, value in (fields or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)
            if length is not None and len(body) < length:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
