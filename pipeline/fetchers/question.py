"""One request as httpx has it, at less than httpx would spend on it."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from pipeline.urls import host_of, origin_of, plain_host

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


def asking(
    method: str,
    url: str,
    fields: list[tuple[str, str]],
    extensions: dict[str, object],
    places: Mapping[str, str],
) -> httpx.Request:
    """A request without a body, sent to the place that its host is asked at (what curl calls ``--connect-to``).

    Args:
        method: what to ask with.
        url: the exact URL.
        fields: the request fields besides Host, which says what the URL says.
        extensions: of httpx, and those that :class:`~pipeline.fetchers.transport.AiohttpTransport` reads.
        places: host as it stands in URLs -> ``ADDRESS:PORT``.

    Raises:
        httpx.InvalidURL: httpx cannot ask for it.
    """
    origin = origin_of(url) if places else ""
    scheme, _, authority = origin.partition("//")
    if authority in places:
        elsewhere = f"{scheme}//{places[authority]}{url[len(origin) :]}"  # path and query keep their spelling
        # whose certificate is asked for, and checked, is the host's of the URL
        extensions = {**extensions, "target_url": elsewhere, "sni_hostname": host_of(url)}
        return httpx.Request(method, elsewhere, headers=[("Host", authority), *fields], extensions=extensions)
    host = plain_host(url)
    if host is None:
        return httpx.Request(method, url, headers=fields, extensions=extensions)
    return _Question(method, url, [("Host", host), *fields], extensions)
