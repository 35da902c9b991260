"""Keeps a local, trustworthy copy of consumer-health pages.

>>> import pipeline
>>> with pipeline.open("output/health.db") as health:  # doctest: +SKIP
...     frame = health.sections(language="en").to_polars()
"""

from pipeline._version import __version__
from pipeline.errors import PipelineError
from pipeline.export.dataset import Dataset, Table
from pipeline.export.dataset import open_dataset as open  # noqa: A004 - read as pipeline.open
from pipeline.model.document import Document
from pipeline.records import from_json, to_json

__all__ = ["Dataset", "Document", "PipelineError", "Table", "__version__", "from_json", "open", "to_json"]
