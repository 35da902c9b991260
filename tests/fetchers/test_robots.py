"""robots.txt by RFC 9309, on a real server and on real files."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from protego import Protego

from pipeline.fetchers.robots_rules import MAX_BYTES, crawl_delay, decode, groups_of, parse
from pipeline.fetchers.settings import PRODUCT_TOKEN
from pipeline.model.capture import Answered, Disallowed
from pipeline.model.courtesy import RobotsSnapshot
from pipeline.model.target import Target
from pipeline.urls import Scope
from tests.effort import at_most
from tests.fetchers.loopback import NO_GAP, START, Bench, Speak, reply
from tools.corpus import CORPUS

pytestmark = pytest.mark.anyio

RULES_FOLDER = CORPUS / "sitemaps-and-robots" / "crawler-commons" / "robots"
RULES = b"User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 3\nSitemap: /map.xml\n"


async def loopback(_host: str) -> list[str]:
    return ["127.0.0.1"]


async def snapshot_of(bench: Bench, robots: Speak | list[Speak], **settings: object) -> RobotsSnapshot:
    bench.server.routes["/robots.txt"] = robots
    async with bench.fetcher(settings={"attempts": 1, **settings}, resolve=loopback) as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    return bench.snapshots[-1]


async def test_robots_txt_comes_before_the_first_page_and_once(bench: Bench) -> None:
    """Many pages at once, one robots.txt; nothing forbidden is ever asked for."""
    bench.server.routes |= {"/robots.txt": reply(RULES), "/private/open": reply(b"page")}
    paths = ["/private/a", "/private/open", "/private/b"] * 3
    async with bench.fetcher() as fetcher:
        outcomes = await asyncio.gather(
            *(fetcher.fetch(bench.target(path), bench.scope(), pace=NO_GAP) for path in paths)
        )
    assert bench.server.paths() == ["/robots.txt"] + ["/private/open"] * 3
    refused = [outcome for outcome in outcomes if isinstance(outcome, Disallowed)]
    assert len(refused) == 6
    assert not refused[0].closed
    assert refused[0].robots_id == bench.snapshots[0].id
    assert "/private/a" in refused[0].rule


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "401 Unauthorized"])
async def test_a_wall_in_the_place_of_rules_allows_nothing_more(bench: Bench, status: str) -> None:
    """A portal or a wall answers every address: the rules hold on, and robots.txt is soon asked again."""
    portal = reply(b"<!doctype html><html><body>Sign in</body></html>", status=status, fields=[("ETag", '"p"')])
    bench.server.routes |= {"/robots.txt": reply(RULES, fields=[("ETag", '"r"')]), "/page": reply(b"page")}
    async with bench.fetcher(resolve=loopback) as fetcher:

        async def refused(path: str) -> bool:
            found = await fetcher.fetch(bench.target(path), bench.scope(), pace=NO_GAP)
            return isinstance(found, Disallowed)

        assert await refused("/private/a")
        bench.server.routes["/robots.txt"] = portal
        bench.fake.elapsed += 86_401
        assert await refused("/private/a")
        kept = bench.snapshots[-1]
        assert (kept.verdict, kept.etag, kept.failures, kept.text) == ("rules", '"r"', 1, RULES.decode())
        assert (kept.expires_at - kept.fetched_at).total_seconds() == 600
        bench.server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /page\n")
        bench.fake.elapsed += 601
        assert await refused("/page")
        assert not await refused("/private/open")
        bench.server.routes["/robots.txt"] = portal
        for _ in range(40):
            bench.fake.elapsed += 86_401
            last = await refused("/page")
        assert not last  # it has no rules any more


async def test_a_snapshot_says_everything_that_decided(bench: Bench) -> None:
    """Text, verdict, delay, sitemaps made absolute, the capture it came from, when it came and until when it counts."""
    snapshot = await snapshot_of(bench, reply(RULES, fields=[("ETag", '"r1"')]), robots_max_age=10**6)
    assert snapshot.verdict == "rules"
    assert snapshot.text == RULES.decode()
    assert snapshot.crawl_delay == 3.0
    assert snapshot.sitemaps == (bench.server.url("/map.xml"),)
    assert snapshot.capture_id == bench.kept[0].id
    assert snapshot.etag == '"r1"'
    assert (snapshot.expires_at - snapshot.fetched_at).total_seconds() == 86_400  # RFC 9309: no longer, whatever is set
    assert bench.snapshots == [snapshot]


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"]
)
async def test_no_robots_txt_allows_everything(bench: Bench, status: str) -> None:
    """RFC 9309 2.3.1.3."""
    assert (await snapshot_of(bench, reply(RULES, status=status))).verdict == "allow_all"


@pytest.mark.parametrize(
    "robots",
    [
        reply(status="500 Internal Server Error"),
        reply(status="503 Service Unavailable"),
        reply(status="429 Too Many Requests"),
        reply(RULES, fields=[("Content-Length", "9999")]),
        reply(gzip.compress(RULES * 99)[:-30], fields=[("Content-Encoding", "gzip")]),
        reply(status="304 Not Modified"),
        reply(RULES, fields=[("X-Policy", "none " * 60_000)]),
        reply(RULES, fields=[("Content-Length", "9" * 12)]),
    ],
    ids=["500", "503", "429", "cut", "gzip cut", "304 unasked", "long fields", "long as announced"],
)
async def test_what_cannot_be_read_closes_the_origin(bench: Bench, robots: Speak) -> None:
    """RFC 9309 2.3.1.4: nothing is asked, and it is tried again after a while, not after a day."""
    bench.server.routes["/robots.txt"] = robots
    outcome = await bench.fetch("/page", settings={"attempts": 1, "total_timeout": 0.5, "read_timeout": 0.3})
    assert isinstance(outcome, Disallowed)
    assert outcome.closed
    assert "/page" not in bench.server.paths()
    snapshot = bench.snapshots[0]
    assert (snapshot.expires_at - snapshot.fetched_at).total_seconds() == pytest.approx(600)


async def test_a_robots_txt_that_never_comes_closes_the_origin(bench: Bench) -> None:
    """A time-out is unreachable too."""

    async def silence(_seen: object, _writer: object) -> None:
        await asyncio.sleep(30)

    snapshot = await snapshot_of(bench, silence, read_timeout=0.1)
    assert (snapshot.verdict, snapshot.status) == ("closed", None)


async def test_a_closed_origin_is_tried_again_with_growing_patience(bench: Bench) -> None:
    """10, 20, 40 minutes; and as soon as it can be read, it counts."""
    bench.server.routes |= {
        "/robots.txt": [*([reply(status="500 Broken")] * 3), reply(RULES)],
        "/page": reply(b"page"),
    }
    waits = []
    async with bench.fetcher(settings={"attempts": 1}) as fetcher:
        for _ in range(3):
            assert isinstance(await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP), Disallowed)
            assert isinstance(await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP), Disallowed)
            snapshot = bench.snapshots[-1]
            waits.append((snapshot.expires_at - snapshot.fetched_at).total_seconds())
            bench.fake.elapsed += waits[-1] + 1
        assert isinstance(await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP), Answered)
    assert waits == [600, 1200, 2400]
    assert bench.server.paths().count("/robots.txt") == 4


async def test_retry_after_of_robots_txt_is_honoured(bench: Bench) -> None:
    """The origin stays closed as long as it asked."""
    snapshot = await snapshot_of(
        bench, reply(status="503 Service Unavailable", fields=[("Retry-After", "7200")]), max_wait=1.0
    )
    assert (snapshot.expires_at - snapshot.fetched_at).total_seconds() == 7200


async def test_robots_txt_is_tried_with_patience_before_it_is_closed(bench: Bench) -> None:
    """One bad answer is followed by another try."""
    snapshot = await snapshot_of(bench, [reply(status="503 Service Unavailable"), reply(RULES)], attempts=2)
    assert snapshot.verdict == "rules"


async def test_redirects_are_followed_to_other_hosts_and_bind_the_first(bench: Bench) -> None:
    """RFC 9309 2.3.1.2: five hops; the rules found there are the rules of the host that sent us."""
    for hop in range(1, 5):
        bench.server.routes[f"/{hop}"] = reply(status="302 Found", fields=[("Location", f"/{hop + 1}")])
    other = bench.server.url("/5", "other.example")
    bench.server.routes |= {
        "/4": reply(status="307 Temporary Redirect", fields=[("Location", other)]),
        "/5": reply(RULES),
    }
    snapshot = await snapshot_of(bench, reply(status="301 Moved Permanently", fields=[("Location", "/1")]))
    assert snapshot.verdict == "rules"
    assert snapshot.origin == bench.server.url("")
    assert len(bench.kept[-2].redirects) == 5


@pytest.mark.parametrize("last", ["/0", "/7"])
async def test_more_than_five_redirects_or_a_circle_is_no_robots_txt(bench: Bench, last: str) -> None:
    """RFC 9309 2.3.1.2 lets us read that as unavailable."""
    for hop in range(7):
        to = last if hop == 3 and last == "/0" else f"/{hop + 1}"
        bench.server.routes[f"/{hop}"] = reply(status="302 Found", fields=[("Location", to)])
    snapshot = await snapshot_of(bench, reply(status="302 Found", fields=[("Location", "/0")]))
    assert snapshot.verdict == "allow_all"
    *robots, page = bench.server.paths()
    assert page not in robots
    assert len(robots) == len(set(robots)) <= 6  # what goes round is not asked twice


async def test_only_the_first_500_kib_count(bench: Bench) -> None:
    """RFC 9309 2.5: rules after that are not read, and the size is no fault."""
    body = RULES + b"#" * MAX_BYTES + b"\nDisallow: /late\n"
    bench.server.routes |= {"/robots.txt": reply(body), "/late": reply(b"page")}
    await bench.answered("/late", settings={"max_body_bytes": MAX_BYTES + 200, "attempts": 1})
    assert isinstance(await bench.fetch("/private"), Disallowed)


async def test_an_endless_robots_txt_is_read_up_to_its_limit(bench: Bench) -> None:
    """More than we take at all: what came is enough, and it is obeyed."""
    body = RULES + b"#" * (2 * MAX_BYTES)

    async def chunked(_seen: object, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
        )

    bench.server.routes["/robots.txt"] = chunked
    outcome = await bench.fetch("/private", settings={"max_body_bytes": MAX_BYTES + 300_000, "attempts": 1})
    assert isinstance(outcome, Disallowed)
    assert not outcome.closed


MODIFIED = "Tue, 03 Jun 2025 10:00:00 GMT"


async def test_a_snapshot_counts_for_a_day_over_restarts(bench: Bench) -> None:
    """The second run uses the stored one; after 24 hours it is asked for again, conditionally."""
    bench.server.routes["/robots.txt"] = [
        reply(RULES, fields=[("ETag", '"r1"'), ("Last-Modified", MODIFIED)]),
        reply(status="304 Not Modified", fields=[("ETag", '"r2"')]),
    ]
    await bench.fetch("/page")
    (first,) = bench.snapshots
    bench.fake.elapsed = 86_000
    async with bench.fetcher(robots=[first]) as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        assert bench.server.paths() == ["/robots.txt", "/page", "/page"]
        bench.fake.elapsed = 86_401
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    _, again = bench.snapshots
    asked = bench.server.log[-2].fields
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"r1"', MODIFIED)
    assert (again.text, again.crawl_delay, again.sitemaps) == (first.text, 3.0, first.sitemaps)
    assert (again.etag, again.last_modified) == ('"r2"', MODIFIED)
    assert again.fetched_at > first.fetched_at
    assert bench.kept[-2].revisit_of == first.capture_id


async def test_robots_txt_is_asked_for_again_at_the_pace_that_it_asked_for(bench: Bench) -> None:
    """In the middle of a run the old copy runs out; what it said of the pace holds for its own request, too."""
    bench.server.routes["/robots.txt"] = reply(RULES)
    async with bench.fetcher() as fetcher:
        for moment in (0, 86_399, 86_400):
            bench.fake.elapsed = max(bench.fake.elapsed, moment)
            await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    assert bench.server.paths() == ["/robots.txt", "/page", "/page", "/robots.txt", "/page"]
    assert min(bench.server.gaps()) >= 3.0


async def test_where_robots_txt_moved_to_it_is_asked_for_whole(bench: Bench) -> None:
    """Validators are of the address that gave them; another address that had the same would be taken at its word."""
    bench.server.routes["/robots.txt"] = [
        reply(RULES, fields=[("ETag", '"r1"')]),
        reply(status="301 Moved", fields=[("Location", "/rules.txt")]),
    ]
    bench.server.routes["/rules.txt"] = reply(b"User-agent: *\nDisallow: /page\n")
    async with bench.fetcher() as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        bench.fake.elapsed = 90_000
        assert isinstance(await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP), Disallowed)
    assert bench.server.paths()[-2:] == ["/robots.txt", "/rules.txt"]
    assert ["if-none-match" in seen.fields for seen in bench.server.log[-2:]] == [True, False]


async def test_an_old_copy_does_not_open_what_is_closed(bench: Bench) -> None:
    """Rules of yesterday do not stand in for a robots.txt that cannot be read today."""
    bench.server.routes["/robots.txt"] = [reply(RULES), reply(status="500 Broken")]
    async with bench.fetcher(settings={"attempts": 1}) as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        bench.fake.elapsed = 90_000
        outcome = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    assert isinstance(outcome, Disallowed)
    assert outcome.closed


@pytest.mark.parametrize("encode", [gzip.compress, brotli.compress])
async def test_rules_whose_content_coding_got_lost_are_not_no_rules(
    bench: Bench, encode: Callable[[bytes], bytes]
) -> None:
    """Compressed bytes that nobody calls so hold no line; nothing is asked until they can be read."""
    rules = "".join(f"User-agent: bot{n}\nDisallow: /{n * n}\n" for n in range(400)).encode() + RULES
    bench.server.routes["/page"] = reply(b"page")
    snapshot = await snapshot_of(bench, reply(encode(rules)))
    assert snapshot.verdict == "closed"
    assert snapshot.reason.startswith("robots.txt could not be read: it is ")
    assert bench.server.paths() == ["/robots.txt"]
    assert (await snapshot_of(bench, reply(b"%PDF-1.7 no rules"))).verdict == "rules"


async def test_each_origin_has_its_own(bench: Bench) -> None:
    """Another host on the same server is another origin."""
    bench.server.routes |= {"/robots.txt": reply(RULES), "/page": reply(b"page")}
    async with bench.fetcher(resolve=loopback) as fetcher:
        for host in ("one.example", "other.example"):
            target = Target(url=bench.server.url("/page", host), site="test", reason="forced")
            await fetcher.fetch(target, Scope(hosts=(f"{host}:{bench.server.port}",)), pace=NO_GAP)
    assert bench.server.paths() == ["/robots.txt", "/page"] * 2


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: 2\nRequest-rate: 1/10", 10.0),
        ("Crawl-delay: 99999999", 120.0),
        ("Crawl-delay: -1", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: soon", None),
        ("Disallow: /x", None),
    ],
)
def test_the_delay_asked_for(lines: str, delay: float | None) -> None:
    """The longer of Crawl-delay and Request-rate, in reason."""
    assert crawl_delay(groups_of(f"User-agent: *\n{lines}"), 120.0) == delay


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_bom_decides_the_encoding(encoding: str) -> None:
    """And never becomes part of the first line."""
    text = "User-agent: *\nDisallow: /ñ\n"
    assert decode(text.encode(encoding)) == text


def test_bytes_that_are_no_utf8_cost_their_line_only() -> None:
    """The rules around them still count."""
    rules = Protego.parse(decode(b"User-agent: *\nDisallow: /\xff\nDisallow: /private\n"))
    assert not rules.can_fetch("https://a.org/private", PRODUCT_TOKEN)


@pytest.mark.parametrize(
    ("agent", "ours"),
    [
        ("health-page-pipeline", True),
        ("Health-Page-PIPELINE", True),
        ("health-page-pipeline/1.0", True),
        ("health-page-pipeline/1.0 (+mailto:you@example.org)", True),
        ("health-page-pipeline # of the library", True),
        ("health-page-pipeline*", True),
        ("\u00a0health-page-pipeline\u3000", True),
        ("health-page", False),
        ("health", False),
        ("health-page-pipeline-two", False),
        ("my-health-page-pipeline", False),
    ],
)
def test_a_group_is_ours_when_its_product_token_is(agent: str, ours: bool) -> None:
    """RFC 9309 2.2.1: whole, in any letter case; owners copy it from their log with a version. Else * is for us."""
    text = f"\u00a0User-agent: {agent}\nDisallow: /named\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /all\n"
    rules = parse(snapshot_from(text.encode()))
    assert rules.allows("https://a.org/all") is ours
    assert rules.allows("https://a.org/named") is not ours
    assert crawl_delay(rules.groups, 120.0) == (7.0 if ours else None)


def test_a_comment_hides_no_group_that_is_split() -> None:
    """A Crawl-delay between two agents parts them for some readers and not for others, with a comment over it too."""
    text = "User-agent: health-page-pipeline\n# gently\nCrawl-delay: 7\nUser-agent: other\nDisallow: /both\n"
    assert not parse(snapshot_from(text.encode())).allows("https://a.org/both")


@pytest.mark.parametrize("filler", [" ", "\t", "\n", " \n", "\r", "# \n", "user-agent: a\n", "a", "a "])
def test_a_robots_txt_of_white_space_costs_no_time(filler: str) -> None:
    """Half a megabyte of anything after an agent is read at once: the whole run waits for it."""
    with at_most(seconds=5):
        parse(snapshot_from(f"User-agent: a{filler * (MAX_BYTES // len(filler))}".encode()))


def test_a_group_of_thousands_of_agents_costs_its_length() -> None:
    """protego keeps every rule once for each agent of its group: half a megabyte took all memory of a machine."""
    agents = "".join(f"User-agent: a{number}\n" for number in range(3000))
    rules = "".join(f"Disallow: /p{number}\n" for number in range(3000))
    with at_most(seconds=2):
        read = parse(snapshot_from(f"{agents}User-agent: Health-Page-Pipeline/2\n{rules}".encode()))
    assert not read.allows("https://a.org/p2999")
    assert parse(snapshot_from(f"{agents}{rules}".encode())).allows("https://a.org/p2999")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("cut", [11, 12, 13])
def test_a_robots_txt_is_cut_between_lines(line_end: str, cut: int) -> None:
    """Disallow: / is not what the owner wrote who wrote Disallow: /private at the very end of what is read."""
    head = f"User-agent: *{line_end}Disallow: /secret{line_end}"
    padding = "#" * (MAX_BYTES - len(head) - len(line_end) - cut) + line_end
    rules = parse(snapshot_from(f"{head}{padding}Disallow: /private{line_end}".encode()))
    assert rules.allows("https://a.org/page")
    assert not rules.allows("https://a.org/secret")


def snapshot_from(body: bytes, origin: str = "https://a.org") -> RobotsSnapshot:
    return RobotsSnapshot(
        id="1",
        origin=origin,
        fetched_at=START,
        expires_at=START,
        status=200,
        text=decode(body),
        verdict="rules",
        reason="",
    )


@pytest.mark.corpus
def test_632_real_files_are_read_as_protego_reads_them() -> None:
    """Each of them, for every path it names and some it does not: the same answer, and a finite delay or none."""
    files = sorted(path for path in (CORPUS / "robots").rglob("*") if path.is_file() and path.parent.name != "robots")
    asked = 0
    for path in files:
        body = path.read_bytes()
        rules = parse(snapshot_from(body))
        theirs = Protego.parse(body.decode("utf-8-sig", "replace")) if len(body) <= MAX_BYTES else None
        named = re.findall(r"(?:dis)?allow:\s*(/[^\s*$#]*)", rules.snapshot.text, re.IGNORECASE)
        for url in ("https://a.org/", *(f"https://a.org{name}" for name in named[:200])):
            if theirs is not None:
                assert rules.allows(url) == theirs.can_fetch(url, PRODUCT_TOKEN), (path.name, url)
                asked += 1
        delay = crawl_delay(rules.groups, 120.0)
        assert delay is None or 0 <= delay <= 120
    assert len(files) == 632
    assert asked > 10_000


RULE_FILES = [
    ("rfc9309-example-longest-match-robots.txt", "foobot", ["/example/page/"], ["/example/page/disallowed.gif"]),
    ("rfc9309-example-rule-group-merging.txt", "ExampleBot", ["/other"], ["/foo", "/bar", "/baz"]),
    ("rfc9309-example-rule-group-merging.txt", "otherbot", ["/baz"], ["/foo", "/bar"]),
    ("rfc9309-example-simple-robots.txt", "foobot", ["/example/page.html", "/example/allowed.gif"], ["/x", "/"]),
    ("rfc9309-example-simple-robots.txt", "barbot", ["/x.gif"], ["/example/page.html"]),
    ("rfc9309-example-simple-robots.txt", "otherbot", ["/publications/", "/x.gif.html"], ["/example/", "/x.gif"]),
    ("rfc9309-example-simple-robots.txt", "quxbot", ["/", "/example/"], []),
    ("merge-rules.txt", "wget", ["/foo/bar", "/ckh/bar"], []),
    ("precedence-of-rules.txt", "testy", ["/foo/bar", "/x"], ["/foo"]),
    ("precedence-of-rules.txt", "wget", ["/foo", "/index.html"], []),
    ("extensions-group-merging.txt", "yourbot", ["/x"], ["/private/", "/login/"]),
    ("extensions-group-merging.txt", "mybot", ["/x"], ["/private/", "/login/"]),
    ("extensions-group-merging.txt", "otherbot", ["/llms.txt"], ["/x"]),
    ("crawl-delay-group-merging.txt", "mybot", ["/x", "/login/"], ["/private/"]),
    ("crawl-delay-group-merging.txt", "yourbot", ["/x"], ["/private/", "/login/"]),
    ("crawl-delay-group-merging.txt", "otherbot", ["/x", "/private/"], []),
    ("extension-robots.txt", "mybot", ["/x"], ["/private/"]),
    ("format-errors-robots.txt", "bot1", [], ["/whitespace-before-colon/", "/no-colon/"]),
    ("directive-typos-robots.txt", "bot2", [], ["/useragent/"]),
    ("many-user-agents.txt", "CheeseBot", [], ["/"]),
    ("wildcards.txt", "anybot", ["/"], ["/gp/cart", "/exec/obidos/flex-sign-in"]),
    ("twitter.com-robots.txt", "anybot", ["/x"], ["/x?y", "/x/with_friends"]),
    ("malformed-path.txt", "anybot", ["/"], ["/wiki/Wikipedia_talk:Mediation_Committee/"]),
    ("relative-sitemap-robots.txt", "anybot", ["/"], ["/cache/"]),
    ("robots-with-utf8-bom.txt", "anybot", ["/"], ["/profile"]),
    ("robots-with-utf16le-bom.txt", "anybot", ["/"], ["/profile"]),
    ("robots-with-utf16be-bom.txt", "anybot", ["/"], ["/profile"]),
]


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "agent", "allowed", "forbidden"), RULE_FILES)
def test_the_rule_files_of_crawler_commons_are_obeyed(
    name: str, agent: str, allowed: list[str], forbidden: list[str]
) -> None:
    """The outcome their names and comments give."""
    rules = parse(snapshot_from((RULES_FOLDER / name).read_bytes()), agent=agent)
    assert [path for path in allowed if not rules.allows(f"https://a.org{path}")] == []
    assert [path for path in forbidden if rules.allows(f"https://a.org{path}")] == []


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "delay"),
    [("astore.amazon.com-robots.txt", 5.0), ("dos-line-endings.txt", 1.0), ("crawl-delay-group-merging.txt", 30.0)],
)
def test_the_delays_of_crawler_commons_files_are_read(name: str, delay: float | None) -> None:
    """For a crawler that no group names; whatever the line ends."""
    assert crawl_delay(groups_of(decode((RULES_FOLDER / name).read_bytes())), 120.0) == delay
