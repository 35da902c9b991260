"""Whether what a page says to machines speaks of this page or of another: by the addresses that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit

Whose = Literal["own", "another"]

_NAMING = ("url", "mainEntityOfPage", "@id", "id", "itemid")


def addresses_in(node: object) -> list[str]:
    """What a node of JSON-LD or the properties of a microdata item say of where the page stands that it describes."""
    named: list[str] = []
    values = [node.get(name) for name in _NAMING] if isinstance(node, dict) else []
    for value in values:
        if isinstance(value, dict):
            named += [one for name in ("@id", "url") if isinstance(one := value.get(name), str)]
        elif isinstance(value, str):
            named.append(value)
    return named


def whose(named: Sequence[str], own: Sequence[str]) -> Whose | None:
    """Whose page these addresses are; ``None`` where they do not say.

    The root of a site says nothing: systems that know no better put it everywhere. The same last step of the path is
    the same page: "/uk/sleep" and "/sleep". Of other hosts it cannot be told: a copy keeps the address of the original.

    Args:
        named: addresses as they stand.
        own: where the page was served from, first, and what it says of itself.
    """
    if any(address in own for address in named):
        return "own"  # as most say; to take addresses apart costs hundreds of times as much
    verdict: Whose | None = None
    mine = [urlsplit(address) for address in own]
    for address in named:
        if not mine or not address or " " in address or "\n" in address:
            continue
        try:
            other = urlsplit(urljoin(own[0], address.partition("#")[0]))
        except ValueError:
            continue
        if any(_same(other, one) for one in mine):
            return "own"
        if other.scheme in ("http", "https") and _steps(other) and any(_host(other) == _host(one) for one in mine):
            verdict = "another"
    return verdict


def _same(one: SplitResult, other: SplitResult) -> bool:
    mine, theirs = _steps(one), _steps(other)
    if mine != theirs and mine[-1:] != theirs[-1:]:
        return False
    asked, answered = parse_qs(one.query), parse_qs(other.query)
    agree = all(asked[name] == answered[name] for name in asked.keys() & answered.keys())
    return bool(mine or _host(one) == _host(other)) and agree


def _steps(address: SplitResult) -> list[str]:
    return [step.lower() for step in address.path.split("/") if step]


def _host(address: SplitResult) -> str:
    return (address.hostname or "").removeprefix("www.")
