"""Keeps a local, trustworthy copy of consumer-health pages.

>>> import pipeline
>>> with pipeline.open("output/health.db") as health:  # doctest: +SKIP
...     frame = health.sections(language="en").to_polars()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pipeline._version import __version__

if TYPE_CHECKING:
    from pipeline.errors import PipelineError
    from pipeline.export.dataset import Dataset
    from pipeline.export.dataset import open_dataset as open  # noqa: A004 - read as pipeline.open
    from pipeline.export.frames import Table
    from pipeline.model.document import Document
    from pipeline.records import read_json as from_json
    from pipeline.records import to_json
    from pipeline.saved import parse

__all__ = ["Dataset", "Document", "PipelineError", "Table", "__version__", "from_json", "open", "parse", "to_json"]

_PLACES = {
    "Dataset": ("pipeline.export.dataset", "Dataset"),
    "Document": ("pipeline.model.document", "Document"),
    "PipelineError": ("pipeline.errors", "PipelineError"),
    "Table": ("pipeline.export.frames", "Table"),
    "from_json": ("pipeline.records", "read_json"),
    "open": ("pipeline.export.dataset", "open_dataset"),
    "parse": ("pipeline.saved", "parse"),
    "to_json": ("pipeline.records", "to_json"),
}
"""Where each public name is. Imported when it is used: every command imports this package, few need all of it."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    value = globals()[name] = getattr(import_module(module), attribute)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
