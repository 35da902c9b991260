"""Dates as typed claims: read values, find them after labels, take them from machine fields, choose one per role."""

from pipeline.parsers.dates.value import DateValue, Order, parse_value

__all__ = ["DateValue", "Order", "parse_value"]
