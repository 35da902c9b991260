"""What archived answers come to, by the rules of a live fetch: how a page's ended, what follows from a robots.txt."""

from __future__ import annotations

from datetime import datetime

from pipeline.config import Config
from pipeline.fetchers.exchange import Ask, Heard, needs_body, unasked
from pipeline.fetchers.redirects import followed, is_redirect
from pipeline.fetchers.retry import says_later, wait_asked
from pipeline.fetchers.robots import Robots
from pipeline.model.capture import Answered, Capture, Failed, FailureKind, Hop, NotModified, Outcome
from pipeline.model.courtesy import RobotsSnapshot
from pipeline.model.profile import Pace
from pipeline.storage import Store
from pipeline.urls import Scope


def outcome_of(capture: Capture, earlier: list[Capture], scope: Scope, *, config: Config) -> Outcome | None:
    """How the fetch of a target ended, by its newest answer; ``None`` if it was not over with it.

    Args:
        capture: the newest answer.
        earlier: the answers before it, in order.
        scope: of the site.
        config: the limits that held.
    """
    url = capture.requested_url
    fault, wish = _fault(capture), wait_asked(capture, capture.fetched_at)
    if fault is not None or says_later(capture):
        if not _gave_up(capture, earlier, fault, config):
            return None
        if fault is None:
            return Answered(url=url, capture=capture, retry_after=wish)
        return Failed(url=url, kind=fault, message=f"{capture.url}: found in the archive", capture=capture)
    if capture.status == 304:
        return NotModified(url=url, capture=capture)
    if not is_redirect(capture):
        return Answered(url=url, capture=capture, retry_after=wish)
    step = followed(capture, scope, most=config.fetch.max_redirects)
    return None if isinstance(step, Hop) else step


def _fault(capture: Capture) -> FailureKind | None:
    if not needs_body(capture.status):
        return "protocol" if unasked(capture) else None
    match capture.truncated:
        case "time":
            return "timeout"
        case "length":
            return "too_large"
        case "disconnect" | "unspecified":
            return "truncated"
        case _:
            return None if capture.undecodable is None else "bad_content_coding"


def _gave_up(capture: Capture, earlier: list[Capture], fault: FailureKind | None, config: Config) -> bool:
    """Whether a live fetch would not have asked again after this."""
    if fault in ("too_large", "bad_content_coding"):
        return True
    if fault is None and (wait_asked(capture, capture.fetched_at) or 0.0) > config.fetch.max_wait:
        return True
    tries = 1
    for before in reversed(earlier):
        if before.url != capture.url:
            break
        tries += 1
    return tries >= config.fetch.attempts


class _Unanswered(Exception):
    """The archive does not hold the next answer."""


class _Then:
    """A clock that stands at the moment of an answer."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        del seconds


async def replayed(origin: str, captures: list[Capture], store: Store, config: Config) -> RobotsSnapshot | None:
    """What follows from archived answers of a robots.txt, by the very code that asks for it; ``None`` if one lacks."""
    heard: list[RobotsSnapshot] = []
    known = store.robots(origin)
    answers = list(captures)

    async def ask(question: Ask, pace: Pace) -> Heard:
        del pace
        answer: Capture | None = None
        while answers and answers[0].url == question.url:
            answer = answers.pop(0)
        if answer is None or (answer.status == 304 and known is None):  # what has not changed is not there
            raise _Unanswered
        fault = _fault(answer)
        again = fault is not None or says_later(answer)
        if again and not _gave_up(answer, captures[: captures.index(answer)], fault, config):
            raise _Unanswered
        return Heard(capture=answer, fault=fault)

    robots = Robots(
        ask=ask,
        clock=_Then(captures[-1].fetched_at),
        settings=config.fetch,
        known=() if known is None else (known,),
        on_snapshot=heard.append,
    )
    try:
        await robots.rules_for(f"{origin}/", pace=Pace(delay=0.0))
    except _Unanswered:
        return None
    return heard[-1] if heard else None
