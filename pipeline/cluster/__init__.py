"""Reading archives again on more than one core or machine: units of work, engines, Parquet shards, a manifest.

A *unit* is an archive file, or some records of one. An *engine* runs a pure function over units wherever it likes; it
may run one twice, also twice at once. The function reads the unit's pages and renames one Parquet file, named after
the unit, into place. Only what the manifest names counts. docs/guides/scale.md shows how it is used.

:mod:`pipeline.cluster.crawl` is the other half: one crawl by several processes.
"""
