"""One host's requests sent to another address, its URLs left as they are (what curl calls ``--connect-to``)."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from pipeline.fetchers.transport import AiohttpTransport
from pipeline.urls import host_of, origin_of


def address_of(place: str) -> str:
    """``127.0.0.1`` of ``127.0.0.1:8080``, ``::1`` of ``[::1]:8080``."""
    return place.rpartition(":")[0].strip("[]")


class ConnectTo(httpx.AsyncBaseTransport):
    """Sends requests for mapped hosts elsewhere.

    Args:
        transport: what carries the requests.
        places: host as it stands in URLs -> ``ADDRESS:PORT``.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport, places: Mapping[str, str]) -> None:
        self._transport = transport
        self._places = places

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, to another place if its host is mapped; the Host field says what the URL says."""
        if not self._places:
            return await self._transport.handle_async_request(request)
        asked = str(request.extensions.get("target_url") or request.url)
        origin = origin_of(asked)
        scheme, _, authority = origin.partition("//")
        place = self._places.get(authority)
        if place is None:
            return await self._transport.handle_async_request(request)
        elsewhere = f"{scheme}//{place}{asked[len(origin) :]}"  # path and query keep their spelling
        # whose certificate is asked for, and checked, is the host's of the URL
        extensions = {**request.extensions, "target_url": elsewhere, "sni_hostname": host_of(asked)}
        if isinstance(self._transport, AiohttpTransport):  # it goes by that alone; the rest need not be made again
            request.extensions = extensions
            return await self._transport.handle_async_request(request)
        sent = httpx.Request(
            request.method, elsewhere, headers=request.headers, stream=request.stream, extensions=extensions
        )
        return await self._transport.handle_async_request(sent)

    async def aclose(self) -> None:
        """Close what carries the requests."""
        await self._transport.aclose()
