"""Where requests may go: public addresses and what the settings allow, checked on every hop and after DNS."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from pipeline.errors import ConfigError
from pipeline.fetchers.guard import Guard, Refused
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.settings import FetchSettings
from pipeline.fetchers.transport import AiohttpTransport
from pipeline.model.capture import Answered, Disallowed, Failed, OutOfScope
from pipeline.model.target import Target
from pipeline.urls import Scope
from tests.fetchers.loopback import NO_GAP, Bench, FakeClock, reply

pytestmark = pytest.mark.anyio

REFUSED = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "0", "0.0.0.0"),  # noqa: S104
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.8"),
    *("198.18.0.1", "192.0.2.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[fe80::1]", "[fd00:ec2::254]"),
    *(
        "[fec0::1]",
        "[ff02::1]",
        "[4000::1]",
        "[2001:db8::1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
    ),
    *(
        "[2001::1]",
        "[100::1]",
        "[fc00::1]",
        "[64:ff9b:1::a00:1]",
        "[5f00::1]",
        "[3fff::1]",
        "192.88.99.1",
        "[::5db8:d70e]",
    ),
]
PUBLIC = [
    "93.184.215.14",
    "130.14.16.150",
    "[2607:f220:419:4103::150]",
    "[64:ff9b::5db8:d70e]",
    "[::ffff:93.184.215.14]",
]


@pytest.mark.parametrize("host", REFUSED)
async def test_addresses_that_are_not_public_are_refused(clock: FakeClock, host: str) -> None:
    """However they are spelled, and whatever address they are hidden in."""
    with pytest.raises(Refused):
        await Guard(clock=clock).check(f"http://{host}/")


@pytest.mark.parametrize("host", PUBLIC)
async def test_public_addresses_pass(clock: FakeClock, host: str) -> None:
    """Also IPv4 through NAT64, as in a network that has IPv6 only."""
    assert await Guard(clock=clock).check(f"https://{host}/")


@pytest.mark.parametrize(
    "answer", [host.strip("[]") for host in REFUSED if (host[0] in "[1" and "." in host) or ":" in host]
)
async def test_names_that_lead_there_are_refused(clock: FakeClock, answer: str) -> None:
    """The check is on what DNS says, not on what the name looks like."""

    async def resolve(_host: str) -> list[str]:
        return [answer]

    with pytest.raises(Refused):
        await Guard(clock=clock, resolve=resolve).check("https://health.example/")


@pytest.mark.parametrize("answer", ["not an address", "", "fe80::1%eth0", "127.0.0.1 "])
async def test_what_is_no_address_is_refused(clock: FakeClock, answer: str) -> None:
    """A resolver that says something else says nothing."""

    async def resolve(_host: str) -> list[str]:
        return [answer]

    with pytest.raises(Refused):
        await Guard(clock=clock, resolve=resolve).check("https://health.example/")


async def test_of_mixed_answers_only_the_public_addresses_are_used(clock: FakeClock) -> None:
    """A private address among public ones is never connected to."""

    async def resolve(_host: str) -> list[str]:
        return ["10.0.0.1", "93.184.215.14", "93.184.215.14", "::1"]

    assert await Guard(clock=clock, resolve=resolve).check("https://health.example/") == ("93.184.215.14",)


async def test_look_ups_are_remembered_but_of_no_more_hosts_than_memory_is_meant_for(clock: FakeClock) -> None:
    """A check of links asks every host of the web once: the first is looked up again, the last is not."""
    asked: list[str] = []

    async def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["93.184.215.14"]

    guard = Guard(clock=clock, resolve=resolve)
    many = [f"h{number}.example" for number in range(5000)]
    for host in (*many, many[-1], many[0]):
        await guard.addresses(host)
    assert asked == [*many, many[0]]


@pytest.mark.parametrize(
    "url",
    ["ftp://93.184.215.14/", "file:///etc/passwd", "gopher://a.org/", "http://93.184.215.14:22/", "http://[", "x"],
)
async def test_schemes_and_ports_are_from_a_list(clock: FakeClock, url: str) -> None:
    """http and https, on the ports allowed."""
    with pytest.raises(Refused):
        await Guard(clock=clock, ports=(80, 443)).check(url)


async def test_what_is_allowed_by_setting_passes_on_any_port(clock: FakeClock) -> None:
    """And only that: the neighbour stays refused."""
    guard = Guard(clock=clock, allow_private=("127.0.0.1", "10.0.0.0/8"))
    assert await guard.check("http://127.0.0.1:49152/")
    assert await guard.check("http://10.9.9.9/")
    with pytest.raises(Refused):
        await guard.check("http://127.0.0.2/")
    assert await Guard(clock=clock, allow_private=("localhost",)).check("http://[::1]:8000/")


async def test_an_address_given_for_a_host_is_allowed_for_that_host_alone(clock: FakeClock) -> None:
    """connect_to opens no hole: another port, another name or the bare address is judged as any other."""

    async def resolve(_host: str) -> list[str]:
        return ["10.0.0.7"]

    guard = Guard(clock=clock, resolve=resolve, elsewhere={"mirror.example": "10.0.0.7"})
    assert await guard.check("http://mirror.example/page") == ("10.0.0.7",)
    for url in ("http://mirror.example:8080/", "http://other.example/", "http://10.0.0.7/", "http://10.0.0.7:8000/"):
        with pytest.raises(Refused):
            await guard.check(url)


async def test_a_redirect_from_a_mapped_host_to_its_bare_address_is_refused(bench: Bench) -> None:
    """The server behind connect_to cannot lead us to other services of its machine."""
    place = f"127.0.0.1:{bench.server.port}"
    bench.server.routes["/page"] = reply(status="302 Found", fields=[("Location", f"http://{place}/secret")])
    async with bench.fetcher(settings={"connect_to": {"health.example": place}, "allow_private": ()}) as fetcher:
        target = Target(url="http://health.example/page", site="test", reason="forced")
        outcome = await fetcher.fetch(target, Scope(hosts=("health.example", place)), pace=NO_GAP)
    assert isinstance(outcome, Failed)
    assert outcome.kind == "refused_address"
    assert "/secret" not in [seen.path for seen in bench.server.log]


def test_a_setting_that_is_no_address_is_told(clock: FakeClock) -> None:
    """A host name there would be a hole."""
    with pytest.raises(ConfigError, match="intranet"):
        Guard(clock=clock, allow_private=("intranet",))


async def test_a_look_up_is_remembered_for_a_while(clock: FakeClock) -> None:
    """Asked once, asked again when it is old."""
    asked: list[str] = []

    async def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["93.184.215.14"]

    guard = Guard(clock=clock, resolve=resolve)
    await guard.check("https://health.example/a")
    await guard.check("https://health.example/b")
    clock.elapsed = 301
    await guard.check("https://health.example/c")
    assert asked == ["health.example"] * 2


async def test_a_name_without_address_is_a_dns_failure(bench: Bench) -> None:
    """Told as such, by name; the origin is closed because its robots.txt could not be read."""

    async def nothing(_host: str) -> list[str]:
        raise OSError("no such host")

    async with bench.fetcher(settings={"attempts": 1}, resolve=nothing) as fetcher:
        target = Target(url="http://health.example/", site="test", reason="forced")
        await fetcher.fetch(target, Scope(hosts=("health.example",)), pace=NO_GAP)
    assert bench.snapshots[-1].verdict == "closed"
    assert "health.example" in bench.snapshots[-1].reason


async def test_dns_rebinding_finds_the_address_that_was_checked(bench: Bench) -> None:
    """A name that is public when checked and loopback when connected to: there is no second look-up to lie to."""
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    bench.server.routes["/page"] = reply(b"page")

    async def rebind(_host: str) -> list[str]:
        return answers.pop(0)

    async with bench.fetcher(settings={"allow_private": ("127.0.0.1",)}, resolve=rebind) as fetcher:
        url = bench.server.url("/page", "health.example")
        target = Target(url=url, site="test", reason="forced")
        scope = Scope(hosts=(f"health.example:{bench.server.port}",))
        outcome = await fetcher.fetch(target, scope, pace=NO_GAP)
        assert isinstance(outcome, Answered)
        assert outcome.capture.ip == "127.0.0.1"
        assert len(answers) == 1
        bench.fake.elapsed += 301  # the look-up grows old, the next answer is another address: refused
        outcome = await fetcher.fetch(target, scope, pace=NO_GAP)
    assert isinstance(outcome, Failed)
    assert outcome.kind == "refused_address"


async def test_an_address_of_version_6_is_asked_by_name_and_as_it_is(bench: Bench) -> None:
    """It stands in brackets in a URL and without them where names are looked up."""

    async def resolve(_host: str) -> list[str]:
        return ["::1"]

    bench.server.routes["/page"] = reply(b"page")
    async with await asyncio.start_server(bench.server.serve, "::1", 0) as server:
        bench.server.port = server.sockets[0].getsockname()[1]
        async with bench.fetcher(settings={"allow_private": ("localhost",)}, resolve=resolve) as fetcher:
            for host in ("health.example", "[::1]"):
                target = Target(url=bench.server.url("/page", host), site="test", reason="forced")
                outcome = await fetcher.fetch(target, Scope(hosts=(f"{host}:{bench.server.port}",)), pace=NO_GAP)
                assert isinstance(outcome, Answered)
                assert outcome.capture.ip == "::1"


async def test_the_transport_itself_connects_to_checked_addresses_only(clock: FakeClock) -> None:
    """The last line of defence: even asked directly, it does not look names up behind the guard's back."""

    async def private(_host: str) -> list[str]:
        return ["127.0.0.1"]

    async with AiohttpTransport(Guard(clock=clock, resolve=private)) as transport:
        with pytest.raises(httpx.ConnectError, match="not a public address"):
            await transport.handle_async_request(httpx.Request("GET", "http://health.example/"))


