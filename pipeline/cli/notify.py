"""Telling somebody else's program that a run changed the state of things; silence when it did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import msgspec
from msgspec import Struct

from pipeline.cli import console
from pipeline.cli.clock import SystemClock
from pipeline.cli.trouble import log_line
from pipeline.config import Config
from pipeline.errors import Interrupted, PipelineError, RunLocked
from pipeline.fetchers.guard import Guard
from pipeline.fetchers.webhook import post
from pipeline.model.run import Run
from pipeline.storage import SiteState, Store


class Standing(Struct, frozen=True, kw_only=True):
    """What is compared before and after a run: the last verdict, and why each blocked site is blocked."""

    verdict: str | None
    blocked: dict[str, str | None]


class Notice(Struct, frozen=True, kw_only=True):
    """The body of the request.

    Attributes:
        run_id: of the run that ended; ``None`` where one ended by an error.
        finished_at: when, UTC; ``None`` likewise.
        verdict: of this run; ``failed`` where it ended by an error.
        previous_verdict: of the run before, where it was another; else ``None``.
        blocked: sites that are blocked now and were not before, with the reason.
        unblocked: sites that were blocked before and are not now.
        error: what ended the run before its end, in the words of its last line on stderr.
    """

    run_id: str | None = None
    finished_at: datetime | None = None
    verdict: str
    previous_verdict: str | None
    blocked: dict[str, str | None] = {}
    unblocked: tuple[str, ...] = ()
    error: str | None = None


@contextmanager
def state_changes_told(config: Config, *, errors: bool = True) -> Iterator[None]:
    """Around a run: when it ends, tell the webhook of what it changed; nothing without one, or without a change.

    A run that ends by an error (a full disk, a damaged file, a wrong setting) is told each time: nobody else is, where
    nobody reads what a schedule says on stderr. One that found another at work, or was interrupted, is not, nor one
    that somebody sits before (``errors`` is false).
    """
    if config.notify.webhook is None:
        yield
        return
    before: Standing | None = None
    try:
        before, _ = _now(config)
        yield
    except (RunLocked, Interrupted):
        raise
    except Exception as error:
        words = error.message if isinstance(error, PipelineError) else f"{type(error).__name__}: {error}"
        if errors:
            verdict = before.verdict if before else None
            _tell(Notice(verdict="failed", previous_verdict=verdict, error=words), config)
        raise
    after, last = _now(config)
    said = notice(before, after, last) if last is not None else None
    if said is not None:
        _tell(said, config)


def _tell(said: Notice, config: Config) -> None:
    trouble = send(said, config)
    if trouble is not None and config.logging.format == "json":
        log_line(event="webhook-failed", message=f"the webhook was not told: {trouble}")
    elif trouble is not None:
        console.say(f"the webhook was not told: {trouble}")


def _now(config: Config) -> tuple[Standing, Run | None]:
    if not config.storage.database.exists():
        return Standing(verdict=None, blocked={}), None
    with Store.open(config.storage.database, read_only=True) as store:
        last = next(iter(store.runs(1)), None)
        return standing(last, store.site_states()), last


def standing(last: Run | None, states: Mapping[str, SiteState]) -> Standing:
    """How things stand. A run that the database calls running has died, where another one may begin."""
    blocked = {name: state.blocked_reason for name, state in states.items() if state.blocked_since is not None}
    verdict = last.verdict if last else None
    return Standing(verdict="interrupted" if verdict == "running" else verdict, blocked=blocked)


def notice(before: Standing, after: Standing, run: Run) -> Notice | None:
    """What changed; ``None`` where nothing did."""
    new = {name: reason for name, reason in after.blocked.items() if name not in before.blocked}
    freed = tuple(sorted(set(before.blocked) - set(after.blocked)))
    turned = before.verdict not in (None, run.verdict)
    first_bad = before.verdict is None and run.verdict != "ok"
    if not (new or freed or turned or first_bad):
        return None
    return Notice(
        run_id=run.id,
        finished_at=run.finished_at,
        verdict=run.verdict,
        previous_verdict=before.verdict if turned else None,
        blocked=new,
        unblocked=freed,
    )


def send(said: Notice, config: Config) -> str | None:
    """POST a notice to ``notify.webhook``; what went wrong, in words, or ``None``.

    A webhook that does not answer never fails a run.
    """
    if config.notify.webhook is None:
        return None
    return post(
        config.notify.webhook,
        msgspec.json.encode(said),
        guard=Guard(allow_private=config.fetch.allow_private, clock=SystemClock()),
        timeout=config.notify.timeout,
        certificates=config.fetch.certificates,
    )
