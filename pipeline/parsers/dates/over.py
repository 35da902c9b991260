"""Days over their labels, as cards of figures print them: "3 May 2024" and below it "Last reviewed"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parsers.dates.labels import LabelSet
from pipeline.parsers.dates.rows import Row, row_at

_HOUR = re.compile(r"(?:[\s,]+(?:at\s+)?\d\d?[:.]\d\d(?:\s?[ap]\.?m\.?)?)?[ ]*(?:\n|$)")
"""Behind a day that closes its line."""
_OPENS = re.compile(r"[\s\u2022\u25cf\u00b7*|-]*")
"""Before a day that opens its line: the sign of an item."""
_LINE_ENDS = re.compile(r"[ ]*(?:\n|$)")
_TEXT_ENDS = re.compile(r"\s*\Z")
_MOST = 40
"""Days of the longest run that is looked through."""
_NO_FIELD = frozenset(("copyright", "cited"))


def fields_at(
    folded: str, labels: Sequence[re.Match[str]], dates: Sequence[re.Match[str]], known: LabelSet, field: int
) -> Row | None:
    """The row of dates that one stands in, under their labels or over them, as :func:`.rows.row_at` takes it."""
    row = _over_labels(folded, dates, known)
    if row is None and (len(labels) > 1 or "|" in folded):
        row = row_at(folded, labels, dates, known, field)
    return row


def _over_labels(folded: str, dates: Sequence[re.Match[str]], known: LabelSet) -> Row | None:
    """Days that each close a line over a line that is nothing but a label; ``None`` where the first is no such day.

    What stands between two days may be the label of either: it is of the one above where the run of such lines opens
    with a day and closes with a label. Where a label stands over the first day, or a colon behind one, labels come
    first. One day alone is so read where its label closes the text.

    Args:
        folded: the text.
        dates: the first of these days and all behind it.
        known: labels of the page's language.
    """
    if _HOUR.match(folded, dates[0].end()) is None or _is_labelled(folded, dates[0].start(), known):
        return None
    pairs: list[tuple[re.Match[str], re.Match[str]]] = []
    at = dates[0].start()
    for day in dates[: _MOST + 1]:
        if _OPENS.fullmatch(folded, at, day.start()) is None:
            break
        label = _label_below(folded, day, known)
        if label is None:
            return None
        pairs.append((label, day))
        at = label.end()
    few = 1 < len(pairs) <= _MOST or (len(pairs) == 1 and _TEXT_ENDS.match(folded, at) is not None)
    return Row(len(pairs), tuple(pairs)) if few else None


def _is_labelled(folded: str, start: int, known: LabelSet) -> bool:
    """Whether more than the sign of an item stands in a day's line before it, or the line above is a label."""
    line = folded.rfind("\n", 0, start) + 1
    if _OPENS.fullmatch(folded, line, start) is None:
        return True
    above = folded[folded.rfind("\n", 0, max(0, line - 1)) + 1 : line].strip(" \n:.|")
    return above in known.by_words


def _label_below(folded: str, day: re.Match[str], known: LabelSet) -> re.Match[str] | None:
    """The label that is all of the line below a day, without a colon."""
    ends = _HOUR.match(folded, day.end())
    label = known.pattern.match(folded, ends.end()) if ends is not None else None
    if label is None or _LINE_ENDS.match(folded, label.end()) is None or _NO_FIELD & {*known.of(label).roles}:
        return None
    return label
