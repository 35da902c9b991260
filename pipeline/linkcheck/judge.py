"""What an answer says of a link; pure.

Only what a server says of the *page* counts against a link: 404, 410, a page that says it is not there, a home page
in its place, a fragment that is not in it, a host that no longer exists. A server that refuses us (401, 403, 451),
asks us to wait (429), fails (5xx) or keeps silent has said nothing of the page, and robots.txt neither.
"""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import unquote

from msgspec import Struct

from pipeline.absence import is_home_like, says_not_found, title_parts
from pipeline.model.capture import Answered, Capture, Disallowed, Failed, NotModified, Outcome, OutOfScope
from pipeline.parsers.landing import Landing, landing
from pipeline.storage.link_values import Told
from pipeline.urls import host_of

_HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
GONE = frozenset({404, 410})
DEAD = frozenset({"redirect_loop", "bad_redirect"})
"""Failures that speak of the link; any other speaks of the moment."""

_FROM_SCRIPT = re.compile(r"^!|^:~:|[/=]")
"""Fragments that a script reads (``#!/route``, ``#section/all`` of cancer.gov, ``#page=2``), or that name text and not
a place."""


class Answer(Struct, frozen=True, kw_only=True):
    """What came of asking for a link's target.

    Attributes:
        outcome: the fetcher's.
        no_host: there is no host of that name; a look-up that brought nothing else may be the network's doing.
        like_nonsense: its words are what the same origin answers to an address that cannot exist.
    """

    outcome: Outcome
    no_host: bool = False
    like_nonsense: bool = False


def judge(url: str, target: str, answer: Answer) -> Told:
    """What an answer to ``target`` says of the link ``url``, which differs from it by its fragment only."""
    told = partial(Told, url=url, target=target, host=host_of(target))
    match answer.outcome:
        case Answered(capture=capture):
            outcome, good = _answered(url, target, capture, like_nonsense=answer.like_nonsense)
            final = capture.url if capture.url != target else None
            return told(good=good, outcome=outcome, status=capture.status, final_url=final)
        case NotModified(capture=capture) | OutOfScope(capture=capture):
            return told(good=True, outcome="ok", status=capture.status)
        case Disallowed(closed=True):  # a server that is down answers for no robots.txt either: nobody refused us
            return told(good=None, outcome="robots-closed")
        case Disallowed():
            return told(good=None, outcome="disallowed")
        case Failed() if answer.no_host:
            return told(good=False, outcome="no-such-host")
        case Failed(kind=kind, capture=capture):
            outcome = kind.replace("_", "-")
            status = capture.status if capture else None
            return told(good=False if kind in DEAD else None, outcome=outcome, status=status)


def _answered(url: str, target: str, capture: Capture, *, like_nonsense: bool) -> tuple[str, bool | None]:
    if capture.status in GONE:
        return f"http-{capture.status}", False
    if not 200 <= capture.status < 300:
        return f"http-{capture.status}", None
    if host_of(capture.url) == host_of(target) and is_home_like(capture.url) and not is_home_like(target):
        return "redirected-home", False
    if is_html(capture):
        page = landing(capture)
        names = page.names if page is not None else ()
        if like_nonsense or any(says_not_found(part) for name in names for part in title_parts(name)):
            return "soft-404", False
        fragment = url.partition("#")[2]
        if names_a_place(fragment) and not has_place(page, fragment):
            return "no-such-fragment", False
    return "ok", True


def is_html(capture: Capture) -> bool:
    """Whether the answer is a page; one without a type is taken for one, as browsers do."""
    return _HTML.match(capture.header("content-type") or "text/html") is not None


def names_a_place(fragment: str) -> bool:
    """Whether a fragment must be an id or a name of the page; the empty one and ``top`` are the top of any page."""
    return bool(fragment) and fragment.lower() != "top" and not _FROM_SCRIPT.search(fragment)


def has_place(page: Landing | None, fragment: str) -> bool:
    """Whether a fragment, as written or percent-decoded, leads to a place of the page; one not read has them all."""
    return page is None or not page.places.isdisjoint((fragment, unquote(fragment)))
