"""What is left when a part is killed: every page exactly once, and the bytes of a run that nobody disturbed.

Each trial reads an archive into an empty folder and is disturbed once; then its manifest must be that of an undisturbed
run, every shard must be there with the digest that it states, and their rows must be the archive's pages, each once.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from pyarrow import parquet

from benchmarks.scale.archive import units_in
from benchmarks.scale.readers import slow
from pipeline.cluster.driver import Progress, reread_units
from pipeline.cluster.engine import Engine
from pipeline.cluster.job import Job
from pipeline.cluster.manifest import JOURNAL, MANIFEST, read_manifest
from pipeline.cluster.pool import process_engine
from pipeline.cluster.ray_engine import connected, ray_engine

NODES = 3
SMALL = {"include_dashboard": False, "object_store_memory": 80 << 20}
_SLOWLY = 0.004
_PATIENCE = 120.0


def wrong(out: Path, undisturbed: Path, pages: int) -> list[str]:
    """What distinguishes the shards of a folder from those of a run that nobody disturbed."""
    (folder,) = out.glob("parser-*")
    found: list[str] = []
    if (folder / MANIFEST).read_bytes() != (undisturbed / folder.name / MANIFEST).read_bytes():
        found.append("the manifest differs")
    seen: Counter[str] = Counter()
    shards = read_manifest(folder).shards
    for shard in shards:
        if hashlib.sha256((folder / shard.file).read_bytes()).hexdigest() != shard.sha256:
            found.append(f"{shard.file} is not what the manifest says")
        seen.update(parquet.read_table(folder / shard.file, columns=["capture_id"]).column(0).to_pylist())
    if len(seen) != pages or set(seen.values()) != {1}:
        found.append(f"{len(seen)} pages of {pages}, of which {sum(n > 1 for n in seen.values())} more than once")
    if strays := {path.name for path in folder.glob("*.parquet")} - {shard.file for shard in shards}:
        found.append(f"shards that nobody names: {sorted(strays)}")
    return found


def read_whole(archive: Path, out: Path, engine: Engine, **more: Any) -> None:
    """Read an archive and leave it to :func:`wrong` to judge."""
    told: Callable[[Progress], None] = more.pop("listen", lambda _: None)
    reread_units(Job(out=out, **more), units_in(archive), engine, told)


def kill_a_worker(engine: Engine, archive: Path, out: Path, chance: random.Random) -> None:
    """SIGKILL for one of the workers, after the first or second unit that is done."""
    marks = out.with_name(out.name + "-workers")
    marks.mkdir(parents=True)
    kill_after = chance.randint(1, 2)
    told: list[Progress] = []

    def listen(progress: Progress) -> None:
        told.append(progress)
        if len(told) == kill_after:
            os.kill(int(chance.choice(sorted(mark.name for mark in marks.iterdir()))), signal.SIGKILL)

    read_whole(archive, out, engine, read=partial(slow, marks, _SLOWLY), listen=listen)
    if len(told) < kill_after:
        raise RuntimeError("nobody was killed")


def kill_a_node(cluster: Any, archive: Path, out: Path, chance: random.Random) -> None:
    """SIGKILL for one of three nodes of a Ray cluster with all its workers, after the first unit that is done."""
    marks = out.with_name(out.name + "-workers")
    marks.mkdir(parents=True)
    victim = chance.choice(sorted(cluster.worker_nodes, key=lambda node: str(node.unique_id)))
    killed: list[Any] = []

    def listen(_: Progress) -> None:
        if not killed:
            killed.append(victim)
            cluster.remove_node(victim, allow_graceful=False)

    read_whole(archive, out, ray_engine(), read=partial(slow, marks, _SLOWLY), listen=listen)
    if len(cluster.worker_nodes) != NODES - 1:
        raise RuntimeError("no node was killed")
    _started(lambda: cluster.add_node(num_cpus=1, **SMALL))
    cluster.wait_for_nodes()


def _started(begin: Callable[[], Any]) -> Any:
    """What ``begin`` starts; Ray gives a node 30 seconds, which a machine with other work to do may not have."""
    for _ in range(5):
        try:
            return begin()
        except Exception as error:
            if "timed out during startup" not in str(error):
                raise
    return begin()


@contextmanager
def ray_nodes() -> Iterator[Any]:
    """Three nodes of one core each beside a head without one, on the loopback address, and a connection to them."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = _started(lambda: Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **SMALL}))
    try:
        for _ in range(NODES):
            _started(lambda: cluster.add_node(num_cpus=1, **SMALL))
        cluster.wait_for_nodes()
        ray.init(address=cluster.address, logging_level="ERROR", log_to_driver=False)
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()


@contextmanager
def one_ray() -> Iterator[None]:
    """A Ray of our own with two workers, as the engine starts it; engines use the Ray that is there."""
    import ray

    with connected(ray, None, 2):
        yield


def kill_the_driver(engine: Sequence[str], archive: Path, out: Path, chance: random.Random) -> None:
    """SIGKILL for ``pipeline reparse`` once a few shards are noted; then the same command again, to its end."""
    command = [sys.executable, "-m", "pipeline", "-q", "reparse", "--engine", *engine]
    command += ["--units", str(archive), "--out", str(out)]
    kill_after = chance.randint(1, 3)
    driver = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + _PATIENCE
    while _noted(out) < kill_after:
        if driver.poll() is not None or time.monotonic() > deadline:
            break
        time.sleep(0.001)
    driver.kill()
    driver.wait()
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    if done.returncode:
        raise RuntimeError(f"the second driver ended with {done.returncode}: {done.stderr[-2000:]}")


def _noted(out: Path) -> int:
    with suppress(OSError, ValueError):
        (folder,) = out.glob("parser-*")
        return (folder / JOURNAL).read_bytes().count(b"\n")
    return 0


Disturb = Callable[[Path, Path, random.Random], None]


@contextmanager
def pool_worker() -> Iterator[Disturb]:
    yield partial(kill_a_worker, process_engine(2))


@contextmanager
def pool_driver() -> Iterator[Disturb]:
    yield partial(kill_the_driver, ("process", "--workers", "2"))


@contextmanager
def ray_worker() -> Iterator[Disturb]:
    with one_ray():
        yield partial(kill_a_worker, ray_engine())


@contextmanager
def ray_node() -> Iterator[Disturb]:
    with ray_nodes() as cluster:
        yield partial(kill_a_node, cluster)


@contextmanager
def ray_driver() -> Iterator[Disturb]:
    with ray_nodes() as cluster:
        yield partial(kill_the_driver, ("ray", "--ray-address", cluster.address))


SCENARIOS = {
    "pool worker": pool_worker,
    "pool driver": pool_driver,
    "Ray worker": ray_worker,
    "Ray node": ray_node,
    "Ray driver": ray_driver,
}


def trials(
    name: str, numbers: Iterable[int], archive: Path, undisturbed: Path, pages: int, folder: Path
) -> Iterator[list[str]]:
    """Trials of a scenario, by their numbers; of each, what was wrong afterwards."""
    with SCENARIOS[name]() as disturb:
        for number in numbers:
            out = folder / f"{name.replace(' ', '-')}-{number}"
            disturb(archive, out, random.Random(f"{name} {number}"))
            found = wrong(out, undisturbed, pages)
            if not found:
                shutil.rmtree(out)
            yield found
