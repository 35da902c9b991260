"""What one run is to do, what of it comes first, and when it has done enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct, structs

from pipeline.errors import UsageError
from pipeline.model.courtesy import RobotsSnapshot
from pipeline.model.target import Target, UrlKind
from pipeline.scheduling import share_of
from pipeline.storage import Store
from pipeline.urls import canonicalize


class Budget(Struct, frozen=True, kw_only=True):
    """How much one run may spend; ``None`` is without limit. The pages in hand are finished when it is spent.

    Attributes:
        requests: sent, robots.txt and redirects too, whether they are answered or not.
        minutes: since the first request.
        megabytes: entity bytes received, in millions.
    """

    requests: int | None = None
    minutes: float | None = None
    megabytes: float | None = None

    @classmethod
    def parse(cls, text: str) -> Budget:
        """The budget of ``requests=500,minutes=30,megabytes=200``.

        Raises:
            UsageError: it is not written like that.
        """
        values: dict[str, float] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, mark, number = part.partition("=")
            try:
                value = float(number)
            except ValueError:
                value = -1.0
            if name not in cls.__struct_fields__ or not mark or name in values or not 0 < value < 1e12:
                raise UsageError(
                    f"not a budget: {part!r}",
                    mend="write it like requests=500,minutes=30,megabytes=200; any of the three",
                )
            values[name] = value
        requests = values.pop("requests", None)
        if not values and requests is None:
            raise UsageError("the budget is empty", mend="write it like requests=500,minutes=30,megabytes=200")
        if requests is not None and requests != int(requests):
            raise UsageError(f"a budget of {requests:g} requests cannot be spent", mend="give a whole number")
        return cls(requests=None if requests is None else int(requests), **values)


class Plan(Struct, frozen=True, kw_only=True):
    """What one run is to do.

    Attributes:
        sites: profile names; ``None`` means every site that is enabled.
        urls: only these (they are asked whether due or not).
        limit: pages to ask at most; sitemaps do not count, nor pages of which nothing was asked (put off, disallowed).
        force: ask also what is not due.
        discover: whether links and sitemaps add to the frontier.
        window: targets under way at once, those that wait for their host's turn included.
        budget: when to stop although more is due.
        trust_absence: believe a site that suddenly has lost many pages (after a person has looked).
    """

    sites: tuple[str, ...] | None = None
    urls: tuple[str, ...] | None = None
    limit: int | None = None
    force: bool = False
    discover: bool = True
    window: int = 256
    budget: Budget = Budget()
    trust_absence: bool = False


class Planned(Struct, frozen=True, kw_only=True):
    """One line of a plan.

    Attributes:
        url: what would be asked.
        site: its site.
        kind: page or sitemap.
        reason: why it is due.
        conditional: whether it would be asked with validators.
        not_before: when the quiet hours end that its site is in now; ``None`` outside of them.
    """

    url: str
    site: str
    kind: UrlKind
    reason: str
    conditional: bool
    not_before: datetime | None = None


def asked_as(target: Target, *, store: Store | None, now: datetime, full_check: timedelta) -> Target:
    """The target as it is asked: now and then without its validators, since a 304 is only the server's word.

    Each URL has its own fixed share of up to a fifth less than ``full_check``, so that the full answers of a site do
    not fall on one night. The digest of what we hold stays: the same bytes again make a revisit, not a version.

    Args:
        target: as the frontier handed it out.
        store: knows when the URL last answered in full.
        now: the moment of asking.
        full_check: longest time between two full answers; zero never forces one.
    """
    if store is None or not full_check or target.captured_at is None or not (target.etag or target.last_modified):
        return target
    wait = full_check * (1 - share_of(target.url) / 5)
    if timedelta() <= now - target.captured_at < wait:
        return target
    last = store.last_full_answer(target.url)
    if last is not None and timedelta() <= now - last < wait:
        return target
    return structs.replace(target, etag=None, last_modified=None, reason="full-check")


def led_to(url: str, *, store: Store, now: datetime, full_check: timedelta) -> Target | None:
    """What an address that a redirect leads to is asked with; ``None`` where nobody has heard of it, or it is a list's.

    Args:
        url: as the redirect spells it.
        store: knows what is held of it.
        now: the moment of asking.
        full_check: as for :func:`asked_as`.
    """
    known = next(store.due(now=now, urls=(canonicalize(url),)), None)
    if known is None or known.kind == "sitemap":  # what a list holds is not what a page holds
        return None
    return asked_as(known, store=store, now=now, full_check=full_check)


def robots_known(store: Store, plan: Plan, now: datetime) -> tuple[RobotsSnapshot, ...]:
    """The robots.txt files that a run begins with.

    Where a person asks for more than is due, one that could not be read is asked for again at once: what kept it from
    us, a setting or a certificate, may have been mended since.
    """
    known = store.robots_snapshots(now=now)
    if not plan.force:
        return known
    return tuple(structs.replace(one, expires_at=one.fetched_at) if one.verdict == "closed" else one for one in known)
