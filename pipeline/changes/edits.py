"""What differs inside a section: which blocks came, went and changed, and in a changed block which words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from pipeline.changes.alignment import aligned
from pipeline.changes.matching import best_pairs
from pipeline.changes.opposites import opposed
from pipeline.changes.parts import Part
from pipeline.changes.spelling import spelt
from pipeline.changes.values import Edit, Grade, Mark, Touch
from pipeline.changes.words import Word, key, touch, touches, words

ALIKE = 0.4
"""Share of common words (Dice) from which two blocks in the same place are one block that changed."""

_LABEL = re.compile(r"([^|:]{1,80}?)\s*[|:]\s*\S")

_MANY = 40_000
"""Pairs of blocks beyond which blocks are paired in their order only."""


def block_edits(before: Part, after: Part) -> list[Edit]:
    """Edits of a section that is in both states, in page order."""
    if before.keys == after.keys:
        return []
    old, new = Counter(before.keys), Counter(after.keys)
    if old == new:
        return [_whole("reordered", before, after, range(len(before.keys)), range(len(after.keys)))]
    gone, come = _leftover(before.keys, old - new), _leftover(after.keys, new - old)
    named = _by_label(before, after, gone, come)
    found = [_changed(before, after, one, other) for one, other in named.items()]
    gone = [index for index in gone if index not in named]
    come = [index for index in come if index not in set(named.values())]
    for olds, news in _hunks(before, after, gone, come):
        found += _hunk(before, after, olds, news)
    return sorted(found, key=lambda edit: edit.line)


def _leftover(keys: tuple[str, ...], counts: Counter[str]) -> list[int]:
    """Indexes of the blocks that the other state lacks; of equal ones the last."""
    left = Counter(counts)
    indexes = []
    for index in range(len(keys) - 1, -1, -1):
        if left[keys[index]] > 0:
            left[keys[index]] -= 1
            indexes.append(index)
    return indexes[::-1]


def _label(block: str) -> str | None:
    """What a row of a table or a line of a list of figures is about: the words before the first ``|`` or ``:``."""
    found = _LABEL.match(block)
    return found[1].strip().casefold() or None if found else None


def _by_label(before: Part, after: Part, gone: list[int], come: list[int]) -> dict[int, int]:
    """Blocks that speak of the same thing, wherever they stand now, where only one on either side does."""
    old, new = Counter(_label(before.blocks[i]) for i in gone), Counter(_label(after.blocks[i]) for i in come)
    news = {label: i for i in come if (label := _label(after.blocks[i])) and new[label] == 1 and old[label] == 1}
    return {i: news[label] for i in gone if (label := _label(before.blocks[i])) in news and label}


def _hunks(before: Part, after: Part, gone: list[int], come: list[int]) -> list[tuple[list[int], list[int]]]:
    """Removed and added blocks that stand between the same unchanged ones."""
    went, came = set(gone), set(come)
    hunks = []
    for same, low, high, new_low, new_high in aligned(before.keys, after.keys):
        if same:
            # equal blocks of which one side has more: the surplus stands where the matcher left it
            continue
        olds = [index for index in range(low, high) if index in went]
        news = [index for index in range(new_low, new_high) if index in came]
        went.difference_update(olds)
        came.difference_update(news)
        if olds or news:
            hunks.append((olds, news))
    if went or came:
        hunks.append((sorted(went), sorted(came)))
    return hunks


def _hunk(before: Part, after: Part, olds: list[int], news: list[int]) -> list[Edit]:
    if olds and news and " ".join(before.keys[i] for i in olds) == " ".join(after.keys[i] for i in news):
        return [_whole("reflowed", before, after, olds, news)]
    pairs = _pairs(before, after, olds, news)
    found = [_changed(before, after, one, other) for one, other in pairs.items()]
    found += [alone("removed", before, index) for index in olds if index not in pairs]
    taken = set(pairs.values())
    found += [alone("added", after, index) for index in news if index not in taken]
    return found


def _whole(
    kind: Literal["reordered", "reflowed"], before: Part, after: Part, olds: Sequence[int], news: Sequence[int]
) -> Edit:
    """The same words, laid out otherwise."""
    links = all(before.links[index] for index in olds) and all(after.links[index] for index in news)
    return Edit(
        kind=kind,
        grade="links-only" if links else "structural",
        before="\n".join(before.blocks[index] for index in olds),
        after="\n".join(after.blocks[index] for index in news),
        line=news[0],
    )


def _pairs(before: Part, after: Part, olds: list[int], news: list[int]) -> dict[int, int]:
    if len(olds) * len(news) > _MANY:
        return dict(zip(olds, news, strict=False))
    old, new = (
        {index: Counter(word.text.casefold() for word in words(spelt(part.blocks[index]))) for index in places}
        for part, places in ((before, olds), (after, news))
    )
    scored = []
    for at, (one, ours) in enumerate(old.items()):
        for place, (other, theirs) in enumerate(new.items()):
            alike = _alike(ours, theirs)
            # rows about other things are other rows, however alike their figures
            rows = "|" in before.blocks[one] and "|" in after.blocks[other]
            if alike >= ALIKE and not (rows and _label(before.blocks[one]) != _label(after.blocks[other])):
                scored.append((-alike, abs(at - place), one, other))
    return best_pairs(scored)


def _alike(ours: Counter[str], theirs: Counter[str]) -> float:
    """Common words as a share of both blocks, or of the shorter one where the other has grown around it."""
    common, fewest = (ours & theirs).total(), min(ours.total(), theirs.total())
    dice = 2 * common / (ours.total() + theirs.total())
    return max(dice, 0.6 * common / fewest) if fewest >= 4 else dice


def _changed(before: Part, after: Part, one: int, other: int) -> Edit:
    old, new = before.blocks[one], after.blocks[other]
    made = marks(old, new)
    link = before.links[one] and after.links[other]
    edit = Edit(kind="changed", grade="links-only" if link else "structural", before=old, after=new, line=other)
    if key(spelt(old, alike=True)) == key(spelt(new, alike=True)):
        # otherwise written, and nothing else
        return _placed(replace(edit, marks=tuple(replace(mark, critical=False) for mark in made)), after)
    plain, spoken = spelt(old), spelt(new)
    said = made if (plain, spoken) == (old, new) else marks(plain, spoken)
    found = _why([mark.text for mark in said if mark.op != "same"], critical=before.critical or after.critical)
    why = tuple(sorted({*found, *_in_context(said)}))
    return _placed(replace(edit, grade=_grade(why, link=link), marks=made, touches=why), after)


_LEADS = re.compile(r"[ (][-.,]$")
_OTHER = re.compile(r"\bevery other\b", re.IGNORECASE)


def _in_context(made: tuple[Mark, ...]) -> Iterator[Touch]:
    """Why words that came or went are critical where they stand, though they are not by themselves.

    They took the place of their contrary, or gave place to it;

    a minus or a decimal point before a number that stayed (".5" for "5"; right behind a space, so no range and no end
    of a sentence); "other" behind an "every" that stayed.
    """
    around = (Mark(op="same", text=" "), *made, Mark(op="same", text=" "))
    for before, mark, after in zip(around, around[1:], around[2:], strict=False):
        if mark.op == "same":
            continue
        if mark.critical and not touches([word.text for word in words(mark.text)]):
            yield "opposite"
        words_ = before.text + mark.text
        if after.text[:1].isdecimal() and _LEADS.search(words_):
            yield "number"
        if _OTHER.search(words_) and not _OTHER.search(before.text):
            yield "frequency"


def alone(kind: Literal["added", "removed"], part: Part, index: int) -> Edit:
    """A block that was not there, or is gone."""
    block = part.blocks[index]
    why = _why([block], critical=part.critical)
    edit = Edit(
        kind=kind,
        grade=_grade(why, link=part.links[index]),
        before=block if kind == "removed" else None,
        after=block if kind == "added" else None,
        marks=tuple(_runs(kind, block, words(block))),
        touches=why,
        line=index,
    )
    return _placed(edit, part)


def _placed(edit: Edit, part: Part) -> Edit:
    """The edit with the blocks around it."""
    blocks, line = part.blocks, edit.line
    return replace(
        edit,
        above=blocks[line - 1] if line > 0 else None,
        below=blocks[line + 1] if line + 1 < len(blocks) else None,
    )


def _why(texts: list[str], *, critical: bool) -> tuple[Touch, ...]:
    found = set(touches([word.text for text in texts for word in words(text)]))
    if critical:
        found.add("critical-section")
    return tuple(sorted(found))


def _grade(why: tuple[Touch, ...], *, link: bool) -> Grade:
    if link:
        return "links-only"
    return "critical" if why else "substantive"


def marks(before: str, after: str) -> tuple[Mark, ...]:
    """The words of two blocks as one row: those that stayed, went and came; white space goes with the word before."""
    old, new = words(before), words(after)
    found: list[Mark] = []
    for same, low, high, new_low, new_high in aligned([word.text for word in old], [word.text for word in new]):
        if same:
            found.append(Mark(op="same", text=_span(after, new, new_low, new_high)))
            continue
        turned = opposed((word.text for word in old[low:high]), (word.text for word in new[new_low:new_high]))
        found += _runs("removed", before, old, low, high, turned)
        found += _runs("added", after, new, new_low, new_high, turned)
    return tuple(found)


def _span(block: str, row: list[Word], low: int, high: int) -> str:
    """Words ``low`` to ``high`` of a block as they stand in it, with the white space after them."""
    return block[row[low].start : row[high].start if high < len(row) else len(block)]


def _runs(
    op: Literal["removed", "added"],
    block: str,
    row: list[Word],
    low: int = 0,
    high: int | None = None,
    turned: frozenset[str] = frozenset(),
) -> Iterator[Mark]:
    """Words that came or went, those that can hurt apart from the others; the contrary of each other can."""

    def why(word: Word) -> bool | None:
        return True if touch(word.text) is not None else None if word.text.casefold() in turned else False

    end = len(row) if high is None else high
    while low < end:
        reason = why(row[low])
        critical = reason is not False
        stop = low + 1
        while stop < end and why(row[stop]) is reason:
            stop += 1
        yield Mark(op=op, text=_span(block, row, low, stop), critical=critical)
        low = stop
