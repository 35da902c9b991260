"""What an operator decides: defaults, then ``pipeline.toml``, then ``PIPELINE_SECTION__KEY``, then flags."""

from pipeline.config.environment import RESERVED, variables
from pipeline.config.loading import FILE, load, log_format_of, with_flags
from pipeline.config.schema import Row, describe, sections
from pipeline.config.settings import Audit, Config, Export, Fetch, Logging, Policy, Schedule, Site, Storage, Suppressed

__all__ = [
    "FILE",
    "RESERVED",
    "Audit",
    "Config",
    "Export",
    "Fetch",
    "Logging",
    "Policy",
    "Row",
    "Schedule",
    "Site",
    "Storage",
    "Suppressed",
    "describe",
    "load",
    "log_format_of",
    "sections",
    "variables",
    "with_flags",
]
