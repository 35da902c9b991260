"""A word to a program of the operator's: sent once, guarded as every request is, its answer not waited for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx

from pipeline._version import SOFTWARE
from pipeline.errors import PipelineError
from pipeline.fetchers.guard import Guard, Refused
from pipeline.fetchers.transport import believed
from pipeline.fetchers.transport_words import unheard


def post(url: str, body: bytes, *, guard: Guard, timeout: float, certificates: Path | None) -> str | None:
    """POST a JSON object; what went wrong, in words, or ``None``.

    The address passes the guard, the connection goes to the address that passed, redirects are not followed.

    Args:
        url: of the program.
        body: the object.
        guard: as of every page.
        timeout: seconds it may take to answer.
        certificates: file of authorities that are believed beside the usual ones.
    """
    try:
        address = asyncio.run(guard.check(url))[0]
        parts = urlsplit(url)
        host = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        with (
            httpx.Client(
                timeout=timeout, follow_redirects=False, trust_env=False, verify=believed(certificates)
            ) as client,
            client.stream(
                "POST",
                urlunsplit(parts._replace(netloc=host + port)),
                content=body,
                headers={
                    "Host": parts.netloc.rpartition("@")[2],
                    "Content-Type": "application/json",
                    "User-Agent": SOFTWARE,
                },
                extensions={"sni_hostname": parts.hostname or ""},
            ) as answer,
        ):
            pass  # its words are not waited for: they may never end
    except (Refused, OSError, httpx.HTTPError, PipelineError) as error:
        return f"{url}: {unheard(error, urlsplit(url).hostname or '', timeout)}"
    return None if answer.is_success else f"{url} answered {answer.status_code}"
