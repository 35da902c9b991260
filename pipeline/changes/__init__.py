"""What counts as a change: two readings of one page in, a graded difference out. Pure functions.

Two states are compared as people read them: section by section, block by block, word by word. Case, digits, decimal
points, comparators, units and every word count; white space, quotation marks, nested lists and hyphenation do not.
Dates that the page claims are data and are compared as data. Size never decides: one digit can be critical.
"""

from pipeline.changes.commonplace import common_marks, is_host_wide
from pipeline.changes.compare import COLLAPSE_LENGTH, COLLAPSE_SHARE, Comparison, compare
from pipeline.changes.fingerprint import fingerprint
from pipeline.changes.ledger import Entry, Evidence, Point, State, assess, standing
from pipeline.changes.moves import moved_forward
from pipeline.changes.normalise import NORMALISER_VERSION, normalise
from pipeline.changes.traces import edit_digests
from pipeline.changes.values import MATERIAL, RANK, VISIBLE, Diff, Grade

__all__ = [
    "COLLAPSE_LENGTH",
    "COLLAPSE_SHARE",
    "MATERIAL",
    "NORMALISER_VERSION",
    "RANK",
    "VISIBLE",
    "Comparison",
    "Diff",
    "Entry",
    "Evidence",
    "Grade",
    "Point",
    "State",
    "assess",
    "common_marks",
    "compare",
    "edit_digests",
    "fingerprint",
    "is_host_wide",
    "moved_forward",
    "normalise",
    "standing",
]
