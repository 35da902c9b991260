"""What the demo server can be told to do: frozen values, readable from TOML and JSON.

A :class:`Rule` says which requests, and a behaviour what happens to them. Two kinds:

* a *change* alters the page that is served (text, dates, validators); every matching change applies, in order;
* a *failure* replaces the answer; the first matching one wins.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct


class Behaviour(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """Root of all behaviours; ``do`` names one in TOML and JSON."""


# --- changes -----------------------------------------------------------------------------------------------------


class Edit(Behaviour, frozen=True, kw_only=True, tag="edit"):
    """Replace words of a page; ETag changes, Last-Modified moves one day on."""

    find: str
    replace: str


class Replace(Behaviour, frozen=True, kw_only=True, tag="replace"):
    """Serve this text instead (UTF-8), with the page's own content type unless one is given."""

    text: str
    content_type: str | None = None


class BumpDate(Behaviour, frozen=True, kw_only=True, tag="bump-date"):
    """Move dates and nothing else: the foot, the DC meta and Last-Modified."""

    to: date


class NewEtag(Behaviour, frozen=True, kw_only=True, tag="new-etag"):
    """A different ETag at every request, the same bytes."""


class Rotate(Behaviour, frozen=True, kw_only=True, tag="rotate"):
    """Turn the items of the site's menu by one at every request."""


class Nonce(Behaviour, frozen=True, kw_only=True, tag="nonce"):
    """A new random-looking identifier in the markup (script nonce, form token) at every request."""


class Banner(Behaviour, frozen=True, kw_only=True, tag="banner"):
    """A paragraph put at the top of the main content, as a site does on all its pages at once."""

    text: str


class WrongCharset(Behaviour, frozen=True, kw_only=True, tag="wrong-charset"):
    """Declare one encoding in Content-Type and send the bytes of another."""

    declared: str = "iso-8859-1"
    sent: str = "utf-8"


class AddHeaders(Behaviour, frozen=True, kw_only=True, tag="add-headers"):
    """More response header fields, e.g. ``X-Robots-Tag``."""

    headers: tuple[tuple[str, str], ...]


class AlwaysNotModified(Behaviour, frozen=True, kw_only=True, tag="always-not-modified"):
    """Answer 304 to every conditional request, also after a change (a lie); validators are sent back as received."""


class NeverNotModified(Behaviour, frozen=True, kw_only=True, tag="never-not-modified"):
    """Ignore If-None-Match and If-Modified-Since: always the whole page."""


# --- failures ----------------------------------------------------------------------------------------------------


class Status(Behaviour, frozen=True, kw_only=True, tag="status"):
    """Answer with a status and a short page (or ``body``)."""

    code: int
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class RetryLater(Behaviour, frozen=True, kw_only=True, tag="retry-later"):
    """503 or 429 with Retry-After in seconds."""

    code: Literal[503, 429] = 503
    seconds: int = 1


class Redirect(Behaviour, frozen=True, kw_only=True, tag="redirect"):
    """Redirect to a path or an absolute URL (``{origin}`` is this server)."""

    to: str
    code: Literal[301, 302, 303, 307, 308] = 301


class RedirectChain(Behaviour, frozen=True, kw_only=True, tag="redirect-chain"):
    """``hops`` redirects (each adds ``?hop=N``), then ``to``."""

    to: str
    hops: int = 3
    code: Literal[301, 302, 303, 307, 308] = 302


class RedirectLoop(Behaviour, frozen=True, kw_only=True, tag="redirect-loop"):
    """Redirect back and forth for ever between two addresses of the same page."""


class Soft404(Behaviour, frozen=True, kw_only=True, tag="soft-404"):
    """200 with a page that says there is no such page."""


class ConsentWall(Behaviour, frozen=True, kw_only=True, tag="consent-wall"):
    """200 with a wall that asks for consent instead of the content."""


class Drip(Behaviour, frozen=True, kw_only=True, tag="drip"):
    """The right page, ``chunk`` bytes every ``every`` seconds."""

    chunk: int = 512
    every: float = 0.05


class Hang(Behaviour, frozen=True, kw_only=True, tag="hang"):
    """Silence for ``seconds``; then the connection is closed."""

    seconds: float = 30.0


class Delay(Behaviour, frozen=True, kw_only=True, tag="delay"):
    """The right answer, late by ``seconds`` (latency, not a failure)."""

    seconds: float = 0.2


