"""Do the links of the pages we hold lead anywhere? Asked politely, by the same fetcher as pages, and remembered.

``judge`` says what an answer means and asks nobody; ``fragments`` finds the place inside a page; ``check`` asks.
"""

from pipeline.linkcheck.check import LinkReport, Round

__all__ = ["LinkReport", "Round"]
