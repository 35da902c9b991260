"""Kinds of values that settings of several tables have."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Seconds = Annotated[float, Meta(ge=0)]
Days = Annotated[float, Meta(gt=0, le=36_500)]  # a century: much more is past the end of the calendar
Whole = Annotated[int, Meta(ge=1)]
Words = Annotated[str, Meta(min_length=1)]
