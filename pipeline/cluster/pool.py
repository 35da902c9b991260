"""The embedded engine: worker processes of this machine, each watched, each replaced when it dies.

Every worker has a pipe of its own, so a death is known at once, with its cause and with the one unit it concerns. (A
shared queue, as ``multiprocessing.Pool`` has one, loses the unit with the worker and waits for it for ever;
``ProcessPoolExecutor`` fails every unit in flight and cannot say which one it was.)
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import Any

from pipeline.cluster.engine import STRIKES, Died, Engine, Outcome, Work, attempt
from pipeline.model.unit import Unit

TOO_LONG = "a page took longer than it may"
"""Of what a process died that read a page for longer than the job's patience."""

_PRELOADED = ["pipeline.cluster.work"]


def process_engine(workers: int) -> Engine:
    """An engine of ``workers`` processes; one unit each is in flight, the next is taken when a worker is free.

    Args:
        workers: processes, at least 1.
    """

    def engine(work: Work, units: Iterable[Unit]) -> Iterator[Outcome]:
        pool = _Pool(work, workers)
        try:
            yield from pool.run(iter(units))
        finally:
            pool.close()

    return engine


def context() -> ForkServerContext | SpawnContext:
    """How processes are begun: forked from a server that has the readers loaded, and no threads, files or locks."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_PRELOADED)
    return found


class Child:
    """A process with a pipe to it; ``target(pipe, *arguments)`` runs in it until it returns or the pipe ends."""

    def __init__(self, target: Any, *arguments: Any) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self._process = context().Process(target=target, args=(theirs, *arguments), daemon=True)
        self._process.start()
        theirs.close()

    def how(self) -> str:
        """Of what it died, in words; waits for the end."""
        self._process.join()
        code = self._process.exitcode
        if code == -signal.SIGALRM:
            return TOO_LONG
        if code is not None and code < 0:
            return f"killed by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def end(self) -> None:
        """End it, whatever it does."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()


class _Worker(Child):
    """A worker and the unit it was given, with how many workers have died of that unit."""

    def __init__(self, work: Work) -> None:
        super().__init__(_serve, work)
        self.unit: Unit | None = None
        self.deaths = 0

    def give(self, unit: Unit, deaths: int) -> None:
        self.unit, self.deaths = unit, deaths
        self.pipe.send(unit)


class _Pool:
    def __init__(self, work: Work, size: int) -> None:
        self._work = work
        self._size = size
        self._workers: list[_Worker] = []
        self._again: deque[tuple[Unit, int]] = deque()

    def run(self, units: Iterator[Unit]) -> Iterator[Outcome]:
        while self._fill(units):
            busy = {worker.pipe: worker for worker in self._workers if worker.unit is not None}
            for pipe in connection.wait(list(busy)):
                outcome = self._heard(busy[pipe])  # type: ignore[index]
                if outcome is not None:
                    yield outcome

    def _fill(self, units: Iterator[Unit]) -> bool:
        """Give work to whoever is free; whether anybody has some."""
        while sum(worker.unit is not None for worker in self._workers) < self._size:
            given = self._again.popleft() if self._again else next(((unit, 0) for unit in units), None)
            if given is None:
                break
            self._give(*given)
        return any(worker.unit is not None for worker in self._workers)

    def _give(self, unit: Unit, deaths: int) -> None:
        while True:
            worker = next((one for one in self._workers if one.unit is None), None)
            if worker is None:
                worker = _Worker(self._work)
                self._workers.append(worker)
            try:
                worker.give(unit, deaths)
            except OSError:  # it died while it was idle: no unit's doing
                self._drop(worker)
            else:
                return

    def _heard(self, worker: _Worker) -> Outcome | None:
        unit = worker.unit
        if unit is None:
            return None
        try:
            outcome: Outcome = worker.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            how = worker.how()
            deaths = worker.deaths + 1
            self._drop(worker)
            if deaths >= STRIKES:
                return Died(unit=unit, how=how)
            self._again.append((unit, deaths))
            return None
        worker.unit = None
        return outcome

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()

    def close(self) -> None:
        """End every worker."""
        for worker in self._workers[:]:
            self._drop(worker)


def ignore_interrupts() -> None:
    """Ctrl-C reaches the whole process group; only the driver decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _serve(pipe: Connection, work: Work) -> None:
    """A worker's life: a unit in, an outcome out, until the driver closes the pipe or dies."""
    ignore_interrupts()
    while True:
        try:
            unit = pipe.recv()
            pipe.send(attempt(work, unit))
        except (EOFError, OSError):
            return
