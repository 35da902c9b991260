"""Dates as pages write them, for tests that draw them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

FORMS = ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "%d.%m.%y", "%B %Y", "%m/%Y", "%Y", "%Y-%m-%dT10:00:00Z")

WRITTEN = st.builds(date.strftime, st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.sampled_from(FORMS))