class TruncatedGzip(Behaviour, frozen=True, kw_only=True, tag="truncated-gzip"):
    """A gzip body cut off after ``keep`` (share of 1), framed as if it were whole."""

    keep: float = 0.5


class Reset(Behaviour, frozen=True, kw_only=True, tag="reset"):
    """Reset the connection after ``after`` bytes of body (0: before the head)."""

    after: int = 2000


class Huge(Behaviour, frozen=True, kw_only=True, tag="huge"):
    """The page, filled up to ``size`` bytes inside its main content."""

    size: int = 20_000_000


class EndlessBody(Behaviour, frozen=True, kw_only=True, tag="endless-body"):
    """A chunked body without an end, for at most ``limit`` bytes."""

    limit: int = 10_000_000_000


class EndlessHeaders(Behaviour, frozen=True, kw_only=True, tag="endless-headers"):
    """Header fields without an end, for at most ``limit`` bytes."""

    limit: int = 50_000_000


class Bomb(Behaviour, frozen=True, kw_only=True, tag="bomb"):
    """A small compressed body that inflates to ``inflated`` bytes."""

    coding: Literal["gzip", "br", "zstd"] = "gzip"
    inflated: int = 10_000_000_000


class EntityBomb(Behaviour, frozen=True, kw_only=True, tag="entity-bomb"):
    """A small XML sitemap whose entities expand ten-fold per level."""

    levels: int = 9


Change = (
    Edit
    | Replace
    | BumpDate
    | NewEtag
    | Rotate
    | Nonce
    | Banner
    | WrongCharset
    | AddHeaders
    | AlwaysNotModified
    | NeverNotModified
)
Failure = (
    Status
    | RetryLater
    | Redirect
    | RedirectChain
    | RedirectLoop
    | Soft404
    | ConsentWall
    | Drip
    | Hang
    | Delay
    | TruncatedGzip
    | Reset
    | Huge
    | EndlessBody
    | EndlessHeaders
    | Bomb
    | EntityBomb
)
AnyBehaviour = Change | Failure


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which requests a behaviour is for.

    Attributes:
        behaviour: what to do.
        path: shell pattern (``*``, ``?``, ``[...]``) against the path without its query.
        host: exact host name without port; ``None`` is every host.
        share: part of the matching paths (0..1), always the same ones.
        after: leave the first so many requests for a path alone.
        times: then do it so many times for each path; ``None`` is for ever.
    """

    behaviour: AnyBehaviour
    path: str = "*"
    host: str | None = None
    share: float = 1.0
    after: int = 0
    times: int | None = None


_EMPTY_INDEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
)
_TOPICS = "*.html"

SCENARIOS: dict[str, tuple[Rule, ...]] = {
    "edited": (Rule(path="/asthma.html", behaviour=Edit(find="10 minutes", replace="20 minutes")),),
    "date-bump": (Rule(path=_TOPICS, behaviour=BumpDate(to=date(2026, 6, 1))),),
    "new-etag": (Rule(path=_TOPICS, behaviour=NewEtag()),),
    "lying-304": (
        Rule(path=_TOPICS, behaviour=AlwaysNotModified()),
        Rule(path="/asthma.html", behaviour=Edit(find="10 minutes", replace="20 minutes")),
    ),
    "rotating": (Rule(path=_TOPICS, behaviour=Rotate()), Rule(path=_TOPICS, behaviour=Nonce())),
    "banner": (Rule(path=_TOPICS, behaviour=Banner(text="Our telephone line is closed on Monday.")),),
    "gone-wave": (Rule(path=_TOPICS, behaviour=Status(code=404), share=0.6),),
    "empty-sitemap": (Rule(path="/sitemap.xml", behaviour=Replace(text=_EMPTY_INDEX)),),
    "all-500": (Rule(behaviour=Status(code=500)),),
    "busy": (Rule(path=_TOPICS, behaviour=RetryLater(seconds=1), times=2),),
    "too-many": (Rule(path=_TOPICS, behaviour=RetryLater(code=429, seconds=1), times=1),),
    "robots-404": (Rule(path="/robots.txt", behaviour=Status(code=404)),),
    "robots-500": (Rule(path="/robots.txt", behaviour=Status(code=500)),),
    "robots-hang": (Rule(path="/robots.txt", behaviour=Hang(seconds=30)),),
    "robots-slow-pace": (
        Rule(path="/robots.txt", behaviour=Replace(text="User-agent: *\nCrawl-delay: 2\nDisallow: /private/\n")),
    ),
}
"""Name -> rules; ``pipeline demo --scenario NAME`` plays one."""
