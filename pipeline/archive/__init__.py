"""The only code that reads or writes WARC."""

from pipeline.archive.format import Referred
from pipeline.archive.reader import iterate, read_capture, tail
from pipeline.archive.recovery import in_use, recover, set_aside
from pipeline.archive.verify import verify
from pipeline.archive.writer import ArchiveWriter, begun_at

__all__ = [
    "ArchiveWriter",
    "Referred",
    "begun_at",
    "in_use",
    "iterate",
    "read_capture",
    "recover",
    "set_aside",
    "tail",
    "verify",
]
