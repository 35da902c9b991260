"""What an operator decides: defaults, then ``pipeline.toml``, then ``PIPELINE_SECTION__KEY``, then flags."""

from pipeline.config.auditing import Audit, Policy, Suppressed
from pipeline.config.environment import RESERVED, variables
from pipeline.config.loading import load, log_format_of, with_flags
from pipeline.config.schema import describe, sections
from pipeline.config.settings import Config, Fetch, Logging, Schedule, Site, Storage
from pipeline.config.values import WRITE_OUT, unfilled

__all__ = [
    "RESERVED",
    "WRITE_OUT",
    "Audit",
    "Config",
    "Fetch",
    "Logging",
    "Policy",
    "Schedule",
    "Site",
    "Storage",
    "Suppressed",
    "describe",
    "load",
    "log_format_of",
    "sections",
    "unfilled",
    "variables",
    "with_flags",
]