@pytest.mark.parametrize(
    "location", [f"http://{host}/" for host in ("127.0.0.9", "169.254.169.254", "[::1]", "0x7f.9")]
)
async def test_a_redirect_to_a_refused_address_is_not_followed(bench: Bench, location: str) -> None:
    """Even where the scope would allow it."""
    bench.server.routes["/page"] = reply(status="302 Found", fields=[("Location", location)])
    async with bench.fetcher(settings={"allow_private": ("127.0.0.1",)}) as fetcher:
        scope = bench.scope("127.0.0.9", "169.254.169.254", "[::1]")
        outcome = await fetcher.fetch(bench.target("/page"), scope, pace=NO_GAP)
    assert isinstance(outcome, Failed)
    assert outcome.kind == "refused_address"


async def test_robots_txt_cannot_lead_to_a_refused_address(bench: Bench) -> None:
    """Its redirects pass the guard like any other; what it would have said is unknown, so the origin is closed."""
    bench.server.routes["/robots.txt"] = reply(status="302 Found", fields=[("Location", "http://169.254.169.254/r")])
    outcome = await bench.fetch("/page", settings={"allow_private": ("127.0.0.1",)})
    assert isinstance(outcome, Disallowed)
    (snapshot,) = bench.snapshots
    assert snapshot.verdict == "closed"
    assert "169.254.169.254" in snapshot.reason


async def test_the_defaults_allow_nothing_private(bench: Bench) -> None:
    """Loopback is only for tests and the demo, which ask for it."""
    async with Fetcher(settings=FetchSettings(), clock=bench.clock, keep=bench.keep) as fetcher:
        outcome = await fetcher.fetch(bench.target("/page"), bench.scope())
    assert not isinstance(outcome, OutOfScope)
    assert isinstance(outcome, Failed)
    assert outcome.kind == "refused_address"
    assert bench.server.log == []
