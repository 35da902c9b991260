"""What every unit of one re-reading has in common, the way to archives elsewhere among it; travels to each worker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import sites
from pipeline.fetchers.doors import Door, Machine, door_to, spacing
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.capture import Capture
from pipeline.parsers import PARSER_VERSION, parser_version
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import Profiles, at_origin
from pipeline.reading import Attempt, read_capture
from pipeline.storage.allowance import RequestLedger

FORMAT = 1
"""Of the shards; raised when the same record is written otherwise."""

PATIENCE = 60.0
"""Seconds after which a page that is still being read is taken for one that never ends."""


class Access(Struct, frozen=True, kw_only=True):
    """How archives elsewhere are asked. Frozen and picklable.

    Attributes:
        settings: who we are, and how long we wait.
        ledger: of the turns that workers share: a path on this machine, or ``postgresql://...`` for several.
        rate: requests a second of all workers of all machines, to archives that are not ours.
        machines: how many share the rate without sharing a ledger; each has its own, with its part.
        machine: time and chance.
    """

    settings: FetchSettings
    ledger: str
    rate: float
    machines: int
    machine: Machine

    @contextmanager
    def door(self, *, far: bool = True) -> Iterator[Door]:
        """A door; without ``far`` only for files that are here, which need no turns."""
        with ExitStack() as stack:
            allowance = None
            if far:
                gap = spacing(self.rate / self.machines)
                allowance = stack.enter_context(RequestLedger(self.ledger, gap=gap))
            yield stack.enter_context(door_to(self.settings, allowance, self.machine))


class Job(Struct, frozen=True, kw_only=True):
    """How units are read and where their shards go. Frozen and picklable.

    Attributes:
        out: folder of the shards; every worker must reach it under this path.
        origins: profiles that read another origin than their own (``[sites.NAME] origin``), by name.
        generic: also read pages of hosts that no profile knows; else they are passed over and counted.
        patience: seconds that one page may take.
        access: to archives that are not on this machine.
        originals: index of the payloads that revisit records refer to, named by its content; every worker must reach it
            under this path. Without it a revisit has a payload only if its own file holds it.
        read: what reads a page. Not part of :attr:`reader`: whoever hands in another one uses a folder of its own.
    """

    out: Path
    origins: tuple[tuple[str, str], ...] = ()
    generic: bool = True
    patience: float = PATIENCE
    access: Access | None = None
    originals: Path | None = None
    read: Callable[[Capture, SiteProfile], Attempt] = read_capture

    @property
    def reader(self) -> str:
        """What records depend on beside the bytes: versions of parser, libraries, profiles, and who reads what."""
        versions = {name: profile.version for name, profile in sites.profiles().items()}
        named: tuple[object, ...] = (FORMAT, parser_version(), versions, sorted(self.origins), self.generic)
        identity = msgspec.json.encode(named if self.originals is None else (*named, self.originals.name))
        return f"{PARSER_VERSION}-{hashlib.sha256(identity).hexdigest()[:8]}"

    @property
    def folder(self) -> Path:
        """Where shards of this reader stand."""
        return self.out / f"parser-{self.reader}"

    def profiles(self) -> Profiles:
        """Who reads what.

        Raises:
            ConfigError: an origin is given to a site that no profile reads.
        """
        return Profiles({origin: at_origin(sites.by_name(name), origin) for name, origin in self.origins})
