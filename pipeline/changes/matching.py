"""Which section of the new state is which section of the old one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from pipeline.changes.parts import Part

SAME_TEXT = 0.6
"""Share of blocks (Jaccard, as multisets) from which a section under another heading is the same section."""


_FIGURE = re.compile(r"\d[\d.,]*")


class Pair(NamedTuple):
    """A section before and after; ``None`` where it was not there."""

    before: Part | None
    after: Part | None


def match(before: list[Part], after: list[Part]) -> list[Pair]:
    """Pairs in the order of the new page, each removed section where it stood.

    By heading path first; then by text, so that a renamed section is found; then by a heading that only one section
    on either side still bears, so that a section that moved under others and was rewritten is found; then by the path
    but for its figures, so that a heading that counts something is found.
    """
    to_new: dict[int, int] = {}
    _by_name(before, after, to_new, lambda part: part.key)
    _by_text(before, after, to_new)
    _by_name(before, after, to_new, lambda part: part.heading.casefold() or None, unique=True)
    _by_name(before, after, to_new, lambda part: _FIGURE.sub("0", part.key), unique=True)
    return _in_order(before, after, to_new)


def _left(count: int, taken: set[int]) -> list[int]:
    return [index for index in range(count) if index not in taken]


def _by_name(
    before: list[Part],
    after: list[Part],
    to_new: dict[int, int],
    name: Callable[[Part], Hashable | None],
    *,
    unique: bool = False,
) -> None:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for index in _left(len(after), set(to_new.values())):
        places[name(after[index])].append(index)
    olds: dict[Hashable, list[int]] = defaultdict(list)
    for index in _left(len(before), set(to_new)):
        olds[name(before[index])].append(index)
    for called, indexes in olds.items():
        news = places.get(called, [])
        if called is None or not news or (unique and (len(indexes), len(news)) != (1, 1)):
            continue
        to_new[indexes[0]] = news[0]


def _by_text(before: list[Part], after: list[Part], to_new: dict[int, int]) -> None:
    old = {index: Counter(before[index].keys) for index in _left(len(before), set(to_new)) if before[index].keys}
    new = {index: Counter(after[index].keys) for index in _left(len(after), set(to_new.values())) if after[index].keys}
    holds: dict[str, set[int]] = defaultdict(set)
    for index, blocks in new.items():
        for block in blocks:
            holds[block].add(index)
    likely: Counter[tuple[int, int]] = Counter()
    for index, blocks in old.items():
        for block, count in blocks.items():
            for other in holds.get(block, ()):
                likely[index, other] += min(count, new[other][block])
    shares = (
        (common / (old[one].total() + new[other].total() - common), one, other)
        for (one, other), common in likely.items()
    )
    to_new |= best_pairs((-share, abs(one - other), one, other) for share, one, other in shares if share >= SAME_TEXT)


def best_pairs(scored: Iterable[tuple[float, int, int, int]]) -> dict[int, int]:
    """Each with its best counterpart that no better pair has; of a pair its score, distance and the two."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, one, other in sorted(scored):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _in_order(before: list[Part], after: list[Part], to_new: dict[int, int]) -> list[Pair]:
    to_old = {new: old for old, new in to_new.items()}
    gone: dict[int, list[Part]] = defaultdict(list)
    last = -1
    for index, part in enumerate(before):
        if index in to_new:
            last = to_new[index]
        else:
            gone[last].append(part)
    pairs = [Pair(part, None) for part in gone[-1]]
    for index, part in enumerate(after):
        pairs.append(Pair(before[to_old[index]] if index in to_old else None, part))
        pairs += [Pair(old, None) for old in gone[index]]
    return pairs
