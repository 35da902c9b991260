"""What servers name that cannot, or may not, be sent to anybody: addresses, credentials, validators."""

from __future__ import annotations

import pytest

from pipeline.model.target import Target
from tests.fetchers.loopback import NO_GAP, Bench, reply

pytestmark = pytest.mark.anyio

PAGE = b"<html><p>page</p></html>"


async def test_a_redirect_makes_nobody_send_credentials(bench: Bench) -> None:
    """A name and password in Location, or in the URL that is asked, reach no server and stand in no capture."""
    port = bench.server.port
    bench.server.routes |= {
        "/page": reply(status="302 Found", fields=[("Location", f"http://user:secret@127.0.0.1:{port}/there")]),
        "/there": reply(PAGE),
    }
    answered = await bench.answered("/page")
    assert answered.capture.url == bench.server.url("/there")
    async with bench.fetcher() as fetcher:
        url = f"http://user:secret@127.0.0.1:{port}/there"
        await fetcher.fetch(Target(url=url, site="test", reason="forced"), bench.scope(), pace=NO_GAP)
    assert bench.server.paths() == ["/robots.txt", "/page", "/there", "/robots.txt", "/there"]
    assert not any("authorization" in seen.fields for seen in bench.server.log)
    assert all("secret" not in capture.url for capture in bench.kept)


async def test_a_redirect_to_an_endless_address_is_a_fault(bench: Bench) -> None:
    """Longer than any server takes: not asked."""
    bench.server.routes["/page"] = reply(status="302 Found", fields=[("Location", "/" + "a" * 60_000)])
    failed = await bench.failed("/page")
    assert failed.kind == "bad_redirect"
    assert len(failed.message) < 500


async def test_an_address_no_library_takes_costs_its_page_only(bench: Bench) -> None:
    """A frontier may hold what an older version put there."""
    failed = await bench.failed("/" + "a" * 70_000, settings={"attempts": 1})
    assert failed.kind == "protocol"
    assert "URL too long" in failed.message


@pytest.mark.parametrize(
    "etag",
    ['"caf\xe9"', '"\xc3\xa4"', '"a\tb"', '"' + "x" * 5000 + '"', "*"],
    ids=["latin", "utf8", "tab", "long", "star"],
)
async def test_a_validator_that_cannot_go_back_is_left_out(bench: Bench, etag: str) -> None:
    """The page is asked without it, in full; the run goes on."""
    bench.server.routes["/page"] = reply(PAGE, fields=[("ETag", etag)])
    answered = await bench.answered("/page", etag=etag, capture_id="held")
    assert answered.capture.header("etag") == etag
    assert answered.capture.revisit_of is None
    assert "if-none-match" not in bench.server.log[-1].fields


async def test_a_304_to_a_validator_that_was_left_out_is_no_answer(bench: Bench) -> None:
    """Nothing was asked that a 304 could answer."""
    bench.server.routes["/page"] = reply(status="304 Not Modified")
    failed = await bench.failed("/page", etag='"caf\xe9"', capture_id="held", settings={"attempts": 1})
    assert failed.kind == "protocol"
