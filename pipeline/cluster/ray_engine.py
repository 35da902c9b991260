"""The engine of several machines: Ray core (the extra ``ray``), nothing of which is imported before it is asked for.

A unit is a task that Ray runs again when its worker or node dies. Ray listens on the network and runs what it is sent,
so token authentication is on unless ``RAY_AUTH_MODE`` says otherwise, and a Ray that we start
ourselves listens on 127.0.0.1 only, without dashboard and without telling its makers.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.cluster.engine import STRIKES, Broke, Died, Engine, Outcome, Work, attempt
from pipeline.errors import PipelineError, UsageError
from pipeline.model.unit import Unit

OLDEST = (2, 56)
"""Oldest Ray taken; authentication by token came with 2.52."""

LOOPBACK = ("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
"""The only way to have a local Ray listen on the loopback address and not on the network's; read as it is imported."""

_AHEAD = 2
"""Units in flight for each core: the next one is at hand when one is done, and memory of the driver stays flat."""

_PATIENCE = 10.0
"""Seconds a cluster may take to take up a connection."""

_STORE_BYTES = 80 << 20
"""Object store of a Ray of our own, its smallest: units and shards are a few hundred bytes."""


def ray_engine(address: str | None = None, *, workers: int | None = None) -> Engine:
    """An engine on a Ray cluster.

    Args:
        address: of a running cluster (``auto``, ``HOST:PORT``); ``None`` starts one on this machine for the time of
            the work.
        workers: cores of the cluster that is started; every core if not given.

    Raises:
        UsageError: Ray is not installed, or too old.
        PipelineError: no cluster is there.
    """

    def engine(work: Work, units: Iterable[Unit]) -> Iterator[Outcome]:
        prepare_environment(own=address is None)
        ray = _ray()
        with connected(ray, address, workers):
            yield from _run(ray, work, iter(units))

    return engine


def prepare_environment(*, own: bool) -> None:
    """What Ray reads from the environment while it is imported; a choice that was made stands."""
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if not own or "ray" in sys.modules:
        return
    os.environ.setdefault(*LOOPBACK)
    named = any(os.environ.get(name) for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"))
    if not named and not (Path.home() / ".ray" / "auth_token").exists():
        os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)


def _ray() -> Any:
    try:
        import ray  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise UsageError(
            "the engine `ray` needs Ray", mend="install the extra: pip install 'health-page-pipeline[ray]'"
        ) from error
    if tuple(map(int, ray.__version__.split(".")[:2])) < OLDEST:
        raise UsageError(
            f"Ray {ray.__version__} is too old: it runs whatever reaches it on the network",
            mend=f"install Ray {'.'.join(map(str, OLDEST))} or newer on every node",
        )
    return ray


@contextmanager
def connected(ray: Any, address: str | None, workers: int | None) -> Iterator[None]:
    """A connection to a cluster; one that was there before is left as it was found."""
    if ray.is_initialized():
        yield
        return
    quiet = {"logging_level": "ERROR", "log_to_driver": False}
    try:
        if address is None:
            own = {"include_dashboard": False, "_node_ip_address": "127.0.0.1", "object_store_memory": _STORE_BYTES}
            ray.init(address="local", num_cpus=workers, **own, **quiet)
        else:
            _must_listen(address)
            ray.init(address=address, **quiet)
    except Exception as error:  # a node that does not come up within Ray's 30 seconds is a bare one
        raise PipelineError(
            f"Ray cannot be used at {address or 'this machine'}: {error}",
            mend="start a cluster (`ray start --head`), name its address, and give this process its token",
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


def _must_listen(address: str) -> None:
    """Ray itself tries for minutes.

    Raises:
        OSError: nobody listens at ``HOST:PORT``.
    """
    host, _, port = address.rpartition(":")
    if port.isdecimal() and "//" not in address:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE):
            pass


def _run(ray: Any, work: Work, units: Iterator[Unit]) -> Iterator[Outcome]:
    # the work travels with the function's definition, which the head keeps: an object would die with its node
    task = ray.remote(num_cpus=1, max_retries=STRIKES - 1, scheduling_strategy="SPREAD")(_bound(work))
    flying: dict[Any, Unit] = {}
    while True:
        room = max(1, int(ray.cluster_resources().get("CPU", 1))) * _AHEAD
        while len(flying) < room:
            unit = next(units, None)
            if unit is None:
                break
            flying[task.remote(unit)] = unit
        if not flying:
            return
        ready, _ = ray.wait(list(flying), num_returns=1)
        for reference in ready:
            yield _landed(ray, reference, flying.pop(reference))


def _bound(work: Work) -> Any:
    def read_unit(unit: Unit) -> Outcome:
        return attempt(work, unit)

    return read_unit


def _landed(ray: Any, reference: Any, unit: Unit) -> Outcome:
    try:
        outcome: Outcome = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        return Broke(unit=unit, message=f"{unit.name}: {error}")
    except ray.exceptions.RayError as error:
        return Died(unit=unit, how=f"{type(error).__name__}: {str(error).splitlines()[0]}")
    return outcome
