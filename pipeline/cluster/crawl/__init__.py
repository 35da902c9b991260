"""One crawl by several processes, on one machine or many: hosts are leased, one process writes the records.

The coordinator (:mod:`~pipeline.cluster.crawl.coordinator`) puts pages into the shared frontier and stores what comes
of them; workers (:mod:`~pipeline.cluster.crawl.worker`) claim hosts and ask. docs/adr/0007-leases.md says why it is
polite whatever dies or freezes; docs/guides/scale.md how it is used.
"""
