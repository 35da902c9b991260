"""One request as httpx has it, at less than httpx would spend on it."""

from __future__ import annotations

import httpx

from pipeline.urls import plain_host

_NOWHERE = httpx.URL("http://localhost/")
_NOTHING = httpx.ByteStream(b"")


class _Question(httpx.Request):
    """A request to a plain URL, which httpx takes apart for those who ask; our own transport goes by the text."""

    def __init__(self, method: str, text: str, headers: list[tuple[str, str]], extensions: dict[str, object]) -> None:
        super().__init__(method, _NOWHERE, headers=headers, stream=_NOTHING, extensions=extensions)
        self._text = text

    @property
    def url(self) -> httpx.URL:
        return httpx.URL(self._text)

    @url.setter
    def url(self, url: httpx.URL) -> None:
        self._text = str(url)


def asking(method: str, url: str, fields: list[tuple[str, str]], extensions: dict[str, object]) -> httpx.Request:
    """A request without a body.

    Args:
        method: what to ask with.
        url: the exact URL.
        fields: the request fields besides Host.
        extensions: of httpx, and those that :class:`~pipeline.fetchers.transport.AiohttpTransport` reads.

    Raises:
        httpx.InvalidURL: httpx cannot ask for it.
    """
    host = plain_host(url)
    if host is None:
        return httpx.Request(method, url, headers=fields, extensions=extensions)
    return _Question(method, url, [("Host", host), *fields], extensions)
