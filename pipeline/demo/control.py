"""Telling a running server what to do: over HTTP, by a file, or by the site's own ``behaviours.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from pipeline.demo.behaviours import Rule
from pipeline.demo.connection import Request
from pipeline.demo.pages import Page
from pipeline.errors import UsageError

CONTROL = "/__demo__/"
"""Paths below this one steer the server and are never logged:

``GET rules`` and ``GET log`` show, ``PUT rules`` (a JSON list of rules) replaces, ``POST rules`` puts more in front,
``DELETE rules`` and ``DELETE log`` empty.
"""


class Steered(Protocol):
    """What can be steered."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What it does now."""

    def tell(self, *rules: Rule, keep: bool = True) -> None:
        """Do this from now on."""

    @property
    def log(self) -> Log:
        """Its requests so far."""

    @property
    def requests(self) -> Sequence[object]:
        """The same, copied."""


class Log(Protocol):
    """A log that can be emptied."""

    def clear(self) -> None:
        """Forget all."""


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of rules: ``[[rule]]`` tables in TOML."""

    rule: tuple[Rule, ...] = ()


def site_rules(root: Path | None) -> tuple[Rule, ...]:
    """The rules of a site's own ``behaviours.toml``; none without one.

    Raises:
        UsageError: the file does not hold rules; says where.
    """
    file = root / "behaviours.toml" if root else None
    if file is None or not file.is_file():
        return ()
    try:
        return msgspec.toml.decode(file.read_bytes(), type=RuleFile).rule
    except (msgspec.DecodeError, ValueError) as error:
        raise UsageError(f"{file}: {error}") from error


def read_rules(data: bytes, where: str) -> tuple[Rule, ...]:
    """A JSON list of rules.

    Raises:
        UsageError: it is not one; says where.
    """
    try:
        return msgspec.json.decode(data, type=tuple[Rule, ...])
    except msgspec.DecodeError as error:
        raise UsageError(f"{where}: {error}") from error


class ControlFile:
    """A JSON file of rules that is read again whenever its date or size changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None

    def changed(self) -> tuple[Rule, ...] | None:
        """Its rules if it changed since last asked, else ``None``; no file means no rules.

        Raises:
            UsageError: the file does not hold rules.
        """
        try:
            state = self._path.stat()
        except FileNotFoundError:
            stamp = (0, 0)
        else:
            stamp = (state.st_mtime_ns, state.st_size)
        if stamp == self._seen:
            return None
        self._seen = stamp
        return read_rules(self._path.read_bytes(), str(self._path)) if stamp != (0, 0) else ()


def answer_control(site: Steered, request: Request) -> Page:
    """Do what a request to the control endpoint asks; answers in JSON."""
    name = request.path.removeprefix(CONTROL)
    answer: object = {"error": f"no such control: {request.method} {name}"}
    if name == "log":
        if request.method == "DELETE":
            site.log.clear()
        answer = site.requests
    elif name == "rules":
        try:
            answer = _rules(site, request)
        except UsageError as error:
            answer = {"error": error.message}
    return Page(body=msgspec.json.encode(answer), content_type="application/json", etag="")


def _rules(site: Steered, request: Request) -> Iterable[Rule]:
    match request.method:
        case "PUT":
            site.tell(*read_rules(request.body, "rules"), keep=False)
        case "POST":
            site.tell(*read_rules(request.body, "rules"), *site.rules, keep=False)
        case "DELETE":
            site.tell(keep=False)
    return site.rules
