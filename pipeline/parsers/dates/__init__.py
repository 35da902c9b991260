"""Dates as typed claims: read values, find them after labels, take them from machine fields, choose one per role.

The rules (R1-R6) and every role are explained in docs/ideas/dates.md.
"""

from pipeline.parsers.dates.between import Unread
from pipeline.parsers.dates.choose import choose, is_first, page_date
from pipeline.parsers.dates.claims import find_claims, unlabelled_claims, unlabelled_in
from pipeline.parsers.dates.labels import DateStyle, Label, profile_labels
from pipeline.parsers.dates.orders import Order, address_order, host_order, is_open, numeric_order, order_of_times
from pipeline.parsers.dates.planned import planned
from pipeline.parsers.dates.typed import (
    META_FIELDS,
    http_claims,
    meta_claims,
    settled,
    structured_claims,
    time_claims,
    typed_claims,
)
from pipeline.parsers.dates.value import parse_value

__all__ = [
    "META_FIELDS",
    "DateStyle",
    "Label",
    "Order",
    "Unread",
    "address_order",
    "choose",
    "find_claims",
    "host_order",
    "http_claims",
    "is_first",
    "is_open",
    "meta_claims",
    "numeric_order",
    "order_of_times",
    "page_date",
    "parse_value",
    "planned",
    "profile_labels",
    "settled",
    "structured_claims",
    "time_claims",
    "typed_claims",
    "unlabelled_claims",
    "unlabelled_in",
]
