"""Servers that speak TLS: whom we believe, whose name counts, and what is said of the others."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from pipeline.cli.clock import SystemClock
from pipeline.errors import ConfigError
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.settings import FetchSettings
from pipeline.fetchers.transport import believed
from pipeline.fetchers.transport_words import distrust_of, failure_kind, no_address_of
from pipeline.model.capture import Answered, Disallowed, Outcome
from pipeline.model.target import Target
from pipeline.urls import Scope
from tests.fetchers.loopback import NO_GAP, Bench, other_transport, reply

HERE = Path(__file__).parent / "tls"
CERTIFICATE = HERE / "demo.localhost.pem"
"""Of ``demo.localhost``, signed by its own key, which is beside it and good for nothing else."""

AUTHORITY = "an authority that you trust, as a gateway's, or an intermediate one that the server leaves out,"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(other_transport(FetchSettings(), None) is not None, reason="ours alone is given certificates"),
]


@asynccontextmanager
async def over_tls(bench: Bench) -> AsyncIterator[tuple[int, list[str | None]]]:
    """The bench's server behind TLS: its port, and the names it was asked for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, HERE / "key.pem")
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = await asyncio.start_server(bench.server.serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1], names
    finally:
        await bench.server.stop(server)


async def ask(bench: Bench, port: int, host: str, *, certificates: Path | None = None) -> Outcome:
    settings = FetchSettings(attempts=1, connect_to={host: f"127.0.0.1:{port}"}, certificates=certificates)
    async with Fetcher(settings=settings, clock=SystemClock(), keep=bench.keep) as fetcher:
        target = Target(url=f"https://{host}/page", site="test", reason="forced")
        return await fetcher.fetch(target, Scope(hosts=(host,)), pace=NO_GAP)


async def test_an_authority_that_is_named_is_believed_beside_the_usual_ones(bench: Bench) -> None:
    """Of a gateway that looks into TLS, say. A host that is asked elsewhere keeps its name, as with curl."""
    bench.server.routes["/page"] = reply(b"<p>words</p>")
    async with over_tls(bench) as (port, names):
        outcome = await ask(bench, port, "demo.localhost", certificates=CERTIFICATE)
    assert isinstance(outcome, Answered), outcome
    assert outcome.capture.status == 200
    assert set(names) == {"demo.localhost"}


@pytest.mark.parametrize(
    ("host", "certificates", "why"),
    [
        ("demo.localhost", None, f"self-signed certificate ({AUTHORITY} is named by fetch.certificates)"),
        ("other.localhost", CERTIFICATE, "Hostname mismatch, certificate is not valid for 'other.localhost'"),
    ],
)
async def test_a_certificate_that_is_not_believed_is_said_in_one_sentence(
    bench: Bench, host: str, certificates: Path | None, why: str
) -> None:
    """Nothing is sent, and the words are those of the check, not of three libraries."""
    async with (
        over_tls(bench) as (port, _),
        Fetcher(
            settings=FetchSettings(
                attempts=1, connect_to={host: f"127.0.0.1:{port}"}, certificates=certificates, robots_retry=0.0
            ),
            clock=SystemClock(),
            keep=bench.keep,
            on_robots=bench.snapshots.append,
        ) as fetcher,
    ):
        await fetcher.fetch(
            Target(url=f"https://{host}/page", site="test", reason="forced"), Scope(hosts=(host,)), pace=NO_GAP
        )
    assert bench.server.log == []
    (said,) = bench.snapshots
    assert said.reason.endswith(f"https://{host}/robots.txt: the server's certificate is not believed: {why}")


@pytest.mark.parametrize(
    ("code", "why", "mend"),
    [
        (20, "unable to get local issuer certificate", "fetch.certificates"),
        (10, "certificate has expired", "must renew it, unless this machine's clock is ahead"),
        (9, "certificate is not yet valid", "unless this machine's clock is slow"),
    ],
)
def test_who_can_mend_a_certificate_is_said_beside_what_is_wrong(code: int, why: str, mend: str) -> None:
    """Each by the number that OpenSSL gives it, however deep the libraries put it."""
    cause = ssl.SSLCertVerificationError("x")
    cause.verify_code, cause.verify_message = code, why
    error = httpx.ConnectError("no connection")
    error.__cause__ = cause
    said = distrust_of(error) or ""
    assert said.startswith(f"the server's certificate is not believed: {why} (")
    assert mend in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "misspelt, or no more in use"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "the resolver of this machine"),
        (OSError("the look-up took longer than 15 s"), "the look-up took longer than 15 s"),
    ],
)
def test_a_name_without_an_address_is_said_with_where_to_look(error: OSError, said: str) -> None:
    """A slip in an address and a resolver that is down are mended in different places."""
    words = no_address_of("health.example", error)
    assert words.startswith("no address for health.example: ")
    assert said in words
    assert "[Errno" not in words


@pytest.mark.parametrize(("cause", "kind"), [(ssl.SSLError("expired"), "tls"), (OSError("refused"), "connect")])
def test_trouble_with_a_certificate_is_a_kind_of_its_own(cause: OSError, kind: str) -> None:
    """However deep the libraries put it: a mend of the server's, not of the way to it."""
    error, between = httpx.ConnectError("no connection"), OSError("wrapped")
    error.__cause__, between.__cause__ = between, cause
    assert failure_kind(error) == kind


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x46", "the server speaks no TLS from 1.2 on"),  # nginx that is set to TLS 1.1
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers speaks no TLS: its address may begin with http://"),
        (None, "Connection refused"),
    ],
)
async def test_what_keeps_a_connection_from_standing_is_said_alike_every_night(
    bench: Bench, answer: bytes | None, why: str
) -> None:
    """In words for an operator: the library's own name an object of ours, and where in memory that lies."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer or b"")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if answer is None:
        server.close()
    outcome = await ask(bench, port, "demo.localhost")
    server.close()
    assert isinstance(outcome, Disallowed)
    assert outcome.rule.endswith(f"/robots.txt: no connection to 127.0.0.1:{port}: {why}")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file"), ("not a certificate\n", "holds no certificate"), ("", "holds no cert")],
)
async def test_a_file_without_certificates_stops_before_anybody_is_asked(
    content: str | None, says: str, bench: Bench, tmp_path: Path
) -> None:
    """It names the setting and the file."""
    file = tmp_path / "gateway.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigError, match=rf"fetch\.certificates: .*gateway\.pem.*{says}") as caught:
        await ask(bench, 9, "demo.localhost", certificates=file)
    assert "BEGIN CERTIFICATE" in (caught.value.mend or "")


async def test_certificates_are_read_for_the_first_request_that_needs_them(bench: Bench) -> None:
    """Reading them takes as long as several pages; a run over http is spared it."""
    believed.cache_clear()
    host = f"127.0.0.1:{bench.server.port}"
    for path, read in ((f"http://{host}/page", 0), ("https://demo.localhost/page", 1)):
        async with (
            over_tls(bench) as (port, _names),
            Fetcher(
                settings=FetchSettings(
                    attempts=1, allow_private=("127.0.0.1",), connect_to={"demo.localhost": f"127.0.0.1:{port}"}
                ),
                clock=SystemClock(),
                keep=bench.keep,
            ) as fetcher,
        ):
            target = Target(url=path, site="test", reason="forced")
            await fetcher.fetch(target, Scope(hosts=(host, "demo.localhost")), pace=NO_GAP)
        assert believed.cache_info().currsize == read
