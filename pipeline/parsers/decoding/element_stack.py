"""The stack of open elements of an HTML parser, and its list of active formatting elements."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from pipeline.parsers.decoding.element_kinds import BARRIERS, MARKED, SPECIAL

_TURNS, _ANEW = 8, 3
"""How often the adoption agency goes round, and how many elements it takes along."""


class Formatting:
    """A formatting element; ``at`` is its place in the stack, -1 where something closed it that was not its end."""

    __slots__ = ("at", "attributes", "code")

    def __init__(self, code: str, attributes: bytes, at: int) -> None:
        self.code, self.attributes, self.at = code, attributes, at


class Stack:
    """Letters of what is open, and the list of active formatting elements (13.2.4.3)."""

    def __init__(self) -> None:
        self.open = ""
        self.again = 0
        self.formatting: list[Formatting | None] = []  # None: nothing before it is opened anew

    def push(self, code: str) -> None:
        """Open an element."""
        self.open += code
        if code in MARKED:
            self.formatting.append(None)

    def cut(self, length: int) -> None:
        """Close all but the first so many elements."""
        gone = self.open[length:]
        if not gone:
            return
        self.open = self.open[:length]
        if not MARKED.isdisjoint(gone):
            for _ in range(sum(code in MARKED for code in gone)):
                while self.formatting and self.formatting.pop() is not None:
                    pass
        for each in reversed(self.formatting):
            if each is not None and each.at >= 0:
                if each.at < length:
                    break
                each.at = -1

    def at(self, code: str, barriers: AbstractSet[str]) -> int:
        """Where the innermost such element is open, -1 where there is none or a barrier stands between."""
        at = self.open.rfind(code)
        return at if at >= 0 and barriers.isdisjoint(self.open[at + 1 :]) else -1

    def close(self, code: str, barriers: AbstractSet[str]) -> bool:
        """Close the innermost such element with all in it; whether there was one."""
        at = self.at(code, barriers)
        if at >= 0:
            self.cut(at)
        return at >= 0

    def strip(self, codes: str) -> None:
        """Close elements from the innermost one on, as long as they are of these."""
        self.cut(len(self.open.rstrip(codes)))

    def remove(self, at: int) -> None:
        """Close an element, and nothing that is open in it."""
        if at < 0:
            return
        self.open = self.open[:at] + self.open[at + 1 :]
        for each in self.formatting:
            if each is not None and each.at > at:
                each.at -= 1

    def reconstruct(self) -> None:
        """Open the formatting anew that is closed."""
        first = len(self.formatting)
        while first and (newest := self.formatting[first - 1]) is not None and newest.at < 0:
            first -= 1
        for each in self.formatting[first:]:
            if each is not None:
                each.at = len(self.open)
                self.open += each.code
                self.again += 1

    def since_mark(self) -> list[Formatting]:
        """Formatting that may be opened anew here, the newest first."""
        found = []
        for each in reversed(self.formatting):
            if each is None:
                break
            found.append(each)
        return found

    def end_formatting(self, code: str) -> None:
        """The adoption agency (13.2.6.4.7): what is formatted is closed as badly as it was nested."""
        last = len(self.open) - 1
        if self.open[last:] == code and all(each is None or each.at != last for each in self.formatting):
            self.cut(last)
            return
        for turn in range(_TURNS):
            each = next((each for each in self.since_mark() if each.code == code), None)
            if each is None:
                if not turn:
                    self.close(code, SPECIAL)
                return
            inside = self.open[each.at + 1 :] if each.at >= 0 else ""
            if not BARRIERS.isdisjoint(inside):
                return
            block = next((at for at, code in enumerate(inside, each.at + 1) if code in SPECIAL), None)
            if block is None:
                if each.at >= 0:
                    self.cut(each.at)
                self.formatting.remove(each)
                return
            self._adopt(each, block)

    def _adopt(self, formatting: Formatting, block: int) -> None:
        """Open formatting anew inside of the outermost block in it, and before that what stands between the two."""
        listed = {each.at: each for each in self.formatting if each is not None and each.at >= 0}
        between = [listed[at] for at in range(formatting.at + 1, block) if at in listed]
        for each in between[:-_ANEW]:
            self.formatting.remove(each)
        between = between[-_ANEW:]
        self.again += len(between) + 1
        order: list[tuple[str, Formatting | None]] = [(each.code, each) for each in between]
        order += [(self.open[block], None), (formatting.code, formatting)]
        order += [(code, listed.get(at)) for at, code in enumerate(self.open[block + 1 :], block + 1)]
        start = formatting.at
        self.open = self.open[:start] + "".join(code for code, _ in order)
        for at, (_, moved) in enumerate(order, start):
            if moved is not None:
                moved.at = at
        if between:
            self.formatting.remove(formatting)
            self.formatting.insert(self.formatting.index(between[-1]) + 1, formatting)

    def forget(self, formatting: Formatting) -> None:
        """Open it anew no more, wherever it still is."""
        if formatting in self.formatting:
            self.formatting.remove(formatting)
            self.remove(formatting.at)
