"""The HTML report: one file, no network, works without script."""

from pipeline.report.build import write_report

__all__ = ["write_report"]
