"""Reading archives again on more than one core or machine: units of work, engines, Parquet shards, a manifest.

A *unit* is an archive file, or some records of one. An *engine* runs a pure function over units wherever it likes; it
may run one twice, also twice at once. The function reads the unit's pages and renames one Parquet file, named after
the unit, into place. Only what the manifest names counts. docs/guides/scale.md shows how it is used.
"""

from pipeline.cluster.driver import Progress, Report, reread_units
from pipeline.cluster.engine import Engine
from pipeline.cluster.job import Job
from pipeline.cluster.merge import Shards, is_shards
from pipeline.cluster.pool import process_engine
from pipeline.cluster.ray_engine import ray_engine
from pipeline.cluster.units import local_units

__all__ = [
    "Engine",
    "Job",
    "Progress",
    "Report",
    "Shards",
    "is_shards",
    "local_units",
    "process_engine",
    "ray_engine",
    "reread_units",
]
