"""Telling somebody else's program that a run changed the state of things; silence when it did not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgspec
from msgspec import Struct

from pipeline._version import SOFTWARE
from pipeline.cli import console
from pipeline.cli.clock import SystemClock
from pipeline.cli.trouble import log_line
from pipeline.config import Config
from pipeline.errors import Interrupted, PipelineError, RunLocked
from pipeline.fetchers.guard import Guard, Refused
from pipeline.fetchers.transport import believed
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
    """How things stand."""
    blocked = {name: state.blocked_reason for name, state in states.items() if state.blocked_since is not None}
    return Standing(verdict=last.verdict if last else None, blocked=blocked)


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

    The address passes the same guard as every page, the connection goes to the address that passed, redirects are not
    followed. A webhook that does not answer never fails a run.
    """
    url = config.notify.webhook
    if url is None:
        return None
    guard = Guard(allow_private=config.fetch.allow_private, clock=SystemClock())
    try:
        address = asyncio.run(guard.check(url))[0]
        parts = urlsplit(url)
        host = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        with (
            httpx.Client(
                timeout=config.notify.timeout,
                follow_redirects=False,
                trust_env=False,
                verify=believed(config.fetch.certificates),
            ) as client,
            client.stream(
                "POST",
                urlunsplit(parts._replace(netloc=host + port)),
                content=msgspec.json.encode(said),
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
        return f"{url}: {error}"
    return None if answer.is_success else f"{url} answered {answer.status_code}"
