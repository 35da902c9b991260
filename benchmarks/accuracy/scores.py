"""Precision, recall and F1, by field and publisher."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

from msgspec import Struct

FIELDS = ("headings", "links", "words", "dates")


class Tally(Struct):
    """Right, found and wanted, added up over pages."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found; 1 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, found: Iterable[Hashable], wanted: Iterable[Hashable], optional: Iterable[Hashable] = ()) -> None:
        """Compare two bags; what is optional counts neither way."""
        have, want = Counter(found), Counter(wanted)
        for item in set(optional) - set(want):
            del have[item]
        self.right += (have & want).total()
        self.found += have.total()
        self.wanted += want.total()


class Board:
    """Tallies of every field and publisher."""

    def __init__(self) -> None:
        self.tallies: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)

    def of(self, field: str, publisher: str) -> Tally:
        """The tally of one field of one publisher."""
        return self.tallies[field, publisher]

    def over(self, field: str, publishers: Iterable[str]) -> Tally:
        """The tallies of several publishers as one: every page's items count alike."""
        whole = Tally()
        for publisher in publishers:
            one = self.tallies[field, publisher]
            whole.right += one.right
            whole.found += one.found
            whole.wanted += one.wanted
        return whole

    def publishers(self) -> list[str]:
        """Everyone who has a tally, in the order of appearance."""
        return list(dict.fromkeys(publisher for _, publisher in self.tallies))
