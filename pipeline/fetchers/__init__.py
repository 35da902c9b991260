"""The only code that speaks HTTP."""

from pipeline.fetchers.clock import Clock
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.pacing import HostQuiet
from pipeline.fetchers.settings import FetchSettings

__all__ = ["Clock", "FetchSettings", "Fetcher", "HostQuiet"]
