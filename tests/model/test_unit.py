"""Units of work for a cluster."""

from __future__ import annotations

import pickle

from pipeline.model.unit import unit_of


def test_id_does_not_depend_on_where_the_file_is_opened() -> None:
    """The same file of the same archive is the same unit on every machine."""
    here = unit_of("/archive/2026/a.warc.gz", name="2026/a.warc.gz", size=10)
    there = unit_of("s3://bucket/2026/a.warc.gz", name="2026/a.warc.gz", size=10)
    assert here.id == there.id
    assert len(here.id) == 24


def test_id_tells_apart_what_would_give_another_shard() -> None:
    """Another file, a grown file and other records are other units."""
    units = [
        unit_of("a.warc.gz"),
        unit_of("b.warc.gz"),
        unit_of("a.warc.gz", size=10),
        unit_of("a.warc.gz", size=11),
        unit_of("a.warc.gz", records=()),
        unit_of("a.warc.gz", records=((0, 10),)),
        unit_of("a.warc.gz", records=((10, 10), (0, 10))),
        unit_of("a.warc.gz", records=((0, 10), (10, 10))),
    ]
    assert len({unit.id for unit in units}) == len(units)


def test_travels_whole() -> None:
    """A unit that was pickled for a worker is the unit that was sent."""
    unit = unit_of("s3://bucket/a.warc.gz", name="a.warc.gz", records=((0, 10), (10, 7)), size=17)
    assert pickle.loads(pickle.dumps(unit)) == unit  # noqa: S301
