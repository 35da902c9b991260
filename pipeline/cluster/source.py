"""How workers come to the captures of a unit, wherever its file is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from pipeline.archive.originals import Originals
from pipeline.fetchers.doors import Door, Machine, captures_of, door_to, is_remote, spacing
from pipeline.fetchers.doors.reading import Found
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.unit import Unit
from pipeline.storage.allowance import RequestLedger

RATE = 50.0
"""Range requests a second that all workers together make to a public archive, unless the operator says otherwise."""


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
    rate: float = RATE
    machines: int = 1
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


def found_in(unit: Unit, access: Access | None, originals: Path | None) -> Iterator[Found]:
    """Everything a unit holds, see :func:`captures_of`; without ``access`` only files that are here are opened.

    Raises:
        ArchiveError: the file is not there, or cannot be read at all.
        UsageError: its address cannot be opened with what is installed.
    """
    with ExitStack() as stack:
        index = None if originals is None else stack.enter_context(Originals(originals))
        far = is_remote(unit.address) or index is not None
        door = Door() if access is None else stack.enter_context(access.door(far=far))
        yield from captures_of(unit, door, index)
