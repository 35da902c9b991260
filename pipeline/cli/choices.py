"""Values of options that are checked against what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline import sites
from pipeline.cli.app import handed
from pipeline.errors import UsageError
from pipeline.storage import Store

OF_PAGES = "Only pages of this site; repeatable."

Command = TypeVar("Command", bound=Callable[..., Any])
Names = TypeVar("Names", str | None, tuple[str, ...])


def known_sites(ctx: click.Context, _param: click.Parameter, value: Names) -> Names:
    """Callback of ``--site``: a misspelt name would select nothing in silence.

    A site that the database holds is known, too, when its profile is no longer installed.

    Raises:
        ConfigError: there is no such site.
    """
    check_sites((value,) if isinstance(value, str) else value or (), handed(ctx).config.storage.database)
    return value


def check_sites(names: Iterable[str], database: Path) -> None:
    """Refuse names of sites that neither a profile nor the database has.

    Raises:
        ConfigError: there is no such site.
    """
    unknown = [name for name in names if name not in sites.profiles()]
    if unknown and database.exists():
        with Store.open(database, read_only=True) as store:
            unknown = [name for name in unknown if not store.knows_site(name)]
    for name in unknown:
        sites.by_name(name)


def only_sites(name: str = "sites", *, help: str = OF_PAGES) -> Callable[[Command], Command]:  # noqa: A002 - as click says it
    """The option ``--site``, as often as wanted, for what is stored."""
    return click.option("--site", name, multiple=True, callback=known_sites, help=help)


def no_record(store: Store, url: str) -> UsageError:
    """That a page is not held, with what is known of it, and the one that was probably meant.

    Args:
        store: open, for reading is enough.
        url: its address.
    """
    if store.removed((url,)):
        return UsageError(f"no record of {url}: it was removed for good", mend=f"see `pipeline explain {url}`")
    near = store.address_like(url)
    mend = f"see `pipeline explain {url}`, or `pipeline fetch {url}`"
    return UsageError(
        f"no record of {url}: {why_none(store, url)}",
        mend=mend if near is None else f"did you mean {near}? If not, {mend}",
    )


def why_none(store: Store, url: str) -> str:
    """Why no record of a page is held, as the last words of a sentence."""
    state = store.url_state(url)
    told = next((issue.message for issue in store.issues(url=url)), "")
    if told:
        return told.removeprefix(f"{url}: ").replace(url, "it", 1)
    if state is None:
        return "it was never fetched"
    return f"it is {state.status} ({state.failure})" if state.failure else f"it is {state.status}"


def as_of_day(help: str) -> Callable[[Command], Command]:  # noqa: A002 - as click says it
    """The option ``--as-of``: a day."""
    return click.option("--as-of", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help=help)


def known_day(day: datetime | None, now: datetime, *, option: str = "--as-of") -> datetime | None:
    """The day of an option, whose state somebody can know.

    Raises:
        UsageError: it is still to come.
    """
    if day is not None and day.date() > now.date():
        raise UsageError(
            f"{day:%Y-%m-%d} is still to come",
            mend=f"name a day that was, or leave {option} out" + (": it is now" if option == "--as-of" else ""),
        )
    return day


_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST_AGE = timedelta(days=36_500)
"""A century: much more is before the beginning of the calendar."""


def parse_age(text: str, *, bare: str = "") -> timedelta:
    """The value of ``--max-age``: ``90m``, ``26h``, ``2d``.

    Args:
        text: as it was given.
        bare: the unit of a number without one; none means that the unit must be given.

    Raises:
        UsageError: it is not written like that, or longer than :data:`LONGEST_AGE`.
    """
    given = text + bare if text[-1:].isdecimal() else text
    number, unit = given[:-1], _UNITS.get(given[-1:])
    if unit is None or not (number.isascii() and number.replace(".", "", 1).isdecimal()):
        raise UsageError(f"--max-age {text!r} is no age", mend="write it like 26h, 90m or 2d")
    if float(number) * unit.total_seconds() > LONGEST_AGE.total_seconds():
        raise UsageError(f"--max-age {text} is longer than a century", mend="write it like 26h, 90m or 2d")
    return float(number) * unit
