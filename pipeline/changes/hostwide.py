"""When an edit is the host's and not the page's."""

from __future__ import annotations

SHARE = 0.10
"""Share of a host's pages looked at in one run from which the same edit on all of them is host-wide."""

FEWEST = 3
"""Pages below which nothing is called host-wide, however few were looked at."""


def is_host_wide(pages: int, looked_at: int) -> bool:
    """Whether an edit seen on ``pages`` of the ``looked_at`` pages of a host in one run is host-wide."""
    return pages >= FEWEST and pages >= SHARE * looked_at
